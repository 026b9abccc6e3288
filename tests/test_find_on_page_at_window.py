"""Ctrl+F and F3 inside what is in front: a conversation, a plan's section, a chapter of the guide."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from itdesk.areas.continuity.plans import operations as plan_operations
from itdesk.areas.helpdesk.tickets import operations as ticket_operations
from itdesk.ui.help_pages import HelpWindow
from tests.at_window import Person


def said(bar: Any, person: Person) -> str:
    person.wait(lambda: not bar._wait.isActive())
    return str(bar.said.text())


def test_words_of_a_conversation_are_counted_marked_and_gone_through(at_window: Person) -> None:
    ticket = at_window.put("tickets", title="Printer is out of paper")
    with at_window.database.writing(actor=None) as session:
        for body in ("The printer <b>beeps</b>.", "Paper & toner came.", "PRINTER works, printer is happy"):
            ticket_operations.add_note(session, ticket, body, now=datetime.now(UTC))
    page: Any = at_window.shell.show_kind("tickets")
    page.open_record(ticket)
    at_window.wait(lambda: page._ticket is not None and page._ticket.id == ticket)
    conversation, bar = page.reading.conversation, page.reading.finder
    conversation.setFocus()
    at_window.press("Ctrl+F")
    assert at_window.focus is bar.field
    at_window.type("printer")
    assert said(bar, at_window) == "1 of 4"
    marked = [one.text() for one in conversation.texts if one.textFormat() == Qt.TextFormat.RichText]
    assert len(marked) == 3
    assert "&lt;b&gt;beeps" in marked[1]
    for expected in ("2 of 4", "3 of 4", "4 of 4", "1 of 4"):
        at_window.press("F3")
        assert said(bar, at_window) == expected
    at_window.press("Shift+F3")
    assert said(bar, at_window) == "4 of 4"
    at_window.press("Ctrl+A")
    at_window.type("gone")
    assert said(bar, at_window) == "Nothing found"
    at_window.press("Esc")
    assert bar.isHidden()
    assert conversation.texts[1].textFormat() == Qt.TextFormat.PlainText
    assert any(one.text() == "The printer <b>beeps</b>." for one in conversation.texts)


def test_words_of_a_plan_are_marked_where_it_is_read(at_window: Person) -> None:
    with at_window.database.writing(actor=None) as session:
        plan = plan_operations.new_plan(session, "Office", owner_id=None, chapters=False)
        section = plan_operations.add_section(session, plan, "Power", "text")
        text = "Call the electrician. The electrician is Ana."
        plan_operations.edit_section(session, section, {"body": text}, seen={"body": ""})
    page: Any = at_window.shell.show_kind("plans")
    page.open_record(plan)
    at_window.wait(lambda: page.pane.paper is not None)
    page.setFocus()
    at_window.press("Ctrl+F")
    at_window.type("electrician")
    assert said(page.finder, at_window) == "1 of 2"
    assert len(page.pane.paper.body.view.extraSelections()) == 2
    at_window.press("Return", "Esc")
    assert page.pane.paper.body.view.extraSelections() == []


def test_words_of_the_guide_are_found(at_window: Person) -> None:
    help_window = HelpWindow("helpdesk.tickets", at_window.window)
    help_window.show()
    help_window.finder.open()
    QTest.keyClicks(help_window.finder.field, "ticket")
    at_window.wait(lambda: help_window.finder._count > 1)
    assert help_window.finder.said.text().startswith("1 of ")
    before = help_window._pages.verticalScrollBar().value()
    help_window.finder.previous()
    assert help_window._pages.verticalScrollBar().value() > before
