"""The contracts page at the window: a decision is about the contract it was asked for, can be undone, and is offered where it can be made."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QPlainTextEdit
from pytestqt.qtbot import QtBot

from itdesk.ui.buttons import Button
from tests.at_window import Person, window_on

TODAY = datetime.now(UTC).astimezone().date()


def contracts(person: Person) -> dict[str, int]:
    vendor = person.put("vendors", name="Lanternet")
    first = TODAY - timedelta(days=200)
    return {
        name: person.put("contracts", name=name, vendor=vendor, start_on=first, price=100, **values)
        for name, values in {
            "Fibre": {"end_on": TODAY + timedelta(days=95), "renewal": "auto", "notice": 90, "renewal_months": 12},
            "Lease": {"end_on": TODAY + timedelta(days=20), "renewal": "ends"},
            "Old": {"end_on": TODAY - timedelta(days=20), "renewal": "ends"},
        }.items()
    }


def show(person: Person, contract_id: int) -> None:
    person.press("G, V", "Ctrl+2")
    person.shell.desk.open_record("contracts", contract_id)
    person.wait(lambda: person.page._card is not None and person.page._card.row.id == contract_id)


@pytest.fixture
def known(at_window: Person) -> dict[str, int]:
    return contracts(at_window)


def decision(person: Person, name: str) -> Any:
    return dict(person.rows("contracts", "name", "decision"))[name]


def press(person: Person, text: str) -> None:
    (found,) = [one for one in person.page.panel.findChildren(Button) if one.text() == text and one.isVisible()]
    found.click()
    person.wait()


def test_notice_is_noted_for_the_contract_of_the_letter_and_can_be_undone(
    at_window: Person, known: dict[str, int]
) -> None:
    show(at_window, known["Fibre"])
    press(at_window, "Write notice")
    letter = at_window.dialog().findChild(QPlainTextEdit)
    assert letter is not None
    assert "Fibre" in letter.toPlainText()
    at_window.page._choose(known["Lease"])  # another contract comes to the front meanwhile
    at_window.wait(lambda: at_window.page._card.row.id == known["Lease"])
    letter.setPlainText("We leave.")
    at_window.dialog().accept()  # type: ignore[attr-defined]
    at_window.wait(lambda: decision(at_window, "Fibre") == "noticed")
    assert decision(at_window, "Lease") != "noticed"
    assert QGuiApplication.clipboard().text() == "We leave."
    at_window.page.view.setFocus()
    at_window.press("Ctrl+Z")
    at_window.wait(lambda: decision(at_window, "Fibre") == "undecided")


def test_letter_that_is_left_with_escape_decides_nothing(at_window: Person, known: dict[str, int]) -> None:
    show(at_window, known["Fibre"])
    at_window.page.view.setFocus()
    at_window.press("N")
    at_window.dialog()
    at_window.press("Escape")
    assert QApplication.activeModalWidget() is None
    assert decision(at_window, "Fibre") == "undecided"


def test_renewal_dialog_refuses_an_earlier_day_and_letters_in_the_price(
    at_window: Person, known: dict[str, int]
) -> None:
    show(at_window, known["Lease"])
    press(at_window, "Renew…")
    dialog: Any = at_window.dialog()
    at_window.type((TODAY + timedelta(days=3)).isoformat())
    at_window.press("Return")
    assert dialog.isVisible()
    assert "Type a later day" in dialog._wrong_words.text()
    dialog._until.setText("+1y")
    dialog._price.setFocus()
    at_window.type("cheap")
    dialog.accept()
    assert dialog.isVisible()
    assert dialog._wrong_words.text()
    dialog._price.setText("1.2k")
    dialog.accept()
    at_window.wait(lambda: dict(at_window.rows("contracts", "name", "price"))["Lease"] == 1200)
    ends = dict(at_window.rows("contracts", "name", "end_on"))["Lease"]
    assert ends.year >= TODAY.year + 1


def test_what_is_offered_fits_the_contract(at_window: Person, known: dict[str, int]) -> None:
    show(at_window, known["Lease"])
    assert {"Renew…", "Let it end"} <= {one.label for one in at_window.page.page_actions()}
    assert "Let it renew" not in {one.label for one in at_window.page.page_actions()}
    show(at_window, known["Fibre"])
    assert {"Write notice", "Let it renew"} <= {one.label for one in at_window.page.page_actions()}


def test_contract_that_is_over_opens_with_all_its_fields(at_window: Person, known: dict[str, int]) -> None:
    at_window.shell.desk.open_record("contracts", known["Old"])
    at_window.wait(lambda: at_window.page._list.shown)
    assert at_window.page._list.shown._view.record_id == known["Old"]
    for _step in range(3):  # out of a field if the keyboard is in one, out of the record, out of the list
        if at_window.page._list.shown:
            at_window.press("Escape")
    assert at_window.window.place == "vendors.contracts"
    assert at_window.page._list.shown is None


def test_last_contract_that_goes_takes_its_card_and_keys_along(at_window: Person, known: dict[str, int]) -> None:
    show(at_window, known["Fibre"])
    for contract_id in known.values():
        at_window.bin("contracts", contract_id)
    at_window.wait(at_window.page._empty.isVisible)
    assert at_window.page._card is None
    assert "N" not in {one.key for one in at_window.page.page_actions()}


def test_read_only_workspace_decides_nothing(firm_file: Path, qtbot: QtBot) -> None:
    with window_on(firm_file, qtbot) as writer:
        known = contracts(writer)
    with window_on(firm_file, qtbot, read_only=True) as reader:
        show(reader, known["Fibre"])
        assert {one.label for one in reader.page.page_actions()} == {"Open contract", "All contracts, as a list"}
        texts = {one.text() for one in reader.page.panel.findChildren(Button)}
        assert not texts & {"Write notice", "Let it renew", "Take it back"}
