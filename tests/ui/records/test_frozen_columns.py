"""The first column stays in sight while the others scroll sideways, and takes its clicks there."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from itdesk.ui.desk import Desk
from itdesk.ui.record_list import RecordList
from tests.ui.records.gadgets import GADGETS, Settle


@pytest.fixture(params=[Qt.LayoutDirection.LeftToRight, Qt.LayoutDirection.RightToLeft], ids=["ltr", "rtl"])
def shown(request: pytest.FixtureRequest, desk: Desk, qtbot: QtBot, settle: Settle) -> RecordList:
    made = RecordList(desk, GADGETS)
    made.setLayoutDirection(request.param)
    qtbot.addWidget(made)
    made.resize(700, 500)
    made.show()
    made.change(replace(made.state, columns=tuple(one.name for one in GADGETS.fields if one.name != "number")))
    settle()
    return made


def test_first_column_stays_and_is_clicked_where_it_stands(shown: RecordList, qtbot: QtBot) -> None:
    table = shown.table
    assert table.frozen.cells() == []
    bar = table.horizontalScrollBar()
    assert bar.maximum() > 200
    bar.setValue(bar.maximum())
    cells = table.frozen.cells()
    assert [column for column, _left, _wide in cells] == [0, 1]
    _column, left, wide = cells[1]
    place = QPoint(left + wide // 2, table.rowViewportPosition(4) + 5)
    assert table.indexAt(place).column() == 1
    QTest.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert table.current_id() == table.records.ids[4]
    edge = left + wide + 20 if shown.layoutDirection() is Qt.LayoutDirection.LeftToRight else left - 20
    assert table.indexAt(QPoint(edge, place.y())).column() > 1
    picture = table.viewport().grab().toImage()
    bar.setValue(bar.maximum() - 60)
    again = table.viewport().grab().toImage()
    scale = picture.devicePixelRatio()
    row = range(int((table.rowViewportPosition(8) + 4) * scale), int((table.rowViewportPosition(8) + 26) * scale))
    inside = range(int((left + 2) * scale), int((left + wide - 2) * scale))
    assert all(picture.pixel(x, y) == again.pixel(x, y) for y in row for x in inside), "it doesn't move"


def test_title_that_stays_sorts(shown: RecordList) -> None:
    table = shown.table
    table.horizontalScrollBar().setValue(table.horizontalScrollBar().maximum())
    _column, left, wide = table.frozen.cells()[1]
    QTest.mouseClick(table.header.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(left + wide // 2, 10))
    assert shown.state.sort == ("-name",)


def test_keyboard_never_stands_on_a_hidden_cell(shown: RecordList, qtbot: QtBot) -> None:
    table = shown.table
    table.setFocus()
    table.put_current(0, len(shown.state.columns))
    towards = Qt.Key.Key_Left if shown.layoutDirection() is Qt.LayoutDirection.LeftToRight else Qt.Key.Key_Right
    while table.currentIndex().column() > 2:
        qtbot.keyClick(table, towards)
        box = table.visualRect(table.currentIndex())
        stays = QRect(QPoint(0, box.top()), box.size())
        for _column, left, wide in table.frozen.cells():
            stays.setRect(left, box.top(), wide, box.height())
            assert not stays.intersects(box)
