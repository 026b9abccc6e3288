"""Every editor and every way out: what is typed is asked about or kept, and never lost."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from itdesk import areas
from itdesk.core.record import Kind
from itdesk.db import comments
from itdesk.db.engine import open_database
from itdesk.shell import Shell
from itdesk.ui.delegates import TwoLines
from itdesk.ui.desk import Desk
from itdesk.ui.drafts import firm_key, place_key, text_key
from itdesk.ui.leave_dialog import LeaveDialog
from itdesk.ui.record_model import RecordModel
from itdesk.ui.settings_dialog import SettingsDialog
from itdesk.ui.tasks import new_tasks
from itdesk.windows import keep_all, quit_all
from tests.at_window import Person, new_firm
from tests.custom_fields import define

TEXT = "Half a sentence"
UNREAD = "about 300"
ACCESSIBLE = 11  # Qt.ItemDataRole.AccessibleTextRole


@dataclass
class Typing:
    """Where somebody is typing: the draft's key, what the editor holds now, and the record that it is about."""

    key: str
    holds: Callable[[], str]
    text: str = TEXT
    record: tuple[str, int] = ("", 0)
    another: Callable[[], object] = lambda: None  # goes to another record
    leave: Callable[[], object] = lambda: None  # the editor's own way out


def form(person: Person) -> Typing:
    vendor, other = (person.put("vendors", name=name) for name in ("Halden", "Ashdown"))
    page: Any = person.shell.show_kind("vendors")
    page.open_record(vendor)
    shown = page._view.form
    person.wait(lambda: shown.draft is not None and shown.draft.id == vendor)
    shown.rows["notes"].focus()
    person.type(TEXT)
    return Typing(
        f"form/vendors/{vendor}",
        shown.rows["notes"].editor.typed,
        record=("vendors", vendor),
        another=lambda: page.open_record(other),
        leave=page._view.leave,
    )


def reply(person: Person) -> Typing:
    first, other = (person.put("tickets", title=title) for title in ("No picture", "No sound"))
    page: Any = person.shell.show_kind("tickets")
    page.open_record(first)
    person.wait(lambda: page._ticket is not None and page._ticket.id == first)
    page.reading.composer.write(note=False)
    person.type(TEXT)

    def back() -> str:
        page.open_record(first)
        person.wait(lambda: page._ticket.id == first)
        return str(page.reading.composer.text.toPlainText())

    key = text_key("tickets", first, "reply")
    return Typing(key, back, record=("tickets", first), another=lambda: page.open_record(other))


def comment(person: Person) -> Typing:
    vendor, other = (person.put("vendors", name=name) for name in ("Halden", "Ashdown"))
    page: Any = person.shell.show_kind("vendors")
    page.open_record(vendor)
    pane = page._view.hung.comments
    person.wait(lambda: pane.record_id == vendor)
    pane.write_one()
    person.type(TEXT)

    def back() -> str:
        if pane.record_id != vendor or not page._is_open():
            page.open_record(vendor)
            person.wait(lambda: pane.record_id == vendor)
        return str(pane.field.toPlainText())

    return Typing(
        text_key("vendors", vendor, "comment"),
        back,
        record=("vendors", vendor),
        another=lambda: page.open_record(other),
        leave=pane._leave,
    )


def cell(person: Person) -> Typing:
    budget = person.put("budgets", name="IT 2026", start_on=date(2026, 1, 1), currency="GBP")
    group = person.put("budget_groups", name="Software")
    line = person.put("budget_lines", name="Licences", budget=budget, group=group)
    page: Any = person.shell.show_kind("budgets")
    page.open_record(budget)
    person.wait(lambda: page._grid is not None and page._grid.id == budget)
    page._sheet.type_again(line, 2, UNREAD)
    person.wait()
    return Typing(text_key("budgets", budget, "cell"), lambda: str(page._sheet.open_editor().text()), UNREAD)


