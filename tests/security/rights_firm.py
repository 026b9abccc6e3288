"""A workspace of which every text and every sum is known by sight: what a role reads of it can be told from what it may."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import count
from typing import Any

from sqlalchemy import update

from itdesk.core.errors import Invalid
from itdesk.core.record import Field, Kind, RecordType
from itdesk.core.rights import Role, Verb, grant_of
from itdesk.db import attachments, changes, comments, records, tags
from itdesk.db.database import Database
from tests.valid_values import KNOWN, linked_first, values_for

OWN, FOREIGN = "own", "foreign"
MESSAGES = ("ticket_messages", "body")


class Undone(Exception):
    """What was tried is not to stay."""


@dataclass
class Firm:
    """The workspace, a person of each role, and of each kind a record of the member of staff's and one that isn't."""

    database: Database
    people: dict[Role, int] = field(default_factory=dict)
    records: dict[tuple[str, str], int] = field(default_factory=dict)
    values: dict[tuple[str, str], dict[str, Any]] = field(default_factory=dict)
    said: str = ""  # the last refusal
    create: Any = None

    def reading(self, role: Role) -> Any:
        return self.database.reading(actor=self.people[role])

    @contextmanager
    def trying(self, role: Role) -> Iterator[Any]:
        """A write that is carried to its end, and then undone."""
        with suppress(Undone), self.database.writing(actor=self.people[role]) as session:
            yield session
            changes.finish(session)
            self._undo()

    @staticmethod
    def _undo() -> None:
        raise Undone

    def forbidden(self, role: Role) -> dict[str, str]:
        """Texts that a role must not come across: the text, and where it stands."""
        found = {}
        for (kind, whose), values in self.values.items():
            record_type = self.database.registry[kind]
            grant = grant_of(record_type.rights, role)
            for name, value in values.items():
                declared = record_type.by_name.get(name)
                if self.is_telling(value) and not _is_seen(grant, declared, name, is_own=whose == OWN):
                    found[str(value)] = f"{whose} {kind}.{name}"
        return found

    @staticmethod
    def is_telling(value: object) -> bool:
        return (isinstance(value, str) and value.startswith("zq")) or (isinstance(value, Decimal) and value > 70000)


def _is_seen(grant: Any, declared: Field | None, name: str, *, is_own: bool) -> bool:
    if grant.sees_all:
        return True
    if Verb.READ not in grant.verbs or (grant.own and not is_own):
        return False
    if declared is None:  # something inside, or hung on it
        return grant.inside is None or name in grant.inside
    return not declared.secret and name not in grant.hides and (name not in grant.private or is_own)


def filled(database: Database) -> Firm:
    """The workspace with everything that the matrix looks for."""
    firm = Firm(database)
    marks = count(1)

    def save(kind: str, values: dict[str, Any]) -> int:
        with database.writing() as session:
            return records.save(session, records.Draft(kind, dict(values)))

    firm.create = linked_first(database.registry, save)
    for role in Role:
        firm.people[role] = save("people", {**_marked(database.registry["people"], firm, marks), "role": role.value})
    for record_type in database.registry:
        for whose in (OWN, FOREIGN):
            _add(firm, record_type, whose, marks, save)
    _secrets(firm, marks)
    return firm


def _marked(record_type: RecordType, firm: Firm, marks: Iterator[int]) -> dict[str, Any]:
    values = values_for(record_type, firm.create)
    for declared in record_type.typed:
        if declared.name in KNOWN or values.get(declared.name) is None:
            continue
        if declared.kind in (Kind.TEXT, Kind.LONG) and declared.length >= 20:
            values[declared.name] = f"zq{next(marks):05}qz"
        elif declared.kind is Kind.MONEY:
            values[declared.name] = Decimal(70000 + next(marks)) + Decimal("0.17")
    return values


def _add(firm: Firm, record_type: RecordType, whose: str, marks: Iterator[int], save: Any) -> None:
    kind, staff = record_type.kind, firm.people[Role.STAFF]
    if kind == "people" and whose == OWN:
        with firm.database.reading() as session:
            values = records.draft(session, kind, staff).values
        firm.records[kind, whose], firm.values[kind, whose] = staff, values
        return
    values = _marked(record_type, firm, marks)
    grant = grant_of(record_type.rights, Role.STAFF)
    for name in grant.own:
        values[name] = staff if whose == OWN else firm.people[Role.TECHNICIAN]
    if kind == "tickets":
        values["status"] = "new"
    for _attempt in range(12):
        try:
            firm.records[kind, whose] = save(kind, values)
            break
        except Invalid as invalid:
            for problem in invalid.problems:
                values[problem.field] = values_for(record_type, firm.create)[problem.field]
    with firm.database.reading() as session:
        firm.values[kind, whose] = records.draft(session, kind, firm.records[kind, whose]).values


def _secrets(firm: Firm, marks: Iterator[int]) -> None:
    """Notes to a ticket that its requester never reads, comments, files and tags on every record."""
    from itdesk.areas.helpdesk.tickets import operations
    from itdesk.db.changes import now

    for (kind, whose), record_id in firm.records.items():
        words = {name: f"zq{next(marks):05}qz" for name in ("comments", "attachments", "record_tags")}
        with firm.database.writing() as session:
            comments.add(session, kind, record_id, words["comments"])
            tags.put(session, kind, [record_id], [words["record_tags"]])
            _attach(session, kind, record_id, words["attachments"])
        firm.values[kind, whose] |= words
    for whose in (OWN, FOREIGN):
        note, reply = f"zq{next(marks):05}qz", f"zq{next(marks):05}qz"
        with firm.database.writing() as session:
            operations.add_note(session, firm.records["tickets", whose], note, now=now())
            operations.reply(
                session, firm.records["tickets", whose], reply, now=now(), author_id=firm.people[Role.STAFF]
            )
        firm.values["tickets", whose] |= {"an internal note": note, "ticket_messages": reply}


def _attach(session: Any, kind: str, record_id: int, words: str) -> None:
    import io

    attachments.add_stream(session, kind, record_id, io.BytesIO(f"{words} inside".encode()), f"{words}.txt")


def overwrite(database: Database, kind: str, record_id: int, values: dict[str, Any]) -> None:
    """Past every rule, as a test's own doing."""
    table: Any = database.tables[kind].__table__
    with database.writing() as session:
        session.connection().execute(update(table).where(table.c.id == record_id).values(values))
