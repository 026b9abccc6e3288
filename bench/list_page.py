"""A page of a hundred tickets through the store, against the same SQL on a bare connection."""

from __future__ import annotations

from typing import Any

from bench.bare import Bare
from bench.frame import Row, interleaved
from bench.workspaces import everything, full_of_tickets, server_with
from itdesk.core.filters import Filter, Operator
from itdesk.db import lists, sqlite
from itdesk.db.engine import Database, open_database
from itdesk.db.prepared import Prepared

TICKETS = 20_000
ROUNDS = 30
PAGES = 20  # in one measurement, each in a session of its own
COLUMNS = ("number", "title", "requester", "status", "priority", "assignee", "category", "due_at", "opened_at")
NEWEST = lists.ListSpec("tickets", COLUMNS, sort=("-opened_at",))
FILTERED = lists.ListSpec("tickets", COLUMNS, (Filter("status", Operator.IS, "new"),), sort=("due_at",))


def measure() -> list[Row]:
    """Goal P5: first page, the page behind it, and a filtered one; on a file and on a server."""
    return [*_on_file(), *_on_server()]


def _on_file() -> list[Row]:
    with full_of_tickets(TICKETS) as database:
        spec = NEWEST
        with database.reading() as session:
            after = lists.page(session, spec).next
        return [
            _row("P5 list page: first 100 of 20,000", database, spec, None, 1.5),
            _row("P5 list page: the next 100", database, spec, after, 1.5),
            _row("P5 list page: one status, by deadline", database, FILTERED, None, 1.5),
            _ids(database, spec),
        ]


def _row(subject: str, database: Database, spec: lists.ListSpec, after: Any, goal: float) -> Row:
    statement = _asked(database, lambda session: lists.page(session, spec, after))
    bare = sqlite.connect(_path(database))

    def through_the_store() -> None:
        for _turn in range(PAGES):
            with database.reading() as session:
                lists.page(session, spec, after)

    def bare_sql() -> None:
        for _turn in range(PAGES):
            bare.execute("BEGIN")
            bare.execute(statement).fetchall()
            bare.execute("ROLLBACK")

    figure, limit = interleaved(through_the_store, bare_sql, ROUNDS)
    bare.close()
    return Row(subject, figure / PAGES * 1000, limit / PAGES * 1000, "ms", "the same SQL on an open connection", goal)


def _on_server() -> list[Row]:
    with server_with(TICKETS) as url:
        database = open_database(url, everything())
        rows = [
            _row_on_server("P5 list page: first 100 of 20,000, server", database, NEWEST),
            _row_on_server("P5 list page: one status, by deadline, server", database, FILTERED),
        ]
        database.close()
    return rows


def _row_on_server(subject: str, database: Database, spec: lists.ListSpec) -> Row:
    with database.reading() as session:
        statement, values = lists.first_page(session, spec, 100)
        asked = Prepared(statement, session.info["dialect"])
    bare = Bare(database)
    given = asked.bound(values)

    def through_the_store() -> None:
        for _turn in range(PAGES):
            with database.reading() as session:
                lists.page(session, spec)

    def psycopg_alone() -> None:
        for _turn in range(PAGES):
            bare.driver.execute(asked.text, given).fetchall()
            bare.rollback()

    figure, limit = interleaved(through_the_store, psycopg_alone, ROUNDS)
    bare.close()
    return Row(subject, figure / PAGES * 1000, limit / PAGES * 1000, "ms", "the same SQL by psycopg", 1.5)


def _ids(database: Database, spec: lists.ListSpec) -> Row:
    statement = _asked(database, lambda session: lists.ids(session, spec))
    bare = sqlite.connect(_path(database))

    def through_the_store() -> None:
        with database.reading() as session:
            lists.ids(session, spec)

    figure, limit = interleaved(through_the_store, lambda: bare.execute(statement).fetchall(), ROUNDS // 4)
    bare.close()
    return Row("P5 list ids: all 20,000 in order", figure * 1000, limit * 1000, "ms", "the same SQL, fetched", 1.5)


def _path(database: Database) -> Any:
    return database.path


def _asked(database: Database, job: Any) -> str:
    """The one statement that job runs, with its values written out."""
    asked: list[str] = []
    with database.reading() as session:
        driver: Any = session.connection().connection.driver_connection
        driver.set_trace_callback(asked.append)
        job(session)
        driver.set_trace_callback(None)
    if len(asked) != 1:
        raise AssertionError(asked)
    return asked[0]
