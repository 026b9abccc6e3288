"""Filters as SQL: the statement keeps its shape, the values are bound anew each time."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, String, and_, bindparam, cast, false, or_
from sqlalchemy.types import TypeEngine

from itdesk.core.errors import UserError
from itdesk.core.filters import Filter, Operator
from itdesk.core.grams import norm
from itdesk.core.record import TEXTUAL, Kind
from itdesk.core.texts import _
from itdesk.db.expressions import Source
from itdesk.db.types import Amount, Instant, folded

_RELATIVE = re.compile(r"today(?:([+-])(\d{1,5}))?")
_ESCAPE = "\\"
_RANGES = frozenset({Operator.BEFORE, Operator.AFTER, Operator.AT_LEAST, Operator.AT_MOST})


def shape_of(one: Filter) -> tuple[str, Operator, str]:
    """What of a filter decides the statement's text."""
    value = one.value
    if isinstance(value, (tuple, list, set, frozenset)):
        return one.field, one.operator, "many+none" if None in value else "many"
    return one.field, one.operator, "none" if value is None else "one"


def condition(source: Source, one: Filter, name: str) -> ColumnElement[bool]:
    """The filter as SQL; its values come later, under parameters whose names begin with name."""
    kind = source.kind_of(one.field)
    operator, shape = one.operator, shape_of(one)[2]
    if operator in (Operator.EMPTY, Operator.NOT_EMPTY):
        stored = source.stored(one.field)
        empty = or_(stored.is_(None), stored == "") if kind in TEXTUAL else stored.is_(None)
        return empty if operator is Operator.EMPTY else ~empty
    if operator is Operator.CONTAINS:
        shown = source.value(one.field)
        text = shown if kind in TEXTUAL or kind is Kind.LINK else cast(shown, String())
        return folded(text).like(bindparam(name, type_=String()), escape=_ESCAPE)
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
    equal = (
        stored == bindparam(name, type_=type_)
        if shape == "one"
        else stored.in_(bindparam(name, expanding=True, type_=type_))
    )
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
    kind = source.kind_of(one.field)
    shape = shape_of(one)[2]
    if one.operator in (Operator.EMPTY, Operator.NOT_EMPTY) or shape == "none":
        return {}
    if one.operator is Operator.CONTAINS:
        return {name: f"%{escaped(norm(str(one.value)))}%"}
    zone = ZoneInfo(info["workspace"].zone)
    if kind is Kind.INSTANT:
        if shape != "one":
            return {}
        begin, end = _span(_value(one.value, kind, info, zone), zone, one)
        used = _used_ends(one.operator)
        return {f"{name}_{key}": value for key, value in (("begin", begin), ("end", end)) if key in used}
    if shape == "one":
        return {name: _value(one.value, kind, info, zone)}
    values: Any = one.value
    return {name: [_value(value, kind, info, zone) for value in values if value is not None]}


def _used_ends(operator: Operator) -> tuple[str, ...]:
    if operator in (Operator.BEFORE, Operator.AT_LEAST):
        return ("begin",)
    return ("end",) if operator in (Operator.AFTER, Operator.AT_MOST) else ("begin", "end")


def _value(value: object, kind: Kind, info: Mapping[str, Any], zone: ZoneInfo) -> object:
    if value == "me" and kind is Kind.LINK:
        return info["actor"] or 0
    if isinstance(value, str) and kind in (Kind.DATE, Kind.INSTANT):
        return _day(value, zone)
    if isinstance(value, str) and kind in (Kind.MONEY, Kind.DECIMAL):
        from decimal import Decimal

        return Decimal(value)
    return value


def _day(value: str, zone: ZoneInfo) -> date | datetime:
    relative = _RELATIVE.fullmatch(value)
    if relative:
        days = int(relative[2] or 0)
        today = datetime.now(zone).date()
        return today - timedelta(days) if relative[1] == "-" else today + timedelta(days)
    try:
        return date.fromisoformat(value)
    except ValueError:
        pass
    try:
        return datetime.fromisoformat(value)
    except ValueError as error:
        raise UserError(
            _("{value} is no date.").format(value=f"“{value}”"), _("Write it as year-month-day, or as today+30.")
        ) from error


def _span(value: object, zone: ZoneInfo, one: Filter) -> tuple[datetime, datetime]:
    if isinstance(value, datetime):
        moment = value if value.tzinfo else value.replace(tzinfo=zone)
        return moment, moment + timedelta(microseconds=1)
    if not isinstance(value, date):
        raise UserError(_("{value} is no date.").format(value=f"“{one.value}”"), _("Write it as year-month-day."))
    return _midnight(value, zone), _midnight(value + timedelta(1), zone)


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(), zone).astimezone(UTC)


def escaped(text: str) -> str:
    """The text as a LIKE pattern that means itself."""
    return text.replace(_ESCAPE, _ESCAPE * 2).replace("%", f"{_ESCAPE}%").replace("_", f"{_ESCAPE}_")
