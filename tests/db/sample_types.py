"""Record types of the store's own tests: people, makers, laptops with money, tickets with numbers and messages."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import Boolean, Date, ForeignKey, Index, String, Text, func, select
from sqlalchemy.orm import Mapped, aliased, mapped_column

from itdesk.core.choices import Choice
from itdesk.core.errors import Problem
from itdesk.core.record import Field, Group, Kind, RecordType
from itdesk.core.registry import Registry
from itdesk.db.base import Part, Record, unique_while_kept
from itdesk.db.types import Amount, Instant


class State(Choice):
    NEW = "new", "New", "blue"
    OPEN = "open", "Open", "violet"
    DONE = "done", "Done", "green"


class Actor(Record):
    __tablename__ = "t_people"
    name: Mapped[str] = mapped_column(String(200), index=True)
    email: Mapped[str | None] = mapped_column(String(255))
    role: Mapped[str] = mapped_column(String(20), default="administrator")


class Maker(Record):
    __tablename__ = "t_makers"
    name: Mapped[str] = mapped_column(String(100))


class Laptop(Record):
    __tablename__ = "t_laptops"
    tag: Mapped[str | None] = mapped_column(String(40))
    name: Mapped[str] = mapped_column(String(100))
    maker_id: Mapped[int | None] = mapped_column(ForeignKey("t_makers.id"), index=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("t_people.id"), index=True)
    cost: Mapped[Decimal | None] = mapped_column(Amount)
    currency: Mapped[str | None] = mapped_column(String(3))
    bought_on: Mapped[date | None] = mapped_column(Date, index=True)
    is_spare: Mapped[bool] = mapped_column(Boolean, default=False)
    pin: Mapped[str | None] = mapped_column(String(20))
    notes: Mapped[str | None] = mapped_column(Text)
    __table_args__ = (unique_while_kept("t_laptops", "tag"), Index("ix_t_laptops_name_id", "name", "id"))


class Ticket(Record):
    __tablename__ = "t_tickets"
    number: Mapped[str] = mapped_column(String(20), unique=True)
    title: Mapped[str] = mapped_column(String(255))
    state: Mapped[str] = mapped_column(String(20), default="new")
    person_id: Mapped[int | None] = mapped_column(ForeignKey("t_people.id"), index=True)
    due_at: Mapped[datetime | None] = mapped_column(Instant)
    __table_args__ = (Index("ix_t_tickets_updated_at_id", "updated_at", "id"),)


class Message(Part):
    __tablename__ = "t_messages"
    PARENT = ("tickets", "ticket_id")
    SEARCHED = ("body",)
    LABEL = "Message"
    LABELS = {"body": "Text"}  # noqa: RUF012 -- a class's constant
    ticket_id: Mapped[int] = mapped_column(ForeignKey("t_tickets.id"), index=True)
    body: Mapped[str] = mapped_column(Text)


_of_ticket = aliased(Message)
COMPUTED = {
    "message_count": select(func.count(_of_ticket.id)).where(_of_ticket.ticket_id == Ticket.id).scalar_subquery(),
    "owned_count": select(func.count(Laptop.id)).where(Laptop.person_id == Actor.id).scalar_subquery(),
}


def _check_laptop(values: Mapping[str, object]) -> Iterable[Problem]:
    if values.get("cost") is not None and not values.get("currency"):
        yield Problem("currency", "Say in which currency.", "GBP")


def _type(**given: object) -> RecordType:
    fields: tuple[Field, ...] = given["fields"]  # type: ignore[assignment]
    names = tuple(field.name for field in fields)
    given.setdefault("columns", names)
    return RecordType(groups=(Group("All", names),), icon="box", empty_text="Nothing.", **given)  # type: ignore[arg-type]


PEOPLE = _type(
    kind="people",
    table="t_people",
    singular_text="Person",
    plural_text="People",
    title="name",
    subtitle=("email",),
    fields=(
        Field(name="name", label_text="Name", required=True, length=200),
        Field(name="email", label_text="Email", kind=Kind.EMAIL),
        Field(name="role", label_text="Role", length=20, default="administrator"),
        Field(name="owned_count", label_text="Owns", kind=Kind.INTEGER, computed=True),
    ),
    search=("name", "email"),
    match=("email", "name"),
    sort=("name",),
)
MAKERS = _type(
    kind="makers",
    table="t_makers",
    singular_text="Maker",
    plural_text="Makers",
    title="name",
    fields=(Field(name="name", label_text="Name", required=True, length=100),),
    search=("name",),
    match=("name",),
    sort=("name",),
)
LAPTOPS = _type(
    kind="laptops",
    table="t_laptops",
    singular_text="Laptop",
    plural_text="Laptops",
    title="name",
    subtitle=("maker", "tag"),
    fields=(
        Field(name="tag", label_text="Tag", unique=True, length=40),
        Field(name="name", label_text="Name", required=True, length=100),
        Field(name="maker", label_text="Maker", kind=Kind.LINK, to="makers", create_missing=True),
        Field(name="person", label_text="User", kind=Kind.LINK, to="people"),
        Field(name="cost", label_text="Cost", kind=Kind.MONEY, minimum=0),
        Field(name="currency", label_text="Currency", length=3),
        Field(name="bought_on", label_text="Bought", kind=Kind.DATE),
        Field(name="is_spare", label_text="Spare", kind=Kind.YES_NO, default=False),
        Field(name="pin", label_text="PIN", secret=True, length=20),
        Field(name="notes", label_text="Notes", kind=Kind.LONG),
    ),
    search=("name", "tag", "maker", "notes"),
    import_keys=("tag",),
    match=("tag", "name"),
    sort=("name",),
    check=_check_laptop,
)
TICKETS = _type(
    kind="tickets",
    table="t_tickets",
    singular_text="Ticket",
    plural_text="Tickets",
    title="title",
    subtitle=("number", "person"),
    number_prefix="HD",
    fields=(
        Field(name="number", label_text="Number", unique=True, length=20, given=True),
        Field(name="title", label_text="Title", required=True),
        Field(name="state", label_text="State", kind=Kind.CHOICE, choices=State, default="new", required=True),
        Field(name="person", label_text="Person", kind=Kind.LINK, to="people"),
        Field(name="due_at", label_text="Due", kind=Kind.INSTANT),
        Field(name="message_count", label_text="Messages", kind=Kind.INTEGER, computed=True),
    ),
    search=("number", "title", "person"),
    match=("number",),
    sort=("-updated_at",),
)
REGISTRY = Registry([PEOPLE, MAKERS, LAPTOPS, TICKETS])
