"""What the shared PC's screen asks and tells where its login may call a server's functions alone (`on_server`)."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from itdesk.areas.helpdesk.kiosk import rules
from itdesk.areas.helpdesk.kiosk.operations import Receipt, require_report
from itdesk.areas.helpdesk.kiosk.queries import Line, Name, News, OwnTicket, Tile, no_such_ticket
from itdesk.areas.helpdesk.tickets.rules import subject_of
from itdesk.core.errors import UserError
from itdesk.core.grams import hashes
from itdesk.core.texts import _
from itdesk.core.uids import new_uid
from itdesk.db.failures import sqlstate_of
from itdesk.db.firm import Workspace
from itdesk.db.server.counter import Counter, open_counter

_FIRM = text("SELECT uid, name, currency, locale, zone, fiscal_month, colour, tile FROM app.kiosk_firm()")
_NAMES = text("SELECT id, name FROM app.kiosk_names(:typed) LIMIT :limit")
_TILES = text("SELECT id, name, example, picture FROM app.kiosk_tiles()")
_NEWS = text("SELECT id, title, body, category_id FROM app.kiosk_news()")
_SALT = text("SELECT app.kiosk_salt(:code)")
_STATUS = text("SELECT app.kiosk_status(:code, :pin)")
_SUBMIT = text(
    "SELECT app.kiosk_submit(:uid, CAST(:person AS bigint), CAST(:category AS bigint), :called, :words, :label, :code, "
    ":pin, CAST(:hashes AS bigint[]))"
)
_REPLY = text("SELECT app.kiosk_reply(:uid, :code, :pin, :words, CAST(:hashes AS bigint[]))")


@dataclass(frozen=True, slots=True)
class Once:
    """What makes a write one, however often it is sent: its uid, and a report's code and PIN."""

    uid: str = field(default_factory=new_uid)
    code: str = field(default_factory=rules.new_code)
    pin: str = field(default_factory=rules.new_pin)
    salt: bytes = field(default_factory=rules.new_salt)


def open_screen(location: str) -> Counter:
    """The workspace at an address whose login is the shared PCs', as their screen stands on it."""
    return open_counter(location, sys.modules[__name__], Once, firm)


def firm(session: Session) -> Workspace:
    """What stands on the screen of the firm."""
    return Workspace(**session.execute(_FIRM).mappings().one())


def names(session: Session, typed: str = "", limit: int = 50) -> tuple[Name, ...]:
    """People who work here, by the beginning of any of their names."""
    asked = session.execute(_NAMES, {"typed": " ".join(typed.split()), "limit": limit})
    return tuple(Name(*row) for row in asked)


def tiles(session: Session) -> tuple[Tile, ...]:
    """The pictures in their order."""
    return tuple(Tile(*row) for row in session.execute(_TILES))


def news(session: Session, _now: datetime, category_id: int | None = None) -> tuple[News, ...]:
    """What is announced now; nobody joins a ticket by this login."""
    found = (News(one.id, one.title, one.body, one.category_id, False) for one in session.execute(_NEWS))
    return tuple(one for one in found if category_id is None or one.category_id in (None, category_id))


def usual_reply_minutes(_session: Session, _now: datetime) -> None:
    """Nothing is said of how long answers take: that is read from tickets, which this login doesn't see."""


def own_ticket(session: Session, code: str, pin: str) -> OwnTicket:
    """A ticket by its receipt; it isn't rated by this login."""
    tidy = rules.tidy_code(code)
    told = session.execute(_STATUS, {"code": tidy, "pin": _stored(session, tidy, pin)}).scalar()
    if told is None:
        raise no_such_ticket()
    lines = [
        Line(datetime.fromisoformat(one["at"]), one["by_you"], one["author"], one["body"]) for one in told["lines"]
    ]
    opened = datetime.fromisoformat(told["opened_at"])
    first = [Line(opened, True, "", told["description"])] if told["description"] else []
    due = told["due_at"]
    return OwnTicket(
        number=told["number"],
        title=told["title"],
        status=told["status"],
        opened_at=opened,
        due_at=datetime.fromisoformat(due) if due else None,
        can_rate=False,
        lines=(*first, *lines),
    )


def submit(
    session: Session,
    values: Mapping[str, Any],
    *,
    now: datetime,  # noqa: ARG001 -- the server has a clock of its own
    device: str = "",
    files: Sequence[rules.Enclosed] = (),  # noqa: ARG001 -- the screen takes none by this login
) -> Receipt:
    """Report something: requester, category and description."""
    words, once = require_report(values), session.info["once"]
    said = {
        "uid": once.uid,
        "person": values["requester"],
        "category": values.get("category"),
        "called": subject_of(words),
        "words": words,
        "label": rules.tidy_label(device),
        "code": once.code,
        "pin": rules.hashed(once.pin, once.salt),
        "hashes": sorted(hashes(words)),
    }
    with _refused():
        number = session.execute(_SUBMIT, said).scalar()
    return Receipt(0, str(number), once.code, once.pin)


def answer(session: Session, code: str, pin: str, body: str, *, now: datetime) -> None:  # noqa: ARG001 -- as in submit
    """Write to the help desk about one's own ticket."""
    if not body.strip():
        raise UserError(_("There is nothing to send."), _("Write something first."), field="body")
    tidy = rules.tidy_code(code)
    said = {
        "uid": session.info["once"].uid,
        "code": tidy,
        "pin": _stored(session, tidy, pin),
        "words": body,
        "hashes": sorted(hashes(body)),
    }
    with _refused():
        if not session.execute(_REPLY, said).scalar():
            raise no_such_ticket()


def _stored(session: Session, code: str, pin: str) -> str:
    """The PIN as the server has it, if it is the right one."""
    salt = str(session.execute(_SALT, {"code": code}).scalar())
    return rules.hashed(pin.strip(), bytes.fromhex(salt))


@contextmanager
def _refused() -> Iterator[None]:
    try:
        yield
    except DBAPIError as error:
        state = sqlstate_of(error)
        if state == "53300":
            raise UserError(
                _("Too many reports come in at this moment."), _("Wait a minute, then send it again.")
            ) from error
        if state == "22023":
            raise UserError(
                _("The server doesn't take it like this."),
                _("It may be too long, or your name is no longer in the list: start anew, and say it in fewer words."),
            ) from error
        raise
