"""Search over everything, at the window: results by kind, chips, reading beside, coming back, and where nothing is found."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from PySide6.QtWidgets import QPushButton

from itdesk.areas.home.search.rules import Asked, Hit, Since, grouped, narrow, states
from itdesk.core.matching import occurrences
from tests.at_window import Person


@pytest.fixture
def firm(at_window: Person) -> Person:
    beth = at_window.put("people", name="Beth Carrow")
    at_window.put("people", name="Owen Hale")
    at_window.put("vendors", name="Halden Plotters", notes="They repair every plotter")
    at_window.put("tickets", title="Plotter prints pale lines", requester=beth)
    at_window.put("tickets", title="Cannot print", description="The plotter again, since Monday", requester=beth)
    at_window.press("Ctrl+Shift+F")
    return at_window


def search(person: Person, text: str) -> list[str]:
    page = person.page
    page.focus_field()
    person.type(text)
    person.wait(lambda: not page._pause.isActive())
    return rows(person)


def rows(person: Person) -> list[str]:
    return [row.text for row in person.page.results.rows]


def test_key_opens_it_and_results_stand_by_kind_with_their_counts(firm: Person) -> None:
    assert firm.window.place == "home.search"
    found = search(firm, "plotter")
    assert found == ["Tickets · 2", "Cannot print", "Plotter prints pale lines", "Vendors · 1", "Halden Plotters"]
    assert firm.page._counted.text() == "3 results"


def test_hit_is_marked_in_its_text(firm: Person) -> None:
    search(firm, "monday")
    (row,) = [row for row in firm.page.results.rows if row.hit]
    assert "since Monday" in row.detail
    assert "".join(row.detail[place] for place in occurrences("monday", row.detail)) == "Monday"


def test_keyboard_reads_beside_opens_and_comes_back_to_the_same_place(firm: Person) -> None:
    search(firm, "plotter")
    page = firm.page
    firm.press("Down", "Down")
    assert page.list.current().title == "Halden Plotters"
    firm.wait(lambda: page._panels["vendors"].record_id == page.list.current().id)
    firm.press("Return")
    firm.wait(lambda: firm.window.place == "vendors.vendors")
    assert firm.page._view.record_id == page.list.current().id
    firm.press("Alt+Left")
    assert firm.window.place == "home.search"
    firm.wait(lambda: page.list.current() is not None)
    assert (page.field.text(), page.list.current().title) == ("plotter", "Halden Plotters")


def test_chips_narrow_and_are_taken_off(firm: Person) -> None:
    search(firm, "plotter")
    page = firm.page
    page._change(kind="tickets")
    firm.wait()
    assert rows(firm) == ["Tickets · 2", "Cannot print", "Plotter prints pale lines"]
    assert (page._kind.look, page._kind.value) == ("on", "Tickets")
    page._kind.removed.emit()
    firm.wait()
    assert len(rows(firm)) == 5
    (beth,) = [hit.people for hit in page._found.hits if hit.title == "Cannot print"]
    page._take_person(min(beth))
    firm.wait(lambda: page._person.value == "Beth Carrow")
    assert "Halden Plotters" not in rows(firm)
    page.escape()
    firm.wait()
    assert len(rows(firm)) == 5


def test_misspelt_words_and_words_too_many_are_helped(firm: Person) -> None:
    assert search(firm, "ploter") == []
    button = offered(firm, "Search for “Plotter”")
    button.click()
    firm.wait(lambda: rows(firm))
    assert firm.page.field.text() == "Plotter"
    search(firm, "plotter xylophone")
    offered(firm, "Leave out “xylophone”").click()
    firm.wait(lambda: rows(firm))
    assert firm.page.field.text() == "plotter"


def test_what_lies_in_the_bin_is_offered_and_shown(firm: Person) -> None:
    firm.bin("vendors", firm.put("vendors", name="Quixotic Paper"))
    assert search(firm, "quixotic") == []
    offered(firm, "Look at 1 in the bin").click()
    firm.wait(lambda: rows(firm))
    assert rows(firm) == ["Vendors · 1", "Quixotic Paper"]
    assert not firm.page._bin.isHidden()


def test_ticket_with_what_was_looked_for_is_offered(firm: Person) -> None:
    search(firm, "Teapot leaks")
    offered(firm, "New ticket “Teapot leaks”").click()
    form: Any = firm.dialog().form  # type: ignore[attr-defined]
    assert form.rows["title"].editor.typed() == "Teapot leaks"
    firm.dialog().reject()  # type: ignore[attr-defined]


def offered(person: Person, text: str) -> QPushButton:
    shown = person.page._middle.currentWidget()
    (found,) = [button for button in shown.findChildren(QPushButton) if button.text() == text]
    return found


def test_narrowing_by_day_state_and_person() -> None:
    today = date(2026, 3, 20)
    old = Hit("tickets", 1, "Old", state="Resolved", people=frozenset({7}), at=date(2025, 1, 1))
    new = Hit("tickets", 2, "New", state="New", people=frozenset({8}), at=date(2026, 3, 19))
    owen = Hit("people", 7, "Owen", at=date(2026, 3, 14))
    hits = [new, owen, old]
    assert narrow(hits, Asked(since=Since.WEEK), today) == [new, owen]
    assert narrow(hits, Asked(state="Resolved"), today) == [old]
    assert narrow(hits, Asked(person=7), today) == [owen, old]
    assert narrow(hits, Asked(kind="people", person=8), today) == []
    assert [(kind, [hit.title for hit in ones]) for kind, ones in grouped(hits)] == [
        ("tickets", ["New", "Old"]),
        ("people", ["Owen"]),
    ]
    assert states([old, old, new]) == [("Resolved", 2), ("New", 1)]
