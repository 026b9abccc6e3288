"""Working hours are read from text and written back in one way."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from itdesk.areas.directory.calendars.rules import (
    NotHours,
    check,
    fill,
    hours_text,
    minutes_of,
    week_minutes,
    working_time,
)


@pytest.mark.parametrize(
    ("text", "ranges"),
    [
        ("09:00-12:30, 13:30-17:30", ((540, 750), (810, 1050))),
        ("9-17", ((540, 1020),)),
        ("9.30 – 18", ((570, 1080),)),
        ("08:00 bis 12:00; 13:00 to 17:00", ((480, 720), (780, 1020))),
        ("0-24", ((0, 1440),)),
        ("22:00-06:00", ((1320, 360),)),
        ("", ()),
        (None, ()),
    ],
)
def test_hours_are_read(text: str | None, ranges: tuple[tuple[int, int], ...]) -> None:
    assert minutes_of(text) == ranges


@pytest.mark.parametrize(
    "text",
    ["nine to five", "9", "09:00-09:00", "25:00-26:00", "09:70-10:00", "09:00-12:00, 11:00-13:00", "22-6, 8-9", "24-6"],
)
def test_what_is_no_hours_says_so(text: str) -> None:
    with pytest.raises(NotHours):
        minutes_of(text)


@given(st.lists(st.integers(0, 1440), min_size=2, max_size=8, unique=True))
def test_hours_survive_being_written(minutes: list[int]) -> None:
    ends = sorted(minutes)[: len(minutes) // 2 * 2]
    ranges = tuple(zip(ends[::2], ends[1::2], strict=True))
    assert minutes_of(hours_text(ranges)) == ranges


def test_fill_writes_hours_in_one_way_and_leaves_the_unreadable() -> None:
    assert fill({"monday": "9-17", "tuesday": "09:00-17:00", "friday": "late"}, {}) == {"monday": "09:00-17:00"}
    assert fill({"sunday": " , "}, {}) == {"sunday": None}


def test_check_names_the_day_the_zone_and_the_country() -> None:
    bad = {"monday": "late", "zone": "Mars/Olympus", "holidays_country": "QQ"}
    assert [p.field for p in check(bad)] == ["monday", "zone", "holidays_country"]
    assert [p.field for p in check({"monday": "9-17", "holidays_part": "BY"})] == ["holidays_country"]
    assert [p.field for p in check({"monday": "9-17", "holidays_country": "DE", "holidays_part": "ZZ"})] == [
        "holidays_part"
    ]
    assert not list(check({"monday": "9-17", "zone": "Europe/Berlin", "holidays_country": "DE", "holidays_part": "BY"}))


def test_calendar_without_any_hours_is_a_problem() -> None:
    assert [p.field for p in check({"name": "Never"})] == ["monday"]
    assert week_minutes({"monday": "9-17", "saturday": "22:00-06:00"}) == 960


def test_calendar_counts_hours_holidays_and_own_days() -> None:
    values = dict.fromkeys(("monday", "tuesday", "wednesday", "thursday", "friday"), "9-12, 13-17")
    german = {**values, "zone": "Europe/Berlin", "holidays_country": "de", "holidays_part": "by"}
    own = {date(2026, 12, 24): "9-12", date(2026, 12, 28): None, date(2026, 12, 29): "22:00-02:00"}
    clock = working_time(german, "Europe/London", own, (2026,))
    eve = datetime(2026, 12, 24, 8, tzinfo=UTC)
    assert clock.add_minutes(eve, 180) == datetime(2026, 12, 24, 11, tzinfo=UTC)
    assert clock.add_minutes(eve, 181) == datetime(2026, 12, 29, 21, 1, tzinfo=UTC)
    assert clock.add_minutes(eve, 301) == datetime(2026, 12, 30, 8, 1, tzinfo=UTC)
    assert working_time(values, "Europe/London", {}, (2026,)).zone.key == "Europe/London"
