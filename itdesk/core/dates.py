"""Dates as people type them: 28/12/2026, fri, +30d, 28 Dec, 2026-12-28; what can't be read is refused with a better one."""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from functools import lru_cache
from typing import NamedTuple

from itdesk.core.errors import Unreadable
from itdesk.core.locales import marks
from itdesk.core.texts import N_, _

ORDERS = ("dmy", "mdy", "ymd")
FIRST_YEAR, LAST_YEAR = 1900, 2199
LONGEST = 60  # characters of a date that anybody would type
AHEAD = 20  # a two-digit year is at most this far in the future, else in the past hundred years

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "jan january januar jän jänner janvier janv enero gennaio",
            "feb february februar februari février févr febrero febbraio",
            "mar march mär märz mrz maart mars marzo",
            "apr april avril avr abril aprile",
            "may mai mayo maggio mei",
            "jun june juni juin junio giugno",
            "jul july juli juillet juil julio luglio",
            "aug august augustus août aout agosto",
            "sep sept september septembre septiembre settembre",
            "oct october okt oktober octobre octubre ottobre",
            "nov november novembre noviembre",
            "dec december dez dezember décembre déc dic diciembre dicembre",
        ),
        1,
    )
    for name in names.split()
}
_MONTH_NAMES = (
    N_("January"), N_("February"), N_("March"), N_("April"), N_("May"), N_("June"),
    N_("July"), N_("August"), N_("September"), N_("October"), N_("November"), N_("December"),
)  # fmt: skip
_WEEKDAYS = {
    name: number
    for number, names in enumerate(
        (
            "mon monday mo montag",
            "tue tues tuesday di dienstag",
            "wed weds wednesday mi mittwoch",
            "thu thur thurs thursday do donnerstag",
            "fri friday fr freitag",
            "sat saturday sa samstag sonnabend",
            "sun sunday so sonntag",
        )
    )
    for name in names.split()
}
_NEAR = {"today": 0, "heute": 0, "tomorrow": 1, "morgen": 1, "yesterday": -1, "gestern": -1, "übermorgen": 2}
_UNITS = {"": "d", "d": "d", "t": "d", "w": "w", "m": "m", "y": "y", "j": "y", "a": "y"}

_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_COMPACT = re.compile(r"(\d{4})(\d\d)(\d\d)")
_NUMBERS = re.compile(r"(\d{1,4})\s*([/.\-\s])\s*(\d{1,2})(?:\s*[/.\-\s]\s*(\d{1,4}))?\.?")
_RELATIVE = re.compile(r"([+−–-])\s*(\d{1,5})\s*([a-zäöü]*)")
_DAY_FIRST = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?\.?[\s\-/]*([^\W\d_]+)\.?,?(?:[\s\-/]*(\d{4}|\d\d))?")
_MONTH_FIRST = re.compile(r"([^\W\d_]+)\.?[\s\-/]*(\d{1,2})(?:st|nd|rd|th)?(?:[\s,\-/]+(\d{4}|\d\d))?")
_YEAR_MONTH_NAME = re.compile(r"(\d{4})[\s\-/]+([^\W\d_]+)\.?[\s\-/]+(\d{1,2})")
_WITH_WEEKDAY = re.compile(r"([^\W\d_]+)\.?,?\s+(?=.*\d)(.+)")
_TIME = re.compile(
    r"(?:[T\s]\s*|^)(\d{1,2})(?:[:.h](\d\d))?(?::(\d\d)(?:[.,](\d{1,9}))?)?\s*([ap]\.?m\.?)?\s*(Z|[+\-]\d\d:?\d\d|UTC)?$",
    re.IGNORECASE,
)


class _Way(NamedTuple):
    """How a text is read."""

    today: date
    order: str
    past: bool


def parse_date(text: str, *, today: date, order: str = "dmy", past: bool = False) -> date:
    """The day that text means; plain numbers are read in the given order, year first always as ISO.

    A weekday is the next one, today excluded. A day without a year is the next one from today on, or with past the last
    one up to today. A two-digit year lies at most 20 years ahead. A time behind the date is left off. Raises Unreadable.
    """
    typed = " ".join(text.split())
    if not typed:
        raise Unreadable(
            _("A date is missing."), _("Type one like {example}.").format(example=_shown(today, order, "/"))
        )
    if len(typed) > LONGEST:
        raise _no_date(typed, today, order)
    found = _ISO.fullmatch(typed)
    if found:
        return _made(typed, int(found[1]), int(found[2]), int(found[3]), order="ymd", sign="-")
    way = _Way(today, order, past)
    for read in (_near, _relative, _numbers, _named, _compact, _without_time, _without_weekday):
        day = read(typed, way)
        if day is not None:
            return day
    raise _no_date(typed, today, order)


