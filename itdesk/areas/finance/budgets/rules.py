"""What follows from a budget's values: its twelve months, which of them have happened, and differences in words' order."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from decimal import Decimal

from itdesk.areas.finance.budgets.choices import BudgetStatus
from itdesk.core.errors import Problem
from itdesk.core.texts import _

MONTHS = 12


def month_of(day: date) -> date:
    """The first day of its month, which stands for the month."""
    return day.replace(day=1)


def later(month: date, months: int) -> date:
    """The first day of the month so many months on, or back."""
    place = month.year * 12 + month.month - 1 + months
    return date(place // 12, place % 12 + 1, 1)


def months(start_on: date) -> tuple[date, ...]:
    """The budget's twelve months."""
    return tuple(later(month_of(start_on), place) for place in range(MONTHS))


def end_of(start_on: date) -> date:
    """The last day of the twelfth month."""
    return later(month_of(start_on), MONTHS) - timedelta(days=1)


def happened(months_: Iterable[date], today: date) -> int:
    """How many of the months are over: their actual figures count, later ones are expected."""
    return sum(1 for month in months_ if month < month_of(today))


def year_name(start_on: date) -> str:
    """2026/27, or 2026 for a calendar year."""
    return str(start_on.year) if start_on.month == 1 else f"{start_on.year}/{(start_on.year + 1) % 100:02}"


def next_name(name: str, start_on: date) -> str:
    """The budget's name with next year's in place of this one's; with next year's behind it where it names none."""
    this, following = year_name(start_on), year_name(later(month_of(start_on), MONTHS))
    return name.replace(this, following) if this in name else f"{name} {following}"


def share(part: Decimal, whole: Decimal) -> Decimal:
    """Part as a percentage of whole with one decimal, 0 where there is no whole."""
    return (part * 100 / whole).quantize(Decimal("0.1")) if whole else Decimal("0.0")


def dates_that_follow(values: Mapping[str, object], original: Mapping[str, object]) -> dict[str, object]:
    """The last day of the twelve months, and the agreed day's absence for a draft."""
    out: dict[str, object] = {}
    start = values.get("start_on")
    if isinstance(start, date):
        out["end_on"] = end_of(start)
    if values.get("status") == BudgetStatus.DRAFT and original.get("status") != BudgetStatus.DRAFT:
        out |= {"agreed_on": None, "agreed_by": None}
    return out


def problems(values: Mapping[str, object]) -> Iterable[Problem]:
    """What can't be so."""
    start = values.get("start_on")
    if isinstance(start, date) and start.day != 1:
        yield Problem("start_on", _("A financial year starts on the first of a month."), month_of(start).isoformat())
    if values.get("status") == BudgetStatus.AGREED and values.get("agreed_on") is None:
        yield Problem("agreed_on", _("Say on which day it was agreed."))
