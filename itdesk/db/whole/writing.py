"""Writes a whole workspace into an archive that other programs can read: lines of JSON, and files as they are."""

from __future__ import annotations

import json
import zipfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, select

from itdesk import __version__
from itdesk.core.errors import UserError
from itdesk.core.progress import Progress
from itdesk.core.texts import _
from itdesk.core.uids import new_uid
from itdesk.db import copying, tables
from itdesk.db.database import Database
from itdesk.db.filesystem import sync_file, sync_folder
from itdesk.db.migrations import HEAD
from itdesk.db.whole import rows

FORMAT = 1
MANIFEST, LINES, CONTENTS = "manifest.json", "tables/{}.jsonl", "contents/{}"


def export_all(
    database: Database, path: Path, progress: Progress | None = None, *, in_clear: bool = False
) -> dict[str, Any]:
    """Write everything as it is at one moment; the manifest. Nothing is overwritten, and once stopped nothing stays."""
    if path.exists():
        raise UserError(_("{file} is there already.").format(file=path), _("It was not changed. Choose another name."))
    if database.is_encrypted and not in_clear:
        raise UserError(
            _("This workspace is encrypted, and an export is not."),
            _("Nothing was written. Make a backup instead, or say that it may be written in clear."),
        )
    draft = path.with_name(f".{path.name}-{new_uid()}")
    try:
        with (
            zipfile.ZipFile(draft, "w", zipfile.ZIP_DEFLATED, compresslevel=4) as archive,
            database.as_itself() as session,
        ):
            told = _write(archive, session.connection(), database, progress or Progress())
        sync_file(draft)
        draft.rename(path)
        sync_folder(path.parent)
    except OSError as error:
        raise UserError(
            _("The export can't be written to {folder}.").format(folder=path.parent),
            _("Check that you may write there and that the disk has room."),
            detail=str(error),
        ) from error
    finally:
        draft.unlink(missing_ok=True)
    return told


def _write(archive: zipfile.ZipFile, connection: Connection, database: Database, steps: Progress) -> dict[str, Any]:
    wanted = rows.there(connection, rows.whole_tables())
    totals = {}
    for place, table in enumerate(wanted):
        steps.step(place, len(wanted) + 1, _("Writing everything"))
        total = rows.Total()
        with archive.open(LINES.format(table.name), "w", force_zip64=True) as file:
            for line in rows.lines_of(connection, table):
                total.add(line)
                file.write(line.encode() + b"\n")
        totals[table.name] = total.plain
    steps.step(len(wanted), len(wanted) + 1)
    _write_contents(archive, connection)
    told = {
        "format": FORMAT,
        "app_version": __version__,
        "revision": HEAD,
        "uid": database.workspace.uid,
        "name": database.workspace.name,
        "made_at": datetime.now(UTC).isoformat(),
        "tables": totals,
        "numbers": copying.last_numbers(connection, database.registry),
    }
    archive.writestr(MANIFEST, json.dumps(told, ensure_ascii=False, indent=1))
    return told


def _write_contents(archive: zipfile.ZipFile, connection: Connection) -> None:
    for digest in connection.execute(select(tables.blobs.c.hash).order_by(tables.blobs.c.hash)).scalars().all():
        with archive.open(CONTENTS.format(digest), "w", force_zip64=True) as file:
            for data in rows.contents(connection, digest):
                file.write(data)
