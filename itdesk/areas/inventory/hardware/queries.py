"""What the panel beside a device shows: its life, warranty, value, who had it, licences and tickets."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Row, and_, func, or_, select
from sqlalchemy.orm import Session

from itdesk.areas.directory.people.models import Person
from itdesk.areas.directory.places.models import Place
from itdesk.areas.inventory.categories.models import Category
from itdesk.areas.inventory.hardware import rules
from itdesk.areas.inventory.hardware.models import Hardware, HardwareEvent, HardwareLoan
from itdesk.areas.inventory.makers.models import Maker
from itdesk.areas.inventory.models.models import Model
from itdesk.core.texts import _
from itdesk.db.base import Base

RECENT = 5  # tickets and loans that the panel names


@dataclass(frozen=True, slots=True)
class Milestone:
    """A point on the life line; sort is "bought", an event's sort, "replace" or "retired"."""

    on: date
    label: str
    sort: str


@dataclass(frozen=True, slots=True)
class Life:
    """The life line: milestones in order, and the stretch that the warranty covers."""

    milestones: tuple[Milestone, ...]
    warranty_from: date | None
    warranty_to: date | None
    replace_on: date | None


@dataclass(frozen=True, slots=True)
class Worth:
    """What it cost and what it is worth today; life_months is None where nothing says how long it lasts."""

    cost: Decimal
    currency: str
    bought_on: date | None
    life_months: int | None
    book_value: Decimal | None
    spent: Decimal  # on events since, in the same currency


@dataclass(frozen=True, slots=True)
class Cover:
    """A contract that covers it."""

    contract_id: int
    number: str
    name: str
    terms: str


@dataclass(frozen=True, slots=True)
class Loan:
    """Who had it, from when to when; back_at is None while it lasts."""

    holder: str
    out_at: datetime
    back_at: datetime | None
    due_on: date | None
    note: str


@dataclass(frozen=True, slots=True)
class LicenceLine:
    """A licence on the machine itself, or held by its user."""

    licence_id: int
    name: str
    counted_by: str
    on_machine: bool


@dataclass(frozen=True, slots=True)
class TicketLine:
    """A ticket about it."""

    ticket_id: int
    number: str
    title: str
    status: str
    opened_at: datetime


@dataclass(frozen=True, slots=True)
class HardwareFacts:
    """Everything that the side panel shows of one device."""

    id: int
    tag: str
    title: str  # model, else name, else tag
    maker: str
    serial_number: str
    status: str
    person_id: int | None
    person: str
    place: str
    used_place: str
    due_back_on: date | None
    last_seen_on: date | None
    life: Life
    warranty_end_on: date | None
    warranty_days: int | None
    cover: Cover | None
    worth: Worth | None
    loans: tuple[Loan, ...]
    licences: tuple[LicenceLine, ...]
    tickets: tuple[TicketLine, ...]
    tickets_this_year: int


def hardware_facts(session: Session, hardware_id: int, today: date) -> HardwareFacts | None:
    """The device's panel on a day, in seven statements at most; None if it is gone."""
    used_place, of_model = Place.__table__.alias("used_place"), Category.__table__.alias("of_model")
    row = session.execute(
        select(
            Hardware,
            Model.name.label("model"),
            Model.useful_life_months.label("model_life"),
            func.coalesce(Category.useful_life_months, of_model.c.useful_life_months).label("category_life"),
            Maker.name.label("maker"),
            Person.name.label("person"),
            Place.name.label("place"),
            used_place.c.name.label("used_place"),
        )
        .outerjoin(Model, Model.id == Hardware.model_id)
        .outerjoin(Category, Category.id == Hardware.category_id)
        .outerjoin(of_model, of_model.c.id == Model.category_id)
        .outerjoin(Maker, Maker.id == func.coalesce(Hardware.maker_id, Model.maker_id))
        .outerjoin(Person, Person.id == Hardware.person_id)
        .outerjoin(Place, Place.id == Hardware.place_id)
        .outerjoin(used_place, used_place.c.id == Hardware.used_place_id)
        .where(Hardware.id == hardware_id)
    ).one_or_none()
    if row is None:
        return None
    found: Hardware = row.Hardware
    life_months = rules.useful_life(
        found.useful_life_months, row.model_life, row.category_life, found.purchase_on, found.end_of_life_on
    )
    events = session.scalars(
        select(HardwareEvent).where(HardwareEvent.hardware_id == hardware_id).order_by(HardwareEvent.happened_on)
    ).all()
    loans, due_back_on = _loans(session, hardware_id)
    tickets, this_year = _tickets(session, hardware_id, today)
    return HardwareFacts(
        id=found.id,
        tag=found.tag,
        title=row.model or found.name or found.tag,
        maker=row.maker or "",
        serial_number=found.serial_number or "",
        status=found.status,
        person_id=found.person_id,
        person=row.person or "",
        place=row.place or "",
        used_place=row.used_place or "",
        due_back_on=due_back_on,
        last_seen_on=found.last_seen_on,
        life=_life(found, events, life_months),
        warranty_end_on=found.warranty_end_on,
        warranty_days=rules.warranty_days(found.warranty_end_on, today),
        cover=_cover(session, found.contract_id),
        worth=_worth(session, found, events, life_months, today),
        loans=loans,
        licences=_licences(session, hardware_id, found.person_id),
        tickets=tickets,
        tickets_this_year=this_year,
    )


