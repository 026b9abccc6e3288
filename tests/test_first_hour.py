"""A new workspace: the steps of the first hour, ticked by what is there; made-up records, in and out again in one click."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QLabel

from itdesk.core.rights import Deed
from itdesk.db import lists
from itdesk.ui.buttons import Button
from tests.at_window import Person, agreeing

SHOWN = (
    "people",
    "hardware",
    "tickets",
    "contracts",
    "budgets",
    "plans",
    "licences",
    "vendors",
    "budget_lines",
    "sites",
)
LONG = 60_000  # a whole firm is written


def words(widget: Any) -> list[str]:
    return [one.text() for one in widget.findChildren(QLabel)]


def counts(person: Person) -> dict[str, int]:
    with person.database.reading() as session:
        return {kind: lists.count(session, lists.ListSpec(kind, ())) for kind in SHOWN}


def press_button(widget: Any, text: str) -> None:
    next(one for one in widget.findChildren(Button) if one.text() == text).click()


def test_steps_are_ticked_by_what_is_there_and_lead_to_it(at_window: Person) -> None:
    card = at_window.page._first_hour
    at_window.wait(card.isVisible)
    assert "0 of 6 done" in words(card)
    at_window.put("tickets", title="Printer is out of ink")
    at_window.wait(lambda: "1 of 6 done" in words(card))
    assert words(card).count("Done") == 1
    press_button(card, "Import equipment")
    assert at_window.window.place == "inventory.hardware"


def test_steps_can_be_hidden_and_come_back(at_window: Person) -> None:
    card = at_window.page._first_hour
    at_window.wait(card.isVisible)
    press_button(card, "Hide")
    assert not card.isVisible()
    at_window.window.refresh(frozenset({"*"}))
    at_window.wait()
    assert not card.isVisible()
    at_window.shell.show_first_hour()
    at_window.wait(card.isVisible)


def test_made_up_records_come_and_go_and_what_one_added_stays(at_window: Person) -> None:
    own = at_window.put("departments", name="Studio of our own")
    before = counts(at_window)
    press_button(at_window.page._first, "Look around with made-up records")
    notice = at_window.page._made_up
    at_window.qtbot.waitUntil(notice.isVisible, timeout=LONG)
    at_window.wait()
    filled = counts(at_window)
    assert filled["people"] > 30
    assert filled["tickets"] > 10
    notice.remove.run()
    at_window.qtbot.waitUntil(notice.isHidden, timeout=LONG)
    at_window.wait()
    assert counts(at_window) == before
    assert at_window.rows("departments", "name") == [("Studio of our own",)]
    assert own
    at_window.shell.desk.undo.undo()
    at_window.qtbot.waitUntil(notice.isVisible, timeout=LONG)
    at_window.wait()
    assert counts(at_window) == filled


def test_made_up_record_that_one_changed_stays_and_says_so(at_window: Person) -> None:
    press_button(at_window.page._first, "Look around with made-up records")
    notice = at_window.page._made_up
    at_window.qtbot.waitUntil(notice.isVisible, timeout=LONG)
    at_window.wait()
    (name,) = at_window.rows("departments", "name")[0]
    with at_window.database.reading() as session:
        department = next(iter(lists.ids(session, lists.ListSpec("departments", ("name",)))))
    at_window.change("departments", department, name="Ours now")
    notice.remove.run()
    at_window.qtbot.waitUntil(notice.isHidden, timeout=LONG)
    at_window.wait()
    assert at_window.rows("departments", "name") == [("Ours now",)]
    said = [one.text for one in at_window.window.notices.kept if one.text.startswith("Something of the sample stays.")]
    assert len(said) == 1
    assert "so it stays" in said[0]
    assert name


def test_whoever_comes_first_becomes_administrator_and_is_not_locked_out(at_window: Person) -> None:
    beth = at_window.put("people", name="Beth Carrow")
    at_window.wait(lambda: at_window.window.sidebar.workspace.owner.detail == "1 person")
    with agreeing("Make administrator") as asked:
        at_window.shell.seat.be(beth)
        at_window.wait(lambda: asked)
    at_window.wait(lambda: at_window.shell.desk.actor == beth)
    assert at_window.shell.desk.may_do(Deed.SETTINGS)
    assert at_window.rows("people", "name", "role") == [("Beth Carrow", "administrator")]
    owen = at_window.put("people", name="Owen Hale")
    at_window.shell.seat.be(owen)  # nobody asks again: there is one who decides
    at_window.wait(lambda: at_window.shell.windows.desk.actor == owen)
    assert at_window.rows("people", "name", "role")[1] == ("Owen Hale", "staff")
