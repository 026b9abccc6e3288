"""What somebody finds at the window who may not do everything: what isn't theirs isn't shown, and says so if it is tried."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from itdesk.areas import off_for
from itdesk.core.errors import NotAllowed
from itdesk.core.rights import Role
from itdesk.db import lists, records
from itdesk.db.lists import ListSpec
from itdesk.pages import places
from itdesk.palette import _places as palette_places
from itdesk.ui.sections import TextButton
from tests.at_window import Person, agreeing, window_on


@pytest.fixture
def firm(firm_file: Path, qtbot: QtBot) -> Iterator[Person]:
    """The window of a firm with a person of each kind, and two tickets of which one is the member of staff's."""
    with window_on(firm_file, qtbot) as person:
        with person.database.writing() as session:
            made = {role: _save(session, "people", name=role.value, role=role.value) for role in Role}
            own = _save(session, "tickets", title="Mine is broken", requester=made[Role.STAFF])
            other = _save(session, "tickets", title="Zeppelin of another", requester=made[Role.OWNER])
            _save(session, "vendors", name="Quietly & Sons")
        person.people, person.own, person.other = made, own, other  # type: ignore[attr-defined]
        person.wait()
        yield person


def _save(session: Any, kind: str, **values: object) -> int:
    draft = records.blank(session.info["registry"], kind)
    draft.values.update(values)
    if kind == "tickets":
        draft.values["opened_at"] = datetime.now(UTC)
    return records.save(session, draft)


def be(person: Person, role: Role) -> Person:
    """Say that one is somebody else; the window is made anew for them."""
    windows, wanted = person.shell.windows, person.people[role]  # type: ignore[attr-defined]
    person.shell.seat.become(wanted)
    person.qtbot.waitUntil(
        lambda: windows.desk.actor == wanted and windows.shells and windows.front.desk.actor == wanted
    )
    person.wait()
    person.shell = windows.front
    person.window = person.shell.window
    person.wait()
    return person


def _labels(person: Person) -> set[str]:
    return {action.label for action in person.page.page_actions()}


def test_staff_find_their_own_tickets_and_nothing_else(firm: Person) -> None:
    people, other, vendors = firm.people, firm.other, firm.shell  # type: ignore[attr-defined]
    assert vendors.window.go_to("vendors.vendors")
    staff = be(firm, Role.STAFF)
    desk = staff.shell.desk
    assert desk.actor == people[Role.STAFF]
    assert [area.key for area in places(desk, off_for(desk)) if area.tabs] == ["home", "helpdesk", "inventory"]
    assert not any("Vendors" in place.title or "Budget" in place.title for place in palette_places(staff.shell))
    assert not staff.window.go_to("vendors.vendors")
    assert staff.window.go_to("helpdesk.tickets")
    staff.wait()
    with desk.database.reading(actor=desk.actor) as session:
        assert [row[1] for row in lists.page(session, ListSpec("tickets", ("title",))).rows] == ["Mine is broken"]
    staff.page.open_record(other)
    staff.wait()
    assert not any("Zeppelin" in shown.text() for shown in staff.window.findChildren(QLabel))


def test_staff_are_offered_what_they_may_do_alone(firm: Person) -> None:
    own = firm.own  # type: ignore[attr-defined]
    staff = be(firm, Role.STAFF)
    staff.window.go_to("helpdesk.tickets")
    staff.page.open_record(own)
    staff.wait(lambda: staff.page._ticket is not None)
    labels = _labels(staff)
    assert {"New ticket", "Reply"} <= labels
    assert not labels & {"Note", "Assign", "Assign to me", "Status", "Priority", "Log time", "Edit fields", "Merge…"}
    offered = {action.label for action in staff.shell.menu_actions()}
    assert not offered & {"Bin…", "What was done…", "Shared PC screen"}
    staff.press("R")
    staff.type("Still broken")
    staff.press("Ctrl+Return")
    staff.wait()
    with staff.shell.desk.database.as_itself() as session:
        from itdesk.areas.helpdesk.tickets import queries

        said = queries.conversation(session, own, datetime.now(UTC))
    assert "Still broken" in repr(said)


