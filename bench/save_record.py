"""Saving one ticket with its history, change log and search text, against the same rows written raw."""

from __future__ import annotations

from itertools import count
from typing import Any

from bench.frame import Row, interleaved
from bench.workspaces import full_of_tickets
from itdesk.core.grams import grams
from itdesk.core.uids import new_uid
from itdesk.db import records, sqlite
from itdesk.db.engine import Database

TICKETS = 5_000
ROUNDS = 150
TEXT = (
    "The printer on the second floor shows paper jam although there is no paper in it, since the update of last night. "
    * 4
)
_TABLES = ("tickets", "history", "change_log", "search_entries", "search_numbers")


def measure() -> list[Row]:
    """A new ticket, and a change to one."""
    with full_of_tickets(TICKETS) as database:
        return [_created(database), _changed(database)]


def _save(database: Database) -> int:
    with database.writing(actor=1) as session:
        draft = records.blank(database.registry, "tickets")
        draft.values |= {"title": "Printer shows paper jam", "description": TEXT, "requester": 1}
        return records.save(session, draft)


def _created(database: Database) -> Row:
    ticket = _save(database)
    bare: Any = sqlite.connect(database.path)  # type: ignore[arg-type]
    sqlite.set_journal(bare, remote=False)
    rows = _rows_of(bare, ticket)
    number = count(1)

    def raw() -> None:
        """Another ticket like it, row for row."""
        serial = next(number)
        bare.execute("BEGIN IMMEDIATE")
        uid = new_uid()
        changed = {
            "uid": uid,
            "record_uid": uid,
            "number": f"RAW-{serial}",
            "operation": new_uid(),
            "receipt_code": None,
        }
        entry = record = 0
        for table, columns, values in rows:
            given = {**values, **{name: value for name, value in changed.items() if name in values}}
            given |= {name: value for name, value in (("entry_id", entry), ("record_id", record)) if name in given}
            marks = ", ".join("?" * len(columns))
            made = bare.execute(
                f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks})",  # noqa: S608 -- names out of the file's own schema
                [given[name] for name in columns],
            ).lastrowid
            record = made if table == "tickets" else record
            entry = made if table == "search_entries" else entry
        bare.execute("INSERT INTO search_grams (rowid, g) VALUES (?, ?)", (entry, " ".join(grams(TEXT))))
        bare.execute("COMMIT")

    figure, limit = interleaved(lambda: _save(database), raw, ROUNDS)
    bare.close()
    return Row("save: a new ticket", figure * 1000, limit * 1000, "ms", "the same rows raw, WAL and FULL", 2.5)


def _rows_of(bare: Any, ticket: int) -> list[tuple[str, list[str], dict[str, Any]]]:
    """What saving the ticket wrote: table, columns without the key, values."""
    uid = bare.execute("SELECT uid FROM tickets WHERE id = ?", (ticket,)).fetchone()[0]
    entry = bare.execute(
        "SELECT id FROM search_entries WHERE kind = 'tickets' AND record_id = ?", (ticket,)
    ).fetchone()[0]
    where = {
        "tickets": ("id", ticket),
        "history": ("record_uid", uid),
        "change_log": ("record_uid", uid),
        "search_entries": ("id", entry),
        "search_numbers": ("entry_id", entry),
    }
    found: list[tuple[str, list[str], dict[str, Any]]] = []
    for table in _TABLES:
        key, value = where[table]
        cursor = bare.execute(f"SELECT * FROM {table} WHERE {key} = ?", (value,))  # noqa: S608 -- names of ours
        names = [column[0] for column in cursor.description]
        for row in cursor.fetchall():
            values = dict(zip(names, row, strict=True))
            columns = [name for name in names if name not in ("id", "seq")]
            found.append((table, columns, values))
    return found


def _changed(database: Database) -> Row:
    ticket = _save(database)
    bare: Any = sqlite.connect(database.path)  # type: ignore[arg-type]
    sqlite.set_journal(bare, remote=False)
    rows = [one for one in _rows_of(bare, ticket) if one[0] in ("history", "change_log")]
    entry = bare.execute(
        "SELECT id FROM search_entries WHERE kind = 'tickets' AND record_id = ?", (ticket,)
    ).fetchone()[0]
    titles = count(1)

    def through_the_store() -> None:
        with database.reading() as session:
            draft = records.draft(session, "tickets", ticket)
        draft.values["title"] = f"Printer shows paper jam {next(titles)}"
        with database.writing(actor=1) as session:
            records.save(session, draft)

    def raw() -> None:
        bare.execute("BEGIN")
        bare.execute("SELECT * FROM tickets WHERE id = ?", (ticket,)).fetchone()
        bare.execute("ROLLBACK")
        bare.execute("BEGIN IMMEDIATE")
        title = f"Printer shows paper jam {next(titles)}"
        bare.execute("UPDATE tickets SET title = ?, version = version + 1 WHERE id = ?", (title, ticket))
        for table, columns, values in rows:
            marks = ", ".join("?" * len(columns))
            bare.execute(
                f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks})",  # noqa: S608 -- names out of the file's own schema
                [values[name] for name in columns],
            )
        bare.execute("UPDATE search_entries SET title = ?, text = ? WHERE id = ?", (title, title + TEXT, entry))
        bare.execute(
            "INSERT OR REPLACE INTO search_grams (rowid, g) VALUES (?, ?)", (entry, " ".join(grams(title + TEXT)))
        )
        bare.execute("COMMIT")

    figure, limit = interleaved(through_the_store, raw, ROUNDS)
    bare.close()
    return Row("save: a change to a ticket", figure * 1000, limit * 1000, "ms", "the same rows raw, WAL and FULL", 2.5)
