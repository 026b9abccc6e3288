"""Fills an empty place with a whole workspace: whole, or not at all, and it adds up to what it was read from."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from glob import escape
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Table, create_engine, insert
from sqlalchemy.pool import StaticPool

from itdesk.core.errors import Damaged, UserError
from itdesk.core.progress import Progress
from itdesk.core.registry import Registry
from itdesk.core.texts import _
from itdesk.core.uids import new_uid
from itdesk.db import connecting, copying, ddl, postgres, sqlite, tables
from itdesk.db.backups.folder import carry
from itdesk.db.blobs import CHUNK
from itdesk.db.failures import sorted_out
from itdesk.db.filesystem import sync_file, sync_folder
from itdesk.db.migrations import EPOCH
from itdesk.db.sniff import APPLICATION_ID, slots_of
from itdesk.db.whole import rows
from itdesk.db.whole.sources import Source

Fill = Callable[[Connection], None]
Begin = Callable[[], AbstractContextManager[Connection]]
_UID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def into(place: str, registry: Registry, fill: Fill, key_of: Path | None = None) -> None:
    """Run fill on an empty database at a path or an address. key_of: the encrypted file whose key a new file gets."""
    if postgres.is_address(place):
        _into_server(place, registry, fill)
    else:
        _into_file(Path(place).absolute(), registry, fill, key_of)


def _into_file(path: Path, registry: Registry, fill: Fill, key_of: Path | None) -> None:
    require_free(path)
    sweep(path)
    draft = path.with_name(f".{path.name}-{new_uid()}")
    key = connecting.key_of(key_of) if key_of is not None else None
    try:
        if key is not None:
            connecting.hold(draft, key)
        with sorted_out(registry, saving=True), sqlite.faults(), closing(sqlite.connect(draft, mode="rwc")) as bare:
            bare.execute("PRAGMA foreign_keys=OFF")  # rows arrive table by table; the whole is checked at the end
            bare.execute(f"PRAGMA application_id={APPLICATION_ID}")
            bare.execute(f"PRAGMA user_version={EPOCH}")
            with sqlite.single_engine(bare).begin() as connection:
                fill(connection)
            if bare.execute("PRAGMA foreign_key_check").fetchone() is not None:
                raise damaged("foreign_key_check")
        sync_file(draft)
        if key_of is not None and key is not None:
            carry(key_of, path)  # before the file: no moment has it without its keys
            connecting.hold(path, key)
        draft.rename(path)
        sync_folder(path.parent)
    finally:
        connecting.let_go(draft)
        for ending in ("", "-journal", "-wal", "-shm"):
            draft.with_name(draft.name + ending).unlink(missing_ok=True)


def require_free(path: Path) -> None:
    """Nothing is written over."""
    if path.exists() or slots_of(path).exists():
        raise UserError(_("{file} is there already.").format(file=path), _("It was not changed. Choose another name."))


def sweep(path: Path, but: Path | None = None) -> None:
    """Remove what was left of this file by somebody who was killed, unless somebody is at it just now, or goes on with it."""
    for left in path.parent.glob(f".{escape(path.name)}-*"):
        if left != but and _UID.fullmatch(left.name.removeprefix(f".{path.name}-")) and not _is_busy(left):
            for ending in ("", "-journal", "-wal", "-shm"):
                left.with_name(left.name + ending).unlink(missing_ok=True)


def _is_busy(left: Path) -> bool:
    with sqlite.faults(), closing(sqlite.connect(left, patience=0)) as bare:
        try:
            bare.execute("BEGIN EXCLUSIVE")
        except sqlite.driver_errors() as error:
            return str(getattr(error, "sqlite_errorname", "")).startswith("SQLITE_BUSY")
    return False


def _into_server(location: str, registry: Registry, fill: Fill) -> None:
    from itdesk.db.server.applying import apply

    with as_owner(location, postgres.prepare(location), registry) as connection:
        fill(connection)
        connection.exec_driver_sql("RESET ROLE")
        apply(connection.connection.driver_connection, registry)


@contextmanager
def as_owner(location: str, parameters: dict[str, Any], registry: Registry) -> Iterator[Connection]:
    """One transaction in a server's database, as the role that owns its tables."""
    with owning(location, parameters, registry) as begin, begin() as connection:
        yield connection


