"""Writes the sample firm into an empty workspace, in one transaction and as its IT manager would have."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from sqlalchemy import update
from sqlalchemy.orm import Session

from itdesk.areas.sample import continuity, money, tickets
from itdesk.areas.sample.source import Story
from itdesk.core.record import Kind
from itdesk.db import tables
from itdesk.db.base import Record
from itdesk.db.changes import pending_of
from itdesk.db.mapping import column_of
from itdesk.db.numbering import settled

_MANAGER = "Mara Ellison"


@dataclass(slots=True)
class Book:
    """What was written so far: ids by kind and by the name that the texts use."""

    session: Session
    story: Story
    ids: dict[str, dict[str, int]] = field(default_factory=dict)

    def id(self, kind: str, name: str | None) -> int | None:
        """The record that a text names; a name that was never written is an error in the texts."""
        return None if not name else self.ids[kind][name]

    def add(self, kind: str, called: str, /, **values: Any) -> Record:
        """A record from values by declared name; a link's value is the other's name in the texts."""
        record_type = self.session.info["registry"][kind]
        typed: dict[str, Any] = {one.name: one.first_value() for one in record_type.stored}
        for key, value in values.items():
            declared = record_type.by_name[key]
            if declared.kind is Kind.LINK and isinstance(value, str):
                typed[key] = self.id(declared.to, value)
            elif declared.kind in (Kind.MONEY, Kind.DECIMAL) and value is not None:
                typed[key] = Decimal(str(value))
            else:
                typed[key] = value
        filled = settled(self.session, record_type, typed, {})
        wrong = list(record_type.check(filled)) if record_type.check else []
        if wrong:
            raise ValueError(f"{kind} {called}: {wrong}")
        columns = {column_of(record_type.by_name[key]): value for key, value in filled.items()}
        record: Record = self.session.info["tables"][kind](
            **{key: value for key, value in columns.items() if value is not None}
        )
        self.session.add(record)
        self.session.flush()
        self.ids.setdefault(kind, {})[called] = record.id
        return record


def fill(session: Session, story: Story) -> None:
    """The whole firm."""
    book = Book(session, story)
    _people_and_places(book)
    _vendors(book)
    money.write(book)
    _contracts(book)
    _equipment(book)
    _licences(book)
    tickets.write(book)
    continuity.write(book)
    session.flush()
    mark = update(tables.workspace).values(sample=pending_of(session).operation)
    session.connection().execute(mark)  # without history of its own: it is part of what takes the sample back


def _people_and_places(book: Book) -> None:
    firm = book.story.read("firm")
    book.add("calendars", firm["calendar"]["name"], **firm["calendar"])
    for site in firm["sites"]:
        book.add("sites", site["name"], calendar=firm["calendar"]["name"], **site)
    for name, site, floor in firm["places"]:
        book.add("places", name, name=name, site=site, floor=floor or None)
    for name, _manager in firm["departments"]:
        book.add("departments", name, name=name)
    people = sorted(firm["people"], key=lambda person: person["name"] != _MANAGER)
    for person in people:
        first, _space, last = person["name"].partition(" ")
        username = f"{first}.{last.replace(' ', '.')}".lower()
        book.add(
            "people",
            person["name"],
            first_name=first,
            last_name=last,
            username=username,
            email=f"{username}@{firm['mail']}",
            **book.story.dated(person),
        )
        if person["name"] == _MANAGER:  # from here on it is she who writes
            book.session.info["actor"] = book.id("people", _MANAGER)
    from itdesk.areas.directory.departments.models import Department
    from itdesk.areas.directory.people.models import Person

    for name, manager in firm["departments"]:
        department = book.session.get_one(Department, book.id("departments", name))
        department.manager_id = book.id("people", manager)
        for person in people:
            if person["department"] == name and person["name"] != manager:
                book.session.get_one(Person, book.id("people", person["name"])).manager_id = department.manager_id


def _vendors(book: Book) -> None:
    for vendor in book.story.read("vendors")["vendors"]:
        book.add("vendors", vendor["name"], **vendor)


def _contracts(book: Book) -> None:
    for contract in book.story.read("vendors")["contracts"]:
        book.add("contracts", contract["number"], **book.story.dated(contract))


def _equipment(book: Book) -> None:
    from itdesk.areas.inventory.hardware.models import HardwareEvent, HardwareLoan

    told = book.story.read("hardware")
    for name, phone in told["makers"]:
        book.add("makers", name, name=name, support_phone=phone or None)
    for name, purpose, device, life in told["categories"]:
        book.add("categories", name, name=name, purpose=purpose, device=device, useful_life_months=life)
    for name, maker, category, life in told["models"]:
        book.add("models", name, name=name, maker=maker, category=category, useful_life_months=life)
    for device in told["hardware"]:
        values = book.story.dated(device)
        events = values.pop("events", ())
        record = book.add("hardware", device["tag"], **values)
        for day, sort, title, cost in events:
            book.session.add(
                HardwareEvent(
                    hardware_id=record.id,
                    happened_on=book.story.day(day),
                    sort=sort,
                    title=title,
                    cost=Decimal(cost),
                    currency=book.session.info["workspace"].currency,
                )
            )
        given = book.story.at((values["purchase_on"] - book.story.today).days + 3, "10:00")
        had = update(HardwareLoan).where(HardwareLoan.hardware_id == record.id)
        book.session.execute(had.values(out_at=min(given, book.story.now)))


def _licences(book: Book) -> None:
    from itdesk.areas.inventory.licences.models import LicenceSeat

    for licence in book.story.read("licences")["licences"]:
        values = book.story.dated(licence)
        people, machines = values.pop("given", ()), values.pop("machines", ())
        record = book.add("licences", licence["name"], **values)
        given_on = book.story.day("2024-01-15")
        for kind, seats in (("people", people), ("hardware", machines)):
            for name, last in seats:
                key = book.id(kind, name)
                book.session.add(
                    LicenceSeat(
                        licence_id=record.id,
                        person_id=key if kind == "people" else None,
                        hardware_id=key if kind == "hardware" else None,
                        given_on=given_on,
                        last_used_on=book.story.day(last),
                    )
                )
