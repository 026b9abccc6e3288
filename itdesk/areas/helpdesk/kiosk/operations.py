"""All that the shared PC may do: report something, join an announced ticket, answer and rate one's own."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from itdesk.areas.helpdesk.announcements.models import Announcement
from itdesk.areas.helpdesk.kiosk.queries import ticket_of_receipt
from itdesk.areas.helpdesk.kiosk.rules import Enclosed, hashed, new_code, new_pin, tidy_label
from itdesk.areas.helpdesk.tickets import operations as tickets
from itdesk.areas.helpdesk.tickets.choices import DONE, Source, Via
from itdesk.areas.helpdesk.tickets.models import Ticket
from itdesk.areas.helpdesk.tickets.rules import HIGHEST_RATING
from itdesk.areas.inventory.hardware.models import Hardware
from itdesk.core.errors import UserError
from itdesk.core.grams import norm
from itdesk.core.texts import _
from itdesk.db import attachments
from itdesk.db.types import folded

_AFFECTS_LENGTH = 255
_TAKEN = ("requester", "category", "description", "affects", "hardware")


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the person takes along. The PIN is shown once and stored nowhere."""

    ticket_id: int
    number: str
    code: str
    pin: str


def submit(
    session: Session,
    values: Mapping[str, object],
    *,
    now: datetime,
    device: str = "",
    files: Sequence[Enclosed] = (),
    receipt: tuple[str, str] | None = None,
) -> Receipt:
    """Report something: requester, category and description by declared name; the rest is the help desk's to say.

    device is what stands on a device's label; one that nobody knows is kept as text, and the answer is the same, so
    that nothing can be learnt here about devices. History names the requester, whoever opened the shared screen.
    receipt is code and hashed PIN where the person has them already.
    """
    description = require_report(values)
    session.info["actor"] = values["requester"]
    code, pin = new_code(), new_pin()
    taken = {name: values[name] for name in _TAKEN if values.get(name) is not None}
    ticket_id = tickets.open_ticket(
        session,
        {
            **taken,
            **_about(session, device),
            "description": description,
            "source": Source.KIOSK,
        },
        now=now,
    )
    ticket = session.get_one(Ticket, ticket_id)
    ticket.receipt_code, ticket.pin_hash = receipt or (code, hashed(pin))
    session.flush()
    for file in files:
        if file.path:
            attachments.add(session, "tickets", ticket_id, file.path, file.name)
        else:
            attachments.add_stream(session, "tickets", ticket_id, io.BytesIO(file.data), file.name)
    return Receipt(ticket_id, ticket.number or "", code, pin)


def require_report(values: Mapping[str, object]) -> str:
    """What is wrong, in the person's words; raises what is missing from a report."""
    description = str(values.get("description") or "").strip()
    if not description:
        raise UserError(_("Tell us in a few words what is wrong."), field="description")
    if not values.get("requester"):
        raise UserError(_("Say who you are."), _("Pick your name from the list."), field="requester")
    return description


def _about(session: Session, device: str) -> dict[str, object]:
    label = tidy_label(device)
    if not label:
        return {}
    wanted = norm(label)
    same = or_(folded(Hardware.tag) == wanted, folded(Hardware.serial_number) == wanted)
    found = session.scalars(select(Hardware.id).where(same, Hardware.deleted_at.is_(None)).limit(2)).all()
    return {"hardware": found[0]} if len(found) == 1 else {"affects": label[:_AFFECTS_LENGTH]}


def join(session: Session, announcement_id: int, person_id: int) -> str:
    """Same for me: the person hears when the announced ticket is over. Its number."""
    announcement = session.get(Announcement, announcement_id)
    if announcement is None or announcement.ticket_id is None or announcement.deleted_at is not None:
        raise UserError(_("This announcement is no longer there."), _("Report it as a problem of your own."))
    session.info["actor"] = person_id
    tickets.follow(session, announcement.ticket_id, person_id)
    return session.get_one(Ticket, announcement.ticket_id).number or ""


def answer(session: Session, code: str, pin: str, body: str, *, now: datetime) -> None:
    """Write to the help desk about one's own ticket."""
    ticket = _own(session, code, pin)
    tickets.reply(session, ticket.id, body, now=now, author_id=ticket.requester_id, via=Via.KIOSK)


def rate(session: Session, code: str, pin: str, rating: int) -> None:
    """Say how it went, 1 to 5."""
    set_rating(session, _own(session, code, pin), rating)


def set_rating(session: Session, ticket: Ticket, rating: int) -> None:
    """Keep how it went."""
    if not 1 <= rating <= HIGHEST_RATING:
        raise UserError(_("A rating is 1 to 5."), field="rating")
    if ticket.status not in DONE:
        raise UserError(_("This ticket is not over yet."), _("Rate it once it is solved."), field="rating")
    ticket.rating = rating
    session.flush()


def _own(session: Session, code: str, pin: str) -> Ticket:
    """The ticket of a receipt; what follows is its requester's doing, whoever opened the shared screen."""
    ticket = session.get_one(Ticket, ticket_of_receipt(session, code, pin))
    session.info["actor"] = ticket.requester_id
    return ticket
