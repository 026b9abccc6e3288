"""Tries a backup out: reads all of it as a restore would, and says whether it would bring everything back."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from itdesk.core.chain import Head
from itdesk.core.errors import Damaged, UserError
from itdesk.core.progress import Progress
from itdesk.core.texts import _
from itdesk.db import backup, sqlite
from itdesk.db.backups import heads, manifest
from itdesk.db.backups.manifest import Manifest
from itdesk.db.sniff import require_workspace
from itdesk.db.unlocking import Locked, require_key

log = logging.getLogger("itdesk")


@dataclass(frozen=True, slots=True)
class Tried:
    """What trying a backup out found. fault is empty for one that would bring everything back."""

    path: Path
    at: datetime
    rows: int
    fault: str = ""


def try_out(copy: Path, progress: Progress | None = None) -> Tried:
    """Compare a backup with what is written beside it, and keep the answer there."""
    steps = progress or Progress()
    at = datetime.now(UTC)
    known = manifest.read(copy)
    try:
        require_workspace(copy)
        require_key(copy)  # raises Locked: that says nothing about the backup
        rows = _rows(copy, steps) if known is None else _compared(copy, known, steps)
    except Locked:
        raise
    except UserError as error:
        fault = f"{error.message} {error.detail}".strip()
        _keep(partial(manifest.with_fault, copy, fault))
        return Tried(copy, at, 0, fault)
    _keep(partial(manifest.tried, copy, at))
    return Tried(copy, at, rows)


def _keep(write: Callable[[], None]) -> None:
    """Keep the answer beside the backup; a disk that is full, or lets nothing be written, leaves it as true as it is."""
    try:
        write()
    except OSError as error:
        log.warning("what trying a backup out found can't be kept beside it: %s", error)


def _compared(copy: Path, known: Manifest, steps: Progress) -> int:
    steps.step(0, 3, _("Reading the backup"))
    if backup.digest_of(copy) != (known.size, known.sha256):
        raise _different(_("The file isn't what was written: its size or hash differs."))
    steps.step(1, 3)
    rows = _rows(copy, steps, known)
    steps.step(3, 3)
    return rows


def _rows(copy: Path, steps: Progress, known: Manifest | None = None) -> int:
    """Every page, every count, every line of history."""
    try:
        connection = sqlite.connect(copy, mode="ro")
        try:
            said = connection.execute("PRAGMA integrity_check(1)").fetchone()[0]
            if said != "ok":
                raise _different(said)
            steps.step(2, 3)
            rows = backup.count_rows(connection)
            if known is not None:
                _require_same(known, rows, heads.head_up_to(connection, known.head.last))
            return sum(rows.values())
        finally:
            connection.close()
    except sqlite.driver_errors() as error:
        raise _different(str(error)) from error


def _require_same(known: Manifest, rows: dict[str, int], head: Head) -> None:
    wrong = sorted(name for name in {*rows, *known.rows} if rows.get(name) != known.rows.get(name))
    if wrong:
        raise _different(", ".join(f"{name} {rows.get(name)}/{known.rows.get(name)}" for name in wrong))
    if head != known.head:
        raise _different(_("Its history isn't the one that was backed up."))


def _different(detail: str) -> Damaged:
    return Damaged(_("This backup is damaged."), _("Use another one; it is not counted any more."), detail=detail)