def _no_date(typed: str, today: date, order: str) -> Unreadable:
    meant = _meant(typed)
    if meant is not None:
        suggestion = _shown(meant, order, "/")
        return Unreadable(
            _("“{value}” names no day.").format(value=_short(typed)),
            _("Try {value}.").format(value=suggestion),
            suggestion=suggestion,
        )
    example = _shown(today, order, "/")
    return Unreadable(
        _("“{value}” is not a date.").format(value=_short(typed)),
        _("Type it like {example}, or as {iso}.").format(example=example, iso=today.isoformat()),
    )


def _meant(typed: str) -> date | None:
    """The first day of a bare month or year, or the day of a spreadsheet's serial number; only ever a suggestion."""
    found = re.fullmatch(
        r"(\d{1,2})[/.\-](\d{4})|(\d{4})[/.\-](\d{1,2})|([^\W\d_]+)\.?[\s\-/]+(\d{4})|(\d{4,5})", typed
    )
    if found is None:
        return None
    if found[7] and len(found[7]) == 5:
        serial = int(found[7])
        return date(1899, 12, 30) + timedelta(days=serial) if 20_000 <= serial <= 80_000 else None
    year = int(found[2] or found[3] or found[6] or found[7])
    month = int(found[1] or found[4] or 0) or (_MONTHS.get(found[5].casefold()) if found[5] else 1)
    return date(year, month, 1) if month and month <= 12 and FIRST_YEAR <= year <= LAST_YEAR else None


def _short(text: str) -> str:
    return text if len(text) <= 40 else text[:39] + "…"


def _near(typed: str, way: _Way) -> date | None:
    word = typed.casefold().rstrip(".")
    if word in _NEAR:
        return way.today + timedelta(days=_NEAR[word])
    weekday = _WEEKDAYS.get(word.removeprefix("next ").removeprefix("nächsten "))
    if weekday is None:
        return None
    return way.today + timedelta(days=(weekday - way.today.weekday() - 1) % 7 + 1)


def _relative(typed: str, way: _Way) -> date | None:
    found = _RELATIVE.fullmatch(typed.casefold())
    if not found:
        return None
    word = found[3]
    unit = _UNITS.get(word) or {"day": "d", "tag": "d", "wee": "w", "woc": "w", "mon": "m", "yea": "y", "jah": "y"}.get(
        word[:3]
    )
    if unit is None:
        return None
    count = int(found[2]) * (1 if found[1] == "+" else -1)
    try:
        day = {
            "d": lambda: way.today + timedelta(days=count),
            "w": lambda: way.today + timedelta(weeks=count),
            "m": lambda: add_months(way.today, count),
            "y": lambda: add_months(way.today, 12 * count),
        }[unit]()
    except (OverflowError, ValueError):
        raise _far(typed) from None
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise _far(typed)
    return day


def _far(typed: str) -> Unreadable:
    return Unreadable(
        _("“{value}” lies too far away.").format(value=_short(typed)),
        _("Use a year from {first} to {last}, or leave it empty if there is no end.").format(
            first=FIRST_YEAR, last=LAST_YEAR
        ),
    )


def add_months(day: date, months: int) -> date:
    """The same day so many months on, or the month's last one where it is shorter."""
    month = day.year * 12 + day.month - 1 + months
    year, number = divmod(month, 12)
    return date(year, number + 1, min(day.day, calendar.monthrange(year, number + 1)[1]))


def _numbers(typed: str, way: _Way) -> date | None:
    found = _NUMBERS.fullmatch(typed)
    if not found:
        return None
    order = way.order
    first, sign, second, third = found[1], found[2], found[3], found[4]
    sign = "/" if sign.isspace() else sign
    if third is None:
        if len(first) > 2:
            return None
        one, two = (first, second) if order == "dmy" else (second, first)
        return _without_year(typed, int(one), int(two), way, sign)
    if len(first) >= 3:
        order = "ymd"
    elif len(third) > 2 and order == "ymd":
        order = "dmy"  # year first is the order, but this one ends with it
    year, month, day = {
        "dmy": (third, second, first),
        "mdy": (third, first, second),
        "ymd": (first, second, third),
    }[order]
    if len(day) > 2:
        return None
    return _made(typed, full_year(year, way.today), int(month), int(day), order=order, sign=sign)


