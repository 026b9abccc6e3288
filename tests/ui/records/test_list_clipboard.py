"""Copying out of a list and pasting into it, with the keyboard alone, over a real workspace."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QMimeData, Qt, QUrl
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from itdesk.core.several import Verdict
from itdesk.db import records
from itdesk.db.engine import Database, open_database
from itdesk.ui.desk import Desk
from itdesk.ui.import_page import ImportPage
from itdesk.ui.list_clipboard import _leave_plain_text, has_table, put_out
from itdesk.ui.record_page import RecordPage
from itdesk.ui.several_dialog import SeveralDialog
from itdesk.ui.tasks import Tasks
from tests.ui.records.gadgets import GADGETS, REGISTRY, Settle

Key = Qt.Key
CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


def stored(database: Database, record_id: int) -> dict[str, Any]:
    with database.reading() as session:
        return records.draft(session, "gadgets", record_id).values


def copied() -> QMimeData:
    return QGuiApplication.clipboard().mimeData()


def preview() -> SeveralDialog:
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, SeveralDialog)
    return dialog


@pytest.fixture(autouse=True)
def _none_left() -> Iterator[None]:
    yield
    for box in QApplication.topLevelWidgets():
        if isinstance(box, SeveralDialog):
            box.close()


def put(text: str) -> None:
    QGuiApplication.clipboard().setText(text)


def test_copied_rows_are_there_for_spreadsheets_mail_and_plain_text(
    page: RecordPage, qtbot: QtBot, settle: Settle
) -> None:
    qtbot.keyClick(page.list.table, Key.Key_Down, SHIFT)
    qtbot.keyClick(page.list.table, Key.Key_C, CTRL)
    settle()
    rows = ["Name\tState\tKeeper\tCost\tBought", "Gadget 01\tSpare\t\t100.00\t2024-01-01"]
    assert copied().text().splitlines()[:2] == rows
    assert bytes(copied().data("text/tab-separated-values").data()).decode().splitlines()[:2] == rows
    assert "<th>Cost</th>" in copied().html()
    qtbot.keyClick(page.list.table, Key.Key_Right)
    qtbot.keyClick(page.list.table, Key.Key_C, CTRL | SHIFT)
    settle()
    assert copied().text() == "In use"


def test_rows_that_went_out_and_came_back_change_nothing(page: RecordPage, qtbot: QtBot, settle: Settle) -> None:
    qtbot.keyClick(page.list.table, Key.Key_A, CTRL)
    qtbot.keyClick(page.list.table, Key.Key_C, CTRL)
    settle()
    qtbot.keyClick(page.list.table, Key.Key_V, CTRL)
    settle()
    dialog = preview()
    assert [one.why for one in dialog.preview.judgement.by_verdict[Verdict.REFUSED]] == []
    assert {str(one): len(those) for one, those in dialog.preview.judgement.by_verdict.items()} == {
        "changed": 0,
        "same": 40,
        "refused": 0,
    }
    dialog.reject()


def test_a_block_goes_over_the_rows_from_the_current_cell_on_after_a_preview_and_is_one_step(
    page: RecordPage, qtbot: QtBot, database: Database, settle: Settle
) -> None:
    qtbot.keyClick(page.list.table, Key.Key_Right)
    put("In use\tBen Okri\t£1,200.50\r\nGone\tNobody\t5\r\nSpare\t\tlots\r\n")
    qtbot.keyClick(page.list.table, Key.Key_V, CTRL)
    settle()
    dialog = preview()
    refused = dialog.preview.judgement.by_verdict[Verdict.REFUSED]
    assert [(one.title, one.why[:40]) for one in refused] == [
        ("Gadget 02", "Keeper: There is no keeper called “Nobod"),
        ("Gadget 03", "Cost: “lots” is not a number. Type digit"),
    ]
    assert stored(database, 1)["cost"] == Decimal(100)
    dialog.act.click()
    settle()
    assert (stored(database, 1)["state"], stored(database, 1)["cost"]) == ("used", Decimal("1200.50"))
    assert stored(database, 2)["state"] == "used"
    page.desk.undo.undo()
    settle()
    assert stored(database, 1)["cost"] == Decimal(100)


def test_one_copied_cell_goes_to_every_selected_row(
    page: RecordPage, qtbot: QtBot, database: Database, settle: Settle
) -> None:
    qtbot.keyClick(page.list.table, Key.Key_Right)
    qtbot.keyClick(page.list.table, Key.Key_A, CTRL)
    put("Gone")
    qtbot.keyClick(page.list.table, Key.Key_V, CTRL)
    settle()
    preview().act.click()
    settle()
    assert {stored(database, one)["state"] for one in range(1, 41)} == {"gone"}


def test_a_table_with_titles_or_without_room_is_offered_as_new_records(
    page: RecordPage, qtbot: QtBot, database: Database, settle: Settle
) -> None:
    put("Name\tState\nNew one\tSpare\nAnother\tGone\n")
    qtbot.keyClick(page.list.table, Key.Key_V, CTRL)
    settle()
    importing = page.findChild(ImportPage)
    assert importing is not None
    importing.go_on()
    settle()
    importing.go_on()
    settle()
    assert importing.outcome is not None
    assert importing.outcome.taken == 2
    importing.go_on()
    settle()
    assert stored(database, 41)["name"] == "New one"


def test_copied_files_are_none_of_the_lists_business(page: RecordPage) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile("/etc/hostname")])
    data.setText("/etc/hostname")
    QGuiApplication.clipboard().setMimeData(data)
    assert not has_table()


@pytest.mark.usefixtures("settings_home")
def test_a_workspace_that_can_only_be_read_says_so(
    template: Path, tmp_path: Path, tasks: Tasks, qtbot: QtBot, settle: Settle
) -> None:
    shutil.copy(template, tmp_path / "read.itdesk")
    database = open_database(tmp_path / "read.itdesk", REGISTRY, read_only=True)
    made = RecordPage(Desk(database, tasks), GADGETS)
    qtbot.addWidget(made)
    made.show()
    settle()
    told: list[str] = []
    made.desk.notice.connect(lambda text, _action: told.append(text))
    put("x")
    qtbot.keyClick(made.list.table, Key.Key_V, CTRL)
    settle()
    assert told == ["This workspace can only be read here. It was opened for reading only."]
    assert QApplication.activeModalWidget() is None
    database.close()


def test_the_app_ends_in_peace_with_rows_on_the_clipboard() -> None:
    words = (
        "from PySide6.QtWidgets import QApplication; from itdesk.ui.list_clipboard import put_out; "
        "app = QApplication([]); put_out('a', '<b>a</b>')"
    )
    subprocess.run([sys.executable, "-c", words], check=True, env={**os.environ, "QT_QPA_PLATFORM": "offscreen"})


def test_the_app_ends_in_peace_with_nothing_on_the_clipboard(qapp: QApplication) -> None:
    put_out("a", "<b>a</b>")
    _leave_plain_text()
    assert copied().formats() == ["text/plain"]
    QGuiApplication.clipboard().clear()
    _leave_plain_text()
    assert QGuiApplication.clipboard().text() == ""
