"""Answers to a ticket as letters to the keeper of a shared workspace: written where it is read, done where it is kept.

A letter names records by their uid.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from itdesk.areas.directory.people.models import Person
from itdesk.areas.helpdesk.tickets import operations
from itdesk.areas.helpdesk.tickets.models import Ticket
from itdesk.core.errors import UserError
from itdesk.core.record import Verb
from itdesk.core.rights import Role
from itdesk.core.texts import _
from itdesk.db import rights
from itdesk.db.base import Record
from itdesk.db.share.letters import Letter


def reply(session: Session, ticket_id: int, body: str, *, now: datetime) -> tuple[Letter, None]:
    """What `operations.reply` would do for the person here."""
    if session.info["actor"] is None:
        raise UserError(_("Say who you are first."), _("It is the lowest line of the sidebar."))
    said = {"ticket": uid_of(session, Ticket, ticket_id), "author": uid_of(session, Person, session.info["actor"])}
    return Letter("reply", {**said, "body": body, "at": now.isoformat()}), None


def take_reply(session: Session, letter: Letter) -> None:
    """Write down what somebody answered in a window of their own, as far as they may."""
    said = letter.values
    author = require(session, Person, said["author"], _("The person who wrote it is no longer there."))
    session.info["actor"] = author
    session.info["standing"] = rights.standing_of(session.scalar, session.info["tables"], author)
    ticket = ticket_of(session, letter)
    is_others = rights.role_of(session) is Role.STAFF and ticket.requester_id != author
    if is_others or not rights.allowed(session, "tickets", Verb.CHANGE):
        raise UserError(_("Whoever wrote it may not answer this ticket."))
    operations.reply(session, ticket.id, str(said["body"]), now=when(said))


TAKERS = {"reply": take_reply}


def uid_of(session: Session, model: type[Record], record_id: Any) -> str:
    """What a letter calls a record; empty for none."""
    found = session.get(model, record_id) if record_id is not None else None
    return found.uid if found is not None else ""


def id_of(session: Session, model: type[Record], uid: Any) -> int | None:
    """The record that a letter names; None if it isn't there any more."""
    found: int | None = session.scalar(select(model.id).where(model.uid == str(uid or ""), model.deleted_at.is_(None)))
    return found


def require(session: Session, model: type[Record], uid: Any, gone: str) -> int:
    """The record that a letter names, or the sentence that it is gone."""
    found = id_of(session, model, uid)
    if found is None:
        raise UserError(gone)
    return found


def ticket_of(session: Session, letter: Letter) -> Ticket:
    """The ticket that a letter is about."""
    return session.get_one(
        Ticket, require(session, Ticket, letter.values["ticket"], _("The ticket is no longer there."))
    )


def when(said: Mapping[str, Any]) -> datetime:
    """When it was written, by the writer's clock; never later than now."""
    return min(datetime.fromisoformat(str(said["at"])).astimezone(UTC), datetime.now(UTC))
