"""Working hours: when so many working minutes after an instant have passed, through weekends, holidays and clock changes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from itdesk.core.errors import UserError
from itdesk.core.texts import _

DAY_MINUTES = 24 * 60
LONGEST = timedelta(days=366 * 20)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

Ranges = tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class Calendar:
    """Hours by weekday (0 is Monday) as ranges of minutes after midnight on the zone's clock, less holidays.

    special gives the hours of single dates, which replace the weekday's and win over a holiday; none of them a day off.
    A range that ends before it starts runs into the next day (22:00 to 06:00). Ranges are merged; a calendar without
    any hours is refused, since nothing would ever be due.
    """

    zone: ZoneInfo
    hours: Mapping[int, Ranges]
    holidays: frozenset[date] = frozenset()
    special: Mapping[date, Ranges] = field(default_factory=dict)
    _week: tuple[Ranges, ...] = field(init=False, repr=False, compare=False)
    _days: dict[date, tuple[tuple[int, int], ...]] = field(init=False, repr=False, compare=False, default_factory=dict)

    def __post_init__(self) -> None:
        week: list[list[tuple[int, int]]] = [[] for _day in range(7)]
        for weekday, ranges in self.hours.items():
            for start, end in ranges:
                if not (0 <= weekday < 7 and 0 <= start < DAY_MINUTES and 0 <= end <= DAY_MINUTES) or start == end:
                    raise UserError(
                        _("These working hours don't exist."), _("Use times from 00:00 to 24:00 that differ.")
                    )
                if end > start:
                    week[weekday].append((start, end))
                else:
                    week[weekday].append((start, DAY_MINUTES))
                    week[(weekday + 1) % 7].append((0, end))
        object.__setattr__(self, "_week", tuple(_merged(day) for day in week))
        if not any(self._week):
            raise UserError(
                _("The calendar has no working hours."),
                _("Give at least one day of the week its hours."),
                field="hours",
            )

    def _windows(self, day: date) -> tuple[tuple[int, int], ...]:
        """The day's windows in microseconds since 1970, as they really elapse: a clock change shortens or lengthens them."""
        found = self._days.get(day)
        if found is None:
            if day in self.special:
                ranges = _merged(self.special[day])
            else:
                ranges = () if day in self.holidays else self._week[day.weekday()]
            windows = ((self._instant(day, start), self._instant(day, end)) for start, end in ranges)
            found = tuple((start, end) for start, end in windows if end > start)
            self._days[day] = found
        return found

    def _instant(self, day: date, minute: int) -> int:
        """When the zone's clock first shows this minute or, where it jumps over it, when it jumps."""
        if minute == DAY_MINUTES:
            day, minute = day + timedelta(days=1), 0
        wall = datetime.combine(day, time(minute // 60, minute % 60))
        local = wall.replace(tzinfo=self.zone)
        moment = local.astimezone(UTC)
        if moment.astimezone(self.zone).replace(tzinfo=None) == wall:
            return _microseconds(moment)
        early, late = sorted((_microseconds(moment), _microseconds(local.replace(fold=1).astimezone(UTC))))
        before = _at(early).astimezone(self.zone).utcoffset()
        while late - early > 1:
            middle = (early + late) // 2
            if _at(middle).astimezone(self.zone).utcoffset() == before:
                early = middle
            else:
                late = middle
        return late

    def add_minutes(self, start: datetime, minutes: int) -> datetime:
        """The UTC instant at which so many working minutes have passed since start; never before start.

        A deadline that falls on the end of the day is that end, not the next morning. Zero minutes are start itself.
        """
        if minutes < 0:
            raise ValueError("working minutes are counted forwards")
        if minutes == 0:
            return start.astimezone(UTC)
        position, left = _microseconds(start), minutes * 60_000_000
        for begin, end in self._from(start):
            begin = max(begin, position)  # noqa: PLW2901 -- only the part of the window behind start
            if left <= end - begin:
                return _at(begin + left)
            left -= max(0, end - begin)
        raise UserError(
            _("This would be due more than twenty years from now."),
            _("Check the working hours and holidays of the calendar."),
        )

    def _from(self, moment: datetime) -> Iterator[tuple[int, int]]:
        """Windows in order, from the day before the moment on, for twenty years."""
        day = moment.astimezone(self.zone).date() - timedelta(days=1)
        last = min(day, date.max - LONGEST) + LONGEST
        while day < last:
            yield from self._windows(day)
            day += timedelta(days=1)

    def minutes_between(self, start: datetime, end: datetime) -> int:
        """Whole working minutes from start to end; negative if end lies before start."""
        if end < start:
            return -self.minutes_between(end, start)
        first, last = _microseconds(start), _microseconds(end)
        total = 0
        for begin, close in self._from(start):
            if begin >= last:
                break
            total += max(0, min(close, last) - max(begin, first))
        return total // 60_000_000

    def is_working(self, moment: datetime) -> bool:
        """Whether the clock runs at this instant."""
        position = _microseconds(moment)
        return any(begin <= position < end for begin, end in self._windows(moment.astimezone(self.zone).date()))

    def next_opening(self, moment: datetime) -> datetime:
        """The instant itself while the clock runs, otherwise when it starts again, in UTC."""
        position = _microseconds(moment)
        for begin, end in self._from(moment):
            if position < end:
                return _at(max(begin, position))
        raise UserError(_("The calendar has no working hours in the next twenty years."), _("Check its holidays."))


def _microseconds(moment: datetime) -> int:
    return (moment - _EPOCH) // timedelta(microseconds=1)


def _at(microseconds: int) -> datetime:
    return _EPOCH + timedelta(microseconds=microseconds)


def _merged(ranges: Iterable[tuple[int, int]]) -> Ranges:
    out: list[tuple[int, int]] = []
    for start, end in sorted(ranges):
        if out and start <= out[-1][1]:
            out[-1] = (out[-1][0], max(out[-1][1], end))
        else:
            out.append((start, end))
    return tuple(out)


def always(zone: ZoneInfo) -> Calendar:
    """Round the clock, every day."""
    return Calendar(zone, dict.fromkeys(range(7), ((0, DAY_MINUTES),)))


def office_hours(zone: ZoneInfo, start: int = 9 * 60, end: int = 17 * 60, holidays: Iterable[date] = ()) -> Calendar:
    """The same hours from Monday to Friday."""
    return Calendar(zone, dict.fromkeys(range(5), ((start, end),)), frozenset(holidays))
