"""The sample firm is whole, and stands on any day as it does on the day of which it was told."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import func, select

from itdesk.areas.continuity.plans.findings import does_not_add_up
from itdesk.areas.continuity.plans.queries import document
from itdesk.areas.continuity.plans.rules import FindingKind
from itdesk.areas.finance.budgets import queries as budgets
from itdesk.areas.helpdesk.tickets import figures, operations, queries
from itdesk.areas.helpdesk.tickets.choices import QueueView
from itdesk.areas.helpdesk.tickets.models import Ticket, TicketMessage
from itdesk.areas.helpdesk.tickets.queue import read_queue
from itdesk.areas.helpdesk.tickets.rules import Due
from itdesk.areas.inventory.hardware.models import Hardware, HardwareLoan
from itdesk.areas.inventory.licences.queries import summary
from itdesk.areas.sample import create_sample
from itdesk.areas.vendors.contracts import queries as contracts
from itdesk.core.filters import Filter, Operator
from itdesk.core.record import Kind
from itdesk.core.registry import Registry
from itdesk.db import lists, records, search
from itdesk.db.database import Database
from itdesk.db.engine import open_database
from tests import postgres_server as postgres

TOLD_ON = date(2026, 11, 20)
NOW = datetime(2026, 11, 20, 11, 54, tzinfo=UTC)


@pytest.fixture(scope="module", params=["sqlite", "postgres"])
def firm(
    request: pytest.FixtureRequest, registry: Registry, sample: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Database]:
    if request.param == "sqlite":
        made = open_database(str(shutil.copy(sample, tmp_path_factory.mktemp("told"))), registry)
    else:
        server: postgres.Server = request.getfixturevalue("postgres_server")
        made = create_sample(server.create(), registry, TOLD_ON)
    yield made
    made.close()


def test_people_and_equipment(firm: Database) -> None:
    with firm.reading() as session:
        assert lists.count(session, lists.ListSpec("people", (), (Filter("is_active", value=True),))) == 38
        assert lists.count(session, lists.ListSpec("hardware", ())) == 127
        laptops = (
            Filter("device", value="laptop"),
            Filter("age_months", Operator.AT_LEAST, 48),
            Filter("status", Operator.IS_NOT, ("retired", "disposed", "lost")),
        )
        assert lists.count(session, lists.ListSpec("hardware", (), laptops)) == 6
        spec = lists.ListSpec("hardware", ("person", "model", "warranty_end_on"), (Filter("tag", value="HP-WS-014"),))
        assert lists.page(session, spec).rows[0][1:] == (
            "Joanna Lindqvist",
            "Halden W5 workstation",
            date(2026, 12, 28),
        )


def test_everybody_who_has_something_was_given_it_once(firm: Database) -> None:
    with firm.reading() as session:
        open_ones = select(HardwareLoan.hardware_id).where(HardwareLoan.back_at.is_(None))
        given = list(session.scalars(open_ones))
        assert len(given) == len(set(given))
        used = select(Hardware.id).where(Hardware.person_id.is_not(None) | Hardware.used_place_id.is_not(None))
        assert set(given) == set(session.scalars(used))
        assert session.scalar(select(func.max(HardwareLoan.out_at))) < NOW


def test_licences(firm: Database) -> None:
    with firm.reading() as session:
        spec = lists.ListSpec("licences", ("number", "seats", "seats_given"), sort=("number",))
        rows = {row[1]: row[2:] for row in lists.page(session, spec).rows}
        assert len(rows) == 12
        assert rows["LIC-004"] == (12, 14)
        told = summary(session, TOLD_ON)
        assert (told.count, told.idle_seats, told.missing_seats) == (12, 21, 2)
        assert told.annual_cost == {"GBP": Decimal(41052)}
        assert told.saving == {"GBP": Decimal(1920)}


def test_help_desk(firm: Database) -> None:
    with firm.reading() as session:
        mara = records.find(session, "people", "Mara Ellison")
    with firm.reading(actor=mara) as session:
        queue = read_queue(session, QueueView.MINE, NOW)
        assert queue.counts == {Due.PAST: 2, Due.TODAY: 3, Due.LATER: 6}
        assert {row.number for row in queue.rows if row.group is Due.PAST} == {"HD-1037", "HD-1042"}
        assert next(row.requester for row in queue.rows if row.number == "HD-1030") == "Monitoring"
        weeks = figures.weeks(session, NOW)
        assert [week.resolved for week in weeks] == [18, 22, 16, 25, 19, 21, 17, 14]
        told = figures.service_figures(session, NOW)
        assert (told.in_time_percent, told.reply_minutes, told.rating, told.ratings) == (93, 21, 4.6, 31)
        freeze = next(row.id for row in queue.rows if row.number == "HD-1042")
        read = queries.conversation(session, freeze, NOW)
        assert [entry.sort for entry in read.entries] == ["message", "message", "note", "message"]
        assert (read.minutes_spent, read.resolve_minutes, read.category) == (55, 120, "Slow computer")
        facts = queries.ticket_facts(session, freeze, NOW)
        assert facts.asset is not None
        assert (facts.asset.warranty_days, facts.asset.tickets_this_year) == (38, 3)
        assert {hit.id for hit in search.find(session, "Kingsbridge", 10, kinds=("tickets",)).hits} >= {freeze}


def test_the_next_ticket_goes_on_counting(firm: Database) -> None:
    with firm.writing() as session:
        ticket = operations.open_ticket(session, {"title": "One more"}, now=NOW)
        assert records.draft(session, "tickets", ticket).values["number"] == "HD-1045"
        session.rollback()


def test_vendors_and_money(firm: Database) -> None:
    with firm.reading() as session:
        timeline = contracts.timeline(session, TOLD_ON)
        assert (len(timeline.rows), timeline.totals, timeline.to_decide) == (13, {"GBP": Decimal(65356)}, 5)
        assert timeline.decide_before == date(2027, 4, 1)
        decide = contracts.to_decide(session, TOLD_ON, 90)
        assert [(row.number, row.decide_by) for row in decide] == [
            ("CON-012", date(2026, 11, 20)),
            ("CON-003", date(2026, 12, 12)),
            ("CON-007", date(2026, 12, 28)),
            ("CON-009", date(2027, 1, 31)),
        ]
        year = budgets.year_figures(session, TOLD_ON)
        assert year is not None
        assert (year.spent_so_far, year.under_so_far, year.left_by_end) == (52416, 1520, -1466)
        assert [one.name for one in budgets.known(session)] == [
            "IT budget 2026/27",
            "IT budget 2025/26",
            "IT budget 2024/25",
        ]
        assert firm.workspace.fiscal_month == 4


def test_recovery_plan(firm: Database) -> None:
    with firm.reading() as session:
        (plan_id,) = lists.ids(session, lists.ListSpec("plans", ()))
        plan = document(session, plan_id, TOLD_ON)
        assert (plan.score, plan.needs_you, len(plan.systems), len(plan.calls)) == (78, 3, 8, 13)
        found = does_not_add_up(session, plan_id, TOLD_ON)
        assert [one.kind for one in found if one.kind not in (FindingKind.REVIEW, FindingKind.NO_COVER)] == [
            FindingKind.CONTRACT_ENDS,
            FindingKind.NEVER_PROVEN,
        ]
        assert not any(one.kind is FindingKind.UNKNOWN for one in found)


def test_every_record_passes_its_own_checks(firm: Database) -> None:
    with firm.reading() as session:
        for record_type in firm.registry:
            for record_id in lists.ids(session, lists.ListSpec(record_type.kind, ())):
                values = records.draft(session, record_type.kind, record_id).values
                assert not list(record_type.check(values) if record_type.check else ())
                for declared in record_type.stored:
                    if declared.kind is Kind.CHOICE and values[declared.name] is not None:
                        assert values[declared.name] in set(declared.choices or ())
                    if declared.required and not declared.given:
                        assert values[declared.name] is not None, (record_type.kind, record_id, declared.name)


@pytest.mark.parametrize(
    "today",
    [
        date(2028, 2, 29),
        date(2027, 1, 3),
        *(
            pytest.param(day, marks=pytest.mark.long)
            for day in (date(2026, 12, 1), date(2027, 3, 31), date(2026, 11, 23), date(2030, 8, 4))
        ),
    ],
)
def test_on_other_days_nothing_lies_in_the_future(today: date, registry: Registry, tmp_path: Path) -> None:
    made = create_sample(str(tmp_path / "other.itdesk"), registry, today)
    now = datetime.combine(today, datetime.min.time(), tzinfo=UTC) + timedelta(hours=12)
    with made.reading(actor=1) as session:
        for column in (Ticket.opened_at, Ticket.first_reply_at, Ticket.resolved_at, TicketMessage.at):
            assert session.scalar(select(func.max(column))) <= now
        odd = (Ticket.resolved_at < Ticket.opened_at) | (Ticket.first_reply_at < Ticket.opened_at)
        assert session.scalar(select(func.count()).select_from(Ticket).where(odd)) == 0
        assert read_queue(session, QueueView.OPEN, now).total == 11
        assert queries.late_count(session, now) == 2
        year = budgets.year_figures(session, today)
        assert year is not None
        assert (year.spent_so_far, year.left_by_end) == (52416, -1466)
        assert [row.number for row in contracts.to_decide(session, today, 0)] == ["CON-012"]
        assert sum(week.resolved for week in figures.weeks(session, now)) == 152
    made.close()


def test_the_same_day_gives_the_same_firm(sample: Path, registry: Registry, tmp_path: Path) -> None:
    told = []
    for made in (
        open_database(str(sample), registry, read_only=True),
        create_sample(str(tmp_path / "other.itdesk"), registry, TOLD_ON),
    ):
        with made.reading() as session:
            spec = lists.ListSpec("tickets", ("number", "title", "requester", "opened_at", "resolved_at", "rating"))
            told.append(lists.page(session, spec, limit=2000).rows)
        made.close()
    assert told[0] == told[1]
    assert len(told[0]) == 1044
