"""The window through a login of a member of staff: a server shows them theirs, and they work as nobody else."""

from __future__ import annotations

import os
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from sqlalchemy import delete

from itdesk.app import Opening
from itdesk.areas import registry
from itdesk.areas.directory.calendars.models import CalendarDay
from itdesk.areas.helpdesk.kiosk.rules import hashed, new_code
from itdesk.areas.helpdesk.service_levels.models import ServiceLevel
from itdesk.areas.helpdesk.service_levels.queries import promise
from itdesk.areas.helpdesk.tickets import rules
from itdesk.core.errors import UserError
from itdesk.core.rights import Role
from itdesk.db import lists, records
from itdesk.db.engine import open_database
from itdesk.paths import settings_file
from itdesk.settings import Settings
from itdesk.ui.wish import Start, Wish
from tests import postgres_server as postgres
from tests.areas.making import make
from tests.at_window import Person, window_on
from tests.security.rights_firm import OWN
from tests.security.server_firm import ServerFirm, made
from tests.security.test_server_kiosk import SUBMIT

_THEIRS = {
    "tickets": "SELECT id FROM app.tickets WHERE requester_id = %s AND deleted_at IS NULL",
    "hardware": "SELECT id FROM app.hardware WHERE person_id = %s AND deleted_at IS NULL",
}


@pytest.fixture(scope="module")
def firm(postgres_server: postgres.Server) -> Iterator[ServerFirm]:
    with made(postgres_server) as found:
        yield found


@pytest.fixture
def at_server(firm: ServerFirm, settings_home: None, monkeypatch: pytest.MonkeyPatch, qtbot: Any) -> Iterator[Person]:
    login, password = firm.passwords[Role.STAFF]
    monkeypatch.setenv("ITDESK_PASSWORD", password)
    with window_on(firm.address(login), qtbot) as person:  # type: ignore[arg-type]
        yield person


def test_a_member_of_staff_sees_their_ticket_and_is_nobody_else(firm: ServerFirm, at_server: Person) -> None:
    at_server.wait()
    shell = at_server.shell.windows.front  # made anew once it was known who is here
    desk = shell.desk
    assert desk.actor == firm.firm.people[Role.STAFF]
    assert desk.standing.role is Role.STAFF
    said = [one.label for one in shell._person_actions() if one is not None]
    assert said
    assert not any("somebody else" in one for one in said)
    ticket = firm.firm.records["tickets", OWN]
    for kind in ("tickets", "hardware"):
        desk.open_record(kind, firm.firm.records[kind, OWN])
        at_server.wait()
        theirs = firm.root.execute(
            _THEIRS[kind], (desk.actor,)
        ).fetchall()  # a report of another test may be among them
        assert sorted(_ids(desk, kind)) == sorted(one for (one,) in theirs), kind
        assert firm.firm.records[kind, OWN] in _ids(desk, kind)
    desk.database.write(lambda session: _change(session, ticket))
    at_server.wait()
    assert firm.stored("tickets", ticket)["affects"] == "The third floor"
    assert history_of(firm, ticket) == firm.firm.people[Role.STAFF]


def _ids(desk: Any, kind: str) -> list[int]:
    with desk.database.reading() as session:
        return list(lists.ids(session, lists.ListSpec(kind, ("id",))))


def _change(session: Any, ticket: int) -> None:
    draft = records.draft(session, "tickets", ticket)
    draft.values["affects"] = "The third floor"
    records.save(session, draft)


def history_of(firm: ServerFirm, ticket: int) -> int:
    asked = "SELECT actor_id FROM app.history WHERE kind = 'tickets' AND record_id = %s ORDER BY id DESC LIMIT 1"
    return int(firm.root.execute(asked, (ticket,)).fetchone()[0])


def test_the_shared_pcs_login_opens_their_screen_alone(
    firm: ServerFirm, settings_home: None, monkeypatch: pytest.MonkeyPatch, qtbot: Any
) -> None:
    monkeypatch.delenv("ITDESK_PASSWORD", raising=False)
    firm.root.execute("UPDATE app.people SET is_active = TRUE WHERE id = %s", (firm.firm.people[Role.STAFF],))
    login, password = firm.passwords["kiosk"]
    start = Start(Wish.OPEN, firm.address(login), password=password)
    opening = Opening()
    opening.begin(start)
    screen = screen_of(opening, qtbot)
    assert (opening.shell, password in os.environ.values()) == (None, False)
    report_and_look(screen, qtbot, firm)
    assert Settings.load(settings_file()).open == (start.location,)  # there again after a restart
    leave(screen, qtbot, "nobody", "wrong")
    assert "refuses" in said(screen)
    screen.leaving.question.reject()
    leave(screen, qtbot, *firm.passwords[Role.STAFF])
    assert "may not leave" in said(screen)
    screen.leaving.drop()
    own = firm.passwords["kiosk"][0].removesuffix("kiosk")
    technician, theirs = firm.passwords[Role.TECHNICIAN]
    leave(screen, qtbot, technician.removeprefix(own), theirs)
    qtbot.waitUntil(lambda: not opening.is_here, timeout=10_000)
    with pytest.raises(UserError, match="shared PCs"):
        open_database(start.location, registry())


