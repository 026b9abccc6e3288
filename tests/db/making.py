"""Short ways to records for the store's tests."""

from __future__ import annotations

from typing import Any

from itdesk.db import records
from itdesk.db.engine import Database
from tests.areas.making import last_operation
from tests.db.sample_types import REGISTRY

__all__ = ["last_operation", "made", "make"]


def make(session: Any, kind: str, **values: object) -> int:
    """Save a new record with these values; its id."""
    draft = records.blank(REGISTRY, kind)
    draft.values.update(values)
    return records.save(session, draft)


def made(database: Database, kind: str, **values: object) -> int:
    """The same in a transaction of its own."""
    with database.writing() as session:
        return make(session, kind, **values)
