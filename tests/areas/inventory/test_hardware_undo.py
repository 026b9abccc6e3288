"""Devices handed out and taken back by undo: the loans follow, whichever way the device was written."""

from __future__ import annotations

from datetime import UTC, date, datetime

from sqlalchemy import select

from itdesk.areas.inventory.hardware import operations
from itdesk.areas.inventory.hardware.models import HardwareLoan
from itdesk.db import history, records, undoing
from itdesk.db.database import Database
from tests.areas.making import change, last_operation, make

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)


def loans(database: Database) -> list[tuple[int | None, bool, str | None]]:
    """Person, whether it is back, and note of each loan."""
    with database.reading() as session:
        rows = session.execute(
            select(HardwareLoan.person_id, HardwareLoan.back_at, HardwareLoan.note).order_by(HardwareLoan.id)
        )
        return [(person, back is not None, note) for person, back, note in rows]


def take_back(database: Database, operation: str = "") -> None:
    wanted = operation or last_operation(database)
    with database.writing() as session:
        assert undoing.take_back(session, wanted).kept == ()


def test_a_device_handed_out_taken_back_and_retired_goes_back_step_by_step(database: Database) -> None:
    with database.writing() as session:
        anna, ben = make(session, "people", name="Anna"), make(session, "people", name="Ben")
        device = make(session, "hardware", tag="A-1")
    steps = []
    for write in (
        lambda session: operations.check_out(session, device, now=NOW, person_id=anna, due_on=date(2026, 12, 1)),
        lambda session: operations.check_out(session, device, now=NOW, person_id=ben, note="for the fair"),
        lambda session: operations.check_in(session, device, now=NOW, note="dusty"),
        lambda session: operations.retire(session, [device], on=date(2026, 11, 20)),
    ):
        steps.append((loans(database), user(database, device)))
        with database.writing() as session:
            write(session)
    last = loans(database)
    operation = last_operation(database)
    told = []
    for before in reversed(steps):
        take_back(database, operation)
        assert (loans(database), user(database, device)) == before
        told.append(last_operation(database))
        operation = last_operation(database, 2 * len(told))
    for again in reversed(told):
        take_back(database, again)
    assert loans(database) == last
    with database.reading() as session:
        assert "Loan" in {line.part for line in history.of(session, "hardware", device)}


def user(database: Database, device: int) -> tuple[object, ...]:
    with database.reading() as session:
        found = records.draft(session, "hardware", device).values
        return found["person"], found["status"], found["last_seen_on"], found["retired_on"]


def test_the_loan_of_a_device_that_was_made_with_its_user_ends_and_begins_with_it(database: Database) -> None:
    with database.writing() as session:
        anna = make(session, "people", name="Anna")
    with database.writing() as session:
        records.insert_many(
            session, "hardware", [{"tag": f"T{n}", "person": anna, "status": "in_use"} for n in range(3)]
        )
    take_back(database)
    assert [back for _person, back, _note in loans(database)] == [True] * 3
    take_back(database)
    assert [back for _person, back, _note in loans(database)] == [False] * 3


def test_a_user_typed_into_a_form_goes_back_with_the_loan(database: Database) -> None:
    with database.writing() as session:
        anna = make(session, "people", name="Anna")
        device = make(session, "hardware", tag="A-1")
    with database.writing() as session:
        change(session, "hardware", device, person=anna)
    assert loans(database) == [(anna, False, None)]
    take_back(database)
    assert loans(database) == []
    take_back(database)
    assert loans(database) == [(anna, False, None)]
