"""What an operation did, read from history record by record, and what of it is there now."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from dataclasses import field as data_field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any, TypeVar

from sqlalchemy import Boolean, Column, ColumnElement, Date, Table, and_, or_, select
from sqlalchemy.orm import Session

from itdesk.core.plain import typed as plain_typed
from itdesk.core.record import Field, RecordType
from itdesk.db import beside, custom_values, operations, tables
from itdesk.db.base import Base
from itdesk.db.changes import Noted, Verb, add_to
from itdesk.db.expressions import Source
from itdesk.db.mapping import Tables
from itdesk.db.types import Amount, Instant

SLICE = 500  # ids in one statement
One = TypeVar("One")


class Why(StrEnum):
    """What keeps a record as it is."""

    CHANGED = "changed"  # by somebody, since
    BINNED = "binned"  # by somebody, since: who changes what lies in the bin sees nothing of it
    GONE = "gone"  # for good
    USED = "used"  # by others that stay
    TAKEN = "taken"  # something unique about it was given to another
    LINK = "link"  # what it named before lies in the bin
    SECRET = "secret"  # noqa: S105 -- a reason, not a password
    STANDS = "stands"  # as it is now it may not change: words say why
    WRONG = "wrong"  # what would come out fails the record's own checks


@dataclass(slots=True)
class PartBack:
    """What a part inside a record goes back to. verb is what is to be done; values are (now, then) by column."""

    table: Table
    id: int
    verb: Verb
    values: dict[str, tuple[Any, Any]] = data_field(default_factory=dict)


@dataclass(slots=True)
class Unit:
    """A record with the parts inside it: it goes back as one, or stays as it is and says why.

    deed and parts are what the operation did, verb, back (now and then by column) and parts_back what is to be done.
    left are columns that somebody changed since and that stay, hidden those that history keeps no values of; reason_in is the column, or words, of the reason;
    part_gone that it is about a part which somebody took out.
    """

    kind: str
    record_id: int
    deed: Noted | None = None
    parts: list[Noted] = data_field(default_factory=list)
    uid: str = ""
    verb: Verb = Verb.CHANGED
    back: dict[str, tuple[Any, Any]] = data_field(default_factory=dict)
    parts_back: list[PartBack] = data_field(default_factory=list)
    left: list[str] = data_field(default_factory=list)
    hidden: list[str] = data_field(default_factory=list)
    reason: Why | None = None
    reason_in: str = ""
    part_gone: bool = False

    @property
    def goes_back(self) -> bool:
        """Whether there is anything to do, and nothing against it."""
        return self.reason is None and bool(self.verb is not Verb.CHANGED or self.back or self.parts_back)

    def stays(self, reason: Why, reason_in: str = "") -> None:
        """Keep all of it as it is."""
        if self.reason is None:
            self.reason, self.reason_in = reason, reason_in


def units_of(session: Session, operation: str) -> list[Unit]:
    """The records that an operation was about, in its order."""
    return units_where(session, tables.history.c.operation == operation)


def units_where(session: Session, *rules: ColumnElement[bool]) -> list[Unit]:
    """The records that these lines of history are about, in their order, each with what all of it comes to."""
    log = tables.history
    wanted = select(log.c.kind, log.c.record_id, log.c.record_uid, log.c.verb, log.c.part, log.c.part_id, log.c.changes)
    found: dict[tuple[str, int], Unit] = {}
    deeds: dict[tuple[str, int, str | None, int | None], Noted] = {}
    kept = or_(log.c.part.is_(None), log.c.part.not_in(beside.LABELS))
    for row in session.connection().execute(wanted.where(kept, *rules).order_by(log.c.id)):
        new = Noted(row.kind, row.record_id, row.record_uid, Verb(row.verb), _pairs(row.changes), row.part, row.part_id)
        key = (row.kind, row.record_id, row.part, row.part_id)
        found.setdefault(key[:2], Unit(row.kind, row.record_id, uid=row.record_uid))
        if key not in deeds:
            deeds[key] = new
        elif not add_to(deeds[key], new):
            del deeds[key]
    for one in deeds.values():
        unit = found[one.kind, one.record_id]
        if one.part is None:
            unit.deed = one
        else:
            unit.parts.append(one)
    return list(found.values())


def _pairs(text: str) -> dict[str, tuple[object, object]]:
    return {} if text == "{}" else {name: (old, new) for name, (old, new) in json.loads(text).items()}


def touched_since(session: Session, operation: str) -> set[tuple[str, int]]:
    """What somebody did something to after this operation: (kind, id) of records, (table, id) of parts.

    What was taken back since doesn't count. Asked only of what was made, deleted or restored.
    """
    log = tables.history
    mine, later = log.alias("mine"), log.alias("later")
    same_part = or_(
        mine.c.part.is_(None), and_(later.c.part == mine.c.part, later.c.part_id.is_not_distinct_from(mine.c.part_id))
    )
    asked = (Verb.CREATED, Verb.DELETED, Verb.RESTORED, Verb.ADDED)
    wanted = (
        select(mine.c.kind, mine.c.record_id, mine.c.part, mine.c.part_id, later.c.operation)
        .join(later, and_(later.c.kind == mine.c.kind, later.c.record_id == mine.c.record_id, later.c.id > mine.c.id))
        .where(mine.c.operation == operation, mine.c.verb.in_(asked), later.c.operation != operation, same_part)
        .distinct()
    )
    rows = session.connection().execute(wanted).all()
    there = operations.standing(session, {row.operation for row in rows})
    return {
        (row.part, row.part_id) if row.part else (row.kind, row.record_id) for row in rows if row.operation in there
    }


def states(session: Session, table: Table, ids: Iterable[int], columns: Iterable[str]) -> dict[int, Mapping[str, Any]]:
    """These columns of these rows as they are now, by id."""
    wanted = select(table.c.id, *(table.c[name] for name in sorted(set(columns) - {"id"})))
    found: dict[int, Mapping[str, Any]] = {}
    for part in slices(sorted(set(ids))):
        rows = session.connection().execute(wanted.where(table.c.id.in_(part)))
        found.update((row["id"], dict(row)) for row in rows.mappings())
    return found


def record_states(
    session: Session, kind: str, ids: Iterable[int], columns: Iterable[str] = ()
) -> dict[int, Mapping[str, Any]]:
    """Records of a kind as they are now: uid, deleted_at, these columns, and whatever the firm's own fields hold."""
    own: Tables = session.info["tables"]
    record_type: RecordType = own.registry[kind]
    table: Any = own[kind].__table__
    asked = {"uid", "deleted_at", *(name for name in columns if name in table.c)}
    found = states(session, table, ids, asked)
    if record_type.custom:
        for part in slices(sorted(found)):
            for one, values in custom_values.read(session, record_type, part).items():
                found[one] = {**found[one], **values}
    return found


