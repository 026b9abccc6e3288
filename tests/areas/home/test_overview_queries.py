"""Home's figures on both engines: what is due and how much of it, what isn't in order, and in how many statements."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from itdesk.areas.helpdesk.tickets.models import Ticket
from itdesk.areas.home.overview import queries
from itdesk.areas.home.overview.queries import Group
from itdesk.db.engine import Database
from tests.areas.making import london, make
from tests.statements import counted

NOW = london(20, "10:00")
TODAY = date(2026, 11, 20)


def fill(database: Database, times: int = 1) -> None:
    with database.writing() as session:
        person = make(session, "people", first_name="Beth", last_name=f"Carrow {times}")
        vendor = make(session, "vendors", name=f"Lanternet {times}")
        licence = make(session, "licences", name=f"CAD {times}", seats=1, is_reassignable=True)
        del licence
        for number in range(times):
            name = f"{times}-{number}"
            for due in (london(20, "09:00"), london(20, "15:00"), london(23, "15:00"), london(30, "15:00", month=12)):
                ticket = make(
                    session, "tickets", title=f"Trouble {name}", requester=person, opened_at=london(19, "09:00")
                )
                session.get_one(Ticket, ticket).due_at = due
            make(session, "hardware", tag=f"A{name}", status="in_use", warranty_end_on=TODAY + timedelta(days=30))
            make(session, "hardware", tag=f"B{name}", status="in_use", warranty_end_on=TODAY - timedelta(days=1))
            make(session, "hardware", tag=f"C{name}", status="spare", warranty_end_on=TODAY - timedelta(days=1))
            make(
                session,
                "contracts",
                name=f"Fibre {name}",
                vendor=vendor,
                start_on=date(2026, 1, 1),
                end_on=TODAY + timedelta(days=5),
                price=Decimal(10),
            )
            make(session, "plans", name=f"Plan {name}", review_on=TODAY - timedelta(days=2))


def test_empty_workspace_has_nothing_due_and_says_so(database: Database) -> None:
    with database.reading() as session:
        found = queries.home(session, NOW)
    assert found.empty
    assert (found.due, found.renewals, found.attention, found.budget) == ((), (), (), None)
    assert found.counts == dict.fromkeys(Group, 0)
    assert (found.late_tickets, found.decide_today) == (0, 0)


def test_due_and_counts_by_group(database: Database) -> None:
    fill(database)
    with database.reading() as session:
        found = queries.home(session, NOW)
        counts = queries.counts(session, NOW)
    assert not found.empty
    assert found.counts == {Group.LATE: 2, Group.TODAY: 1, Group.SOON: 2}
    assert [(one.group, one.kind) for one in found.due] == [
        (Group.LATE, "plans"),
        (Group.LATE, "tickets"),
        (Group.TODAY, "tickets"),
        (Group.SOON, "tickets"),
        (Group.SOON, "contracts"),
    ]
    assert found.late_tickets == 1
    assert {one.what: one.count for one in found.attention} == {"warranty": 1, "out_of_warranty": 1}
    assert counts == {"helpdesk": 4, "vendors": 1, "inventory": 0}


def test_counts_are_of_all_that_is_due_however_few_are_shown(database: Database) -> None:
    fill(database, queries.SHOWN + 5)
    with database.reading() as session:
        found = queries.home(session, NOW)
    assert len(found.due) == queries.SHOWN
    each = queries.SHOWN + 5
    assert found.counts == {Group.LATE: 2 * each, Group.TODAY: each, Group.SOON: 2 * each}


def test_closed_waiting_and_deleted_tickets_are_not_due(database: Database) -> None:
    with database.writing() as session:
        for status in ("closed", "waiting", "in_progress"):
            ticket = make(session, "tickets", title=status, opened_at=london(19, "09:00"), status=status)
            kept = session.get_one(Ticket, ticket)
            kept.due_at = london(20, "09:00")
            if status == "in_progress":
                kept.deleted_at = datetime.now(UTC)
    with database.reading() as session:
        found = queries.home(session, NOW)
    assert (found.due, found.late_tickets, found.counts[Group.LATE]) == ((), 0, 0)


def test_statements_do_not_grow_with_the_workspace(database: Database) -> None:
    numbers = []
    for times in (1, 7):
        fill(database, times)
        with database.reading() as session, counted(session) as statements:
            queries.home(session, NOW)
            queries.counts(session, NOW)
        numbers.append(len(statements))
    assert numbers[0] == numbers[1]
