"""Reads a whole workspace out of an archive into an empty place; what is there afterwards adds up to what was written."""

from __future__ import annotations

import hashlib
import json
import os
import zipfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Table, create_engine, insert
from sqlalchemy.pool import StaticPool

from itdesk.core.errors import Damaged, NewerWorkspace, UserError
from itdesk.core.progress import Progress
from itdesk.core.registry import Registry
from itdesk.core.texts import _
from itdesk.core.uids import new_uid
from itdesk.db import copying, ddl, postgres, sqlite, tables
from itdesk.db.blobs import CHUNK
from itdesk.db.failures import sorted_out
from itdesk.db.filesystem import sync_file, sync_folder
from itdesk.db.mapping import add_sequences
from itdesk.db.migrations import EPOCH, HEAD
from itdesk.db.sniff import APPLICATION_ID
from itdesk.db.whole import rows
from itdesk.db.whole.writing import CONTENTS, FORMAT, LINES, MANIFEST

LONGEST = 64 << 20  # bytes of one row; more is no row of ours


def import_all(
    archive: Path, location: str | os.PathLike[str], registry: Registry, progress: Progress | None = None
) -> dict[str, Any]:
    """Make a workspace of an archive, at a path or in an empty database; its manifest. Whole, or not at all."""
    add_sequences(registry)
    place, steps = os.fspath(location), progress or Progress()
    try:
        with zipfile.ZipFile(archive) as opened:
            told = _manifest(opened)

            def fill(connection: Connection) -> None:
                _fill(opened, told, connection, registry, steps)

            if postgres.is_address(place):
                _into_server(place, registry, fill)
            else:
                _into_file(Path(place).absolute(), registry, fill)
    except (zipfile.BadZipFile, KeyError, ValueError, EOFError) as error:
        raise _damaged(str(error)) from error
    return told


def _manifest(archive: zipfile.ZipFile) -> dict[str, Any]:
    told: dict[str, Any] = json.loads(archive.read(MANIFEST))
    if told["format"] != FORMAT or told["revision"] != HEAD:
        raise NewerWorkspace(
            _("This export was written by itdesk {other}, whose tables are others.").format(other=told["app_version"]),
            _("Nothing was written. Open the workspace with this itdesk and export it anew."),
        )
    return told


def _damaged(detail: str) -> Damaged:
    return Damaged(
        _("This export is damaged, or isn't one."), _("Nothing was written. Use another export."), detail=detail
    )


def _into_file(path: Path, registry: Registry, fill: Callable[[Connection], None]) -> None:
    if path.exists():
        raise UserError(_("{file} is there already.").format(file=path), _("It was not changed. Choose another name."))
    draft = path.with_name(f".{path.name}-{new_uid()}")
    try:
        with sorted_out(registry, saving=True), sqlite.faults(), closing(sqlite.connect(draft, mode="rwc")) as bare:
            bare.execute("PRAGMA foreign_keys=OFF")  # rows arrive table by table; the whole is checked at the end
            bare.execute(f"PRAGMA application_id={APPLICATION_ID}")
            bare.execute(f"PRAGMA user_version={EPOCH}")
            with sqlite.single_engine(bare).begin() as connection:
                fill(connection)
            if bare.execute("PRAGMA foreign_key_check").fetchone() is not None:
                raise _damaged("foreign_key_check")
        sync_file(draft)
        draft.rename(path)
        sync_folder(path.parent)
    finally:
        for ending in ("", "-journal", "-wal", "-shm"):
            draft.with_name(draft.name + ending).unlink(missing_ok=True)


def _into_server(location: str, registry: Registry, fill: Callable[[Connection], None]) -> None:
    parameters = postgres.prepare(location)
    bare = postgres.connect(parameters)
    bare.autocommit = False
    engine = create_engine("postgresql+psycopg://", creator=lambda: bare, poolclass=StaticPool)
    try:
        with sorted_out(registry, saving=True), engine.begin() as connection:
            owner = connection.dialect.identifier_preparer.quote(postgres.owner_of(bare))
            connection.exec_driver_sql(f"SET LOCAL ROLE {owner}")
            fill(connection)
    finally:
        engine.dispose()
        bare.close()


def _fill(
    archive: zipfile.ZipFile, told: dict[str, Any], connection: Connection, registry: Registry, steps: Progress
) -> None:
    ddl.create_tables(connection)
    ddl.create(connection)
    ddl.hang_bell(connection)
    ddl.stamp(connection)
    known = rows.there(connection, rows.whole_tables())
    names = [one for one in known if one.name in told["tables"]]
    with _without_references(connection):
        for place, table in enumerate(names):
            steps.step(place, len(names) + 2, _("Reading everything"))
            _fill_table(archive, connection, table)
        steps.step(len(names), len(names) + 2)
        _fill_contents(archive, connection)
    copying.put_numbers(connection, registry, told["numbers"])
    copying.follow(connection)
    steps.step(len(names) + 1, len(names) + 2)
    for table in names:
        _require_same(connection, table, told["tables"][table.name])


def _fill_table(archive: zipfile.ZipFile, connection: Connection, table: Table) -> None:
    waiting: list[dict[str, Any]] = []
    with archive.open(LINES.format(table.name)) as file:
        while line := file.readline(LONGEST):
            waiting.append(rows.row_of(table, line.decode()))
            if len(waiting) >= rows.PORTION:
                connection.execute(insert(table), waiting)
                waiting = []
    if waiting:
        connection.execute(insert(table), waiting)


def _fill_contents(archive: zipfile.ZipFile, connection: Connection) -> None:
    blobs = tables.blobs
    for digest, size in connection.execute(blobs.select().order_by(blobs.c.hash)).all():
        found, number = hashlib.sha256(), 0
        with archive.open(CONTENTS.format(digest)) as file:
            while data := file.read(CHUNK):
                found.update(data)
                connection.execute(insert(tables.blob_chunks), [{"hash": digest, "number": number, "data": data}])
                number += 1
                if number * CHUNK > size + CHUNK:
                    break
        if found.hexdigest() != digest:
            raise _damaged(f"contents {digest}")


def _require_same(connection: Connection, table: Table, told: dict[str, Any]) -> None:
    total = rows.Total()
    for line in rows.lines_of(connection, table):
        total.add(line)
    if total.plain != told:
        raise _damaged(f"{table.name}: {total.rows}/{told['rows']}")


_REFERENCES = """
SELECT conrelid::regclass::text, quote_ident(conname), pg_get_constraintdef(oid) FROM pg_constraint
WHERE contype = 'f' AND connamespace = current_schema()::regnamespace ORDER BY conname
"""


@contextmanager
def _without_references(connection: Connection) -> Iterator[None]:
    """On a server rows can't come before those that they refer to; the references are checked when they are put back."""
    if connection.dialect.name != "postgresql":
        yield
        return
    found = connection.exec_driver_sql(_REFERENCES).all()
    for table, name, _definition in found:
        connection.exec_driver_sql(f"ALTER TABLE {table} DROP CONSTRAINT {name}")
    yield
    for table, name, definition in found:
        connection.exec_driver_sql(f"ALTER TABLE {table} ADD CONSTRAINT {name} {definition}")