def settings(person: Person) -> Typing:
    person.shell.open_settings("workspace")
    dialog: Any = person.window.findChild(SettingsDialog)
    dialog.workspace.name.setText(TEXT)
    return Typing(firm_key("settings"), dialog.workspace.name.text, leave=dialog.reject)


def view_name(person: Person) -> Typing:
    person.put("vendors", name="Halden")
    page: Any = person.shell.show_kind("vendors")
    person.wait()
    page.list.views.save_as()
    dialog: Any = person.dialog()
    dialog.name.setText(TEXT)
    return Typing(place_key("vendors", "view"), dialog.name.text, leave=dialog.reject)


def new_plan(person: Person) -> Typing:
    page: Any = person.shell.show_kind("plans")
    person.wait()
    page._new_plan()
    dialog: Any = person.dialog()
    dialog._name.setText(TEXT)
    return Typing(place_key("plans", "plan"), dialog._name.text, leave=dialog.reject)


EDITORS = {one.__name__: one for one in (form, reply, comment, cell, settings, view_name, new_plan)}


def close(person: Person, _typing: Typing) -> None:
    person.window.close()


def quit_app(_person: Person, _typing: Typing) -> None:
    quit_all()


def switch_page(person: Person, _typing: Typing) -> None:
    person.window.go_to("directory.sites")


def go_back(person: Person, _typing: Typing) -> None:
    person.window.go_back()


def another_record(_person: Person, typing: Typing) -> None:
    typing.another()


def leave_editor(_person: Person, typing: Typing) -> None:
    typing.leave()


def deleted(person: Person, typing: Typing) -> None:
    kind, record_id = typing.record
    if kind:
        person.bin(kind, record_id)


def other_fields(person: Person, _typing: Typing) -> None:
    with person.database.writing(actor=None) as session:
        define(session, "vendors", "Floors", Kind.DECIMAL)


def another_workspace(person: Person, _typing: Typing) -> None:
    """Open another workspace beside this one, work there, and leave it again."""
    file = Path(person.database.path).with_name("other.itdesk")
    new_firm(file)
    there = Shell(Desk(open_database(str(file), areas.registry()), new_tasks()), another=lambda: None)
    there.window.go_to("directory.sites")
    person.wait()
    assert there.window.close()
    there.window.deleteLater()


WAYS = {
    one.__name__: one
    for one in (
        close,
        quit_app,
        switch_page,
        go_back,
        another_record,
        leave_editor,
        deleted,
        other_fields,
        another_workspace,
    )
}


