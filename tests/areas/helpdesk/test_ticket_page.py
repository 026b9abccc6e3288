"""The tickets page at the window: nothing typed is lost or sent to somebody else, and each step is about one ticket."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from itdesk import areas
from itdesk.areas.helpdesk.tickets.page_conversation import AT_ONCE, LONGEST, READ_AT_ONCE
from itdesk.areas.helpdesk.tickets.queries import Entry
from itdesk.db import comments
from itdesk.db.engine import open_database
from itdesk.ui.buttons import Button
from itdesk.ui.hanging.file_row import FileRow
from tests.at_window import Person, window_on

OPENED = datetime.now(UTC) - timedelta(hours=1)


@pytest.fixture
def desk(at_window: Person) -> Person:
    """The help desk with two open tickets, the first in front."""
    beth = at_window.put("people", first_name="Beth", last_name="Carrow")
    owen = at_window.put("people", first_name="Owen", last_name="Hale")
    for name, title, days in ((beth, "Screen stays black", 0), (owen, "No network", 1)):
        at_window.put("tickets", title=title, requester=name, opened_at=OPENED + timedelta(minutes=days))
    at_window.press("G, T")
    at_window.wait(lambda: page(at_window)._ticket is not None and len(page(at_window).queue._queue.rows) == 2)
    page(at_window).queue.setFocus()
    return at_window


def page(person: Person) -> Any:
    return person.window.page


def messages(person: Person, ticket_id: int) -> list[str]:
    from itdesk.areas.helpdesk.tickets import queries

    with person.database.reading() as session:
        found = queries.conversation(session, ticket_id, datetime.now(UTC)).entries
    return [entry.body for entry in found if entry.sort in {"message", "note"}]


def in_order(person: Person) -> tuple[int, int]:
    first, second = page(person).queue._queue.rows
    return first.id, second.id


def test_reply_that_is_stored_while_another_ticket_is_in_front_leaves_its_draft(desk: Person) -> None:
    first, second = in_order(desk)
    desk.press("J", "R")
    assert page(desk)._ticket.id == second
    desk.type("Half a thought")
    page(desk).queue.setFocus()
    desk.press("K", "R")
    desk.type("On my way")
    page(desk).reading.composer.send()
    page(desk).queue.step(1)
    desk.wait(lambda: page(desk)._ticket.id == second)
    assert page(desk).reading.composer.text.toPlainText() == "Half a thought"
    assert messages(desk, first) == ["On my way"]
    page(desk).queue.setFocus()
    desk.press("K")
    assert page(desk).reading.composer.text.toPlainText() == ""


def test_what_is_hung_on_the_ticket_in_front_is_seen_at_once(desk: Person, tmp_path: Path) -> None:
    (tmp_path / "black.txt").write_text("no picture")
    hung = page(desk).hung
    hung.files.add([tmp_path / "black.txt"])
    desk.wait(lambda: [row.accessibleName() for row in hung.files.findChildren(FileRow) if row.isVisible()])
    with desk.database.writing() as session:
        comments.add(session, "tickets", page(desk)._ticket.id, "Seen by somebody else")
    desk.wait(lambda: any("Seen by" in one.text() for one in hung.comments.findChildren(QLabel) if one.isVisible()))


def test_reply_is_sent_once_however_often_the_keys_are_pressed(desk: Person) -> None:
    first, _second = in_order(desk)
    desk.press("R")
    desk.type("On my way")
    for _again in range(3):
        page(desk).reading.composer.send()
    desk.wait()
    assert messages(desk, first) == ["On my way"]


def test_draft_survives_a_restart_and_note_and_reply_are_kept_apart(firm_file: Path, qtbot: QtBot) -> None:
    with window_on(firm_file, qtbot) as before:
        before.put("tickets", title="Screen stays black", opened_at=OPENED)
        before.press("G, T")
        before.wait(lambda: page(before)._ticket is not None)
        before.press("R")
        before.type("To Beth")
        page(before).queue.setFocus()
        before.press("N")
        before.type("To us")
    with window_on(firm_file, qtbot) as after:
        after.press("G, T")
        after.wait(lambda: page(after)._ticket is not None)
        after.press("N")
        assert page(after).reading.composer.text.toPlainText() == "To us"
        page(after).queue.setFocus()
        after.press("R")
        assert page(after).reading.composer.text.toPlainText() == "To Beth"


def test_reply_that_cannot_be_stored_stays_with_the_reason(desk: Person, firm_file: Path) -> None:
    first, _second = in_order(desk)
    desk.press("R")
    desk.type("On my way")
    other = open_database(str(firm_file), areas.registry())
    with other.writing(actor=None) as session:
        session.connection()
        page(desk).reading.composer.send()
        desk.wait(page(desk).reading.composer._wrong.text)
    other.close()
    assert "kept as a draft" in page(desk).reading.composer._wrong.text()
    assert page(desk).reading.composer.text.toPlainText() == "On my way"
    assert not page(desk).reading.composer.text.isReadOnly()
    page(desk).reading.composer.send()
    desk.wait()
    assert messages(desk, first) == ["On my way"]


def test_whoever_writes_stays_with_the_ticket_when_it_leaves_the_list(desk: Person) -> None:
    first, second = in_order(desk)
    desk.press("R")
    desk.type("Dear Beth")
    desk.bin("tickets", first)
    desk.wait(lambda: len(page(desk).queue._queue.rows) == 1)
    desk.type(", it is")
    assert page(desk)._ticket.id == first
    assert page(desk).reading.composer.text.toPlainText() == "Dear Beth, it is"
    desk.press("Ctrl+Return")
    assert "deleted" in page(desk).reading.composer._wrong.text()
    assert page(desk).reading.composer.text.toPlainText() == "Dear Beth, it is"
    assert messages(desk, second) == []


def test_ticket_that_left_the_list_makes_room_for_its_neighbour(desk: Person) -> None:
    first, second = in_order(desk)
    desk.bin("tickets", first)
    desk.wait(lambda: page(desk)._ticket.id == second)


def test_ticket_that_no_view_has_opens_from_elsewhere_and_stays(desk: Person) -> None:
    closed = desk.put("tickets", title="Solved long ago", opened_at=OPENED, status="closed")
    desk.press("G, H")
    desk.shell.desk.open_record("tickets", closed)
    desk.wait(lambda: page(desk)._ticket is not None and page(desk)._ticket.id == closed)
    desk.put("people", first_name="Ivy", last_name="Osborne")  # any news
    desk.wait()
    assert page(desk)._ticket.id == closed
    page(desk).queue.setFocus()
    desk.press("J")
    assert page(desk)._ticket.id in in_order(desk)


def test_question_is_about_the_ticket_in_front_when_it_was_asked(desk: Person) -> None:
    first, second = in_order(desk)
    desk.press("E")
    desk.dialog()
    desk.change("tickets", first, snoozed_until=datetime.now(UTC) + timedelta(days=1))
    desk.wait(lambda: page(desk)._ticket.id == second)
    desk.type("New cable")
    desk.press("Return")
    desk.wait(lambda: dict(desk.rows("tickets", "title", "status"))["Screen stays black"] == "resolved")
    assert page(desk)._ticket.id == second
    assert page(desk)._ticket.status == "new"


def test_menus_change_and_undo_takes_back(desk: Person) -> None:
    first, _second = in_order(desk)
    ticket = page(desk)._ticket
    from itdesk.areas.helpdesk.service_levels.choices import Priority
    from itdesk.areas.helpdesk.tickets.choices import Status

    page(desk)._set_status(ticket, Status.IN_PROGRESS)
    desk.wait(lambda: page(desk)._ticket.status == "in_progress")
    page(desk)._set_priority(page(desk)._ticket, Priority.URGENT)
    desk.wait(lambda: page(desk)._ticket.priority == "urgent")
    page(desk).queue.setFocus()
    desk.press("Ctrl+Z")
    desk.wait(lambda: page(desk)._ticket.priority == ticket.priority)
    desk.press("Ctrl+Z")
    desk.wait(lambda: page(desk)._ticket.status == "new")
    assert page(desk)._ticket.id == first


def test_time_that_cannot_be_read_keeps_the_question_open(desk: Person) -> None:
    desk.press("W")
    dialog: Any = desk.dialog()
    desk.type("soon")
    desk.press("Return")
    assert dialog.isVisible()
    assert dialog._wrong_words.text()
    desk.focus.selectAll()  # type: ignore[attr-defined]
    desk.type("0:25")
    desk.press("Return")
    desk.wait(lambda: page(desk)._ticket.minutes_spent == 25)


def test_ten_megabytes_are_not_pasted_and_not_laid_out(desk: Person) -> None:
    first, _second = in_order(desk)
    desk.press("R")
    desk.type("See: ")
    QGuiApplication.clipboard().setText("x" * 10_000_000)
    desk.press("Ctrl+V")
    assert page(desk).reading.composer.text.toPlainText() == "See: "
    assert "too long" in page(desk).reading.composer._wrong.text()
    assert LONGEST < 10_000_000

    from itdesk.areas.helpdesk.tickets import operations

    with desk.database.writing(actor=None) as session:
        operations.reply(session, first, "word " * 400_000, now=datetime.now(UTC))
    desk.wait(lambda: len(page(desk)._ticket.entries) > 0)
    whole = [button for button in page(desk).reading.conversation.findChildren(Button) if "whole" in button.text()]
    assert len(whole) == 1
    from PySide6.QtWidgets import QLabel

    assert max(len(one.text()) for one in page(desk).reading.conversation.findChildren(QLabel)) <= READ_AT_ONCE
    whole[0].click()
    QApplication.processEvents()
    assert QApplication.activeModalWidget() is not None


def talk(person: Person) -> list[str]:
    """Show a long conversation; gives what is said in it."""
    said = [f"Message {number}" for number in range(3 * AT_ONCE)]
    entries = tuple(Entry("message", OPENED, None, "Beth Carrow", body) for body in said)
    page(person).reading.conversation.show_ticket(replace(page(person)._ticket, id=-1, entries=entries))
    return said


def test_long_conversation_comes_in_turns_the_newest_first_and_stays_where_it_is(desk: Person) -> None:
    conversation = page(desk).reading.conversation
    said = talk(desk)
    laid_out = [one.text() for one in conversation.texts if one.text().startswith("Message")]
    assert laid_out == said[-AT_ONCE:]
    desk.wait(lambda: len(conversation.texts) > 3 * AT_ONCE)
    bodies = [one for one in conversation.texts if one.text().startswith("Message")]
    assert [one.text() for one in bodies] == said
    tops = [one.mapTo(conversation.widget(), one.rect().topLeft()).y() for one in bodies]
    assert tops == sorted(tops)
    bar = conversation.verticalScrollBar()
    assert bar.value() == bar.maximum() > 0
    bar.setValue(bar.maximum() // 3)
    seen = next(one for one in bodies if not one.visibleRegion().isEmpty()).text()
    talk(desk)  # the same again, as after a change of its status
    desk.wait(lambda: len(conversation.texts) > 3 * AT_ONCE)
    bodies = [one for one in conversation.texts if one.text().startswith("Message")]
    assert next(one for one in bodies if not one.visibleRegion().isEmpty()).text() == seen
    assert conversation.viewport().updatesEnabled()


def test_another_ticket_before_a_long_conversation_is_whole(desk: Person) -> None:
    conversation = page(desk).reading.conversation
    talk(desk)
    conversation.show_ticket(page(desk)._ticket)
    desk.wait()
    assert not [one.text() for one in conversation.texts if one.text().startswith("Message")]
    assert conversation.viewport().updatesEnabled()


def test_news_leave_the_keyboard_where_it_is(desk: Person) -> None:
    button = page(desk)._buttons[0]
    button.setFocus()
    desk.put("people", first_name="Ivy", last_name="Osborne")
    desk.wait()
    assert desk.window.focusWidget() is button
    assert page(desk)._buttons[0] is button


def test_read_only_workspace_offers_nothing_that_cannot_work(firm_file: Path, qtbot: QtBot) -> None:
    with window_on(firm_file, qtbot) as writer:
        writer.put("tickets", title="Screen stays black", opened_at=OPENED)
    with window_on(firm_file, qtbot, read_only=True) as reader:
        reader.press("G, T")
        reader.wait(lambda: page(reader)._ticket is not None)
        assert not page(reader).reading.composer.isVisible()
        assert page(reader)._buttons == []
        words = {action.label for action in page(reader).page_actions()}
        assert words == {
            "Tickets as a table", "Next ticket", "Previous ticket", "Find in this list", "Show or hide the panel",
            "Find in this conversation", "Next hit", "Hit before",
        }  # fmt: skip
        QTest.keySequence(reader.focus, "E")
        assert QApplication.activeModalWidget() is None
