"""What a transaction changed: collected at each flush, written as history, change log and search text before the commit."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, event, func, inspect, select, text, update
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import get_history

from itdesk.core.custom import FIELDS
from itdesk.core.plain import plain
from itdesk.core.uids import new_uid
from itdesk.db import chaining, tables
from itdesk.db.base import Identified, Part, Record
from itdesk.db.bulk import driver_faults, put
from itdesk.db.mapping import Tables

Step = Callable[[int], None]

_OWN = frozenset({"id", "uid", "version", "created_at", "updated_at", "deleted_at"})
UNSAID = frozenset({"uid", "created_at"})  # a part that was taken out keeps them in history, to come back as it was
_SLICE = 500
_HISTORY = ("at", "actor_id", "verb", "kind", "record_id", "record_uid", "operation", "part", "part_id", "changes")
_OPERATION = ("operation", "at", "actor_id", "words", "kind", "verb", "records", "undoes")
_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))
_LOG = ("at", "kind", "record_uid", "verb", "operation", "xact")
_XACT = "SELECT pg_current_xact_id()::text::bigint"
_LOG_ONE = f"INSERT INTO app.change_log ({', '.join(_LOG)}) VALUES (%s, %s, %s, %s, %s, ({_XACT})) RETURNING xact"  # noqa: S608 -- names of our own


class Verb(StrEnum):
    """What happened to a record, or to a part inside it."""

    CREATED = "created"
    CHANGED = "changed"
    DELETED = "deleted"
    RESTORED = "restored"
    ERASED = "erased"  # the row itself is gone
    ADDED = "added"  # a part
    REMOVED = "removed"  # a part
    MOVED = "moved"  # a part, to another record: told of both


@dataclass(slots=True)
class Noted:
    """What one transaction did to one record, or to one part inside it."""

    kind: str
    record_id: int
    uid: str  # the record's; empty for parts until it is looked up
    verb: Verb
    changes: dict[str, tuple[object, object]] = field(default_factory=dict)
    part: str | None = None
    part_id: int | None = None


@dataclass(slots=True)
class Pending:
    """What a session collected so far; a transaction is one operation.

    words: what a person would call it, for undo and the list of operations. undoes: the operation that this one takes
    back. goes_on: it is a further part of an operation that is written down already. counted: how many records were
    written, by kind and verb.
    """

    operation: str = field(default_factory=new_uid)
    words: str = ""
    undoes: str | None = None
    goes_on: bool = False
    counted: Counter[tuple[str, Verb]] = field(default_factory=Counter)
    noted: dict[tuple[str, int, str | None, int | None], Noted] = field(default_factory=dict)
    kinds: set[str] = field(default_factory=set)
    xact: int | None = None  # the server's number of this transaction, once something was written to the log

    def note(self, new: Noted) -> None:
        """Add to what is known of the record: the first old value and the last new one count."""
        self.kinds.add(new.kind)
        key = (new.kind, new.record_id, new.part, new.part_id)
        old = self.noted.get(key)
        if old is None:
            self.noted[key] = new
        elif not add_to(old, new):
            del self.noted[key]


def add_to(old: Noted, new: Noted) -> bool:
    """Make of two deeds on one thing, in their order, the one that they come to; False if it comes to nothing."""
    if old.verb in (Verb.CREATED, Verb.ADDED):
        return new.verb not in (Verb.ERASED, Verb.REMOVED)
    for name, (before, after) in new.changes.items():
        first = old.changes[name][0] if name in old.changes else before
        old.changes[name] = (first, after)
    if (old.verb, new.verb) in ((Verb.DELETED, Verb.RESTORED), (Verb.RESTORED, Verb.DELETED)):
        old.verb = Verb.CHANGED
    elif new.verb is not Verb.CHANGED:
        old.verb = new.verb
    return True


class WorkSession(Session):
    """A session whose flushes note what they change."""


def pending_of(session: Session) -> Pending:
    """What the session collected."""
    found: Pending = session.info["pending"]
    return found


@event.listens_for(WorkSession, "before_flush")
def _before_flush(session: Session, _context: object, _instances: object) -> None:
    if "pending" not in session.info:
        raise RuntimeError("a reading session was asked to write")
    now = datetime.now(UTC)
    for thing in session.new:
        if isinstance(thing, Identified):
            thing.uid = thing.uid or new_uid()
            thing.created_at = thing.created_at or now
            thing.updated_at = thing.updated_at or now
    for thing in session.dirty:
        if isinstance(thing, Identified) and session.is_modified(thing):
            _note_changed(session, thing)
            thing.updated_at = now
    for thing in session.deleted:
        if isinstance(thing, Identified):
            _note_erased(session, thing)


@event.listens_for(WorkSession, "after_flush")
def _after_flush(session: Session, _context: object) -> None:
    tables_of: Tables = session.info["tables"]
    for thing in session.new:
        if isinstance(thing, Record) and type(thing) in tables_of.kinds:
            pending_of(session).note(Noted(tables_of.kinds[type(thing)], thing.id, thing.uid, Verb.CREATED))
        elif isinstance(thing, Part):
            _note_part(session, thing, Verb.ADDED, {})


def _note_changed(session: Session, thing: Identified) -> None:
    changes: dict[str, tuple[object, object]] = {}
    verb = Verb.CHANGED
    for attribute in inspect(thing).mapper.column_attrs:
        if attribute.key in _OWN and attribute.key != "deleted_at":
            continue
        history = get_history(thing, attribute.key)
        if not history.added:
            continue
        before = history.deleted[0] if history.deleted else _stored(session, thing, attribute.key)
        if attribute.key == "deleted_at":
            verb = Verb.DELETED if history.added[0] else Verb.RESTORED
        elif before != history.added[0]:
            changes[attribute.key] = (before, history.added[0])
    if isinstance(thing, Part):
        _note_part(session, thing, Verb.CHANGED, changes)
    elif isinstance(thing, Record) and (kind := session.info["tables"].kinds.get(type(thing))):
        pending_of(session).note(Noted(kind, thing.id, thing.uid, verb, changes))


def _stored(session: Session, thing: Identified, key: str) -> object:
    """The value in the table, for an attribute that was set before it was read."""
    cls = type(thing)
    with session.no_autoflush:
        return session.execute(select(getattr(cls, key)).where(cls.id == thing.id)).scalar()


def _note_erased(session: Session, thing: Identified) -> None:
    kept = UNSAID if isinstance(thing, Part) else frozenset()
    values: dict[str, tuple[object, object]] = {
        attribute.key: (getattr(thing, attribute.key), None)
        for attribute in inspect(thing).mapper.column_attrs
        if attribute.key not in _OWN - kept and getattr(thing, attribute.key) is not None
    }
    if isinstance(thing, Part):
        _note_part(session, thing, Verb.REMOVED, values)
    elif isinstance(thing, Record) and (kind := session.info["tables"].kinds.get(type(thing))):
        pending_of(session).note(Noted(kind, thing.id, thing.uid, Verb.ERASED, values))


def _note_part(session: Session, part: Part, verb: Verb, changes: dict[str, tuple[object, object]]) -> None:
    kind, column = part.PARENT
    if kind not in session.info["tables"].classes:
        return
    record_id = getattr(part, column)
    moved = changes.pop(column, None) if verb is Verb.CHANGED else None
    changes.pop(column, None)
    if moved is not None:
        note_moved(session, Noted(kind, record_id, "", Verb.MOVED, changes, part.__tablename__, part.id), column, moved)
        return
    pending_of(session).note(Noted(kind, record_id, "", verb, changes, part.__tablename__, part.id))


def note_moved(session: Session, noted: Noted, column: str, ids: tuple[object, object]) -> None:
    """Tell of a part that went from one record to another: both records' histories have it."""
    before, after = ids
    pending = pending_of(session)
    noted.changes[column] = (before, after)
    pending.note(noted)
    if isinstance(before, int):
        left = Noted(noted.kind, before, "", Verb.MOVED, {column: (before, after)}, noted.part, noted.part_id)
        pending.note(left)


