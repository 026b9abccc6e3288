"""The twelve months of a budget and what follows from its values."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from itdesk.areas.finance.budgets import rules


@given(st.dates(date(1990, 1, 1), date(2090, 1, 1)))
def test_twelve_months_follow_one_another(start: date) -> None:
    months = rules.months(start)
    assert len(months) == 12
    assert months[0] == start.replace(day=1)
    assert all(month.day == 1 for month in months)
    assert rules.end_of(start) + timedelta(days=1) == rules.later(months[-1], 1)
    assert rules.later(rules.later(months[0], 7), -7) == months[0]


def test_months_that_happened() -> None:
    months = rules.months(date(2026, 4, 1))
    assert rules.happened(months, date(2026, 11, 20)) == 7
    assert rules.happened(months, date(2026, 4, 30)) == 0
    assert rules.happened(months, date(2027, 4, 1)) == 12


def test_names_of_years() -> None:
    assert rules.year_name(date(2026, 4, 1)) == "2026/27"
    assert rules.year_name(date(2099, 4, 1)) == "2099/00"
    assert rules.year_name(date(2026, 1, 1)) == "2026"
    assert rules.next_name("IT budget 2026/27", date(2026, 4, 1)) == "IT budget 2027/28"
    assert rules.next_name("Studio", date(2026, 4, 1)) == "Studio 2027/28"


def test_share_has_one_decimal() -> None:
    assert rules.share(Decimal(-1466), Decimal(91276)) == Decimal("-1.6")
    assert rules.share(Decimal(5), Decimal(0)) == Decimal("0.0")


def test_what_follows_and_what_can_not_be() -> None:
    assert rules.dates_that_follow({"start_on": date(2026, 4, 1)}, {})["end_on"] == date(2027, 3, 31)
    back = rules.dates_that_follow({"status": "draft", "agreed_on": date(2026, 3, 24)}, {"status": "agreed"})
    assert back == {"agreed_on": None, "agreed_by": None}
    wrong = {"start_on": date(2026, 4, 6), "status": "agreed"}
    assert [problem.field for problem in rules.problems(wrong)] == ["start_on", "agreed_on"]
