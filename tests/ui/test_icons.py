"""Icons follow the theme as long as what carries them lives."""

from __future__ import annotations

import shiboken6
from PySide6.QtGui import QAction
from pytestqt.qtbot import QtBot

from itdesk.ui import icons
from itdesk.ui.theme import Theme


def test_theme_changes_after_a_menu_entry_was_deleted_while_something_names_it(qtbot: QtBot) -> None:
    entry = QAction("Edit")
    icons.put(entry, "edit")
    shiboken6.delete(entry)
    with qtbot.captureExceptions() as raised:
        Theme.current().theme_changed.emit()
    assert raised == []
