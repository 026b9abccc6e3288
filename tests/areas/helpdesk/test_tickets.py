"""Tickets in a workspace: deadlines kept by every way of writing, the queue, the conversation, figures."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import pytest

from itdesk.areas.helpdesk.service_levels.choices import Priority
from itdesk.areas.helpdesk.tickets import figures, operations, queries, rules
from itdesk.areas.helpdesk.tickets.choices import QueueView, Status, Waiting
from itdesk.areas.helpdesk.tickets.queue import read_queue
from itdesk.areas.helpdesk.tickets.rules import Due
from itdesk.core.errors import UserError
from itdesk.db import history, records, search
from itdesk.db.database import Database
from tests.areas.making import change, london, make

NOW = london(20, "11:54")


@dataclass
class Desk:
    mara: int
    joanna: int
    slow: int
    workstation: int


@pytest.fixture
def desk(database: Database) -> Desk:
    with database.writing() as session:
        hours = dict.fromkeys(("monday", "tuesday", "wednesday", "thursday", "friday"), "08:30-17:30")
        calendar = make(session, "calendars", name="Office", zone="Europe/London", **hours)
        for name, priority, reply, resolve in (
            ("Urgent", "urgent", 15, 120),
            ("High", "high", 60, 240),
            ("Normal", "normal", 120, 9 * 60),
            ("Low", "low", 540, 27 * 60),
        ):
            make(
                session,
                "service_levels",
                name=name,
                priority=priority,
                reply_minutes=reply,
                resolve_minutes=resolve,
                calendar=calendar,
            )
        mara = make(session, "people", name="Mara Ellison", role="administrator")
        joanna = make(session, "people", name="Joanna Lindqvist", job_title="Senior architect")
        slow = make(session, "ticket_categories", name="Slow computer")
        vendor = make(session, "vendors", name="Halden")
        contract = make(
            session,
            "contracts",
            name="Halden hardware support",
            vendor=vendor,
            start_on=date(2024, 12, 28),
            end_on=date(2026, 12, 28),
            terms="next day, on site",
        )
        model = make(session, "models", name="Halden W5 workstation")
        workstation = make(
            session,
            "hardware",
            tag="HP-WS-014",
            model=model,
            person=joanna,
            contract=contract,
            warranty_end_on=date(2026, 12, 28),
        )
    return Desk(mara, joanna, slow, workstation)


def opened(database: Database, desk: Desk, **values: object) -> int:
    given = {"title": "Workstation freezes", "requester": desk.joanna, "priority": "urgent", "assignee": desk.mara}
    with database.writing(actor=desk.mara) as session:
        return operations.open_ticket(session, {**given, **values}, now=values.pop("now", london(20, "09:12")))  # type: ignore[arg-type]


def test_ticket_gets_number_and_deadlines(database: Database, desk: Desk) -> None:
    ticket = opened(database, desk)
    with database.reading() as session:
        told = queries.conversation(session, ticket, NOW)
    assert told.number.startswith("HD-")
    assert (told.reply_due_at, told.due_at) == (london(20, "09:27"), london(20, "11:12"))
    assert told.resolve_minutes == 120


def test_deadlines_hold_for_forms_as_well(database: Database, desk: Desk) -> None:
    with database.writing() as session:
        ticket = make(session, "tickets", title="From a form", priority="urgent", opened_at=london(20, "09:12"))
    with database.writing() as session:
        change(session, "tickets", ticket, priority="high")
    with database.reading() as session:
        assert queries.conversation(session, ticket, NOW).due_at == london(20, "13:12")
        assert "Fix due" in [line.field for line in history.of(session, "tickets", ticket)]
    with database.writing() as session:
        change(session, "tickets", ticket, due_at=london(27, "12:00"))
    with database.writing() as session:
        change(session, "tickets", ticket, affects="Studio A")
    with database.reading() as session:
        assert queries.conversation(session, ticket, NOW).due_at == london(27, "12:00")


def test_deadlines_of_tickets_that_come_in_bulk(database: Database, desk: Desk) -> None:
    opened_at = london(20, "09:12")
    common = {"kind": "fault", "source": "email", "opened_at": opened_at, "paused_minutes": 0}
    with database.writing() as session:
        ids = records.insert_many(
            session,
            "tickets",
            [
                {**common, "title": "Open", "status": "new", "priority": "urgent"},
                {**common, "title": "Told", "status": "new", "priority": "urgent", "due_at": london(27, "12:00")},
                {**common, "title": "Waits", "status": "waiting", "priority": "high"},
                {**common, "title": "Done", "status": "closed", "priority": "urgent", "resolved_at": opened_at},
            ],
        )
    with database.reading() as session:
        told = [queries.conversation(session, ticket, NOW) for ticket in ids]
        assert [one.due_at for one in told] == [london(20, "11:12"), london(27, "12:00"), london(20, "13:12"), None]
        assert [one.reply_due_at for one in told[:2]] == [london(20, "09:27")] * 2
        assert told[0].number.startswith("HD-")


def test_a_wait_moves_the_deadline_by_its_working_time(database: Database, desk: Desk) -> None:
    ticket = opened(database, desk)
    with database.writing(actor=desk.mara) as session:
        operations.set_status(session, ticket, Status.WAITING, now=london(20, "10:12"), waiting_reason=Waiting.VENDOR)
    with database.reading(actor=desk.mara) as session:
        (row,) = read_queue(session, QueueView.MINE, NOW).rows
        assert (row.group, row.waiting_reason) == (Due.LATER, "vendor")
    with database.writing(actor=desk.mara) as session:
        operations.set_status(session, ticket, Status.IN_PROGRESS, now=london(23, "09:30"))
    with database.reading() as session:
        told = queries.conversation(session, ticket, NOW)
        # 10:12 to 17:30 on Friday and an hour on Monday: 498 minutes; an hour of the two was left
        assert told.due_at == london(23, "10:30")
        assert told.waiting_reason is None


def test_priority_changed_keeps_the_time_waited(database: Database, desk: Desk) -> None:
    ticket = opened(database, desk)
    with database.writing(actor=desk.mara) as session:
        operations.set_status(session, ticket, Status.WAITING, now=london(20, "09:30"), waiting_reason="parts")
        operations.set_status(session, ticket, Status.IN_PROGRESS, now=london(20, "10:00"))
        operations.set_priority(session, ticket, Priority.HIGH, now=london(20, "10:05"))
    with database.reading() as session:
        assert queries.conversation(session, ticket, NOW).due_at == london(20, "13:42")


def test_first_reply_stops_the_reply_clock_and_starts_the_work(database: Database, desk: Desk) -> None:
    ticket = opened(database, desk, assignee=None, description="It freezes.")
    with database.writing(actor=desk.mara) as session:
        operations.add_note(session, ticket, "Looks like the driver.", now=london(20, "09:15"))
        operations.reply(session, ticket, "I will roll it back.", now=london(20, "09:18"))
        operations.reply(session, ticket, "Done?", now=london(20, "09:30"), wait_for=Waiting.PERSON)
    with database.reading(actor=desk.mara) as session:
        told = queries.conversation(session, ticket, NOW)
        assert (told.first_reply_at, told.assignee, told.status) == (london(20, "09:18"), "Mara Ellison", "waiting")
        shown = [(entry.sort, entry.author, entry.body) for entry in told.entries if entry.sort != "event"]
        assert shown[0] == ("message", "Joanna Lindqvist", "It freezes.")
        assert shown[1] == ("note", "Mara Ellison", "Looks like the driver.")
        assert any("Status set to Waiting" in entry.body for entry in told.entries if entry.sort == "event")
        assert [hit.id for hit in search.find(session, "driver", 10).hits] == [ticket]
    with database.writing() as session:
        operations.reply(session, ticket, "Yes, thanks", now=london(20, "11:31"), author_id=desk.joanna)
    with database.reading(actor=desk.mara) as session:
        assert queries.conversation(session, ticket, NOW).status == "in_progress"
        (row,) = read_queue(session, QueueView.MINE, NOW).rows
        assert row.has_news


def test_requester_opens_a_done_ticket_again(database: Database, desk: Desk) -> None:
    ticket = opened(database, desk)
    with database.writing(actor=desk.mara) as session:
        operations.resolve(session, ticket, now=london(20, "10:00"), resolution="Driver 31.2")
        operations.close(session, ticket, now=london(20, "10:05"))
        with pytest.raises(UserError, match="closed can't become waiting"):
            operations.set_status(session, ticket, Status.WAITING, now=NOW)
    with database.writing() as session:
        operations.reply(session, ticket, "Again", now=NOW, author_id=desk.joanna)
    with database.reading() as session:
        told = queries.conversation(session, ticket, NOW)
        assert (told.status, told.resolved_at, told.resolution) == ("in_progress", None, "Driver 31.2")


def test_empty_messages_and_time_are_refused(database: Database, desk: Desk) -> None:
    ticket = opened(database, desk)
    with database.writing(actor=desk.mara) as session:
        with pytest.raises(UserError, match="nothing to send"):
            operations.reply(session, ticket, "  \n", now=NOW)
        with pytest.raises(UserError, match="at least a minute"):
            operations.add_time(session, ticket, 0, on_date=NOW.date())
        operations.add_time(session, ticket, 25, on_date=NOW.date())
        operations.add_time(session, ticket, 30, on_date=NOW.date(), note="Call")
    with database.reading() as session:
        assert queries.conversation(session, ticket, NOW).minutes_spent == 55


def test_queue_groups_and_counts_are_sql_and_rules_alike(database: Database, desk: Desk) -> None:
    for due in ("08:49", "11:12", "13:14", "16:19"):
        opened(database, desk, title=due, due_at=london(20, due))
    opened(database, desk, title="monday", due_at=london(23, "14:54"))
    opened(database, desk, title="midnight", due_at=london(21, "00:00"))
    hidden = opened(database, desk, title="hidden", due_at=london(20, "10:00"))
    opened(database, desk, title="nobody's", assignee=None, due_at=london(20, "10:30"))
    with database.writing(actor=desk.mara) as session:
        operations.snooze(session, hidden, NOW + timedelta(hours=1))
    with database.reading(actor=desk.mara) as session:
        mine = read_queue(session, QueueView.MINE, NOW)
        assert [row.title for row in mine.rows] == ["08:49", "11:12", "13:14", "16:19", "midnight", "monday"]
        assert mine.counts == {Due.PAST: 2, Due.TODAY: 2, Due.LATER: 2}
        zone = mine.calendar.zone
        for row in mine.rows:
            assert row.group is rules.due_group(row.status, row.due_at, NOW, zone)
        assert [row.title for row in read_queue(session, QueueView.UNASSIGNED, NOW).rows] == ["nobody's"]
        assert [row.title for row in read_queue(session, QueueView.SNOOZED, NOW).rows] == ["hidden"]
        assert [row.title for row in read_queue(session, QueueView.MINE, NOW, search_text="midnig").rows] == [
            "midnight"
        ]
        assert queries.count_in(session, QueueView.OPEN, NOW) == 7
        assert queries.late_count(session, NOW) == 4


def test_facts_about_the_linked_device(database: Database, desk: Desk) -> None:
    ticket = opened(database, desk)
    earlier = opened(
        database, desk, title="Blue screen", opened_at=london(4, "10:00", month=5), hardware=desk.workstation
    )
    with database.writing(actor=desk.mara) as session:
        operations.link_hardware(session, ticket, desk.workstation)
        operations.follow(session, ticket, desk.mara)
        operations.follow(session, ticket, desk.mara)
    with database.reading() as session:
        facts = queries.ticket_facts(session, ticket, NOW)
    assert facts.asset is not None
    assert (facts.asset.tag, facts.asset.warranty_days, facts.asset.tickets_this_year) == ("HP-WS-014", 38, 2)
    assert [(one.kind, one.title) for one in facts.related] == [
        ("contracts", "Halden hardware support"),
        ("tickets", "Blue screen"),
    ]
    assert facts.related[1].id == earlier
    assert facts.requester_open == 1
    assert facts.requester_devices == ((desk.workstation, "HP-WS-014"),)
    assert facts.same_trouble == ("Mara Ellison",)


def test_figures(database: Database, desk: Desk) -> None:
    with database.reading() as session:
        empty = figures.service_figures(session, NOW)
        assert (empty.solved, empty.in_time_percent, empty.reply_minutes, empty.rating) == (0, None, None, None)
    for minutes, rating in ((60, 5), (100, 4), (200, None)):
        ticket = opened(database, desk, opened_at=london(18, "09:00"))
        with database.writing(actor=desk.mara) as session:
            operations.reply(session, ticket, "Looking", now=london(18, "09:00") + timedelta(minutes=minutes // 10))
            operations.resolve(session, ticket, now=london(18, "09:00") + timedelta(minutes=minutes))
            change(session, "tickets", ticket, rating=rating)
    with database.reading() as session:
        told = figures.service_figures(session, NOW)
        assert (told.solved, told.in_time_percent, told.reply_minutes) == (3, 67, 10)
        assert (told.rating, told.ratings) == (4.5, 2)
        weeks = figures.weeks(session, NOW)
        assert len(weeks) == 8
        assert (weeks[-1].monday, weeks[-1].resolved, weeks[-1].late) == (date(2026, 11, 16), 3, 1)
        assert sum(week.resolved for week in weeks) == 3
