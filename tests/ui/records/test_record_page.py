"""A whole screen for a type without a line of code for it, by the keyboard."""

from __future__ import annotations

from array import array
from decimal import Decimal
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, Qt, QUrl
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication, QLabel, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from itdesk.core.filters import Filter, Operator
from itdesk.core.several import How, Verdict
from itdesk.db import attachments, records
from itdesk.db.engine import Database
from itdesk.ui.attachments_pane import AttachmentsPane, is_program
from itdesk.ui.bulk_edit import BulkEdit
from itdesk.ui.cell_editor import CellEditor
from itdesk.ui.change_rows import ChangeRow
from itdesk.ui.column_popup import ColumnPopup
from itdesk.ui.create_dialog import CreateDialog
from itdesk.ui.desk import Desk
from itdesk.ui.dialogs import Dialog
from itdesk.ui.in_use_dialog import InUseDialog
from itdesk.ui.leave_dialog import LeaveDialog
from itdesk.ui.page import Page
from itdesk.ui.pane_sections import Pane
from itdesk.ui.record_page import RecordPage
from tests.ui.records.gadgets import GADGETS, KEEPERS, Settle, new

Key = Qt.Key
CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def page(desk: Desk, qtbot: QtBot, settle: Settle) -> RecordPage:
    made = RecordPage(desk, GADGETS)
    desk.changed.connect(made.refresh)
    qtbot.addWidget(made)
    made.resize(1200, 700)
    made.show()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    settle()
    made.list.table.setFocus()
    return made


def names(page: RecordPage, database: Database) -> list[str]:
    with database.reading() as session:
        return [records.title_of(session, "gadgets", one) for one in page.list.table.records.ids]


def stored(database: Database, record_id: int) -> dict[str, object]:
    with database.reading() as session:
        return records.draft(session, "gadgets", record_id).values


def said(widget: QWidget) -> list[str]:
    return [one.text() for one in widget.findChildren(QLabel) if one.isVisible() and one.text()]


def test_it_is_a_page(page: RecordPage) -> None:
    assert isinstance(page, Page)
    actions = {action.label: action.key for action in page.page_actions()}
    assert actions["New gadget"] == "C"
    assert [action.label for action in page.page_actions() if action.primary] == ["New gadget"]
    keys = [action.key for action in page.page_actions() if action.key and action.listen]
    assert len(keys) == len(set(keys))


def test_new_record_is_selected_in_the_list(page: RecordPage, qtbot: QtBot, database: Database, settle: Settle) -> None:
    page.create_record()
    dialog = page.findChild(CreateDialog)
    assert dialog is not None
    qtbot.keyClicks(dialog.form.rows["name"].editor.inner, "Brand new")
    qtbot.keyClick(dialog.form.rows["name"].editor.inner, Key.Key_Return)
    settle()
    assert "Brand new" in names(page, database)
    assert stored(database, page.list.table.current_id())["name"] == "Brand new"
    page.desk.undo.undo()
    settle()
    assert "Brand new" not in names(page, database)


def test_enter_opens_ctrl_enter_saves_esc_comes_back_to_the_row(
    page: RecordPage, qtbot: QtBot, database: Database, settle: Settle
) -> None:
    table = page.list.table
    for _press in range(3):
        qtbot.keyClick(table, Key.Key_Down)
    record_id = table.current_id()
    qtbot.keyClick(table, Key.Key_Return)
    settle()
    view = page._view
    assert view is not None
    assert page.stack.currentWidget() is view
    inner = view.form.rows["name"].editor.inner
    assert QApplication.focusWidget() is inner
    qtbot.keyClicks(inner, "Renamed")
    qtbot.keyClick(inner, Key.Key_Return, CTRL)
    settle()
    assert stored(database, record_id)["name"] == "Renamed"
    assert page.escape()
    settle()
    assert page.stack.currentWidget() is page.splitter
    assert table.current_id() == record_id


