"""Who has which record in front: said by each window, forgotten after a minute."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import select, update

from itdesk.db import presence, tables
from itdesk.db.engine import Database
from itdesk.db.presence import Here
from tests.db.making import made


def _enter(database: Database, window: str, record_id: int, actor: int | None, *, is_changing: bool = False) -> Any:
    return database.write(
        lambda session: presence.enter(session, window, "tickets", record_id, is_changing=is_changing), actor=actor
    )


def test_others_at_the_same_record_are_told_and_nobody_else(database: Database) -> None:
    ana, ben = made(database, "people", name="Ana"), made(database, "people", name="Ben")
    assert _enter(database, "a", 1, ana) == ()
    assert _enter(database, "b", 1, ben, is_changing=True) == (Here("Ana", is_changing=False),)
    assert _enter(database, "a", 1, ana) == (Here("Ben", is_changing=True),)
    assert _enter(database, "c", 2, ben) == ()


def test_two_windows_of_a_person_count_once_and_who_changes_stands_first(database: Database) -> None:
    ana, ben = made(database, "people", name="Ana"), made(database, "people", name="Ben")
    _enter(database, "a", 1, ana)
    _enter(database, "b", 1, ben)
    _enter(database, "c", 1, ben, is_changing=True)
    assert _enter(database, "d", 1, None) == (Here("Ben", is_changing=True), Here("Ana", is_changing=False))


def test_a_window_is_at_one_record_and_leaves(database: Database) -> None:
    _enter(database, "a", 1, None)
    _enter(database, "a", 2, None)
    assert _enter(database, "b", 1, None) == ()
    assert _enter(database, "b", 2, None) == (Here("", is_changing=False),)
    database.write(lambda session: presence.leave(session, "a"))
    assert _enter(database, "b", 2, None) == ()


def test_what_a_lost_pc_said_is_forgotten(database: Database) -> None:
    there = tables.presences
    _enter(database, "a", 1, None)
    with database.writing() as session:
        long_ago = session.execute(select(there.c.seen_at)).scalar_one() - presence.LASTS - timedelta(seconds=1)
        session.execute(update(there).values(seen_at=long_ago))
    assert _enter(database, "b", 1, None) == ()
    with database.reading() as session:
        assert list(session.execute(select(there.c.window_uid)).scalars()) == ["b"]


def test_it_leaves_no_history(database: Database) -> None:
    with database.reading() as session:
        before = session.execute(select(tables.history.c.id)).all(), session.execute(select(tables.operations)).all()
    _enter(database, "a", 1, None)
    with database.reading() as session:
        assert before == (
            session.execute(select(tables.history.c.id)).all(),
            session.execute(select(tables.operations)).all(),
        )
