"""Seats in a workspace: given, used, taken back, and what the page says of them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from itdesk.areas.inventory.hardware.queries import hardware_facts
from itdesk.areas.inventory.licences import operations, queries
from itdesk.core.errors import UserError
from itdesk.db import lists
from itdesk.db.binding import today_here
from itdesk.db.database import Database
from itdesk.db.lists import ListSpec

Save = Callable[..., int]
TODAY = today_here()


def row_of(database: Database, licence: int) -> tuple[Any, ...]:
    columns = ("seats_given", "seats_used", "seats_free", "is_active")
    with database.reading() as session:
        return lists.rows(session, ListSpec("licences", columns, (), ()), [licence])[licence][1:]


def test_seats_are_counted_in_the_list(database: Database, save: Save) -> None:
    people = [save("people", name=f"Person {number}") for number in range(4)]
    licence = save("licences", name="Plotline CAD", seats=3, person=people[0])
    other = save("licences", name="Massing", seats=None, expires_on=TODAY - timedelta(days=1))
    assert row_of(database, licence) == (1, 0, 2, True)
    assert row_of(database, other) == (0, 0, None, False)
    with database.writing() as session:
        assert operations.give_seats(session, licence, on=TODAY, person_ids=people) == 4
    assert row_of(database, licence) == (4, 0, -1, True)
    with database.reading() as session:
        facts = queries.licence_facts(session, licence, TODAY)
    assert facts is not None
    assert (facts.given, facts.balance.text) == (4, "1 over")
    with database.writing() as session:
        used = {facts.seats[0].id: TODAY, facts.seats[1].id: TODAY - timedelta(days=90)}
        late = {facts.seats[2].id: TODAY - timedelta(days=91)}
        assert operations.record_use(session, licence, used | late) == 3
        assert operations.record_use(session, licence, {facts.seats[0].id: TODAY - timedelta(days=5)}) == 0
    assert row_of(database, licence) == (4, 2, -1, True)


def test_nobody_gets_two_seats(database: Database, save: Save) -> None:
    person, device = save("people", name="Priya Nair"), save("hardware", tag="HP-1")
    licence = save("licences", name="Lumen Render", seats=1)
    with database.writing() as session:
        operations.give_seat(session, licence, on=TODAY, person_id=person)
        operations.give_seat(session, licence, on=TODAY, hardware_id=device)
    for twice in ({"person_id": person}, {"hardware_id": device}, {}):
        with pytest.raises(UserError), database.writing() as session:
            operations.give_seat(session, licence, on=TODAY, **twice)
    with database.reading() as session:
        facts = hardware_facts(session, device, TODAY)
    assert facts is not None
    assert [(line.name, line.on_machine) for line in facts.licences] == [("Lumen Render", True)]


def test_taken_back_seat_is_free_and_history_keeps_it(database: Database, save: Save) -> None:
    person = save("people", name="Sam Okafor")
    licence = save("licences", name="Costbook", seats=3, person=person)
    with database.writing() as session:
        seat = operations.give_seat(session, licence, on=TODAY, person_id=person)
    with database.writing() as session:
        assert operations.take_back(session, [seat, seat]) == 1
    assert row_of(database, licence) == (0, 0, 3, True)
    from itdesk.db import history

    with database.reading() as session:
        told = history.of(session, "licences", licence)
    assert any("Sam Okafor" in change.old for change in told)


def test_seat_that_may_not_change_hands_stays(database: Database, save: Save) -> None:
    person = save("people", name="Isla Grant")
    licence = save("licences", name="Slatework", seats=1, is_reassignable=False, person=person)
    with database.writing() as session:
        seat = operations.give_seat(session, licence, on=TODAY, person_id=person)
    for attempt in (
        lambda session: operations.take_back(session, [seat]),
        lambda session: operations.take_back_from_holder(session, licence),
    ):
        with pytest.raises(UserError, match="Slatework"), database.writing() as session:
            attempt(session)


def test_holder_is_a_seat_until_a_seat_says_more(database: Database, save: Save) -> None:
    person = save("people", name="Grace Tan")
    licence = save("licences", name="Passkeep", seats=1, person=person, purchase_on=date(2024, 1, 2))
    with database.reading() as session:
        facts = queries.licence_facts(session, licence, TODAY)
    assert facts is not None
    assert [(seat.id, seat.name, seat.is_idle) for seat in facts.seats] == [(None, "Grace Tan", True)]
    with database.writing() as session:
        operations.record_use_by_holder(session, licence, TODAY)
    assert row_of(database, licence) == (1, 1, 0, True)
    with database.writing() as session:
        operations.take_back_from_holder(session, licence)
    assert row_of(database, licence) == (0, 0, 1, True)


def test_summary_adds_up_what_the_page_shows(database: Database, save: Save) -> None:
    people = [save("people", name=f"Person {number:02}") for number in range(14)]
    bought = {"Plotline CAD 2026": (12, 14, 13, 9360), "Plotline CAD LT": (8, 5, 4, 1920), "Siteview": (5, 5, 3, 1140)}
    for number, (name, (seats, given, used, cost)) in enumerate(bought.items()):
        renews_on = TODAY + timedelta(days=90 - number)
        licence = save("licences", name=name, seats=seats, annual_cost=Decimal(cost), renews_on=renews_on)
        with database.writing() as session:
            operations.give_seats(session, licence, on=TODAY, person_ids=people[:given])
            facts = queries.licence_facts(session, licence, TODAY)
            assert facts is not None
            operations.record_use(session, licence, {seat.id: TODAY for seat in facts.seats[:used] if seat.id})
    save("licences", name="Ended", seats=9, annual_cost=Decimal(500), expires_on=TODAY - timedelta(days=1))
    with database.reading() as session:
        summary = queries.summary(session, TODAY)
        idle = queries.idle_seats(session, TODAY)
    assert summary.count == 3
    assert (summary.missing_seats, [one.name for one in summary.short]) == (2, ["Plotline CAD 2026"])
    assert summary.idle_seats == 4
    assert [(one.name, one.advice.keep, one.advice.text) for one in summary.savings] == [
        ("Siteview", 3, "2 idle"),
        ("Plotline CAD LT", 4, "3 free, 1 idle"),
    ]
    assert summary.saving == {"GBP": Decimal(1416)}
    assert summary.annual_cost == {"GBP": Decimal(12420)}
    assert len(idle) == summary.idle_seats


def test_seats_of_leavers_come_first(database: Database, save: Save) -> None:
    leaver = save("people", name="Zoe Left", end_on=TODAY - timedelta(days=1))
    retired = save("hardware", tag="HP-OLD", status="retired")
    here = save("people", name="Ada Here")
    licence = save("licences", name="Vellum", seats=5)
    with database.writing() as session:
        seats = [
            operations.give_seat(session, licence, on=TODAY, person_id=here),
            operations.give_seat(session, licence, on=TODAY, person_id=leaver),
            operations.give_seat(session, licence, on=TODAY, hardware_id=retired),
        ]
        operations.record_use(session, licence, dict.fromkeys(seats, TODAY))
    with database.reading() as session:
        idle = queries.idle_seats(session, TODAY, licence)
        facts = queries.licence_facts(session, licence, TODAY)
    assert [(seat.holder, seat.has_left) for seat in idle] == [("HP-OLD", True), ("Zoe Left", True)]
    assert facts is not None
    assert {seat.name for seat in facts.seats if seat.has_left} == {"HP-OLD", "Zoe Left"}


def test_key_is_shown_only_to_who_asks(database: Database, save: Save) -> None:
    licence = save("licences", name="Kestrel", key="AAAA-BBBB-CCCC-7F2A")
    with database.reading() as session:
        facts = queries.licence_facts(session, licence, TODAY)
        assert facts is not None
        assert facts.masked_key == "••••-••••-7F2A"
        assert queries.reveal_key(session, licence) == "AAAA-BBBB-CCCC-7F2A"
