"""Lists of one kind: a page, all ids, rows for ids, counts, groups and totals, each one statement and without OFFSET."""

from __future__ import annotations

from array import array
from collections.abc import Iterable
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, Table, bindparam, func, select
from sqlalchemy.orm import Session

from itdesk.db import grouping, listspec
from itdesk.db.among import among
from itdesk.db.binding import rule_values
from itdesk.db.expressions import Source
from itdesk.db.marking import rule_of
from itdesk.db.narrowing import conditions_of, values_of
from itdesk.db.ordering import Key, behind, keys_of, shape_of
from itdesk.db.prepared import Prepared
from itdesk.db.shapes import kept

_SLICE = 500  # ids in one statement
Group, groups, totals = grouping.Group, grouping.groups, grouping.totals
ListSpec = listspec.ListSpec
Page = listspec.Page


def page(session: Session, spec: ListSpec, after: tuple[Any, ...] | None = None, limit: int = 100) -> Page:
    """The first rows, or those behind `after`, in one statement however far down the list that is."""
    nulls = tuple(value is None for value in after) if after is not None else None
    key = ("page", nulls, shape_of(session, spec))
    built = kept(session, key, lambda: _page(session, spec, nulls))
    values = values_of(session, built.source, spec) | rule_values(built.source.kind_of, spec.rules, session.info)
    if after is not None:
        values |= {f"a{place}": value for place, value in enumerate(after) if value is not None}
    values["limit"] = limit + 1
    found = built.prepared.all(session, values)
    more = tuple(found[limit - 1][place] for place in built.keys_at) if len(found) > limit else None
    wide = spec.width
    rows = found if len(found) <= limit else found[:limit]
    return Page(rows if not rows or len(rows[0]) == wide else [row[:wide] for row in rows], more)


def first_page(session: Session, spec: ListSpec, limit: int) -> tuple[Select[Any], dict[str, Any]]:
    """The statement of the first page and its values, to be prepared for a start."""
    built = kept(session, ("page", None, shape_of(session, spec)), lambda: _page(session, spec, None))
    values = values_of(session, built.source, spec) | rule_values(built.source.kind_of, spec.rules, session.info)
    return built.prepared.statement, values | {"limit": limit + 1}


class _Paged(NamedTuple):
    """A page's statement, and where in its rows the values of the order stand."""

    prepared: Prepared
    source: Source
    keys_at: list[int]


def _page(session: Session, spec: ListSpec, nulls: tuple[bool, ...] | None) -> _Paged:
    source = Source(session.info["tables"], spec.kind)
    keys = keys_of(session, source, spec)
    values = [source.table.c.id, *(source.value(name) for name in spec.columns)]
    if spec.rules:
        values.append(rule_of(source, spec))
    shown: list[ColumnElement[Any]] = [values[0], *(one.label(f"c{place}") for place, one in enumerate(values[1:]))]
    keys_at: list[int] = []
    for place, key in enumerate(keys):
        there = next((at for at, value in enumerate(values) if value is key.expression), None)
        keys_at.append(len(shown) if there is None else there)
        if there is None:
            shown.append(key.expression.label(f"k{place}"))
    statement = select(*shown)
    if _is_indexed(source.table, keys[0]):
        statement = _limited(statement, session, source, spec, nulls)
    else:  # sorted as bare ids: what a row shows besides is looked up for the page alone
        narrow = Source(session.info["tables"], spec.kind)
        ids_of_page = _limited(select(narrow.table.c.id), session, narrow, spec, nulls).correlate(None)
        statement = statement.where(source.table.c.id.in_(ids_of_page)).order_by(*(key.ordered() for key in keys))
    return _Paged(Prepared(statement.select_from(source.selectable), session.info["dialect"]), source, keys_at)


def _limited(
    statement: Select[Any], session: Session, source: Source, spec: ListSpec, nulls: tuple[bool, ...] | None
) -> Select[Any]:
    keys = keys_of(session, source, spec)
    conditions = conditions_of(session, source, spec)
    if nulls is not None:
        conditions.append(behind(keys, nulls))
    whole = statement.select_from(source.selectable).where(*conditions)
    return whole.order_by(*(key.ordered() for key in keys)).limit(bindparam("limit"))


def _is_indexed(table: Table, key: Key) -> bool:
    """Whether rows come in the order of the key without being sorted."""
    led = [next(iter(index.columns), None) for index in table.indexes]
    return key.expression is table.c.id or any(key.expression is column for column in led)


def ids(session: Session, spec: ListSpec) -> array[int]:
    """The ids of the whole list in its order: eight bytes a record."""
    built = kept(session, ("ids", shape_of(session, spec)), lambda: _ids(session, spec))
    return built.prepared.ids(session, values_of(session, built.source, spec))


def _ids(session: Session, spec: ListSpec) -> _Paged:
    source = Source(session.info["tables"], spec.kind)
    keys = keys_of(session, source, spec)
    conditions = conditions_of(session, source, spec)
    statement = select(source.table.c.id).select_from(source.selectable).where(*conditions)
    return _Paged(Prepared(statement.order_by(*(key.ordered() for key in keys)), session.info["dialect"]), source, [])


def rows(session: Session, spec: ListSpec, wanted: Iterable[int]) -> dict[int, tuple[Any, ...]]:
    """Rows `(id, *values)` by id; ids that are gone are left out."""
    key = ("rows", spec.kind, spec.columns, spec.rules_shape)
    statement, source = _cached(session, key, _rows, spec)
    marked = rule_values(source.kind_of, spec.rules, session.info)
    asked = list(wanted)
    parts = (asked[start : start + _SLICE] for start in range(0, len(asked), _SLICE))
    return {row[0]: row for part in parts for row in statement.all(session, {"ids": part, **marked})}


def _rows(session: Session, spec: ListSpec) -> tuple[Any, Source]:
    source = Source(session.info["tables"], spec.kind)
    shown = [source.value(name).label(f"c{place}") for place, name in enumerate(spec.columns)]
    if spec.rules:
        shown.append(rule_of(source, spec).label("rule"))
    chosen = among(source.table.c.id, "ids")
    return select(source.table.c.id, *shown).select_from(source.selectable).where(chosen), source


def count(session: Session, spec: ListSpec) -> int:
    """How many records the list has."""
    statement, source = _cached(session, ("count", shape_of(session, spec)), _count, spec)
    return int(statement.all(session, values_of(session, source, spec))[0][0])


def _count(session: Session, spec: ListSpec) -> tuple[Any, Source]:
    source = Source(session.info["tables"], spec.kind)
    conditions = conditions_of(session, source, spec)
    return select(func.count()).select_from(source.selectable).where(*conditions), source


def _cached(session: Session, key: Any, build: Any, spec: ListSpec, *rest: Any) -> tuple[Prepared, Source]:
    def prepare() -> tuple[Prepared, Source]:
        statement, source = build(session, spec, *rest)
        return Prepared(statement, session.info["dialect"]), source

    return kept(session, key, prepare)
