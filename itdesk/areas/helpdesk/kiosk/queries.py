"""All that the shared PC may read: names to pick from, pictures, announcements, and a ticket by its receipt."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from itdesk.areas.directory.people.models import Person
from itdesk.areas.helpdesk.announcements.models import Announcement
from itdesk.areas.helpdesk.kiosk.rules import fits, tidy_code
from itdesk.areas.helpdesk.ticket_categories.models import TicketCategory
from itdesk.areas.helpdesk.tickets.figures import usual_reply_minutes
from itdesk.areas.helpdesk.tickets.models import Ticket, TicketMessage
from itdesk.core.errors import UserError
from itdesk.core.grams import norm
from itdesk.core.texts import _
from itdesk.db.types import folded

__all__ = ["names", "news", "own_ticket", "tiles", "usual_reply_minutes"]


@dataclass(frozen=True, slots=True)
class Name:
    """Somebody to pick."""

    id: int
    name: str


@dataclass(frozen=True, slots=True)
class Tile:
    """A picture to press."""

    id: int
    name: str
    example: str
    picture: str


@dataclass(frozen=True, slots=True)
class News:
    """An announcement; can_join: "same for me" adds the person to its ticket."""

    id: int
    title: str
    body: str
    category_id: int | None
    can_join: bool


@dataclass(frozen=True, slots=True)
class Line:
    """A message that the person wrote or was sent."""

    at: datetime
    by_you: bool
    author: str
    body: str


@dataclass(frozen=True, slots=True)
class OwnTicket:
    """A ticket as its requester sees it: no notes, no names of others' tickets."""

    number: str
    title: str
    status: str
    opened_at: datetime
    due_at: datetime | None
    can_rate: bool
    lines: tuple[Line, ...]


def names(session: Session, typed: str = "", limit: int = 50) -> tuple[Name, ...]:
    """People who work here, by the beginning of any of their names; nothing but names."""
    statement = select(Person.id, Person.name).where(Person.deleted_at.is_(None), Person.is_active.is_(True))
    wanted = norm(" ".join(typed.split())).replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    if wanted:
        name = folded(Person.name)
        statement = statement.where(or_(name.like(f"{wanted}%", escape="\\"), name.like(f"% {wanted}%", escape="\\")))
    return tuple(Name(*row) for row in session.execute(statement.order_by(Person.name, Person.id).limit(limit)))


def tiles(session: Session) -> tuple[Tile, ...]:
    """The pictures in their order."""
    shown = select(
        TicketCategory.id,
        TicketCategory.name,
        func.coalesce(TicketCategory.example, ""),
        func.coalesce(TicketCategory.picture, "help"),
    ).where(TicketCategory.deleted_at.is_(None), TicketCategory.is_active.is_(True), TicketCategory.on_kiosk.is_(True))
    return tuple(Tile(*row) for row in session.execute(shown.order_by(TicketCategory.position, TicketCategory.name)))


def news(session: Session, now: datetime, category_id: int | None = None) -> tuple[News, ...]:
    """What is announced now, newest first; those of other categories are left out once a picture is pressed."""
    statement = select(
        Announcement.id,
        Announcement.title,
        func.coalesce(Announcement.body, ""),
        Announcement.category_id,
        Announcement.ticket_id,
    ).where(
        Announcement.deleted_at.is_(None),
        Announcement.from_at <= now,
        or_(Announcement.until_at.is_(None), Announcement.until_at > now),
    )
    if category_id is not None:
        statement = statement.where(or_(Announcement.category_id.is_(None), Announcement.category_id == category_id))
    rows = session.execute(statement.order_by(Announcement.from_at.desc(), Announcement.id.desc()))
    return tuple(News(*row[:4], row[4] is not None) for row in rows)


def ticket_of_receipt(session: Session, code: str, pin: str) -> int:
    """The ticket's id; a wrong code and a wrong PIN are refused alike, after the same time."""
    found = session.execute(
        select(Ticket.id, Ticket.pin_hash).where(Ticket.receipt_code == tidy_code(code), Ticket.deleted_at.is_(None))
    ).first()
    if not fits(pin.strip(), found[1] if found else None) or found is None:
        raise no_such_ticket()
    return int(found[0])


def no_such_ticket() -> UserError:
    """The same for a wrong code and a wrong PIN."""
    return UserError(
        _("There is no ticket with this code and PIN."),
        _("Both stand on the receipt. Ask the help desk if it is lost."),
    )


def own_ticket(session: Session, code: str, pin: str) -> OwnTicket:
    """A ticket by its receipt, with the messages between its requester and the help desk."""
    from itdesk.areas.helpdesk.tickets.choices import DONE

    ticket = session.get_one(Ticket, ticket_of_receipt(session, code, pin))
    lines = [Line(ticket.opened_at, True, "", ticket.description)] if ticket.description else []
    told = (
        select(TicketMessage.at, TicketMessage.author_id, Person.name, TicketMessage.body)
        .outerjoin(Person, Person.id == TicketMessage.author_id)
        .where(TicketMessage.ticket_id == ticket.id, TicketMessage.is_note.is_(False))
        .order_by(TicketMessage.at, TicketMessage.id)
    )
    for at, author_id, author, body in session.execute(told):
        mine = author_id is not None and author_id == ticket.requester_id
        lines.append(Line(at, mine, "" if mine else author or "", body))
    return OwnTicket(
        number=ticket.number or "",
        title=ticket.title,
        status=ticket.status,
        opened_at=ticket.opened_at,
        due_at=ticket.due_at,
        can_rate=ticket.status in DONE and ticket.rating is None,
        lines=tuple(lines),
    )
