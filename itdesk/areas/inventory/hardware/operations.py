"""What is done with devices: given out, taken back, moved, seen, repaired, retired."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from itdesk.areas.inventory.hardware.choices import GONE, EventSort, Status
from itdesk.areas.inventory.hardware.models import Hardware, HardwareEvent, HardwareLoan
from itdesk.core.errors import UserError
from itdesk.core.texts import _


def device(session: Session, hardware_id: int) -> Hardware:
    """The device, or a sentence that says it is gone."""
    found = session.get(Hardware, hardware_id)
    if found is None or found.deleted_at is not None:
        raise UserError(
            _("This asset is no longer in the list. Somebody deleted it."), _("Restore it from the bin to go on.")
        )
    return found


def check_out(
    session: Session,
    hardware_id: int,
    *,
    now: datetime,
    person_id: int | None = None,
    place_id: int | None = None,
    due_on: date | None = None,
    note: str = "",
) -> int:
    """Give a device to a person, or to a place that shares it; returns the loan's id.

    Whoever had it before gives it back at the same moment. A place becomes its location too. Refused for what is
    retired, disposed of, lost or in repair, and where it would be due back before today.
    """
    found = device(session, hardware_id)
    if (person_id is None) == (place_id is None):
        raise UserError(_("Nobody was chosen."), _("Choose one person, or one place that shares it."), field="person")
    if found.status in GONE or found.status == Status.IN_REPAIR:
        raise UserError(
            _("{tag} can't be given out: it is marked “{status}”.").format(
                tag=found.tag, status=Status(found.status).label
            ),
            _("Change its status first if it is back."),
            field="status",
        )
    if due_on is not None and due_on < _day(session, now):
        raise UserError(_("It would be due back before today."), _("Choose today or a later day."), field="due_on")
    found.person_id, found.used_place_id = person_id, place_id
    found.place_id = place_id or found.place_id
    found.status = Status.IN_USE.value
    session.flush()
    loan = session.scalars(
        select(HardwareLoan).where(HardwareLoan.hardware_id == found.id, HardwareLoan.back_at.is_(None))
    ).one()
    loan.due_on, loan.note = due_on, note.strip() or None
    session.flush()
    return loan.id


def check_in(
    session: Session,
    hardware_id: int,
    *,
    now: datetime,
    place_id: int | None = None,
    note: str = "",
    status: Status = Status.SPARE,
) -> None:
    """Take a device back into status, at a place if one is given; it counts as seen today.

    A note is kept with the loan that ends. Nothing happens to the user of a device that nobody had.
    """
    found = device(session, hardware_id)
    if note.strip():
        still_out = HardwareLoan.back_at.is_(None)
        for loan in session.scalars(select(HardwareLoan).where(HardwareLoan.hardware_id == found.id, still_out)):
            loan.note = "\n".join(filter(None, (loan.note, note.strip())))
    found.person_id = found.used_place_id = None
    found.place_id = place_id or found.place_id
    found.last_seen_on = _day(session, now)
    if found.status not in GONE:
        found.status = status.value
    session.flush()


def move(session: Session, hardware_ids: Iterable[int], place_id: int) -> int:
    """Put devices into a place; what is shared by a place is shared by the new one. Returns how many moved."""
    moved = 0
    for hardware_id in hardware_ids:
        found = device(session, hardware_id)
        if found.place_id != place_id or found.used_place_id not in (None, place_id):
            found.place_id = place_id
            found.used_place_id = place_id if found.used_place_id is not None else None
            moved += 1
    session.flush()
    return moved


def mark_seen(session: Session, hardware_ids: Iterable[int], on: date) -> None:
    """Note that devices were seen on a day, as in a stock-take; an earlier day than the last one changes nothing."""
    for hardware_id in hardware_ids:
        found = device(session, hardware_id)
        found.last_seen_on = max(on, found.last_seen_on or on)
    session.flush()


def retire(session: Session, hardware_ids: Iterable[int], *, on: date, status: Status = Status.RETIRED) -> int:
    """Take devices out of service for good: nobody has them any longer. Returns how many were not retired before.

    status says how: retired, disposed of or lost.
    """
    if status not in GONE:
        raise ValueError(f"{status} does not end a life")
    retired = 0
    for hardware_id in hardware_ids:
        found = device(session, hardware_id)
        if found.purchase_on is not None and on < found.purchase_on:
            raise UserError(
                _("{tag} was bought after that day.").format(tag=found.tag),
                _("Choose a later day."),
                field="retired_on",
            )
        retired += found.status not in GONE
        found.status, found.retired_on = status.value, on
        found.person_id = found.used_place_id = None
    session.flush()
    return retired


def log_event(
    session: Session,
    hardware_id: int,
    *,
    on: date,
    sort: EventSort,
    title: str,
    cost: Decimal | None = None,
    note: str = "",
) -> int:
    """Note what was done to a device, for its life line; cost is in the device's currency. Returns the event's id."""
    found = device(session, hardware_id)
    if not title.strip():
        raise UserError(
            _("What was done has no name."), _("Say it in a few words, such as “New battery”."), field="title"
        )
    if cost is not None and cost < 0:
        raise UserError(_("A cost can't be less than nothing."), _("Type it without a minus."), field="cost")
    currency = None if cost is None else found.currency or session.info["workspace"].currency
    done = HardwareEvent(
        hardware_id=found.id,
        happened_on=on,
        sort=sort.value,
        title=title.strip(),
        cost=cost,
        currency=currency,
        note=note.strip() or None,
    )
    session.add(done)
    session.flush()
    return done.id


def _day(session: Session, now: datetime) -> date:
    return now.astimezone(ZoneInfo(session.info["workspace"].zone)).date()
