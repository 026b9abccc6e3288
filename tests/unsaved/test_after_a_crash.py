"""What was typed and not saved is told at the next start, and goes on from there."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from itdesk.db import records
from itdesk.ui.conflict_dialog import ConflictDialog
from itdesk.ui.left_over import LeftOver
from itdesk.ui.sections import NoticeCard
from tests.at_window import Person, window_on

TYPING = """
import os, sys
sys.excepthook = lambda *error: (print(error), os._exit(1))
from PySide6.QtWidgets import QApplication
app = QApplication(sys.argv)
from itdesk import areas
from itdesk.wishes import open_wish
from itdesk.shell import Shell
from itdesk.paths import user_data_dir
from itdesk.ui.desk import Desk
from itdesk.ui.tasks import work
from itdesk.ui.theme import Theme
from itdesk.ui.wish import Start, Wish
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest

Theme.current().install(app, mode="light")
shell = Shell(Desk(open_wish(Start(Wish.OPEN, sys.argv[1])), work()), another=lambda: None)
page = shell.show_kind("vendors")
page.open_record(int(sys.argv[2]))

def type_on():
    form = page._view.form
    if form.draft is None:
        QTimer.singleShot(50, type_on)
        return
    QTest.keyClick(form.rows["name"].editor.inner, Qt.Key.Key_End)
    QTest.keyClicks(form.rows["name"].editor.inner, " and Sons")
    form.rows["phone"].focus()
    QTest.keyClicks(form.rows["phone"].editor.inner, "0117 496 0000")
    shell.create_record("people", {})
    QTest.keyClicks(QApplication.activeModalWidget().form.rows["name"].editor.inner, "Wilhel Am")
    tell()

def tell():
    kept = list((user_data_dir() / "drafts").rglob("*.json"))
    print("typed", flush=True) if len(kept) == 2 else QTimer.singleShot(100, tell)

