"""Another look reaches what isn't seen before it is shown, and looks the same as if it had been seen all the time."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from itdesk.ui.preferences import Preferences
from itdesk.ui.theme import Theme
from tests.at_window import Person, window_on

HERE, THERE = "vendors.contracts", "inventory.hardware"


@pytest.fixture
def person(sample: Path, qtbot: QtBot, tmp_path: Path, settings_home: None) -> Iterator[Person]:
    """At a window with two pages open, the first in front."""
    del settings_home
    shutil.copy(sample, tmp_path / "shown.itdesk")
    Theme.current().set_mode("light")
    with window_on(tmp_path / "shown.itdesk", qtbot) as somebody:
        for place in (THERE, HERE):
            somebody.window.go_to(place)
            somebody.wait()
        yield somebody
    Theme.current().choose(mode="light", percent=100, density="normal", contrast="system", less_motion=False)


def picture(person: Person, place: str) -> QImage:
    """The window at a place, once it stands still."""
    person.window.go_to(place)
    person.wait()
    person.page.setFocus()
    person.wait()
    image: QImage = person.window.grab().toImage()
    return image


@pytest.mark.parametrize("chosen", [{"theme": "dark"}, {"percent": 150}, {"contrast": "on"}])
def test_page_that_was_not_seen_looks_as_one_that_was(person: Person, chosen: dict[str, object]) -> None:
    light = picture(person, THERE)
    picture(person, HERE)
    Preferences.current().change(**chosen)
    person.wait()
    unseen = picture(person, THERE)
    assert unseen != light
    assert person.page.list.toolbar.height() == Theme.current().px(44) + 1
    Preferences.current().change(theme="light", percent=100, contrast="system")
    person.wait()
    assert picture(person, THERE) == light
    Preferences.current().change(**chosen)  # now it is in front
    person.wait()
    assert picture(person, THERE) == unseen


def test_page_is_styled_in_the_moment_in_which_it_is_shown(person: Person) -> None:
    labels = person.window.made_page(THERE).findChildren(QLabel)
    Theme.current().set_mode("dark")
    assert not Theme.current().is_settled
    old = [one for one in labels if one.palette().windowText().color() != Theme.current().color("text")]
    assert old
    person.window.go_to(THERE)
    shown = [one for one in labels if one.isVisible()]
    assert shown
    tones = {
        Theme.current().color(tone).name()
        for tone in ("text", "text-2", "text-3", "accent-text", "red-text", "surface")
    }
    assert {one.palette().windowText().color().name() for one in shown} <= tones
    person.wait()
    assert {one.palette().windowText().color().name() for one in labels} <= tones


def test_what_is_closed_meanwhile_is_left_alone(person: Person) -> None:
    Preferences.current().change(theme="dark")
    person.window.made_page(THERE).deleteLater()
    del person.window._pages[THERE]
    person.wait()
    assert Theme.current().dark
    assert QApplication.activeWindow() is person.window
    assert person.window.updatesEnabled()
