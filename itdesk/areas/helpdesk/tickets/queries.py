"""The two-line queue with its groups, a ticket's conversation, and what is known around it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, and_, case, func, literal, or_, select
from sqlalchemy.orm import Session, aliased

from itdesk.areas.directory.calendars.queries import working_calendar
from itdesk.areas.directory.people.models import Person
from itdesk.areas.helpdesk.service_levels.queries import promise
from itdesk.areas.helpdesk.ticket_categories.models import TicketCategory
from itdesk.areas.helpdesk.tickets import rules
from itdesk.areas.helpdesk.tickets.choices import DONE, QueueView, Source, Status
from itdesk.areas.helpdesk.tickets.models import COMPUTED, Ticket, TicketFollower, TicketMessage
from itdesk.areas.helpdesk.tickets.rules import Due
from itdesk.areas.inventory.hardware.models import Hardware
from itdesk.areas.inventory.models.models import Model
from itdesk.areas.vendors.contracts.models import Contract
from itdesk.core.errors import UserError
from itdesk.core.texts import _
from itdesk.core.working_time import Calendar

PAGE = 500  # rows of the queue that are read at once; the groups' counts are of all of them


@dataclass(frozen=True, slots=True)
class QueueRow:
    """A ticket in the two-line list. has_news: new, or the requester wrote last."""

    id: int
    number: str
    title: str
    requester: str
    status: str
    priority: str
    waiting_reason: str | None
    opened_at: datetime
    due_at: datetime | None
    group: Due
    has_news: bool


@dataclass(frozen=True, slots=True)
class Queue:
    """Rows in the order of their groups and deadlines; counts are of every ticket in the view. calendar draws the clocks."""

    rows: tuple[QueueRow, ...]
    counts: dict[Due, int]
    calendar: Calendar

    @property
    def total(self) -> int:
        """Every ticket in the view."""
        return sum(self.counts.values())


def queue(session: Session, view: str, now: datetime, *, search_text: str = "") -> Queue:
    """Two statements: the counts of the groups, and the first rows. "Mine" is the acting person's."""
    zone = _zone(session)
    conditions = _in_view(session, QueueView(view), now)
    if search_text:
        from itdesk.db import search

        found = search.find(session, search_text, PAGE, kinds=("tickets",))
        conditions.append(Ticket.id.in_([hit.id for hit in found.hits]))
    group = _group(now, zone)
    counting = select(group, func.count()).where(*conditions).group_by(group)
    counted = {str(due): number for due, number in session.execute(counting)}
    order = case({str(due): place for place, due in enumerate(Due)}, value=group)
    statement = (
        select(
            Ticket.id,
            func.coalesce(Ticket.number, ""),
            Ticket.title,
            func.coalesce(Person.name, ""),
            Ticket.status,
            Ticket.priority,
            Ticket.waiting_reason,
            Ticket.opened_at,
            Ticket.due_at,
            Ticket.source,
            group,
            or_(Ticket.status == str(Status.NEW), _wrote_last()),
        )
        .outerjoin(Person, Person.id == Ticket.requester_id)
        .where(*conditions)
        .order_by(order, Ticket.due_at.asc().nulls_last(), Ticket.id)
        .limit(PAGE)
    )
    rows = tuple(_queue_row(row) for row in session.execute(statement))
    counts = {due: counted.get(str(due), 0) for due in Due}
    return Queue(rows, counts, working_calendar(session, None, now.astimezone(zone).date()))


def _queue_row(row: Any) -> QueueRow:
    """A ticket that no person asked for says how it came instead of who asked."""
    key, number, title, requester, status, priority, reason, opened_at, due_at, source, group, has_news = row
    return QueueRow(
        id=key,
        number=number,
        title=title,
        requester=requester or (Source(source).label if source else ""),
        status=status,
        priority=priority,
        waiting_reason=reason,
        opened_at=opened_at,
        due_at=due_at,
        group=Due(group),
        has_news=bool(has_news),
    )


def _zone(session: Session) -> ZoneInfo:
    return ZoneInfo(session.info["workspace"].zone)


def _open() -> ColumnElement[bool]:
    return and_(Ticket.deleted_at.is_(None), Ticket.status.not_in([str(status) for status in DONE]))


def _in_view(session: Session, view: QueueView, now: datetime) -> list[ColumnElement[bool]]:
    hidden = and_(Ticket.snoozed_until.is_not(None), Ticket.snoozed_until > now)
    found = [_open(), hidden if view is QueueView.SNOOZED else ~hidden]
    if view is QueueView.MINE:
        found.append(Ticket.assignee_id == session.info["actor"])
    elif view is QueueView.UNASSIGNED:
        found.append(Ticket.assignee_id.is_(None))
    elif view is QueueView.WAITING:
        found.append(Ticket.status == str(Status.WAITING))
    return found


def _group(now: datetime, zone: ZoneInfo) -> ColumnElement[str]:
    """rules.due_group in SQL. Literals, because a server must see that the grouped and the shown expression are one."""
    return case(
        (or_(Ticket.status == str(Status.WAITING), Ticket.due_at.is_(None)), _word(Due.LATER)),
        (Ticket.due_at < now, _word(Due.PAST)),
        (Ticket.due_at < rules.end_of_day(now, zone), _word(Due.TODAY)),
        else_=_word(Due.LATER),
    )


def _word(due: Due) -> ColumnElement[str]:
    return literal(str(due), literal_execute=True)


def _wrote_last() -> ColumnElement[bool]:
    """Whether the newest message that the requester sees is by the requester."""
    newest = (
        select(TicketMessage.author_id)
        .where(TicketMessage.ticket_id == Ticket.id, TicketMessage.is_note.is_(False))
        .order_by(TicketMessage.at.desc(), TicketMessage.id.desc())
        .limit(1)
        .correlate(Ticket)
        .scalar_subquery()
    )
    return and_(Ticket.requester_id.is_not(None), newest == Ticket.requester_id)


def count_in(session: Session, view: str, now: datetime) -> int:
    """How many tickets a view has, for the sidebar."""
    return session.scalar(select(func.count()).where(*_in_view(session, QueueView(view), now))) or 0


def late_count(session: Session, now: datetime) -> int:
    """Open tickets past their deadline, whoever they are assigned to."""
    past = and_(_open(), Ticket.status != str(Status.WAITING), Ticket.due_at < now)
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
        mine = and_(_open(), Ticket.requester_id == ticket.requester_id, Ticket.id != ticket_id)
        others = session.scalar(select(func.count()).where(mine)) or 0
        owned = select(Hardware.id, Hardware.tag).where(
            Hardware.person_id == ticket.requester_id, Hardware.deleted_at.is_(None)
        )
        devices = tuple((key, tag) for key, tag in session.execute(owned.order_by(Hardware.tag)))
    return TicketFacts(asset, tuple(related), others, devices, tuple(session.scalars(followers)))


def _asset(session: Session, hardware_id: int, today: date) -> AssetFacts:
    row = session.execute(
        select(Hardware.id, Hardware.tag, Model.name, Hardware.status, Hardware.purchase_on, Hardware.warranty_end_on)
        .outerjoin(Model, Model.id == Hardware.model_id)
        .where(Hardware.id == hardware_id)
    ).one()
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
