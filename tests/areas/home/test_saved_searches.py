"""Somebody at the window saves a search, pins it, comes back to it, and finds what was searched lately."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QMenu, QPushButton
from pytestqt.qtbot import QtBot

from tests.at_window import Person, window_on


def search(person: Person, words: str) -> Any:
    page: Any = person.shell.search_page()
    person.wait()
    page.focus_field()
    person.press("Ctrl+A")
    person.type(words)
    person.wait(lambda: page._found is not None and page._answered.words == words)
    return page


def test_search_is_saved_pinned_opened_from_the_sidebar_and_undone(at_window: Person) -> None:
    at_window.put("tickets", title="Printer jam")
    at_window.put("vendors", name="Printer & Co")
    page = search(at_window, "printer")
    page._change(kind="vendors")
    at_window.wait()
    at_window.press("Ctrl+S")
    dialog: Any = at_window.dialog()
    assert dialog.name.text() == "printer"
    dialog.name.setText("Printer firms")
    dialog.accept()
    at_window.wait(page.saved.all)
    (pin,) = [one for one in page.page_actions() if one.label == "Pin to the sidebar"]
    pin.run()
    at_window.wait(lambda: page.saved.is_pinned(page.saved.all()[0]))
    at_window.window.go_to("directory.sites")
    search(at_window, "jam")
    at_window.window.go_to("directory.sites")
    at_window.shell.pins.open(f"search\n{page.saved.all()[0].uid}")
    at_window.wait(lambda: page._answered.words == "printer")
    assert at_window.window.place == "home.search"
    assert page._asked.kind == "vendors"
    page.list.setFocus()
    at_window.press("Ctrl+Z", "Ctrl+Z")
    at_window.wait(lambda: not page.saved.all())


def test_what_was_searched_lately_is_offered_again(firm_file: Path, qtbot: QtBot) -> None:
    with window_on(firm_file, qtbot) as person:
        person.put("tickets", title="Printer jam")
        page = search(person, "printer")
        page.list.open_current()
        person.wait()
    with window_on(firm_file, qtbot) as person:
        page = person.shell.search_page()
        person.wait()
        assert [one.words for one in page.lately.all] == ["printer"]
        page.search_again(page.lately.all[0])
        person.wait(lambda: page._found is not None and len(page._found.hits) == 1)


def test_days_in_the_words_are_a_chip_that_can_be_taken_off(at_window: Person) -> None:
    at_window.put("tickets", title="Printer jam")
    page = search(at_window, "printer last week")
    assert page._days.isVisible()
    assert len(page._found.hits) == 1
    assert page.results.rowCount() == 0
    page._days.removed.emit()
    at_window.wait(lambda: page._answered.words == "printer")
    assert not page._days.isVisible()
    assert page.field.text() == "printer"
    assert [hit.title for hit in page._found.hits] == ["Printer jam"]


def test_days_in_the_words_can_be_looked_for_as_words(at_window: Person) -> None:
    at_window.put("tickets", title="Backup of last week failed")
    at_window.put("tickets", title="Backup of today")
    page = search(at_window, "backup last week")
    page._days.clicked.emit()
    menu: Any = page.findChild(QMenu)
    next(one for one in menu.actions() if "word by word" in one.text()).trigger()
    at_window.wait(lambda: page._answered.span is None)
    assert [hit.title for hit in page._found.hits] == ["Backup of last week failed"]
    assert page.field.text() == "backup last week"


def test_days_without_a_find_are_told_and_can_be_left_out(at_window: Person) -> None:
    at_window.put("tickets", title="Printer jam")
    page = search(at_window, "printer last week")
    empty = page._middle.currentWidget()
    assert empty.accessibleName() == "Nothing contains “printer” and was changed: last week"
    (leave_out,) = [one for one in empty.findChildren(QPushButton) if one.text() == "Leave out “last week”"]
    leave_out.click()
    at_window.wait(lambda: page._answered.words == "printer")
    assert page.field.text() == "printer"
    assert [hit.title for hit in page._found.hits] == ["Printer jam"]
    assert page.results.rowCount() > 0
