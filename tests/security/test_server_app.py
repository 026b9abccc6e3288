"""The app itself through the login of each person: it works, and its own ways come across nothing that isn't granted."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from itdesk.areas.helpdesk.tickets import operations
from itdesk.core.errors import UserError
from itdesk.core.rights import TEAM, Role, counts_as, sees_all
from itdesk.db import attachments, comments, history, presence, records, search, tags, undoing
from itdesk.db.changes import finish, now, pending_of
from itdesk.db.database import Database
from tests.security.rights_firm import OWN, Undone
from tests.security.server_firm import ServerFirm
from tests.security.test_rights_read import PATHS


@pytest.fixture(scope="module", params=list(Role))
def logged_in(request: pytest.FixtureRequest, server_firm: ServerFirm) -> Iterator[tuple[Role, ServerFirm, Database]]:
    with pytest.MonkeyPatch.context() as patch, server_firm.app_as(request.param, patch) as database:
        yield request.param, server_firm, database


def _refusal(database: Database, write: Callable[[Any], object]) -> str:
    """Why a write is refused, empty if it isn't; it is carried to its end, and undone after the server's own last look."""
    try:
        with suppress(Undone), database.writing(actor=0) as session:
            write(session)
            finish(session)
            session.connection().execute(text("SET CONSTRAINTS ALL IMMEDIATE"))
            undo()
    except UserError as error:
        return f"{error} {error.detail}"
    return ""


def undo() -> None:
    raise Undone


def test_whoever_acts_it_is_the_login(logged_in: tuple[Role, ServerFirm, Database]) -> None:
    role, firm, database = logged_in
    assert database.login is not None
    assert (database.login.person, database.login.role) == (firm.firm.people[role], counts_as(role))
    with database.reading(actor=firm.firm.people[Role.ADMINISTRATOR]) as session:
        assert session.info["standing"].role is counts_as(role)


def test_reading_comes_across_nothing_that_isnt_granted(
    logged_in: tuple[Role, ServerFirm, Database], tmp_path: Path
) -> None:
    role, firm, database = logged_in
    if sees_all(role):
        with database.reading(actor=firm.firm.people[role]) as session:
            title = firm.stored("tickets", firm.firm.records["tickets", OWN])["title"]
            assert search.find(session, title).hits
        return
    hidden = firm.firm.forbidden(role)
    theirs = type(firm.firm)(database, firm.firm.people, firm.firm.records, firm.firm.values)
    for path in PATHS:
        with database.reading() as session:
            told = "\n".join(repr(one) for one in path(theirs, session, tmp_path))
        assert [where for words, where in hidden.items() if words in told] == [], path.__name__
    with database.as_itself() as session:  # what no person asked for sees no more
        told = "\n".join(repr(one) for one in PATHS[0](theirs, session, tmp_path))
    assert [where for words, where in hidden.items() if words in told] == []


def test_people_work_as_their_role_lets_them(logged_in: tuple[Role, ServerFirm, Database]) -> None:
    role, firm, database = logged_in
    ticket, me = firm.firm.records["tickets", OWN], firm.firm.people[role]
    own, team = role is Role.STAFF, counts_as(role) in TEAM
    draft_changed = lambda session: _changed(session, ticket)  # noqa: E731 -- read beside its use
    tries: dict[str, tuple[Callable[[Any], object], bool]] = {
        "change": (draft_changed, own or team),
        "open": (lambda session: _opened(session, me), own or team),
        "reply": (lambda session: operations.reply(session, ticket, "Thank you", now=now()), own or team),
        "note": (lambda session: operations.add_note(session, ticket, "Quiet", now=now()), team),
        "file": (
            lambda session: attachments.add_stream(session, "tickets", ticket, io.BytesIO(b"new"), "x.txt"),
            own or team,
        ),
        "same file": (
            lambda session: attachments.add_stream(session, "tickets", ticket, io.BytesIO(_known(firm)), "x.txt"),
            own or team,
        ),
        "comment": (lambda session: comments.add(session, "vendors", firm.firm.records["vendors", OWN], "x"), team),
        "tag": (lambda session: tags.put(session, "vendors", [firm.firm.records["vendors", OWN]], ["Worn"]), team),
        "vendor": (_vendor, team),
        "vendors": (lambda session: [_vendor(session, f"N{at}") for at in range(3)], team),
        "approval": (
            lambda session: _approved(session, firm.firm.records["budgets", OWN]),
            role in (Role.OWNER, Role.ADMINISTRATOR),
        ),
        "presence": (lambda session: presence.enter(session, "w", "tickets", ticket, is_changing=True), True),
    }
    said = {name: _refusal(database, write) for name, (write, _open_to) in tries.items()}
    wrong = {name: said[name] for name, (_write, open_to) in tries.items() if bool(said[name]) is open_to}
    assert not wrong


def _changed(session: Any, ticket: int) -> None:
    draft = records.draft(session, "tickets", ticket)
    draft.values["affects"] = "Another one"
    records.save(session, draft)


def _opened(session: Any, requester: int) -> None:
    values = {"title": "Zebra", "description": "It fell", "requester": requester}
    opened = operations.open_ticket(session, values, now=now())
    assert records.draft(session, "tickets", opened).values["number"].startswith("HD-")


def _vendor(session: Any, name: str = "N") -> None:
    records.save(
        session, records.Draft("vendors", {**records.blank(session.info["registry"], "vendors").values, "name": name})
    )


def _approved(session: Any, budget: int) -> None:
    draft = records.draft(session, "budgets", budget)
    draft.values["status"] = "draft" if draft.values["status"] != "draft" else "agreed"
    records.save(session, draft)


def _known(firm: ServerFirm) -> bytes:
    """A file that hangs on a record which staff doesn't see."""
    asked = (
        "SELECT data FROM app.blob_chunks c JOIN app.attachments a ON a.hash = c.hash WHERE a.kind = 'budgets' LIMIT 1"
    )
    return bytes(firm.root.execute(asked).fetchone()[0])


