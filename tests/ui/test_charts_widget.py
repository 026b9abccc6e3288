"""Charts in the window: painted, told mark by mark, copied, and twinned by a table."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication, QTableWidget

from itdesk.core.charts import Bar, Bars
from itdesk.ui.charts import ChartWidget
from itdesk.ui.theme import Theme


@pytest.fixture
def chart(qtbot: Any) -> ChartWidget:
    bars = Bars(
        (Bar("Apr", 8791, 0, 9200), Bar("May", 5276, 0, 5800), Bar("Jun", 0, 6423, 5800)),
        "Actual",
        "Forecast",
        "Budget",
    )
    made = ChartWidget(bars, "Spending is under plan")
    qtbot.addWidget(made)
    made.resize(420, 220)
    made.show()
    qtbot.waitUntil(lambda: len(made.marks) == 3, timeout=2000)
    return made


def test_arrows_move_between_marks_and_say_them(qtbot: Any, chart: ChartWidget) -> None:
    picture = chart._picture
    picture.setFocus(Qt.FocusReason.TabFocusReason)
    said = []
    picture.moved.connect(said.append)
    qtbot.keyClick(picture, Qt.Key.Key_Home)
    qtbot.keyClick(picture, Qt.Key.Key_Right)
    qtbot.keyClick(picture, Qt.Key.Key_End)
    qtbot.keyClick(picture, Qt.Key.Key_Right)
    assert said[0] == "Apr: Actual 8,791, Budget 9,200"
    assert said[-1].startswith("Jun: Forecast 6,423")
    assert picture.accessibleName() == "Spending is under plan"
    assert picture.accessibleDescription() == said[-1]


def test_copy_gives_a_table_for_a_spreadsheet(qtbot: Any, chart: ChartWidget, qapp: QApplication) -> None:
    chart._picture.setFocus()
    qtbot.keyClick(chart._picture, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    lines = qapp.clipboard().text().splitlines()
    assert lines[0] == "\tActual\tForecast\tBudget"
    assert lines[1] == "Apr\t8,791\t0\t9,200"


def test_table_twin_and_back(qtbot: Any, chart: ChartWidget) -> None:
    held = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    qtbot.keyClick(chart._picture, Qt.Key.Key_T, held)
    assert chart.as_table
    table = chart.findChild(QTableWidget)
    assert table is not None
    assert (table.rowCount(), table.columnCount()) == (3, 4)
    assert table.item(2, 2).text() == "6,423"  # type: ignore[union-attr]
    qtbot.keyClick(table, Qt.Key.Key_T, held)
    assert not chart.as_table


def test_enter_chooses_a_mark(qtbot: Any, chart: ChartWidget) -> None:
    chart._picture.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.keyClick(chart._picture, Qt.Key.Key_Home)
    with qtbot.waitSignal(chart.mark_chosen) as chosen:
        qtbot.keyClick(chart._picture, Qt.Key.Key_Return)
    assert chosen.args == [0]


def test_pointer_shows_the_exact_value(qtbot: Any, chart: ChartWidget) -> None:
    before = chart.grab().toImage()
    mark = chart.marks[1]
    qtbot.mouseMove(chart._picture, QPoint(int(mark.box.x + mark.box.width / 2), int(mark.box.y + 20)))
    qtbot.waitUntil(lambda: chart._picture._over == 1, timeout=2000)
    assert chart.grab().toImage() != before


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_every_chart_paints_in_both_themes(qtbot: Any, theme: Theme, mode: str) -> None:
    from tests.ui import screens

    theme.set_mode(mode)
    whole = screens.charts()
    qtbot.addWidget(whole)
    whole.show()
    for found in whole.findChildren(ChartWidget):
        qtbot.waitUntil(lambda found=found: bool(found.marks), timeout=2000)
        image = found.grab().toImage()
        colours = {
            image.pixelColor(x, y).name() for x in range(0, image.width(), 3) for y in range(0, image.height(), 3)
        }
        assert len(colours) > 4
