"""On every place a key means one thing, and the keys that every app has do here what they do there."""

from __future__ import annotations

from collections import Counter

import pytest
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QDialog

from tests.at_window import Person
from tests.screens.test_screens import PLACES, go_to

KEYS = QKeySequence.SequenceFormat.PortableText
STANDARD = {
    "Undo": "Ctrl+Z",
    "Redo": "Ctrl+Shift+Z",
    "HelpContents": "F1",
    "Refresh": "F5",
    "Close": "Ctrl+W",
    "Back": "Alt+Left",
    "Forward": "Alt+Right",
    "Preferences": "Ctrl+,",
    "Quit": "Ctrl+Q",
}


def listening(person: Person) -> list[str]:
    """Every key that a shortcut of the window listens to on the page in front; those of a part ask where the keyboard is."""
    window = person.window
    return [
        one.key().toString(KEYS) for one in window.findChildren(QShortcut) if one.parent() is window and one.isEnabled()
    ]


@pytest.mark.timeout(120)
def test_no_key_is_claimed_twice_on_any_place(at_window: Person) -> None:
    twice: list[str] = []
    for place in PLACES:
        go_to(at_window, place)
        counted = Counter(listening(at_window))
        assert len(counted) > 20
        twice += [f"{place}: {key}" for key, times in counted.items() if times > 1]
    assert twice == []


def test_standard_keys_are_those_of_the_toolkit(qapp: QApplication) -> None:
    for name, key in STANDARD.items():
        usual = [one.toString(KEYS) for one in QKeySequence.keyBindings(QKeySequence.StandardKey[name])]
        assert key in usual or name in ("Preferences", "Quit"), name  # two that some desktops leave without a key


@pytest.mark.timeout(120)
def test_standard_keys_are_listened_to_on_every_place(at_window: Person) -> None:
    missing: list[str] = []
    for place in PLACES:
        go_to(at_window, place)
        heard = set(listening(at_window))
        missing += [f"{place}: {name}" for name, key in STANDARD.items() if key not in heard]
    assert missing == []


def test_find_is_ctrl_f_and_new_is_c_in_a_list(at_window: Person) -> None:
    at_window.put("vendors", name="Ash")
    at_window.window.go_to("vendors.vendors")
    at_window.wait(lambda: at_window.page.list.table.records.ids)
    at_window.page.list.table.setFocus()
    at_window.press("Ctrl+F")
    at_window.type("ash")
    at_window.wait(lambda: at_window.page.list.state.text == "ash")
    at_window.press("Esc")
    at_window.page.list.table.setFocus()
    at_window.press("C")
    assert at_window.dialog().windowTitle()


def test_help_opens_by_f1_and_closes_by_escape(at_window: Person) -> None:
    at_window.press("F1")
    opened = [one for one in at_window.window.findChildren(QDialog) if one.isVisible()]
    assert len(opened) == 1
    opened[0].activateWindow()
    at_window.wait(lambda: QApplication.activeWindow() is opened[0])
    at_window.press("Esc")
    assert [one for one in at_window.window.findChildren(QDialog) if one.isVisible()] == []
