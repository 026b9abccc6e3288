"""What needs somebody: due soon, money, solved tickets, renewals and things out of order; and the sidebar's counts."""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, case, exists, func, select
from sqlalchemy.orm import Session

from itdesk.areas.continuity.plans.models import Plan
from itdesk.areas.directory.people.models import Person
from itdesk.areas.finance.budgets.models import Budget
from itdesk.areas.finance.budgets.queries import YearFigures, year_figures
from itdesk.areas.helpdesk.tickets import figures
from itdesk.areas.helpdesk.tickets import queries as tickets
from itdesk.areas.helpdesk.tickets.choices import OPEN, Status
from itdesk.areas.helpdesk.tickets.models import Ticket
from itdesk.areas.inventory.hardware.choices import Status as HardwareStatus
from itdesk.areas.inventory.hardware.models import Hardware
from itdesk.areas.inventory.licences import queries as licences
from itdesk.areas.vendors.contracts import queries as contracts
from itdesk.areas.vendors.contracts.models import Contract
from itdesk.db import comments
from itdesk.db.base import Record

AHEAD = 7  # days that "due soon" looks ahead
RENEWALS_AHEAD = 90
MENTIONS_SHOWN = 8
WARRANTY_AHEAD = 60
SHOWN = 40
DUE = ("tickets", "plans", "contracts")  # kinds of which something can be due


class Group(StrEnum):
    """The headings of what is due."""

    LATE = "late"
    TODAY = "today"
    SOON = "soon"


@dataclass(frozen=True, slots=True)
class Due:
    """One thing with a date. at is its instant where it has one, else None and on is the day."""

    kind: str
    id: int
    text: str
    group: Group
    on: date
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Attention:
    """Something that isn't in order, with how often; 0 is left out. what: short_seats, idle_seats, warranty, out_of_warranty."""

    what: str
    count: int
    kind: str
    id: int | None = None
    name: str = ""


@dataclass(frozen=True, slots=True)
class Home:
    """Everything that the overview shows."""

    first_name: str
    today: date
    due: tuple[Due, ...]
    counts: dict[Group, int]
    late_tickets: int
    decide_today: int
    budget: YearFigures | None
    weeks: tuple[figures.Week, ...]
    service: figures.ServiceFigures
    renewals: tuple[contracts.Row, ...]
    attention: tuple[Attention, ...]
    mentions: tuple[comments.Mention, ...]
    empty: bool  # nothing has been typed into this workspace yet


def home(session: Session, now: datetime, shown: Container[str] = frozenset(DUE)) -> Home:
    """The overview as of an instant; a fixed number of statements, however large the workspace.

    shown are the kinds that the workspace uses: of others nothing is due.
    """
    zone = ZoneInfo(session.info["workspace"].zone)
    today = now.astimezone(zone).date()
    renewals = contracts.to_decide(session, today, RENEWALS_AHEAD)
    due, counts = _due(session, now, zone, renewals, shown)
    person = session.info["actor"] and session.scalar(
        select(Person.first_name).where(Person.id == session.info["actor"])
    )
    return Home(
        first_name=person or "",
        today=today,
        due=due,
        counts=counts,
        late_tickets=tickets.late_count(session, now),
        decide_today=sum(1 for row in renewals if row.decide_by is not None and row.decide_by <= today),
        budget=year_figures(session, today),
        weeks=figures.weeks(session, now),
        service=figures.service_figures(session, now),
        renewals=renewals,
        attention=_attention(session, today),
        mentions=tuple(comments.waiting(session, MENTIONS_SHOWN)),
        empty=_is_empty(session),
    )


def _due(
    session: Session, now: datetime, zone: ZoneInfo, renewals: tuple[contracts.Row, ...], shown: Container[str]
) -> tuple[tuple[Due, ...], dict[Group, int]]:
    """Late first, then today, then the next days, each in the order of time; the counts are of all."""
    today = now.astimezone(zone).date()
    last = today + timedelta(days=AHEAD)
    end = datetime.combine(last + timedelta(days=1), datetime.min.time(), zone)
    found = [
        Due("tickets", key, f"{number or ''} {title}".strip(), _group_at(at, now, zone), at.astimezone(zone).date(), at)
        for key, number, title, at in session.execute(
            select(Ticket.id, Ticket.number, Ticket.title, Ticket.due_at)
            .where(*_open_until(end))
            .order_by(Ticket.due_at)
            .limit(SHOWN)
        )
        if at is not None
    ]
    counts = _counted(session, now, end) if "tickets" in shown else dict.fromkeys(Group, 0)
    found += [
        Due("plans", key, name, _group_on(on, today), on)
        for key, name, on in session.execute(
            select(Plan.id, Plan.name, Plan.review_on).where(Plan.deleted_at.is_(None), Plan.review_on <= last)
        )
        if on is not None
    ]
    found += [
        Due("contracts", row.id, row.name, _group_on(row.decide_by, today), row.decide_by)
        for row in renewals
        if row.decide_by is not None and row.decide_by <= last
    ]
    found = [one for one in found if one.kind in shown]
    order = list(Group)
    found.sort(key=lambda one: (order.index(one.group), one.on, one.at or datetime.max.replace(tzinfo=UTC)))
    for one in found:
        if one.kind != "tickets":
            counts[one.group] += 1
    return tuple(found[:SHOWN]), counts


