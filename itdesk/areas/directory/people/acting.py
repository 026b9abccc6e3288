"""Who sits at this window; at a start it is read before the store is there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from itdesk.areas.directory.people.choices import PersonRole
from itdesk.db.ahead import ask


@dataclass(frozen=True, slots=True)
class Acting:
    """Who works at this screen; id is None where nobody could. people counts those who work here.

    signs_in: whether they are asked for a password.
    """

    id: int | None
    name: str
    job_title: str
    people: int
    signs_in: bool = False


def acting_person(session: Any, wanted: int) -> Acting:
    """The person with this id if there still is one, else the first active administrator, else nobody."""
    people = number(session)
    found = ask(session, "people: wanted", _wanted, {"wanted": wanted}) or ask(session, "people: lead", _lead, {})
    key, name, job_title, password = found[0] if found else (None, "", "", None)
    return Acting(key, name, job_title, people, password is not None)


def number(session: Any) -> int:
    """How many people work here."""
    ((people,),) = ask(session, "people: number", _number, {})
    return int(people)


def is_led(session: Any) -> bool:
    """Whether anybody here is an administrator."""
    return bool(ask(session, "people: lead", _lead, {}))


def _number() -> Any:
    from sqlalchemy import func, select

    from itdesk.areas.directory.people.models import Person

    return select(func.count()).select_from(Person).where(Person.deleted_at.is_(None), Person.is_active.is_(True))


def _wanted() -> Any:
    from sqlalchemy import Integer, bindparam

    from itdesk.areas.directory.people.models import Person

    return _shown().where(Person.id == bindparam("wanted", type_=Integer()))


def _lead() -> Any:
    from itdesk.areas.directory.people.models import Person

    return (
        _shown()
        .where(Person.is_active.is_(True), Person.role == str(PersonRole.ADMINISTRATOR))
        .order_by(Person.id)
        .limit(1)
    )


def _shown() -> Any:
    from sqlalchemy import func, select

    from itdesk.areas.directory.people.models import Person
    from itdesk.db.tables import sign_ins

    own = sign_ins.c.person_id
    password = select(own).where(own == Person.id).scalar_subquery()
    shown = select(Person.id, Person.name, func.coalesce(Person.job_title, ""), password)
    return shown.where(Person.deleted_at.is_(None))
