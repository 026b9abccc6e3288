"""The list at the keyboard, over a real file."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from itdesk.core.filters import Filter, Operator
from itdesk.db import records
from itdesk.db.engine import Database
from itdesk.db.list_state import state_of
from itdesk.ui.desk import Desk
from itdesk.ui.record_model import BLOCK, CACHED
from itdesk.ui.record_table import RecordTable
from tests.ui.records.gadgets import GADGETS, Settle, new

Key = Qt.Key


@pytest.fixture
def table(desk: Desk, qtbot: QtBot, settle: Settle) -> RecordTable:
    made = RecordTable(desk, GADGETS)
    qtbot.addWidget(made)
    made.resize(800, 500)
    made.show()
    made.show_state(state_of(GADGETS))
    settle()
    made.setFocus()
    made.go_to_first()
    return made


def texts(table: RecordTable, row: int) -> list[str]:
    model = table.records
    return [str(model.index(row, column).data()) for column in range(1, model.columnCount())]


def names(table: RecordTable) -> list[str]:
    with table.records.desk.database.reading() as session:
        return [records.title_of(session, "gadgets", one) for one in table.selected_ids()]


def test_cells_are_as_people_read_them(table: RecordTable) -> None:
    assert table.records.rowCount() == 40
    assert texts(table, 0) == ["Gadget 01", "Spare", "–", "100", "1 Jan 2024"]
    assert texts(table, 5) == ["Gadget 06", "In use", "Cyd Wu", "€150", "6 Jun 2024"]
    headers = [table.records.headerData(column, Qt.Orientation.Horizontal) for column in range(1, 6)]
    assert headers == ["Name", "State", "Keeper", "Cost £", "Bought"]


def test_shift_and_arrows_extend_and_space_ticks(table: RecordTable, qtbot: QtBot) -> None:
    qtbot.keyClick(table, Key.Key_Down)
    qtbot.keyClick(table, Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    qtbot.keyClick(table, Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    assert names(table) == ["Gadget 02", "Gadget 03", "Gadget 04"]
    qtbot.keyClick(table, Key.Key_Up, Qt.KeyboardModifier.ShiftModifier)
    assert names(table) == ["Gadget 02", "Gadget 03"]
    qtbot.keyClick(table, Key.Key_End, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    assert table.selected_count() == 39
    qtbot.keyClick(table, Key.Key_Home)
    qtbot.keyClick(table, Key.Key_Down, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClick(table, Key.Key_Down, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClick(table, Key.Key_Space)
    assert names(table) == ["Gadget 01", "Gadget 03"]
    qtbot.keyClick(table, Key.Key_Space)
    assert names(table) == ["Gadget 01"]


def test_tick_box_adds_a_row_and_the_header_all(table: RecordTable, qtbot: QtBot) -> None:
    box = table.visualRect(table.records.index(3, 0)).center()
    qtbot.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=box)
    assert names(table) == ["Gadget 01", "Gadget 04"]
    assert table.header.ticks is None
    head = QPoint(table.columnViewportPosition(0) + 10, 10)
    qtbot.mouseClick(table.header.viewport(), Qt.MouseButton.LeftButton, pos=head)
    assert table.all_selected()
    assert table.header.ticks is True
    qtbot.mouseClick(table.header.viewport(), Qt.MouseButton.LeftButton, pos=head)
    assert table.selected_count() == 0


def test_header_click_sorts_and_shift_adds(table: RecordTable, qtbot: QtBot, settle: Settle) -> None:
    def click(column: int, held: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        where = QPoint(table.columnViewportPosition(column) + 20, 10)
        qtbot.mouseClick(table.header.viewport(), Qt.MouseButton.LeftButton, held, where)
        settle()

    click(4)
    click(4)
    assert table.list_state.sort == ("-cost",)
    assert texts(table, 0)[0] == "Gadget 40"
    click(2)
    click(1, Qt.KeyboardModifier.ShiftModifier)
    click(1, Qt.KeyboardModifier.ShiftModifier)
    assert table.list_state.sort == ("state", "-name")
    assert texts(table, 0)[:2] == ["Gadget 37", "Spare"]


def test_copy_is_a_table_with_titles(table: RecordTable, qtbot: QtBot, settle: Settle) -> None:
    qtbot.keyClick(table, Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    qtbot.keyClick(table, Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    settle()
    assert QGuiApplication.clipboard().text().splitlines() == [
        "Name\tState\tKeeper\tCost\tBought",
        "Gadget 01\tSpare\t\t100.00\t2024-01-01",
        "Gadget 02\tIn use\tBen Okri\t110.00\t2024-02-02",
    ]


def test_refresh_keeps_selection_current_row_and_scroll(
    table: RecordTable, database: Database, qtbot: QtBot, settle: Settle
) -> None:
    qtbot.keyClick(table, Key.Key_End)
    qtbot.keyClick(table, Key.Key_Up, Qt.KeyboardModifier.ShiftModifier)
    settle()
    top = table.records.id_at(table.rowAt(0))
    with database.writing(actor=None) as session:
        new(session, "gadgets", name="AAA first now")
        records.delete(session, "gadgets", table.records.id_at(3))
        draft = records.draft(session, "gadgets", table.records.id_at(39))
        draft.values["cost"] = Decimal(7)
        records.save(session, draft)
    table.refresh()
    settle()
    assert texts(table, 0)[0] == "AAA first now"
    assert names(table) == ["Gadget 39", "Gadget 40"]
    assert table.current_id() == table.records.id_at(38)
    assert table.records.id_at(table.rowAt(0)) == top
    assert texts(table, 39)[3] == "7"


def test_current_record_that_is_gone_gives_way_to_the_next(
    table: RecordTable, database: Database, qtbot: QtBot, settle: Settle
) -> None:
    qtbot.keyClick(table, Key.Key_Down)
    with database.writing(actor=None) as session:
        records.delete(session, "gadgets", table.current_id())
    table.refresh()
    settle()
    assert texts(table, table.currentIndex().row())[0] == "Gadget 03"


def test_groups_have_counts_and_sums_and_fold(table: RecordTable, qtbot: QtBot, settle: Settle) -> None:
    table.change(replace(table.list_state, group_by="state"))
    settle()
    model = table.records
    heads = [(row, group) for row in range(model.rowCount()) if (group := model.group_at(row)) is not None]
    assert [(group.label, group.count) for _row, group in heads] == [("Spare", 10), ("In use", 20), ("Gone", 10)]
    assert [group.sums["cost"] for _row, group in heads] == ["2,800", "5,750 + €150", "3,100"]
    assert model.rowCount() == 43
    table.put_current(11)
    qtbot.keyClick(table, Key.Key_Left)
    assert model.rowCount() == 23
    assert model.is_folded(heads[1][1])
    qtbot.keyClick(table, Key.Key_Down)
    assert model.group_at(table.currentIndex().row()) == heads[2][1]
    qtbot.keyClick(table, Key.Key_Down)
    assert texts(table, table.currentIndex().row())[:2] == ["Gadget 04", "Gone"]
    qtbot.keyClick(table, Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    assert table.selected_count() == 40
    assert model.rowCount() == 43


@pytest.mark.parametrize("folded", [(), (0,), (1,), (0, 2), (0, 1, 2)])
def test_records_between_rows_leave_out_heads_and_what_is_folded(
    table: RecordTable, settle: Settle, folded: tuple[int, ...]
) -> None:
    table.change(replace(table.list_state, group_by="state"))
    settle()
    model = table.records
    for number in reversed(folded):
        heads = [row for row in range(model.rowCount()) if model.group_at(row) is not None]
        model.fold(heads[number], folded=True)
    for first in range(model.rowCount()):
        for last in range(first, model.rowCount()):
            one_by_one = [found for row in range(first, last + 1) if (found := model.id_at(row))]
            assert list(model.rows.ids_between(first, last)) == one_by_one
            assert model.rows.count_between(first, last) == len(one_by_one)


def test_filter_and_text_narrow_the_rows(table: RecordTable, settle: Settle) -> None:
    table.change(replace(table.list_state, filters=(Filter("state", Operator.IS, "gone"),)))
    settle()
    assert table.records.rowCount() == 10
    table.change(replace(table.list_state, filters=(), text="gadget 17"))
    settle()
    assert [texts(table, row)[0] for row in range(table.records.rowCount())] == ["Gadget 17"]


def test_other_columns_show_what_else_there_is(table: RecordTable, settle: Settle) -> None:
    table.change(replace(table.list_state, columns=("double_cost", "is_ours", "number", "created_at")))
    settle()
    assert texts(table, 1)[:3] == ["220", "No", "GD-1002"]


def test_twenty_thousand_rows_are_read_in_blocks(
    table: RecordTable, database: Database, qtbot: QtBot, settle: Settle
) -> None:
    """Only what is looked at is read, and little of that is kept."""
    with database.writing(actor=None) as session:
        session.connection().exec_driver_sql(
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 20000) "
            "INSERT INTO u_gadgets (uid, version, created_at, updated_at, name, state, is_ours) "
            "SELECT printf('x%06d', i), 1, '2026-01-01T00:00:00.000000Z', '2026-01-01T00:00:00.000000Z', "
            "printf('Mass %06d', i), 'spare', 0 FROM n"
        )
    table.refresh()
    settle()
    model = table.records
    assert model.rowCount() == 20_040
    qtbot.keyClick(table, Key.Key_End)
    settle()
    assert texts(table, 20_039)[0] == "Mass 020000"
    for row in range(0, 20_000, 500):
        table.scrollTo(model.index(row, 1))
        table.viewport().repaint()
        settle()
    assert len(model._blocks) <= CACHED
    assert all(len(block) <= BLOCK for block in model._blocks.values())
    table.select_all()
    assert table.selected_count() == 20_040


def test_plain_text_is_never_markup(table: RecordTable, database: Database, settle: Settle) -> None:
    with database.writing(actor=None) as session:
        new(session, "gadgets", name="<b>0</b>\t<img src=x>")
    table.refresh()
    settle()
    assert texts(table, 0)[0] == "<b>0</b>\t<img src=x>"


def test_accessible_texts_say_column_and_value(table: RecordTable) -> None:
    role = Qt.ItemDataRole.AccessibleTextRole
    assert table.records.index(1, 2).data(role) == "State: In use"
    assert table.records.headerData(0, Qt.Orientation.Horizontal, role) == "Select all rows"
    assert table.accessibleName() == "Gadgets"
