"""Working hours as text and as minutes, and what can't be true of a calendar."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date
from functools import lru_cache
from zoneinfo import ZoneInfo

from itdesk.areas.directory.sites.rules import is_zone
from itdesk.core.errors import Problem
from itdesk.core.texts import _
from itdesk.core.working_time import Calendar

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
DAY_END = 24 * 60

_RANGE = r"(\d{1,2})(?:[:.h](\d{2}))?\s*(?:-|–|—|to|bis)\s*(\d{1,2})(?:[:.h](\d{2}))?"


class NotHours(ValueError):
    """A text that doesn't say working hours; its message is a sentence for a person."""


def minutes_of(text: str | None) -> tuple[tuple[int, int], ...]:
    """Ranges such as "09:00-12:30, 13:30-17:30" as minutes since midnight, in order; empty text is a day off.

    24:00 is the end of the day; a last range that ends before it starts runs into the next day. Raises NotHours for
    anything else and for ranges that overlap.
    """
    ranges: list[tuple[int, int]] = []
    for part in filter(None, (part.strip() for part in (text or "").replace(";", ",").split(","))):
        found = re.fullmatch(_RANGE, part, re.IGNORECASE)
        if not found:
            raise NotHours(_("“{text}” is not a range of hours. Write it like 09:00-12:30.").format(text=part))
        start, end = (_minute(found[1], found[2], part), _minute(found[3], found[4], part))
        if start in (end, DAY_END):
            raise NotHours(_("“{text}” has no length.").format(text=part))
        if ranges and not ranges[-1][0] < ranges[-1][1] <= start:
            raise NotHours(_("“{text}” starts before the range before it ends.").format(text=part))
        ranges.append((start, end))
    return tuple(ranges)


def _minute(hour: str, minute: str | None, part: str) -> int:
    total = int(hour) * 60 + int(minute or 0)
    if int(minute or 0) > 59 or total > DAY_END:
        raise NotHours(_("“{text}” names a time that no day has.").format(text=part))
    return total


def hours_text(ranges: Iterable[tuple[int, int]]) -> str:
    """The one way to write ranges of minutes: "09:00-12:30, 13:30-17:30"."""
    return ", ".join(f"{start // 60:02}:{start % 60:02}-{end // 60:02}:{end % 60:02}" for start, end in ranges)


def week_minutes(values: Mapping[str, object]) -> int:
    """Working minutes in a week without holidays; days that can't be read count nothing."""
    total = 0
    for day in WEEKDAYS:
        try:
            total += sum((end - start) % DAY_END or DAY_END for start, end in minutes_of(str(values.get(day) or "")))
        except NotHours:
            continue
    return total


def fill(values: Mapping[str, object], original: Mapping[str, object]) -> Mapping[str, object]:  # noqa: ARG001 -- one signature
    """Hours in their one way of writing; what can't be read stays for the check to name."""
    tidy: dict[str, object] = {}
    for day in WEEKDAYS:
        try:
            tidy[day] = hours_text(minutes_of(str(values.get(day) or ""))) or None
        except NotHours:
            continue
    return {day: text for day, text in tidy.items() if text != values.get(day) and (text or values.get(day))}


def check(values: Mapping[str, object]) -> Iterable[Problem]:
    """Hours that can be read, at least one of them, a zone that exists, a country whose holidays are known."""
    unread = False
    for day in WEEKDAYS:
        try:
            minutes_of(str(values.get(day) or ""))
        except NotHours as reason:
            unread = True
            yield Problem(day, str(reason), suggestion="09:00-17:00")
    if not unread and not week_minutes(values):
        yield Problem("monday", _("This calendar has no working time at all."), suggestion="09:00-17:00")
    zone = values.get("zone")
    if isinstance(zone, str) and zone and not is_zone(zone):
        yield Problem(
            "zone", _("There is no time zone of this name. Use one such as Europe/London or America/Chicago.")
        )
    yield from _unknown_holidays(values)


def _unknown_holidays(values: Mapping[str, object]) -> Iterable[Problem]:
    country, part = values.get("holidays_country"), values.get("holidays_part")
    if not country:
        if part:
            yield Problem("holidays_country", _("A part of a country needs its country."))
        return
    parts = holiday_parts().get(str(country).upper())
    if parts is None:
        yield Problem(
            "holidays_country",
            _("No public holidays are known for “{country}”. Use the country's two letters, such as GB or DE.").format(
                country=country
            ),
        )
    elif part and str(part).upper() not in parts:
        known = ", ".join(sorted(parts)[:20]) or _("none")
        yield Problem(
            "holidays_part",
            _("{country} has no part called “{part}”. Known: {known}.").format(country=country, part=part, known=known),
        )


def holiday_parts() -> Mapping[str, frozenset[str]]:
    """The countries whose public holidays are known, each with the codes of its parts."""
    import holidays  # slow to import, and needed by calendars alone

    return {
        country: frozenset(str(part).upper() for part in parts)
        for country, parts in holidays.list_supported_countries(include_aliases=False).items()
    }


@lru_cache(maxsize=64)
def public_holidays(country: str, part: str, years: tuple[int, ...]) -> Mapping[date, str]:
    """The public holidays of a country, or of its part, in these years, with their names; none for an unknown one."""
    import holidays  # slow to import, and needed by calendars alone

    known = holiday_parts().get(country.upper())
    if known is None:
        return {}
    subdivision = part.upper() if part.upper() in known else None
    return dict(holidays.country_holidays(country.upper(), subdiv=subdivision, years=years))


def working_time(
    values: Mapping[str, object], zone: str, own_days: Mapping[date, str | None], years: tuple[int, ...]
) -> Calendar:
    """`calendar_of` with the public holidays of the given years."""
    country, part = str(values.get("holidays_country") or ""), str(values.get("holidays_part") or "")
    off = frozenset(public_holidays(country, part, years)) if country else frozenset[date]()
    return calendar_of(values, zone, own_days, off)


def calendar_of(
    values: Mapping[str, object], zone: str, own_days: Mapping[date, str | None], holidays: frozenset[date]
) -> Calendar:
    """The calendar that counts working minutes: values hold hours, own_days the hours of single dates.

    zone stands in where the calendar names none. Hours of a single date end at its midnight.
    """
    return Calendar(
        ZoneInfo(str(values.get("zone") or zone)),
        {number: minutes_of(str(values.get(day) or "")) for number, day in enumerate(WEEKDAYS)},
        holidays,
        {
            day: tuple((start, end if end > start else DAY_END) for start, end in minutes_of(hours))
            for day, hours in own_days.items()
        },
    )
