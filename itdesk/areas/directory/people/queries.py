"""What the panel beside a person shows: where they belong, what they have, what they asked for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Table, func, or_, select
from sqlalchemy.orm import Session, aliased

from itdesk.areas.directory.departments.models import Department
from itdesk.areas.directory.people.models import Person
from itdesk.areas.directory.people.rules import has_left
from itdesk.areas.directory.places.models import Place
from itdesk.areas.directory.sites.models import Site
from itdesk.db.base import Base

RECENT = 5  # tickets that the panel names


@dataclass(frozen=True, slots=True)
class Thing:
    """A device or a licence that the person has."""

    kind: str
    id: int
    title: str
    subtitle: str


@dataclass(frozen=True, slots=True)
class Asked:
    """A ticket that the person asked for."""

    id: int
    number: str
    title: str
    status: str
    opened_at: datetime


@dataclass(frozen=True, slots=True)
class PersonFacts:
    """Everything that the side panel shows of one person."""

    id: int
    name: str
    job_title: str
    email: str
    phone: str
    mobile: str
    department: str
    site: str
    place: str
    manager_id: int | None
    manager: str
    reports: tuple[tuple[int, str], ...]
    role: str
    has_left: bool
    start_on: date | None
    end_on: date | None
    hardware: tuple[Thing, ...]
    licences: tuple[Thing, ...]
    tickets: tuple[Asked, ...]
    open_tickets: int


def person_facts(session: Session, person_id: int, today: date) -> PersonFacts | None:
    """The person's panel on a day, in five statements at most; None if there is nobody."""
    boss = aliased(Person)
    row = session.execute(
        select(
            Person,
            Department.name.label("department"),
            Site.name.label("site"),
            Place.name.label("place"),
            boss.name.label("manager"),
        )
        .outerjoin(Department, Department.id == Person.department_id)
        .outerjoin(Place, Place.id == Person.place_id)
        .outerjoin(Site, Site.id == func.coalesce(Person.site_id, Place.site_id))
        .outerjoin(boss, boss.id == Person.manager_id)
        .where(Person.id == person_id)
    ).one_or_none()
    if row is None:
        return None
    found: Person = row.Person
    mine = (Person.manager_id == person_id, Person.deleted_at.is_(None), Person.is_active.is_(True))
    reports = session.execute(select(Person.id, Person.name).where(*mine).order_by(Person.name, Person.id))
    tickets, open_tickets = _tickets(session, person_id)
    return PersonFacts(
        id=found.id,
        name=found.name,
        job_title=found.job_title or "",
        email=found.email or "",
        phone=found.phone or "",
        mobile=found.mobile or "",
        department=row.department or "",
        site=row.site or "",
        place=row.place or "",
        manager_id=found.manager_id,
        manager=row.manager or "",
        reports=tuple((report.id, report.name) for report in reports),
        role=found.role,
        has_left=has_left(found.end_on, is_active=found.is_active, today=today),
        start_on=found.start_on,
        end_on=found.end_on,
        hardware=hardware_of(session, person_id),
        licences=licences_of(session, person_id),
        tickets=tickets,
        open_tickets=open_tickets,
    )


def _table(name: str) -> Table | None:
    """A table of an area above this one, where that area is part of the app."""
    return Base.metadata.tables.get(name)


def hardware_of(session: Session, person_id: int) -> tuple[Thing, ...]:
    """The devices that a person has now."""
    hardware, models = _table("hardware"), _table("models")
    if hardware is None or models is None:
        return ()
    rows = session.execute(
        select(hardware.c.id, hardware.c.tag, func.coalesce(models.c.name, hardware.c.name, "").label("what"))
        .select_from(hardware.outerjoin(models, models.c.id == hardware.c.model_id))
        .where(hardware.c.person_id == person_id, hardware.c.deleted_at.is_(None))
        .order_by(hardware.c.tag, hardware.c.id)
    )
    return tuple(Thing("hardware", row.id, row.tag, row.what) for row in rows)


def licences_of(session: Session, person_id: int) -> tuple[Thing, ...]:
    """The licences of which a person has a seat, or is the holder."""
    licences, seats = _table("licences"), _table("licence_seats")
    if licences is None or seats is None:
        return ()
    mine = select(seats.c.licence_id).where(seats.c.person_id == person_id)
    rows = session.execute(
        select(licences.c.id, licences.c.name, licences.c.number)
        .where(or_(licences.c.id.in_(mine), licences.c.person_id == person_id), licences.c.deleted_at.is_(None))
        .order_by(licences.c.name, licences.c.id)
    )
    return tuple(Thing("licences", row.id, row.name, row.number or "") for row in rows)


def _tickets(session: Session, person_id: int) -> tuple[tuple[Asked, ...], int]:
    tickets = _table("tickets")
    if tickets is None:
        return (), 0
    asked = (tickets.c.requester_id == person_id, tickets.c.deleted_at.is_(None))
    shown = select(tickets.c.id, tickets.c.number, tickets.c.title, tickets.c.status, tickets.c.opened_at).where(*asked)
    newest = session.execute(shown.order_by(tickets.c.opened_at.desc(), tickets.c.id.desc()).limit(RECENT))
    lines = tuple(Asked(row.id, row.number or "", row.title, row.status, row.opened_at) for row in newest)
    still_open = select(func.count()).select_from(tickets).where(*asked, tickets.c.resolved_at.is_(None))
    return lines, session.scalar(still_open.where(tickets.c.closed_at.is_(None))) or 0