def users_of(session: Session, kind: str, ids: Sequence[int]) -> Iterator[tuple[str, Field, int, str, int]]:
    """Records that link to these, those in the bin left out: kind, field, id, uid, and the id that they link to."""
    own: Tables = session.info["tables"]
    for user_kind, link in own.linked_from[kind] if ids else ():
        source = Source(own, user_kind)
        stored, table = source.stored(link.name), source.table
        asked = (
            select(table.c.id, table.c.uid, stored).select_from(source.selectable).where(table.c.deleted_at.is_(None))
        )
        for part in slices(ids):
            for user, uid, used in session.connection().execute(asked.where(stored.in_(part)).order_by(table.c.id)):
                yield user_kind, link, user, uid, used


def value_of(record_type: RecordType, table: Table, name: str, value: Any) -> Any:
    """A value of history's JSON as a record holds it, in a column of its own or in a field of the firm's."""
    if name in table.c:
        return typed(table.c[name], value)
    return plain_typed(record_type.by_name[name].kind, value)


def is_stored(record_type: RecordType, table: Table, name: str) -> bool:
    """Whether a record still has this column, or this field of the firm's."""
    return name in table.c or any(name == one.name for one in record_type.custom)


def slices(ids: Sequence[One]) -> Iterator[Sequence[One]]:
    """A long row of ids in pieces that one statement takes."""
    for start in range(0, len(ids), SLICE):
        yield ids[start : start + SLICE]


def part_table(name: str) -> Table | None:
    """The table of a kind of part; None for one that this version doesn't have any more."""
    return Base.metadata.tables.get(name)


def parent_column(own: Tables, kind: str, part: str) -> str:
    """The column of a part with its record's id: of its own class, or of a table for parts of any kind of record."""
    for cls in own.parts.get(kind, ()):
        if cls.__tablename__ == part:
            return cls.PARENT[1]
    return "record_id"


def typed(column: Column[Any], value: Any) -> Any:
    """A value of history's JSON as the column holds it."""
    if value is None:
        return None
    if isinstance(column.type, Instant):
        return datetime.fromisoformat(value)
    if isinstance(column.type, Date):
        return date.fromisoformat(value)
    if isinstance(column.type, Amount):
        return Decimal(str(value))
    if isinstance(column.type, Boolean):
        return bool(value)
    return value