def _life(found: Hardware, events: Any, life_months: int | None) -> Life:
    replace_on = rules.replace_on(found.end_of_life_on, found.purchase_on, life_months)
    points = [Milestone(event.happened_on, event.title, event.sort) for event in events]
    if found.purchase_on is not None:
        points.append(Milestone(found.purchase_on, _("Bought"), "bought"))
    if found.retired_on is not None:
        points.append(Milestone(found.retired_on, _("Retired"), "retired"))
    elif replace_on is not None:
        points.append(Milestone(replace_on, _("Replace"), "replace"))
    points.sort(key=lambda point: point.on)
    covered = found.warranty_end_on is not None
    return Life(tuple(points), found.purchase_on if covered else None, found.warranty_end_on, replace_on)


def _worth(session: Session, found: Hardware, events: Any, life_months: int | None, today: date) -> Worth | None:
    if found.purchase_cost is None:
        return None
    currency = found.currency or session.info["workspace"].currency
    value = None
    if found.status in rules.WORTHLESS:
        value = Decimal("0.00")
    elif found.purchase_on is not None and life_months:
        value = rules.book_value(found.purchase_cost, found.purchase_on, life_months, today)
    spent = sum((event.cost for event in events if event.cost and event.currency == currency), Decimal("0.00"))
    return Worth(found.purchase_cost, currency, found.purchase_on, life_months, value, spent)


def _loans(session: Session, hardware_id: int) -> tuple[tuple[Loan, ...], date | None]:
    rows = session.execute(
        select(HardwareLoan, func.coalesce(Person.name, Place.name).label("holder"))
        .outerjoin(Person, Person.id == HardwareLoan.person_id)
        .outerjoin(Place, Place.id == HardwareLoan.place_id)
        .where(HardwareLoan.hardware_id == hardware_id)
        .order_by(HardwareLoan.out_at.desc(), HardwareLoan.id.desc())
        .limit(RECENT)
    ).all()
    found = tuple(
        Loan(row.holder or "", loan.out_at, loan.back_at, loan.due_on, loan.note or "")
        for row in rows
        for loan in (row.HardwareLoan,)
    )
    return found, next((loan.due_on for loan in found if loan.back_at is None), None)


def _cover(session: Session, contract_id: int | None) -> Cover | None:
    contracts = Base.metadata.tables.get("contracts")
    if contracts is None or contract_id is None:
        return None
    row = session.execute(
        select(contracts.c.id, contracts.c.number, contracts.c.name, contracts.c.terms).where(
            contracts.c.id == contract_id, contracts.c.deleted_at.is_(None)
        )
    ).one_or_none()
    return Cover(row.id, row.number or "", row.name, row.terms or "") if row else None


def _licences(session: Session, hardware_id: int, person_id: int | None) -> tuple[LicenceLine, ...]:
    licences, seats = Base.metadata.tables.get("licences"), Base.metadata.tables.get("licence_seats")
    if licences is None or seats is None:
        return ()
    mine = seats.c.hardware_id == hardware_id
    users = or_(seats.c.person_id == person_id, licences.c.person_id == person_id) if person_id is not None else mine
    on_machine = func.max(func.coalesce(seats.c.hardware_id, 0)) == hardware_id
    rows = session.execute(
        select(licences.c.id, licences.c.name, licences.c.counted_by, on_machine.label("on_machine"))
        .select_from(licences.outerjoin(seats, and_(seats.c.licence_id == licences.c.id, or_(mine, users))))
        .where(or_(mine, users), licences.c.deleted_at.is_(None))
        .group_by(licences.c.id, licences.c.name, licences.c.counted_by)
        .order_by(licences.c.name, licences.c.id)
    )
    return tuple(LicenceLine(row.id, row.name, row.counted_by, bool(row.on_machine)) for row in rows)


def _tickets(session: Session, hardware_id: int, today: date) -> tuple[tuple[TicketLine, ...], int]:
    tickets = Base.metadata.tables.get("tickets")
    if tickets is None:
        return (), 0
    about_it = and_(tickets.c.hardware_id == hardware_id, tickets.c.deleted_at.is_(None))
    shown = (tickets.c.id, tickets.c.number, tickets.c.title, tickets.c.status, tickets.c.opened_at)
    rows: list[Row[Any]] = list(
        session.execute(select(*shown).where(about_it).order_by(tickets.c.opened_at.desc(), tickets.c.id.desc()))
    )
    lines = tuple(TicketLine(row.id, row.number or "", row.title, row.status, row.opened_at) for row in rows)
    return lines[:RECENT], sum(line.opened_at.year == today.year for line in lines)