def full_year(digits: str, today: date) -> int:
    """The year that two digits mean: at most 20 years ahead of today, otherwise in the past."""
    if len(digits) > 2:
        return int(digits)
    year = today.year - today.year % 100 + int(digits)
    if year > today.year + AHEAD:
        year -= 100
    elif year <= today.year + AHEAD - 100:
        year += 100
    return year


def _compact(typed: str, _way: _Way) -> date | None:
    found = _COMPACT.fullmatch(typed)
    if not found or not FIRST_YEAR <= int(found[1]) <= LAST_YEAR:
        return None
    return _made(typed, int(found[1]), int(found[2]), int(found[3]), order="ymd", sign="-")


def _named(typed: str, way: _Way) -> date | None:
    found = _YEAR_MONTH_NAME.fullmatch(typed)
    if found:
        year, name, day = found.groups()
    elif found := _DAY_FIRST.fullmatch(typed):
        day, name, year = found.groups()
    elif found := _MONTH_FIRST.fullmatch(typed):
        name, day, year = found.groups()
    else:
        return None
    month = _MONTHS.get(name.casefold())
    if month is None:
        return None
    if year is None:
        return _without_year(typed, int(day), month, way, "/")
    return _made(typed, full_year(year, way.today), month, int(day), order=way.order, sign="/")


def _without_time(typed: str, way: _Way) -> date | None:
    found = _TIME.search(typed)
    if not found or not found.start() or (not found[2] and not found[5]):
        return None
    return parse_date(typed[: found.start()].rstrip(" ,"), today=way.today, order=way.order, past=way.past)


def _without_weekday(typed: str, way: _Way) -> date | None:
    found = _WITH_WEEKDAY.fullmatch(typed)
    if not found or found[1].casefold() not in _WEEKDAYS:
        return None
    return parse_date(found[2], today=way.today, order=way.order, past=way.past)


def _without_year(typed: str, day: int, month: int, way: _Way, sign: str) -> date:
    today = way.today
    step = -1 if way.past else 1
    for year in range(today.year, today.year + 9 * step, step):  # nine years on there is a 29 February again
        if not (1 <= month <= 12 and 1 <= day <= calendar.monthrange(year, month)[1]):
            continue
        found = date(year, month, day)
        if (found <= today) if way.past else (found >= today):
            return found
    year = today.year if way.past or (month, day) >= (today.month, today.day) else today.year + 1
    return _made(typed, year, month, day, order=way.order, sign=sign)


def _made(typed: str, year: int, month: int, day: int, *, order: str, sign: str) -> date:
    """The date, or Unreadable with the nearest one that exists."""
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise _far(typed)
    if not 1 <= month <= 12:
        swapped = 1 <= day <= 12 and 1 <= month <= calendar.monthrange(year, day)[1]
        suggestion = _shown(date(year, day, month), order, sign) if swapped else ""
        raise Unreadable(_("There is no month {month}.").format(month=month), _try(suggestion), suggestion=suggestion)
    last = calendar.monthrange(year, month)[1]
    if 1 <= day <= last:
        return date(year, month, day)
    if 1 <= day <= 31:
        name = _(_MONTH_NAMES[month - 1])
        what = f"{day} {name} {year}" if (month, day) == (2, 29) else f"{day} {name}"
        suggestion = _shown(date(year, month, last), order, sign)
        raise Unreadable(_("There is no {day}.").format(day=what), _try(suggestion), suggestion=suggestion)
    raise Unreadable(_("There is no day {day}.").format(day=day), _("A day is a number from 1 to 31."))


def _try(suggestion: str) -> str:
    return _("Try {value}.").format(value=suggestion) if suggestion else _("A month is a number from 1 to 12.")


def _shown(day: date, order: str, sign: str) -> str:
    if order == "ymd":
        return day.isoformat()
    first, second = (day.day, day.month) if order == "dmy" else (day.month, day.day)
    return f"{first:02}{sign}{second:02}{sign}{day.year}"


def order_of(locale: str) -> str:
    """The order in which a locale's people write a date's numbers."""
    return marks(locale).order


@dataclass(frozen=True, slots=True)
class DateColumn:
    """What a column's values say about how its dates are written.

    order is the one to read by, ambiguous that the values alone don't decide it, two_digit that years have two digits.
    """

    order: str
    ambiguous: bool
    two_digit: bool
    fits: tuple[str, ...]


