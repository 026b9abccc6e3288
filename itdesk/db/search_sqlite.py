"""The gram index of a file: FTS5 without its own copy of the texts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from operator import itemgetter
from typing import Any

from sqlalchemy import Connection, text
from sqlalchemy.sql.elements import TextClause

from itdesk.core.grams import gram_line, norm, qgrams
from itdesk.db.query_shape import QueryShape
from itdesk.db.sqlite import faults

EXPECTING = "INSERT INTO search_grams (search_grams, rank) VALUES ('hashsize', 16777216)"
_ONE = "INTO search_grams (rowid, g) VALUES (?, ?)"
_MANY = "INTO search_grams (rowid, g) SELECT CAST(key AS INTEGER), value FROM json_each(?)"
_PORTION = 125  # entries that the engine is given at once
_MATCHING = "SELECT record_id FROM search_entries WHERE kind = :search_kind"
_INDEXED = " AND id IN (SELECT rowid FROM search_grams WHERE search_grams MATCH :search_grams)"


def put(connection: Connection, texts: Sequence[tuple[int, str]], *, new: bool = False) -> None:
    """Index the texts of these entries; new: none of them is known."""
    with faults():
        put_all(connection.connection.driver_connection, texts, new=new)


def put_all(driver: Any, texts: Iterable[tuple[int, str]], *, new: bool = False) -> None:
    """The same by the driver, in the order of the entries: any other makes FTS5 write what it has gathered each time."""
    verb, ordered = "INSERT" if new else "INSERT OR REPLACE", sorted(texts, key=itemgetter(0))
    if len(ordered) > _PORTION:
        _put_beside(driver, f"{verb} {_MANY}", ordered)
    else:
        rows = ((entry, gram_line(words)) for entry, words in ordered)
        driver.executemany(f"{verb} {_ONE}", rows)


def _put_beside(driver: Any, statement: str, texts: Sequence[tuple[int, str]]) -> None:
    """While the engine takes a portion, which needs nothing of Python, the grams of the next one are made."""
    with ThreadPoolExecutor(1, "search") as beside:
        taken: Future[Any] | None = None
        for start in range(0, len(texts), _PORTION):
            # grams are letters, digits and marks: nothing in them ends a text of JSON
            lines = ",".join([f'"{entry}":"{gram_line(words)}"' for entry, words in texts[start : start + _PORTION]])
            if taken is not None:
                taken.result()
            taken = beside.submit(driver.execute, statement, (f"{{{lines}}}",))
        if taken is not None:
            taken.result()


def expect_many(connection: Connection) -> None:
    """Let FTS5 gather 16 MB in memory before it writes a piece of the index, instead of one: fewer pieces to merge."""
    connection.exec_driver_sql(EXPECTING)


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


def matching(shape: QueryShape) -> TextClause:
    """Ids of one kind's records whose text matches, for a list's condition."""
    parts = [_MATCHING, "" if shape.is_short else _INDEXED]
    if _is_seen(shape):
        # SQLite sees by itself that most texts match, and Python is asked for the rest
        seen = " AND ".join(f"instr(lower(text), :search_term{place}) > 0" for place in range(shape.inside))
        parts.append(f" AND (({seen}) OR matches(:search_words, text))")
    elif not shape.is_exact:
        parts.append(" AND matches(:search_words, text)")
    return text("".join(parts))


def _is_seen(shape: QueryShape) -> bool:
    """Whether SQLite's own functions can tell that a text has the terms."""
    return shape.is_ascii and not shape.starts and not shape.is_exact


def matching_values(connection: Connection, kind: str, query: str, shape: QueryShape) -> dict[str, Any]:  # noqa: ARG001 -- as on a server
    """Values for `matching`."""
    values: dict[str, Any] = {"search_kind": kind}
    values |= {} if shape.is_exact else {"search_words": query}
    if _is_seen(shape):
        values |= {f"search_term{place}": term for place, term in enumerate(norm(query).split())}
    wanted = qgrams(query)
    return values if wanted is None else values | {"search_grams": _match(wanted)}
