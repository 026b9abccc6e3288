"""A spreadsheet from the file to the list, at the keyboard where there is one, over a real workspace."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QMimeData, QPoint, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QDialog, QLineEdit
from pytestqt.qtbot import QtBot

from itdesk.db import batches, lists, records
from itdesk.db.engine import Database
from itdesk.ui.desk import Desk
from itdesk.ui.dialogs import Dialog
from itdesk.ui.import_page import CHECK, DONE, MATCH, READ, ImportPage
from itdesk.ui.leave_dialog import LeaveDialog
from itdesk.ui.record_page import RecordPage
from tests.ui.records.gadgets import GADGETS, Settle

ROWS = (
    ("Name", "State", "Keeper", "Cost inc VAT", "Bought", "Colour"),
    ("Lamp", "spare", "Ana Lopes", "1,200.00", "02/08/2025", "red"),
    ("Desk", "In use", "Zoe Quist", "340", "18/01/2023", ""),
    ("Gadget 01", "used", "", "99.50", "31/02/2024", ""),
    ("Chair", "used", "", "about 300", "14/03/2024", "blue"),
    ("Lamp", "used", "", "5", "14/03/2024", ""),
)


@pytest.fixture
def sheet(tmp_path: Path) -> Path:
    return written(tmp_path / "things.csv", ROWS)


def written(path: Path, rows: Sequence[Sequence[object]], *, delimiter: str = ",", encoding: str = "utf-8") -> Path:
    with path.open("w", encoding=encoding, newline="") as file:
        csv.writer(file, delimiter=delimiter).writerows(rows)
    return path


@pytest.fixture
def whole(desk: Desk, qtbot: QtBot, settle: Settle) -> RecordPage:
    made = RecordPage(desk, GADGETS)
    desk.changed.connect(made.refresh)
    qtbot.addWidget(made)
    made.resize(1300, 800)
    made.show()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    settle()
    return made


@pytest.fixture
def page(whole: RecordPage) -> ImportPage:
    whole.open_import()
    made = whole.findChild(ImportPage)
    assert made is not None
    return made


def effects(page: ImportPage) -> dict[str, tuple[str, str]]:
    """Where each column goes and what happens with it."""
    return {
        name: (combo.currentText(), words.text())
        for name, (combo, _mark, words, _link, _line) in page.matching.columns._rows.items()
    }


def refused(page: ImportPage) -> list[tuple[int, str, str]]:
    return [(one.row, one.column, one.why) for one in page.matching.fixes.refusals]


def stored(database: Database, *columns: str) -> dict[str, tuple[object, ...]]:
    with database.reading() as session:
        rows = lists.page(session, lists.ListSpec("gadgets", ("name", *columns)), limit=200).rows
    return {str(row[1]): tuple(row[2:]) for row in rows}


def start(page: ImportPage, path: Path, settle: Settle) -> None:
    page.start(path)
    settle()
    page.go_on()
    settle()


def test_columns_say_where_they_go_and_what_happens(page: ImportPage, sheet: Path, settle: Settle) -> None:
    page.start(sheet)
    settle()
    assert page.step == READ
    assert page.reading.delimiter.currentText() == "Comma ,"
    assert page.reading.header.currentText() == "Row 1"
    page.go_on()
    settle()
    assert page.step == MATCH
    assert effects(page) == {
        "Name": ("Name", "Used to find the same gadget again"),
        "State": ("State", "Matched by name"),
        "Keeper": ("Keeper", "1 new keeper will be added"),
        "Cost inc VAT": ("Cost", "Amounts include tax"),
        "Bought": ("Bought", "Read as day/month/year"),
        "Colour": ("Do not import", "–"),
    }
    assert page.matching.columns.summary.text() == "5 of 6 matched. We remember this for next time."
    assert page.head.file.text() == "things.csv · 5 rows"


def test_rows_to_fix_are_fixed_by_suggestion_typing_and_skipping(
    page: ImportPage, sheet: Path, database: Database, qtbot: QtBot, settle: Settle
) -> None:
    start(page, sheet, settle)
    assert refused(page) == [
        (4, "Bought", "There is no 31 February."),
        (5, "Cost inc VAT", "“about 300” is not a number."),
        (6, "Name", "This name is also in row 2."),
    ]
    assert page.matching.fixes.rest.text() == "The other 2 rows are ready."
    assert page.foot.go_on.text() == "Check 2 rows"
    page.matching.accept_all()
    settle()
    assert refused(page) == [(6, "Name", "This name is also in row 2.")]
    field = page.matching.fixes.fields[6, "Name"]
    field.selectAll()
    qtbot.keyClicks(field, "Second lamp")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: not page.matching._wait.isActive())
    settle()
    assert refused(page) == []
    page.matching.skip(3)
    qtbot.waitUntil(lambda: not page.matching._wait.isActive())
    settle()
    page.go_on()
    settle()
    assert page.step == CHECK
    words = [row[1] for row in page.check.model.preview.rows]
    assert words == ["new", "skipped", "changed", "new", "new"]
    page.go_on()
    settle()
    assert page.step == DONE
    found = stored(database, "cost", "bought_on")
    assert found["Second lamp"][0] == Decimal(5)
    assert found["Chair"][0] == Decimal(300)
    assert str(found["Gadget 01"][1]) == "2024-02-29"
    assert "Desk" not in found


def test_import_is_one_step_that_can_be_taken_back(
    page: ImportPage, sheet: Path, database: Database, desk: Desk, settle: Settle
) -> None:
    before = stored(database, "cost")
    start(page, sheet, settle)
    page.go_on()
    settle()
    page.go_on()
    settle()
    assert set(stored(database)) - set(before) == {"Lamp", "Desk"}
    with database.reading() as session:
        assert records.find(session, "keepers", "Zoe Quist") is not None
        assert [batch.taken for batch in batches.recent(session)] == [2]
    desk.undo.undo()
    settle()
    assert stored(database, "cost") == before
    with database.reading() as session:
        assert records.find(session, "keepers", "Zoe Quist") is None


def test_tax_is_taken_off_when_asked(
    page: ImportPage, sheet: Path, database: Database, qtbot: QtBot, settle: Settle
) -> None:
    start(page, sheet, settle)
    page.matching.columns.ask_wanted.emit("Cost inc VAT", "tax")
    dialog = page.window().findChild(Dialog)
    assert dialog is not None
    field = dialog.findChild(QLineEdit)
    assert field is not None
    qtbot.keyClicks(field, "lots")
    dialog.act.click()
    assert dialog._wrong_words.text() == "Type a number from 0 to 99."
    field.setText("20 %")
    dialog.act.click()
    settle()
    assert effects(page)["Cost inc VAT"][1] == "20 % tax is taken off"
    page.go_on()
    settle()
    page.go_on()
    settle()
    assert stored(database, "cost")["Lamp"] == (Decimal(1000),)


def test_field_is_filled_by_one_column(page: ImportPage, sheet: Path, settle: Settle) -> None:
    start(page, sheet, settle)
    page.matching.columns.target_chosen.emit("Colour", "name")
    settle()
    assert effects(page)["Colour"][0] == "Name"
    assert effects(page)["Name"][0] == "Do not import"
    page.matching.columns.key_chosen.emit("")
    settle()
    assert effects(page)["Colour"][1] == "Matched by name"


def test_known_records_are_refused_unless_found_again(page: ImportPage, sheet: Path, settle: Settle) -> None:
    start(page, sheet, settle)
    page.matching.accept_all()
    settle()
    page.matching.columns.key_chosen.emit("")
    settle()
    page.matching.columns.target_chosen.emit("Name", "name")
    settle()
    assert page.outcome is not None
    assert page.outcome.changed == 0


def test_matching_is_remembered_and_saved_by_name(
    page: ImportPage, sheet: Path, database: Database, qtbot: QtBot, settle: Settle
) -> None:
    start(page, sheet, settle)
    page.matching.columns.target_chosen.emit("Colour", "notes")
    settle()
    page.matching._save_mapping()
    dialog = page.window().findChild(Dialog)
    assert dialog is not None
    field = dialog.findChild(QLineEdit)
    assert field is not None
    qtbot.keyClicks(field, "From the shop")
    dialog.act.click()
    settle()
    with database.reading() as session:
        assert batches.mapping(session, "gadgets", "From the shop")["Colour"] == "notes"
    page.go_on()
    settle()
    page.go_on()
    settle()
    again = written(sheet.with_name("more.csv"), (ROWS[0], ("Shelf", "spare", "", "1", "", "oak")))
    start(page, again, settle)
    assert effects(page)["Colour"][0] == "Notes"
    assert page.matching.columns.mapping.findText("From the shop") >= 0
    page.matching.columns.target_chosen.emit("Colour", "")
    settle()
    page.matching.columns.mapping_chosen.emit("From the shop")
    settle()
    assert effects(page)["Colour"][0] == "Notes"


def test_file_can_be_read_otherwise(page: ImportPage, tmp_path: Path, settle: Settle) -> None:
    odd = written(
        tmp_path / "odd.csv", (("My gadgets",), ROWS[0][:2], ("Größe", "spare")), delimiter=";", encoding="cp1252"
    )
    page.start(odd)
    settle()
    assert page.reading.encoding.currentText() == "Western (Windows)"
    assert page.reading.delimiter.currentText() == "Semicolon ;"
    assert page.reading.header.currentText() == "Row 2"
    page.reading.changed.emit("encoding", "cp850")
    settle()
    assert page.looked is not None
    assert page.looked.rows[2][1][0] != "Größe"
    page.reading.changed.emit("header", 0)
    settle()
    assert page.looked.header == 0
    page.go_on()
    settle()
    assert not page.matching.columns.header.isChecked()


def test_refused_rows_go_to_a_file(page: ImportPage, sheet: Path, tmp_path: Path, settle: Settle) -> None:
    start(page, sheet, settle)
    page.write_refused(tmp_path / "left.csv")
    settle()
    with (tmp_path / "left.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    assert [row[0] for row in rows] == ["Name", "Gadget 01", "Chair", "Lamp"]
    assert "There is no 31 February." in rows[1][-1]


def test_what_is_no_table_is_named(page: ImportPage, tmp_path: Path, settle: Settle) -> None:
    odd = tmp_path / "photo.xlsx"
    odd.write_bytes(b"\x89PNG\r\n\x1a\n" + b"0" * 100)
    page.start(odd)
    settle()
    assert page.step == READ
    assert page.looked is None
    assert page.reading._card is not None
    assert not page.foot.go_on.isVisible()


def test_columns_that_nobody_knows_are_a_sentence(page: ImportPage, tmp_path: Path, settle: Settle) -> None:
    start(page, written(tmp_path / "odd.csv", (("Qwx", "Zzz"), ("a", "b"))), settle)
    assert page.matching.error is not None
    page.matching.columns.target_chosen.emit("Qwx", "name")
    settle()
    assert page.matching.error is None
    assert page.outcome is not None
    assert page.outcome.taken == 1


def test_stop_leaves_everything_as_it_was(
    page: ImportPage, tmp_path: Path, database: Database, settle: Settle, qtbot: QtBot
) -> None:
    rows = [("Name", "State"), *((f"Mass {place}", "spare") for place in range(8000))]
    start(page, written(tmp_path / "many.csv", rows), settle)
    assert page.outcome is not None
    assert page.outcome.taken == 8000
    page.go_on()
    settle()
    page.run_import()
    qtbot.waitUntil(lambda: page.runs.progress is not None and page.runs.progress.done > 0)
    page.stop()
    settle()
    assert page.step == CHECK
    assert page.foot.hint.text() == "Stopped. Nothing was changed."
    assert len(stored(database)) == 40
    page.go_on()
    settle()
    with database.reading() as session:
        assert lists.count(session, lists.ListSpec("gadgets", ("name",))) == 8040


def test_dropped_file_is_read(page: ImportPage, sheet: Path, settle: Settle) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(sheet))])
    event = QDropEvent(
        QPoint(50, 50), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    )
    page.reading.zone.dropEvent(event)
    settle()
    assert page.looked is not None
    assert page.looked.path == sheet


def test_esc_asks_before_corrections_are_lost(
    whole: RecordPage, page: ImportPage, sheet: Path, settle: Settle, monkeypatch: pytest.MonkeyPatch
) -> None:
    start(page, sheet, settle)
    page.matching.accept_all()
    settle()
    answers = [QDialog.DialogCode.Rejected, QDialog.DialogCode.Accepted]
    monkeypatch.setattr(LeaveDialog, "exec", lambda _dialog: answers.pop(0).value)
    whole.escape()
    assert whole.stack.currentWidget() is page
    whole.escape()
    assert whole.stack.currentWidget() is whole.splitter


def test_import_that_was_begun_goes_on_where_it_was_left(
    whole: RecordPage, page: ImportPage, sheet: Path, settle: Settle
) -> None:
    start(page, sheet, settle)
    page.matching.accept_all()
    settle()
    assert page.job is not None
    mended, targets = page.job.corrections, page.job.targets
    page.draft.keep()
    whole._close_sub()
    whole.open_import()
    settle()
    again: Any = whole._sub
    assert again.step == MATCH
    assert (again.job.path, again.job.corrections, again.job.targets) == (sheet, mended, targets)
    assert again.draft.is_dirty
    again.draft.discard()
    again.leave()
    assert again.draft.left_over() is None


def test_rows_mended_in_a_file_that_was_changed_since_are_not_put_into_other_rows(
    whole: RecordPage, page: ImportPage, sheet: Path, settle: Settle
) -> None:
    start(page, sheet, settle)
    page.matching.accept_all()
    settle()
    assert page.job is not None
    targets = page.job.targets
    whole._close_sub()
    sheet.write_bytes(sheet.read_bytes() + b"\n")
    whole.open_import()
    settle()
    again: Any = whole._sub
    assert (again.job.corrections, again.job.targets) == ({}, targets)
