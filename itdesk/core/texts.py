"""Translatable texts for every layer, from one gettext catalogue and without Qt.

Besides the languages with a catalogue there are two that no person speaks, for whoever builds a screen: `en_XA` shows
each text accented and a third longer, `ar_XB` shows it from right to left. What still reads as plain English there was
not marked, and what is cut off there is cut off in German.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Protocol

_FOLDER = Path(__file__).resolve().parents[2] / "resources" / "translations"
_RIGHT_TO_LEFT = frozenset({"ar", "dv", "fa", "he", "ps", "sd", "ug", "ur", "yi"})
_OWN_NAMES = {"en": "English", "de": "Deutsch"}
_ACCENTED = str.maketrans("aceinostuyACEINOSUYZ", "áçéíñóštúýÁÇÉÍÑÓŠÚÝŽ")
_KEPT = r"(\{[^}]*\}|<[^>]*>|\*\*|`[^`]*`)"  # places and marks, which no translation changes


class _Translations(Protocol):
    """What gettext gives, which is imported for another language than English."""

    def gettext(self, message: str, /) -> str: ...
    def ngettext(self, one: str, many: str, number: int, /) -> str: ...
    def pgettext(self, context: str, message: str, /) -> str: ...


class _English:
    """Texts are their own keys."""

    def gettext(self, message: str) -> str:
        return message

    def ngettext(self, one: str, many: str, number: int) -> str:
        return one if number == 1 else many

    def pgettext(self, _context: str, message: str) -> str:
        return message


class _Catalogue:
    """The catalogue in use."""

    language: str = "en"
    translations: _Translations = _English()


class _Accented(_English):
    """Each text with accents and a third longer, between brackets that show where it is cut off."""

    def gettext(self, message: str) -> str:
        parts = [
            part if place % 2 else part.translate(_ACCENTED) for place, part in enumerate(re.split(_KEPT, message))
        ]
        return f"[{''.join(parts)}{'·' * (len(message) // 3)}]"

    def ngettext(self, one: str, many: str, number: int) -> str:
        return self.gettext(super().ngettext(one, many, number))


class _Mirrored(_Accented):
    """Each text told to run from right to left."""

    def gettext(self, message: str) -> str:
        return f"\u202e{super().gettext(message)}\u202c"


def use_language(language: str) -> None:
    """Translate from now on into language, a tag like "de" or "de_DE"; texts without a translation stay English."""
    _Catalogue.language = language.partition(".")[0].replace("-", "_") or "en"
    if _Catalogue.language in ("en_XA", "ar_XB"):
        _Catalogue.translations = _Accented() if _Catalogue.language == "en_XA" else _Mirrored()
        return
    if _Catalogue.language.partition("_")[0] in ("en", "C", "POSIX"):
        _Catalogue.translations = _English()
        return
    import gettext

    _Catalogue.translations = gettext.translation("itdesk", _FOLDER, languages=[_Catalogue.language], fallback=True)


def language() -> str:
    """The language in use, as a tag."""
    return _Catalogue.language


def is_right_to_left() -> bool:
    """Whether the language in use runs from right to left."""
    return _Catalogue.language.partition("_")[0] in _RIGHT_TO_LEFT


def languages() -> dict[str, str]:
    """The languages that the app speaks: each one's tag, and its name in itself."""
    return {tag: _OWN_NAMES.get(tag, tag) for tag in ("en", *sorted(_translated()))}


def _translated() -> Iterator[str]:
    return (file.parents[1].name for file in _FOLDER.glob("*/LC_MESSAGES/itdesk.mo"))


def system_language() -> str:
    """The language that the computer asks for."""
    return os.environ.get("ITDESK_LANGUAGE") or os.environ.get("LANGUAGE") or os.environ.get("LANG") or "en"


def _(text: str) -> str:
    return _Catalogue.translations.gettext(text) if text else ""


def ngettext(one: str, many: str, number: int) -> str:
    """The text for this number, by the language's own plural rule."""
    return _Catalogue.translations.ngettext(one, many, number)


def pgettext(context: str, text: str) -> str:
    """A text whose translation depends on what it is about: "Open" as a verb, "Open" as a state."""
    return _Catalogue.translations.pgettext(context, text)


def N_(text: str) -> str:
    return text
