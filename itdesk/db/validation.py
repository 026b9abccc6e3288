"""What only the database knows of values before they are saved; what a declaration says is checked in core."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Select, bindparam, select
from sqlalchemy.orm import Session

from itdesk.core.errors import Problem
from itdesk.core.record import Field, Kind, RecordType
from itdesk.core.texts import _
from itdesk.core.validation import check, cleaned, longest, wrong_kinds
from itdesk.db.prepared import prepared

__all__ = ["check", "check_stored", "cleaned", "longest", "wrong_kinds"]


def check_stored(
    session: Session, record_type: RecordType, values: Mapping[str, object], changed: frozenset[str], own_id: int | None
) -> list[Problem]:
    """What only the database knows: a unique value that is taken, a link to a record that is gone."""
    found: list[Problem] = []
    for name in sorted(changed):
        declared = record_type.by_name[name]
        value = values[name]
        if value is None:
            continue
        if declared.unique:
            found += _taken(session, record_type, declared, value, own_id)
        if declared.kind is Kind.LINK:
            found += _broken(session, declared, value, own_id if declared.to == record_type.kind else None)
    return found


def _taken(
    session: Session, record_type: RecordType, declared: Field, value: object, own_id: int | None
) -> list[Problem]:
    from itdesk.db import custom_values, finding
    from itdesk.db.expressions import Source

    def build() -> Select[int]:
        source = Source(session.info["tables"], record_type.kind)
        stored, own = source.stored(declared.name), source.table.c
        same = stored == bindparam("value", type_=stored.type)
        found = select(own.id).select_from(source.selectable)
        return found.where(same, own.deleted_at.is_(None), own.id != bindparam("own")).limit(1)

    if declared.custom:
        custom_values.take_turns(session, declared)

    statement = prepared(session, ("taken", record_type.kind, declared.name), build)
    others = statement.all(session, {"value": value, "own": own_id or 0})
    if not others:
        return []
    other = others[0][0]
    sentence = _("{field} {value} is already used by {other}.").format(
        field=declared.label, value=f"“{value}”", other=finding.title_of(session, record_type.kind, other)
    )
    return [Problem(declared.name, sentence)]


def _broken(session: Session, declared: Field, value: object, own_id: int | None) -> list[Problem]:
    if value == own_id:
        return [Problem(declared.name, _("{field} can't be the record itself.").format(field=declared.label))]

    def build() -> Select[int]:
        table: Any = session.info["tables"][declared.to].__table__
        return select(table.c.id).where(table.c.id == bindparam("value"), table.c.deleted_at.is_(None))

    if prepared(session, ("there", declared.to), build).all(session, {"value": value}):
        return []
    return [Problem(declared.name, _("{field} is no longer there. Choose another.").format(field=declared.label))]
