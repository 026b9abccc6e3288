"""Rows that hang on a record of any kind: written with their history, which suffices for undo to take each back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import Table, delete, insert, select, update
from sqlalchemy.orm import Session

from itdesk.core.errors import UserError
from itdesk.core.record import Verb as Right
from itdesk.core.texts import _
from itdesk.core.uids import new_uid
from itdesk.db import changes, rights, tables
from itdesk.db.blobs import let_go
from itdesk.db.bulk import next_ids, put
from itdesk.db.changes import Noted, Verb
from itdesk.db.mentions import keep_mentions

Place = tuple[str, int]  # a record: kind and id

PARTS: Mapping[str, Table] = {
    one.name: one
    for one in (tables.record_tags, tables.comments, tables.attachments, tables.attachment_versions, tables.links)
}
_ON_ONE = (("kind", "record_id"),)
_ON_BOTH = (("from_kind", "from_id"), ("to_kind", "to_id"))
_NOT_TOLD = frozenset({"id", "uid"})


def ends_of(table: Table) -> Sequence[tuple[str, str]]:
    """The columns that name the record on which a row hangs, or both."""
    return _ON_BOTH if table is tables.links else _ON_ONE


def _places(table: Table, row: Mapping[str, Any]) -> list[Place]:
    return list(dict.fromkeys((row[kind], row[record_id]) for kind, record_id in ends_of(table)))


def require_record(session: Session, kind: str, record_id: int, verb: Right = Right.CHANGE) -> None:
    """Refuse a record that the acting person may not change, or that isn't there."""
    rights.require(session, kind, verb)
    record: Any = session.info["tables"][kind].__table__
    if session.connection().execute(select(record.c.id).where(record.c.id == record_id)).first() is None:
        raise UserError(_("This record is no longer there."), _("Somebody may have deleted it; look into the list."))


def add(session: Session, table: Table, values: Mapping[str, Any]) -> int:
    """Hang a row on its record, or records; its id."""
    row = dict(values)
    if "uid" in table.c:
        row.setdefault("uid", new_uid())
    made: int = session.connection().execute(insert(table).values(row).returning(table.c.id)).scalar_one()
    if table is tables.comments:
        keep_mentions(session, made, str(row["body"]))
    _note(session, table, made, row, Verb.ADDED)
    return made


def add_many(session: Session, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Hang many rows with the same columns at once."""
    if not rows:
        return
    connection = session.connection()
    ids = next_ids(connection, table, len(rows))
    columns = ("id", *rows[0])
    put(connection, table, columns, [(row_id, *row.values()) for row_id, row in zip(ids, rows, strict=True)])
    for row_id, row in zip(ids, rows, strict=True):
        _note(session, table, row_id, row, Verb.ADDED)


def change(session: Session, table: Table, row_id: int, values: Mapping[str, Any]) -> None:
    """Change a row, where it is still there."""
    row = _row(session, table, row_id)
    if row is None:
        return
    changed = {name: (row[name], value) for name, value in values.items() if row[name] != value}
    if changed:
        session.connection().execute(update(table).where(table.c.id == row_id).values(dict(values)))
        if table is tables.comments and "body" in changed:
            keep_mentions(session, row_id, str(values["body"]))
        _note_on(session, _places(table, row), Noted("", 0, "", Verb.CHANGED, changed, table.name, row_id))


def remove(session: Session, table: Table, row_id: int) -> None:
    """Take a row off; history keeps every value of it."""
    row = _row(session, table, row_id)
    if row is not None:
        session.connection().execute(delete(table).where(table.c.id == row_id))
        _note(session, table, row_id, row, Verb.REMOVED)


def remove_many(session: Session, table: Table, rows: Iterable[Any]) -> None:
    """Take off many rows that were read whole."""
    found = [dict(row._mapping) for row in rows]  # noqa: SLF001 -- SQLAlchemy's public name for a row by column
    for start in range(0, len(found), 500):
        ids = [row["id"] for row in found[start : start + 500]]
        session.connection().execute(delete(table).where(table.c.id.in_(ids)))
    for row in found:
        _note(session, table, row["id"], row, Verb.REMOVED)


def _row(session: Session, table: Table, row_id: int) -> dict[str, Any] | None:
    found = session.connection().execute(select(table).where(table.c.id == row_id)).first()
    return None if found is None else dict(found._mapping)  # noqa: SLF001 -- as above


def _note(session: Session, table: Table, row_id: int, row: Mapping[str, Any], verb: Verb) -> None:
    told = {name: value for name, value in row.items() if name not in _NOT_TOLD and value is not None}
    changed: dict[str, tuple[object, object]] = {
        name: (None, value) if verb is Verb.ADDED else (value, None) for name, value in told.items()
    }
    _note_on(session, _places(table, row), Noted("", 0, "", verb, changed, table.name, row_id))


def _note_on(session: Session, places: Iterable[Place], noted: Noted) -> None:
    pending = changes.pending_of(session)
    for kind, record_id in places:
        if kind in session.info["tables"].classes:
            pending.note(replace(noted, kind=kind, record_id=record_id, changes=dict(noted.changes)))


# ---------------------------------------------------------------- put back past these functions


def told(values: Mapping[str, tuple[Any, Any]]) -> dict[str, tuple[object, object]]:
    """What history is told of a row that hangs on its record again, by column."""
    return {name: pair for name, pair in values.items() if name not in _NOT_TOLD and pair[1] is not None}


def follow(session: Session, rows: Iterable[tuple[Table, int, Verb, Mapping[str, tuple[Any, Any]]]]) -> None:
    """What follows from rows that came back or went by undo: who is meant in comments, contents without a use."""
    left: set[str] = set()
    for table, row_id, verb, values in rows:
        if table is tables.comments and verb is not Verb.REMOVED and "body" in values:
            keep_mentions(session, row_id, str(values["body"][1]))
        if table in (tables.attachments, tables.attachment_versions) and "hash" in values and values["hash"][0]:
            left.add(values["hash"][0])
    if left:
        let_go(session, left)
