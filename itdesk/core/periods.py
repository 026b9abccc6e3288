"""Weeks, months, quarters and years around today: as filters store them, as days, and in words."""

from __future__ import annotations

import re
from datetime import date, timedelta

from itdesk.core.texts import N_, _

UNITS = ("week", "month", "quarter", "year")
_PERIOD = r"(week|month|quarter|year)(?:([+-])(\d{1,3}))?"
_MONTHS = {"month": 1, "quarter": 3, "year": 12}
_WORDS = {
    "week-1": N_("last week"), "week": N_("this week"), "week+1": N_("next week"),
    "month-1": N_("last month"), "month": N_("this month"), "month+1": N_("next month"),
    "quarter-1": N_("last quarter"), "quarter": N_("this quarter"), "quarter+1": N_("next quarter"),
    "year-1": N_("last year"), "year": N_("this year"), "year+1": N_("next year"),
}  # fmt: skip
NAMED = tuple(_WORDS)  # in the order in which they are offered


def days_in(period: object, today: date, first_weekday: int) -> tuple[date, date] | None:
    """The first day of a period such as "month-1" and the day after its last; None for what is none.

    first_weekday is 0 for Monday, as `date.weekday` counts.
    """
    found = re.fullmatch(_PERIOD, period) if isinstance(period, str) else None
    if found is None:
        return None
    by = int(found[3] or 0) * (-1 if found[2] == "-" else 1)
    if found[1] == "week":
        start = today - timedelta((today.weekday() - first_weekday) % 7) + timedelta(7 * by)
        return start, start + timedelta(7)
    months = _MONTHS[found[1]]
    count = (today.year * 12 + today.month - 1) // months * months + by * months
    return _month(count), _month(count + months)


def _month(count: int) -> date:
    return date(count // 12, count % 12 + 1, 1)


def in_words(period: object) -> str:
    """This month, last quarter; a period without a name of its own as it is stored."""
    return _(_WORDS[str(period)]) if period in _WORDS else str(period)
