"""More contrast and less motion are chosen at the window, and hold before the dialog is closed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessibilityHints, QGuiApplication, QImage
from PySide6.QtWidgets import QApplication

from itdesk.ui.settings_dialog import SettingsDialog
from itdesk.ui.theme import Theme
from tests.at_window import Person


@pytest.fixture
def look(at_window: Person) -> Iterator[Any]:
    """The settings of the look, opened by their key; the look is as before afterwards."""
    at_window.press("Ctrl+,")
    at_window.wait(lambda: at_window.window.findChildren(SettingsDialog))
    (dialog,) = at_window.window.findChildren(SettingsDialog)
    dialog.activateWindow()
    at_window.wait(lambda: QApplication.activeWindow() is dialog)
    yield dialog.look
    Theme.current().choose(mode="light", percent=100, density="normal", contrast="system", less_motion=False)


def pick(person: Person, box: Any, value: object) -> None:
    """With the arrows, from the first choice on."""
    box.setFocus()
    person.press("Home", *["Down"] * box.findData(value))


def painted(person: Person) -> QImage:
    return person.window.grab().toImage()


def test_more_contrast_is_painted_at_once(at_window: Person, look: Any) -> None:
    pick(at_window, look.contrast, "off")  # whatever this computer asks for
    before = painted(at_window)
    pick(at_window, look.contrast, "on")
    assert Theme.current().strong
    assert painted(at_window) != before
    pick(at_window, look.contrast, "off")
    assert painted(at_window) == before


class System:
    """A desktop whose own contrast is as its settings say (the tests' platform has none to set)."""

    wanted = Qt.ContrastPreference.NoPreference


@pytest.fixture
def system(monkeypatch: pytest.MonkeyPatch) -> type[System]:
    monkeypatch.setattr(System, "wanted", Qt.ContrastPreference.NoPreference)
    monkeypatch.setattr(QAccessibilityHints, "contrastPreference", lambda _hints: System.wanted)
    return System


def test_contrast_follows_the_system_while_it_is_left_to_it(
    at_window: Person, look: Any, system: type[System], monkeypatch: pytest.MonkeyPatch
) -> None:
    hints = QGuiApplication.styleHints()
    before = painted(at_window)
    monkeypatch.setattr(system, "wanted", Qt.ContrastPreference.HighContrast)
    hints.accessibility().contrastPreferenceChanged.emit(system.wanted)
    assert Theme.current().strong
    assert painted(at_window) != before
    pick(at_window, look.contrast, "off")
    assert not Theme.current().strong
    hints.accessibility().contrastPreferenceChanged.emit(system.wanted)
    assert not Theme.current().strong


def test_less_motion_stills_cursor_and_menus_at_once(at_window: Person, look: Any) -> None:
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    blinking = application.cursorFlashTime()
    pick(at_window, look.motion, "on")
    assert Theme.current().less_motion
    assert application.cursorFlashTime() == 0
    assert not application.isEffectEnabled(Qt.UIEffect.UI_FadeMenu)
    pick(at_window, look.motion, "off")
    assert application.cursorFlashTime() == blinking > 0