QTimer.singleShot(0, type_on)
app.exec()
"""


@contextmanager
def opened_again(file: Path, qtbot: QtBot) -> Iterator[Person]:
    with window_on(file, qtbot) as person:
        person.wait(lambda: person.window.notices.kept)
        yield person


def left(person: Person) -> str:
    """What the window tells by itself."""
    return person.window.notices.kept[0].text


def open_left(person: Person, number: int = 0) -> None:
    person.window.notices.kept[0].action.run()
    person.wait(lambda: person.window.findChildren(LeftOver))
    person.wait()
    (dialog,) = person.window.findChildren(LeftOver)
    row = list(dialog._rows.values())[number]
    row.findChildren(type(dialog.act))[0].click()
    person.wait()


def type_and_die(person: Person, record_id: int, **values: str) -> None:
    """Type into the form of a vendor and end without any way out."""
    page = person.shell.show_kind("vendors")
    page.open_record(record_id)
    form = page._view.form
    person.wait(lambda: form.draft is not None)
    for name, text in values.items():
        form.rows[name].focus()
        person.focus.selectAll()  # type: ignore[attr-defined]
        person.type(text)
    form.keep()
    person.shell.desk.drafts.close()  # nothing reaches the disk after this, as when the power is gone
    form._set_dirty(dirty=False)


def test_process_that_is_killed_while_somebody_types_loses_nothing(
    firm_file: Path, qtbot: QtBot, tmp_path: Path
) -> None:
    with window_on(firm_file, qtbot) as person:
        vendor = person.put("vendors", name="Halden")
    with subprocess.Popen(
        [sys.executable, "-c", TYPING, str(firm_file), str(vendor)], stdout=subprocess.PIPE, text=True
    ) as typing:
        assert typing.stdout is not None
        assert typing.stdout.readline().strip() == "typed"
        typing.send_signal(signal.SIGKILL)
        typing.wait(10)
    with opened_again(firm_file, qtbot) as person:
        assert left(person) == "2 things were not saved: Vendor Halden (2 fields), New person (1 field)"
        open_left(person)
        form = person.page._view.form
        person.wait(lambda: form.is_dirty)
        assert form.rows["name"].editor.typed() == "Halden and Sons"
        assert form.rows["phone"].editor.typed() == "0117 496 0000"
        person.press("Ctrl+Return")
        person.wait(lambda: not form.is_dirty)
        assert person.rows("vendors", "name", "phone") == [("Halden and Sons", "0117 496 0000")]
    with opened_again(firm_file, qtbot) as person:
        assert left(person) == "1 thing was not saved: New person (1 field)"
        open_left(person)
        form = person.dialog().form  # type: ignore[attr-defined]
        assert form.rows["name"].editor.typed() == "Wilhel Am"
        person.fill(email="wilhel@example.com")
        person.save()
        assert person.rows("people", "name", "email") == [("Wilhel Am", "wilhel@example.com")]
        person.wait(lambda: not person.shell.desk.drafts.read_all())
    with window_on(firm_file, qtbot) as person:
        assert person.window.notices.kept == []


def test_what_somebody_else_changed_meanwhile_is_asked_about(firm_file: Path, qtbot: QtBot) -> None:
    with window_on(firm_file, qtbot) as person:
        vendor = person.put("vendors", name="Halden", phone="1", notes="as it was")
        type_and_die(person, vendor, name="Halden Ltd", phone="2")
        person.change("vendors", vendor, phone="3", notes="by somebody else")
    with opened_again(firm_file, qtbot) as person:
        open_left(person)
        form = person.page._view.form
        person.wait(lambda: form.is_dirty)
        assert form.rows["notes"].editor.typed() == "by somebody else"
        assert form.rows["phone"].editor.typed() == "2"
        form.save()
        person.wait(lambda: form.findChildren(ConflictDialog))
        (conflict,) = form.findChildren(ConflictDialog)
        assert conflict.collided == ["phone"]
        conflict.accept()
        person.wait(lambda: not form.is_dirty)
        assert person.rows("vendors", "name", "phone", "notes") == [("Halden Ltd", "2", "by somebody else")]


def test_draft_of_a_deleted_record_becomes_a_new_one(firm_file: Path, qtbot: QtBot) -> None:
    with window_on(firm_file, qtbot) as person:
        vendor = person.put("vendors", name="Halden", phone="1")
        type_and_die(person, vendor, name="Halden Ltd")
        person.bin("vendors", vendor)
    with opened_again(firm_file, qtbot) as person:
        assert "deleted meanwhile" in left(person)
        open_left(person)
        form = person.dialog().form  # type: ignore[attr-defined]
        assert form.rows["name"].editor.typed() == "Halden Ltd"
        person.save()
        assert person.rows("vendors", "name", "phone") == [("Halden Ltd", "1")]
        assert person.shell.desk.drafts.read_all() == []


def test_draft_that_is_stored_by_now_says_nothing(firm_file: Path, qtbot: QtBot) -> None:
    with window_on(firm_file, qtbot) as person:
        vendor = person.put("vendors", name="Halden")
        type_and_die(person, vendor, name="Halden Ltd")
        person.change("vendors", vendor, name="Halden Ltd")
    with window_on(firm_file, qtbot) as person:
        person.wait(lambda: not person.shell.desk.drafts.read_all())
        assert person.window.notices.kept == []


def test_value_that_cannot_be_read_comes_back_as_it_was_typed(firm_file: Path, qtbot: QtBot) -> None:
    with window_on(firm_file, qtbot) as person:
        contract = person.put("people", first_name="Beth", last_name="Carrow")
        page = person.shell.show_kind("people")
        page.open_record(contract)
        form = page._view.form
        person.wait(lambda: form.draft is not None)
        form.rows["start_on"].focus()
        person.type("31/2")
        form.keep()
        person.shell.desk.drafts.close()
        form._set_dirty(dirty=False)
    with opened_again(firm_file, qtbot) as person:
        open_left(person)
        form = person.page.page._view.form if hasattr(person.page, "show_choice") else person.page._view.form
        person.wait(lambda: form.is_dirty)
        assert form.rows["start_on"].editor.typed() == "31/2"
        assert form.rows["start_on"].problem is not None


def test_one_is_discarded_and_the_other_stays(firm_file: Path, qtbot: QtBot) -> None:
    with window_on(firm_file, qtbot) as person:
        first, second = (person.put("vendors", name=name) for name in ("Halden", "Ashdown"))
        drafts = person.shell.desk.drafts
        for vendor in (first, second):
            with person.database.reading() as session:
                draft = records.draft(session, "vendors", vendor)
            data: dict[str, Any] = {"kind": "vendors", "id": vendor, "uid": draft.uid, "version": draft.version}
            data |= {"typed": {"phone": {"value": "9"}}, "original": {"phone": None}, "first": {}}
            drafts.keep(f"form/vendors/{vendor}", "Vendor", data)
    with opened_again(firm_file, qtbot) as person:
        person.window.notices.kept[0].action.run()
        person.wait(lambda: person.window.findChildren(LeftOver))
        (dialog,) = person.window.findChildren(LeftOver)
        row = next(iter(dialog._rows.values()))
        row.findChildren(type(dialog.act))[1].click()
        assert len(dialog._rows) == 1
        dialog.accept()
        assert len(person.shell.desk.drafts.read_all()) == 1
        page = person.shell.show_kind("vendors")
        page.open_record(second)
        form = page._view.form
        person.wait(lambda: form.is_dirty)
        card = form.findChild(NoticeCard)
        assert card is not None
        assert "here again" in " ".join(one.text() for one in card.findChildren(QLabel))
        form.discard()
        person.wait()
        assert not form.is_dirty
        assert form.rows["phone"].editor.typed() == ""
        assert person.shell.desk.drafts.read_all() == []


def test_reply_that_was_not_sent_is_told_and_opens_its_ticket(firm_file: Path, qtbot: QtBot) -> None:
    with window_on(firm_file, qtbot) as person:
        beth = person.put("people", first_name="Beth", last_name="Carrow")
        person.put("tickets", title="Screen stays black", requester=beth)
        person.press("G, T")
        person.wait(lambda: person.page._ticket is not None)
        person.press("R")
        person.type("Dear Beth")
    with opened_again(firm_file, qtbot) as person:
        assert left(person).startswith("1 thing was not saved: Reply: ")
        open_left(person)
        person.wait(lambda: person.window.place == "helpdesk.tickets")
        person.wait(lambda: person.page.reading.composer.text.toPlainText() == "Dear Beth")


def test_secrets_are_left_out_of_a_draft(at_window: Person) -> None:
    page = at_window.shell.show_kind("licences")
    licence = at_window.shell.desk.registry["licences"]
    (secret,) = [declared.name for declared in licence.typed if declared.secret]
    page.open_record(at_window.put("licences", name="CAD suite"))
    form = page._view.form
    at_window.wait(lambda: form.draft is not None)
    form.rows["name"].editor.type_text("CAD suite 3")
    form.rows[secret].editor.type_text("ABCD-EFGH")
    form.keep()
    (kept,) = at_window.shell.desk.drafts.read_all()
    assert set(kept.data["typed"]) == {"name"}
    assert "ABCD" not in repr(kept)