def _counted(session: Session, now: datetime, end: datetime) -> dict[Group, int]:
    """How many open tickets are due in each group, however many of them are shown."""
    zone = ZoneInfo(session.info["workspace"].zone)
    tomorrow = datetime.combine(now.astimezone(zone).date() + timedelta(days=1), datetime.min.time(), zone)
    group = case(
        (Ticket.due_at < now, str(Group.LATE)), (Ticket.due_at < tomorrow, str(Group.TODAY)), else_=str(Group.SOON)
    )
    counting = select(group, func.count()).where(*_open_until(end)).group_by(group)
    found = {str(name): number for name, number in session.execute(counting)}
    return {group: found.get(str(group), 0) for group in Group}


def _open_until(end: datetime) -> tuple[ColumnElement[bool], ...]:
    return (
        Ticket.deleted_at.is_(None),
        Ticket.status.in_([str(one) for one in OPEN]),
        Ticket.status != str(Status.WAITING),
        Ticket.due_at < end,
    )


def _group_at(at: datetime, now: datetime, zone: ZoneInfo) -> Group:
    if at < now:
        return Group.LATE
    return Group.TODAY if at.astimezone(zone).date() == now.astimezone(zone).date() else Group.SOON


def _group_on(on: date, today: date) -> Group:
    if on < today:
        return Group.LATE
    return Group.TODAY if on == today else Group.SOON


def _attention(session: Session, today: date) -> tuple[Attention, ...]:
    found = licences.summary(session, today)
    in_use = (Hardware.deleted_at.is_(None), Hardware.status == str(HardwareStatus.IN_USE))
    ending = session.scalar(
        select(func.count()).where(
            *in_use, Hardware.warranty_end_on.between(today, today + timedelta(days=WARRANTY_AHEAD))
        )
    )
    ended = session.scalar(select(func.count()).where(*in_use, Hardware.warranty_end_on < today))
    rows = [Attention("short_seats", one.missing, "licences", one.licence_id, one.name) for one in found.short]
    rows += [
        Attention("idle_seats", found.idle_seats, "licences"),
        Attention("warranty", ending or 0, "hardware"),
        Attention("out_of_warranty", ended or 0, "hardware"),
    ]
    return tuple(row for row in rows if row.count)


def first_hour(session: Session) -> tuple[frozenset[str], bool]:
    """Which kinds of the first hour's steps have records, and whether made-up records are among them."""
    from itdesk.areas.sample.presence import has_sample

    firm_people = select(func.count()).select_from(Person).where(Person.deleted_at.is_(None)).scalar_subquery()
    tables: tuple[tuple[str, type[Record]], ...] = (
        ("hardware", Hardware), ("tickets", Ticket), ("contracts", Contract), ("budgets", Budget), ("plans", Plan),
    )  # fmt: skip
    asked = [exists().where(table.deleted_at.is_(None)).label(kind) for kind, table in tables]
    row = session.execute(select(firm_people.label("people"), *asked)).one()
    there = frozenset(kind for kind, _table in tables if getattr(row, kind))
    return there | ({"people"} if row.people > 1 else set()), has_sample(session)


def _is_empty(session: Session) -> bool:
    return not any(
        session.scalar(select(table.id).where(table.deleted_at.is_(None)).limit(1))
        for table in (Ticket, Hardware, Person)
    )


def counts(session: Session, now: datetime) -> dict[str, int]:
    """What needs somebody, by area: tickets late or taken by nobody, contracts to decide in 30 days, seats missing."""
    zone = ZoneInfo(session.info["workspace"].zone)
    today = now.astimezone(zone).date()
    unassigned = session.scalar(
        select(func.count()).where(
            Ticket.deleted_at.is_(None),
            Ticket.status.in_([str(one) for one in OPEN]),
            Ticket.assignee_id.is_(None),
            (Ticket.due_at.is_(None)) | (Ticket.due_at >= now),
        )
    )
    return {
        "helpdesk": tickets.late_count(session, now) + (unassigned or 0),
        "vendors": len(contracts.to_decide(session, today, 30)),
        "inventory": len(licences.summary(session, today).short),
    }
