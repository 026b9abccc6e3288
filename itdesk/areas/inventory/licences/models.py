"""The tables of licences and of the seats that were given."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any, ClassVar

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    ColumnElement,
    Date,
    ForeignKey,
    Index,
    Integer,
    String,
    Text,
    UniqueConstraint,
    and_,
    case,
    exists,
    func,
    or_,
    select,
)
from sqlalchemy.orm import Mapped, mapped_column

from itdesk.areas.inventory.licences.choices import CountedBy
from itdesk.areas.inventory.licences.rules import IDLE_DAYS
from itdesk.core.texts import N_
from itdesk.db.base import Part, Record, Rule, unique_while_kept
from itdesk.db.daymath import today
from itdesk.db.types import Amount


class Licence(Record):
    """What may be used, and how often; the holder is the first seat of a licence that belongs to one person."""

    __tablename__ = "licences"
    CHECKS: ClassVar = (
        Rule(N_("Licences: {n} have fewer than no seats."), lambda: Licence.seats < 0),
        Rule(
            N_("Licences: {n} have more seats in use than were given."),
            lambda: COMPUTED["seats_used"] > COMPUTED["seats_given"],
        ),
    )

    number: Mapped[str | None] = mapped_column(String(40))
    name: Mapped[str] = mapped_column(String(255))
    maker_id: Mapped[int | None] = mapped_column(ForeignKey("makers.id"), index=True)
    vendor_id: Mapped[int | None] = mapped_column(ForeignKey("vendors.id"), index=True)
    category_id: Mapped[int | None] = mapped_column(ForeignKey("categories.id"), index=True)
    counted_by: Mapped[str] = mapped_column(String(20), default=CountedBy.NAMED_USER.value)
    seats: Mapped[int | None] = mapped_column(Integer)
    key: Mapped[str | None] = mapped_column(String(2000))
    purchase_on: Mapped[date | None] = mapped_column(Date)
    purchase_cost: Mapped[Decimal | None] = mapped_column(Amount)
    annual_cost: Mapped[Decimal | None] = mapped_column(Amount)
    currency: Mapped[str | None] = mapped_column(String(3))
    order_number: Mapped[str | None] = mapped_column(String(100))
    purchase_order: Mapped[str | None] = mapped_column(String(100))
    renews_on: Mapped[date | None] = mapped_column(Date, index=True)
    expires_on: Mapped[date | None] = mapped_column(Date, index=True)
    contract_id: Mapped[int | None] = mapped_column(ForeignKey("contracts.id"), index=True)
    licensed_to_name: Mapped[str | None] = mapped_column(String(200))
    licensed_to_email: Mapped[str | None] = mapped_column(String(255))
    is_reassignable: Mapped[bool] = mapped_column(Boolean, default=True)
    is_maintained: Mapped[bool] = mapped_column(Boolean, default=False)
    company: Mapped[str | None] = mapped_column(String(200))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"), index=True)
    notes: Mapped[str | None] = mapped_column(Text)

    __table_args__ = (Index("ix_licences_name_id", "name", "id"), unique_while_kept("licences", "number"))


class LicenceSeat(Part):
    """A seat that a person or a machine has; taking it back removes the row, history keeps it."""

    __tablename__ = "licence_seats"
    PARENT = ("licences", "licence_id")

    licence_id: Mapped[int] = mapped_column(ForeignKey("licences.id"))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"), index=True)
    hardware_id: Mapped[int | None] = mapped_column(ForeignKey("hardware.id"), index=True)
    given_on: Mapped[date] = mapped_column(Date)
    last_used_on: Mapped[date | None] = mapped_column(Date)

    __table_args__ = (
        UniqueConstraint("licence_id", "person_id"),
        UniqueConstraint("licence_id", "hardware_id"),
        CheckConstraint("(person_id IS NULL) <> (hardware_id IS NULL)", name="person_or_hardware"),
    )


_seats = LicenceSeat.__table__
_ours = _seats.c.licence_id == Licence.id
_holder_is_listed = exists().where(_ours, _seats.c.person_id == Licence.person_id)
_given = func.coalesce(
    select(func.count()).select_from(_seats).where(_ours).scalar_subquery(), 0, type_=Integer
) + case((and_(Licence.person_id.is_not(None), ~_holder_is_listed), 1), else_=0)

COMPUTED: dict[str, ColumnElement[Any]] = {
    "seats_given": _given,
    "seats_used": select(func.count())
    .select_from(_seats)
    .where(_ours, _seats.c.last_used_on >= today(-IDLE_DAYS))
    .scalar_subquery(),
    "seats_free": Licence.seats - _given,
    "is_active": or_(Licence.expires_on.is_(None), Licence.expires_on >= today()),
}
