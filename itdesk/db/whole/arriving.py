"""A workspace that moves arrives in parts, each compared and kept: a move that was cut off goes on behind the last of them.

While parts arrive, a table of its own notes them, and the table `workspace` is missing: nobody takes what is there for a
workspace. The last transaction makes it one.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Column, Connection, MetaData, String, Table, Text, delete, func, insert, inspect, select

from itdesk.core.progress import Progress
from itdesk.core.registry import Registry
from itdesk.core.texts import _
from itdesk.db import copying, ddl, tables
from itdesk.db.migrations import HEAD
from itdesk.db.whole import rows
from itdesk.db.whole.filling import (
    Begin,
    damaged,
    fill_content,
    fill_table,
    put_back,
    references,
    require_same,
    take_off,
)
from itdesk.db.whole.sources import Open

ARRIVED = Table(
    "arrived",
    MetaData(),
    Column("what", String(20), primary_key=True),
    Column("name", String(100), primary_key=True),
    Column("told", Text, nullable=False),
)
_PORTION = 64 << 20  # bytes of contents in one transaction
_HIDDEN = tables.workspace  # made by the last transaction


@dataclass(frozen=True, slots=True)
class Arrived:
    """What each table adds up to, and how many rows an earlier move, which was cut off, had brought."""

    told: dict[str, dict[str, Any]]
    kept: int


def arrive(
    source: Open, uid: str, begin: Begin, registry: Registry, steps: Progress, *, settle: Callable[[Connection], None]
) -> Arrived:
    """Bring everything that isn't there yet. settle runs at the end of the last transaction."""
    with begin() as connection:
        kept = _begun(connection, uid)
        names = [one for one in rows.whole_tables() if one.name in source.names]
    told: dict[str, dict[str, Any]] = {}
    parts = [one for one in names if one is not _HIDDEN]
    for place, table in enumerate(parts):
        steps.step(place, len(parts) + 2, _("Writing everything"))
        told[table.name] = _brought(source, begin, table, kept.get(table.name), steps)
    steps.step(len(parts), len(parts) + 2)
    _bring_contents(source, begin, steps)
    steps.step(len(parts) + 1, len(parts) + 2, _("Comparing everything"))
    with begin() as connection:
        told[_HIDDEN.name] = _finish(source, connection, registry, steps)
        settle(connection)
    same = (one["rows"] for name, one in told.items() if kept.get(name) == one)
    return Arrived(told, sum(same))


def is_begun(connection: Connection) -> bool:
    """Whether parts of a workspace have arrived."""
    return inspect(connection).has_table(ARRIVED.name)


def clear(connection: Connection) -> None:
    """Remove all that arrived on a server: it is still where it came from."""
    if connection.dialect.name != "postgresql" or not is_begun(connection):
        return
    connection.exec_driver_sql(_CLEARED)


_CLEARED = """
DO $$ DECLARE one record; BEGIN
  FOR one IN SELECT tablename FROM pg_tables WHERE schemaname = 'app' AND tableowner = current_user LOOP
    EXECUTE format('DROP TABLE app.%%I CASCADE', one.tablename);
  END LOOP;
  FOR one IN SELECT sequencename FROM pg_sequences WHERE schemaname = 'app' AND sequenceowner = current_user LOOP
    EXECUTE format('DROP SEQUENCE app.%%I CASCADE', one.sequencename);
  END LOOP;
END $$
"""


def _begun(connection: Connection, uid: str) -> dict[str, dict[str, Any]]:
    """What each table adds up to that has arrived; tables are made where nothing of this workspace has."""
    if is_begun(connection):
        known = connection.execute(select(ARRIVED)).all()
        if ("workspace", uid, HEAD) in known:
            return {name: json.loads(told) for what, name, told in known if what == "table"}
        clear(connection)
    elif inspect(connection).has_table(_HIDDEN.name):
        return _taken_apart(connection, uid)
    ddl.create_tables(connection)
    ddl.create(connection)
    ddl.hang_bell(connection)
    ddl.stamp(connection)
    ARRIVED.create(connection)
    _note(connection, "workspace", uid, HEAD)
    for table, name, definition in references(connection):
        _note(connection, "reference", name, json.dumps([table, definition]))
        take_off(connection, table, name)
    _HIDDEN.drop(connection)
    return {}


