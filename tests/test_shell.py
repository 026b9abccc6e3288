"""Parts that belong to every screen, at the real window: keys, help, undo, choosing, switching, drafts and who one is."""

from __future__ import annotations

import itertools
from pathlib import Path
from typing import Any

import pytest
import shiboken6
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication, QLabel, QTextBrowser
from pytestqt.qtbot import QtBot

from itdesk.core.errors import UserError
from itdesk.db import records
from itdesk.ui.clock import Minute
from itdesk.ui.help_pages import CONTENTS, HelpWindow, chapter_of
from itdesk.ui.key_sheet import KeyCaps, KeySheet
from itdesk.ui.record_chooser import RecordChooser
from itdesk.ui.switcher import SwitchedPages
from tests.areas.making import change
from tests.at_window import Person, window_on

WRITING = ("New ", "Add ", "Change", "Copy", "Delete", "Edit", "Hand out", "Import", "Move", "Retire", "Take back")


def words(widget: Any) -> list[str]:
    return [label.text() for label in widget.findChildren(QLabel)]


def test_key_sheet_lists_the_keys_of_this_screen_and_of_all(at_window: Person) -> None:
    at_window.press("G, V", "Ctrl+2", "?")
    sheet: Any = at_window.dialog() if QApplication.activeModalWidget() else None
    sheet = sheet or next(one for one in at_window.window.findChildren(KeySheet))
    assert "New contract" in words(sheet)
    assert "Search or run a command" in words(sheet)
    caps = {one.accessibleName() for one in sheet.findChildren(KeyCaps)}
    assert {"C", "Ctrl+K", "F1", "?"} <= caps
    rows = sorted({one.y() for one in sheet.findChildren(KeyCaps)})
    assert min(later - before for before, later in itertools.pairwise(rows)) < 40
    assert sheet.width() <= at_window.window.width()


def test_each_place_has_a_chapter_of_the_guide(at_window: Person) -> None:
    for area in at_window.window.areas:
        for tab in area.tabs:
            assert chapter_of(area.place(tab)).name != CONTENTS, area.key
    at_window.press("G, F", "F1")
    (help_window,) = at_window.window.findChildren(HelpWindow)
    browser = help_window.findChild(QTextBrowser)
    assert browser is not None
    assert "Finance" in browser.toPlainText()
    QApplication.processEvents()
    assert browser.horizontalScrollBar().maximum() == 0  # pictures fit


def test_chooser_waits_for_the_list_and_names_what_is_not_found(at_window: Person) -> None:
    at_window.put("people", first_name="Beth", last_name="Carrow")
    owen = at_window.put("people", first_name="Owen", last_name="Hale")
    chosen: list[int] = []
    chooser = RecordChooser(at_window.shell.desk, "people", "Who?", at_window.window, none="Nobody")
    chooser.chosen.connect(chosen.append)
    chooser.open()
    at_window.wait(lambda: chooser._items.rowCount() == 3)
    at_window.type("Zoe")
    at_window.press("Return")
    at_window.wait(chooser._wrong_words.text)
    assert "Zoe" in chooser._wrong_words.text()
    assert chosen == []
    chooser._typed.selectAll()
    at_window.type("Owen")
    at_window.press("Return")
    at_window.wait(lambda: chosen)
    assert chosen == [owen]


def _rename(person: Person, maker: int, name: str) -> None:
    """Change a maker as a page would, as a step of undo."""

    def job(session: Any) -> None:
        change(session, "makers", maker, name=name)

    desk = person.shell.desk
    desk.write(desk, job, lambda _none: None, step=f"Called {name}")
    person.wait(lambda: desk.undo.next_undo == f"Called {name}")


def _name(person: Person, maker: int) -> object:
    with person.shell.desk.database.reading() as session:
        return records.draft(session, "makers", maker).values["name"]


