"""Hardware and licences at the window: seats go and come back, devices change hands, nothing is offered that can't be done."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from itdesk.areas.inventory.hardware.page import time_left
from itdesk.areas.inventory.licences import operations, queries
from itdesk.areas.inventory.licences.page import SeatsPane
from itdesk.ui.buttons import Button
from tests.at_window import Person, window_on

TODAY = datetime.now(UTC).astimezone().date()
BEFORE = TODAY - timedelta(days=200)


def licence(person: Person) -> int:
    beth = person.put("people", first_name="Beth", last_name="Carrow")
    owen = person.put("people", first_name="Owen", last_name="Hale")
    made = person.put("licences", name="CAD", seats=1, key="ABCD-EFGH-1234", annual_cost=120)
    with person.database.writing(actor=None) as session:
        for one in (beth, owen):
            operations.give_seat(session, made, on=BEFORE, person_id=one, last_used_on=BEFORE)
    return made


def seats(person: Person, licence_id: int) -> list[str]:
    with person.database.reading(actor=None) as session:
        facts: Any = queries.licence_facts(session, licence_id, TODAY)
    assert {(seat.given_on, seat.last_used_on) for seat in facts.seats} <= {(BEFORE, BEFORE)}
    return sorted(seat.name for seat in facts.seats)


def open_licences(person: Person) -> None:
    person.press("G, I", "Ctrl+2")
    person.wait(lambda: person.page.panel.isVisible() and take_back(person))


def take_back(person: Person) -> list[Button]:
    return [one for one in person.page.findChildren(Button) if one.accessibleName().startswith("Take back from")]


def test_seat_is_taken_back_and_undone_and_done_again(at_window: Person) -> None:
    made = licence(at_window)
    open_licences(at_window)
    (owen,) = [one for one in take_back(at_window) if "Owen" in one.accessibleName()]
    owen.click()
    at_window.wait(lambda: seats(at_window, made) == ["Beth Carrow"])
    at_window.page.list.setFocus()
    at_window.press("Ctrl+Z")
    at_window.wait(lambda: seats(at_window, made) == ["Beth Carrow", "Owen Hale"])
    at_window.press("Ctrl+Shift+Z")
    at_window.wait(lambda: seats(at_window, made) == ["Beth Carrow"])


def test_idle_seats_are_named_before_they_are_taken_back(at_window: Person) -> None:
    made = licence(at_window)
    open_licences(at_window)
    (button,) = [one for one in at_window.page._figures.findChildren(Button) if one.text() == "Take back…"]
    button.click()
    at_window.wait()
    dialog: Any = at_window.dialog()
    at_window.press("Escape")
    assert seats(at_window, made) == ["Beth Carrow", "Owen Hale"]
    button.click()
    at_window.wait()
    dialog = at_window.dialog()
    dialog.accept()
    at_window.wait(lambda: seats(at_window, made) == [])


def test_key_is_hidden_and_copied_on_demand(at_window: Person) -> None:
    licence(at_window)
    open_licences(at_window)
    (copy,) = [one for one in at_window.page.panel.findChildren(Button) if one.text() == "Copy"]
    copy.click()
    at_window.wait()
    assert QGuiApplication.clipboard().text() == "ABCD-EFGH-1234"


def test_read_only_licences_take_nothing_back(firm_file: Path, qtbot: QtBot) -> None:
    with window_on(firm_file, qtbot) as writer:
        licence(writer)
    with window_on(firm_file, qtbot, read_only=True) as reader:
        reader.press("G, I", "Ctrl+2")
        reader.wait(lambda: reader.page.panel.isVisible() and reader.page.findChildren(SeatsPane))
        assert take_back(reader) == []
        texts = {one.text() for one in reader.page.findChildren(Button) if one.isVisible()}
        assert not texts & {"Take back…", "Add", "Add files…"}


def test_device_is_handed_out_and_taken_back_by_keys(at_window: Person) -> None:
    at_window.put("people", first_name="Beth", last_name="Carrow")
    at_window.put("hardware", tag="LT-031", name="Tessera Book 14", status="spare")
    at_window.press("G, I")
    at_window.wait(at_window.page.list.selected)
    at_window.press("A")
    at_window.dialog()
    at_window.type("Beth")
    at_window.press("Return")
    at_window.wait(lambda: at_window.rows("hardware", "status", "used_by") == [("in_use", "Beth Carrow")])
    at_window.page.list.setFocus()
    at_window.press("B")
    at_window.wait(lambda: at_window.rows("hardware", "status") == [("spare",)])


def test_left_is_said_in_the_largest_words_that_fit() -> None:
    assert [time_left(days) for days in (-1, 0, 59, 60, 364, 365, 800)] == [
        "Ended",
        "0 d",
        "59 d",
        "2 m",
        "12 m",
        "1 y",
        "2 y 2 m",
    ]


def test_no_action_of_a_list_stands_twice(at_window: Person) -> None:
    at_window.put("hardware", tag="WS-1")
    at_window.press("G, I")
    at_window.wait(lambda: at_window.page.panel.is_made and at_window.page.list.table.current_id())
    labels = [one.label for one in at_window.page.page_actions()]
    assert sorted(set(labels)) == sorted(labels)
    assert labels.index("Import hardware…") < labels.index("Import links…")