def settle(session: Session, step: Step | None = None) -> None:
    """Write what was noted since the last call: call it before the commit. The rows lie in the same transaction.

    step is told how many records' texts are written, and may raise to undo everything.
    """
    session.flush()
    pending = pending_of(session)
    if not pending.noted:
        return
    noted, pending.noted = list(pending.noted.values()), {}
    write(session, noted, step)


def finish(session: Session) -> None:
    """Settle, and write down the transaction as an operation: call it once, before the commit."""
    settle(session)
    pending = pending_of(session)
    if pending.counted and session.info["dialect"].name != "postgresql":
        chaining.link_lines(session.connection())
    if not pending.counted or pending.goes_on:
        return
    (kind, verb), records = pending.counted.most_common(1)[0]
    row = (pending.operation, now(), session.info["actor"], pending.words, kind, verb.value, records, pending.undoes)
    put(session.connection(), tables.operations, _OPERATION, [row])


def write(session: Session, noted: list[Noted], step: Step | None = None) -> None:
    """History and change log of the records, and their search text."""
    from itdesk.db import gate, indexing

    pending = pending_of(session)
    gate.judge(session, noted)
    if any(one.kind == FIELDS for one in noted):
        from itdesk.db import custom

        custom.follow(session)
    now = datetime.now(UTC)
    _complete(session, noted, now)
    actor = session.info["actor"]
    secret = session.info["tables"].secrets
    put(
        session.connection(),
        tables.history,
        _HISTORY,
        [
            (
                now,
                actor,
                one.verb.value,
                one.kind,
                one.record_id,
                one.uid,
                pending.operation,
                one.part,
                one.part_id,
                as_json(one.changes, secret.get(one.kind, frozenset()) if one.part is None else frozenset()),
            )
            for one in noted
            if one.verb is not Verb.CHANGED or one.changes
        ],
    )
    records: dict[tuple[str, str], Noted] = {}
    for one in noted:
        known = records.get((one.kind, one.uid))
        if known is None or known.part is not None:
            records[one.kind, one.uid] = one
    pending.counted.update((one.kind, Verb.CHANGED if one.part else one.verb) for one in records.values())
    log(session, list(records.values()), now)
    gone = (Verb.DELETED, Verb.ERASED)
    indexing.forget(
        session, [(one.kind, one.record_id) for one in records.values() if one.verb in gone and not one.part]
    )
    with_parts = {(one.kind, one.record_id) for one in noted if one.part}
    made = {(one.kind, one.record_id) for one in records.values() if one.verb is Verb.CREATED}
    kept = session.info["tables"].classes  # the workspace's own settings are no record, and aren't searched
    live = [
        (one.kind, one.record_id) for one in records.values() if one.kind in kept and (one.verb not in gone or one.part)
    ]
    indexing.index(session, live, made - with_parts, step)
    pending.kinds.update(one.kind for one in noted)


