"""What the licences' page shows besides the list: sums above it, savings below it, and who has a seat."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select, true
from sqlalchemy.orm import Session

from itdesk.areas.directory.people.models import Person
from itdesk.areas.directory.people.rules import has_left
from itdesk.areas.inventory.hardware.choices import GONE
from itdesk.areas.inventory.hardware.models import Hardware
from itdesk.areas.inventory.hardware.rules import is_gone
from itdesk.areas.inventory.licences import rules
from itdesk.areas.inventory.licences.models import COMPUTED, Licence, LicenceSeat
from itdesk.db.base import Base


@dataclass(frozen=True, slots=True)
class Seat:
    """A seat and who has it. id None: the licence's holder, who has no row of their own. kind: "people" or "hardware"."""

    id: int | None
    kind: str
    record_id: int
    name: str
    given_on: date | None
    last_used_on: date | None
    is_idle: bool
    has_left: bool  # the person is gone, or the machine is retired


@dataclass(frozen=True, slots=True)
class LicenceFacts:
    """Everything that the side panel shows of one licence; seats used last come first, the never used last."""

    id: int
    number: str
    name: str
    counted_by: str
    renews_on: date | None
    expires_on: date | None
    contract_id: int | None
    contract: str
    bought: int | None
    given: int
    used: int
    balance: rules.Balance
    annual_cost: Decimal | None
    currency: str
    seat_cost: Decimal | None
    shortfall_cost: Decimal | None
    is_reassignable: bool
    masked_key: str
    seats: tuple[Seat, ...]


def licence_facts(session: Session, licence_id: int, today: date) -> LicenceFacts | None:
    """The licence's panel on a day, in three statements; None if it is gone."""
    found = session.get(Licence, licence_id)
    if found is None:
        return None
    seats = _seats(session, found, today)
    given, used = len(seats), sum(not seat.is_idle for seat in seats)
    currency = found.currency or session.info["workspace"].currency
    return LicenceFacts(
        id=found.id,
        number=found.number or "",
        name=found.name,
        counted_by=found.counted_by,
        renews_on=found.renews_on,
        expires_on=found.expires_on,
        contract_id=found.contract_id,
        contract=_contract(session, found.contract_id),
        bought=found.seats,
        given=given,
        used=used,
        balance=rules.balance(found.seats, given),
        annual_cost=found.annual_cost,
        currency=currency,
        seat_cost=rules.seat_cost(found.annual_cost, found.seats, currency),
        shortfall_cost=rules.shortfall_cost(found.seats, given, found.annual_cost, currency),
        is_reassignable=found.is_reassignable,
        masked_key=rules.masked(found.key or ""),
        seats=seats,
    )


def _seats(session: Session, found: Licence, today: date) -> tuple[Seat, ...]:
    rows = session.execute(
        select(LicenceSeat, Person, Hardware)
        .outerjoin(Person, Person.id == LicenceSeat.person_id)
        .outerjoin(Hardware, Hardware.id == LicenceSeat.hardware_id)
        .where(LicenceSeat.licence_id == found.id)
    ).all()
    seats = [_seat(row.LicenceSeat, row.Person, row.Hardware, today) for row in rows]
    if found.person_id is not None and found.person_id not in {
        seat.record_id for seat in seats if seat.kind == "people"
    }:
        holder = session.get_one(Person, found.person_id)
        gone = _is_gone(holder, None, today)
        seats.append(Seat(None, "people", holder.id, holder.name, found.purchase_on, None, is_idle=True, has_left=gone))
    seats.sort(key=lambda seat: (seat.name.casefold(), seat.record_id))
    seats.sort(key=lambda seat: seat.last_used_on or date.min, reverse=True)
    return tuple(seats)


def _seat(seat: LicenceSeat, person: Person | None, device: Hardware | None, today: date) -> Seat:
    name = person.name if person is not None else device.tag if device is not None else ""
    return Seat(
        id=seat.id,
        kind="people" if seat.person_id is not None else "hardware",
        record_id=seat.person_id or seat.hardware_id or 0,
        name=name,
        given_on=seat.given_on,
        last_used_on=seat.last_used_on,
        is_idle=not rules.is_used(seat.last_used_on, today),
        has_left=_is_gone(person, device, today),
    )


def _is_gone(person: Person | None, device: Hardware | None, today: date) -> bool:
    if person is not None:
        return person.deleted_at is not None or has_left(person.end_on, is_active=person.is_active, today=today)
    return device is None or device.deleted_at is not None or is_gone(device.status)


def _contract(session: Session, contract_id: int | None) -> str:
    contracts = Base.metadata.tables.get("contracts")
    if contracts is None or contract_id is None:
        return ""
    query = select(func.coalesce(contracts.c.number, contracts.c.name)).where(contracts.c.id == contract_id)
    return str(session.scalar(query) or "")


def reveal_key(session: Session, licence_id: int) -> str:
    """The licence key as it was typed, for the one who asks to see it."""
    return session.scalar(select(Licence.key).where(Licence.id == licence_id)) or ""


