"""The window through a login of a member of staff: a server shows them theirs, and they work as nobody else."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from itdesk.core.rights import Role
from itdesk.db import lists, records
from tests import postgres_server as postgres
from tests.at_window import Person, window_on
from tests.security.rights_firm import OWN
from tests.security.server_firm import ServerFirm, made


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
        assert _ids(desk, kind) == [firm.firm.records[kind, OWN]], kind
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