def detect_order(values: Iterable[str], *, default: str = "dmy") -> DateColumn:
    """The order that fits all values, or nearly all: one in ten may be wrong and gets its own refusal later.

    Dates with a named month or in ISO decide nothing. Where several orders fit equally the column is ambiguous, and
    order is the default, which a person should be asked about.
    """
    counts = dict.fromkeys(ORDERS, 0)
    seen, two_digit, plain = 0, False, False
    for value in set(values):
        numbers = _three_numbers(value)
        if numbers is None:
            continue
        seen += 1
        first, second, third = numbers
        plain = plain or len(first) <= 2
        two_digit = two_digit or (len(first) <= 2 and len(third) <= 2)
        for order in _orders_of(first, second, third):
            counts[order] += 1
    most = max(counts.values())
    fits = tuple(order for order in ORDERS if counts[order] == most) if seen else ORDERS
    if not plain or not seen:
        return DateColumn(default, ambiguous=False, two_digit=False, fits=fits)
    if "ymd" in fits and len(fits) > 1:
        fits = tuple(order for order in fits if order != "ymd")
    decided = len(fits) == 1 and most * 10 >= seen * 9
    order = fits[0] if decided else default
    return DateColumn(order, ambiguous=not decided, two_digit=two_digit, fits=fits)


def _three_numbers(value: str) -> tuple[str, str, str] | None:
    typed = " ".join(value.split())
    found = _NUMBERS.fullmatch(typed)
    if found is None:
        behind = _TIME.search(typed)
        if behind and behind.start() and behind[2]:
            found = _NUMBERS.fullmatch(typed[: behind.start()].rstrip(" ,"))
    return (found[1], found[3], found[4]) if found and found[4] else None


def _orders_of(first: str, second: str, third: str) -> Iterable[str]:
    one, two, three = int(first), int(second), int(third)
    if len(first) > 2:
        if 1 <= two <= 12 and 1 <= three <= 31:
            yield "ymd"
        return
    if 1 <= two <= 12 and 1 <= one <= 31:
        yield "dmy"
    if 1 <= one <= 12 and 1 <= two <= 31:
        yield "mdy"
    if len(third) <= 2 and 1 <= two <= 12 and 1 <= three <= 31:
        yield "ymd"


def date_reader(*, today: date, order: str) -> Callable[[str], date]:
    """parse_date for a column: each different text is read once."""

    @lru_cache(maxsize=20_000)
    def read(text: str) -> date:
        return parse_date(text, today=today, order=order, past=True)

    return read


def parse_instant(text: str, *, now: datetime, zone: tzinfo, order: str = "dmy", past: bool = False) -> datetime:
    """The UTC instant that text means: a date and a time of zone, a time of today, an ISO instant, now, +2h or +30min.

    A date alone is its midnight. An offset in the text wins over zone. Raises Unreadable.
    """
    typed = " ".join(text.split())
    word = typed.casefold()
    local = now.astimezone(zone)
    if word in ("now", "jetzt"):
        return now.astimezone(UTC)
    found = re.fullmatch(r"([+−–-])\s*(\d{1,5})\s*(h|hours?|std|stunden?|min|minutes?|minuten?)", word)
    if found:
        span = timedelta(**{"hours" if found[3][0] in "hs" else "minutes": int(found[2])})
        return (now + (span if found[1] == "+" else -span)).astimezone(UTC)
    behind = _TIME.search(typed)
    if behind is None or (behind[2] is None and behind[5] is None):
        day, clock, offset = parse_date(typed, today=local.date(), order=order, past=past), time(), ""
    else:
        before = typed[: behind.start()].rstrip(" ,T")
        day = parse_date(before, today=local.date(), order=order, past=past) if before else local.date()
        clock, offset = _clock(typed, behind), behind[6] or ""
    moment = datetime.combine(day, clock, tzinfo=_offset(offset) if offset else zone)
    return moment.astimezone(UTC)


def _clock(typed: str, found: re.Match[str]) -> time:
    hour, minute, second = int(found[1]), int(found[2] or 0), int(found[3] or 0)
    half = (found[5] or "").lower().replace(".", "")
    if half and 1 <= hour <= 12:
        hour = hour % 12 + (12 if half == "pm" else 0)
    elif half:
        hour = 99
    if hour > 23 or minute > 59 or second > 59:
        raise Unreadable(
            _("“{value}” has no time of day that exists.").format(value=_short(typed)),
            _("Type a time from 00:00 to 23:59."),
        )
    return time(hour, minute, second, int((found[4] or "").ljust(6, "0")[:6] or 0))


def _offset(text: str) -> tzinfo:
    if text.upper() in ("Z", "UTC"):
        return UTC
    return datetime.strptime(text.replace(":", ""), "%z").tzinfo or UTC
