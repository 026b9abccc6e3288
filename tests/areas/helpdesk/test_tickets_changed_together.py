"""Tickets that are changed together fare as each would alone: pauses, deadlines, closing times."""

from __future__ import annotations

from typing import Any

import pytest

from itdesk.core.several import Change, How
from itdesk.db import records, several
from itdesk.db.engine import Database

_WHEN = ("waiting_since", "resolved_at", "closed_at", "due_at", "reply_due_at")


def ticket(session: Any, title: str) -> int:
    draft = records.blank(session.info["registry"], "tickets")
    draft.values["title"] = title
    return records.save(session, draft)


def standing(database: Database, one: int) -> dict[str, object]:
    """Its values, instants by whether there is one: two writes aren't of one moment."""
    with database.reading() as session:
        values = records.draft(session, "tickets", one).values
    left = {"title", "number", "opened_at", "receipt_code"}
    return {name: value is not None if name in _WHEN else value for name, value in values.items() if name not in left}


@pytest.mark.parametrize(
    "steps",
    [
        [{"status": "waiting", "waiting_reason": "vendor"}, {"status": "in_progress"}],
        [{"status": "resolved"}, {"status": "closed"}, {"status": "in_progress"}],
        [{"impact": "high", "urgency": "high"}, {"priority": "low"}],
    ],
)
def test_changed_together_they_stand_as_if_saved_one_by_one(database: Database, steps: list[dict[str, object]]) -> None:
    with database.writing() as session:
        alone, one, other = (ticket(session, title) for title in ("Alone", "One", "Other"))
    for step in steps:
        with database.writing() as session:
            draft = records.draft(session, "tickets", alone)
            draft.values.update(step)
            records.save(session, draft)
        with database.reading() as session:
            asked = [Change(name, How.SET, value) for name, value in step.items()]
            seen = several.judge(session, "tickets", [one, other], asked)
        assert database.write(lambda session, seen=seen: several.change(session, seen)) == 2
        assert standing(database, one) == standing(database, other) == standing(database, alone)
