"""Lines of history as they are hashed: JSON without blanks, made by the engine itself, the same text on both."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection, text

from itdesk.core.chain import Line, encoded
from itdesk.db.bulk import driver_faults

COLUMNS = (
    "id", "at", "actor_id", "verb", "kind", "record_id", "record_uid", "operation", "part", "part_id", "changes",
)  # fmt: skip
_NUMBERS = frozenset({"id", "actor_id", "record_id", "part_id"})
_OF_FILE = f"SELECT id, json_array({', '.join(COLUMNS)}) FROM history"  # noqa: S608 -- names of our own
_VALUES = f"SELECT {', '.join(COLUMNS)} FROM history"  # noqa: S608 -- as above
_BETWEEN = "WHERE id > ? AND id <= ? ORDER BY id"
_ALL = 1 << 62
_PORTION = 2000
_NO_JSON = re.compile(
    r"JSON cannot hold BLOB values|malformed JSON"
)  # SQLite, of what nobody can have written through the app


def _as_json(column: str) -> str:
    """A server's column as a text of JSON."""
    if column in _NUMBERS:
        return f"coalesce({column}::text, 'null')"
    if column == "at":
        return """'"' || to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') || '"'"""
    return f"coalesce(to_json({column})::text, 'null')"


_JSON = " || ',' || ".join(map(_as_json, COLUMNS))
_OF_SERVER = text(f"SELECT id, '[' || {_JSON} || ']' FROM history WHERE id > :after AND id <= :last ORDER BY id")  # noqa: S608 -- names of our own


def of(connection: Connection, after: int = 0, last: int = _ALL) -> Iterator[Line]:
    """History's lines behind one and up to another, oldest first."""
    if connection.dialect.name != "postgresql":
        with driver_faults(connection):
            yield from of_file(connection.connection.driver_connection, after, last)
        return
    streamed = connection.execution_options(stream_results=True, yield_per=_PORTION)
    for rows in streamed.execute(_OF_SERVER, {"after": after, "last": last}).partitions():
        yield from rows


def of_file(driver: Any, after: int = 0, last: int = _ALL) -> Iterator[Line]:
    """The same through a file's bare connection. What can't be JSON was put there past the app: it is told value by value."""
    statement = _OF_FILE
    while True:
        try:
            cursor = driver.execute(f"{statement} {_BETWEEN}", (after, last))
            while rows := cursor.fetchmany(_PORTION):
                after = rows[-1][0]
                yield from rows if statement is _OF_FILE else map(encoded, rows)
        except driver.Error as error:
            if statement is _VALUES or not _NO_JSON.search(str(error)):
                raise
            statement = _VALUES
        else:
            return
