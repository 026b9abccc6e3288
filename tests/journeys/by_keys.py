"""Somebody without a mouse: Tab to what is wanted by the name that is read out, and everything else by its key or Ctrl+K."""

from __future__ import annotations

import shiboken6
from PySide6.QtWidgets import QAbstractItemView, QLineEdit

from tests.at_window import Person

STOPS = 80  # of Tab, before somebody gives up


def reach(person: Person, name: str, key: str = "Tab") -> None:
    """Go on with Tab until the part with this name has the keyboard."""
    passed: list[str] = []
    for _stop in range(STOPS):
        here = person.focus.accessibleName()
        if here == name:
            return
        passed.append(here)
        person.press(key)
    raise AssertionError(f"Tab doesn't lead to {name}, but to {list(dict.fromkeys(passed))}")


def fill(person: Person, **values: str) -> None:
    """Type into the fields of the dialog in front by the names beside them ("_" for a space), and save with Ctrl+Enter."""
    dialog = person.dialog()
    for name, text in values.items():
        reach(person, name.replace("_", " "))
        if isinstance(person.focus, QLineEdit):
            person.press("Ctrl+A")
        person.type(text)
    person.press("Tab")
    person.press("Ctrl+Return")
    person.wait(lambda: not shiboken6.isValid(dialog) or not dialog.isVisible())


def command(person: Person, words: str) -> None:
    """Run what has no key of its own here, from the palette."""
    person.press("Ctrl+K")
    person.type(words)
    person.press("Return")


def pick(person: Person, name: str) -> None:
    """Go down the list that has the keyboard to the row with this name, and choose it with Enter."""
    listed = person.focus
    assert isinstance(listed, QAbstractItemView)
    person.press("Home")
    for _row in range(listed.model().rowCount()):
        if listed.currentIndex().data() == name:
            person.press("Return")
            return
        person.press("Down")
    raise AssertionError(f"no row says {name}")
