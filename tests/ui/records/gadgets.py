"""Record types of the kit's own tests: gadgets with every kind of field, and the keepers that they link to."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import Boolean, Date, ForeignKey, Integer, String, Text, type_coerce
from sqlalchemy.orm import Mapped, Session, mapped_column

from itdesk.core.choices import Choice
from itdesk.core.errors import Problem
from itdesk.core.filters import Filter, Operator
from itdesk.core.record import Field, Group, Kind, RecordType, View
from itdesk.core.registry import Registry
from itdesk.db import records
from itdesk.db.base import Record
from itdesk.db.types import Amount, Instant

Settle = Callable[[], None]


class State(Choice):
    SPARE = "spare", "Spare", "violet", "square"
    USED = "used", "In use", "green", "ring-check"
    GONE = "gone", "Gone", "grey", "disc-x"


class Keeper(Record):
    __tablename__ = "u_keepers"
    name: Mapped[str] = mapped_column(String(100))
    email: Mapped[str | None] = mapped_column(String(255))


class Gadget(Record):
    __tablename__ = "u_gadgets"
    number: Mapped[str | None] = mapped_column(String(40), unique=True)
    name: Mapped[str] = mapped_column(String(60))
    state: Mapped[str] = mapped_column(String(20))
    keeper_id: Mapped[int | None] = mapped_column(ForeignKey("u_keepers.id"))
    cost: Mapped[Decimal | None] = mapped_column(Amount)
    currency: Mapped[str | None] = mapped_column(String(3))
    weight: Mapped[Decimal | None] = mapped_column(Amount)
    pieces: Mapped[int | None] = mapped_column(Integer)
    bought_on: Mapped[date | None] = mapped_column(Date)
    ends_on: Mapped[date | None] = mapped_column(Date)
    seen_at: Mapped[datetime | None] = mapped_column(Instant)
    is_ours: Mapped[bool] = mapped_column(Boolean, default=False)
    site: Mapped[str | None] = mapped_column(String(255))
    notes: Mapped[str | None] = mapped_column(Text)


COMPUTED = {"double_cost": type_coerce(Gadget.cost + Gadget.cost, Amount)}


def _check(values: Mapping[str, object]) -> Iterable[Problem]:
    first, last = values.get("bought_on"), values.get("ends_on")
    if isinstance(first, date) and isinstance(last, date) and last < first:
        yield Problem("ends_on", "It would end before it was bought.")


KEEPERS = RecordType(
    kind="keepers",
    table="u_keepers",
    singular_text="Keeper",
    plural_text="Keepers",
    icon="user",
    title="name",
    subtitle=("email",),
    fields=(
        Field(name="name", label_text="Name", required=True, length=100),
        Field(name="email", label_text="Email", kind=Kind.EMAIL),
    ),
    columns=("name", "email"),
    groups=(Group("Keeper", ("name", "email")),),
    search=("name",),
    match=("email", "name"),
    sort=("name",),
    empty_text="Who keeps gadgets.",
)
GADGETS = RecordType(
    kind="gadgets",
    table="u_gadgets",
    singular_text="Gadget",
    plural_text="Gadgets",
    icon="laptop",
    title="name",
    subtitle=("keeper",),
    number_prefix="GD-",
    fields=(
        Field(name="number", label_text="Number", unique=True, length=40, given=True),
        Field(name="name", label_text="Name", required=True, length=60),
        Field(
            name="state", label_text="State", kind=Kind.CHOICE, choices=State, required=True, default=State.SPARE.value
        ),
        Field(name="keeper", label_text="Keeper", kind=Kind.LINK, to="keepers", create_missing=True),
        Field(name="cost", label_text="Cost", kind=Kind.MONEY, minimum=0),
        Field(name="currency", label_text="Currency", length=3),
        Field(name="weight", label_text="Weight", kind=Kind.DECIMAL),
        Field(name="pieces", label_text="Pieces", kind=Kind.INTEGER, minimum=1),
        Field(name="bought_on", label_text="Bought", kind=Kind.DATE),
        Field(name="ends_on", label_text="Ends", kind=Kind.DATE, hint_text="The last day."),
        Field(name="seen_at", label_text="Seen", kind=Kind.INSTANT),
        Field(name="is_ours", label_text="Ours", kind=Kind.YES_NO, default=False),
        Field(name="site", label_text="Site", kind=Kind.URL),
        Field(name="notes", label_text="Notes", kind=Kind.LONG),
        Field(name="double_cost", label_text="Double", kind=Kind.MONEY, computed=True),
    ),
    columns=("name", "state", "keeper", "cost", "bought_on"),
    groups=(
        Group("Gadget", ("number", "name", "state", "keeper", "is_ours")),
        Group("Money", ("cost", "currency", "double_cost", "weight", "pieces")),
        Group("Time", ("bought_on", "ends_on", "seen_at", "site", "notes")),
    ),
    created=("name", "state", "keeper", "cost", "ends_on"),
    filters=("state", "keeper", "bought_on", "cost", "is_ours"),
    search=("name", "notes"),
    import_keys=("name",),
    match=("name",),
    sort=("name",),
    views=(
        View("All gadgets"),
        View("In use", filters=(Filter("state", Operator.IS, "used"),), columns=("name", "keeper", "cost")),
        View("By state", group_by="state"),
    ),
    check=_check,
    empty_text="Gadgets that somebody keeps.",
)
REGISTRY = Registry([KEEPERS, GADGETS])


def new(session: Session, kind: str, **values: object) -> int:
    """A record with these values."""
    draft = records.blank(REGISTRY, kind)
    draft.values.update(values)
    return records.save(session, draft)


def fill(session: Session) -> None:
    """Three keepers, forty gadgets."""
    keepers = [
        new(session, "keepers", name=name, email=f"{name[:3].lower()}@firm.com")
        for name in ("Ana Lopes", "Ben Okri", "Cyd Wu")
    ]
    for place in range(40):
        new(
            session,
            "gadgets",
            name=f"Gadget {place + 1:02}",
            state=("spare", "used", "used", "gone")[place % 4],
            keeper=keepers[place % 3] if place % 4 in (1, 2) else None,
            cost=Decimal(100 + place * 10),
            currency="EUR" if place == 5 else "GBP",
            bought_on=date(2024, 1 + place % 12, 1 + place % 28),
            is_ours=place % 2 == 0,
        )
