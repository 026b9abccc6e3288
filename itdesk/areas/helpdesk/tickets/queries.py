"""Counts of the queue, a ticket's conversation, and what is known around it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session, aliased

from itdesk.areas.directory.people.models import Person
from itdesk.areas.helpdesk.service_levels.queries import promise
from itdesk.areas.helpdesk.ticket_categories.models import TicketCategory
from itdesk.areas.helpdesk.tickets.choices import QueueView, Status
from itdesk.areas.helpdesk.tickets.models import COMPUTED, Ticket, TicketFollower, TicketMessage
from itdesk.areas.helpdesk.tickets.queue_select import in_view, is_open
from itdesk.areas.inventory.hardware.models import Hardware
from itdesk.areas.inventory.models.models import Model
from itdesk.areas.vendors.contracts.models import Contract
from itdesk.core.errors import UserError
from itdesk.core.texts import _
from itdesk.core.working_time import Calendar


def _zone(session: Session) -> ZoneInfo:
    return ZoneInfo(session.info["workspace"].zone)


def count_in(session: Session, view: str, now: datetime) -> int:
    """How many tickets a view has, for the sidebar."""
    return session.scalar(select(func.count()).where(*in_view(QueueView(view), now, session.info["actor"]))) or 0


def late_count(session: Session, now: datetime) -> int:
    """Open tickets past their deadline, whoever they are assigned to."""
    past = and_(is_open(), Ticket.status != str(Status.WAITING), Ticket.due_at < now)
    return session.scalar(select(func.count()).where(past)) or 0


@dataclass(frozen=True, slots=True)
class Entry:
    """A message, a note or an event, in the order of time. Events have a sentence as their body and no id."""

    sort: str  # "message", "note", "event"
    at: datetime
    author_id: int | None
    author: str
    body: str
    via: str = ""
    id: int | None = None
    is_requester: bool = False


@dataclass(frozen=True, slots=True)
class Conversation:
    """Everything that the reading pane shows of a ticket."""

    id: int
    version: int
    number: str
    title: str
    status: str
    priority: str
    kind: str
    waiting_reason: str | None
    source: str | None
    opened_at: datetime
    first_reply_at: datetime | None
    reply_due_at: datetime | None
    due_at: datetime | None
    resolved_at: datetime | None
    resolution: str
    affects: str
    minutes_spent: int
    rating: int | None
    requester_id: int | None
    requester: str
    requester_title: str
    assignee_id: int | None
    assignee: str
    category_id: int | None
    category: str
    hardware_id: int | None
    resolve_minutes: int | None  # what is promised for the priority
    calendar: Calendar
    entries: tuple[Entry, ...]


def conversation(session: Session, ticket_id: int, now: datetime) -> Conversation:
    """The ticket with its messages, notes and the events that readers care about, oldest first."""
    requester, assignee = aliased(Person), aliased(Person)
    row = session.execute(
        select(
            Ticket,
            requester.name,
            requester.job_title,
            assignee.name,
            TicketCategory.name,
            COMPUTED["minutes_spent"].label("minutes"),
        )
        .outerjoin(requester, requester.id == Ticket.requester_id)
        .outerjoin(assignee, assignee.id == Ticket.assignee_id)
        .outerjoin(TicketCategory, TicketCategory.id == Ticket.category_id)
        .where(Ticket.id == ticket_id)
    ).first()
    if row is None:
        raise UserError(_("This ticket is no longer there."), _("Look into the list again."))
    ticket: Ticket = row[0]
    promised = promise(session, ticket.priority, now.astimezone(_zone(session)).date())
    return Conversation(
        id=ticket.id,
        version=ticket.version,
        number=ticket.number or "",
        title=ticket.title,
        status=ticket.status,
        priority=ticket.priority,
        kind=ticket.kind,
        waiting_reason=ticket.waiting_reason,
        source=ticket.source,
        opened_at=ticket.opened_at,
        first_reply_at=ticket.first_reply_at,
        reply_due_at=ticket.reply_due_at,
        due_at=ticket.due_at,
        resolved_at=ticket.resolved_at,
        resolution=ticket.resolution or "",
        affects=ticket.affects or "",
        minutes_spent=int(row.minutes),
        rating=ticket.rating,
        requester_id=ticket.requester_id,
        requester=row[1] or "",
        requester_title=row[2] or "",
        assignee_id=ticket.assignee_id,
        assignee=row[3] or "",
        category_id=ticket.category_id,
        category=row[4] or "",
        hardware_id=ticket.hardware_id,
        resolve_minutes=promised.resolve_minutes,
        calendar=promised.calendar,
        entries=_entries(session, ticket, row[1] or ""),
    )


def _entries(session: Session, ticket: Ticket, requester: str) -> tuple[Entry, ...]:
    entries: list[Entry] = []
    if ticket.description:
        first = Entry(
            "message",
            ticket.opened_at,
            ticket.requester_id,
            requester,
            ticket.description,
            ticket.source or "",
            None,
            True,
        )
        entries.append(first)
    statement = (
        select(TicketMessage, Person.name)
        .outerjoin(Person, Person.id == TicketMessage.author_id)
        .where(TicketMessage.ticket_id == ticket.id)
        .order_by(TicketMessage.at, TicketMessage.id)
    )
    for message, author in session.execute(statement):
        asked = message.author_id is not None and message.author_id == ticket.requester_id
        sort = "note" if message.is_note else "message"
        entries.append(
            Entry(sort, message.at, message.author_id, author or "", message.body, message.via, message.id, asked)
        )
    return tuple(sorted([*entries, *_events(session, ticket)], key=lambda entry: entry.at))


_TOLD = ("status", "priority", "assignee", "hardware")


def _events(session: Session, ticket: Ticket) -> list[Entry]:
    """What history tells of the fields whose changes readers of a conversation care about."""
    from itdesk.db import history

    by_name = session.info["registry"]["tickets"].by_name
    labels = {by_name[name].label for name in _TOLD}
    out: list[Entry] = []
    for change in history.of(session, "tickets", ticket.id):
        if change.part or change.field not in labels:
            continue
        sentence = (
            _("{field} set to {value}").format(field=change.field, value=change.new)
            if change.new
            else _("{field} taken away").format(field=change.field)
        )
        out.append(Entry("event", change.at, None, change.who, sentence))
    return out


@dataclass(frozen=True, slots=True)
class AssetFacts:
    """The linked device, for the side panel."""

    id: int
    tag: str
    model: str
    status: str
    purchase_on: date | None
    warranty_end_on: date | None
    warranty_days: int | None
    tickets_this_year: int


@dataclass(frozen=True, slots=True)
class Related:
    """Another record that helps: a contract that covers the device, another ticket about it."""

    kind: str
    id: int
    number: str
    title: str
    detail: str


@dataclass(frozen=True, slots=True)
class TicketFacts:
    """What is known around a ticket."""

    asset: AssetFacts | None
    related: tuple[Related, ...]
    requester_open: int
    requester_devices: tuple[tuple[int, str], ...]
    same_trouble: tuple[str, ...]


def ticket_facts(session: Session, ticket_id: int, now: datetime) -> TicketFacts:
    """The linked device with its warranty, the contract that covers it, other tickets about it, the requester's devices."""
    today = now.astimezone(_zone(session)).date()
    ticket = session.get_one(Ticket, ticket_id)
    followers = (
        select(Person.name)
        .join(TicketFollower, TicketFollower.person_id == Person.id)
        .where(TicketFollower.ticket_id == ticket_id)
        .order_by(TicketFollower.id)
    )
    related: list[Related] = []
    asset: AssetFacts | None = None
    if ticket.hardware_id is not None:
        asset = _asset(session, ticket.hardware_id, today)
        related = [*_contracts(session, ticket.hardware_id), *_others(session, ticket)]
    others = 0
    devices: tuple[tuple[int, str], ...] = ()
    if ticket.requester_id is not None:
        mine = and_(is_open(), Ticket.requester_id == ticket.requester_id, Ticket.id != ticket_id)
        others = session.scalar(select(func.count()).where(mine)) or 0
        owned = select(Hardware.id, Hardware.tag).where(
            Hardware.person_id == ticket.requester_id, Hardware.deleted_at.is_(None)
        )
        devices = tuple((key, tag) for key, tag in session.execute(owned.order_by(Hardware.tag)))
    return TicketFacts(asset, tuple(related), others, devices, tuple(session.scalars(followers)))


