"""Why a record stays as it is, in sentences that name who or what is in the way."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from itdesk.core.formats import format_count
from itdesk.core.texts import _, ngettext
from itdesk.db import changes, finding, history, tables
from itdesk.db.deeds import Unit, Why
from itdesk.db.mapping import Tables, column_of

_SAID = 3  # records that are named


def said(session: Session, kept: Sequence[Unit], operation: str = "") -> list[str]:
    """Sentences about the first few that stay, wholly or in part, and how many more there are.

    operation is what they would have gone back from: whoever changed them after it is named.
    """
    found = [_sentence(session, operation, unit) for unit in kept[:_SAID]]
    more = len(kept) - _SAID
    if more > 0:
        found.append(
            ngettext("{n} more stays as it is.", "{n} more stay as they are.", more).format(n=format_count(more))
        )
    return found


def _sentence(session: Session, operation: str, unit: Unit) -> str:
    own: Tables = session.info["tables"]
    what = finding.title_of(session, unit.kind, unit.record_id) or own.registry[unit.kind].singular
    if unit.reason is None and unit.left:
        labels = [_label(own, unit.kind, name) for name in unit.left]
        return _changed(session, operation, unit, what, ", ".join(labels))
    if unit.reason is Why.CHANGED:
        return _changed(session, operation, unit, what, _label(own, unit.kind, unit.reason_in))
    if unit.reason is Why.USED:
        kind, _dot, user = unit.reason_in.partition(".")
        used_by = f"{own.registry[kind].singular} {finding.title_of(session, kind, int(user))}"
        return _("{what} is in use by {user}, so it stays.").format(what=what, user=used_by)
    if unit.reason is Why.TAKEN:
        column, _dot, holder = unit.reason_in.partition(".")
        label = _label(own, unit.kind, column)
        if not holder:
            return _("{what} has another {part} in its place by now.").format(what=what, part=_part(own, unit, column))
        other = finding.title_of(session, unit.kind, int(holder))
        return _("{field} of {what} belongs to {other} by now.").format(field=label, what=what, other=other)
    reason = unit.reason or Why.SECRET
    label = _label(own, unit.kind, unit.reason_in if unit.reason else unit.hidden[0])
    return {
        Why.GONE: _("{what} is gone for good."),
        Why.LINK: _("{field} of {what} was something that lies in the bin now. Restore that first."),
        Why.SECRET: _("{field} of {what} is kept out of history, so what it was isn't known."),
        Why.STANDS: "{reason}",
        Why.WRONG: _("{what} would not be right with what others changed: {reason}"),
    }[reason].format(what=what, field=label, reason=unit.reason_in)


def _changed(session: Session, operation: str, unit: Unit, what: str, field: str) -> str:
    who = _who(session, operation, unit)
    if field and who:
        return _("{field} of {what} was changed by {who} since, so it stays.").format(field=field, what=what, who=who)
    if field:
        return _("{field} of {what} was changed since, so it stays.").format(field=field, what=what)
    if who:
        return _("{what} was changed by {who} since, so it stays.").format(what=what, who=who)
    return _("{what} was changed since, so it stays.").format(what=what)


def _who(session: Session, operation: str, unit: Unit) -> str:
    log = tables.history
    mine = select(log.c.id).where(log.c.operation == operation, log.c.record_id == unit.record_id).limit(1)
    later = select(log.c.actor_id).where(
        log.c.kind == unit.kind,
        log.c.record_id == unit.record_id,
        log.c.operation.not_in([operation, changes.pending_of(session).operation]),
        log.c.id > mine.scalar_subquery(),
    )
    actor = session.connection().execute(later.order_by(log.c.id.desc()).limit(1)).scalar()
    return history.people(session, {actor}).get(actor, "") if actor is not None else ""


def _label(own: Tables, kind: str, name: str) -> str:
    """The word for a column of a record, or for "table.column" of a part; empty for none."""
    part, dot, column = name.partition(".")
    if dot:
        cls: Any = next((one for one in own.parts[kind] if one.__tablename__ == part), None)
        word = history.part_label(cls, part)
        return f"{word}, {history.column_label(cls, column)}" if column else word
    fields = {column_of(declared): declared.label for declared in own.registry[kind].stored}
    return fields.get(name, "")


def _part(own: Tables, unit: Unit, table: str) -> str:
    cls = next((one for one in own.parts[unit.kind] if one.__tablename__ == table), None)
    return history.part_label(cls, table)
