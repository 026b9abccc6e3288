"""Cells changed in place with the keyboard alone: each kind of field, on to the next cell, and every way out."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication, QComboBox
from pytestqt.qtbot import QtBot

from itdesk.db import records, tags
from itdesk.db.engine import Database
from itdesk.ui.cell_editor import CellEditor
from itdesk.ui.leave_dialog import LeaveDialog
from itdesk.ui.record_page import RecordPage
from tests.ui.records.gadgets import Settle

Key = Qt.Key
Press = Callable[..., CellEditor | None]


@pytest.fixture
def press(page: RecordPage, qtbot: QtBot, settle: Settle) -> Press:
    """Keys and texts, to the open cell or the table; the cell that is open afterwards."""

    def keys(*given: Key | str) -> CellEditor | None:
        for one in given:
            cell = page.list.cells.open
            to = page.list.table if cell is None else cell.editor.inner
            if isinstance(one, str):
                qtbot.keyClicks(to, one)
            else:
                held = Qt.KeyboardModifier.ShiftModifier if one == Key.Key_Backtab else Qt.KeyboardModifier.NoModifier
                qtbot.keyClick(to, one, held)
            settle()
        return page.list.cells.open

    return keys


def columns(page: RecordPage, *names: str) -> None:
    from dataclasses import replace

    page.list.change(replace(page.list.state, columns=names))


def stored(database: Database, record_id: int) -> dict[str, Any]:
    with database.reading() as session:
        return records.draft(session, "gadgets", record_id).values


def test_every_kind_of_field_is_typed_on_from_cell_to_cell(
    page: RecordPage, press: Press, database: Database, settle: Settle
) -> None:
    columns(page, "name", "keeper", "cost", "weight", "pieces", "bought_on", "site", "notes", "tags")
    settle()
    typed = ("First", "Ben Okri", "1.2k", "2.5", "7", "3 Feb 2025", "Riga", "one line", "Loan, Pool")
    press(Key.Key_F2)
    for text in typed[:-1]:
        assert press(text, Key.Key_Tab) is not None
    cell = press(typed[-1], Key.Key_Tab)
    assert cell is not None
    assert cell.record == (2, "name")  # the next row, where the first one ends
    values = stored(database, 1)
    assert (values["name"], values["cost"], values["weight"], values["pieces"]) == (
        "First", Decimal(1200), Decimal("2.5"), 7,
    )  # fmt: skip
    assert (values["bought_on"], values["site"], values["notes"]) == (date(2025, 2, 3), "Riga", "one line")
    with database.reading() as session:
        assert records.title_of(session, "keepers", values["keeper"]) == "Ben Okri"
        assert [one.name for one in tags.of(session, "gadgets", 1)] == ["Loan", "Pool"]
    back = press(Key.Key_Backtab)
    assert back is not None
    assert back.record == (1, "tags")
    assert press(Key.Key_Escape) is None


def test_enter_stores_and_goes_down_and_is_one_step_each(page: RecordPage, press: Press, database: Database) -> None:
    press(Key.Key_Right, Key.Key_Right, Key.Key_Right, Key.Key_F2, "5", Key.Key_Return)
    assert page.list.table.current_id() == 2
    assert press(Key.Key_F2, "6", Key.Key_Return) is None
    assert [stored(database, one)["cost"] for one in (1, 2)] == [Decimal(5), Decimal(6)]
    page.desk.undo.undo()
    press(Key.Key_Up)
    assert [stored(database, one)["cost"] for one in (1, 2)] == [Decimal(5), Decimal(110)]


def test_what_is_wrong_stays_in_the_cell_with_its_sentence(page: RecordPage, press: Press, database: Database) -> None:
    cell = press(Key.Key_Right, Key.Key_Right, Key.Key_Right, Key.Key_F2, "twelve", Key.Key_Tab)
    assert cell is not None
    assert "“twelve” is not" in cell._wrong.text()
    assert cell.is_dirty
    assert press(Key.Key_Escape) is None
    assert stored(database, 1)["cost"] == Decimal(100)
    cell = press(Key.Key_Left, Key.Key_F2, "Nobody", Key.Key_Tab)
    assert cell is not None
    assert cell._wrong.text() == "No keeper is called “Nobody”."


def test_somebody_elses_change_of_the_same_cell_is_not_overwritten(
    page: RecordPage, press: Press, database: Database
) -> None:
    press(Key.Key_Right, Key.Key_Right, Key.Key_Right, Key.Key_F2)
    with database.writing(actor=None) as session:
        draft = records.draft(session, "gadgets", 1)
        draft.values["cost"] = Decimal(77)
        records.save(session, draft)
    cell = press("5", Key.Key_Tab)
    assert cell is not None
    assert "Somebody else changed Cost meanwhile." in cell._wrong.text()
    assert stored(database, 1)["cost"] == Decimal(77)


def test_a_cell_that_cannot_be_typed_says_why_and_choices_open_by_keyboard(
    page: RecordPage, press: Press, qtbot: QtBot, settle: Settle
) -> None:
    told: list[str] = []
    page.desk.notice.connect(lambda text, _action: told.append(text))
    columns(page, "double_cost", "name", "state")
    settle()
    assert press(Key.Key_Home, Key.Key_Left, Key.Key_Left, Key.Key_F2) is None
    assert "worked out from other fields" in told[0]
    cell = press(Key.Key_Right, Key.Key_Right, Key.Key_F2)
    assert cell is not None
    qtbot.keyClick(cell.editor.inner, Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    combo = cell.editor.inner
    assert isinstance(combo, QComboBox)
    assert combo.view().isVisible()
    combo.hidePopup()
    press(Key.Key_Escape)


def test_a_typed_cell_is_asked_about_on_the_way_out(page: RecordPage, press: Press, database: Database) -> None:
    press(Key.Key_F2, "Half typed")
    assert [one.typed_title() for one in page.desk.unsaved.dirty()] == ["Name of one gadget"]
    asked: list[LeaveDialog] = []

    def answer() -> None:
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, LeaveDialog)
        asked.append(dialog)
        dialog.reject()

    QTimer.singleShot(200, answer)
    assert not page.can_leave()
    assert asked
    press(Key.Key_Escape)
    assert page.can_leave()
    assert page.desk.unsaved.dirty() == []


def test_what_was_typed_in_a_cell_is_there_again_after_a_crash(page: RecordPage, press: Press) -> None:
    cell = press(Key.Key_F2, "Half typed")
    assert cell is not None
    cell.keep()
    kept = page.desk.drafts.find(cell.draft_key)
    assert kept is not None
    assert kept.data["text"] == "Half typed"
    cell.deleteLater()  # as if the window were gone
    page.list.cells.open = None
    again = press(Key.Key_F2)
    assert again is not None
    assert again.editor.typed() == "Half typed"
    key = again.draft_key
    press(Key.Key_Escape)
    assert page.desk.drafts.find(key) is None