def test_step_that_cannot_be_undone_any_more_says_why_and_leaves_the_stack(at_window: Person) -> None:
    desk = at_window.shell.desk
    refused: list[UserError] = []
    desk.refused.connect(refused.append)
    maker = at_window.put("makers", name="A")
    _rename(at_window, maker, "B")
    with desk.database.writing() as session:
        change(session, "makers", maker, name="Hers")
    at_window.press("Ctrl+Z")
    at_window.wait(lambda: refused)
    assert refused[0].message == "“Called B” can't be undone any more."
    assert "Name of Hers was changed since (" in refused[0].cure
    assert (desk.undo.next_undo, desk.undo.next_redo) == ("", "")


def test_redo_does_it_again_and_a_new_step_forgets_it(at_window: Person) -> None:
    desk = at_window.shell.desk
    maker = at_window.put("makers", name="A")
    _rename(at_window, maker, "B")
    for keys, name in (("Ctrl+Z", "A"), ("Ctrl+Shift+Z", "B"), ("Ctrl+Z", "A"), ("Ctrl+Y", "B"), ("Ctrl+Z", "A")):
        at_window.press(keys)
        at_window.wait(lambda name=name: _name(at_window, maker) == name)
        at_window.wait()
    assert desk.undo.next_redo == "Called B"
    _rename(at_window, maker, "C")
    assert desk.undo.next_redo == ""


def test_switcher_goes_by_keys_and_stays_where_something_is_unsaved(
    at_window: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    at_window.press("G, T", "Ctrl+2")
    page = at_window.page
    assert isinstance(page, SwitchedPages)
    first = page._choices[0].key
    at_window.press("Ctrl+PgDown")
    assert page._choices[page._shown].key != first
    at_window.press("Ctrl+PgUp")
    assert page._choices[page._shown].key == first
    monkeypatch.setattr(page.page, "can_leave", lambda: False)
    at_window.press("Ctrl+PgDown")
    assert page._choices[page._shown].key == first
    assert page._bar.currentIndex() == 0
    assert not page.show_choice(page._choices[1].key)


def test_read_only_workspace_says_why_nothing_can_be_added(firm_file: Path, qtbot: QtBot) -> None:
    with window_on(firm_file, qtbot, read_only=True) as reader:
        refused: list[UserError] = []
        reader.shell.desk.refused.connect(refused.append)
        reader.shell.desk.create_record("tickets")
        assert QApplication.activeModalWidget() is None
        assert "reading only" in str(refused[0])
        for area in reader.window.areas:
            for tab in area.tabs:
                reader.window.go_to(area.place(tab))
                reader.wait()
                offered = {action.label for action in reader.page.page_actions()}
                harmless = {"Add a filter", "Copy", "Copy cell", "Copy as Markdown"}
                assert not {one for one in offered if one.startswith(WRITING)} - harmless, offered


def test_who_one_is_is_kept_for_the_next_time(firm_file: Path, qtbot: QtBot) -> None:
    with window_on(firm_file, qtbot) as before:
        beth = before.put("people", first_name="Beth", last_name="Carrow")
        owen = before.put("people", first_name="Owen", last_name="Hale")
        before.shell.seat.become(owen)
        before.wait(lambda: before.shell.desk.actor == owen)
        assert beth != owen
    with window_on(firm_file, qtbot) as after:
        after.wait(lambda: after.shell.desk.actor == owen)


def test_nothing_long_lived_calls_a_page_that_is_gone(firm_file: Path, qtbot: QtBot) -> None:
    with window_on(firm_file, qtbot) as person:
        for area in person.window.areas:
            for tab in area.tabs:
                person.window.go_to(area.place(tab))
                person.wait()
        window = person.window
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    QApplication.processEvents()
    assert not shiboken6.isValid(window)
    from itdesk.ui.theme import Theme

    with qtbot.captureExceptions() as raised:
        Minute.shared().passed.emit()
        Theme.current().theme_changed.emit()
        QApplication.processEvents()
    assert raised == []
