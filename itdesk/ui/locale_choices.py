"""What there is to choose of languages, countries, time zones and months, for boxes that offer them."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from PySide6.QtCore import QLocale, Qt, QTimeZone
from PySide6.QtWidgets import QComboBox

from itdesk.core.texts import _
from itdesk.paths import resource

LETTERS = 28  # room for the longest names that are usual; the list that opens shows every name in full


def fill_locales(box: QComboBox, chosen: str) -> None:
    """Every country with each of its languages, in its own words."""
    room_for(box)
    for code, shown in _named_locales():
        box.addItem(shown, code)
    here = box.findData(chosen)
    box.setCurrentIndex(max(here, box.findData("en_GB") if here < 0 else here))
    box.setMaxVisibleItems(16)


@cache
def _named_locales() -> list[tuple[str, str]]:
    found = QLocale.matchingLocales(QLocale.Language.AnyLanguage, QLocale.Script.AnyScript, QLocale.Country.AnyCountry)
    named = {}
    for one in found:
        usual = QLocale(one.name()).script() == one.script()  # en_GB is written in Shavian, too
        if usual and one.language() != QLocale.Language.C and one.nativeLanguageName() and one.nativeTerritoryName():
            named[one.name()] = f"{one.nativeTerritoryName()} – {one.nativeLanguageName()}"
    return sorted(named.items(), key=lambda pair: pair[1].casefold())


@cache
def _named_zones() -> list[str]:
    return sorted(
        name for one in QTimeZone.availableTimeZoneIds() if "/" in (name := bytes(one.data()).decode()) or name == "UTC"
    )


def read_names() -> None:
    """Have the long lists of names ready, before boxes are filled with them."""
    _named_locales()
    _named_zones()


def room_for(box: QComboBox) -> None:
    """A width of its own: Qt would measure every name, in every script that there is, before the box can be shown."""
    box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    box.setMinimumContentsLength(LETTERS)


def fill_months(box: QComboBox, chosen: int = 1) -> None:
    """The months by their names."""
    for number in range(1, 13):
        box.addItem(QLocale.system().standaloneMonthName(number), number)
    box.setCurrentIndex(chosen - 1)


def fill_zones(box: QComboBox, chosen: str) -> None:
    """Every time zone that has a place's name; typing finds one."""
    room_for(box)
    box.setEditable(True)
    box.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
    box.addItems(_named_zones())
    completer = box.completer()
    if completer is not None:
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
    box.setCurrentText(chosen)


def fill_languages(box: QComboBox, chosen: str) -> None:
    """The computer's language, English, and every language that there is a catalogue of."""
    box.addItem(_("As the computer"), "")
    box.addItem("English", "en")
    for code in languages(resource("translations")):
        box.addItem(QLocale(code).nativeLanguageName() or code, code)
    box.setCurrentIndex(max(0, box.findData(chosen)))


def languages(folder: Path) -> list[str]:
    """Codes of the languages that texts were translated into."""
    return sorted(file.parent.parent.name for file in folder.glob("*/LC_MESSAGES/itdesk.mo"))
