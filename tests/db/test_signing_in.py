"""Passwords of people: given, checked, taken away; who guesses waits, also after a new start."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from itdesk.core.errors import NotAllowed, UserError
from itdesk.core.rights import Role
from itdesk.core.sealing import Cost
from itdesk.db import history, records, rights, signing_in, tables, undoing, workspace
from itdesk.db.database import Database
from itdesk.db.signing_in import WrongPassword

GOOD = "violet tractor"
MOMENT = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(signing_in, "COST", Cost(1, 32))


def somebody(database: Database, name: str, role: str) -> int:
    with database.writing() as session:
        draft = records.blank(session.info["registry"], "people")
        draft.values.update(name=name, role=role)
        return records.save(session, draft)


def give(database: Database, person: int, password: str, actor: int | None = None) -> None:
    database.write(lambda session: signing_in.put(session, person, password), actor=actor)


def try_it(database: Database, person: int, typed: str, at: datetime) -> float | None:
    """None where it is right, else the seconds until the next try."""
    try:
        signing_in.check(database, person, typed, lambda: at)
    except WrongPassword as wrong:
        return wrong.wait
    return None


def test_right_one_signs_in_and_wrong_one_does_not(database: Database) -> None:
    vera = somebody(database, "Vera", "administrator")
    assert try_it(database, vera, "whatever", MOMENT) is None  # nobody gave her one
    give(database, vera, GOOD)
    assert try_it(database, vera, GOOD, MOMENT) is None
    assert try_it(database, vera, GOOD.upper(), MOMENT) == 0
    with database.as_itself() as session:
        assert signing_in.has_password(session, vera)


def test_each_wrong_try_waits_longer_and_a_new_start_does_not_help(database: Database) -> None:
    vera = somebody(database, "Vera", "administrator")
    give(database, vera, GOOD)
    at, waits = MOMENT, []
    for _try in range(12):
        wait = try_it(database, vera, "guess", at)
        assert wait is not None
        waits.append(wait)
        at += timedelta(seconds=wait)
    assert waits[:5] == [0, 0, 2, 4, 8]
    assert waits[-1] == signing_in.LONGEST_DELAY.total_seconds()
    at -= timedelta(seconds=10)
    assert try_it(database, vera, GOOD, at) == 10  # even the right one, before the time is over
    assert try_it(database, vera, GOOD, at - timedelta(days=3)) == 300  # a clock put back makes nobody wait for days
    at += timedelta(seconds=10)
    assert try_it(database, vera, GOOD, at) is None
    assert try_it(database, vera, "guess", at) == 0  # counted anew


def test_only_oneself_and_administrators_give_passwords(database: Database) -> None:
    vera, tom = somebody(database, "Vera", "administrator"), somebody(database, "Tom", "technician")
    give(database, tom, GOOD, actor=tom)
    with pytest.raises(NotAllowed):
        give(database, vera, GOOD, actor=tom)
    with pytest.raises(NotAllowed):
        database.write(lambda session: signing_in.take_away(session, vera), actor=tom)
    give(database, tom, "another good one", actor=vera)
    with database.as_itself() as session:
        givers = session.connection().exec_driver_sql("SELECT person_id, given_by FROM sign_ins").all()
        assert [tuple(one) for one in givers] == [(tom, vera)]
    database.write(lambda session: signing_in.take_away(session, tom), actor=vera)
    with database.as_itself() as session:
        assert not signing_in.has_password(session, tom)


def test_short_one_is_refused(database: Database) -> None:
    vera = somebody(database, "Vera", "administrator")
    with pytest.raises(UserError, match="at least 8"):
        give(database, vera, "short")


def test_nothing_of_it_is_in_clear_or_in_history(database: Database) -> None:
    vera = somebody(database, "Vera", "administrator")
    give(database, vera, GOOD)
    with database.as_itself() as session:
        secret: Any = session.connection().exec_driver_sql("SELECT secret FROM sign_ins").scalar_one()
        told = session.connection().exec_driver_sql("SELECT changes FROM history").scalars().all()
    assert "violet" not in secret
    assert not any("salt" in one for one in told)


@pytest.mark.parametrize("chosen", [None, "auditor", "staff"])
def test_workspace_says_what_a_consultant_is(database: Database, chosen: str | None) -> None:
    carl = somebody(database, "Carl", "consultant")
    database.write(lambda session: workspace.change(session, {"consultant": chosen}))
    with database.reading(actor=carl) as session:
        assert rights.role_of(session) == Role(chosen or "technician")
    with pytest.raises(UserError, match="consultant"):
        database.write(lambda session: workspace.change(session, {"consultant": "consultant"}))


def test_history_tells_whose_password_was_given_changed_and_locked_and_no_secret(database: Database) -> None:
    vera = somebody(database, "Vera", "administrator")
    ben = somebody(database, "Ben", "staff")
    give(database, ben, GOOD, vera)
    give(database, ben, GOOD * 2, ben)
    for _try in range(signing_in.FREE_TRIES + 1):
        try_it(database, ben, "guess", MOMENT)
    database.write(lambda session: signing_in.take_away(session, ben), actor=vera)
    with database.as_itself() as session:
        lines = [one for one in history.of(session, "people", ben) if one.field == "Password"]
        stored = session.execute(select(tables.history.c.changes)).scalars().all()
        operation = lines[0].operation
    assert [(one.who, one.new) for one in lines] == [
        ("Vera", "taken away"),
        ("", "too many wrong tries: the next ones have to wait"),
        ("Ben", "changed by themselves"),
        ("Vera", "given"),
    ]
    assert GOOD not in repr(stored)
    with pytest.raises(UserError, match="Nothing is known"):
        database.write(lambda session: undoing.take_back(session, operation))
