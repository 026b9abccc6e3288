"""The tables of hardware, of who had it when, and of what was done to it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any, ClassVar, cast

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Connection,
    Date,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
    and_,
    case,
    column,
    event,
    func,
    or_,
    select,
    table,
    type_coerce,
    update,
)
from sqlalchemy.orm import InstrumentedAttribute, Mapped, Session, mapped_column, object_session

from itdesk.areas.inventory.hardware.choices import Status
from itdesk.areas.inventory.hardware.rules import WORTHLESS
from itdesk.core.texts import N_
from itdesk.core.uids import new_uid, new_uids
from itdesk.db.base import Part, Record, Rule, unique_while_kept
from itdesk.db.bulk import next_ids, put
from itdesk.db.changes import Noted, Verb, pending_of
from itdesk.db.daymath import days_between, months_between, today
from itdesk.db.stored import SCALE
from itdesk.db.types import Amount, Instant

_SLICE = 500  # ids that one statement names


class Hardware(Record):
    """A device, or a box of things that share a tag; person or used_place is who has it now."""

    __tablename__ = "hardware"

    tag: Mapped[str] = mapped_column(String(64))
    name: Mapped[str | None] = mapped_column(String(200))
    model_id: Mapped[int | None] = mapped_column(ForeignKey("models.id"))
    maker_id: Mapped[int | None] = mapped_column(ForeignKey("makers.id"), index=True)
    category_id: Mapped[int | None] = mapped_column(ForeignKey("categories.id"), index=True)
    model_number: Mapped[str | None] = mapped_column(String(120))
    serial_number: Mapped[str | None] = mapped_column(String(150), index=True)
    status: Mapped[str] = mapped_column(String(20), default=Status.SPARE.value)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"), index=True)
    used_place_id: Mapped[int | None] = mapped_column(ForeignKey("places.id"), index=True)
    place_id: Mapped[int | None] = mapped_column(ForeignKey("places.id"), index=True)
    vendor_id: Mapped[int | None] = mapped_column(ForeignKey("vendors.id"), index=True)
    contract_id: Mapped[int | None] = mapped_column(ForeignKey("contracts.id"), index=True)
    order_number: Mapped[str | None] = mapped_column(String(100))
    invoice_number: Mapped[str | None] = mapped_column(String(100))
    purchase_on: Mapped[date | None] = mapped_column(Date, index=True)
    purchase_cost: Mapped[Decimal | None] = mapped_column(Amount)
    currency: Mapped[str | None] = mapped_column(String(3))
    quantity: Mapped[int] = mapped_column(Integer, default=1)
    useful_life_months: Mapped[int | None] = mapped_column(Integer)
    warranty_months: Mapped[int | None] = mapped_column(Integer)
    warranty_end_on: Mapped[date | None] = mapped_column(Date, index=True)
    end_of_life_on: Mapped[date | None] = mapped_column(Date, index=True)
    retired_on: Mapped[date | None] = mapped_column(Date)
    last_seen_on: Mapped[date | None] = mapped_column(Date)
    company: Mapped[str | None] = mapped_column(String(200))
    operating_system: Mapped[str | None] = mapped_column(String(150))
    host_name: Mapped[str | None] = mapped_column(String(255), index=True)
    ip_address: Mapped[str | None] = mapped_column(String(100))
    mac_address: Mapped[str | None] = mapped_column(String(100))
    model_notes: Mapped[str | None] = mapped_column(Text)
    notes: Mapped[str | None] = mapped_column(Text)

    __table_args__ = (
        unique_while_kept("hardware", "tag"),
        Index("ix_hardware_tag_id", "tag", "id"),
        Index("ix_hardware_status_tag", "status", "tag"),
        Index("ix_hardware_model_id_status", "model_id", "status"),
    )

    @classmethod
    def after_many(cls, session: Session, ids: Sequence[int]) -> None:
        """Start the loans of devices that came with a user."""
        loans, now = HardwareLoan.__table__, datetime.now(UTC)
        columns = ("uid", "version", "created_at", "updated_at", "hardware_id", "person_id", "place_id", "out_at")
        given: list[tuple[object, ...]] = []
        for start in range(0, len(ids), _SLICE):
            used = or_(cls.person_id.is_not(None), cls.used_place_id.is_not(None))
            query = select(cls.id, cls.person_id, cls.used_place_id).where(
                cls.id.in_(ids[start : start + _SLICE]), used
            )
            given += map(tuple, session.execute(query))
        rows = [(uid, 1, now, now, *one, now) for uid, one in zip(new_uids(len(given)), given, strict=True)]
        put(session.connection(), cast(Table, loans), columns, rows)

    @classmethod
    def after_put_back(cls, session: Session, ids: Sequence[int]) -> None:
        """Keep the loans in step with the users that devices have again."""
        for start in range(0, len(ids), _SLICE):
            part = ids[start : start + _SLICE]
            asked = select(cls.id, cls.person_id, cls.used_place_id).where(cls.id.in_(part), cls.deleted_at.is_(None))
            _settle_loans(session, part, {one: (person, place) for one, person, place in session.execute(asked)})


class HardwareLoan(Part):
    """A stretch of time in which a person or a place had the device; back_at is empty while it lasts.

    Kept in step with the device by the listener below, and by after_many for imports.
    """

    __tablename__ = "hardware_loans"
    LABEL = N_("Loan")
    LABELS: ClassVar = {
        "person_id": N_("Person"),
        "place_id": N_("Place"),
        "out_at": N_("Given out"),
        "due_on": N_("Due back"),
        "back_at": N_("Back"),
        "note": N_("Note"),
    }
    PARENT = ("hardware", "hardware_id")
    SEARCHED = ("note",)
    CHECKS: ClassVar = (
        Rule(
            N_("Hardware: {n} came back before they were given out."),
            lambda: HardwareLoan.back_at < HardwareLoan.out_at,
        ),
    )

    hardware_id: Mapped[int] = mapped_column(ForeignKey("hardware.id"))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"), index=True)
    place_id: Mapped[int | None] = mapped_column(ForeignKey("places.id"), index=True)
    out_at: Mapped[datetime] = mapped_column(Instant)
    due_on: Mapped[date | None] = mapped_column(Date)
    back_at: Mapped[datetime | None] = mapped_column(Instant)
    note: Mapped[str | None] = mapped_column(Text)

    __table_args__ = (Index("ix_hardware_loans_hardware_id_back_at", "hardware_id", "back_at"),)


def _keep_log(_mapper: object, _connection: Connection, device: Hardware) -> None:
    """Close and open loans as the device changes hands, whoever writes it: a form, an operation, an import."""
    session = object_session(device)
    if session is not None:
        users = {} if device.deleted_at is not None else {device.id: (device.person_id, device.used_place_id)}
        _settle_loans(session, [device.id], users)


def _settle_loans(session: Session, ids: Sequence[int], users: Mapping[int, tuple[int | None, int | None]]) -> None:
    """Close the loans of devices whose user isn't that one any more, open those that are missing; history is told."""
    connection, loans, now = session.connection(), HardwareLoan.__table__, datetime.now(UTC)
    still_out = and_(loans.c.hardware_id.in_(ids), loans.c.back_at.is_(None))
    asked = select(loans.c.id, loans.c.hardware_id, loans.c.person_id, loans.c.place_id).where(still_out)
    kept: set[int] = set()
    back: list[Any] = []
    for loan in connection.execute(asked).all():
        if (loan.person_id, loan.place_id) == users.get(loan.hardware_id) and loan.hardware_id not in kept:
            kept.add(loan.hardware_id)
        else:
            back.append(loan)
    if back:
        ended = update(HardwareLoan).where(loans.c.id.in_([loan.id for loan in back]))
        connection.execute(ended.values(back_at=now, updated_at=now))
    for loan in back:
        _note_loan(session, loan.hardware_id, Verb.CHANGED, loan.id, {"back_at": (None, now)})
    out = [(one, *user) for one, user in users.items() if any(user) and one not in kept]
    made = next_ids(connection, cast(Table, loans), len(out)) if out else ()
    columns = ("id", "uid", "version", "created_at", "updated_at", "out_at", "hardware_id", "person_id", "place_id")
    rows = [(loan_id, new_uid(), 1, now, now, now, *given) for loan_id, given in zip(made, out, strict=True)]
    put(connection, cast(Table, loans), columns, rows)
    for loan_id, given in zip(made, out, strict=True):
        _note_loan(session, given[0], Verb.ADDED, loan_id, {})


