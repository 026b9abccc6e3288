"""Filters as SQL: the statement keeps its shape, the values are bound anew each time."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import ColumnElement, String, and_, bindparam, cast, false, literal_column, or_, type_coerce
from sqlalchemy.types import TypeEngine

from itdesk.core.filters import Filter, Operator
from itdesk.core.record import TEXTUAL, Kind
from itdesk.db import binding, tag_sql
from itdesk.db.among import among
from itdesk.db.binding import ESCAPE, shape_of
from itdesk.db.expressions import Source
from itdesk.db.types import Amount, Instant, folded

_RANGES = frozenset({Operator.BEFORE, Operator.AFTER, Operator.AT_LEAST, Operator.AT_MOST})


def condition(source: Source, one: Filter, name: str) -> ColumnElement[bool]:
    """The filter as SQL; its values come later, under parameters whose names begin with name."""
    kind = source.kind_of(one.field)
    operator, shape = one.operator, shape_of(one)[2]
    if kind is Kind.TAGS:
        return tag_sql.condition(source.record_type.kind, source.table, one, name)
    if operator in (Operator.EMPTY, Operator.NOT_EMPTY):
        stored = source.stored(one.field)
        empty = or_(stored.is_(None), stored == "") if kind in TEXTUAL else stored.is_(None)
        return empty if operator is Operator.EMPTY else ~empty
    if operator is Operator.CONTAINS:
        shown = source.value(one.field)
        text = shown if kind in TEXTUAL or kind is Kind.LINK else cast(shown, String())
        return folded(text).like(bindparam(name, type_=String()), escape=ESCAPE)
    stored = source.stored(one.field)
    if kind is Kind.INSTANT:
        return _of_instants(stored, operator, shape, name)
    type_ = _bound_type(stored, kind)
    if operator in _RANGES:
        value = bindparam(name, type_=type_)
        return {
            Operator.BEFORE: stored < value,
            Operator.AFTER: stored > value,
            Operator.AT_LEAST: stored >= value,
            Operator.AT_MOST: stored <= value,
        }[operator]
    if shape == "none":
        return stored.is_(None) if operator is Operator.IS else stored.is_not(None)
    if shape.startswith("other than"):
        values: Any = one.value
        other = stored.not_in([literal_column(f"'{value}'") for value in values])
        return or_(other, stored.is_(None)) if getattr(stored, "nullable", True) else other
    equal = stored == bindparam(name, type_=type_) if shape == "one" else among(type_coerce(stored, type_), name)
    if shape == "many+none":
        equal = or_(equal, stored.is_(None))
    if operator is Operator.IS:
        return equal
    return ~equal if shape == "many+none" else or_(~equal, stored.is_(None))


def _of_instants(stored: ColumnElement[Any], operator: Operator, shape: str, name: str) -> ColumnElement[bool]:
    """Instants are compared with the beginning and the end of a day in the workspace's zone, or with an instant."""
    begin, end = bindparam(f"{name}_begin", type_=Instant()), bindparam(f"{name}_end", type_=Instant())
    if shape == "none":
        return stored.is_(None) if operator is Operator.IS else stored.is_not(None)
    if shape != "one":
        return false()
    within = and_(stored >= begin, stored < end)
    return {
        Operator.BEFORE: stored < begin,
        Operator.AFTER: stored >= end,
        Operator.AT_LEAST: stored >= begin,
        Operator.AT_MOST: stored < end,
        Operator.IS: within,
        Operator.IS_NOT: or_(stored.is_(None), ~within),
    }[operator]


def _bound_type(stored: ColumnElement[Any], kind: Kind) -> TypeEngine[Any]:
    if kind in (Kind.MONEY, Kind.DECIMAL):
        return Amount()
    return stored.type


def bound(source: Source, one: Filter, name: str, info: Mapping[str, Any]) -> dict[str, Any]:
    """The values for condition's parameters, today and "me" looked up now."""
    return binding.bound(source.kind_of(one.field), one, name, info)
