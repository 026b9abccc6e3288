"""What came since somebody looked last: new tickets and messages of others, and deadlines that draw near."""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from itdesk.areas.continuity.plans.models import Plan
from itdesk.areas.directory.people.models import Person
from itdesk.areas.helpdesk.tickets.choices import Status
from itdesk.areas.helpdesk.tickets.models import Ticket, TicketFollower, TicketMessage
from itdesk.areas.helpdesk.tickets.queue_select import is_open
from itdesk.areas.vendors.contracts import queries as contracts
from itdesk.core.record import Verb as Right
from itdesk.db import changes, following, history, rights
from itdesk.db.changes import Verb

SOON = timedelta(hours=1)
MOST = 200  # acts that are looked at: of more, the newest
_MESSAGES = TicketMessage.__tablename__


class Sort(StrEnum):
    """What a piece of news is about."""

    TICKET = "ticket"  # a new one
    MESSAGE = "message"
    DUE = "due"  # within SOON
    DECIDE = "decide"  # a contract, today
    REVIEW = "review"  # a plan, today


@dataclass(frozen=True, slots=True)
class News:
    """One thing that came. who did it where somebody did; at is the deadline where it has one."""

    sort: Sort
    kind: str
    id: int
    title: str
    who: str = ""
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Mark:
    """How far somebody has been told: a position of the change log, an instant, and a day."""

    position: int
    until: datetime
    day: date


def mark(session: Session, now: datetime) -> Mark:
    """Whoever begins now is told what comes from now on."""
    return Mark(changes.log_end(session), now + SOON, _day(session, now))


def since(session: Session, told: Mark, now: datetime, shown: Container[str]) -> tuple[list[News], Mark]:
    """What came behind a mark, oldest first, and the next mark. shown are the kinds that the workspace uses."""
    found: list[News] = []
    position = told.position
    if "tickets" in shown and rights.allowed(session, "tickets", Right.READ):
        acts, position = following.others_acts(
            session, "tickets", ((None, Verb.CREATED), (_MESSAGES, Verb.ADDED)), told.position, MOST
        )
        found += _of_tickets(session, acts)
        found += _due(session, told.until, now + SOON)
    today = _day(session, now)
    if today > told.day:
        found += _of_the_day(session, today, shown)
    return found, Mark(position, max(told.until, now + SOON), max(told.day, today))


def _day(session: Session, now: datetime) -> date:
    return now.astimezone(ZoneInfo(session.info["workspace"].zone)).date()


def _mine(session: Session) -> tuple[ColumnElement[bool], ...]:
    """Tickets that are the acting person's, nobody's, or followed; all of them where nobody acts."""
    actor = session.info["actor"]
    if actor is None:
        return ()
    followed = select(TicketFollower.ticket_id).where(TicketFollower.person_id == actor)
    return (or_(Ticket.assignee_id.is_(None), Ticket.assignee_id == actor, Ticket.id.in_(followed)),)


def _of_tickets(session: Session, acts: list[following.Act]) -> list[News]:
    """Of each ticket the news that says most: that it is new, else its last message."""
    wanted = (
        select(Ticket.id, Ticket.number, Ticket.title, Person.name)
        .outerjoin(Person, Person.id == Ticket.requester_id)
        .where(Ticket.id.in_({act.record_id for act in acts}), Ticket.deleted_at.is_(None), *_mine(session))
    )
    rows = {row.id: row for row in session.execute(wanted)}
    names = history.people(session, {act.actor_id for act in acts})
    new = {act.record_id for act in acts if act.part is None}
    told: dict[int, News] = {}
    for act in reversed(acts):
        row = rows.get(act.record_id)
        if row is None or (act.part is not None and act.record_id in new):
            continue
        sort = Sort.TICKET if act.part is None else Sort.MESSAGE
        who = names.get(act.actor_id, "") if act.actor_id is not None else row.name  # a kiosk's is the requester's
        told[row.id] = News(sort, "tickets", row.id, f"{row.number or ''} {row.title}".strip(), who or "")
    return list(told.values())


def _due(session: Session, after: datetime, until: datetime) -> list[News]:
    """Open tickets whose deadline lies behind one instant and not behind the other."""
    wanted = (
        select(Ticket.id, Ticket.number, Ticket.title, Ticket.due_at)
        .where(is_open(), Ticket.status != str(Status.WAITING), Ticket.due_at > after, Ticket.due_at <= until)
        .where(*_mine(session))
        .order_by(Ticket.due_at)
        .limit(MOST)
    )
    return [
        News(Sort.DUE, "tickets", key, f"{number or ''} {title}".strip(), at=at)
        for key, number, title, at in session.execute(wanted)
    ]


def _of_the_day(session: Session, today: date, shown: Container[str]) -> list[News]:
    """Contracts to decide on and plans to look at, today."""
    found: list[News] = []
    if "contracts" in shown and rights.allowed(session, "contracts", Right.READ):
        rows = contracts.to_decide(session, today, 0)
        found += [News(Sort.DECIDE, "contracts", row.id, row.name) for row in rows if row.decide_by == today]
    if "plans" in shown and rights.allowed(session, "plans", Right.READ):
        wanted = select(Plan.id, Plan.name).where(Plan.deleted_at.is_(None), Plan.review_on == today)
        found += [News(Sort.REVIEW, "plans", key, name) for key, name in session.execute(wanted)]
    return found
