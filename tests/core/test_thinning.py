"""Which backups stay: a table of days, and months of hourly ones with the clock set back between."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from itdesk.core.thinning import is_due, kept

NOW = datetime(2026, 11, 29, 12, tzinfo=UTC)


def ago(**span: float) -> datetime:
    return NOW - timedelta(**span)


@pytest.mark.parametrize(
    ("made", "stay"),
    [
        ([], []),
        ([ago(hours=1), ago(hours=2), ago(hours=47)], [ago(hours=1), ago(hours=2), ago(hours=47)]),
        ([ago(days=3), ago(days=3, hours=1), ago(days=3, hours=2)], [ago(days=3)]),
        ([ago(days=400)], [ago(days=400)]),
        ([ago(days=400), ago(days=400, hours=3)], [ago(days=400)]),
        ([NOW + timedelta(days=300), ago(days=3), ago(days=3, hours=1)], [NOW + timedelta(days=300), ago(days=3)]),
    ],
)
def test_what_stays(made: list[datetime], stay: list[datetime]) -> None:
    assert kept(made, NOW) == set(stay)


def simulated(days: int, back: dict[int, timedelta]) -> tuple[list[datetime], datetime]:
    """Hourly backups, thinned after each; on some days the clock is set back."""
    there: set[datetime] = set()
    now = datetime(2025, 3, 1, tzinfo=UTC)
    for hour in range(days * 24):
        now += timedelta(hours=1)
        if hour % 24 == 9:
            now -= back.get(hour // 24, timedelta(0))
        there.add(now)
        staying = kept(there, now)
        assert now in staying
        there &= staying
    return sorted(there), now


def test_thirty_days_leave_every_day() -> None:
    there, now = simulated(30, {})
    assert len([one for one in there if one > now - timedelta(days=2)]) == 48
    days = {one.date() for one in there}
    assert {now.date() - timedelta(days=back) for back in range(14)} <= days
    assert len({one.isocalendar()[:2] for one in there}) == 6
    assert len(there) < 48 + 14 + 8


def test_four_hundred_days_leave_weeks_and_months() -> None:
    there, now = simulated(400, {})
    assert {(now.date() - timedelta(weeks=back)).isocalendar()[:2] for back in range(8)} <= {
        one.isocalendar()[:2] for one in there
    }
    assert len({(one.year, one.month) for one in there}) == 14
    assert len(there) <= 48 + 14 + 8 + 14
    assert there[0] < now - timedelta(days=365)


@pytest.mark.parametrize("back", [timedelta(hours=1), timedelta(days=40)])
def test_a_clock_that_is_set_back_costs_nothing(back: timedelta) -> None:
    """Neither what was made before nor what is made after goes for it."""
    there, now = simulated(120, {60: back})
    months = {(one.year, one.month) for one in there}
    assert {(2025, month) for month in (3, 4, 5)} <= months
    assert len([one for one in there if now - timedelta(days=2) < one <= now]) >= 48


def test_when_it_is_time_again() -> None:
    hour = timedelta(hours=1)
    assert is_due(NOW, None, hour)
    assert is_due(NOW, ago(minutes=60), hour)
    assert not is_due(NOW, ago(minutes=59), hour)
    assert is_due(NOW, NOW + timedelta(days=1), hour)
