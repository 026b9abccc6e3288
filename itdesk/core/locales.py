"""How a locale writes numbers, dates and money, once, so that lists never ask Babel per cell."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache

MINUS = "−"


@dataclass(frozen=True, slots=True)
class Marks:
    """The signs and patterns of one locale.

    Patterns are str.format texts over d, m (month's name), n (its number), y and w (weekday's name). order is the order in which plain
    numbers stand for a date: "dmy", "mdy" or "ymd". secondary is the size of groups above the first thousand.
    """

    tag: str
    decimal: str
    group: str
    order: str
    date: str
    day: str
    long_date: str
    months: tuple[str, ...]
    long_months: tuple[str, ...]
    weekdays: tuple[str, ...]
    long_weekdays: tuple[str, ...]
    currency_first: bool
    currency_space: str
    symbols: Mapping[str, str] = field(default_factory=dict)
    secondary: int = 3


_EN_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_EN_LONG_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
_EN_WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_EN_LONG_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_DE_MONTHS = ("Jan.", "Feb.", "März", "Apr.", "Mai", "Juni", "Juli", "Aug.", "Sept.", "Okt.", "Nov.", "Dez.")
_DE_LONG_MONTHS = (
    "Januar", "Februar", "März", "April", "Mai", "Juni",
    "Juli", "August", "September", "Oktober", "November", "Dezember",
)  # fmt: skip
_DE_WEEKDAYS = ("Mo", "Di", "Mi", "Do", "Fr", "Sa", "So")
_DE_LONG_WEEKDAYS = ("Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag", "Sonntag")

# The commonest locales stand here so that a window can paint without importing Babel; a test compares them with it.
_KNOWN = {
    "en_GB": Marks(
        "en_GB", ".", ",", "dmy", "{d} {m} {y}", "{d} {m}", "{w}, {d} {m} {y}",
        _EN_MONTHS, _EN_LONG_MONTHS, _EN_WEEKDAYS, _EN_LONG_WEEKDAYS,
        currency_first=True, currency_space="", symbols={"GBP": "£", "EUR": "€", "USD": "US$"},
    ),
    "en_US": Marks(
        "en_US", ".", ",", "mdy", "{m} {d}, {y}", "{m} {d}", "{w}, {m} {d}, {y}",
        _EN_MONTHS, _EN_LONG_MONTHS, _EN_WEEKDAYS, _EN_LONG_WEEKDAYS,
        currency_first=True, currency_space="", symbols={"GBP": "£", "EUR": "€", "USD": "$"},
    ),
    "de_DE": Marks(
        "de_DE", ",", ".", "dmy", "{d}. {m} {y}", "{d}. {m}", "{w}, {d}. {m} {y}",
        _DE_MONTHS, _DE_LONG_MONTHS, _DE_WEEKDAYS, _DE_LONG_WEEKDAYS,
        currency_first=False, currency_space="\u00a0", symbols={"GBP": "£", "EUR": "€", "USD": "$"},
    ),
}  # fmt: skip


@lru_cache(maxsize=64)
def marks(locale: str) -> Marks:
    """The marks of a locale like "en_GB" or "de-CH"; an unknown one is read as British English."""
    tag = locale.replace("-", "_").split(".")[0]
    return _KNOWN.get(tag) or _from_babel(tag)


def is_locale(locale: str) -> bool:
    """Whether a locale such as "en_GB" is known; others would be read as British English."""
    tag = locale.replace("-", "_").split(".")[0]
    if tag in _KNOWN:
        return True
    from babel import Locale, UnknownLocaleError

    try:
        Locale.parse(tag)
    except (UnknownLocaleError, ValueError):
        return False
    return True


def _from_babel(tag: str) -> Marks:
    from babel import Locale, UnknownLocaleError  # 25 ms that the commonest locales save at the start

    try:
        known = Locale.parse(tag)
    except (UnknownLocaleError, ValueError):
        return _KNOWN["en_GB"]
    symbols = known.number_symbols.get("latn") or next(iter(known.number_symbols.values()))
    english = known.language == "en"
    short = known.date_formats["short"].pattern
    money = known.currency_formats["standard"].pattern.split(";")[0]
    grouping = re.search(r"#,(#+),##0", known.decimal_formats[None].pattern)
    return Marks(
        tag=tag,
        decimal=symbols["decimal"],
        group=symbols["group"],
        order="".join(sorted("dmy", key=short.lower().find)),
        date=_pattern(str(known.datetime_skeletons.get("yMMMd", "d MMM y"))),
        day=_pattern(str(known.datetime_skeletons.get("MMMd", "d MMM"))),
        long_date=_pattern(known.date_formats["full"].pattern),
        months=_EN_MONTHS if english else _names(known.months["format"]["abbreviated"], 1),
        long_months=_names(known.months["format"]["wide"], 1),
        weekdays=_names(known.days["stand-alone"]["abbreviated"], 0),
        long_weekdays=_names(known.days["format"]["wide"], 0),
        currency_first=money.startswith("¤"),
        currency_space="\u00a0" if re.search(r"¤[\s\u00a0]|[\s\u00a0]¤", money) else "",
        secondary=len(grouping[1]) if grouping else 3,
    )


def _names(names: Mapping[int, str], first: int) -> tuple[str, ...]:
    return tuple(names[number] for number in range(first, first + len(names)))


def _pattern(cldr: str) -> str:
    """A CLDR date pattern as a str.format text; what it quotes stays as it is."""
    out = []
    for found in re.finditer(r"'([^']*)'|(([A-Za-z])\3*)|([^'A-Za-z]+)", cldr):
        letter = found[3]
        if letter in ("M", "L"):
            out.append("{m}" if len(found[2]) > 2 else "{n}")
        elif letter:
            out.append({"d": "{d}", "y": "{y}", "E": "{w}", "c": "{w}"}.get(letter, ""))
        else:
            out.append(found[1] or found[4] or "")
    return "".join(out)


_FIRST_WEEKDAYS = {"en_GB": 0, "en_US": 6, "de_DE": 0}  # as Babel has them; a test compares


@lru_cache(maxsize=64)
def first_weekday(locale: str) -> int:
    """The day that weeks begin with where people write so; 0 is Monday, as `date.weekday` counts."""
    tag = locale.replace("-", "_").split(".")[0]
    known = _FIRST_WEEKDAYS.get(tag)
    if known is not None:
        return known
    from babel import Locale, UnknownLocaleError

    try:
        return int(Locale.parse(tag).first_week_day)
    except (UnknownLocaleError, ValueError):
        return 0


@lru_cache(maxsize=512)
def currency_symbol(currency: str, locale: str) -> str:
    """The sign of a currency as this locale writes it, its code where there is none."""
    known = marks(locale).symbols.get(currency)
    if known is not None or not currency:
        return known or ""
    from babel.numbers import get_currency_symbol

    return str(get_currency_symbol(currency, marks(locale).tag))