def _note_loan(
    session: Session, hardware_id: int, verb: Verb, loan_id: int, told: dict[str, tuple[object, object]]
) -> None:
    pending_of(session).note(Noted("hardware", hardware_id, "", verb, told, HardwareLoan.__tablename__, loan_id))


event.listen(Hardware, "after_insert", _keep_log)
event.listen(Hardware, "after_update", _keep_log)


class HardwareEvent(Part):
    """Something done to the device that its life should show: an upgrade, a repair, a check."""

    __tablename__ = "hardware_events"
    PARENT = ("hardware", "hardware_id")
    SEARCHED = ("title", "note")

    hardware_id: Mapped[int] = mapped_column(ForeignKey("hardware.id"), index=True)
    happened_on: Mapped[date] = mapped_column(Date)
    sort: Mapped[str] = mapped_column(String(20))
    title: Mapped[str] = mapped_column(String(200))
    cost: Mapped[Decimal | None] = mapped_column(Amount)
    currency: Mapped[str | None] = mapped_column(String(3))
    note: Mapped[str | None] = mapped_column(Text)


_models = table("models", column("id"), column("category_id"), column("useful_life_months"))
_categories = table("categories", column("id"), column("device"), column("useful_life_months"))
_people = table("people", column("id"), column("name"), column("site_id"))
_places = table("places", column("id"), column("name"), column("site_id"))
_loans = HardwareLoan.__table__


