"""Dates, times, money and numbers as people read them; every list cell goes through here, so nothing is looked up twice."""

from __future__ import annotations

from datetime import date, datetime, timedelta, tzinfo
from decimal import ROUND_HALF_EVEN, Decimal
from functools import lru_cache
from zoneinfo import ZoneInfo

from itdesk.core import money
from itdesk.core.locales import MINUS, Marks, currency_symbol, marks
from itdesk.core.texts import _, language

DEFAULT = "en_GB"
_BYTES = 1000
_SPOKEN = {"en": "en_GB", "de": "de_DE"}  # whose marks are known without asking Babel


@lru_cache(maxsize=4096)
def format_date(day: date | None, locale: str = DEFAULT) -> str:
    """28 Dec 2026; nothing for None."""
    if day is None:
        return ""
    known = marks(locale)
    return known.date.format(d=day.day, m=known.months[day.month - 1], n=day.month, y=day.year)


def format_day(day: date, locale: str = DEFAULT) -> str:
    """28 Dec."""
    known = marks(locale)
    return known.day.format(d=day.day, m=known.months[day.month - 1], n=day.month)


def format_long_date(day: date, locale: str = DEFAULT) -> str:
    """Monday, 28 December 2026."""
    known = marks(locale)
    month = known.long_months[day.month - 1]
    return known.long_date.format(d=day.day, m=month, n=day.month, y=day.year, w=known.long_weekdays[day.weekday()])


def format_typed_date(day: date, locale: str = DEFAULT) -> str:
    """28/12/2026, 12/28/2026 or 28.12.2026: a date as its locale's people type it, which parse_date reads again."""
    known = marks(locale)
    if known.order == "ymd":
        return day.isoformat()
    sign = "." if known.tag.split("_")[0] in ("de", "pl", "cs", "da", "nb", "fi", "ru", "tr") else "/"
    first, second = (day.day, day.month) if known.order == "dmy" else (day.month, day.day)
    return f"{first:02}{sign}{second:02}{sign}{day.year}"


def format_time(moment: datetime, zone: tzinfo) -> str:
    """09:12."""
    return f"{moment.astimezone(zone):%H:%M}"


def format_instant(moment: datetime | None, zone: tzinfo | str, locale: str = DEFAULT) -> str:
    """28 Dec 2026, 09:12."""
    if moment is None:
        return ""
    local = moment.astimezone(_zone(zone))
    return f"{format_date(local.date(), locale)}, {local:%H:%M}"


def format_when(moment: datetime | None, *, now: datetime, zone: tzinfo | str, locale: str = DEFAULT) -> str:
    """09:12 for today, Yesterday, Tue within six days, 14 Nov within this year, then 14 Nov 2025."""
    if moment is None:
        return ""
    where = _zone(zone)
    local, today = moment.astimezone(where), now.astimezone(where).date()
    day = local.date()
    days = (day - today).days
    if days == 0:
        return f"{local:%H:%M}"
    return format_day_near(day, today=today, locale=locale)


def format_day_near(day: date | None, *, today: date, locale: str = DEFAULT) -> str:
    """Today, Yesterday, Tomorrow, Tue within six days, 14 Nov within this year, then 14 Nov 2025."""
    if day is None:
        return ""
    days = (day - today).days
    if days in (-1, 0, 1):
        return (_("Yesterday"), _("Today"), _("Tomorrow"))[days + 1]
    if abs(days) < 7:
        return marks(locale).weekdays[day.weekday()]
    return format_day(day, locale) if day.year == today.year else format_date(day, locale)


@lru_cache(maxsize=64)
def _named_zone(name: str) -> ZoneInfo:
    return ZoneInfo(name)


def _zone(zone: tzinfo | str) -> tzinfo:
    return _named_zone(zone) if isinstance(zone, str) else zone


def format_number(value: Decimal | int | None, locale: str = DEFAULT, *, places: int | None = None) -> str:
    """1,234.5; the minus is U+2212. places rounds half-even to as many digits, otherwise all that are there are shown."""
    if value is None:
        return ""
    if places is not None:
        text = f"{abs(Decimal(value)).quantize(Decimal(1).scaleb(-places), ROUND_HALF_EVEN):f}"
    elif isinstance(value, int):
        text = str(abs(value))
    else:
        text = f"{abs(value):f}"
        text = text.rstrip("0").rstrip(".") if "." in text else text
    return (MINUS if value < 0 and text.strip("0.") else "") + _grouped(text, marks(locale))


def format_count(number: int) -> str:
    """1,234 as the language of the window writes it, for sentences and badges that count something."""
    spoken = language()
    return format_number(number, _SPOKEN.get(spoken, spoken))


def _grouped(text: str, known: Marks) -> str:
    whole, dot, rest = text.partition(".")
    if known.secondary == 3:
        grouped = f"{int(whole):,}".replace(",", known.group)
    else:
        head, tail = whole[:-3], whole[-3:]
        parts = [head[max(0, end - known.secondary) : end] for end in range(len(head), 0, -known.secondary)]
        grouped = known.group.join([*reversed(parts), tail])
    return f"{grouped}{known.decimal}{rest}" if dot else grouped


@lru_cache(maxsize=4096)
def format_money(amount: Decimal | None, currency: str, locale: str = DEFAULT, *, exact: bool = False) -> str:
    """£1,234, £1,234.50, −£12; exact always shows the currency's smaller unit. Rounded half-even to that unit."""
    if amount is None:
        return ""
    rounded = money.rounded(amount, currency)
    whole = rounded == rounded.to_integral_value()
    places = 0 if whole and not exact else money.digits(currency)
    known = marks(locale)
    number = _grouped(f"{abs(rounded):.{places}f}", known)
    sign = currency_symbol(currency, locale)
    space = known.currency_space or ("\u00a0" if sign[-1:].isalpha() and sign == currency else "")
    text = f"{sign}{space}{number}" if known.currency_first else f"{number}{space or chr(0xA0)}{sign}".rstrip("\u00a0")
    return MINUS + text if rounded < 0 else text


def format_duration(minutes: int, *, clock: bool = False) -> str:
    """2 h 30 min, or 2:30 as a clock; a negative one carries its minus."""
    sign = MINUS if minutes < 0 else ""
    hours, rest = divmod(abs(minutes), 60)
    if clock:
        return f"{sign}{hours}:{rest:02}"
    if not hours:
        return sign + _("{minutes} min").format(minutes=rest)
    if not rest:
        return sign + _("{hours} h").format(hours=hours)
    return sign + _("{hours} h {minutes} min").format(hours=hours, minutes=rest)


def format_elapsed(span: timedelta) -> str:
    """A span as whole minutes, rounded down."""
    return format_duration(int(span.total_seconds() // 60))


def format_size(size: int, locale: str = DEFAULT) -> str:
    """820 bytes, 14 kB, 1.2 MB: decimal units, one place under ten."""
    if size < _BYTES:
        return _("{count} bytes").format(count=size)
    value, units = Decimal(size), ["kB", "MB", "GB", "TB"]
    value /= _BYTES
    while len(units) > 1 and value >= _BYTES - Decimal("0.5"):
        value /= _BYTES
        del units[0]
    return f"{format_number(value, locale, places=1 if value < 10 else 0)}\u00a0{units[0]}"
