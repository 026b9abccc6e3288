"""The form: checked when a field is left, kept whatever happens, merged where two people save."""

from __future__ import annotations

import time
from datetime import date
from decimal import Decimal

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QTableView, QWidget
from pytestqt.qtbot import QtBot

from itdesk.core.errors import UserError
from itdesk.db import history, records
from itdesk.db.engine import Database
from itdesk.ui.calendar_popup import CalendarPopup
from itdesk.ui.conflict_dialog import ConflictDialog
from itdesk.ui.create_dialog import CreateDialog
from itdesk.ui.desk import Desk
from itdesk.ui.leave_dialog import LeaveDialog
from itdesk.ui.link_editor import LinkEditor
from itdesk.ui.read_editors import MoneyEditor
from itdesk.ui.record_form import RecordForm
from tests.ui.records.gadgets import GADGETS, Settle

Key = Qt.Key


@pytest.fixture
def form(desk: Desk, qtbot: QtBot, settle: Settle) -> RecordForm:
    made = RecordForm(desk, GADGETS)
    qtbot.addWidget(made)
    made.resize(640, 900)
    made.show()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    made.load(2)
    settle()
    return made


def type_into(qtbot: QtBot, form: RecordForm, name: str, text: str, *, leave: bool = True) -> None:
    """As a person does: into the field, everything replaced, and on with Tab."""
    row = form.rows[name]
    row.focus()
    row.editor.select_all()
    qtbot.keyClick(row.editor.inner, Key.Key_Delete)
    qtbot.keyClicks(row.editor.inner, text)
    if leave:
        qtbot.keyClick(row.editor.inner, Key.Key_Tab)


def shown(form: RecordForm, name: str) -> str:
    return form.rows[name].editor.typed()


def wrong(form: RecordForm, name: str) -> str:
    problem = form.rows[name].problem
    return problem.message if problem else ""


def stored(database: Database, record_id: int = 2) -> dict[str, object]:
    with database.reading() as session:
        return records.draft(session, "gadgets", record_id).values


def test_dates_and_sums_are_read_when_the_field_is_left(form: RecordForm, qtbot: QtBot) -> None:
    type_into(qtbot, form, "ends_on", "28/12/2026")
    assert shown(form, "ends_on") == "28 Dec 2026"
    type_into(qtbot, form, "cost", "=340*12")
    assert shown(form, "cost") == "4,080"
    type_into(qtbot, form, "cost", "1.2k")
    assert shown(form, "cost") == "1,200"
    type_into(qtbot, form, "ends_on", "today")
    assert form.values()["ends_on"] == form.rows["ends_on"].editor.way.today()
    assert form.values()["cost"] == Decimal(1200)


def test_currency_typed_with_a_sum_goes_to_its_field(form: RecordForm, qtbot: QtBot) -> None:
    type_into(qtbot, form, "cost", "EUR 99.50")
    assert form.values()["currency"] == "EUR"
    assert form.values()["cost"] == Decimal("99.50")
    editor = form.rows["cost"].editor
    assert isinstance(editor, MoneyEditor)
    assert editor.currency == "EUR"


def test_day_that_does_not_exist_is_named_with_one_that_does(form: RecordForm, qtbot: QtBot) -> None:
    type_into(qtbot, form, "ends_on", "31/02/2027", leave=False)
    assert wrong(form, "ends_on") == ""  # not while typing
    qtbot.keyClick(form.rows["ends_on"].editor.inner, Key.Key_Tab)
    assert wrong(form, "ends_on") == "There is no 31 February."
    assert shown(form, "ends_on") == "31/02/2027"
    assert form.rows["ends_on"].editor.inner.accessibleDescription() == "There is no 31 February."
    fix = form.rows["ends_on"]._wrong.fix
    assert fix.text() == "Use 28/02/2027"
    fix.click()
    assert wrong(form, "ends_on") == ""
    assert form.values()["ends_on"] == date(2027, 2, 28)


def test_red_field_is_checked_at_every_key(form: RecordForm, qtbot: QtBot) -> None:
    type_into(qtbot, form, "pieces", "many")
    assert wrong(form, "pieces")
    type_into(qtbot, form, "pieces", "1", leave=False)
    assert wrong(form, "pieces") == ""
    type_into(qtbot, form, "pieces", "0")
    assert wrong(form, "pieces") == "Pieces has to be 1 or more."
    assert form.rows["pieces"]._wrong.fix.text() == "Use 1"


def test_fields_that_contradict_each_other(form: RecordForm, qtbot: QtBot) -> None:
    type_into(qtbot, form, "ends_on", "1 Jan 2020")
    assert wrong(form, "ends_on") == "It would end before it was bought."
    type_into(qtbot, form, "ends_on", "1 Jan 2030")
    assert wrong(form, "ends_on") == ""