@contextmanager
def owning(location: str, parameters: dict[str, Any], registry: Registry) -> Iterator[Begin]:
    """A connection to a server's database that begins transactions as the role that owns its tables."""
    bare = postgres.connect(parameters or postgres.settings(location))
    bare.autocommit = False
    engine = create_engine("postgresql+psycopg://", creator=lambda: bare, poolclass=StaticPool)

    @contextmanager
    def begin() -> Iterator[Connection]:
        with sorted_out(registry, saving=True), engine.begin() as connection:
            owner = connection.dialect.identifier_preparer.quote(postgres.owner_of(bare))
            connection.exec_driver_sql(f"SET LOCAL ROLE {owner}")
            yield connection

    try:
        yield begin
    finally:
        engine.dispose()
        bare.close()


def fill_from(source: Source, connection: Connection, registry: Registry, steps: Progress) -> dict[str, Any]:
    """Make the tables, write every row and content, and count again; what each table adds up to."""
    ddl.create_tables(connection)
    ddl.create(connection)
    ddl.hang_bell(connection)
    ddl.stamp(connection)
    names = [one for one in rows.there(connection, rows.whole_tables()) if one.name in source.names]
    with _without_references(connection):
        for place, table in enumerate(names):
            steps.step(place, 2 * len(names) + 1, _("Writing everything"))
            fill_table(source, connection, table, steps)
        steps.step(len(names), 2 * len(names) + 1)
        _fill_contents(source, connection, steps)
    copying.put_numbers(connection, registry, source.numbers)
    copying.follow(connection)
    told = {}
    for place, table in enumerate(names, len(names) + 1):
        steps.step(place, 2 * len(names) + 1, _("Comparing everything"))
        told[table.name] = source.told(table)
        require_same(connection, table, told[table.name])
    if copying.last_numbers(connection, registry) != source.numbers:
        raise damaged("numbers")
    return told


def fill_table(source: Source, connection: Connection, table: Table, steps: Progress) -> None:
    """Write every row of a table, portion by portion."""
    waiting: list[dict[str, Any]] = []
    for line in source.lines(table):
        waiting.append(rows.row_of(table, line))
        if len(waiting) >= rows.PORTION:
            steps.step(steps.done)
            connection.execute(insert(table), waiting)
            waiting = []
    if waiting:
        connection.execute(insert(table), waiting)


def _fill_contents(source: Source, connection: Connection, steps: Progress) -> None:
    blobs = tables.blobs
    for digest, size in connection.execute(blobs.select().order_by(blobs.c.hash)).all():
        steps.step(steps.done)
        fill_content(source, connection, digest, size)


def fill_content(source: Source, connection: Connection, digest: str, size: int) -> None:
    """Write one content, which has to have the hash that it is known by."""
    found = hashlib.sha256()
    for number, data in enumerate(source.content(digest)):
        if number * CHUNK > size + CHUNK:
            break
        found.update(data)
        connection.execute(insert(tables.blob_chunks), [{"hash": digest, "number": number, "data": data}])
    if found.hexdigest() != digest:
        raise damaged(f"contents {digest}")


def require_same(connection: Connection, table: Table, told: dict[str, Any]) -> None:
    """Read a table again: it has to add up to what was told."""
    total = rows.total_of(connection, table)
    if total.plain != told:
        raise damaged(f"{table.name}: {total.rows}/{told['rows']}")


def damaged(detail: str) -> Damaged:
    """What arrived is not what was sent."""
    return Damaged(
        _("What was read is damaged, or isn't a whole workspace."),
        _("Nothing was written. Use another export, or check the workspace first."),
        detail=detail,
    )


_REFERENCES = """
SELECT conrelid::regclass::text, quote_ident(conname), pg_get_constraintdef(oid) FROM pg_constraint
WHERE contype = 'f' AND connamespace = current_schema()::regnamespace ORDER BY conname
"""


@contextmanager
def _without_references(connection: Connection) -> Iterator[None]:
    """On a server rows can't come before those that they refer to; the references are checked when they are put back."""
    found = references(connection)
    for table, name, _definition in found:
        take_off(connection, table, name)
    yield
    for table, name, definition in found:
        put_back(connection, table, name, definition)


def references(connection: Connection) -> list[tuple[str, str, str]]:
    """The references of a server's tables: table, name and definition; none on a file, which checks them at the end."""
    if connection.dialect.name != "postgresql":
        return []
    return [(str(table), str(name), str(told)) for table, name, told in connection.exec_driver_sql(_REFERENCES)]


def take_off(connection: Connection, table: str, name: str) -> None:
    """Let a table's rows refer to what isn't there yet."""
    connection.exec_driver_sql(f"ALTER TABLE {table} DROP CONSTRAINT {name}")


def put_back(connection: Connection, table: str, name: str, definition: str) -> None:
    """Check a reference, and keep to it from now on."""
    connection.exec_driver_sql(f"ALTER TABLE {table} ADD CONSTRAINT {name} {definition}")
