"""What is done when somebody comes first, leaves, or comes back."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from itdesk.areas.directory.people.models import Person
from itdesk.core.errors import UserError
from itdesk.core.record import Role
from itdesk.core.texts import _
from itdesk.db import records


def lead(session: Session, person_id: int) -> None:
    """Make the first administrator; refused where there is one, who decides about others."""
    if _other_administrators(session, person_id):
        raise UserError(_("There is an administrator by now."), _("Ask them for the role that you need."))
    draft = records.draft(session, "people", person_id)
    draft.values["role"] = Role.ADMINISTRATOR
    records.save(session, draft)


def leave(session: Session, person_id: int, *, on: date, today: date) -> None:
    """Note a person's last day; from the day after, or at once if it lies behind, they are no longer active.

    What they have stays with them until it is taken back, so that nothing is forgotten. Refused for the last
    administrator, and for a day before the first one.
    """
    found = session.get_one(Person, person_id)
    if found.start_on is not None and on < found.start_on:
        raise UserError(
            _("{name} starts after that day.").format(name=found.name), _("Choose a later day."), field="end_on"
        )
    if found.role == Role.ADMINISTRATOR and not _other_administrators(session, person_id):
        raise UserError(
            _("{name} is the only administrator.").format(name=found.name),
            _("Make somebody else an administrator first."),
            field="role",
        )
    found.end_on = on
    found.is_active = on >= today
    session.flush()


def come_back(session: Session, person_id: int, *, on: date) -> None:
    """Make a person who left active again from a day."""
    found = session.get_one(Person, person_id)
    found.start_on, found.end_on, found.is_active = on, None, True
    session.flush()


def _other_administrators(session: Session, person_id: int) -> bool:
    query = select(Person.id).where(
        Person.role == Role.ADMINISTRATOR.value,
        Person.is_active.is_(True),
        Person.deleted_at.is_(None),
        Person.id != person_id,
    )
    return session.scalar(query.limit(1)) is not None
