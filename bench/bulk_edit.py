"""Changing 20,000 devices at once: judged and written, against the same rows written raw."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

from bench.frame import Row, seconds
from bench.workspaces import copy_of, everything
from itdesk.core.grams import gram_line
from itdesk.core.several import Change, How, Judgement
from itdesk.db import lists, several
from itdesk.db.engine import Database, open_database

DEVICES = 20_000
ASKED = (Change("status", How.SET, "in_repair"), Change("notes", How.SET, "counted this autumn"))
_TOLD = ("history", "change_log")


def measure() -> list[Row]:
    """The preview, and the one step that it leads to, each in a workspace as it was before."""
    turns = [_turn() for _turn_number in range(3)]
    preview, read, written, raw = (min(column) for column in zip(*turns, strict=True))
    told = "the same rows raw: update, history, change log, search"
    return [
        Row(f"Bulk edit: preview of {DEVICES:,}", preview, read, "s", "the same rows read by the driver"),
        Row(f"Bulk edit of {DEVICES:,}", written, raw, "s", told, 2.5),
    ]


def _turn() -> tuple[float, float, float, float]:
    """Seconds of preview, of reading raw, of our write and of the raw one."""
    with tempfile.TemporaryDirectory(prefix="itdesk-bench-") as name:
        ours, bare = Path(name) / "ours", Path(name) / "bare"
        ours.mkdir()
        bare.mkdir()
        database = open_database(copy_of(DEVICES, ours), everything())
        other = open_database(copy_of(DEVICES, bare), everything())
        ids, seen = _ids(database), list[Judgement]()
        preview = seconds(lambda: seen.append(_judge(database, ids)))
        read = seconds(lambda: _read_raw(other))
        written = seconds(lambda: database.write(lambda session: several.change(session, seen[0])))
        rows = _rows_of(database)
        raw = seconds(lambda: _write_raw(other, rows))
        database.close()
        other.close()
    return preview, read, written, raw


def _ids(database: Database) -> list[int]:
    with database.reading() as session:
        return list(lists.ids(session, lists.ListSpec("hardware", ())))


def _judge(database: Database, ids: list[int]) -> Judgement:
    with database.reading() as session:
        return several.judge(session, "hardware", ids, ASKED)


def _driver(database: Database) -> Any:
    connection: Any = database._writer
    return connection.raw_connection()


def _read_raw(database: Database) -> None:
    pooled = _driver(database)
    pooled.driver_connection.execute("SELECT * FROM hardware").fetchall()
    pooled.close()


def _rows_of(database: Database) -> dict[str, Any]:
    """What our change left: the devices' new columns, what was told, and the search texts with their grams."""
    pooled = _driver(database)
    driver = pooled.driver_connection
    operation = driver.execute("SELECT operation FROM operations ORDER BY at DESC LIMIT 1").fetchone()[0]
    found: dict[str, Any] = {}
    for table in _TOLD:
        cursor = driver.execute(f"SELECT * FROM {table} WHERE operation = ?", (operation,))  # noqa: S608 -- names of ours
        found[table] = ([column[0] for column in cursor.description], cursor.fetchall())
    found["hardware"] = driver.execute("SELECT status, notes, version, updated_at, id FROM hardware").fetchall()
    asked = "SELECT title, subtitle, text, id FROM search_entries WHERE kind = 'hardware'"
    found["entries"] = driver.execute(asked).fetchall()
    found["grams"] = [(row[3], gram_line(row[2])) for row in found["entries"]]
    pooled.close()
    return found


def _write_raw(database: Database, rows: dict[str, Any]) -> None:
    pooled = _driver(database)
    driver = pooled.driver_connection
    driver.execute("BEGIN IMMEDIATE")
    driver.executemany(
        "UPDATE hardware SET status = ?, notes = ?, version = ?, updated_at = ? WHERE id = ?", rows["hardware"]
    )
    for table in _TOLD:
        columns, told = rows[table]
        marks = ", ".join("?" * len(columns))
        driver.executemany(f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks})", told)  # noqa: S608 -- names of ours
    driver.executemany("UPDATE search_entries SET title = ?, subtitle = ?, text = ? WHERE id = ?", rows["entries"])
    driver.executemany("INSERT OR REPLACE INTO search_grams (rowid, g) VALUES (?, ?)", rows["grams"])
    driver.execute("COMMIT")
    pooled.close()
