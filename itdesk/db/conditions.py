"""Filters as SQL: the statement keeps its shape, the values are bound anew each time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from sqlalchemy import (
    ColumnElement,
    String,
    and_,
    bindparam,
    cast,
    false,
    literal_column,
    or_,
    select,
    true,
    type_coerce,
)
from sqlalchemy.types import TypeEngine

from itdesk.core.filters import JOINING, Filter, Operator, parts_of
from itdesk.core.record import TEXTUAL, Kind
from itdesk.db import binding, tag_sql
from itdesk.db.among import among
from itdesk.db.binding import ESCAPE, shape_of
from itdesk.db.expressions import Source
from itdesk.db.types import Amount, Instant, folded

_RANGES = frozenset({Operator.BEFORE, Operator.AFTER, Operator.AT_LEAST, Operator.AT_MOST})
_TEXTS = frozenset({Operator.CONTAINS, Operator.STARTS, Operator.LACKS})


def condition(source: Source, one: Filter, name: str) -> ColumnElement[bool]:
    """The filter as SQL; its values come later, under parameters whose names begin with name."""
    if one.operator in JOINING:
        found = [condition(source, part, f"{name}_{place}") for place, part in enumerate(parts_of(one))]
        return or_(false(), *found) if one.operator is Operator.ANY_OF else and_(true(), *found)
    if "." in one.field and not one.field.endswith(".id"):
        return _of_linked(source, one, name)
    kind = source.kind_of(one.field)
    if kind is Kind.TAGS:
        return tag_sql.condition(source.record_type.kind, source.table, one, name)
    if one.operator in (Operator.EMPTY, Operator.NOT_EMPTY):
        stored = source.stored(one.field)
        empty = or_(stored.is_(None), stored == "") if kind in TEXTUAL else stored.is_(None)
        return empty if one.operator is Operator.EMPTY else ~empty
    return _of_text(source, one, kind, name) if one.operator in _TEXTS else _of_value(source, one, kind, name)


def _of_text(source: Source, one: Filter, kind: Kind, name: str) -> ColumnElement[bool]:
    shown = source.value(one.field)
    text = shown if kind in TEXTUAL or kind is Kind.LINK else cast(shown, String())
    like = folded(text).like(bindparam(name, type_=String()), escape=ESCAPE)
    return or_(~like, text.is_(None)) if one.operator is Operator.LACKS else like


def _of_value(source: Source, one: Filter, kind: Kind, name: str) -> ColumnElement[bool]:
    """A stored value compared: with a period, a day, a bound, or values of which it is one."""
    stored, operator, shape = source.stored(one.field), one.operator, shape_of(one)[2]
    type_ = Instant() if kind is Kind.INSTANT else _bound_type(stored, kind)
    if operator is Operator.DURING:
        begin, end = bindparam(f"{name}_begin", type_=type_), bindparam(f"{name}_end", type_=type_)
        return and_(stored >= begin, stored < end)
    if kind is Kind.INSTANT:
        return _of_instants(stored, operator, shape, name)
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
    return _same(equal, stored, operator, holds_nothing=shape == "many+none")


def _same(
    equal: ColumnElement[bool], stored: ColumnElement[Any], operator: Operator, *, holds_nothing: bool
) -> ColumnElement[bool]:
    """One of the values, or none of them; a missing value is one of them only where that is said."""
    if holds_nothing:
        equal = or_(equal, stored.is_(None))
    if operator is Operator.IS:
        return equal
    return ~equal if holds_nothing else or_(~equal, stored.is_(None))


def _of_linked(source: Source, one: Filter, name: str) -> ColumnElement[bool]:
    """A condition on the record that a link points to; a record without one counts as one whose field is empty."""
    link, _dot, own = one.field.partition(".")
    other, key = source.linked(link), source.stored(link)
    asked = condition(other, replace(one, field=own), name)
    found = key.in_(select(other.table.c.id).select_from(other.selectable).where(asked).correlate(None))
    return or_(found, key.is_(None)) if _fits_nothing(one) else found


def _fits_nothing(one: Filter) -> bool:
    """Whether a filter holds where there is no value."""
    shape = shape_of(one)[2]
    if one.operator is Operator.IS_NOT:
        return shape not in ("none", "many+none")
    if one.operator is Operator.IS:
        return shape in ("none", "many+none")
    return one.operator in (Operator.EMPTY, Operator.LACKS)


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
    return binding.bound(source.kind_of, one, name, info)
