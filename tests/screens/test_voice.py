"""A walk with a screen reader through the whole app: each part has a name, a role and its state, tables their headers."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QPainter, QPaintEvent
from PySide6.QtWidgets import QLineEdit, QTableWidget, QTableWidgetItem, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from itdesk.core.charts import Bar, Bars
from itdesk.ui.charts import ChartWidget
from itdesk.ui.chips import Chip
from itdesk.ui.pdf_preview import PdfPreview
from itdesk.ui.sections import IconMark
from tests.at_window import new_firm, window_on
from tests.screens.test_screens import DIALOGS, PLACES, go_to, opened
from tests.screens.voice import mute, told


@pytest.mark.timeout(300)
@pytest.mark.parametrize("full", [True, False], ids=["full", "empty"])
def test_every_place_is_told(*, full: bool, sample: Path, qtbot: QtBot, tmp_path: Path, settings_home: None) -> None:
    file = tmp_path / "heard.itdesk"
    shutil.copy(sample, file) if full else new_firm(file)
    found: list[str] = []
    with window_on(file, qtbot) as person:
        for place in PLACES:
            go_to(person, place)
            found += [f"{place}: {line}" for line in mute(person.window)]
            found += [f"{place}, record: {line}" for line in opened(person, mute)]
        found += [line for dialog in DIALOGS for line in dialog(person, mute)]
    assert found == []


def test_charts_and_previews_are_told_as_what_they_are(qtbot: QtBot, settings_home: None) -> None:
    chart = ChartWidget(Bars((Bar("Mon", 3),), "closed"), "Tickets a day")
    preview = PdfPreview()
    for part in (chart, preview):
        qtbot.addWidget(part)
    picture = chart.focusProxy()
    assert _role(picture) is QAccessible.Role.Chart
    assert _role(preview) is QAccessible.Role.Document
    chart.set_name("Nobody wrote")
    assert told(picture) == "Nobody wrote"


def _role(part: QWidget) -> QAccessible.Role:
    return QAccessible.queryAccessibleInterface(part).role()


# What finds faults finds them.


class Blot(QWidget):
    """Painted, as parts of the app are."""

    __module__ = "itdesk.blot"

    def paintEvent(self, _event: QPaintEvent) -> None:
        QPainter(self).fillRect(self.rect(), Qt.GlobalColor.red)


@pytest.fixture
def screen(qtbot: QtBot) -> QWidget:
    """An empty screen."""
    made = QWidget()
    qtbot.addWidget(made)
    QVBoxLayout(made)
    made.show()
    return made


def put(screen: QWidget, part: QWidget) -> QWidget:
    layout = screen.layout()
    assert layout is not None
    layout.addWidget(part)
    part.show()
    return part


def test_field_without_a_name_is_found(screen: QWidget) -> None:
    put(screen, QLineEdit())
    assert "has no name" in mute(screen)[0]


def test_part_that_only_qt_knows_is_found(screen: QWidget) -> None:
    part = put(screen, QWidget())
    part.setAccessibleName("Something")
    part.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    assert "is only “Client”" in mute(screen)[0]


def test_painted_part_that_says_nothing_is_found(screen: QWidget) -> None:
    part = put(screen, Blot())
    assert "is painted and says nothing" in mute(screen)[0]
    part.setAccessibleName("Half full")
    assert mute(screen) == []


def test_ornament_needs_words_beside_it(screen: QWidget) -> None:
    put(screen, IconMark("warn"))
    assert "no words beside it" in mute(screen)[0]
    put(screen, Chip("Status", "open"))
    assert mute(screen) == []


def test_column_and_cell_without_a_text_are_found(screen: QWidget) -> None:
    table = QTableWidget(1, 2)
    table.setAccessibleName("Steps")
    table.setHorizontalHeaderLabels(["Step", ""])
    table.setItem(0, 0, QTableWidgetItem("Call"))
    put(screen, table)
    found = mute(screen)
    assert "column 1 has no name" in found[0]
    assert "row 0, column 1 says nothing" in found[1]
