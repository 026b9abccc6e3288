"""The order of a list as SQL: its groups, then what it is sorted by, then the id; and what lies behind a row of it."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, and_, bindparam, or_, tuple_
from sqlalchemy.orm import Session

from itdesk.core.grouping import Level, levels
from itdesk.core.locales import first_weekday
from itdesk.core.record import TEXTUAL, Kind
from itdesk.db.expressions import Source
from itdesk.db.listspec import ListSpec
from itdesk.db.spans import SpanStart
from itdesk.db.unpeeked import unpeeked

_MANY_OF_ONE = TEXTUAL | {Kind.LINK, Kind.TAGS}  # several values may sort as one


@dataclass(slots=True)
class Key:
    """One part of a list's order."""

    expression: ColumnElement[Any]
    descending: bool
    nullable: bool

    def ordered(self) -> ColumnElement[Any]:
        """For ORDER BY; what is missing comes last, whichever way and engine."""
        turned = self.expression.desc() if self.descending else self.expression.asc()
        return turned.nulls_last() if self.nullable else turned


def keys_of(session: Session, source: Source, spec: ListSpec) -> list[Key]:
    """The whole order of a list; the last part is the id."""
    keys: list[Key] = []
    seen: set[str] = set()
    for level in levels(spec.group_by):
        keys.append(group_key(session, source, level))
        if source.kind_of(level.name) in _MANY_OF_ONE:
            keys.append(Key(source.stored(level.name), descending=False, nullable=True))
        if not level.span:
            seen.add(level.name)
    for name in spec.sort or source.record_type.sort:
        own = name.removeprefix("-")
        if own not in seen:
            keys.append(Key(source.sort_key(own), name.startswith("-"), source.is_nullable(own)))
        seen.add(own)
    own_id = source.table.c.id
    if not any(key.expression is own_id for key in keys):
        keys.append(Key(own_id, keys[-1].descending if keys else False, nullable=False))
    return keys


def group_key(session: Session, source: Source, level: Level) -> Key:
    """What a level of groups sorts by."""
    if level.span:
        return Key(group_value(session, source, level), level.descending, nullable=True)
    return Key(source.sort_key(level.name), level.descending, source.is_nullable(level.name))


def group_value(session: Session, source: Source, level: Level) -> ColumnElement[Any]:
    """What the records of one group share: a stored value, or the first day of a period."""
    stored = source.stored(level.name)
    if not level.span:
        return stored
    workspace = session.info["workspace"]
    zone = workspace.zone if source.kind_of(level.name) is Kind.INSTANT else ""
    return SpanStart(stored, level.span, first_weekday(workspace.locale), zone)


def shape_of(session: Session, spec: ListSpec) -> Hashable:
    """What decides the texts of a list's statements: periods are counted by the workspace's clock and weeks."""
    if ":" not in spec.group_by:
        return spec.shape
    workspace = session.info["workspace"]
    return spec.shape, workspace.zone, first_weekday(workspace.locale)


def behind(keys: list[Key], nulls: tuple[bool, ...]) -> ColumnElement[bool]:
    """Rows after the one whose keys are bound as a0, a1, …; those that are missing come last."""
    values = [unpeeked(bindparam(f"a{place}", type_=key.expression.type)) for place, key in enumerate(keys)]
    one_way = len({key.descending for key in keys}) == 1
    if one_way and not any(key.nullable for key in keys):
        ours, theirs = tuple_(*(key.expression for key in keys)), tuple_(*values)
        return ours < theirs if keys[0].descending else ours > theirs
    ways: list[ColumnElement[bool]] = []
    same: list[ColumnElement[bool]] = []
    for key, value, is_null in zip(keys, values, nulls, strict=True):
        if is_null:
            same.append(key.expression.is_(None))
            continue
        further = key.expression < value if key.descending else key.expression > value
        if key.nullable:
            further = or_(further, key.expression.is_(None))
        ways.append(and_(*same, further))
        same.append(key.expression == value)
    return or_(*ways)
