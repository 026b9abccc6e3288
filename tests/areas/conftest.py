"""A little stock on each engine: a person, a place, a model and what the tests need beside them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from itdesk.db import records
from itdesk.db.database import Database

Save = Callable[..., int]


@pytest.fixture
def save(database: Database) -> Save:
    """A function that saves a kind with values and returns the id, through the same door as a form."""

    def saved(kind: str, **values: Any) -> int:
        with database.writing() as session:
            draft = records.blank(session.info["registry"], kind)
            draft.values.update(values)
            return records.save(session, draft)

    return saved