def test_unsaved_changes_are_asked_about(
    page: RecordPage, qtbot: QtBot, database: Database, settle: Settle, monkeypatch: pytest.MonkeyPatch
) -> None:
    page.open_record(1)
    settle()
    view = page._view
    assert view is not None
    answers: list[str] = []

    def run(dialog: LeaveDialog) -> int:
        """Press a button as a person would, and wait until the dialog closes by itself."""
        dialog.open()
        {"save": dialog.act, "discard": dialog.discard, "cancel": dialog.safe}[answers.pop(0)].click()
        qtbot.waitUntil(lambda: not dialog.isVisible())
        return dialog.result()

    monkeypatch.setattr(LeaveDialog, "exec", run)
    qtbot.keyClicks(view.form.rows["name"].editor.inner, "Half typed")
    answers = ["cancel"]
    assert not page.can_leave()
    assert view.form.rows["name"].editor.typed() == "Half typed"
    answers = ["save"]
    assert page.can_leave()
    settle()
    assert stored(database, 1)["name"] == "Half typed"
    view.form.rows["name"].editor.type_text("")
    answers = ["save"]
    assert not page.can_leave()  # it can't be saved, so it stays
    answers = ["discard"]
    assert page.can_leave()
    assert stored(database, 1)["name"] == "Half typed"


def test_delete_goes_at_once_with_a_way_back(
    page: RecordPage, qtbot: QtBot, database: Database, settle: Settle
) -> None:
    told: list[str] = []
    page.desk.notice.connect(lambda text, _action: told.append(text))
    qtbot.keyClick(page.list.table, Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    qtbot.keyClick(page.list.table, Key.Key_Delete)
    settle()
    assert names(page, database)[0] == "Gadget 03"
    assert told == ["2 gadgets deleted"]
    page.desk.undo.undo()
    settle()
    assert names(page, database)[0] == "Gadget 01"


def test_record_in_use_stays_and_it_is_asked_what_becomes_of_its_users(
    desk: Desk, qtbot: QtBot, settle: Settle
) -> None:
    page = RecordPage(desk, KEEPERS)
    qtbot.addWidget(page)
    settle()
    page.delete([1])
    settle()
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, InUseDialog)
    assert any("Gadget" in one.text() or "gadget" in one.text() for one in dialog.findChildren(QLabel))
    assert len(page.list.table.records.ids) == 3
    dialog.reject()


def bulk_edit(page: RecordPage) -> BulkEdit:
    found = page.findChild(BulkEdit)
    assert found is not None
    return found


def choose(dialog: BulkEdit, name: str, how: How, text: str = "") -> ChangeRow:
    row = dialog.rows[name]
    row.choose(how)
    if text:
        assert row.editor is not None
        row.editor.type_text(text)
    return row


def test_several_fields_of_all_selected_in_one_step(
    page: RecordPage, qtbot: QtBot, database: Database, settle: Settle
) -> None:
    told: list[str] = []
    page.desk.notice.connect(lambda text, _action: told.append(text))
    qtbot.keyClick(page.list.table, Key.Key_A, CTRL)
    assert page.list.bulk.isVisible()
    page.list.edit_selected()
    dialog = bulk_edit(page)
    assert "name" not in dialog.rows
    dialog.act.click()
    assert dialog._wrong_words.text() == "Choose for at least one field what becomes of it."
    choose(dialog, "state", How.SET, "In use")
    dialog.act.click()
    settle()
    assert dialog.preview.buttons[Verdict.CHANGED].text() == "20 change"
    assert dialog.preview.buttons[Verdict.SAME].text() == "20 are so already"
    dialog.back.click()
    choose(dialog, "pieces", How.SET, "2")
    cost = choose(dialog, "cost", How.SET, "a lot")
    dialog.act.click()
    assert "“a lot” is not" in cost.wrong.text()
    assert not dialog.is_previewing
    choose(dialog, "cost", How.SET, "1.2k")
    dialog.act.click()
    settle()
    assert dialog.preview.model.headers == ["Gadget", "State", "Cost", "Pieces", "Follows from it"]
    assert dialog.act.text() == "Change 40 gadgets"
    dialog.act.click()
    settle()
    assert page.list.table.records.rowCount() == 40
    assert {stored(database, one)["state"] for one in range(1, 41)} == {"used"}
    assert {stored(database, one)["cost"] for one in range(1, 41)} == {Decimal(1200)}
    assert told == ["40 gadgets changed"]
    page.desk.undo.undo()
    settle()
    assert stored(database, 1)["state"] == "spare"
    page.desk.undo.redo()
    settle()
    assert stored(database, 1)["state"] == "used"


