"""The shared PC's reports as letters to the keeper of a shared workspace: written where it is read, done where it is kept.

A letter names records by their uid. Its code and PIN are made where it is written, so that the receipt is there at once.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from itdesk.areas.directory.people.models import Person
from itdesk.areas.helpdesk.announcements.models import Announcement
from itdesk.areas.helpdesk.kiosk import operations
from itdesk.areas.helpdesk.kiosk.operations import Receipt
from itdesk.areas.helpdesk.kiosk.queries import ticket_of_receipt
from itdesk.areas.helpdesk.kiosk.rules import Enclosed, hashed, new_code, new_pin
from itdesk.areas.helpdesk.ticket_categories.models import TicketCategory
from itdesk.areas.helpdesk.tickets import operations as tickets
from itdesk.areas.helpdesk.tickets.choices import Via
from itdesk.areas.helpdesk.tickets.letters import id_of, require, ticket_of, uid_of, when
from itdesk.areas.helpdesk.tickets.models import Ticket
from itdesk.core.errors import UserError
from itdesk.core.texts import _
from itdesk.db.blobs import opened
from itdesk.db.share.letters import MOST, Enclosure, Letter

# Written where the workspace is read


def report(
    session: Session, values: Mapping[str, object], *, now: datetime, device: str = "", files: Sequence[Enclosed] = ()
) -> tuple[Letter, Receipt]:
    """What `operations.submit` would do, as a letter, and the receipt for it; the number comes when it is taken in."""
    operations.require_report(values)
    code, pin = new_code(), new_pin()
    written = {
        "requester": uid_of(session, Person, values["requester"]),
        "category": uid_of(session, TicketCategory, values.get("category")),
        "description": values["description"],
        "device": device,
        "at": now.isoformat(),
        "code": code,
        "pin": hashed(pin),
    }
    return Letter("report", written, [_enclosure(one) for one in files]), Receipt(0, "", code, pin)


def _enclosure(file: Enclosed) -> Enclosure:
    if not file.path:
        return Enclosure(file.name, file.data)
    with opened(file.path, file.name) as (content, called):
        return Enclosure(called, content.read(MOST + 1))


def answer(session: Session, code: str, pin: str, body: str, *, now: datetime) -> tuple[Letter, None]:
    """What `operations.answer` would do."""
    if not body.strip():
        raise UserError(_("There is nothing to send."), _("Write something first."), field="body")
    return Letter("answer", {"ticket": _own(session, code, pin), "body": body, "at": now.isoformat()}), None


def rate(session: Session, code: str, pin: str, rating: int) -> tuple[Letter, None]:
    """What `operations.rate` would do."""
    return Letter("rate", {"ticket": _own(session, code, pin), "rating": rating}), None


def join(session: Session, announcement_id: int, person_id: int) -> tuple[Letter, str]:
    """What `operations.join` would do, and the number of the ticket."""
    announcement = session.get_one(Announcement, announcement_id)
    number = session.scalar(select(Ticket.number).where(Ticket.id == announcement.ticket_id)) or ""
    return Letter("join", {"announcement": announcement.uid, "person": uid_of(session, Person, person_id)}), number


def _own(session: Session, code: str, pin: str) -> str:
    return session.get_one(Ticket, ticket_of_receipt(session, code, pin)).uid


# Done where it is kept


def take_report(session: Session, letter: Letter) -> None:
    """Open the ticket."""
    said = letter.values
    category = id_of(session, TicketCategory, said.get("category"))
    values = {
        "requester": require(session, Person, said["requester"], _("The person who wrote it is no longer there.")),
        "description": str(said["description"]),
        **({"category": category} if category is not None else {}),
    }
    operations.submit(
        session,
        values,
        now=when(said),
        device=str(said.get("device", "")),
        files=[Enclosed(one.name, data=one.data) for one in letter.files],
        receipt=(str(said["code"]), str(said["pin"])),
    )


def take_answer(session: Session, letter: Letter) -> None:
    """Write the answer down as its requester's."""
    ticket = ticket_of(session, letter)
    session.info["actor"] = ticket.requester_id
    now = when(letter.values)
    body = str(letter.values["body"])
    tickets.reply(session, ticket.id, body, now=now, author_id=ticket.requester_id, via=Via.KIOSK)


def take_rating(session: Session, letter: Letter) -> None:
    """Keep how it went."""
    operations.set_rating(session, ticket_of(session, letter), int(letter.values["rating"]))


def take_join(session: Session, letter: Letter) -> None:
    """Let the person hear when the announced ticket is over."""
    gone = _("This announcement is no longer there.")
    announcement = require(session, Announcement, letter.values["announcement"], gone)
    person = require(session, Person, letter.values["person"], _("The person who wrote it is no longer there."))
    operations.join(session, announcement, person)


TAKERS = {"report": take_report, "answer": take_answer, "rate": take_rating, "join": take_join}