def _asset(session: Session, hardware_id: int, today: date) -> AssetFacts | None:
    """The device, if the person sees it."""
    row = session.execute(
        select(Hardware.id, Hardware.tag, Model.name, Hardware.status, Hardware.purchase_on, Hardware.warranty_end_on)
        .outerjoin(Model, Model.id == Hardware.model_id)
        .where(Hardware.id == hardware_id)
    ).one_or_none()
    if row is None:
        return None
    ends = row[5]
    return AssetFacts(
        id=row[0],
        tag=row[1],
        model=row[2] or "",
        status=row[3],
        purchase_on=row[4],
        warranty_end_on=ends,
        warranty_days=None if ends is None else (ends - today).days,
        tickets_this_year=tickets_since(session, hardware_id, date(today.year, 1, 1)),
    )


def tickets_since(session: Session, hardware_id: int, day: date) -> int:
    """How many tickets about a device were opened since a day."""
    start = datetime(day.year, day.month, day.day, tzinfo=_zone(session))
    about = and_(Ticket.hardware_id == hardware_id, Ticket.deleted_at.is_(None), Ticket.opened_at >= start)
    return session.scalar(select(func.count()).where(about)) or 0


def _contracts(session: Session, hardware_id: int) -> list[Related]:
    covering = (
        select(Contract.id, Contract.number, Contract.name, Contract.terms)
        .join(Hardware, Hardware.contract_id == Contract.id)
        .where(Hardware.id == hardware_id, Contract.deleted_at.is_(None))
    )
    return [
        Related("contracts", key, number or "", name, terms or "")
        for key, number, name, terms in session.execute(covering)
    ]


def _others(session: Session, ticket: Ticket) -> list[Related]:
    about = and_(Ticket.hardware_id == ticket.hardware_id, Ticket.deleted_at.is_(None), Ticket.id != ticket.id)
    statement = select(Ticket.id, Ticket.number, Ticket.title, Ticket.status).where(about)
    return [
        Related("tickets", key, number or "", title, Status(status).label)
        for key, number, title, status in session.execute(statement.order_by(Ticket.opened_at.desc()).limit(5))
    ]
