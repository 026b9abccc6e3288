"""Counting statements, so that a list that asks once can't begin to ask for each row."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from sqlalchemy.orm import Session

_INDEX_OF_ITS_OWN = "search_grams_"  # what SQLite's text search asks its own tables


@contextmanager
def counted(session: Session) -> Iterator[list[str]]:
    """The statements that the driver runs inside, in order, whoever hands them to it."""
    statements: list[str] = []
    driver: Any = session.connection().connection.driver_connection
    if session.connection().dialect.name == "sqlite":
        driver.set_trace_callback(lambda text: statements.append(text) if _INDEX_OF_ITS_OWN not in text else None)
        try:
            yield statements
        finally:
            driver.set_trace_callback(None)
        return

    class Noting(psycopg.Cursor[Any]):
        def execute(self, query: Any, *given: Any, **named: Any) -> Any:
            statements.append(str(query))
            return super().execute(query, *given, **named)

    usual, driver.cursor_factory = driver.cursor_factory, Noting
    try:
        yield statements
    finally:
        driver.cursor_factory = usual
