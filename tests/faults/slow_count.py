"""Working time counted minute by minute, against the calendar's own way of counting."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from itdesk.core.working_time import DAY_MINUTES, Calendar

ZONES = (
    "Europe/Berlin",
    "Europe/London",
    "America/New_York",
    "Australia/Lord_Howe",
    "Asia/Kolkata",
    "America/Sao_Paulo",
    "Africa/Cairo",
    "Pacific/Apia",
)
CHANGES = tuple(date(year, month, day) for year in (2024, 2025, 2026) for month, day in ((3, 8), (3, 28), (4, 3), (10, 2), (10, 24), (11, 1)))  # fmt: skip
SPAN = 4  # days


def hours(_place: Path, cases: int) -> dict[str, Any]:
    """Minutes between two instants, and when so many have passed, in many zones around their clock changes."""
    chance = random.Random(23)
    wrong, control, minutes = 0, 0, 0
    for _case in range(cases):
        calendar = _calendar(chance)
        day = chance.choice(CHANGES) + timedelta(days=chance.randrange(-1, 2))
        start = datetime(day.year, day.month, day.day, chance.randrange(24), chance.randrange(60), tzinfo=UTC)
        end = start + timedelta(minutes=chance.randrange(SPAN * DAY_MINUTES))
        counted = _count(calendar, start, end)
        wrong += calendar.minutes_between(start, end) != counted
        wrong += bool(counted) and _count(calendar, start, calendar.add_minutes(start, counted)) != counted
        control += _naive(calendar, start, end) != counted
        minutes += counted
    found = {"cases": cases, "minutes": minutes, "wrong": wrong, "control: wrong by the clock on the wall": control}
    return {**found, "missed": [found] * bool(wrong or not control)}


def _calendar(chance: random.Random) -> Calendar:
    opens = chance.randrange(0, 600, 15)
    ranges = ((opens, opens + chance.randrange(15, 840, 15)),)
    if chance.random() < 0.25:
        ranges = ((22 * 60, 6 * 60),)
    week = {day: ranges for day in range(7) if chance.random() < 0.8} or {0: ranges, 6: ranges}
    free = frozenset(one for one in CHANGES if chance.random() < 0.1)
    return Calendar(ZoneInfo(chance.choice(ZONES)), week, free)


def _count(calendar: Calendar, start: datetime, end: datetime) -> int:
    """Each minute by itself: what does the clock of the zone show, and is that working time?"""
    return sum(
        _works(calendar, start + timedelta(minutes=one)) for one in range(int((end - start).total_seconds()) // 60)
    )


def _works(calendar: Calendar, moment: datetime) -> bool:
    local = moment.astimezone(calendar.zone)
    return _is_open(calendar, local.date(), local.hour * 60 + local.minute)


def _is_open(calendar: Calendar, day: date, minute: int) -> bool:
    if day in calendar.holidays:
        return False
    for opens, closes in calendar.hours.get(day.weekday(), ()):
        if opens <= minute < (closes if closes > opens else DAY_MINUTES):
            return True
    before = calendar.hours.get((day.weekday() - 1) % 7, ())
    return any(closes <= opens and minute < closes for opens, closes in before)


def _naive(calendar: Calendar, start: datetime, end: datetime) -> int:
    """As one counts who takes the clock on the wall for time that passes."""
    first, last = (one.astimezone(calendar.zone).replace(tzinfo=None) for one in (start, end))
    steps = (first + timedelta(minutes=one) for one in range(max(0, int((last - first).total_seconds()) // 60)))
    return sum(_is_open(calendar, one.date(), one.hour * 60 + one.minute) for one in steps)
