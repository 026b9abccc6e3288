"""From right to left, whatever begins a line begins at the right, in whichever letters it is written; a chord stays as on the keyboard."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QApplication, QLabel, QWidget

from itdesk.ui import keys
from itdesk.ui.key_sheet import KeySheet
from itdesk.ui.labels import Note, label
from itdesk.ui.settings_dialog import SettingsDialog
from tests.at_window import Person


def ink(part: QWidget) -> tuple[int, int]:
    """The first and the last column of a label that differ from its ground."""
    image = part.grab().toImage()
    ground = image.pixel(0, 0)
    there = [x for x in range(image.width()) if any(image.pixel(x, y) != ground for y in range(image.height()))]
    return there[0], there[-1]


def begins_right(part: QLabel) -> bool:
    """Whether a label with room to spare leaves it at its left."""
    first, last = ink(part)
    ratio = part.devicePixelRatioF()
    return first > 8 * ratio and part.width() * ratio - last < 8 * ratio


def roomy(root: QWidget) -> list[QLabel]:
    shown = [one for one in root.findChildren(QLabel) if one.isVisible() and one.text()]
    return [one for one in shown if one.width() > one.fontMetrics().horizontalAdvance(one.text()) + 40]


@pytest.mark.parametrize("words", ["Oak & Elm", "مكتب"])
def test_label_begins_where_its_layout_does(shown_as: Any, qtbot: Any, words: str) -> None:
    shown_as("ar_XB", 100)
    for made in (label(words, "title"), label(words, wrap=True), Note(words), label(words, selectable=True)):
        qtbot.addWidget(made)
        made.resize(300, made.sizeHint().height())
        made.show()
        assert begins_right(made)


def test_titles_of_the_key_sheet_stand_over_their_columns(shown_as: Any, at_window: Person) -> None:
    shown_as("ar_XB", 100)
    at_window.shell.show_keys()
    sheet = at_window.dialog()
    assert isinstance(sheet, KeySheet)
    titles = roomy(sheet)
    assert len(titles) > 3
    assert [one.text() for one in titles if not begins_right(one)] == []


def test_settings_begin_at_the_right(shown_as: Any, at_window: Person) -> None:
    shown_as("ar_XB", 100)
    for page in ("look", "working", "telling", "modules"):
        at_window.shell.open_settings(page)
        (dialog,) = at_window.window.findChildren(SettingsDialog)
        at_window.wait()
        assert [one.text() for one in roomy(dialog._stack.currentWidget()) if not begins_right(one)] == []


def test_chord_is_painted_in_the_same_order_from_either_side(settings_home: None, qapp: QApplication) -> None:
    def painted(side: Qt.LayoutDirection) -> QImage:
        image = QImage(200, 30, QImage.Format.Format_RGB32)
        image.fill(Qt.GlobalColor.white)
        with QPainter(image) as painter:
            painter.setLayoutDirection(side)
            width = keys.caps_width("Ctrl+,")
            keys.paint_caps(painter, QRect(0, 0, width, 30), "Ctrl+,")
        return image

    assert painted(Qt.LayoutDirection.RightToLeft) == painted(Qt.LayoutDirection.LeftToRight)
