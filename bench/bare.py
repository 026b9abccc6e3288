"""The drivers alone, in the same words for both engines: what a figure through the store is measured against."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from itdesk.core.grams import BLOCK_BITS, gram_line, hashes, salted
from itdesk.db import sqlite
from itdesk.db.engine import Database


class Bare:
    """A connection of its own to the workspace of a database, without SQLAlchemy and without the store."""

    def __init__(self, database: Database) -> None:
        self.is_server = database.is_server
        if self.is_server:
            assert database._writer is not None  # noqa: S101 -- it was opened to write
            self._pooled = database._writer.raw_connection()
            self.driver: Any = self._pooled.driver_connection
        else:
            self.driver = sqlite.connect(database.path)  # type: ignore[arg-type]
            sqlite.set_journal(self.driver, remote=False)

    def run(self, statement: str, values: Sequence[Any] = ()) -> Any:
        """A statement with ? for its values; the cursor."""
        return self.driver.execute(statement.replace("?", "%s") if self.is_server else statement, values)

    def begin(self) -> None:
        """Begin to write; psycopg begins with the first statement."""
        if not self.is_server:
            self.driver.execute("BEGIN IMMEDIATE")

    def commit(self) -> None:
        """What was written is on the disk."""
        self.driver.commit()

    def rollback(self) -> None:
        """What was read is let go."""
        self.driver.rollback()

    def insert(self, table: str, columns: Sequence[str], values: Sequence[Any]) -> int:
        """One row; its id, where the table numbers its rows."""
        marks = ", ".join("?" * len(columns))
        statement = f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks})"  # noqa: S608 -- names of ours
        if not self.is_server:
            return int(self.run(statement, values).lastrowid or 0)
        numbered = table in ("tickets", "search_entries")
        made = self.run(f"{statement} RETURNING id" if numbered else statement, values)
        return int(made.fetchone()[0]) if numbered else 0

    def index(self, entry: int, text: str, *, again: bool = False) -> None:
        """The grams of an entry of the search index."""
        if not self.is_server:
            self.run("INSERT OR REPLACE INTO search_grams (rowid, g) VALUES (?, ?)", (entry, gram_line(text)))
            return
        numbers = salted(hashes(text), entry >> BLOCK_BITS)
        if again:
            self.run("UPDATE search_grams SET g = ? WHERE id = ?", (numbers, entry))
        else:
            self.run("INSERT INTO search_grams (id, g) VALUES (?, ?)", (entry, numbers))

    def close(self) -> None:
        """Give the connection back."""
        if self.is_server:
            self._pooled.close()
        else:
            self.driver.close()
