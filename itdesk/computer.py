"""What this computer is set to: the language and country, the currency and the time zone that a new firm starts with."""

from __future__ import annotations

import os
import sys
from typing import NamedTuple


class Place(NamedTuple):
    """A locale such as en_GB, a currency such as GBP and a zone such as Europe/London."""

    locale: str
    currency: str
    zone: str


FALLBACK = Place("en_GB", "GBP", "Europe/London")


def place(locale: str = "") -> Place:
    """The computer's own settings, or those of a locale; what it doesn't say is as in Britain."""
    from babel import Locale
    from babel.numbers import get_territory_currencies

    known = _parsed(locale) if locale else next((found for name in _names() if (found := _parsed(name))), None)
    if not isinstance(known, Locale) or not known.territory:
        return FALLBACK._replace(zone=_zone())
    currencies = get_territory_currencies(known.territory)
    return Place(f"{known.language}_{known.territory}", currencies[0] if currencies else FALLBACK.currency, _zone())


def _parsed(name: str) -> object | None:
    from babel import Locale, UnknownLocaleError

    try:
        return Locale.parse(name.partition(".")[0].partition("@")[0].replace("-", "_"))
    except (UnknownLocaleError, ValueError):
        return None


def _names() -> list[str]:
    """What the system calls its locale, the most telling first; C and POSIX are nobody's."""
    names = [os.environ.get(variable, "") for variable in ("LC_ALL", "LC_TIME", "LANG")]
    if sys.platform == "win32":
        names.append(_of_windows())
    return [name for name in names if name and name.partition(".")[0] not in {"C", "POSIX"}]


def _of_windows() -> str:
    import ctypes

    text = ctypes.create_unicode_buffer(85)  # LOCALE_NAME_MAX_LENGTH
    found = ctypes.windll.kernel32.GetUserDefaultLocaleName(text, len(text))  # type: ignore[attr-defined,unused-ignore]
    return text.value if found else ""


def _zone() -> str:
    from zoneinfo import available_timezones

    from babel.localtime import get_localzone

    key = str(getattr(get_localzone(), "key", ""))
    return key if key in available_timezones() else FALLBACK.zone
