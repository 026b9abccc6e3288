"""Translatable texts for every layer, from one gettext catalogue and without Qt."""

from __future__ import annotations

import gettext
from pathlib import Path

_FOLDER = Path(__file__).resolve().parents[2] / "resources" / "translations"


class _Catalogue:
    """The catalogue in use; English texts are their own keys."""

    translations: gettext.NullTranslations = gettext.NullTranslations()


def use_language(language: str) -> None:
    """Translate from now on into language, a tag like "de" or "de_DE"; texts without a translation stay English."""
    _Catalogue.translations = gettext.translation("itdesk", _FOLDER, languages=[language], fallback=True)


def _(text: str) -> str:
    return _Catalogue.translations.gettext(text) if text else ""


def ngettext(one: str, many: str, number: int) -> str:
    """The text for this number, by the language's own plural rule."""
    return _Catalogue.translations.ngettext(one, many, number)


def N_(text: str) -> str:
    return text
