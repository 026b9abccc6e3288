"""What finds flaws of screens finds them: each is made here on purpose."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QRect
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from itdesk.ui.labels import ElidedLabel
from tests.screens.geometry import flaws_now as flaws


@pytest.fixture
def screen(qtbot: QtBot) -> QWidget:
    """An empty screen of 300 by 200."""
    made = QWidget()
    qtbot.addWidget(made)
    made.resize(300, 200)
    made.show()
    return made


def put(screen: QWidget, part: QWidget, *box: int) -> None:
    part.setParent(screen)
    part.setGeometry(QRect(*box))
    part.show()


def test_screen_with_room_for_everything_has_no_flaws(screen: QWidget) -> None:
    row = QVBoxLayout(screen)
    row.addWidget(QLabel("A text"))
    row.addWidget(QPushButton("A button"))
    assert flaws(screen) == []


def test_text_that_is_cut_off_is_named(screen: QWidget) -> None:
    put(screen, QLabel("A text that needs much more than this"), 0, 0, 60, 20)
    assert "cut off at 60 pixels" in flaws(screen)[0]


def test_wrapped_text_without_room_below_is_named(screen: QWidget) -> None:
    text = QLabel("A text that wraps into several lines and has room for one alone")
    text.setWordWrap(True)
    put(screen, text, 0, 0, 80, 20)
    assert "high in 20" in flaws(screen)[0]


def test_text_that_ends_in_an_ellipsis_is_no_flaw(screen: QWidget) -> None:
    put(screen, ElidedLabel("A text that needs much more than this"), 0, 0, 60, 20)
    assert flaws(screen) == []


def test_button_without_room_for_its_word_is_named(screen: QWidget) -> None:
    button = QPushButton("Write notice to the vendor")
    put(screen, button, 0, 0, 40, 30)
    assert f"button “Write notice to the vendor” has 40x{button.height()}, needs" in flaws(screen)[0]


def test_part_beyond_the_edge_is_named(screen: QWidget) -> None:
    put(screen, QPushButton("Out"), 260, 10, 90, 40)
    assert "lies outside" in flaws(screen)[0]


def test_brothers_over_each_other_are_named(screen: QWidget) -> None:
    row = QHBoxLayout(screen)
    one, other = QPushButton("One"), QPushButton("Other")
    row.addWidget(one)
    row.addWidget(other)
    one.show()
    other.show()
    row.activate()
    other.move(one.x() + 5, one.y())
    assert "lies over" in flaws(screen)[0]


def test_field_without_a_name_is_named(screen: QWidget) -> None:
    field = QLineEdit()
    put(screen, field, 10, 10, 120, 32)
    assert "no accessible name" in flaws(screen)[0]
    label = QLabel("Name")
    label.setBuddy(field)
    put(screen, label, 10, 60, 120, 20)
    assert flaws(screen) == []
