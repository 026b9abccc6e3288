"""Reads a whole workspace out of an archive into an empty place; what is there afterwards adds up to what was written."""

from __future__ import annotations

import json
import os
import zipfile
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from itdesk.core.errors import NewerWorkspace
from itdesk.core.progress import Progress
from itdesk.core.registry import Registry
from itdesk.core.texts import _
from itdesk.db.mapping import add_sequences
from itdesk.db.migrations import HEAD
from itdesk.db.whole.filling import damaged, fill_from, into
from itdesk.db.whole.sources import Archive
from itdesk.db.whole.writing import FORMAT, MANIFEST


def import_all(
    archive: Path, location: str | os.PathLike[str], registry: Registry, progress: Progress | None = None
) -> dict[str, Any]:
    """Make a workspace of an archive, at a path or in an empty database; its manifest. Whole, or not at all."""
    add_sequences(registry)
    steps = progress or Progress()
    try:
        with zipfile.ZipFile(archive) as opened:
            told = _manifest(opened)
            source = Archive(opened, told)

            def fill(connection: Connection) -> None:
                fill_from(source, connection, registry, steps)

            into(os.fspath(location), registry, fill)
    except (zipfile.BadZipFile, KeyError, ValueError, EOFError) as error:
        raise damaged(str(error)) from error
    return told


def _manifest(archive: zipfile.ZipFile) -> dict[str, Any]:
    told: dict[str, Any] = json.loads(archive.read(MANIFEST))
    if told["format"] != FORMAT or told["revision"] != HEAD:
        raise NewerWorkspace(
            _("This export was written by itdesk {other}, whose tables are others.").format(other=told["app_version"]),
            _("Nothing was written. Open the workspace with this itdesk and export it anew."),
        )
    return told
