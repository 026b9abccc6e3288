"""Groups of a list: within groups, by periods, folded and unfolded by keys; and its order by several columns."""

from __future__ import annotations

from array import array
from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from itdesk.db.list_state import from_plain, to_plain
from itdesk.ui.group_layout import GroupLayout, keyed
from itdesk.ui.group_menus import group_actions, inner_group_actions
from itdesk.ui.record_list import RecordList
from itdesk.ui.sort_popup import SortPopup
from tests.ui.records.gadgets import GADGETS, REGISTRY, Settle

Key = Qt.Key


def heads(shown: RecordList) -> list[tuple[int, str, int]]:
    rows = range(shown.table.records.rowCount())
    found = [shown.table.records.group_at(row) for row in rows]
    return [(group.level, group.label, group.count) for group in found if group is not None]


def pick(actions: list, words: str) -> None:
    next(one for one in actions if one is not None and one.label == words).run()


def test_groups_stand_within_groups(shown: RecordList, settle: Settle) -> None:
    pick(group_actions(shown), "State")
    settle()
    pick(inner_group_actions(shown), "Ours")
    settle()
    assert shown.state.group_by == "state,is_ours"
    assert heads(shown) == [
        (0, "Spare", 10), (1, "Yes", 10), (0, "In use", 20), (1, "No", 10), (1, "Yes", 10), (0, "Gone", 10), (1, "No", 10),
    ]  # fmt: skip
    assert shown.group_button.accessibleName() == "Grouped by State then Ours"
    assert "State" not in [one.label for one in inner_group_actions(shown) if one is not None]
    kept = from_plain(REGISTRY, GADGETS, to_plain(shown.state))
    assert kept.group_by == "state,is_ours"


def test_dates_are_grouped_by_periods(shown: RecordList, settle: Settle) -> None:
    pick(group_actions(shown), "Bought")
    settle()
    assert shown.state.group_by == "bought_on:month"
    assert heads(shown)[0] == (0, "January 2024", 4)
    pick(group_actions(shown), "Bought by quarter")
    settle()
    assert [label for _level, label, _count in heads(shown)] == ["Q1 2024", "Q2 2024", "Q3 2024", "Q4 2024"]
    pick(group_actions(shown), "Groups in the other order")
    settle()
    assert heads(shown)[0][1] == "Q4 2024"
    sums = shown.table.records.rows.layout.groups[0].sums
    assert sums["cost"].replace(",", "") == str(
        sum(100 + place * 10 for place in range(40) if place % 12 in (9, 10, 11))
    )


def test_left_and_right_fold_step_in_and_out(shown: RecordList, qtbot: QtBot, settle: Settle) -> None:
    shown.change(replace(shown.state, group_by="state,is_ours"))
    settle()
    table = shown.table
    table.setFocus()
    table.put_current(0)

    def press(key: Key, held: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> int:
        qtbot.keyClick(table, key, held)
        return table.currentIndex().row()

    assert press(Key.Key_Right) == 1
    assert press(Key.Key_Right) == 2
    assert press(Key.Key_Left) == 1
    assert press(Key.Key_Left) == 1
    assert table.records.rowCount() == 47 - 10
    assert press(Key.Key_Left) == 0
    assert press(Key.Key_Left) == 0
    assert table.records.rowCount() == 47 - 11
    assert press(Key.Key_Right) == 0
    assert table.records.rowCount() == 47 - 10, "the inner group stays folded"
    ctrl = Qt.KeyboardModifier.ControlModifier
    press(Key.Key_Left, ctrl)
    assert heads(shown) == [(0, "Spare", 10), (0, "In use", 20), (0, "Gone", 10)]
    press(Key.Key_Right, ctrl)
    assert table.records.rowCount() == 47
    table.select_all()
    assert table.selected_count() == 40


def test_rows_of_folded_groups_are_nowhere() -> None:
    layout = GroupLayout()
    layout.groups = keyed(
        [("a", "A", 3, {}, 0), (1, "1", 1, {}, 1), (2, "2", 2, {}, 1), ("b", "B", 2, {}, 0), (1, "1", 2, {}, 1)]
    )
    ids = array("q", [10, 11, 12, 13, 14])
    layout.lay_out(5)
    assert [layout.place(row) for row in range(layout.rows)] == [-1, -1, 0, -1, 1, 2, -1, -1, 3, 4]
    assert [layout.row_of(place) for place in range(5)] == [2, 4, 5, 8, 9]
    layout.folded = {("a",)}
    layout.lay_out(5)
    assert [layout.place(row) for row in range(layout.rows)] == [-1, -1, -1, 3, 4]
    assert [layout.row_of(place) for place in range(5)] == [-1, -1, -1, 3, 4]
    assert list(layout.between(ids, 0, 4)) == [13, 14]
    assert (layout.count_between(0, 4), layout.below(0), layout.below(1), layout.head_above(2)) == (2, 0, 3, 1)
    layout.folded = {("a", 2), ("b", 1)}
    layout.lay_out(5)
    assert list(layout.between(ids, 0, layout.rows - 1)) == [10]
    assert [layout.row_of(place) for place in range(5)] == [2, -1, -1, -1, -1]


def test_order_by_several_columns_is_made_by_keys(shown: RecordList, qtbot: QtBot, settle: Settle) -> None:
    shown.open_sort()
    popup = next(one for one in QApplication.topLevelWidgets() if isinstance(one, SortPopup))
    rows = [popup.list.item(row) for row in range(2)]
    assert rows[0].text() == "Name"
    qtbot.keyClicks(popup.line, "state")
    qtbot.keyClick(popup.line, Key.Key_Return)
    popup.line.clear()
    assert shown.state.sort == ("name", "state")
    qtbot.keyClick(popup.list, Key.Key_Space)
    assert shown.state.sort == ("name", "-state")
    popup._fill("state")
    qtbot.keyClick(popup.list, Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    assert shown.state.sort == ("-state", "name")
    assert popup.list.item(0).data(Qt.ItemDataRole.AccessibleTextRole) == "1, State, descending"
    qtbot.keyClick(popup.list, Key.Key_Space)
    assert shown.state.sort == ("name",)
    settle()
    popup.close()
    shown.change(replace(shown.state, sort=("-state", "name")))
    settle()
    said = shown.table.records.headerData(2, Qt.Orientation.Horizontal, Qt.ItemDataRole.AccessibleTextRole)
    assert said == "State, sorted descending, 1."