def test_an_auditor_reads_everything_and_is_offered_no_change(firm: Person) -> None:
    auditor = be(firm, Role.AUDITOR)
    for place in ("vendors.vendors", "inventory.hardware", "directory.people", "vendors.contracts"):
        assert auditor.window.go_to(place)
        auditor.wait()
        labels = _labels(auditor)
        assert not {
            label for label in labels if label.startswith(("New ", "Import ", "Edit fields", "Delete", "Merge"))
        }, place
    assert "What was done…" in {action.label for action in auditor.shell.menu_actions()}
    assert not [action for action in auditor.shell.menu_actions() if action.label == "Shared PC screen"]


def test_a_refusal_that_comes_anyway_is_a_sentence(firm: Person) -> None:
    auditor = be(firm, Role.AUDITOR)
    desk = auditor.shell.desk
    refused: list[object] = []

    def write(session: Any) -> int:
        return _save(session, "vendors", name="Not theirs")

    desk.write(auditor.window, write, refused.append, refused.append, step="A vendor added")
    auditor.wait(lambda: refused)
    assert isinstance(refused[0], NotAllowed)
    assert str(refused[0]) == "You may not add Vendors in this workspace. Ask its administrator for the right to."


def test_what_was_done_by_somebody_else_is_no_step_of_ones_own(firm: Person) -> None:
    desk = firm.shell.desk
    desk.write(firm.window, lambda session: _save(session, "vendors", name="Made"), lambda _made: None, step="Made")
    firm.wait(lambda: desk.undo.next_undo)
    assert be(firm, Role.STAFF).shell.desk.undo.next_undo == ""


def test_a_window_that_opens_for_staff_begins_as_theirs(firm: Person, firm_file: Path) -> None:
    from itdesk.ui.wish import Start, Wish
    from itdesk.windows import window_settings
    from itdesk.wishes import first_look, open_and_ask

    staff = firm.people[Role.STAFF]  # type: ignore[attr-defined]
    settings = window_settings(firm.database.workspace.uid)
    settings.setValue("actor", staff)
    settings.sync()
    assert first_look(str(firm_file)) is None  # it shows what an earlier run prepared, for whoever that was
    opened = open_and_ask(Start(Wish.OPEN, str(firm_file)))
    database, actor = opened.database, opened.actor
    assert actor == staff
    assert database.standing(actor).role is Role.STAFF
    database.close()


def test_an_owner_agrees_to_a_plan_and_a_budget_in_their_own_name(firm: Person) -> None:
    people = firm.people  # type: ignore[attr-defined]
    with firm.database.writing() as session:
        from itdesk.areas.continuity.plans import operations

        plan = _save(session, "plans", name="When the office is gone")
        operations.send_for_sign_off(session, plan, people[Role.ADMINISTRATOR])
        _save(session, "budgets", name="Next year", start_on=date(2026, 4, 1), currency="GBP")
    firm.wait()
    owner = be(firm, Role.OWNER)
    for place, action in (("continuity.plans", "Agree"), ("finance.budgets", "Agree budget…")):
        assert owner.window.go_to(place)
        owner.wait(lambda action=action: action in _labels(owner))
        with agreeing("Agree"):
            next(one for one in owner.page.page_actions() if one.label == action).run()
            owner.wait(lambda action=action: action not in _labels(owner))
    undo = owner.shell.desk.undo
    assert undo.steps() == ["Next year agreed"]  # what can be taken back: the plan's kept version stays
    undo.undo()
    owner.wait(lambda: "Agree budget…" in _labels(owner))
    undo.redo()
    owner.wait(lambda: "Agree budget…" not in _labels(owner))
    assert owner.rows("plans", "status", "approver") == [("agreed", Role.OWNER.value)]
    assert owner.rows("budgets", "status", "agreed_by") == [("agreed", Role.OWNER.value)]
    assert not _labels(owner) & {"New budget", "Add line", "Copy to next year"}


def test_who_may_not_change_a_plan_looks_at_its_fields(firm: Person) -> None:
    with firm.database.writing() as session:
        _save(session, "plans", name="When the office is gone")
    firm.wait()
    auditor = be(firm, Role.AUDITOR)
    assert auditor.window.go_to("continuity.plans")
    auditor.wait(lambda: auditor.page._shown is not None)
    facts = auditor.page.outline.findChildren(TextButton)
    facts[0].click()
    dialog: Any = auditor.dialog()
    assert dialog.windowTitle() == "Recovery plan"
    assert not dialog.act.isVisible()
    auditor.press("Escape")
