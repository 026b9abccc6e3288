"""Languages: the catalogue in use, and the two that show what was not marked or has no room."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from itdesk.core import texts


@pytest.fixture(autouse=True)
def english_again() -> Iterator[None]:
    yield
    texts.use_language("en")


def test_language_of_the_system_with_its_encoding_is_understood() -> None:
    texts.use_language("de_DE.UTF-8")
    assert texts._("Cancel") == "Abbrechen"
    assert texts.language() == "de_DE"


def test_language_without_a_catalogue_stays_english() -> None:
    texts.use_language("xx")
    assert texts._("Cancel") == "Cancel"
    assert texts.ngettext("{n} person", "{n} people", 2) == "{n} people"


def test_german_has_its_own_plurals() -> None:
    texts.use_language("de")
    assert texts.ngettext("{n} person", "{n} people", 1) == "{n} Person"
    assert texts.ngettext("{n} person", "{n} people", 0) == "{n} Personen"


def test_accented_language_is_a_third_longer_and_keeps_places_and_marks() -> None:
    texts.use_language("en_XA")
    shown = texts._("**{met} checks** are met, see `itdesk check`")
    assert "{met}" in shown
    assert "`itdesk check`" in shown
    assert "are met" not in shown
    assert len(shown) >= len("**{met} checks** are met, see `itdesk check`") * 4 // 3


def test_mirrored_language_runs_from_right_to_left() -> None:
    texts.use_language("ar_XB")
    assert texts.is_right_to_left()
    assert "{n}" in texts.ngettext("{n} person", "{n} people", 3)
    texts.use_language("de")
    assert not texts.is_right_to_left()


def test_languages_are_those_with_a_catalogue_and_english() -> None:
    assert texts.languages() == {"en": "English", "de": "Deutsch"}
