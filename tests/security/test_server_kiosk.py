"""The shared PC's login, whose password is taken as known: it reports, and reads a ticket by its receipt, and that is all."""

from __future__ import annotations

import uuid
from typing import Any

import pytest

from itdesk.areas.helpdesk.kiosk.rules import hashed, new_code
from itdesk.core.grams import hashes
from itdesk.core.rights import Role
from itdesk.db import search
from tests.security.rights_firm import OWN
from tests.security.server_firm import REFUSED, ServerFirm

SUBMIT = "SELECT app.kiosk_submit(%s, %s, NULL, %s, %s, '', %s, %s, %s)"
STATUS = "SELECT app.kiosk_status(%s, %s)"


def _asked(firm: ServerFirm, statement: str, values: Any = ()) -> Any:
    return firm.lines["kiosk"].execute(statement, values).fetchone()[0]


@pytest.fixture(autouse=True)
def works_here(server_firm: ServerFirm) -> None:
    """The screen offers those who do."""
    server_firm.root.execute(
        "UPDATE app.people SET is_active = TRUE WHERE id = %s", (server_firm.firm.people[Role.STAFF],)
    )


@pytest.fixture
def receipt(server_firm: ServerFirm) -> tuple[str, str]:
    """A code and what is stored of its PIN, of a report that was just sent."""
    code, pin = new_code(), hashed("1234")
    words = "The ornithopter does not start"
    values = (
        str(uuid.uuid4()),
        server_firm.firm.people[Role.STAFF],
        "It stands",
        words,
        code,
        pin,
        sorted(hashes(words)),
    )
    number = _asked(server_firm, SUBMIT, values)
    assert number.startswith("HD-")
    assert _asked(server_firm, SUBMIT, values) == number  # sent again: the same
    return code, pin


def test_a_report_is_stored_told_and_found(server_firm: ServerFirm, receipt: tuple[str, str]) -> None:
    code, _pin = receipt
    found = server_firm.root.execute(
        "SELECT t.id, t.source, t.requester_id, h.actor_id, h.verb FROM app.tickets t JOIN app.history h "
        "ON h.kind = 'tickets' AND h.record_id = t.id WHERE t.receipt_code = %s",
        (code,),
    ).fetchall()
    person = server_firm.firm.people[Role.STAFF]
    assert [row[1:] for row in found] == [("kiosk", person, person, "created")]
    with server_firm.firm.database.reading() as session:
        assert found[0][0] in [hit.id for hit in search.find(session, "ornithopter").hits]


def test_the_receipt_shows_its_ticket_without_notes_and_takes_an_answer(
    server_firm: ServerFirm, receipt: tuple[str, str]
) -> None:
    code, pin = receipt
    assert _asked(server_firm, "SELECT app.kiosk_salt(%s)", (code,)) == pin.partition("$")[0]
    ticket = server_firm.root.execute("SELECT id FROM app.tickets WHERE receipt_code = %s", (code,)).fetchone()[0]
    for body, is_note in (("We are on it", False), ("An awkward one", True)):
        server_firm.lines[Role.TECHNICIAN].execute(
            "INSERT INTO app.ticket_messages (uid, version, created_at, updated_at, ticket_id, author_id, body, is_note, at, "
            "via) VALUES (%s, 1, now(), now(), %s, %s, %s, %s, now(), 'app')",
            (str(uuid.uuid4()), ticket, server_firm.firm.people[Role.TECHNICIAN], body, is_note),
        )
    answer = (str(uuid.uuid4()), code, pin, "It smells now", sorted(hashes("It smells now")))
    for _twice in range(2):
        assert _asked(server_firm, "SELECT app.kiosk_reply(%s, %s, %s, %s, %s)", answer) is True
    told = _asked(server_firm, STATUS, (code, pin))
    assert [line["body"] for line in told["lines"]] == ["We are on it", "It smells now"]
    assert [line["by_you"] for line in told["lines"]] == [False, True]
    assert "awkward" not in repr(told)


def test_guessing_ends_soon_and_a_rollback_gives_no_try_back(server_firm: ServerFirm, receipt: tuple[str, str]) -> None:
    code, pin = receipt
    for _try in range(12):
        assert server_firm.say("kiosk", STATUS, (code, hashed("0000"))) == 1  # one row, which says nothing; rolled back
        assert _asked(server_firm, STATUS, (code, hashed("0000"))) is None
    assert _asked(server_firm, STATUS, (code, pin)) is None  # not even the right one now
    bucket = server_firm.root.execute("SELECT abs(hashtext(%s) %% 32)", (code,)).fetchone()[0]
    server_firm.root.execute(f"SELECT setval('kiosk.kiosk_pace_{bucket}', 1)")
    assert _asked(server_firm, STATUS, (code, pin))["status"] == "new"  # the control: after a while it is let in
    assert len(_asked(server_firm, "SELECT app.kiosk_salt('AAAA-AAAA')")) == 32  # as long as one that is there


def test_it_reads_nothing_else_and_sends_nothing_else(server_firm: ServerFirm) -> None:
    name = server_firm.stored("people", server_firm.firm.records["people", OWN])["name"]
    listed = server_firm.lines["kiosk"].execute("SELECT * FROM app.kiosk_names(%s)", (name[:6],)).fetchall()
    assert name in [row[1] for row in listed]
    assert len(listed[0]) == 2
    for said in (
        "SELECT app.kiosk_own('AAAA-AAAA', 'x')",
        "SELECT app.kiosk_paced('kiosk_reports', -1000000, 0)",
        "SELECT app.kiosk_told(1, 1, 'x', 'created', NULL, NULL, '{}')",
        "SELECT setval('kiosk.kiosk_reports', 1)",
        "SELECT nextval('app.number_tickets')",
        "SELECT * FROM app_as_staff.tickets",
        "SELECT enrol.enrol('x', 1, 'SCRAM-SHA-256$')",
    ):
        assert server_firm.say("kiosk", said) == REFUSED, said
    person = server_firm.firm.people[Role.STAFF]
    for wrong in (
        (str(uuid.uuid4()), person, "x", " ", new_code(), hashed("1"), []),
        (str(uuid.uuid4()), 10_000_000, "x", "x", new_code(), hashed("1"), []),
        (str(uuid.uuid4()), person, "x", "x" * 200_000, new_code(), hashed("1"), []),
        (str(uuid.uuid4()), person, "x", "x", "guess", hashed("1"), []),
    ):
        assert server_firm.say("kiosk", SUBMIT, wrong) == "22023"
    burst = [
        server_firm.say("kiosk", SUBMIT, (str(uuid.uuid4()), person, "x", "x", new_code(), hashed("1"), []))
        for _one in range(3)
    ]
    assert burst == [1, 1, 1]