def log(session: Session, records: list[Noted], now: datetime | None = None) -> None:
    """Tell others that these changed; for what has no history, such as saved views, this is all that is written."""
    pending = pending_of(session)
    now = now or datetime.now(UTC)
    pending.kinds.update(one.kind for one in records)
    rows = [
        (now, one.kind, one.uid, (Verb.CHANGED if one.part else one.verb).value, pending.operation, pending.xact)
        for one in records
    ]
    connection = session.connection()
    if session.info["dialect"].name == "postgresql" and pending.xact is None:
        if len(rows) == 1 and not session.info["masked"]:  # one way to the server and back instead of two
            with driver_faults(connection):
                driver: Any = connection.connection.driver_connection
                pending.xact = driver.execute(_LOG_ONE, rows[0][:-1]).fetchone()[0]
            return
        pending.xact = connection.execute(text(_XACT)).scalar_one()
        rows = [(*row[:-1], pending.xact) for row in rows]
    put(connection, tables.change_log, _LOG, rows)


def _complete(session: Session, noted: list[Noted], now: datetime) -> None:
    """Give parts their record's uid, and their records the time of the change."""
    tables_of: Tables = session.info["tables"]
    by_kind: dict[str, list[Noted]] = {}
    for one in noted:
        if not one.uid:
            by_kind.setdefault(one.kind, []).append(one)
    touched = {(one.kind, one.record_id) for one in noted if one.part is None}
    for kind, ones in by_kind.items():
        cls = tables_of[kind]
        table: Any = cls.__table__
        ids = sorted({one.record_id for one in ones})
        uids: dict[int, str] = {}
        for start in range(0, len(ids), _SLICE):
            part = ids[start : start + _SLICE]
            uids.update(
                {row[0]: row[1] for row in session.execute(select(table.c.id, table.c.uid).where(table.c.id.in_(part)))}
            )
            stale = [one for one in part if (kind, one) not in touched]
            if stale:
                session.execute(update(table).where(table.c.id.in_(stale)).values(updated_at=now))
        for one in ones:
            one.uid = uids.get(one.record_id, "")


def as_json(changes: Mapping[str, tuple[object, object]], secret: frozenset[str] = frozenset()) -> str:
    """Old and new values by column, in plain JSON; a secret's are left out."""
    words = {name: [None, None] if name in secret else [plain(old), plain(new)] for name, (old, new) in changes.items()}
    return _ENCODER.encode(words) if words else "{}"


@dataclass(frozen=True, slots=True)
class Logged:
    """A row of the change log."""

    seq: int
    kind: str
    uid: str
    verb: str
    operation: str


def log_from(session: Session, after: int) -> tuple[list[Logged], int]:
    """The change log behind a position, oldest first, and the position behind it.

    On a file the position is the last row's seq. On a server seq and commits may overtake each other: there it is the
    oldest transaction that was still running, and only rows of transactions before today's oldest are read.
    """
    log = tables.change_log
    position = log_end(session)
    wanted = select(log.c.seq, log.c.kind, log.c.record_uid, log.c.verb, log.c.operation).order_by(log.c.seq)
    wanted = wanted.where(*log_between(session, after, position))
    return [Logged(*row) for row in session.execute(wanted)], position


def log_between(session: Session, after: int, position: int) -> tuple[ColumnElement[bool], ...]:
    """What makes a row of the change log lie behind one position and not behind the other."""
    log = tables.change_log
    if session.info["dialect"].name == "postgresql":
        return log.c.xact >= after, log.c.xact < position
    return log.c.seq > after, log.c.seq <= position


def log_end(session: Session) -> int:
    """The position of whoever has read everything so far."""
    if session.info["dialect"].name == "postgresql":
        asked: Any = text("SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint")
    else:
        asked = select(func.coalesce(func.max(tables.change_log.c.seq), 0))
    return int(session.execute(asked).scalar_one())


def now() -> datetime:
    """The moment that goes into records, in UTC."""
    return datetime.now(UTC)
