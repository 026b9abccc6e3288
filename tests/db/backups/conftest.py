"""Backups are tried on the store's own record types."""

from __future__ import annotations

from pathlib import Path

import pytest

from itdesk.core.registry import Registry
from itdesk.db import attachments
from itdesk.db.engine import Database
from tests.db.making import make
from tests.db.sample_types import REGISTRY, Message


@pytest.fixture(scope="session")
def registry() -> Registry:
    return REGISTRY


@pytest.fixture
def filled(database: Database, tmp_path: Path) -> Database:
    (tmp_path / "a.txt").write_text("attached")
    with database.writing() as session:
        asa = make(session, "people", name="Åsa")
        ticket = make(session, "tickets", title="Printer", person=asa)
        session.add(Message(ticket_id=ticket, body="in tray two"))
        make(session, "laptops", name="XPS", tag="L-1", person=asa)
        attachments.add(session, "tickets", ticket, tmp_path / "a.txt")
    return database


@pytest.fixture
def places(tmp_path: Path) -> list[Path]:
    return [tmp_path / "backups"]
