"""Puts a backup in the place of a workspace file: what is there is backed up first, and nothing of it is mixed with the other."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from itdesk.core.errors import Busy, Damaged, UserError
from itdesk.core.progress import Progress
from itdesk.core.texts import _
from itdesk.core.uids import new_uid
from itdesk.db import backup, sqlite
from itdesk.db.backups import drill, manifest
from itdesk.db.backups import folder as folders
from itdesk.db.backups.choices import choices_of, folders_of
from itdesk.db.backups.known import forget
from itdesk.db.backups.making import make_of_file
from itdesk.db.backups.manifest import Why
from itdesk.db.filelock import FairLock, busy
from itdesk.db.filesystem import sync_file, sync_folder
from itdesk.db.unlocking import require_key

DAMAGED = ".damaged-"
_UID = "SELECT uid FROM workspace"
PATIENCE = 2.0  # seconds that somebody else's last write may take


@dataclass(frozen=True, slots=True)
class Restored:
    """What a restore left: the backup of what was there before, or where the damaged file lies now."""

    before: Path | None
    aside: Path | None


def restore(path: Path, copy: Path, progress: Progress | None = None) -> Restored:
    """Let a workspace file be as it was in a backup. Nobody may have it open; killed at any point, it is one or the other."""
    steps = progress or Progress()
    if sqlite.is_open_here(path):
        raise Busy(_("The workspace is open here."), _("Close its windows first."))
    if path.exists():
        require_key(path)
    tried = drill.try_out(copy, steps)
    if tried.fault:
        raise Damaged(_("This backup is damaged."), _("Nothing was changed. Use another one."), detail=tried.fault)
    uid = uid_of(copy)
    places = folders_of(path, uid, choices_of(uid, is_server=False))
    draft = path.with_name(f".{path.name}-{new_uid()}")
    try:
        _write_draft(copy, draft)
        before, is_damaged = _before(path, uid, places, steps)
        with _alone(path, is_damaged=is_damaged):
            aside = put_aside(path) if is_damaged else None
            let_go_of_logs(path)
            folders.carry(copy, path)
            draft.replace(path)
            sync_folder(path.parent)
    except OSError as error:
        raise _unwritable(path, error) from error
    finally:
        backup.clear(draft)
    known = manifest.read(copy)
    if before is not None and known is not None:
        manifest.left_for(before, known.made_at)
    forget(uid)
    return Restored(before, aside)


def uid_of(copy: Path) -> str:
    """Which workspace a file is, that nothing has open."""
    connection = sqlite.connect(copy, mode="ro")
    try:
        return str(connection.execute(_UID).fetchone()[0])
    finally:
        connection.close()


def _write_draft(copy: Path, draft: Path) -> None:
    shutil.copyfile(copy, draft)
    sync_file(draft)
    if backup.digest_of(draft) != backup.digest_of(copy):
        raise OSError(_("what was written reads differently"))


def _before(path: Path, uid: str, places: list[Path], steps: Progress) -> tuple[Path | None, bool]:
    """The backup of what is there now, and whether that is too damaged for one."""
    if not path.exists():
        return None, False
    try:
        if uid_of(path) != uid:
            raise UserError(
                _("This backup is of another workspace."),
                _("Nothing was changed. Open the backup itself, or copy it to another name."),
            )
        return make_of_file(path, places, Why.RESTORE, steps).backup.path, False
    except _unreadable():
        return None, True


def _unreadable() -> tuple[type[Exception], ...]:
    """What reading a damaged file ends in; nothing where a row should be is a TypeError."""
    from sqlalchemy.exc import DBAPIError

    return Damaged, TypeError, sqlite.driver_errors(), DBAPIError


@contextmanager
def _alone(path: Path, *, is_damaged: bool) -> Iterator[None]:
    """While nobody else has the file open; what lies in its log is in it then."""
    lock = FairLock(path.with_name(path.name + "-lock"), PATIENCE)
    try:
        with lock.held():
            if path.exists() and not is_damaged:
                _require_alone(path)
            yield
    finally:
        lock.close()


def _require_alone(path: Path) -> None:
    connection = sqlite.connect(path, patience=PATIENCE)
    try:
        connection.execute("PRAGMA locking_mode=EXCLUSIVE")
        connection.execute("PRAGMA journal_mode=DELETE")  # refused while anybody else has it open
        connection.execute("BEGIN EXCLUSIVE")
        connection.execute("ROLLBACK")
    except sqlite.driver_errors() as error:
        raise busy() from error
    finally:
        connection.close()


def _stamp() -> str:
    return f"{DAMAGED}{datetime.now(UTC):%Y-%m-%d-%H%M%S}"


def put_aside(path: Path) -> Path:
    """Keep a damaged file with its logs, for whoever wants to look at it."""
    stamp = _stamp()
    for name in (path.name, f"{path.name}-wal", f"{path.name}-journal"):
        one = path.with_name(name)
        if one.exists():
            one.replace(one.with_name(name + stamp))
    return path.with_name(path.name + stamp)


def let_go_of_logs(path: Path) -> None:
    """No log may stay beside a file that it doesn't belong to."""
    for ending in ("-wal", "-journal"):
        log = path.with_name(path.name + ending)
        if log.exists() and log.stat().st_size:
            log.replace(log.with_name(log.name + _stamp()))
        log.unlink(missing_ok=True)
    path.with_name(f"{path.name}-shm").unlink(missing_ok=True)


def _unwritable(path: Path, error: OSError) -> UserError:
    return UserError(
        _("The backup can't be put in the place of {file}.").format(file=path.name),
        _("The workspace is as it was. Check that you may write in its folder and that the disk has room."),
        detail=f"{error} {os.fspath(path.parent)}",
    )
