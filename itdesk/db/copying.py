"""All rows of one workspace into another empty one, of either engine: backups of a server, moves between the two."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import Connection, Table, func, insert, select, text

from itdesk.core.progress import Progress
from itdesk.core.registry import Registry
from itdesk.core.texts import _
from itdesk.db import search_postgres, search_sqlite, tables
from itdesk.db.mapping import sequence_of

_ROWS = 1000
_INDEXED = 5000  # entries that search is given at once


def copy_rows(
    source: Connection, target: Connection, registry: Registry, progress: Progress | None = None
) -> dict[str, int]:
    """Copy every table and number; how many rows each has. Foreign keys must not be enforced in target meanwhile."""
    counts: dict[str, int] = {}
    there = _tables(source)
    for place, one in enumerate(there):
        if progress is not None:
            progress.step(place, len(there), _("Copying the workspace"))
        counts[one.name] = _copy_table(source, target, one)
    _copy_numbers(source, target, registry)
    follow(target)
    return counts


def _tables(source: Connection) -> list[Table]:
    """The tables that the source has, those that others refer to first."""
    there = set(source.dialect.get_table_names(source))
    return [one for one in tables.metadata.sorted_tables if one.name in there]


def count_rows(connection: Connection) -> dict[str, int]:
    """How many rows each of the workspace's tables has."""
    return {
        one.name: connection.execute(select(func.count()).select_from(one)).scalar_one() for one in _tables(connection)
    }


def _copy_table(source: Connection, target: Connection, one: Table) -> int:
    copied = 0
    ordered = select(one).order_by(*one.primary_key.columns)
    portion = 16 if one is tables.blob_chunks else _ROWS
    found = source.execution_options(stream_results=True, yield_per=portion).execute(ordered)
    for rows in found.mappings().partitions(portion):
        target.execute(insert(one), [dict(row) for row in rows])
        copied += len(rows)
    return copied


def _copy_numbers(source: Connection, target: Connection, registry: Registry) -> None:
    """The last human number of each kind, which a file keeps in a row and a server in a sequence."""
    if not source.dialect.name == target.dialect.name == "sqlite":
        put_numbers(target, registry, last_numbers(source, registry))


def last_numbers(source: Connection, registry: Registry) -> dict[str, int]:
    """The last human number of each kind that has given one."""
    numbered = [one for one in registry if one.number_prefix]
    found = {one.kind: _last_number(source, one.kind, sequence_of(one)) for one in numbered}
    return {kind: last for kind, last in found.items() if last is not None}


def put_numbers(target: Connection, registry: Registry, numbers: Mapping[str, int]) -> None:
    """Let the next human numbers come after these."""
    for record_type in registry:
        last = numbers.get(record_type.kind)
        if last is None or not record_type.number_prefix:
            continue
        if target.dialect.name == "postgresql":
            target.execute(text("SELECT setval(:name, :last)"), {"name": sequence_of(record_type), "last": last})
        else:
            target.execute(insert(tables.numbers), [{"kind": record_type.kind, "last": last}])


def follow(target: Connection) -> None:
    """What follows once all rows are there: the next ids, and the index of letters."""
    if target.dialect.name == "postgresql":
        _raise_sequences(target)
    index(target)


def _last_number(source: Connection, kind: str, sequence: str) -> int | None:
    if source.dialect.name == "sqlite":
        wanted = select(tables.numbers.c.last).where(tables.numbers.c.kind == kind)
        return source.execute(wanted).scalar()
    asked = text(
        "SELECT pg_sequence_last_value(CAST(:name AS regclass))"
    )  # a login that may use it may ask so, and no other way
    return source.execute(asked, {"name": sequence}).scalar()


def _raise_sequences(target: Connection) -> None:
    """Let the next ids come after those that were copied."""
    for one in tables.metadata.sorted_tables:
        key = one.autoincrement_column
        if key is not None:
            sequence = func.pg_get_serial_sequence(one.name, key.name)
            target.execute(select(func.setval(sequence, func.max(key))).having(func.max(key).is_not(None)))


def index(target: Connection) -> int:
    """Build the gram index anew from the search entries; how many there are."""
    engine = search_postgres if target.dialect.name == "postgresql" else search_sqlite
    engine.clear(target)
    entries, total = tables.search_entries, 0
    found = target.execute(select(entries.c.id, entries.c.text).order_by(entries.c.id))
    with engine.expecting_many(target):
        for rows in found.partitions(_INDEXED):
            engine.put(target, [(row.id, row.text) for row in rows], new=True)
            total += len(rows)
    return total
