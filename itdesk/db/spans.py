"""The first day of the week, month, quarter or year that a date or an instant lies in, in SQL on both engines."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Date
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

from itdesk.db.stored import as_text

_FIRST_YEAR, _LAST_YEAR = 2000, 2045  # whose clock changes a file is told; before and after, the nearest holds


class SpanStart(FunctionElement[date]):
    """Compiled for each engine below. zone is given for instants: their day is that of the workspace's clock."""

    name = "span_start"
    type = Date()
    inherit_cache = False

    def __init__(self, value: ColumnElement[Any], span: str, first_weekday: int, zone: str = "") -> None:
        super().__init__(value)
        self.span = span
        self.sunday_is_0 = (first_weekday + 1) % 7
        self.zone = zone


@compiles(SpanStart, "sqlite")
def _in_file(element: SpanStart, compiler: SQLCompiler, **given: Any) -> str:
    value = compiler.process(element.clauses.clauses[0], **given)
    day = f"date({value}, {_offsets(value, element.zone)})" if element.zone else value
    month = f"date({day}, 'start of month')"
    return {
        "day": day,
        "week": f"date({day}, '-' || ((CAST(strftime('%w', {day}) AS INTEGER) + 7 - {element.sunday_is_0}) % 7) || ' days')",
        "month": month,
        "quarter": f"date({month}, '-' || ((CAST(strftime('%m', {day}) AS INTEGER) - 1) % 3) || ' months')",
        "year": f"date({day}, 'start of year')",
    }[element.span]


@compiles(SpanStart, "postgresql")
def _on_server(element: SpanStart, compiler: SQLCompiler, **given: Any) -> str:
    value = compiler.process(element.clauses.clauses[0], **given)
    day = f"CAST({value} AT TIME ZONE '{element.zone}' AS date)" if element.zone else value
    if element.span == "day":
        return day
    if element.span == "week":
        return f"({day} - mod(CAST(EXTRACT(DOW FROM {day}) AS int) + 7 - {element.sunday_is_0}, 7))"
    return f"CAST(date_trunc('{element.span}', CAST({day} AS timestamp)) AS date)"


def _offsets(value: str, zone: str) -> str:
    """How far the zone's clock is from UTC at an instant, newest first, since most records are young."""
    changes = _changes(zone)
    cases = [f"WHEN {value} >= '{since}' THEN '{minutes:+d} minutes'" for since, minutes in changes[:-1]]
    last = f"'{changes[-1][1]:+d} minutes'"
    return f"CASE {' '.join(cases)} ELSE {last} END" if cases else last


@lru_cache(maxsize=8)
def _changes(zone: str) -> tuple[tuple[str, int], ...]:
    """Since when the zone's clock is so many minutes ahead of UTC, newest first."""
    known = ZoneInfo(zone)

    def minutes(moment: datetime) -> int:
        offset = moment.astimezone(known).utcoffset() or timedelta()
        return int(offset.total_seconds() // 60)

    moment, end = datetime(_FIRST_YEAR, 1, 1, tzinfo=UTC), datetime(_LAST_YEAR, 1, 1, tzinfo=UTC)
    found = [(moment, minutes(moment))]
    while moment < end:
        after = moment + timedelta(7)
        if minutes(after) != found[-1][1]:
            low, high = moment, after
            while high - low > timedelta(minutes=1):
                middle = low + (high - low) / 2
                low, high = (middle, high) if minutes(middle) == found[-1][1] else (low, middle)
            whole = high.replace(second=0, microsecond=0)
            found.append((whole, minutes(high)))
        moment = after
    return tuple((as_text(since), offset) for since, offset in reversed(found))
