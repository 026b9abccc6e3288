"""The catalogues: what a translator is told about, and that what ships is what was translated."""

from __future__ import annotations

import pytest
from babel.messages import Catalog

from installer import translations


def one(original: object, translated: object) -> Catalog:
    catalogue = Catalog(locale="de", fuzzy=False)
    catalogue.add(original, translated)  # type: ignore[arg-type]
    return catalogue


@pytest.mark.parametrize(
    ("original", "translated", "flaw"),
    [
        ("Open", "", "not translated"),
        ("{n} of {all}", "{n} von {alle}", "other places"),
        ("Deleted: {what}", "Gelöscht", "other places"),
        ("Import…", "Importieren", "ellipsis"),
        ("Save", "Speichern ", "space"),
        (("{n} row", "{n} rows"), ("{n} Zeile", ""), "not translated"),
    ],
)
def test_flaw_of_a_translation_is_named(original: object, translated: object, flaw: str) -> None:
    assert [flaw in line for line in translations.flaws(one(original, translated))] == [True]


def test_good_translation_is_accepted() -> None:
    assert list(translations.flaws(one("Deleted: {what}", "{what} gelöscht"))) == []
    assert list(translations.flaws(one(("One row", "{n} rows"), ("Eine Zeile", "{n} Zeilen")))) == []


def test_texts_of_every_layer_are_found() -> None:
    files = {place for message in translations.texts() for place, _line in message.locations}
    for layer in ("core", "db", "files", "reports", "ui", "areas"):
        assert any(file.startswith(f"itdesk/{layer}/") for file in files)


@pytest.mark.parametrize("language", translations.languages())
def test_compiled_catalogue_is_that_of_the_texts(language: str) -> None:
    assert translations.po_file(language).with_suffix(".mo").read_bytes() == translations.as_mo(language)


def test_german_says_everything_and_nothing_that_is_gone() -> None:
    whole = translations.updated("de", translations.texts())
    assert list(translations.flaws(whole)) == []
    assert translations.po_file("de").read_bytes() == translations.as_po(whole), "run installer/translations.py"
