"""Columns: fitted to what they hold, moved by dragging and by keys, with feet that tell what the store counted."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from itdesk.core.filters import Filter, Operator
from itdesk.core.summaries import Summary
from itdesk.db.list_state import from_plain, to_plain
from itdesk.ui.desk import Desk
from itdesk.ui.export_dialog import write_file
from itdesk.ui.list_menus import cell_actions, foot_actions
from itdesk.ui.record_list import RecordList
from tests.ui.records.gadgets import GADGETS, REGISTRY, Settle
from tests.ui.records.test_export import words

Key = Qt.Key
LEFT = Qt.MouseButton.LeftButton


def run(actions: list, words: str) -> None:
    next(one for one in actions if one is not None and one.label == words).run()


def test_double_click_on_an_edge_fits_a_column(shown: RecordList, qtbot: QtBot) -> None:
    table = shown.table
    before = table.columnWidth(1)
    edge = table.header.sectionViewportPosition(2) - 1
    QTest.mouseDClick(table.header.viewport(), LEFT, pos=QPoint(edge, 10))
    assert table.columnWidth(1) < before
    assert table.cells.widest(1) <= table.columnWidth(1) <= table.cells.widest(1) + 30
    assert list(shown.state.widths) == ["name"]
    run(cell_actions(shown, table.current_id(), "name"), "Fit every column to its contents")
    assert set(shown.state.widths) == set(shown.state.columns)
    run(cell_actions(shown, table.current_id(), "name"), "Usual widths")
    assert not shown.state.widths
    assert table.columnWidth(1) == before


def test_columns_are_moved_by_dragging_their_titles(shown: RecordList, qtbot: QtBot, settle: Settle) -> None:
    header = shown.table.header
    view = header.viewport()
    start = QPoint(header.sectionViewportPosition(4) + 20, 10)
    end = QPoint(header.sectionViewportPosition(2) + 8, 10)
    QTest.mousePress(view, LEFT, pos=start)
    for step in range(1, 11):
        QTest.mouseMove(view, start + (end - start) * step / 10)
    QTest.mouseRelease(view, LEFT, pos=end)
    settle()
    assert shown.state.columns == ("name", "cost", "state", "keeper", "bought_on")
    assert shown.state.sort == ("name",), "dragging doesn't sort"
    assert [header.visualIndex(section) for section in range(header.count())] == list(range(header.count()))


def test_columns_are_moved_by_keys(shown: RecordList, qtbot: QtBot, settle: Settle) -> None:
    table = shown.table
    table.setFocus()
    table.put_current(0, 2)
    held = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    qtbot.keyClick(table, Key.Key_Right, held)
    assert shown.state.columns == ("name", "keeper", "state", "cost", "bought_on")
    assert table.current_name() == "state"
    qtbot.keyClick(table, Key.Key_Left, held)
    qtbot.keyClick(table, Key.Key_Left, held)
    assert shown.state.columns == ("state", "name", "keeper", "cost", "bought_on")
    settle()


def test_feet_tell_what_the_store_counts(shown: RecordList, qtbot: QtBot, settle: Settle) -> None:
    assert shown.feet.isHidden()
    run(foot_actions(shown, "cost"), "Average")
    run(foot_actions(shown, "bought_on"), "Latest")
    run(foot_actions(shown, "keeper"), "Empty")
    settle()
    qtbot.waitUntil(lambda: len(shown.feet.texts) == 3)
    assert not shown.feet.isHidden()
    pounds = [100 + place * 10 for place in range(40) if place != 5]
    assert shown.feet.texts["cost"] == f"Average {sum(pounds) / 39:.2f} + €150"
    assert shown.feet.texts["keeper"] == "Empty 20"
    assert shown.feet.texts["bought_on"] == "Latest 24 Dec 2024"
    assert "Cost: Average" in shown.feet.accessibleDescription()
    shown.filters._put(None, [Filter("state", Operator.IS, "gone")])
    settle()
    qtbot.waitUntil(lambda: shown.feet.texts["keeper"] == "Empty 10")
    kept = from_plain(REGISTRY, GADGETS, json.loads(json.dumps(to_plain(shown.state))))
    assert kept.feet == {"cost": Summary.AVERAGE, "bought_on": Summary.MOST, "keeper": Summary.EMPTY}
    for name in ("cost", "bought_on", "keeper"):
        run(foot_actions(shown, name), "Nothing")
    assert shown.feet.isHidden()


def test_feet_are_printed(shown: RecordList, desk: Desk, settle: Settle, tmp_path: Path) -> None:
    state = replace(shown.state, feet={"cost": Summary.MOST, "keeper": Summary.EMPTY})
    write_file(desk, GADGETS, state, tmp_path / "a.pdf")
    settle()
    said = " ".join(words(tmp_path / "a.pdf").split())
    assert "Empty 20" in said
    assert "Most 490 + €150" in said


def test_feet_belong_to_the_view(shown: RecordList) -> None:
    assert not shown.views.is_changed
    run(foot_actions(shown, "cost"), "Sum")
    assert shown.views.is_changed
    assert shown.state.same_rows(replace(shown.state, feet={}))
