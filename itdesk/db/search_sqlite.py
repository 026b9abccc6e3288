"""The gram index of a file: FTS5 without its own copy of the texts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from sqlalchemy import Connection, text
from sqlalchemy.sql.elements import TextClause

from itdesk.core.grams import grams, qgrams
from itdesk.db.sqlite import faults

MATCHING = text(
    "SELECT record_id FROM search_entries WHERE kind = :search_kind "
    "AND id IN (SELECT rowid FROM search_grams WHERE search_grams MATCH :search_grams) "
    "AND matches(:search_words, text)"
)
MATCHING_SHORT = text("SELECT record_id FROM search_entries WHERE kind = :search_kind AND matches(:search_words, text)")


def put(connection: Connection, texts: Sequence[tuple[int, str]], *, new: bool = False) -> None:  # noqa: ARG001 -- as on a server
    """Index the texts of these entries, new or known."""
    driver: Any = connection.connection.driver_connection
    rows = ((entry, " ".join(grams(words))) for entry, words in texts)
    with faults():
        driver.executemany("INSERT OR REPLACE INTO search_grams (rowid, g) VALUES (?, ?)", rows)


def drop(connection: Connection, entries: Sequence[int]) -> None:
    """Forget these entries."""
    connection.exec_driver_sql("DELETE FROM search_grams WHERE rowid = ?", [(entry,) for entry in entries])


def clear(connection: Connection) -> None:
    """Forget every entry."""
    connection.exec_driver_sql("INSERT INTO search_grams (search_grams) VALUES ('delete-all')")


def _match(wanted: Iterable[str]) -> str:
    return " AND ".join(f'"{gram}"' for gram in sorted(wanted, key=len, reverse=True))


def candidates(connection: Connection, query: str, limit: int) -> Iterator[Sequence[int]]:
    """Entries that have all the query's grams, newest first, in small portions while they are asked for."""
    wanted = qgrams(query)
    if wanted is None:
        return
    found = connection.exec_driver_sql(
        "SELECT rowid FROM search_grams WHERE search_grams MATCH ? ORDER BY rowid DESC LIMIT ?", (_match(wanted), limit)
    )
    try:
        while portion := found.fetchmany(60):
            yield [row[0] for row in portion]
    finally:
        found.close()


def count(connection: Connection) -> int:
    """How many entries the index knows."""
    return int(connection.exec_driver_sql("SELECT count(*) FROM search_grams_docsize").scalar_one())


def matching(*, short: bool) -> TextClause:
    """Ids of one kind's records whose text matches, for a list's condition."""
    return MATCHING_SHORT if short else MATCHING


def matching_values(connection: Connection, kind: str, query: str) -> dict[str, Any]:  # noqa: ARG001 -- as on a server
    """Values for `matching`."""
    wanted = qgrams(query)
    values = {"search_kind": kind, "search_words": query}
    return values if wanted is None else values | {"search_grams": _match(wanted)}