def test_save_goes_to_the_first_error(form: RecordForm, qtbot: QtBot, database: Database, settle: Settle) -> None:
    type_into(qtbot, form, "name", "")
    type_into(qtbot, form, "weight", "heavy")
    assert not form.save()
    settle()
    assert QApplication.focusWidget() is form.rows["name"].editor.inner
    assert wrong(form, "name") == "Name can't stay empty."
    assert stored(database)["name"] == "Gadget 02"


def test_ctrl_enter_saves_with_history_and_a_way_back(
    form: RecordForm, desk: Desk, qtbot: QtBot, database: Database, settle: Settle
) -> None:
    type_into(qtbot, form, "name", "Better name", leave=False)
    assert form.is_dirty
    with qtbot.waitSignal(form.saved):
        qtbot.keyClick(form.rows["name"].editor.inner, Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert not form.is_dirty
    assert stored(database)["name"] == "Better name"
    with database.reading() as session:
        last = history.of(session, "gadgets", 2)[0]
    assert (last.field, last.old, last.new) == ("Name", "Gadget 02", "Better name")
    desk.undo.undo()
    settle()
    assert stored(database)["name"] == "Gadget 02"


def test_link_is_found_by_a_part_of_its_name(
    form: RecordForm, qtbot: QtBot, database: Database, settle: Settle
) -> None:
    editor = form.rows["keeper"].editor
    assert isinstance(editor, LinkEditor)
    assert shown(form, "keeper") == "Ben Okri"
    type_into(qtbot, form, "keeper", "cyd", leave=False)
    qtbot.waitUntil(editor._popup.isVisible)
    qtbot.keyClick(editor._popup, Key.Key_Down)
    qtbot.keyClick(editor._popup, Key.Key_Return)
    assert shown(form, "keeper") == "Cyd Wu"
    with qtbot.waitSignal(form.saved):
        form.save()
    assert stored(database)["keeper"] == 3


def test_whole_name_that_is_typed_is_taken_when_the_field_is_left(
    form: RecordForm, qtbot: QtBot, settle: Settle
) -> None:
    type_into(qtbot, form, "keeper", "ana lopes")
    settle()
    assert form.values()["keeper"] == 1
    assert wrong(form, "keeper") == ""


def test_name_that_nobody_has_offers_the_nearest(form: RecordForm, qtbot: QtBot, settle: Settle) -> None:
    type_into(qtbot, form, "keeper", "okr")
    settle()
    assert wrong(form, "keeper") == "No keeper is called “okr”."
    form.rows["keeper"]._wrong.fix.click()
    settle()
    assert form.values()["keeper"] == 2
    assert wrong(form, "keeper") == ""


def test_missing_record_is_made_from_the_field(
    form: RecordForm, qtbot: QtBot, database: Database, settle: Settle
) -> None:
    editor = form.rows["keeper"].editor
    assert isinstance(editor, LinkEditor)
    type_into(qtbot, form, "keeper", "Dan Ode", leave=False)
    qtbot.waitUntil(editor._popup.isVisible)
    qtbot.keyClick(editor._popup, Key.Key_Down)
    qtbot.keyClick(editor._popup, Key.Key_Return)
    dialog = form.findChild(CreateDialog)
    assert dialog is not None
    assert dialog.form.rows["name"].editor.typed() == "Dan Ode"
    qtbot.keyClick(dialog, Key.Key_Return)
    settle()
    assert shown(form, "keeper") == "Dan Ode"
    assert form.values()["keeper"] == 4


def test_two_people_save_one_record(form: RecordForm, qtbot: QtBot, database: Database, settle: Settle) -> None:
    type_into(qtbot, form, "name", "Mine")
    type_into(qtbot, form, "pieces", "5")
    with database.writing(actor=None) as session:
        theirs = records.draft(session, "gadgets", 2)
        theirs.values.update(name="Theirs", weight=Decimal(3))
        records.save(session, theirs)
    form.save()
    settle()
    dialog = form.findChild(ConflictDialog)
    assert dialog is not None
    assert dialog.collided == ["name"]
    assert stored(database)["name"] == "Theirs"
    dialog._cells["name", "yours"].setFocus()
    with qtbot.waitSignal(form.saved):
        dialog.accept()
    values = stored(database)
    assert (values["name"], values["pieces"], values["weight"]) == ("Mine", 5, Decimal(3))


def test_unlike_fields_of_two_people_merge_without_a_word(form: RecordForm, qtbot: QtBot, database: Database) -> None:
    type_into(qtbot, form, "pieces", "5")
    with database.writing(actor=None) as session:
        theirs = records.draft(session, "gadgets", 2)
        theirs.values["name"] = "Theirs"
        records.save(session, theirs)
    with qtbot.waitSignal(form.saved):
        form.save()
    values = stored(database)
    assert (values["name"], values["pieces"]) == ("Theirs", 5)


def test_what_is_typed_survives_a_failed_save(
    form: RecordForm, qtbot: QtBot, database: Database, settle: Settle
) -> None:
    type_into(qtbot, form, "name", "Typed with care")
    with database.writing(actor=None) as session:
        records.delete(session, "gadgets", 2)
        session.flush()
        session.connection().exec_driver_sql("DELETE FROM u_gadgets WHERE id = 2")
    with qtbot.waitSignal(form.failed):
        form.save()
    settle()
    assert shown(form, "name") == "Typed with care"
    assert form.is_dirty
    assert form._card is not None
    assert "What you typed is still here." in form._card.accessibleName()


def test_ten_megabytes_in_a_title_never_freeze(form: RecordForm, qtbot: QtBot) -> None:
    row = form.rows["name"]
    row.focus()
    QGuiApplication.clipboard().setText("x" * 10_000_000)
    begun = time.thread_time()
    qtbot.keyClick(row.editor.inner, Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert time.thread_time() - begun < 1.0
    assert shown(form, "name") == "Gadget 02"
    assert wrong(form, "name") == (
        "Name holds 60 characters; this has 10,000,000. Nothing was pasted. Attach it as a file instead."
    )
    long = form.rows["notes"]
    long.focus()
    begun = time.thread_time()
    qtbot.keyClick(long.editor.inner, Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert time.thread_time() - begun < 1.0
    assert "holds 1,000,000 characters" in wrong(form, "notes")
    QGuiApplication.clipboard().clear()


def test_text_over_the_limit_can_be_shortened_in_place(form: RecordForm, qtbot: QtBot) -> None:
    row = form.rows["name"]
    row.focus()
    row.editor.select_all()
    QGuiApplication.clipboard().setText("word " * 15)
    qtbot.keyClick(row.editor.inner, Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClick(row.editor.inner, Key.Key_Tab)
    assert wrong(form, "name") == "Name holds 60 characters; this has 74."
    for _key in range(16):
        qtbot.keyClick(row.editor.inner, Key.Key_Backspace)
    assert wrong(form, "name") == ""


def test_day_is_picked_from_the_calendar(form: RecordForm, qtbot: QtBot) -> None:
    type_into(qtbot, form, "ends_on", "28 Dec 2026", leave=False)
    qtbot.keyClick(form.rows["ends_on"].editor.inner, Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    popup = next(one for one in QApplication.topLevelWidgets() if isinstance(one, CalendarPopup))
    view = popup.calendar.findChild(QTableView)
    assert view is not None
    qtbot.keyClick(view, Key.Key_Right)
    qtbot.keyClick(view, Key.Key_Return)
    assert form.values()["ends_on"] == date(2026, 12, 29)
    assert shown(form, "ends_on") == "29 Dec 2026"
    assert form.is_dirty


def test_every_field_has_a_name_for_screen_readers(form: RecordForm) -> None:
    for name, row in form.rows.items():
        assert row.editor.inner.accessibleName() == GADGETS.by_name[name].label


def test_names_stand_above_in_a_narrow_form(form: RecordForm, qtbot: QtBot) -> None:
    row = form.rows["name"]
    assert row.name.geometry().right() < row.editor.geometry().left()
    form.resize(400, 900)
    QApplication.processEvents()
    assert row.name.geometry().bottom() <= row.editor.geometry().top()


def test_create_dialog_asks_before_it_throws_away(
    desk: Desk, qtbot: QtBot, database: Database, settle: Settle, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    holder = QWidget()
    qtbot.addWidget(holder)
    dialog = CreateDialog(desk, GADGETS, {}, holder)
    dialog.open()
    qtbot.keyClicks(dialog.form.rows["name"].editor.inner, "New one")

    def stay(leave: LeaveDialog) -> int:
        asked.append(leave.windowTitle())
        leave.safe.click()
        return leave.result()

    monkeypatch.setattr(LeaveDialog, "exec", stay)
    qtbot.keyClick(dialog, Key.Key_Escape)
    assert asked == ["Save your changes?"]
    assert dialog.isVisible()
    with qtbot.waitSignal(dialog.created) as made:
        qtbot.keyClick(dialog.form.rows["name"].editor.inner, Key.Key_Return)
    assert stored(database, made.args[0])["name"] == "New one"
    assert stored(database, made.args[0])["number"] == "GD-1041"
    settle()


def test_refusal_by_the_database_stands_at_its_field(
    desk: Desk, qtbot: QtBot, settle: Settle, form: RecordForm
) -> None:
    form._refused(UserError("Name is taken.", field="name"))
    assert wrong(form, "name") == "Name is taken."