@dataclass(frozen=True, slots=True)
class Short:
    """A licence with more seats given than bought."""

    licence_id: int
    name: str
    missing: int


@dataclass(frozen=True, slots=True)
class Saving:
    """What to buy at a renewal instead."""

    licence_id: int
    name: str
    seats: int
    renews_on: date | None
    currency: str
    advice: rules.Advice


@dataclass(frozen=True, slots=True)
class Summary:
    """The figures above the list of what is active on a day; sums are by currency."""

    count: int
    short: tuple[Short, ...]
    idle_seats: int
    savings: tuple[Saving, ...]
    annual_cost: Mapping[str, Decimal]

    @property
    def missing_seats(self) -> int:
        """Seats given beyond those bought, over all licences."""
        return sum(one.missing for one in self.short)

    @property
    def saving(self) -> Mapping[str, Decimal]:
        """What all advice together saves a year, by currency."""
        return _by_currency((one.currency, one.advice.saving) for one in self.savings)


def summary(session: Session, today: date) -> Summary:
    """The figures above and below the list, from one statement over what is active on the day."""
    rows = _positions(session, today)
    short = [
        Short(row.id, row.name, row.given - row.seats)
        for row in rows
        if row.seats is not None and row.given > row.seats
    ]
    return Summary(
        count=len(rows),
        short=tuple(sorted(short, key=lambda one: (-one.missing, one.name))),
        idle_seats=sum(row.given - row.used for row in rows),
        savings=_savings(rows),
        annual_cost=_by_currency((row.currency, row.annual_cost) for row in rows if row.annual_cost is not None),
    )


def _positions(session: Session, today: date) -> list[Any]:
    used = (
        select(func.count())
        .select_from(LicenceSeat)
        .where(LicenceSeat.licence_id == Licence.id, LicenceSeat.last_used_on >= rules.used_since(today))
        .scalar_subquery()
    )
    return list(
        session.execute(
            select(
                Licence.id,
                Licence.name,
                Licence.seats,
                Licence.renews_on,
                Licence.annual_cost,
                func.coalesce(Licence.currency, session.info["workspace"].currency).label("currency"),
                COMPUTED["seats_given"].label("given"),
                used.label("used"),
            )
            .where(Licence.deleted_at.is_(None), or_(Licence.expires_on.is_(None), Licence.expires_on >= today))
            .order_by(Licence.renews_on, Licence.name, Licence.id)
        )
    )


def _savings(rows: list[Any]) -> tuple[Saving, ...]:
    found = []
    for row in rows:
        advice = rules.advice(row.seats, row.given, row.used, row.annual_cost, row.currency)
        if advice is not None:
            found.append(Saving(row.id, row.name, row.seats, row.renews_on, row.currency, advice))
    return tuple(sorted(found, key=lambda one: (one.renews_on is None, one.renews_on or date.max, one.name)))


def _by_currency(amounts: Any) -> Mapping[str, Decimal]:
    found: dict[str, Decimal] = defaultdict(lambda: Decimal("0.00"))
    for currency, amount in amounts:
        found[currency] += amount
    return dict(found)


@dataclass(frozen=True, slots=True)
class IdleSeat:
    """A seat that could be taken back, and why: nobody used it for 90 days, or whoever has it is gone."""

    seat_id: int
    licence_id: int
    licence: str
    holder: str
    last_used_on: date | None
    has_left: bool


def idle_seats(session: Session, today: date, licence_id: int | None = None) -> tuple[IdleSeat, ...]:
    """Seats of licences that may change hands, given to nobody who uses them; those of leavers first."""
    left = or_(
        Person.is_active.is_(False),
        Person.end_on < today,
        Person.deleted_at.is_not(None),
        Hardware.deleted_at.is_not(None),
        Hardware.status.in_([status.value for status in GONE]),
    )
    idle = or_(LicenceSeat.last_used_on.is_(None), LicenceSeat.last_used_on < rules.used_since(today))
    only: ColumnElement[bool] = LicenceSeat.licence_id == licence_id if licence_id is not None else true()
    rows = session.execute(
        select(
            LicenceSeat.id,
            LicenceSeat.licence_id,
            Licence.name,
            func.coalesce(Person.name, Hardware.tag, "").label("holder"),
            LicenceSeat.last_used_on,
            func.coalesce(left, False).label("has_left"),
        )
        .join(Licence, and_(Licence.id == LicenceSeat.licence_id, Licence.deleted_at.is_(None)))
        .outerjoin(Person, Person.id == LicenceSeat.person_id)
        .outerjoin(Hardware, Hardware.id == LicenceSeat.hardware_id)
        .where(Licence.is_reassignable.is_(True), or_(idle, left), only)
        .order_by(Licence.name, LicenceSeat.licence_id, "holder", LicenceSeat.id)
    )
    found = [
        IdleSeat(row.id, row.licence_id, row.name, row.holder, row.last_used_on, bool(row.has_left)) for row in rows
    ]
    return tuple(sorted(found, key=lambda seat: not seat.has_left))