def test_refused_records_are_named_with_the_reason_and_the_others_change(
    page: RecordPage, database: Database, settle: Settle, qtbot: QtBot
) -> None:
    with database.writing(actor=None) as session:
        draft = records.draft(session, "gadgets", 3)
        draft.values["ends_on"] = draft.values["bought_on"]
        records.save(session, draft)
    page.edit_many(array("q", [1, 2, 3]))
    dialog = bulk_edit(page)
    choose(dialog, "bought_on", How.SET, "1 Jan 2030")
    dialog.act.click()
    settle()
    assert dialog.preview.buttons[Verdict.CHANGED].text() == "2 change"
    dialog.preview.buttons[Verdict.REFUSED].click()
    row = [dialog.preview.model.index(0, column).data() for column in range(2)]
    assert row == ["Gadget 03", "It would end before it was bought."]
    dialog.act.click()
    settle()
    assert [str(stored(database, one)["bought_on"]) for one in (1, 2)] == ["2030-01-01"] * 2
    assert str(stored(database, 3)["bought_on"]) != "2030-01-01"


def test_what_somebody_else_changed_since_the_preview_is_shown_anew_and_nothing_is_written(
    page: RecordPage, database: Database, settle: Settle, qtbot: QtBot
) -> None:
    page.edit_many(array("q", [1, 2]))
    dialog = bulk_edit(page)
    choose(dialog, "site", How.SET, "Riga")
    dialog.act.click()
    settle()
    with database.writing(actor=None) as session:
        draft = records.draft(session, "gadgets", 2)
        draft.values["site"] = "Porto"
        records.save(session, draft)
    dialog.act.click()
    settle()
    assert "Gadget 02: Somebody else changed Site meanwhile." in dialog._wrong_words.text()
    assert stored(database, 1)["site"] != "Riga"
    shown = [dialog.preview.model.index(row, 1).data() for row in range(2)]
    assert shown[1] == "\u2068Porto\u2069 → \u2068Riga\u2069"
    dialog.act.click()
    settle()
    assert [stored(database, one)["site"] for one in (1, 2)] == ["Riga", "Riga"]


def test_stopped_while_it_writes_nothing_is_changed_and_the_preview_stays(
    page: RecordPage, database: Database, settle: Settle, qtbot: QtBot
) -> None:
    qtbot.keyClick(page.list.table, Key.Key_A, CTRL)
    page.list.edit_selected()
    dialog = bulk_edit(page)
    choose(dialog, "site", How.SET, "Riga")
    dialog.act.click()
    settle()
    with database.writing(actor=None):  # somebody else writes, so that ours has not begun
        dialog.act.click()
        dialog.reject()
        assert dialog.isVisible()
    settle()
    assert dialog._wrong_words.text() == "Stopped. Nothing was changed."
    assert {stored(database, one)["site"] for one in range(1, 41)} == {None}
    dialog.reject()
    settle()
    assert page.findChild(BulkEdit) is None


