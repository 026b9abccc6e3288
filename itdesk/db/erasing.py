"""Letting go of records for good: the one thing that can't be undone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from sqlalchemy import Column, Table, delete, select, update
from sqlalchemy.orm import Session

from itdesk.core.errors import UserError
from itdesk.core.progress import Progress
from itdesk.core.record import Verb as Right
from itdesk.core.rights import Deed
from itdesk.core.texts import _
from itdesk.db import blobs, changes, hanging, rights, tables
from itdesk.db.base import Base
from itdesk.db.changes import Noted, Verb
from itdesk.db.deeds import slices, states
from itdesk.db.hanging import Place
from itdesk.db.mapping import Tables

_KEPT = (tables.history, tables.search_entries)  # history stays; the search lets go of a record by itself


def erase(session: Session, places: Iterable[Place], progress: Progress | None = None) -> int:
    """Let go of records that lie in the bin with everything that hangs on them; how many. Others that named them name nobody."""
    own: Tables = session.info["tables"]
    asked = list(dict.fromkeys(places))
    session.flush()
    done = 0
    rights.require_deed(session, Deed.ERASE)
    for kind in dict.fromkeys(kind for kind, _record_id in asked):
        rights.require(session, kind, Right.DELETE)
        for part in slices([record_id for one, record_id in asked if one == kind]):
            if progress is not None:
                progress.step(done, len(asked))
            done += _erase(session, own, kind, part)
    session.expire_all()
    return done


def _erase(session: Session, own: Tables, kind: str, ids: Sequence[int]) -> int:
    table: Any = own[kind].__table__
    now = states(session, table, ids, ["uid", "deleted_at"])
    gone = [one for one in ids if one in now and now[one]["deleted_at"] is not None]
    left = _contents_of(session, kind, gone)
    _take_off(session, kind, gone)
    _empty_or_remove(session, own, table, gone)
    session.connection().execute(delete(table).where(table.c.id.in_(gone)))
    if left:
        blobs.let_go(session, left)
    for one in gone:
        changes.pending_of(session).note(Noted(kind, one, now[one]["uid"], Verb.ERASED))
    return len(gone)


def _contents_of(session: Session, kind: str, ids: Sequence[int]) -> set[str]:
    found: set[str] = set()
    for table in (tables.attachments, tables.attachment_versions):
        asked = select(table.c.hash).where(table.c.kind == kind, table.c.record_id.in_(ids))
        found |= set(session.connection().execute(asked).scalars())
    return found


def _take_off(session: Session, kind: str, ids: Sequence[int]) -> None:
    """What hangs on records of any kind; a link leaves the record at its other end with a line in history."""
    for near, record_id in hanging.ends_of(tables.links):
        asked = select(tables.links).where(tables.links.c[near] == kind, tables.links.c[record_id].in_(ids))
        hanging.remove_many(session, tables.links, session.connection().execute(asked).all())
    fields = [declared.custom for declared in session.info["tables"].registry[kind].custom]
    own = tables.custom_values
    session.connection().execute(delete(own).where(own.c.field_id.in_(fields), own.c.record_id.in_(ids)))
    for table in Base.metadata.tables.values():
        if {"kind", "record_id"} <= set(table.c.keys()) and table not in _KEPT:
            session.connection().execute(delete(table).where(table.c.kind == kind, table.c.record_id.in_(ids)))


def _empty_or_remove(session: Session, own: Tables, table: Table, ids: Sequence[int]) -> None:
    """Rows that name these: parts of them go, others name nobody; a record that has to name one keeps it."""
    inside = {part.__tablename__ for part in own.parts[own.kinds[_class(own, table)]]}
    for other, column in _naming(table):
        named = column.in_(ids)
        if other.name in inside and not column.nullable:
            session.connection().execute(delete(other).where(named))
        elif column.nullable:
            session.connection().execute(update(other).where(named).values({column: None}))
        elif "deleted_at" in other.c:
            _require_unnamed(session, other, column, ids)
        else:
            session.connection().execute(delete(other).where(named))


def _class(own: Tables, table: Table) -> type[Any]:
    return next(cls for cls in own.classes.values() if cls.__table__ is table)


def _naming(table: Table) -> Iterator[tuple[Table, Column[Any]]]:
    """Columns that lead to a table, those of rows that are named themselves last."""
    for other in reversed(Base.metadata.sorted_tables):
        for column in other.c:
            if any(key.column.table is table for key in column.foreign_keys):
                yield other, column


def _require_unnamed(session: Session, other: Table, column: Column[Any], ids: Sequence[int]) -> None:
    if session.connection().execute(select(other.c.id).where(column.in_(ids)).limit(1)).scalar() is not None:
        raise UserError(
            _("Something else in the bin can't be without it."), _("Delete that for good first. Nothing was changed.")
        )
