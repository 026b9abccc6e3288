"""No part of a page is shown before it lies in its page: as a window of its own it would flash by and take the keyboard."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QApplication, QDialog, QMainWindow, QWidget
from pytestqt.qtbot import QtBot

from tests.at_window import window_on
from tests.screens.test_screens import DIALOGS, PLACES, go_to, opened

MEANT = (Qt.WindowType.Popup, Qt.WindowType.ToolTip, Qt.WindowType.Tool, Qt.WindowType.SplashScreen)


class Shown(QObject):
    """Notes every window that appears and isn't meant to be one."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Show and isinstance(watched, QWidget) and watched.isWindow():
            meant = isinstance(watched, QDialog | QMainWindow) or watched.windowType() in MEANT
            if not meant and not watched.windowTitle():
                holds = [type(one).__name__ for one in watched.children() if isinstance(one, QWidget)]
                self.found.append(f"{type(watched).__name__} with {holds}")
        return False


@pytest.fixture
def shown(qapp: QApplication) -> Iterator[Shown]:
    watching = Shown()
    qapp.installEventFilter(watching)
    yield watching
    qapp.removeEventFilter(watching)


def unseen(_part: QWidget) -> list[str]:
    """How it looks is for other tests."""
    return []


@pytest.mark.timeout(300)
def test_no_part_flashes_by_as_a_window(
    sample: Path, qtbot: QtBot, tmp_path: Path, settings_home: None, shown: Shown
) -> None:
    file = tmp_path / "walked.itdesk"
    shutil.copy(sample, file)
    found: list[str] = []
    with window_on(file, qtbot) as person:
        for place in PLACES:
            shown.found.clear()
            go_to(person, place)
            opened(person, unseen)
            found += [f"{place}: {one}" for one in shown.found]
        for dialog in DIALOGS:
            shown.found.clear()
            dialog(person, unseen)
            found += [f"{getattr(dialog, '__name__', dialog)}: {one}" for one in shown.found if "Kiosk" not in one]
        shown.found.clear()
        for page in ("workspace", "backups", "check", "encryption"):
            person.shell.open_settings(page)
            person.wait()
        found += [f"settings: {one}" for one in shown.found]
    assert found == []
