"""Tab goes through every place and dialog as one reads it, from either side, and is never kept."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QPlainTextEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from tests.at_window import window_on
from tests.screens.order import astray, round_trip
from tests.screens.test_screens import DIALOGS, PLACES, go_to, opened


@pytest.mark.timeout(300)
@pytest.mark.parametrize("language", ["en", "ar_XB"])
def test_tab_goes_as_one_reads(language: str, sample: Path, shown_as: Any, qtbot: QtBot, tmp_path: Path) -> None:
    shown_as(language, 100)
    file = tmp_path / "walked.itdesk"
    shutil.copy(sample, file)
    found: list[str] = []
    with window_on(file, qtbot) as person:
        for place in PLACES:
            go_to(person, place)
            found += [f"{place}: {line}" for line in astray(person.window)]
            found += [f"{place}, record: {line}" for line in opened(person, astray)]
        found += [line for dialog in DIALOGS for line in dialog(person, astray)]
    assert found == []


def test_tab_comes_round_and_goes_back_the_same_way(
    sample: Path, qtbot: QtBot, tmp_path: Path, settings_home: None
) -> None:
    file = tmp_path / "walked.itdesk"
    shutil.copy(sample, file)
    with window_on(file, qtbot) as person:
        go_to(person, "inventory.hardware")
        there = round_trip(person.window, Qt.Key.Key_Tab)
        back = round_trip(person.window, Qt.Key.Key_Backtab)
        assert len(there) > 8
        assert set(back) == set(there)
        assert back[1:] == back[1:2] + [there[there.index(one) - 1] for one in back[1:-1]]


@pytest.fixture
def screen(qtbot: QtBot) -> QWidget:
    """Three buttons in a row."""
    made = QWidget()
    qtbot.addWidget(made)
    row = QHBoxLayout(made)
    for name in ("One", "Other", "Third"):
        row.addWidget(QPushButton(name))
    made.show()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    return made


def test_jump_back_is_found_from_either_side(screen: QWidget) -> None:
    assert astray(screen) == []
    screen.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    screen.layout().activate()  # type: ignore[union-attr]
    assert astray(screen) == []
    one, other, third = screen.findChildren(QPushButton)
    QWidget.setTabOrder(third, other)
    QWidget.setTabOrder(other, one)
    assert "after QPushButton “Third” Tab goes back to QPushButton “Other”" in astray(screen)


def test_field_that_keeps_tab_is_found(screen: QWidget) -> None:
    field = QPlainTextEdit()
    screen.layout().addWidget(field)  # type: ignore[union-attr]
    field.show()
    assert "keeps Tab" in astray(screen)[0]
    field.setTabChangesFocus(True)
    assert astray(screen) == []
