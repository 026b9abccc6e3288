"""What an import asks of the store and writes to it: known records by their keys, many changes at once, the batch itself."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam, select, update
from sqlalchemy.orm import Session

from itdesk.core.record import RecordType, Verb
from itdesk.db import changes, custom_values, rights
from itdesk.db.bulk import update_rows
from itdesk.db.expressions import Source
from itdesk.db.many import insert_many
from itdesk.db.mapping import column_of
from itdesk.db.numbering import by_column
from itdesk.db.records import Draft, save
from itdesk.db.stepping import go_through

__all__ = ["Stored", "change_many", "insert_many", "known", "set_links", "stored"]
_SLICE = 500


@dataclass(frozen=True, slots=True)
class Stored:
    """A record as it is stored now; a link's value is the other record's id."""

    id: int
    uid: str
    version: int
    values: dict[str, object]


def known(session: Session, kind: str, names: Sequence[str]) -> Iterator[tuple[Any, ...]]:
    """(id, value, ...) of every record of a kind that isn't in the bin; a link's value is its title."""
    source = Source(session.info["tables"], kind)
    values = [source.value(name) for name in names]
    statement = select(source.table.c.id, *values).select_from(source.selectable)
    statement = statement.where(source.table.c.deleted_at.is_(None)).order_by(source.table.c.id)
    for row in session.connection().execute(statement):
        yield tuple(row)


def stored(session: Session, record_type: RecordType, ids: Sequence[int], *, held: bool = False) -> dict[int, Stored]:
    """Records by id with all their values; held: a server lets nobody else change them until the transaction's end."""
    table: Any = session.info["tables"][record_type.kind].__table__
    columns = [table.c[column_of(declared)] for declared in record_type.in_columns]
    names = [declared.name for declared in record_type.in_columns]
    own = custom_values.read(session, record_type, ids)
    found: dict[int, Stored] = {}
    for start in range(0, len(ids), _SLICE):
        part = list(ids[start : start + _SLICE])
        asked = select(table.c.id, table.c.uid, table.c.version, *columns).where(table.c.id.in_(part))
        asked = asked.order_by(table.c.id).with_for_update() if held else asked
        for record_id, uid, version, *values in session.connection().execute(asked):
            found[record_id] = Stored(record_id, uid, version, dict(zip(names, values, strict=True)) | own[record_id])
    return found


def is_followed(session: Session, kind: str) -> bool:
    """Whether something has to follow each record as it is written, so that they are written one by one."""
    return bool(getattr(session.info["tables"][kind], "ONE_BY_ONE", False))


def insert(session: Session, kind: str, rows: Sequence[Mapping[str, object]]) -> list[int]:
    """Store new records whose values are complete and were checked; their ids, in order."""
    if is_followed(session, kind):
        return [save(session, Draft(kind, dict(row))) for row in rows]
    return insert_many(session, kind, rows, complete=True)


def change_many(
    session: Session, record_type: RecordType, changed: Sequence[tuple[Stored, Mapping[str, object]]]
) -> None:
    """Store new values of known records, by declared name, that were checked before; history and search text follow."""
    kind = record_type.kind
    rights.require(session, kind, Verb.CHANGE)
    if not changed:
        return
    session.flush()
    cls = session.info["tables"][kind]
    table: Any = cls.__table__
    rows, custom = [], []
    for record, given in changed:
        values = {**given, **cls.followed(session, {**record.values, **given}, record.values)}
        new = {name: value for name, value in values.items() if value != record.values[name]}
        rows.append((record.id, by_column(table, record_type, new)))
        custom.append((record.id, new))
        told = {column_of(record_type.by_name[name]): (record.values[name], value) for name, value in new.items()}
        changes.pending_of(session).note(changes.Noted(kind, record.id, record.uid, changes.Verb.CHANGED, told))
    go_through(session, record_type, rows)
    update_rows(session.connection(), table, rows, changes.now())
    custom_values.replace(session, record_type, custom)
    session.expire_all()
    cls.after_put_back(session, [record.id for record, _given in changed])


def set_links(session: Session, record_type: RecordType, name: str, links: Sequence[tuple[int, int]]) -> None:
    """Set a link of records that this transaction has just written: (id, id of the other) each."""
    declared = record_type.by_name[name]
    if declared.custom:
        custom_values.replace(session, record_type, [(own, {name: other}) for own, other in links])
        return
    table: Any = session.info["tables"][record_type.kind].__table__
    column = column_of(declared)
    statement = update(table).where(table.c.id == bindparam("own_id")).values({column: bindparam("other_id")})
    if links:
        session.connection().execute(statement, [{"own_id": own, "other_id": other} for own, other in links])
