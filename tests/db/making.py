"""Short ways to records for the store's tests."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from itdesk.db import attachments, records
from itdesk.db.engine import Database
from tests.areas.making import last_operation
from tests.db.sample_types import REGISTRY, Message

__all__ = ["begin", "last_operation", "made", "make"]


def make(session: Any, kind: str, **values: object) -> int:
    """Save a new record with these values; its id."""
    draft = records.blank(REGISTRY, kind)
    draft.values.update(values)
    return records.save(session, draft)


def made(database: Database, kind: str, **values: object) -> int:
    """The same in a transaction of its own."""
    with database.writing() as session:
        return make(session, kind, **values)


def begin(session: Any, folder: Path) -> None:
    """A person with a ticket, a message, a laptop and a file."""
    (folder / "a.txt").write_text("attached")
    asa = make(session, "people", name="Åsa")
    ticket = make(session, "tickets", title="Printer", person=asa)
    session.add(Message(ticket_id=ticket, body="in tray two"))
    make(session, "laptops", name="XPS", tag="L-1", person=asa)
    attachments.add(session, "tickets", ticket, folder / "a.txt")
