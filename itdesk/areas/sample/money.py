"""The sample's budgets: this financial year's as it was told, and two that are over."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING, Any

from itdesk.areas.finance.budget_lines.models import BudgetAmount
from itdesk.areas.finance.budgets import rules
from itdesk.areas.finance.budgets.choices import BudgetStatus
from itdesk.areas.sample.source import MONTHS_GONE
from itdesk.core.dates import add_months

if TYPE_CHECKING:
    from itdesk.areas.sample.writing import Book

_WHOLE = Decimal(1)


def write(book: Book) -> None:
    """Groups once, then a budget a year; lines of the present one are known to contracts by their names."""
    told = book.story.read("budget")
    for position, group in enumerate(told["groups"]):
        book.add("budget_groups", group["name"], name=group["name"], position=position)
    for earlier in sorted(told["earlier"], key=lambda one: -one["years_ago"]):
        _year(book, told, earlier["years_ago"], Decimal(earlier["per_mille"]) / 1000)
    _year(book, told, 0, Decimal(1))


def _year(book: Book, told: dict[str, Any], years_ago: int, share: Decimal) -> None:
    start = add_months(book.story.year_start(), -rules.MONTHS * years_ago)
    name = f"{told['name']} {rules.year_name(start)}"
    agreed_on = add_months(start, -1).replace(day=28 - told["agreed_days_before_start"] + 4)
    book.add(
        "budgets",
        name,
        name=name,
        start_on=start,
        status=BudgetStatus.CLOSED if years_ago else BudgetStatus.AGREED,
        agreed_on=agreed_on,
        agreed_by="Helen Moss",
        owner="Mara Ellison",
    )
    months = rules.months(start)
    for group in told["groups"]:
        for position, line in enumerate(group["lines"]):
            record = book.add(
                "budget_lines",
                line["name"],
                name=line["name"],
                budget=name,
                group=group["name"],
                vendor=line["vendor"] or None,
                cost_centre=group["cost_centre"],
                position=position,
            )
            for place, month in enumerate(months):
                row = _over(line, place, share) if years_ago else _running(line, place)
                book.session.add(BudgetAmount(line_id=record.id, month=month, **row))


def _over(line: dict[str, Any], place: int, share: Decimal) -> dict[str, Decimal]:
    """A month of a year that is over: everything was spent as it is this year, at that year's prices."""
    spent = (line["actual"] + line["forecast"])[place]
    return {"planned": _at(line["planned"][place], share), "actual": _at(spent, share)}


def _running(line: dict[str, Any], place: int) -> dict[str, Decimal]:
    row = {"planned": Decimal(line["planned"][place])}
    if place < MONTHS_GONE:
        row["actual"] = Decimal(line["actual"][place])
        return row
    row["forecast"] = Decimal(line["forecast"][place - MONTHS_GONE])
    if place == MONTHS_GONE and line["so_far"] is not None:
        row["actual"] = Decimal(line["so_far"])
    return row


def _at(amount: int, share: Decimal) -> Decimal:
    return (amount * share).quantize(_WHOLE, ROUND_HALF_UP)