def _of_category(name: str) -> ColumnElement[Any]:
    """A value of the device's own category, else of its model's; one level of subqueries, which any list can embed."""
    own = select(_categories.c[name]).where(_categories.c.id == Hardware.category_id)
    of_model = (
        select(_categories.c[name])
        .select_from(_models.join(_categories, _categories.c.id == _models.c.category_id))
        .where(_models.c.id == Hardware.model_id)
    )
    return func.coalesce(own.scalar_subquery(), of_model.scalar_subquery())


def _place(name: str, key: InstrumentedAttribute[int | None]) -> ColumnElement[object]:
    return select(_places.c[name]).where(_places.c.id == key).scalar_subquery()


def _person(name: str) -> ColumnElement[object]:
    return select(_people.c[name]).where(_people.c.id == Hardware.person_id).scalar_subquery()


def _book_value() -> ColumnElement[Decimal]:
    """The formula of rules.book_value in whole numbers, whose division drops the rest."""
    of_model = select(_models.c.useful_life_months).where(_models.c.id == Hardware.model_id).scalar_subquery()
    until = months_between(Hardware.purchase_on, Hardware.end_of_life_on)
    months = (Hardware.useful_life_months, of_model, _of_category("useful_life_months"), func.nullif(until, 0))
    life = func.coalesce(*months, type_=Integer)
    age = months_between(Hardware.purchase_on, today())
    left = case((age <= 0, life), (age >= life, 0), else_=life - age)
    cents = type_coerce(Hardware.purchase_cost, BigInteger) * left // life // (SCALE // 100) * (SCALE // 100)
    worthless = Hardware.status.in_([status.value for status in WORTHLESS])
    return type_coerce(case((worthless, type_coerce(Hardware.purchase_cost, BigInteger) * 0), else_=cents), Amount)


COMPUTED: dict[str, ColumnElement[Any]] = {
    "device": type_coerce(_of_category("device"), String),
    "used_by": func.coalesce(_person("name"), _place("name", Hardware.used_place_id), type_=String),
    "site": func.coalesce(
        _place("site_id", Hardware.place_id),
        _place("site_id", Hardware.used_place_id),
        _person("site_id"),
        type_=Integer,
    ),
    "due_back_on": select(func.min(_loans.c.due_on))
    .where(and_(_loans.c.hardware_id == Hardware.id, _loans.c.back_at.is_(None)))
    .scalar_subquery(),
    "warranty_days": days_between(today(), Hardware.warranty_end_on),
    "age_months": months_between(Hardware.purchase_on, today()),
    "book_value": _book_value(),
}