class Answers:
    """Somebody who answers each question by the same button as soon as it comes."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self._button = ""
        self._look = QTimer(interval=20)
        self._look.timeout.connect(self._answer)

    def by(self, button: str) -> list[str]:
        self._button = button
        self._look.start()
        return self.asked

    def end(self) -> None:
        self._look.stop()

    def _answer(self) -> None:
        dialog: Any = QApplication.activeModalWidget()
        if isinstance(dialog, LeaveDialog):
            self.asked.append(dialog.windowTitle())
            getattr(dialog, self._button).click()


@pytest.fixture
def answers() -> Iterator[Answers]:
    made = Answers()
    yield made
    made.end()


def is_on_disk(person: Person, key: str) -> bool:
    """Whether it gets there by itself, after the pause that follows the last key."""
    drafts = person.shell.desk.drafts
    person.qtbot.waitUntil(lambda: drafts.find(key) is not None, timeout=8000)
    drafts.flush()
    return key in drafts._folder.read()


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("editor", EDITORS)
def test_whoever_stays_has_it_still_and_it_is_on_the_disk(
    at_window: Person, answers: Answers, editor: str, way: str
) -> None:
    typing = EDITORS[editor](at_window)
    answers.by("safe")
    WAYS[way](at_window, typing)
    at_window.wait()
    assert at_window.shell.windows.shells, "the window is closed"
    assert is_on_disk(at_window, typing.key)
    if at_window.window.place == "directory.sites":
        at_window.window.go_back()
        at_window.wait()
    if way != "deleted":
        assert typing.holds() == typing.text


@pytest.mark.parametrize("editor", EDITORS)
def test_closing_asks_and_discarding_forgets_it(at_window: Person, answers: Answers, editor: str) -> None:
    typing = EDITORS[editor](at_window)
    asked = answers.by("discard")
    drafts = at_window.shell.desk.drafts
    assert at_window.window.close()
    assert len(asked) == 1
    assert drafts.find(typing.key) is None


@pytest.mark.parametrize("editor", EDITORS)
def test_end_of_the_session_asks_nothing_and_keeps_everything(at_window: Person, answers: Answers, editor: str) -> None:
    typing = EDITORS[editor](at_window)
    asked = answers.by("safe")
    keep_all()
    assert typing.key in at_window.shell.desk.drafts._folder.read()
    assert at_window.window.close()
    assert asked == []


@pytest.mark.parametrize("editor", ["reply", "comment"])
def test_leaving_a_message_keeps_it_as_a_draft_and_sends_nothing(
    at_window: Person, answers: Answers, editor: str
) -> None:
    typing = EDITORS[editor](at_window)
    drafts = at_window.shell.desk.drafts
    asked = answers.by("act")
    assert at_window.window.close()
    assert asked == ["Keep what you typed?"]
    assert drafts.find(typing.key) is not None


def test_comment_never_lands_on_another_record_than_it_was_written_for(at_window: Person) -> None:
    typing = comment(at_window)
    typing.another()
    at_window.wait()
    pane = at_window.page._view.hung.comments
    assert pane.field.toPlainText() == ""
    assert typing.holds() == TEXT
    pane.send()
    at_window.wait(lambda: pane.field.toPlainText() == "")
    assert at_window.shell.desk.drafts.find(typing.key) is None
    with at_window.database.reading() as session:
        assert [one.body for one in comments.of(session, *typing.record, 10).comments] == [TEXT]


def test_lists_mark_the_records_that_have_a_draft(at_window: Person) -> None:
    typing = form(at_window)
    records: RecordModel = at_window.page.list.table.records
    at_window.page._view.form.keep()
    at_window.wait(lambda: all(records.row(one) is not None for one in range(2)))
    said = {str(records.index(one, 1).data(ACCESSIBLE)) for one in range(2)}
    assert said == {"Name: Halden, draft not saved", "Name: Ashdown"}
    at_window.page._view.form.discard()
    assert typing.record[1] not in records.marks


def test_queue_marks_the_ticket_with_a_reply_that_was_not_sent(at_window: Person) -> None:
    typing = reply(at_window)
    spoken = {item.key: item.spoken for item in at_window.page.queue._items.items if isinstance(item, TwoLines)}
    assert [key for key, words in spoken.items() if "draft not saved" in words] == [typing.record[1]]


def test_settings_of_the_firm_are_stored_on_the_way_out(at_window: Person, answers: Answers) -> None:
    typing = settings(at_window)
    answers.by("act")
    typing.leave()
    at_window.wait()
    assert at_window.shell.desk.workspace.name == TEXT
    assert at_window.shell.desk.drafts.find(typing.key) is None


def test_amount_that_was_being_typed_stands_in_its_cell_again(at_window: Person) -> None:
    typing = cell(at_window)
    page = at_window.page
    QTest.keyClicks(page._sheet.open_editor(), "0")
    kept = at_window.shell.desk.drafts.find(typing.key)
    assert kept is not None
    page._typing.discard()
    assert at_window.shell.desk.drafts.find(typing.key) is None
    at_window.shell.desk.drafts.keep(kept.key, kept.title, kept.data)  # as it was left by a crash
    page._typing._budget = 0
    page._typing.show_budget(page._grid.id)
    assert page._sheet.open_editor().text() == f"{UNREAD}0"


def test_name_of_a_view_stands_there_again(at_window: Person) -> None:
    typing = view_name(at_window)
    first: Any = at_window.dialog()
    first.typed.end()
    first.hide()
    at_window.page.list.views.save_as()
    assert at_window.dialog().name.text() == TEXT  # type: ignore[attr-defined]
    assert is_on_disk(at_window, typing.key)