def test_foot_says_count_sum_and_order(page: RecordPage, qtbot: QtBot, settle: Settle) -> None:
    qtbot.keyClick(page.list.table, Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    qtbot.waitUntil(lambda: "2 selected · £210" in said(page.list.foot))
    assert set(said(page.list.foot)) == {"40 gadgets", "2 selected · £210", "Sorted by name"}


def test_f2_changes_a_cell_in_place(page: RecordPage, qtbot: QtBot, database: Database, settle: Settle) -> None:
    table = page.list.table
    qtbot.keyClick(table, Key.Key_Down)
    for _press in range(3):
        qtbot.keyClick(table, Key.Key_Right)
    qtbot.keyClick(table, Key.Key_F2)
    settle()
    cell = page.list.cells.open
    assert isinstance(cell, CellEditor)
    qtbot.keyClicks(cell.editor.inner, "about 300")
    qtbot.keyClick(cell.editor.inner, Key.Key_Return)
    assert cell._wrong.text().startswith("“about 300” is not")
    assert stored(database, 2)["cost"] == Decimal(110)
    cell.editor.select_all()
    qtbot.keyClicks(cell.editor.inner, "-5")
    qtbot.keyClick(cell.editor.inner, Key.Key_Return)
    assert cell._wrong.text() == "Cost has to be 0 or more."
    assert stored(database, 2)["cost"] == Decimal(110)
    cell.editor.select_all()
    qtbot.keyClicks(cell.editor.inner, "1.2k")
    qtbot.keyClick(cell.editor.inner, Key.Key_Return)
    settle()
    assert stored(database, 2)["cost"] == Decimal(1200)
    assert page.list.cells.open is None
    assert table.records.index(1, 4).data() == "1,200"
    qtbot.keyClick(table, Key.Key_F2)
    settle()
    cell = page.list.cells.open
    assert cell is not None
    qtbot.keyClicks(cell.editor.inner, "5")
    qtbot.keyClick(cell.editor.inner, Key.Key_Escape)
    settle()
    assert stored(database, 2)["cost"] == Decimal(1200)


def test_columns_are_chosen_ordered_and_kept(page: RecordPage, desk: Desk, qtbot: QtBot, settle: Settle) -> None:
    page.list.open_columns()
    popup = next(one for one in QApplication.topLevelWidgets() if isinstance(one, ColumnPopup))
    qtbot.keyClicks(popup.line, "piec")
    qtbot.keyClick(popup.line, Key.Key_Return)
    popup.line.clear()
    popup._find("")
    qtbot.keyClick(popup.line, Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    assert page.list.state.columns == ("state", "name", "keeper", "cost", "bought_on", "pieces")
    popup.close()
    qtbot.waitUntil(lambda: not page.list._keep.isActive())
    again = RecordPage(desk, GADGETS)
    qtbot.addWidget(again)
    settle()
    assert again.list.state.columns == ("state", "name", "keeper", "cost", "bought_on", "pieces")
    again.list.views.reset()
    settle()
    assert again.list.state.columns == GADGETS.columns


def test_view_of_ones_own(page: RecordPage, qtbot: QtBot, settle: Settle) -> None:
    page.list.filters._put(None, [Filter("is_ours", Operator.IS, True)])
    page.list.group_by("state")
    page.list.views.save_as()
    dialog = page.findChild(Dialog)
    assert dialog is not None
    field = next(one for one in dialog.findChildren(QWidget) if one.accessibleName() == "Name of the view")
    dialog.act.click()
    assert dialog._wrong_words.text() == "A view needs a name."
    qtbot.keyClicks(field, "Ours by state")
    dialog.act.click()
    settle()
    assert page.show_view("In use")
    settle()
    assert page.list.table.records.rowCount() == 20
    assert page.show_view("Ours by state")
    settle()
    assert page.list.state.filters == (Filter("is_ours", Operator.IS, True),)
    assert page.list.state.group_by == "state"
    page.list.views.delete()
    settle()
    assert not page.show_view("Ours by state")


def test_panel_shows_the_current_record(page: RecordPage, qtbot: QtBot, settle: Settle) -> None:
    qtbot.keyClick(page.list.table, Key.Key_Down)
    settle()
    words = said(page.panel)
    for wanted in ("GD-1002", "Gadget 02", "£110", "2 Feb 2024", "Added"):
        assert wanted in words
    page.resize(700, 700)
    QApplication.processEvents()
    assert not page.panel.isVisible()


def test_feature_adds_a_pane(desk: Desk, qtbot: QtBot, settle: Settle) -> None:
    class Weather(QWidget):
        def __init__(self, _desk: Desk, kind: str) -> None:
            super().__init__()
            self.words = QLabel(kind)
            QVBoxLayout(self).addWidget(self.words)

        def show_record(self, record_id: int) -> None:
            self.words.setText(f"Record {record_id} is dry")

    page = RecordPage(desk, GADGETS, [Pane("Weather", Weather)])
    qtbot.addWidget(page)
    page.resize(1200, 700)
    page.show()
    settle()
    assert {"Weather", "Record 1 is dry"} <= set(said(page.panel))


def test_empty_type_says_what_belongs_here(database: Database, desk: Desk, qtbot: QtBot, settle: Settle) -> None:
    with database.writing(actor=None) as session:
        for one in range(1, 41):
            records.delete(session, "gadgets", one)
    page = RecordPage(desk, GADGETS)
    qtbot.addWidget(page)
    page.show_view("In use")
    settle()
    assert page.list._empty is not None
    assert page.list._empty.accessibleName() == "No gadgets yet"


def test_change_by_somebody_else_appears(page: RecordPage, database: Database, settle: Settle) -> None:
    with database.writing(actor=None) as session:
        new(session, "gadgets", name="AAA")
    settle()
    assert names(page, database)[0] == "AAA"


def test_files_are_added_pasted_and_removed(
    page: RecordPage, database: Database, settle: Settle, tmp_path: Path, qtbot: QtBot
) -> None:
    pane = page.panel.findChild(AttachmentsPane)
    assert pane is not None
    settle()
    file = tmp_path / "order <b>20.pdf"
    file.write_bytes(b"%PDF-1.4 test")
    dropped = QMimeData()
    dropped.setUrls([QUrl.fromLocalFile(str(file)), QUrl.fromLocalFile(str(tmp_path))])
    assert pane.take(dropped)
    picture = QMimeData()
    picture.setImageData(QImage(4, 4, QImage.Format.Format_RGB32))
    assert pane.take(picture)
    settle()
    with database.reading() as session:
        kept = attachments.list(session, "gadgets", 1)
    assert [one.name.split(" ")[0] for one in kept] == ["order", "Pasted"]
    pane.remove(kept[0])
    settle()
    with database.reading() as session:
        assert len(attachments.list(session, "gadgets", 1)) == 1
    page.desk.undo.undo()
    settle()
    with database.reading() as session:
        assert {one.name for one in attachments.list(session, "gadgets", 1)} == {kept[0].name, kept[1].name}


@pytest.mark.parametrize(
    "name", ["setup.exe", "bill.pdf.EXE", "run.sh", "bill.pdf.ex\u200be", "fdp\u202eexe.pdf\u200b.bat", "a.desktop"]
)
def test_programs_are_known_by_their_real_ending(name: str) -> None:
    assert is_program(name)


@pytest.mark.parametrize("name", ["bill.pdf", "notes.txt", "photo.jpg", "exe", "a.b.c.xlsx"])
def test_documents_are_no_programs(name: str) -> None:
    assert not is_program(name)


def test_read_only_workspace_offers_no_change(template: Path, desk: Desk, qtbot: QtBot, settle: Settle) -> None:
    from itdesk.db.engine import open_database
    from itdesk.ui.tasks import Tasks
    from tests.ui.records.gadgets import REGISTRY

    database = open_database(template, REGISTRY, read_only=True)
    work = Tasks()
    page = RecordPage(Desk(database, work), GADGETS)
    qtbot.addWidget(page)
    qtbot.waitUntil(lambda: work.idle)
    labels = {action.label for action in page.page_actions()}
    assert not labels & {"New gadget", "Delete", "Edit fields", "Change the cell"}
    work.close()
    database.close()
