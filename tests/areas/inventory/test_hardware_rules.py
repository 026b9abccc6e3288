"""Ends follow from months until they are typed; value falls in a straight line."""

from __future__ import annotations

import itertools
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from itdesk.areas.inventory.hardware.rules import (
    book_value,
    check,
    fill,
    months_between,
    replace_on,
    useful_life,
    warranty_days,
)
from itdesk.core.dates import add_months

BOUGHT = date(2023, 1, 18)


def test_ends_follow_from_the_day_it_was_bought() -> None:
    filled = fill({"purchase_on": BOUGHT, "warranty_months": 36, "useful_life_months": 60}, {})
    assert filled == {"warranty_end_on": date(2026, 1, 18), "end_of_life_on": date(2028, 1, 18)}


def test_typed_end_stays() -> None:
    assert fill({"purchase_on": BOUGHT, "warranty_months": 36, "warranty_end_on": date(2026, 12, 28)}, {}) == {}


def test_end_that_followed_follows_again_and_goes_with_its_months() -> None:
    before = {"purchase_on": BOUGHT, "warranty_months": 36, "warranty_end_on": date(2026, 1, 18)}
    assert fill({**before, "warranty_months": 24}, before)["warranty_end_on"] == date(2025, 1, 18)
    assert fill({**before, "warranty_months": None}, before)["warranty_end_on"] is None
    typed = {**before, "warranty_end_on": date(2026, 12, 28)}
    assert fill({**typed, "warranty_months": 24}, typed) == {}


def test_far_future_is_left_empty_instead_of_failing() -> None:
    assert fill({"purchase_on": date(9990, 1, 1), "warranty_months": 240}, {}) == {}


@pytest.mark.parametrize("user", ["person", "used_place"])
def test_whoever_gets_a_spare_one_uses_it(user: str) -> None:
    assert fill({"status": "spare", user: 7}, {}) == {"status": "in_use"}
    assert fill({"status": "spare", user: 7}, {"status": "spare", user: None}) == {"status": "in_use"}
    assert fill({"status": "in_repair", user: 7}, {}) == {}


def test_marking_it_spare_takes_it_back() -> None:
    before = {"status": "in_use", "person": 7, "used_place": None}
    assert fill({**before, "status": "spare"}, before) == {"person": None, "used_place": None}


def test_check_names_what_cannot_be() -> None:
    wrong = {
        "purchase_on": BOUGHT,
        "warranty_end_on": date(2022, 1, 1),
        "currency": "XYZ1",
        "ip_address": "10.0.0.21, 300.1.1.1",
        "mac_address": "3c:07:54",
    }
    assert [p.field for p in check(wrong)] == ["warranty_end_on", "currency", "ip_address", "mac_address"]
    right = {"ip_address": "10.0.0.21 fe80::1/64", "mac_address": "3C-07-54-1A-2B-3C", "currency": "GBP"}
    assert not list(check({"purchase_on": BOUGHT, "warranty_end_on": BOUGHT, **right}))


def test_book_value_of_the_drawn_workstation() -> None:
    assert book_value(Decimal(2140), BOUGHT, 60, date(2026, 11, 20)) == Decimal("499.33")


@pytest.mark.parametrize(
    ("on", "worth"),
    [
        (date(2022, 1, 1), "1200.00"),
        (BOUGHT, "1200.00"),
        (date(2023, 2, 17), "1200.00"),
        (date(2023, 2, 18), "1180.00"),
        (date(2028, 1, 17), "20.00"),
        (date(2028, 1, 18), "0.00"),
        (date(2050, 1, 1), "0.00"),
    ],
)
def test_book_value_falls_by_whole_months(on: date, worth: str) -> None:
    assert book_value(Decimal(1200), BOUGHT, 60, on) == Decimal(worth)


@given(st.integers(0, 10**9), st.integers(1, 240))
def test_months_of_book_value_add_up_to_the_cost(cents: int, life: int) -> None:
    cost = Decimal(cents) / 100
    values = [book_value(cost, BOUGHT, life, add_months(BOUGHT, month)) for month in range(life + 1)]
    assert values[0] == cost
    assert values[-1] == 0
    assert all(now <= before for before, now in itertools.pairwise(values))


@pytest.mark.parametrize(
    ("start", "end", "months"),
    [
        (date(2024, 1, 31), date(2024, 2, 29), 0),
        (date(2024, 1, 31), date(2024, 3, 31), 2),
        (date(2024, 5, 10), date(2024, 4, 10), -1),
        (date(2024, 5, 10), date(2024, 5, 9), -1),
        (date(2024, 5, 10), date(2024, 5, 10), 0),
    ],
)
def test_whole_months(start: date, end: date, months: int) -> None:
    assert months_between(start, end) == months


def test_life_comes_from_the_nearest_that_says_it() -> None:
    assert useful_life(24, 36, 48) == 24
    assert useful_life(None, 36, 48) == 36
    assert useful_life(None, None, 48) == 48
    assert useful_life(None, None, None) is None
    assert useful_life(None, None, None, BOUGHT, date(2026, 1, 18)) == 36
    assert useful_life(None, None, None, BOUGHT, BOUGHT) is None
    assert replace_on(None, BOUGHT, 60) == date(2028, 1, 18)
    assert replace_on(date(2027, 1, 1), BOUGHT, 60) == date(2027, 1, 1)
    assert replace_on(None, None, 60) is None


def test_warranty_left_in_days() -> None:
    assert warranty_days(date(2026, 12, 28), date(2026, 11, 20)) == 38
    assert warranty_days(date(2026, 11, 19), date(2026, 11, 20)) == -1
    assert warranty_days(None, date(2026, 11, 20)) is None
