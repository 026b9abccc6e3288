"""The gram index of a file: FTS5 without its own copy of the texts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from operator import itemgetter
from threading import Event
from typing import Any

from sqlalchemy import Connection, text
from sqlalchemy.sql.elements import TextClause

from itdesk.core.grams import gram_line, norm, qgrams
from itdesk.db.query_shape import QueryShape
from itdesk.db.sqlite import faults

_SETTING = "INSERT INTO search_grams (search_grams, rank) VALUES ('{}', {})"
EXPECTING = (_SETTING.format("hashsize", 16777216), _SETTING.format("automerge", 0))
SETTLED = (_SETTING.format("automerge", 4),)
_ONE = "INTO search_grams (rowid, g) VALUES (?, ?)"
_PORTION = 1_000  # entries that the engine is given at once
_MATCHING = "SELECT record_id FROM search_entries WHERE kind = :search_kind"
_INDEXED = " AND id IN (SELECT rowid FROM search_grams WHERE search_grams MATCH :search_grams)"


def put(connection: Connection, texts: Sequence[tuple[int, str]], *, new: bool = False) -> None:
    """Index the texts of these entries; new: none of them is known."""
    with faults():
        put_all(connection.connection.driver_connection, texts, new=new)


def put_all(driver: Any, texts: Iterable[tuple[int, str]], *, new: bool = False) -> None:
    """The same by the driver, in the order of the entries: any other makes FTS5 write what it has gathered each time."""
    statement = f"{'INSERT' if new else 'INSERT OR REPLACE'} {_ONE}"
    ordered = sorted(texts, key=itemgetter(0))
    whole = len(ordered) - len(ordered) % _PORTION
    if whole > _PORTION:
        _put_beside(driver, statement + ", (?, ?)" * (_PORTION - 1), ordered[:whole])
        del ordered[:whole]
    driver.executemany(statement, ((entry, gram_line(words)) for entry, words in ordered))


def _put_beside(driver: Any, statement: str, texts: Sequence[tuple[int, str]]) -> None:
    """While the engine takes a portion, which needs nothing of Python, the grams of the next one are made."""
    with ThreadPoolExecutor(1, "search") as beside:
        taken: Future[Any] | None = None
        for start in range(0, len(texts), _PORTION):
            portion = texts[start : start + _PORTION]
            values = [value for entry, words in portion for value in (entry, gram_line(words))]
            if taken is not None:
                taken.result()
            taken = _taken(beside, driver, statement, values)
        if taken is not None:
            taken.result()


def _taken(beside: ThreadPoolExecutor, driver: Any, statement: str, values: Sequence[Any]) -> Future[Any]:
    """Returns when the thread is at the engine: else it would wait 5 milliseconds for its turn while Python goes on."""
    begun = Event()

    def take() -> None:
        begun.set()
        driver.execute(statement, values)

    taken = beside.submit(take)
    begun.wait()
    return taken


@contextmanager
def expecting_many(connection: Connection) -> Iterator[None]:
    """Let FTS5 gather 16 MB before it writes a piece of the index, instead of one, and leave merging to who writes later."""
    for statement in EXPECTING:
        connection.exec_driver_sql(statement)
    yield
    for statement in SETTLED:
        connection.exec_driver_sql(statement)


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
