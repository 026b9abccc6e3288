"""Seats add up to a word, and to what a renewal could save."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from itdesk.areas.inventory.licences.rules import (
    advice,
    balance,
    check,
    fill,
    is_active,
    is_used,
    seat_cost,
    shortfall_cost,
)

TODAY = date(2026, 11, 20)


@pytest.mark.parametrize(
    ("seats", "given", "text", "tone"),
    [
        (38, 38, "Even", "grey"),
        (12, 14, "2 over", "red"),
        (8, 5, "3 spare", "blue"),
        (10, 9, "1 spare", "grey"),
        (25, 18, "7 spare", "blue"),
        (60, 54, "6 spare", "grey"),
        (40, 38, "2 spare", "grey"),
        (0, 1, "1 over", "red"),
        (None, 90, "No limit", "grey"),
    ],
)
def test_balance_is_a_word_with_a_tone(seats: int | None, given: int, text: str, tone: str) -> None:
    found = balance(seats, given)
    assert (found.text, found.tone) == (text, tone)


@pytest.mark.parametrize(
    ("seats", "cost", "said"),
    [
        ((8, 5, 4), 1920, (4, "3 free, 1 idle", "960.00")),
        ((25, 18, 11), 900, (11, "7 free, 7 idle", "504.00")),
        ((5, 5, 3), 1140, (3, "2 idle", "456.00")),
    ],
)
def test_advice_says_what_to_buy_and_why(seats: tuple[int, int, int], cost: int, said: tuple[int, str, str]) -> None:
    found = advice(*seats, Decimal(cost), "GBP")
    assert found is not None
    assert (found.keep, found.text, str(found.saving)) == said


@pytest.mark.parametrize(
    ("seats", "given", "used", "cost"),
    [
        (38, 38, 36, 4680),  # two seats of many
        (12, 14, 13, 9360),  # short of seats already
        (3, 3, 2, 1188),  # a single seat
        (4, 4, 0, None),  # nothing is paid again
        (None, 3, 0, 100),  # nothing is counted
    ],
)
def test_no_advice_where_it_is_not_worth_it(seats: int | None, given: int, used: int, cost: int | None) -> None:
    assert advice(seats, given, used, None if cost is None else Decimal(cost), "GBP") is None


def test_missing_seats_have_a_price() -> None:
    assert shortfall_cost(12, 14, Decimal(9360), "GBP") == Decimal(1560)
    assert shortfall_cost(12, 12, Decimal(9360), "GBP") is None
    assert shortfall_cost(0, 2, Decimal(9360), "GBP") is None
    assert seat_cost(Decimal(100), 3, "GBP") == Decimal("33.33")
    assert seat_cost(None, 3, "GBP") is None


def test_used_means_within_ninety_days() -> None:
    assert is_used(TODAY, TODAY)
    assert is_used(date(2026, 8, 22), TODAY)
    assert not is_used(date(2026, 8, 21), TODAY)
    assert not is_used(None, TODAY)


def test_last_day_still_counts() -> None:
    assert is_active(TODAY, TODAY)
    assert not is_active(date(2026, 11, 19), TODAY)
    assert is_active(None, TODAY)


def test_currency_is_written_in_capitals_and_must_exist() -> None:
    assert fill({"currency": " gbp"}, {}) == {"currency": "GBP"}
    assert fill({"currency": None}, {}) == {}
    assert [p.field for p in check({"currency": "QQQ"})] == ["currency"]
