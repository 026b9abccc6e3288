"""A frame of the list: what is in sight is drawn, in its place, as plain text, and nothing else is looked at."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from itdesk.db.list_state import state_of
from itdesk.ui.desk import Desk
from itdesk.ui.record_table import RecordTable
from itdesk.ui.theme import Theme
from tests.ui.records.gadgets import GADGETS, Settle

COST = 4  # the column of sums


@pytest.fixture
def table(desk: Desk, qtbot: QtBot, settle: Settle) -> RecordTable:
    made = RecordTable(desk, GADGETS)
    qtbot.addWidget(made)
    made.resize(800, 500)
    made.show()
    made.show_state(state_of(GADGETS))
    settle()
    return made


def ink(table: RecordTable, row: int, column: int) -> tuple[int, int]:
    """How far the first drawn pixel stands from the left edge of its cell, and the last from the right."""
    box: QRect = table.visualRect(table.records.index(row, column)).adjusted(1, 2, -1, -3)
    picture: QImage = table.viewport().grab(box).toImage()
    ground = picture.pixel(0, 0)
    drawn = [x for x in range(picture.width()) if any(picture.pixel(x, y) != ground for y in range(picture.height()))]
    return drawn[0], picture.width() - drawn[-1]


def test_sums_stand_at_the_end_and_texts_at_the_start_in_both_directions(table: RecordTable) -> None:
    left, right = ink(table, 1, COST)
    assert right < 12 < left
    left, right = ink(table, 1, 1)
    assert left < 12 < right
    table.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    left, right = ink(table, 1, COST)
    assert left < 12 < right
    left, right = ink(table, 1, 1)
    assert right < 12 < left


def test_selected_rows_have_their_ground_from_edge_to_edge(table: RecordTable) -> None:
    table.put_current(2)
    picture = table.viewport().grab().toImage()
    y = table.rowViewportPosition(2) + 3
    tones = {picture.pixelColor(x, y).name() for x in (1, picture.width() // 2, picture.width() - 2)}
    assert tones <= {Theme.current().color(token).name() for token in ("selected", "selected-idle")}
    assert picture.pixelColor(1, table.rowViewportPosition(4) + 3).name() == Theme.current().color("surface").name()


def test_markup_is_drawn_as_it_is_written_and_long_texts_are_cut(table: RecordTable) -> None:
    drawer = table.cells.drawer
    assert drawer.lay("<b>0</b>", 500).wide > 2 * drawer.lay("0", 500).wide
    cut = drawer.lay("a text that is much longer than its room", 60)
    assert cut.wide <= 60
    assert cut.static.text().endswith("…")
    assert drawer.lay("scan of the delivery note.pdf", 90).static.text().endswith(".pdf")


def test_other_text_sizes_are_measured_anew(table: RecordTable) -> None:
    before = table.cells.drawer.lay("Gadget 01", 500).wide
    Theme.current().set_percent(150)
    assert table.cells.drawer.lay("Gadget 01", 500).wide > before * 1.3
    Theme.current().set_percent(100)


@pytest.mark.parametrize("group_by", ["", "state"])
def test_list_scrolled_past_its_end_is_not_drawn_as_a_whole(
    table: RecordTable, settle: Settle, monkeypatch: pytest.MonkeyPatch, group_by: str
) -> None:
    """So it stands for a moment when it gets shorter above its end: Qt takes every row for one in sight then."""
    table.change(replace(table.list_state, group_by=group_by))
    settle()
    looked: list[int] = []
    monkeypatch.setattr(table.records, "group_at", looked.append)
    monkeypatch.setattr(table.records, "row", looked.append)
    table.verticalHeader().setOffset(100_000)
    table.viewport().repaint()
    assert looked == []
