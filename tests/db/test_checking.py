"""What a check leaves behind in the program that made it."""

from __future__ import annotations

from sqlalchemy import select

from itdesk.db import tables
from itdesk.db.checks.rule import number_of
from itdesk.db.engine import Database


def test_questions_of_a_check_are_not_kept(database: Database) -> None:
    with database.as_itself() as session:
        kept = session.connection().engine._compiled_cache
        assert kept is not None
        before = list(kept)
        assert number_of(session, select(tables.workspace.c.id)) == 1
        assert list(kept) == before
