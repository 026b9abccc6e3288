"""A copy of a whole workspace, checked before it counts: a file that itdesk opens like any other."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from itdesk.core.errors import Damaged, UserError
from itdesk.core.progress import Progress
from itdesk.core.texts import _
from itdesk.core.uids import new_uid
from itdesk.db import connecting, copying, ddl, sqlite
from itdesk.db.database import Database
from itdesk.db.failures import sorted_out
from itdesk.db.filesystem import sync_file, sync_folder
from itdesk.db.keyslots import copy_beside
from itdesk.db.migrations import EPOCH
from itdesk.db.sessions import stopped
from itdesk.db.sniff import APPLICATION_ID

PAGES = 4096  # of a file that are copied between two looks at whether it was stopped
log = logging.getLogger("itdesk")


@dataclass(frozen=True, slots=True)
class Copy:
    """A finished backup. rows by table; sha256 of the file, in hex."""

    path: Path
    size: int
    sha256: str
    rows: dict[str, int]


def backup(database: Database, path: str | Path) -> Copy:
    """Copy the workspace as it is at one moment to a new file; others go on working. Nothing is overwritten."""
    target = Path(path).absolute()
    if target.exists():
        raise UserError(
            _("{file} is there already.").format(file=target), _("It was not changed. Choose another name.")
        )
    draft = target.with_name(f".{target.name}-{new_uid()}")
    try:
        rows = copy_whole(database, draft)
        if database.path is not None:
            copy_beside(database.path, target)
        return _publish(draft, target, rows)
    except OSError as error:
        raise UserError(
            _("The backup can't be written to {folder}.").format(folder=target.parent),
            _("The workspace itself is safe. Check that you may write there and that the disk has room."),
            detail=str(error),
        ) from error
    finally:
        clear(draft)


def clear(draft: Path) -> None:
    """Leave nothing of a copy that was not finished, nor its key in memory."""
    connecting.let_go(draft)
    for name in (draft.name, f"{draft.name}-journal", f"{draft.name}-wal", f"{draft.name}-shm"):
        try:
            draft.with_name(name).unlink(missing_ok=True)
        except OSError as error:  # of a disk that fails: what went wrong before is what is told
            log.warning("a half-made copy stays behind: %s", error)


def copy_whole(database: Database, draft: Path, progress: Progress | None = None) -> dict[str, int]:
    """Copy an open workspace to a file that has passed its check; how many rows each table has."""
    with sorted_out(database.registry, saving=False), sqlite.faults():
        if database.path is not None:
            rows = copy_file(database.path, draft, progress, what=_("Copying the workspace"))
        else:
            with database.as_itself() as session:
                rows = _copy_server(session.connection(), draft, database, progress)
        verify(draft, rows, progress)
    return rows


def verify_copy(path: Path, draft: Path) -> None:
    """Copy a workspace file that others go on working with, and check the copy."""
    verify(draft, copy_file(path, draft))


def copy_file(path: Path, draft: Path, progress: Progress | None = None, *, what: str = "") -> dict[str, int]:
    """Copy a workspace file through SQLite's backup, and count the rows of the very moment that was copied."""
    what = what or _("Copying the workspace before it is brought up to date")

    def told(_status: int, left: int, of: int) -> None:
        if progress is not None:
            progress.step(of - left, of, what)

    key = connecting.key_of(path)
    if key is not None:
        connecting.hold(draft, key)  # a copy of an encrypted file is encrypted with the same key
    source, copy = sqlite.connect(path), sqlite.connect(draft, mode="rwc")
    try:
        source.execute("BEGIN")
        rows = count_rows(source)
        source.backup(copy, pages=PAGES, progress=told)
        source.execute("ROLLBACK")
        copy.execute("PRAGMA journal_mode=DELETE")  # a file that travels needs no companion
    finally:
        copy.close()
        source.close()
    return rows


def count_rows(connection: Any) -> dict[str, int]:
    """How many rows each ordinary table of a file has."""
    names = connection.execute(
        "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND name NOT LIKE 'sqlite_%'"
    ).fetchall()
    return {
        name: connection.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0]  # noqa: S608 -- a name out of the file's own list of tables
        for (name,) in names
    }


def _copy_server(
    source: Connection, draft: Path, database: Database, progress: Progress | None = None
) -> dict[str, int]:
    bare = sqlite.connect(draft, mode="rwc")
    try:
        bare.execute("PRAGMA foreign_keys=OFF")  # rows arrive table by table; the whole is checked at the end
        bare.execute(f"PRAGMA application_id={APPLICATION_ID}")
        bare.execute(f"PRAGMA user_version={EPOCH}")
        with sqlite.single_engine(bare).begin() as target:
            ddl.create_tables(target)
            ddl.create(target)
            ddl.stamp(target)
            copying.copy_rows(source, target, database.registry, progress)
        if bare.execute("PRAGMA foreign_key_check").fetchone() is not None:
            raise _failed("foreign_key_check")
        return count_rows(bare)
    finally:
        bare.close()


def verify(path: Path, rows: dict[str, int], progress: Progress | None = None) -> None:
    """Open a copy, read every page of it and compare the counts; raises if it is not whole."""
    steps = progress or Progress()
    steps.step(0, 1, _("Checking the copy"))
    connection = sqlite.connect(path, mode="ro")
    try:
        with stoppable(connection, steps):
            said = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
            found = count_rows(connection) if said == "ok" else {}
    finally:
        connection.close()
    steps.step(1)
    if said != "ok":
        raise _failed(said)
    if found != rows:
        different = sorted(name for name in {*rows, *found} if rows.get(name) != found.get(name))
        raise _failed(", ".join(f"{name} {found.get(name)}/{rows.get(name)}" for name in different))


@contextmanager
def stoppable(connection: Any, steps: Progress) -> Iterator[None]:
    """What a bare connection is asked meanwhile is broken off once the job is stopped: it may take a minute."""
    over = steps.breakable(connection.interrupt)
    try:
        yield
    except Exception as error:
        if steps.cancelled:
            raise stopped() from error
        raise
    finally:
        over()


def _failed(detail: str) -> Damaged:
    return Damaged(
        _("The copy of the workspace did not pass its check, so it was not kept."),
        _("The workspace itself was not changed. Check the disk and try again."),
        detail=detail,
    )


def _publish(draft: Path, target: Path, rows: dict[str, int]) -> Copy:
    sync_file(draft)
    size, sha256 = digest_of(draft)
    draft.rename(target)
    sync_folder(target.parent)
    return Copy(target, size, sha256, rows)


def digest_of(path: Path) -> tuple[int, str]:
    """Size and SHA-256 of a finished file. Never of a database that is open here."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while data := file.read(1 << 20):
            digest.update(data)
        return file.tell(), digest.hexdigest()
