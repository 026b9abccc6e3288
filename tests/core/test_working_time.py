"""The working clock: additive, honest about weekends, holidays and clock changes."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from itdesk.core.errors import UserError
from itdesk.core.working_time import DAY_MINUTES, Calendar, always, office_hours

LONDON = ZoneInfo("Europe/London")
zones = st.sampled_from(
    [ZoneInfo(name) for name in ("Europe/London", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata")]
)
moments = st.datetimes(datetime(2020, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 -- bounds are naive by rule
ranges = st.lists(
    st.tuples(st.integers(0, DAY_MINUTES - 1), st.integers(1, DAY_MINUTES)).filter(lambda r: r[0] != r[1]), max_size=3
)
weeks = st.dictionaries(st.integers(0, 6), ranges.map(tuple), min_size=1).filter(
    lambda week: any(abs(end - start) >= 10 for day in week.values() for start, end in day)  # due within twenty years
)
holidays = st.frozensets(st.dates(date(2020, 1, 1), date(2030, 1, 1)), max_size=10)
calendars = st.builds(Calendar, zones, weeks, holidays).filter(
    lambda calendar: (
        sum(end - start for day in calendar._week for start, end in day) >= 60
    )  # an hour a week: within 20 years
)


@given(calendars, moments, st.integers(0, 5000))
def test_as_many_minutes_pass_as_were_added(calendar, start, minutes):
    due = calendar.add_minutes(start, minutes)
    assert due >= start
    assert calendar.minutes_between(start, due) == minutes
    assert calendar.minutes_between(due, start) == -minutes


@given(calendars, moments, st.integers(0, 3000), st.integers(0, 3000))
def test_adding_twice_is_adding_the_sum(calendar, start, first, second):
    assert calendar.add_minutes(calendar.add_minutes(start, first), second) == calendar.add_minutes(
        start, first + second
    )


@given(calendars, moments)
def test_the_clock_runs_from_its_next_opening(calendar, moment):
    opening = calendar.next_opening(moment)
    assert opening >= moment
    assert calendar.is_working(opening)
    assert calendar.minutes_between(moment, opening) == 0


@given(zones, moments, st.integers(0, 100_000))
def test_round_the_clock_is_plain_time(zone, start, minutes):
    assert always(zone).add_minutes(start, minutes) == start + timedelta(minutes=minutes)


def test_weekend_and_holiday_are_left_out():
    calendar = office_hours(LONDON, holidays=[date(2026, 12, 25), date(2026, 12, 28)])
    eve = datetime(2026, 12, 24, 16, tzinfo=UTC)
    assert calendar.add_minutes(eve, 60) == datetime(2026, 12, 24, 17, tzinfo=UTC)
    assert calendar.add_minutes(eve, 61) == datetime(2026, 12, 29, 9, 1, tzinfo=UTC)


def test_clock_changes_count_what_really_passes():
    calendar = Calendar(LONDON, {6: ((0, 240),)})
    spring = datetime(2026, 3, 29, 0, tzinfo=UTC)
    autumn = datetime(2026, 10, 24, 23, tzinfo=UTC)
    assert calendar.minutes_between(spring, spring + timedelta(days=1)) == 180
    assert calendar.minutes_between(autumn, autumn + timedelta(days=1)) == 300


def test_window_at_a_skipped_hour_ends_where_the_clock_jumps():
    calendar = Calendar(LONDON, {6: ((0, 90), (105, 135))})
    spring = datetime(2026, 3, 29, 0, tzinfo=UTC)
    assert calendar.minutes_between(spring, spring + timedelta(days=1)) == 75


def test_night_shift_runs_into_the_next_day():
    calendar = Calendar(LONDON, {4: ((22 * 60, 6 * 60),)})
    friday = datetime(2026, 11, 20, 23, tzinfo=UTC)
    assert calendar.minutes_between(friday, friday + timedelta(days=2)) == 7 * 60


def test_calendar_without_hours_is_refused():
    with pytest.raises(UserError, match="no working hours"):
        Calendar(LONDON, {0: ()})
    with pytest.raises(UserError, match="don't exist"):
        Calendar(LONDON, {0: ((600, 600),)})


def test_calendar_that_is_all_holiday_says_so():
    days = frozenset(date(2026, 1, 1) + timedelta(days=number) for number in range(366 * 21))
    with pytest.raises(UserError, match="twenty years"):
        office_hours(LONDON, holidays=days).add_minutes(datetime(2026, 11, 21, tzinfo=UTC), 1)


def test_hours_of_a_single_date_win_over_the_week_and_over_a_holiday():
    eve, christmas, boxing = date(2026, 12, 24), date(2026, 12, 25), date(2026, 12, 28)
    week = dict.fromkeys(range(5), ((540, 1020),))
    special = {eve: ((540, 720),), christmas: ((600, 660),), boxing: ()}
    calendar = Calendar(LONDON, week, frozenset({christmas}), special)
    start = datetime(2026, 12, 24, 9, tzinfo=UTC)
    assert calendar.add_minutes(start, 180) == datetime(2026, 12, 24, 12, tzinfo=UTC)
    assert calendar.add_minutes(start, 240) == datetime(2026, 12, 25, 11, tzinfo=UTC)
    assert calendar.add_minutes(start, 241) == datetime(2026, 12, 29, 9, 1, tzinfo=UTC)
