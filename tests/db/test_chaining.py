"""History that was changed past the app shows: by its own chain, and by one head that was kept outside, however clever."""

from __future__ import annotations

import json
import threading
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from itdesk.core.chain import Head, encoded, follow, read_short
from itdesk.core.errors import UserError
from itdesk.db import chaining, history_lines, sqlite, stored
from itdesk.db.backups import known
from itdesk.db.check import check
from itdesk.db.engine import Database
from itdesk.db.verifying import verify
from tests.db.making import made, make

SPOILT = {
    "a line is changed": "UPDATE history SET changes = '{\"title\":[null,\"Other\"]}' WHERE id = 3",
    "somebody else did it": "UPDATE history SET actor_id = 7 WHERE id = 2",
    "a line is gone": "DELETE FROM history WHERE id = 3",
    "the last ones are gone": "DELETE FROM history WHERE id > 3",
    "all are gone": "DELETE FROM history",
    "one is put in": "UPDATE history SET id = 1000 WHERE id = 5; INSERT INTO history SELECT 5, at, actor_id, verb, kind, record_id, record_uid,"
    " operation, part, part_id, changes FROM history WHERE id = 4",
    "two change places": "UPDATE history SET id = 1001 WHERE id = 2; UPDATE history SET id = 2 WHERE id = 3; UPDATE history SET id = 3 WHERE id = 1001",
}  # fmt: skip


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ITDESK_HOME", str(tmp_path / "home"))


@pytest.fixture
def busy(database: Database) -> Database:
    """A workspace with six lines of history, linked."""
    for number in range(6):
        made(database, "tickets", title=f"Ticket {number}")
    chaining.catch_up(database)
    return database


def newest(database: Database) -> Head:
    with database.reading() as session:
        return chaining.newest(session.connection())


def lines(database: Database) -> list[Any]:
    with database.reading() as session:
        return list(history_lines.of(session.connection()))


def past_the_app(database: Database, statements: str, *, relinked: bool = False) -> None:
    """By plain SQL; a clever one links anew what it changed."""
    statements += "; DELETE FROM history_chain" if relinked else ""
    if database.path is not None:
        with closing(sqlite.connect(database.path)) as connection:
            connection.executescript(statements)
    else:
        with database.writing() as session:
            for one in statements.split("; "):
                session.connection().execute(text(one))
    if relinked:
        chaining.catch_up(database)


def test_each_line_is_linked_once_and_leads_to_the_head(busy: Database) -> None:
    head = newest(busy)
    assert head == follow(Head(), lines(busy))
    assert head.lines == 6
    if busy.path is not None:  # a file's transaction links its own
        with busy.writing() as session:
            make(session, "tickets", title="One")
            make(session, "tickets", title="Two")
        assert newest(busy) == follow(Head(), lines(busy))
        assert newest(busy).lines == 8
    assert verify(busy) == {"ok": True, "head": newest(busy).short, "known": 0, "findings": [], "refused_all": 0}


@pytest.mark.parametrize("how", SPOILT)
def test_what_is_done_to_history_shows(busy: Database, how: str) -> None:
    kept = newest(busy).short
    assert verify(busy, [kept])["ok"]
    past_the_app(busy, SPOILT[how])
    assert not verify(busy)["ok"]
    assert "chain" in {one.check for one in check(busy)}


@pytest.mark.parametrize("how", SPOILT)
def test_one_head_outside_tells_of_whoever_links_anew(busy: Database, how: str) -> None:
    kept = newest(busy).short
    past_the_app(busy, SPOILT[how], relinked=True)
    assert verify(busy)["ok"]  # without a head outside nobody could tell
    for number in range(6):  # and goes on, as if nothing had been
        made(busy, "tickets", title=f"Later {number}")
    chaining.catch_up(busy)
    findings = verify(busy, [kept])["findings"]
    assert any(kept in one["message"] for one in findings)


