"""What is done with seats: given, used, taken back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from itdesk.areas.inventory.licences.models import Licence, LicenceSeat
from itdesk.core.errors import UserError
from itdesk.core.texts import _


def licence(session: Session, licence_id: int) -> Licence:
    """The licence, or a sentence that says it is gone."""
    found = session.get(Licence, licence_id)
    if found is None or found.deleted_at is not None:
        raise UserError(
            _("This licence is no longer in the list. Somebody deleted it."), _("Restore it from the bin to go on.")
        )
    return found


def give_seat(
    session: Session,
    licence_id: int,
    *,
    on: date,
    person_id: int | None = None,
    hardware_id: int | None = None,
    last_used_on: date | None = None,
) -> int:
    """Give a seat to a person or to a machine; returns the seat's id. last_used_on is for one that was taken by mistake.

    More seats than were bought may be given: the balance then says how many are over. Refused where the person or the
    machine has one already. The holder of the licence gets a seat of their own, like everyone else's.
    """
    found = licence(session, licence_id)
    if (person_id is None) == (hardware_id is None):
        raise UserError(_("Nobody was chosen."), _("Choose one person or one machine."), field="person")
    has_one = LicenceSeat.person_id == person_id if person_id is not None else LicenceSeat.hardware_id == hardware_id
    if session.scalar(select(LicenceSeat.id).where(LicenceSeat.licence_id == licence_id, has_one)) is not None:
        raise UserError(
            _("A seat of {name} is there already: nobody needs two.").format(name=found.name),
            _("Choose somebody else."),
            field="person",
        )
    seat = LicenceSeat(
        licence_id=licence_id, person_id=person_id, hardware_id=hardware_id, given_on=on, last_used_on=last_used_on
    )
    session.add(seat)
    session.flush()
    return seat.id


def give_seats(session: Session, licence_id: int, *, on: date, person_ids: Iterable[int]) -> int:
    """Give a seat to each of these people who has none; returns how many were given."""
    licence(session, licence_id)
    query = select(LicenceSeat.person_id).where(LicenceSeat.licence_id == licence_id)
    have = set(session.scalars(query))
    new = [person_id for person_id in dict.fromkeys(person_ids) if person_id not in have]
    session.add_all(LicenceSeat(licence_id=licence_id, person_id=person_id, given_on=on) for person_id in new)
    session.flush()
    return len(new)


def take_back(session: Session, seat_ids: Iterable[int]) -> int:
    """Take seats back, so that others may have them; returns how many. History keeps who had them.

    A person who is also the licence's holder stops being that. Refused where the licence may not change hands.
    """
    taken = 0
    for seat_id in dict.fromkeys(seat_ids):
        seat = session.get(LicenceSeat, seat_id)
        if seat is None:
            continue  # somebody else took it back meanwhile, which is what was asked for
        found = _movable(session, seat.licence_id)
        if found.person_id is not None and found.person_id == seat.person_id:
            found.person_id = None
        session.delete(seat)
        taken += 1
    session.flush()
    return taken


def take_back_from_holder(session: Session, licence_id: int) -> None:
    """Free the seat of the holder, together with a seat of their own. Refused where it may not change hands."""
    found = _movable(session, licence_id)
    mine = LicenceSeat.person_id == found.person_id
    for seat in session.scalars(select(LicenceSeat).where(LicenceSeat.licence_id == licence_id, mine)):
        session.delete(seat)
    found.person_id = None
    session.flush()


def record_use(session: Session, licence_id: int, used_on: Mapping[int, date]) -> int:
    """Note when seats were last used, by seat id; an earlier day than known changes nothing. Returns how many changed."""
    query = select(LicenceSeat).where(LicenceSeat.licence_id == licence_id, LicenceSeat.id.in_(used_on))
    changed = 0
    for seat in session.scalars(query):
        if seat.last_used_on is None or seat.last_used_on < used_on[seat.id]:
            seat.last_used_on = used_on[seat.id]
            changed += 1
    session.flush()
    return changed


def record_use_by_holder(session: Session, licence_id: int, on: date) -> int:
    """Note that the holder used the licence: the holder's place becomes a seat that can say so. Returns its id."""
    found = licence(session, licence_id)
    if found.person_id is None:
        raise UserError(_("{name} has no holder.").format(name=found.name), _("Give a seat to a person first."))
    mine = LicenceSeat.person_id == found.person_id
    seat = session.scalar(select(LicenceSeat).where(LicenceSeat.licence_id == licence_id, mine))
    if seat is None:
        seat = LicenceSeat(licence_id=licence_id, person_id=found.person_id, given_on=found.purchase_on or on)
        session.add(seat)
    seat.last_used_on = max(on, seat.last_used_on or on)
    session.flush()
    return seat.id


def _movable(session: Session, licence_id: int) -> Licence:
    found = licence(session, licence_id)
    if not found.is_reassignable:
        raise UserError(
            _("A seat of {name} stays with whoever has it: its terms let it change hands never.").format(
                name=found.name
            ),
            _("Tick “May change hands” on the licence if the terms allow it after all."),
            field="is_reassignable",
        )
    return found