def test_a_report_by_the_server_is_promised_what_its_priority_is_by_whoever_sees_it_first(
    firm: ServerFirm, settings_home: None, monkeypatch: pytest.MonkeyPatch, qtbot: Any
) -> None:
    promise_a_day(firm)
    login, password = firm.passwords[Role.TECHNICIAN]
    monkeypatch.setenv("ITDESK_PASSWORD", password)
    before = reported(firm, "The dumb waiter is stuck")
    with window_on(firm.address(login), qtbot) as first, window_on(firm.address(login), qtbot):  # type: ignore[arg-type]
        first.wait()
        meanwhile = reported(firm, "The dumb waiter is stuck again")
        for ticket in (before, meanwhile):
            qtbot.waitUntil(lambda one=ticket: firm.stored("tickets", one)["due_at"] is not None, timeout=10_000)
            first.wait()
            found = firm.stored("tickets", ticket)
            assert (found["due_at"], found["version"]) == (promised(firm, found["opened_at"]), 2)


def promise_a_day(firm: ServerFirm) -> None:
    """A day's work of reports that are as pressing as most, with a holiday tomorrow."""
    with firm.firm.database.writing() as session:
        session.execute(delete(ServiceLevel))
        hours = dict.fromkeys(("monday", "tuesday", "wednesday", "thursday", "friday"), "09:00-17:00")
        calendar = make(session, "calendars", name="Of the mill", **hours)
        tomorrow = datetime.now(UTC).date() + timedelta(days=1)
        session.add(CalendarDay(calendar_id=calendar, on_date=tomorrow, name="Mill fair", hours=""))
        values = {"priority": "normal", "reply_minutes": 60, "resolve_minutes": 480, "calendar": calendar}
        make(session, "service_levels", name="A day", **values)


def promised(firm: ServerFirm, opened: datetime) -> datetime:
    with firm.firm.database.reading() as session:
        level = promise(session, "normal", datetime.now(UTC).date())
        assert level.resolve_minutes is not None
        return rules.due(opened, level.resolve_minutes, 0, level.calendar)


def reported(firm: ServerFirm, words: str) -> int:
    person = firm.firm.people[Role.STAFF]
    firm.root.execute("UPDATE app.people SET is_active = TRUE WHERE id = %s", (person,))
    uid = str(uuid.uuid4())
    values = (uid, person, words, words, new_code(), hashed("1234"), [])
    firm.lines["kiosk"].execute(SUBMIT, values)
    return int(firm.root.execute("SELECT id FROM app.tickets WHERE uid = %s", (uid,)).fetchone()[0])


def screen_of(opening: Opening, qtbot: Any) -> Any:
    qtbot.waitUntil(lambda: bool(opening._screens), timeout=30_000)
    (bare,) = opening._screens.values()
    screen: Any = bare.screen
    qtbot.waitUntil(lambda: bare.desk.work.idle and screen.who.items.rowCount() > 0, timeout=10_000)
    return screen


def report_and_look(screen: Any, qtbot: Any, firm: ServerFirm) -> None:
    """Through the steps with keys, then after the ticket by the receipt."""
    idle = lambda sheet: lambda: screen.shown is sheet and screen._desk.work.idle  # noqa: E731 -- used three times below
    name = firm.stored("people", firm.firm.people[Role.STAFF])["name"]
    QTest.keyClicks(screen.who.field, name)
    QTest.keyClick(screen.who.field, Qt.Key.Key_Return)
    qtbot.waitUntil(idle(screen.problem), timeout=10_000)
    QTest.keyClicks(screen.problem.words, "The gramophone skips")
    QTest.keyClick(screen.problem.words, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(idle(screen.send), timeout=10_000)
    assert not screen.send.add_file.isVisible()
    screen.send.go_on()
    qtbot.waitUntil(idle(screen.receipt), timeout=10_000)
    receipt = screen.receipt._receipt
    asked = "SELECT title, requester_id FROM app.tickets WHERE receipt_code = %s"
    assert firm.root.execute(asked, (receipt.code,)).fetchall() == [
        ("The gramophone skips", firm.firm.people[Role.STAFF])
    ]
    screen.start()
    screen._show(screen.look)
    screen.look.code.setText(receipt.code.lower())
    screen.look.pin.setText(receipt.pin)
    screen.look.go_on()
    qtbot.waitUntil(idle(screen.own), timeout=10_000)
    assert screen.own.title.text() == "The gramophone skips"
    QTest.keyClicks(screen.own.words, "And it hums")
    screen.own.go_on()
    qtbot.waitUntil(lambda: not screen.own.words.toPlainText(), timeout=10_000)
    asked = (
        "SELECT m.body FROM app.ticket_messages m JOIN app.tickets t ON t.id = m.ticket_id WHERE t.receipt_code = %s"
    )
    assert firm.root.execute(asked, (receipt.code,)).fetchall() == [("And it hums",)]


def leave(screen: Any, qtbot: Any, login: str, password: str) -> None:
    screen.ask_to_leave()
    question = screen.leaving.question
    question.login.setText(login)
    question.field.setText(password)
    question.accept()
    qtbot.waitUntil(lambda: not question._trying, timeout=10_000)


def said(screen: Any) -> str:
    return str(screen.leaving.question._wrong_said)
