"""The gram index of a server: hashes salted by block in an ordinary array column under GIN, no extension.

Blocks of 16,384 entries are asked newest first in one statement, which stops once it has enough: the lists that GIN reads
stay short however many records there are.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from typing import Any

from sqlalchemy import Connection, text
from sqlalchemy.sql.elements import TextClause

from itdesk.core.grams import BLOCK_BITS, hash32, hashes, is_word_start, norm, qgrams, salted
from itdesk.db.bulk import driver_faults, takes_copies
from itdesk.db.query_shape import QueryShape

_FIRST = 200
_MILLISECONDS = 3000
_SIZE = 1 << BLOCK_BITS
# `id+0`: the planner must not walk the primary key backwards
_CANDIDATES = text(f"""
    SELECT x.id FROM unnest(CAST(:blocks AS int8[]), CAST(:arrays AS text[])) WITH ORDINALITY b(block, wanted, place)
    CROSS JOIN LATERAL (
      SELECT id FROM search_grams WHERE g @> b.wanted::int4[]
      AND id+0 >= b.block*{_SIZE} AND id+0 < (b.block+1)*{_SIZE} ORDER BY id+0 DESC LIMIT :most) x
    LIMIT :most
""")  # noqa: S608 -- the one value put in is a constant of ours
_MATCHING = f"""
    SELECT e.record_id FROM unnest(CAST(:search_blocks AS int8[]), CAST(:search_arrays AS text[])) b(block, wanted)
    CROSS JOIN LATERAL (
      SELECT id FROM search_grams WHERE g @> b.wanted::int4[]
      AND id+0 >= b.block*{_SIZE} AND id+0 < (b.block+1)*{_SIZE} OFFSET 0) x
    JOIN search_entries e ON e.id = x.id WHERE e.kind = :search_kind
"""  # noqa: S608 -- the one value put in is a constant of ours
_PUT_ONE = "INSERT INTO search_grams (id, g) VALUES (%s, %s) ON CONFLICT (id) DO UPDATE SET g = EXCLUDED.g"
_SHORT = "SELECT e.record_id FROM search_entries e WHERE e.kind = :search_kind"


def put(connection: Connection, texts: Sequence[tuple[int, str]], *, new: bool = False) -> None:
    """Index the texts of these entries; new: none of them is known yet."""
    driver: Any = connection.connection.driver_connection
    rows = ((entry, salted(hashes(words), entry >> BLOCK_BITS)) for entry, words in texts)
    with driver_faults(connection), driver.cursor() as cursor:
        if len(texts) == 1:  # one way to the server and back instead of three
            cursor.execute(_PUT_ONE, next(rows))
            return
        if not new:
            cursor.execute("DELETE FROM search_grams WHERE id = ANY(%s)", ([entry for entry, _words in texts],))
        if not takes_copies(connection):
            cursor.executemany(_PUT_ONE, rows)
            return
        with cursor.copy("COPY search_grams (id, g) FROM STDIN") as copy:
            for entry, numbers in rows:
                copy.write(f"{entry}\t{{{','.join(map(str, numbers))}}}\n")


def expecting_many(connection: Connection) -> AbstractContextManager[None]:  # noqa: ARG001 -- as on a file
    """Nothing to prepare: each entry is a row by itself."""
    return nullcontext()


def drop(connection: Connection, entries: Sequence[int]) -> None:
    """Forget these entries."""
    connection.exec_driver_sql("DELETE FROM search_grams WHERE id = ANY(%s)", (list(entries),))


def clear(connection: Connection) -> None:
    """Forget every entry."""
    connection.exec_driver_sql("DELETE FROM search_grams")


def _blocks(connection: Connection, query: str) -> tuple[list[int], list[str]] | None:
    wanted = qgrams(query)
    if wanted is None:
        return None
    numbers = [hash32(gram) for gram in wanted]
    newest = connection.exec_driver_sql("SELECT max(id) FROM search_grams").scalar()
    blocks = list(range((newest or 0) >> BLOCK_BITS, -1, -1))
    return blocks, ["{" + ",".join(map(str, salted(numbers, block))) + "}" for block in blocks]


def candidates(connection: Connection, query: str, limit: int) -> Iterator[Sequence[int]]:
    """Entries that have all the query's grams, newest first, in small portions."""
    blocks = _blocks(connection, query)
    if blocks is None:
        return
    taken = 0
    for most in (min(limit, _FIRST), limit):  # the first portion is usually enough, and cheaper to ask for
        values = {"blocks": blocks[0], "arrays": blocks[1], "most": most}
        connection.exec_driver_sql("SET LOCAL enable_seqscan = off")
        connection.exec_driver_sql(f"SET LOCAL statement_timeout = {_MILLISECONDS}")
        found = list(connection.execute(_CANDIDATES, values).scalars())
        connection.exec_driver_sql("SET LOCAL enable_seqscan = on; SET LOCAL statement_timeout = 0")
        for start in range(taken, len(found), 60):
            yield found[start : start + 60]
        taken = len(found)
        if taken < most:
            return


def count(connection: Connection) -> int:
    """How many entries the index knows."""
    return int(connection.exec_driver_sql("SELECT count(*) FROM search_grams").scalar_one())


def matching(shape: QueryShape) -> TextClause:
    """Ids of one kind's records whose text matches, for a list's condition."""
    parts = [_SHORT if shape.is_short else _MATCHING]
    parts += [f"strpos(folded(e.text), :search_term{place}) > 0" for place in range(shape.inside)]
    parts += [f"folded(e.text) ~ :search_start{place}" for place in range(shape.starts)]
    return text(" AND ".join(parts))


def matching_values(connection: Connection, kind: str, query: str, shape: QueryShape) -> dict[str, Any]:
    """Values for `matching`."""
    terms = norm(query).split()
    values: dict[str, Any] = {"search_kind": kind}
    inside = [term for term in terms if not is_word_start(term)]
    starts = [term for term in terms if is_word_start(term)]
    values |= {f"search_term{place}": term for place, term in enumerate(inside)}
    values |= {f"search_start{place}": f"(^|[^[:alnum:]]){term}" for place, term in enumerate(starts)}
    if shape.is_short:
        return values
    blocks = _blocks(connection, query)
    return values if blocks is None else values | {"search_blocks": blocks[0], "search_arrays": blocks[1]}