def _taken_apart(connection: Connection, uid: str) -> dict[str, dict[str, Any]]:
    """A draft that was whole, and killed before it had its name: its tables are what it adds up to."""
    ARRIVED.create(connection)
    _note(connection, "workspace", uid, HEAD)
    found = {one.name: rows.total_of(connection, one).plain for one in rows.there(connection, rows.whole_tables())}
    for name, told in found.items():
        _note(connection, "table", name, json.dumps(told))
    connection.execute(delete(tables.numbers))
    _HIDDEN.drop(connection)
    return found


def _note(connection: Connection, what: str, name: str, told: str) -> None:
    connection.execute(delete(ARRIVED).where(ARRIVED.c.what == what, ARRIVED.c.name == name))
    connection.execute(insert(ARRIVED), [{"what": what, "name": name, "told": told}])


def _brought(source: Open, begin: Begin, table: Table, kept: dict[str, Any] | None, steps: Progress) -> dict[str, Any]:
    """What a table adds up to, once it is there; one that arrived before is kept if nobody wrote into it since."""
    if kept is not None:
        for _line in source.lines(table):
            steps.step(steps.done)
        if source.told(table) == kept:
            return kept
    with begin() as connection:
        connection.execute(delete(table))
        fill_table(source, connection, table, steps)
        told = source.told(table)
        require_same(connection, table, told)
        _note(connection, "table", table.name, json.dumps(told))
    return told


def _bring_contents(source: Open, begin: Begin, steps: Progress) -> None:
    blobs, chunks = tables.blobs, tables.blob_chunks
    with begin() as connection:
        connection.execute(delete(chunks).where(chunks.c.hash.not_in(select(blobs.c.hash))))
        held = (
            select(chunks.c.hash, func.sum(func.length(chunks.c.data)).label("size")).group_by(chunks.c.hash).subquery()
        )
        asked = select(blobs.c.hash, blobs.c.size).outerjoin(held, held.c.hash == blobs.c.hash)
        missing = connection.execute(
            asked.where(func.coalesce(held.c.size, -1) != blobs.c.size).order_by(blobs.c.hash)
        ).all()
    for portion in _portions([(digest, int(size)) for digest, size in missing]):
        with begin() as connection:
            for digest, size in portion:
                steps.step(steps.done)
                connection.execute(delete(chunks).where(chunks.c.hash == digest))
                fill_content(source, connection, digest, size)


def _portions(contents: list[tuple[str, int]]) -> Iterator[list[tuple[str, int]]]:
    portion, size = [], 0
    for one in contents:
        portion.append(one)
        size += one[1]
        if size >= _PORTION or len(portion) >= rows.PORTION:
            yield portion
            portion, size = [], 0
    if portion:
        yield portion


def _finish(source: Open, connection: Connection, registry: Registry, steps: Progress) -> dict[str, Any]:
    """The last transaction: what was only noted becomes a workspace."""
    _HIDDEN.create(connection)
    ddl.create(connection)
    fill_table(source, connection, _HIDDEN, steps)
    told = source.told(_HIDDEN)
    require_same(connection, _HIDDEN, told)
    wanted = select(ARRIVED.c.name, ARRIVED.c.told).where(ARRIVED.c.what == "reference").order_by(ARRIVED.c.name)
    for name, stored in connection.execute(wanted).all():
        table, definition = json.loads(stored)
        put_back(connection, table, name, definition)
    ARRIVED.drop(connection)
    copying.put_numbers(connection, registry, source.numbers)
    copying.follow(connection)
    if copying.last_numbers(connection, registry) != source.numbers:
        raise damaged("numbers")
    return told