def test_what_is_written_is_kept_found_told_and_taken_back(server_firm: ServerFirm, monkeypatch: Any) -> None:
    ticket, staff = server_firm.firm.records["tickets", OWN], server_firm.firm.people[Role.STAFF]
    with server_firm.app_as(Role.STAFF, monkeypatch) as database:
        with database.writing(actor=staff) as session:
            operations.reply(session, ticket, "It smokes of capercaillie", now=now())
        with database.reading(actor=staff) as session:
            assert [hit.id for hit in search.find(session, "capercaillie").hits] == [ticket]
    with server_firm.app_as(Role.TECHNICIAN, monkeypatch) as database:
        with database.reading(actor=server_firm.firm.people[Role.TECHNICIAN]) as session:
            assert [hit.id for hit in search.find(session, "capercaillie").hits] == [ticket]
            note = next(
                words for words in server_firm.firm.values["tickets", OWN].items() if words[0] == "an internal note"
            )
            assert ticket in [hit.id for hit in search.find(session, str(note[1])).hits]  # staff's write kept it
            assert history.of(session, "tickets", ticket)[0].who == server_firm.firm.values["people", OWN]["name"]
        vendor = server_firm.firm.records["vendors", OWN]
        before = server_firm.stored("vendors", vendor)["name"]
        with database.writing() as session:
            draft = records.draft(session, "vendors", vendor)
            draft.values["name"] = "Otherwise"
            records.save(session, draft)
            operation = pending_of(session).operation
        with database.writing() as session:
            undoing.take_back(session, operation)
        assert server_firm.stored("vendors", vendor)["name"] == before
        told = server_firm.root.execute(
            "SELECT count(*) FROM app.history WHERE operation <> %s AND kind = 'vendors' AND record_id = %s "
            "AND verb = 'changed'",
            (operation, vendor),
        ).fetchone()[0]
        assert told == 1  # of the taking back: the server had nothing to add to what the app told


def test_a_form_and_its_undo_go_by_legal_steps_where_theirs_is_none(server_firm: ServerFirm, monkeypatch: Any) -> None:
    ticket = server_firm.firm.records["tickets", OWN]
    server_firm.root.execute("UPDATE app.tickets SET status = 'closed' WHERE id = %s", (ticket,))
    with server_firm.app_as(Role.TECHNICIAN, monkeypatch) as database:
        with database.writing() as session:
            draft = records.draft(session, "tickets", ticket)
            draft.values["status"] = "waiting"
            records.save(session, draft)
            operation = pending_of(session).operation
        assert server_firm.stored("tickets", ticket)["status"] == "waiting"
        with database.writing() as session:
            undoing.take_back(session, operation)
        with database.writing() as session:
            draft = records.draft(session, "tickets", ticket)
            draft.values["status"] = "new"
            records.save(session, draft)
        assert server_firm.stored("tickets", ticket)["status"] == "new"
    asked = "SELECT changes::jsonb -> 'status' FROM app.history WHERE kind = 'tickets' AND record_id = %s ORDER BY id DESC LIMIT 3"
    told = [row[0] for row in server_firm.root.execute(asked, (ticket,))]
    assert told == [["closed", "new"], ["waiting", "closed"], ["closed", "waiting"]]
