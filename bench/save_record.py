"""Saving one ticket with its history, change log and search text, against the same rows written by the driver alone."""

from __future__ import annotations

from itertools import count
from typing import Any

from bench.bare import Bare
from bench.frame import Row, interleaved
from bench.workspaces import everything, full_of_tickets, server_with
from itdesk.core.uids import new_uid
from itdesk.db import records
from itdesk.db.engine import Database, open_database

TICKETS = 5_000
ON_SERVER = 20_000
ROUNDS = 150
TEXT = (
    "The printer on the second floor shows paper jam although there is no paper in it, since the update of last night. "
    * 4
)
_TABLES = ("tickets", "history", "history_chain", "change_log", "search_entries", "search_numbers", "operations")
_COUNTED = ("id", "seq", "xact")  # what the engine gives each row by itself


def measure() -> list[Row]:
    """Goal P12: a new ticket, and a change to one, on a file and on a server."""
    with full_of_tickets(TICKETS) as database:
        rows = _both(database, "the same rows raw, WAL and FULL")
    with server_with(ON_SERVER) as url:
        database = open_database(url, everything())
        rows += _both(database, "the same rows by psycopg, on the disk at the end", ", server")
        database.close()
    return rows


def _both(database: Database, what: str, where: str = "") -> list[Row]:
    bare = Bare(database)
    made = [_created(database, bare), _changed(database, bare)]
    bare.close()
    names = f"P12 save: a new ticket{where}", f"P12 save: a change to a ticket{where}"
    return [
        Row(name, figure * 1000, limit * 1000, "ms", what, 2.5)
        for name, (figure, limit) in zip(names, made, strict=True)
    ]


def _save(database: Database) -> int:
    with database.writing(actor=1) as session:
        draft = records.blank(database.registry, "tickets")
        draft.values |= {"title": "Printer shows paper jam", "description": TEXT, "requester": 1}
        return records.save(session, draft)


def _created(database: Database, bare: Bare) -> tuple[float, float]:
    rows, number = _rows_of(bare, _save(database)), count(1)
    prefix = new_uid()[-12:]

    def raw() -> None:
        """Another ticket like it, row for row."""
        bare.begin()
        uid = new_uid()
        changed = {"uid": uid, "record_uid": uid, "number": f"{prefix}-{next(number)}", "operation": new_uid()}
        changed["receipt_code"] = None  # type: ignore[assignment]
        entry = record = line = 0
        for table, columns, values in rows:
            given = {**values, **{name: value for name, value in changed.items() if name in values}}
            counted = (("entry_id", entry), ("record_id", record), ("last", line))
            given |= {name: value for name, value in counted if name in given}
            made = bare.insert(table, columns, [given[name] for name in columns])
            line = made if table == "history" else line
            record = made if table == "tickets" else record
            entry = made if table == "search_entries" else entry
        bare.index(entry, TEXT)
        bare.commit()

    return interleaved(lambda: _save(database), raw, ROUNDS)


def _rows_of(bare: Bare, ticket: int) -> list[tuple[str, list[str], dict[str, Any]]]:
    """What saving the ticket wrote: table, columns without those that count, values."""
    uid = bare.run("SELECT uid FROM tickets WHERE id = ?", (ticket,)).fetchone()[0]
    operation = bare.run("SELECT operation FROM history WHERE record_uid = ?", (uid,)).fetchone()[0]
    line = bare.run("SELECT max(id) FROM history WHERE record_uid = ?", (uid,)).fetchone()[0]
    entry = _entry_of(bare, ticket)
    where = {
        "tickets": ("id", ticket),
        "history": ("record_uid", uid),
        "history_chain": ("last", line),
        "change_log": ("record_uid", uid),
        "search_entries": ("id", entry),
        "search_numbers": ("entry_id", entry),
        "operations": ("operation", operation),
    }
    found: list[tuple[str, list[str], dict[str, Any]]] = []
    for table in _TABLES:
        key, value = where[table]
        cursor = bare.run(f"SELECT * FROM {table} WHERE {key} = ?", (value,))  # noqa: S608 -- names of ours
        names = [column[0] for column in cursor.description]
        for row in cursor.fetchall():
            columns = [name for name in names if name not in _COUNTED]
            found.append((table, columns, dict(zip(names, row, strict=True))))
    bare.rollback()
    return found


def _entry_of(bare: Bare, ticket: int) -> int:
    asked = "SELECT id FROM search_entries WHERE kind = 'tickets' AND record_id = ?"
    return int(bare.run(asked, (ticket,)).fetchone()[0])


def _changed(database: Database, bare: Bare) -> tuple[float, float]:
    ticket = _save(database)
    rows = [one for one in _rows_of(bare, ticket) if one[0] in ("history", "history_chain", "change_log", "operations")]
    entry = _entry_of(bare, ticket)
    moment = bare.run("SELECT updated_at FROM tickets WHERE id = ?", (ticket,)).fetchone()[0]
    bare.rollback()
    titles = count(1)

    def through_the_store() -> None:
        with database.reading() as session:
            draft = records.draft(session, "tickets", ticket)
        draft.values["title"] = f"Printer shows paper jam {next(titles)}"
        with database.writing(actor=1) as session:
            records.save(session, draft)

    def raw() -> None:
        bare.run("SELECT * FROM tickets WHERE id = ?", (ticket,)).fetchone()
        bare.rollback()
        bare.begin()
        title = f"Printer shows paper jam {next(titles)}"
        bare.run(
            "UPDATE tickets SET title = ?, version = version + 1, updated_at = ? WHERE id = ?", (title, moment, ticket)
        )
        operation, line = new_uid(), 0
        for table, columns, values in rows:
            given = {**values, "operation": operation, "last": line}
            made = bare.insert(table, columns, [given[name] for name in columns])
            line = made if table == "history" else line
        bare.run("UPDATE search_entries SET title = ?, text = ? WHERE id = ?", (title, title + TEXT, entry))
        bare.index(entry, title + TEXT, again=True)
        bare.commit()

    return interleaved(through_the_store, raw, ROUNDS)