def test_this_pc_remembers_and_notices(busy: Database) -> None:
    assert known.remember(busy)
    assert [one.head for one in known.remembered(busy.workspace.uid)] == [newest(busy)]
    made(busy, "tickets", title="Later")
    assert known.remember(busy, links=True)
    assert [one.head.lines for one in known.remembered(busy.workspace.uid)] == [7]
    past_the_app(busy, SPOILT["the last ones are gone"], relinked=True)
    assert not known.remember(busy)
    assert not verify(busy)["ok"]
    known.forget(busy.workspace.uid)
    assert known.remember(busy)
    assert verify(busy)["ok"]


def test_no_late_commit_falls_between_linked_lines(busy: Database) -> None:
    if busy.path is not None:
        pytest.skip("a file has one writer at a time")
    begun, go_on = threading.Event(), threading.Event()

    def late() -> None:
        with busy.writing() as session:
            make(session, "tickets", title="Takes long")
            session.flush()
            from itdesk.db import changes

            changes.settle(session)
            begun.set()
            go_on.wait(20)

    other = threading.Thread(target=late)
    other.start()
    begun.wait(20)
    made(busy, "tickets", title="Overtakes")  # with a higher number
    assert chaining.catch_up(busy).lines == 6
    go_on.set()
    other.join()
    assert chaining.catch_up(busy).lines == 8
    assert newest(busy) == follow(Head(), lines(busy))
    assert verify(busy)["ok"]


def test_an_engine_makes_the_same_line_of_whatever_history_holds(busy: Database) -> None:
    """It is hashed: a line that is written another way would break every chain there is."""
    body = "".join(map(chr, range(1, 128))) + "\x7f\x80ÄŁ打ﷺ😀\u2028\u202e'\"\\/"
    ends = {} if busy.is_server else {"b": "a\0z"}  # a server takes no such text
    for value in {"a": body, **ends}.values():
        with busy.writing() as session:
            session.connection().execute(text("UPDATE history SET changes = :value WHERE id = 2"), {"value": value})
        with busy.reading() as session:
            asked = f"SELECT {', '.join(history_lines.COLUMNS)} FROM history ORDER BY id"  # noqa: S608 -- names of our own
            rows = session.connection().execute(text(asked))
            wanted = [encoded((one[0], stored.as_text(one[1]) if busy.is_server else one[1], *one[2:])) for one in rows]
        assert lines(busy) == wanted
        assert json.loads(lines(busy)[1][1])[-1] == value


def test_a_line_that_is_no_text_breaks_the_chain_and_nothing_else(busy: Database) -> None:
    if busy.is_server:
        pytest.skip("a server's columns hold what they are for")
    past_the_app(busy, "UPDATE history SET changes = x'00ff' WHERE id = 2")
    assert [one[0] for one in lines(busy)] == [1, 2, 3, 4, 5, 6]
    assert not verify(busy)["ok"]


def test_a_line_whose_letters_are_damaged_is_told_without_them(busy: Database) -> None:
    if busy.is_server:
        pytest.skip("a server keeps nothing but letters")
    past_the_app(busy, "UPDATE history SET changes = cast(x'7b2261ff227d' AS text) WHERE id = 2")
    told = [one.message for one in check(busy) if one.check == "file"]
    assert told
    assert all(one == "The workspace file is damaged. Could not decode to UTF-8" for one in told)


def test_a_head_is_read_as_it_is_printed_and_nothing_else_is(busy: Database) -> None:
    head = newest(busy)
    for typed in (head.short, head.short.upper(), f" {head.short.replace('-', ' ')} "):
        assert read_short(typed) is not None
        assert verify(busy, [typed])["ok"]
    for wrong in ("", "6", head.short[:-1], head.short.replace("6-", "-", 1), "6-zzzz-0000-0000-0000-0000"):
        with pytest.raises(UserError, match="no head"):
            verify(busy, [wrong])
