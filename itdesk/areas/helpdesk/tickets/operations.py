"""What is done with a ticket: opened, answered, handed on, paused, solved."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from itdesk.areas.helpdesk.tickets import rules
from itdesk.areas.helpdesk.tickets.choices import DONE, Status, Via, Waiting
from itdesk.areas.helpdesk.tickets.deadlines import settle
from itdesk.areas.helpdesk.tickets.models import Ticket, TicketFollower, TicketMessage, TicketTime
from itdesk.core.errors import UserError
from itdesk.core.record import Verb
from itdesk.core.texts import _
from itdesk.db import records, rights


def open_ticket(session: Session, values: Mapping[str, object], *, now: datetime) -> int:
    """Log a ticket from values by declared name; gives its number and deadlines. The id."""
    draft = records.blank(session.info["registry"], "tickets")
    draft.values.update(opened_at=now)
    draft.values.update(values)
    return records.save(session, draft)


def reply(
    session: Session,
    ticket_id: int,
    body: str,
    *,
    now: datetime,
    author_id: int | None = None,
    via: str = Via.APP,
    wait_for: Waiting | None = None,
) -> int:
    """Write to the requester, or down what the requester wrote; the message's id.

    The help desk's first reply stops the reply clock and starts the work. wait_for pauses the ticket ("send and wait").
    An answer by the requester ends a wait for it, and opens a ticket again that was done.
    """
    ticket = _ticket(session, ticket_id)
    author = session.info["actor"] if author_id is None else author_id
    message = _message(session, ticket, body, now=now, author_id=author, via=via)
    if author is not None and author == ticket.requester_id and author != ticket.assignee_id:
        if ticket.status in DONE or (
            ticket.status == Status.WAITING and ticket.waiting_reason in (None, Waiting.PERSON)
        ):
            _move(session, ticket, Status.IN_PROGRESS, now)
    else:
        ticket.first_reply_at = ticket.first_reply_at or now
        if wait_for is not None:
            _move(session, ticket, Status.WAITING, now, wait_for)
        elif ticket.status == Status.NEW:
            _move(session, ticket, Status.IN_PROGRESS, now)
        if ticket.assignee_id is None:
            ticket.assignee_id = author
    session.flush()
    return message.id


def add_note(session: Session, ticket_id: int, body: str, *, now: datetime, author_id: int | None = None) -> int:
    """Write something down that the requester never sees; the message's id."""
    ticket = _ticket(session, ticket_id)
    author = session.info["actor"] if author_id is None else author_id
    message = _message(session, ticket, body, now=now, author_id=author, via=Via.APP, is_note=True)
    session.flush()
    return message.id


def assign(session: Session, ticket_id: int, person_id: int | None) -> None:
    """Hand the ticket to somebody, or to nobody."""
    _ticket(session, ticket_id).assignee_id = person_id
    session.flush()


def set_status(
    session: Session, ticket_id: int, status: str, *, now: datetime, waiting_reason: str | None = None
) -> None:
    """Move the ticket on; a wait should say for what. Steps that skip its history are refused."""
    _move(
        session, _ticket(session, ticket_id), Status(status), now, Waiting(waiting_reason) if waiting_reason else None
    )
    session.flush()


def set_priority(session: Session, ticket_id: int, priority: str, *, now: datetime) -> None:
    """Change how pressing it is; its deadlines are counted again from when it was opened, less the time it waited."""
    ticket = _ticket(session, ticket_id)
    ticket.priority = str(priority)
    settle(session, ticket, now)
    session.flush()


def set_category(session: Session, ticket_id: int, category_id: int | None) -> None:
    """Say what it is about."""
    _ticket(session, ticket_id).category_id = category_id
    session.flush()


def link_hardware(session: Session, ticket_id: int, hardware_id: int | None) -> None:
    """Say which device it is about, or that it is about none."""
    _ticket(session, ticket_id).hardware_id = hardware_id
    session.flush()


def resolve(session: Session, ticket_id: int, *, now: datetime, resolution: str = "") -> None:
    """It works again. resolution says how, and is kept for the next time."""
    ticket = _ticket(session, ticket_id)
    _move(session, ticket, Status.RESOLVED, now)
    ticket.resolution = resolution.strip() or ticket.resolution
    session.flush()


def close(session: Session, ticket_id: int, *, now: datetime) -> None:
    """Nothing more will happen."""
    _move(session, _ticket(session, ticket_id), Status.CLOSED, now)
    session.flush()


def reopen(session: Session, ticket_id: int, *, now: datetime) -> None:
    """It was not over after all; its clock goes on as if it had never stopped."""
    _move(session, _ticket(session, ticket_id), Status.IN_PROGRESS, now)
    session.flush()


def snooze(session: Session, ticket_id: int, until: datetime | None) -> None:
    """Leave it out of the open views until then; its clock runs on."""
    _ticket(session, ticket_id).snoozed_until = until
    session.flush()


def add_time(
    session: Session, ticket_id: int, minutes: int, *, on_date: date, note: str = "", person_id: int | None = None
) -> int:
    """Write down minutes spent; the entry's id."""
    if minutes < 1:
        raise UserError(_("Time spent is at least a minute."), _("Type it like 0:25 or 25 min."), field="minutes")
    ticket = _ticket(session, ticket_id)
    entry = TicketTime(
        ticket_id=ticket.id,
        person_id=session.info["actor"] if person_id is None else person_id,
        on_date=on_date,
        minutes=minutes,
        note=note.strip(),
    )
    session.add(entry)
    session.flush()
    return entry.id


def follow(session: Session, ticket_id: int, person_id: int) -> None:
    """Somebody has the same trouble; once is enough."""
    ticket = _ticket(session, ticket_id)
    known = select(TicketFollower.id).where(
        TicketFollower.ticket_id == ticket.id, TicketFollower.person_id == person_id
    )
    if person_id != ticket.requester_id and session.scalar(known) is None:
        session.add(TicketFollower(ticket_id=ticket.id, person_id=person_id))
        session.flush()


def _ticket(session: Session, ticket_id: int) -> Ticket:
    rights.require(session, "tickets", Verb.CHANGE)
    ticket = session.get(Ticket, ticket_id)
    if ticket is None or ticket.deleted_at is not None:
        raise UserError(_("This ticket was deleted."), _("Look into the bin to bring it back."))
    return ticket


def _message(
    session: Session,
    ticket: Ticket,
    body: str,
    *,
    now: datetime,
    author_id: int | None,
    via: str,
    is_note: bool = False,
) -> TicketMessage:
    if not body.strip():
        raise UserError(_("There is nothing to send."), _("Write something first."), field="body")
    message = TicketMessage(
        ticket_id=ticket.id, author_id=author_id, body=body.strip(), is_note=is_note, at=now, via=str(via)
    )
    session.add(message)
    session.flush()
    return message


def _move(session: Session, ticket: Ticket, status: Status, now: datetime, reason: Waiting | None = None) -> None:
    rules.require_transition(ticket.status, status)
    before = {
        "status": ticket.status,
        "resolved_at": ticket.resolved_at,
        "closed_at": ticket.closed_at,
        "waiting_reason": ticket.waiting_reason,
    }
    follows = rules.instants_that_follow({**before, "status": str(status)}, before, now=now)
    ticket.status = str(status)
    for name, value in follows.items():
        setattr(ticket, name, value)
    if status is Status.WAITING:
        ticket.waiting_reason = str(reason) if reason else ticket.waiting_reason
    settle(session, ticket, now)
