"""The values of filters, looked up anew each time a statement is run; without SQLAlchemy."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from itdesk.core.errors import UserError
from itdesk.core.filters import JOINING, Filter, Operator, parts_of
from itdesk.core.grams import norm
from itdesk.core.locales import first_weekday
from itdesk.core.periods import days_in
from itdesk.core.record import Kind
from itdesk.core.texts import _

OWN_KINDS = {"id": Kind.INTEGER, "created_at": Kind.INSTANT, "updated_at": Kind.INSTANT, "deleted_at": Kind.INSTANT}
_RELATIVE = r"today(?:([+-])(\d{1,5}))?"
_MEANT = ("me", "today")  # what stands for something else
_WORD = r"[a-z][a-z_]{0,39}"
ESCAPE = "\\"
_PATTERNS = {Operator.CONTAINS: "%{}%", Operator.LACKS: "%{}%", Operator.STARTS: "{}%"}


def today_here() -> date:
    """The day on this computer's clock."""
    return datetime.now(UTC).astimezone().date()


@dataclass(frozen=True, slots=True)
class Today:
    """Today on this computer's clock, or so many days after it, at the moment that it is called."""

    days: int

    def __call__(self) -> date:
        return today_here() + timedelta(days=self.days)


def shape_of(one: Filter) -> tuple[str, Operator, Any]:
    """What of a filter decides the statement's text."""
    value = one.value
    if one.operator in JOINING:
        return one.field, one.operator, tuple(shape_of(part) for part in parts_of(one))
    if isinstance(value, (tuple, list, set, frozenset)):
        if one.operator is Operator.IS_NOT and is_closed_set(value):
            return one.field, one.operator, " ".join(("other than", *map(str, value)))
        return one.field, one.operator, "many+none" if None in value else "many"
    return one.field, one.operator, "none" if value is None else "one"


def is_closed_set(value: Collection[object]) -> bool:
    """Whether these are values such as `in_progress`: they stand in the statement itself, so that it can use their index."""
    return bool(value) and all(isinstance(one, str) and re.fullmatch(_WORD, one) and one not in _MEANT for one in value)


def bound(kind_of: Callable[[str], Kind], one: Filter, name: str, info: Mapping[str, Any]) -> dict[str, Any]:
    """The values for a condition's parameters, today and "me" looked up now; kind_of tells how a field is typed."""
    if one.operator in JOINING:
        values: dict[str, Any] = {}
        for place, part in enumerate(parts_of(one)):
            values |= bound(kind_of, part, f"{name}_{place}", info)
        return values
    return _bound(kind_of(one.field), one, name, info)


def rule_values(
    kind_of: Callable[[str], Kind], rules: Sequence[Sequence[Filter]], info: Mapping[str, Any]
) -> dict[str, Any]:
    """The values for the parameters of the column that tells which rule a row meets."""
    values: dict[str, Any] = {}
    for number, filters in enumerate(rules):
        for place, one in enumerate(filters):
            values |= bound(kind_of, one, f"r{number}_{place}", info)
    return values


def _bound(kind: Kind, one: Filter, name: str, info: Mapping[str, Any]) -> dict[str, Any]:
    shape = shape_of(one)[2]
    if one.operator in (Operator.EMPTY, Operator.NOT_EMPTY) or shape == "none" or shape.startswith("other than"):
        return {}
    if one.operator in _PATTERNS:
        return {name: _PATTERNS[one.operator].format(escaped(norm(str(one.value))))}
    zone = ZoneInfo(info["workspace"].zone)
    if one.operator is Operator.DURING:
        return _during(kind, one, name, info["workspace"].locale, zone)
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


def _during(kind: Kind, one: Filter, name: str, locale: str, zone: ZoneInfo) -> dict[str, Any]:
    """The beginning of a period around today, and the beginning of what follows it."""
    days = days_in(one.value, datetime.now(zone).date(), first_weekday(locale))
    if days is None:
        raise UserError(_("{value} is no period.").format(value=f"“{one.value}”"), _("Choose one such as this month."))
    begin, end = days
    if kind is Kind.INSTANT:
        return {f"{name}_begin": _midnight(begin, zone), f"{name}_end": _midnight(end, zone)}
    return {f"{name}_begin": begin, f"{name}_end": end}


def _used_ends(operator: Operator) -> tuple[str, ...]:
    if operator in (Operator.BEFORE, Operator.AT_LEAST):
        return ("begin",)
    return ("end",) if operator in (Operator.AFTER, Operator.AT_MOST) else ("begin", "end")


def _value(value: object, kind: Kind, info: Mapping[str, Any], zone: ZoneInfo) -> object:
    if value == "me" and kind is Kind.LINK:
        return info["actor"] or 0
    if isinstance(value, str) and kind in (Kind.DATE, Kind.INSTANT):
        return _day(value, zone)
    if isinstance(value, str | int) and kind in (Kind.MONEY, Kind.DECIMAL):
        return Decimal(value)
    return value


def _day(value: str, zone: ZoneInfo) -> date | datetime:
    relative = re.fullmatch(_RELATIVE, value)
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
    return text.replace(ESCAPE, ESCAPE * 2).replace("%", f"{ESCAPE}%").replace("_", f"{ESCAPE}_")
