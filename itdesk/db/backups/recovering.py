"""Ways back from a damaged workspace file, the one that loses least first. Every way is made beside it; it is only ever moved aside."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

from itdesk.core.errors import UserError
from itdesk.core.progress import Progress
from itdesk.core.texts import N_, _
from itdesk.core.uids import new_uid
from itdesk.db import backup, connecting, sqlite
from itdesk.db.backups import folder as folders
from itdesk.db.backups import restoring, salvaging
from itdesk.db.backups.known import forget
from itdesk.db.filesystem import sync_file, sync_folder
from itdesk.db.migrations import REVISIONS
from itdesk.db.sniff import APPLICATION_ID, backups_of

WORK = ".itdesk-recovery-"


class Rung(StrEnum):
    """Where a way leads from."""

    REBUILT = "rebuilt"
    WITHOUT_LOG = "without log"
    BACKUP = "backup"
    SALVAGED = "salvaged"

    @property
    def label(self) -> str:
        """In words."""
        return _(_LABELS[self])


_LABELS = {
    Rung.REBUILT: N_("The file as it is, put together anew"),
    Rung.WITHOUT_LOG: N_("The file without the log of its last changes"),
    Rung.BACKUP: N_("The newest good backup"),
    Rung.SALVAGED: N_("What can still be read"),
}


@dataclass(frozen=True, slots=True)
class Way:
    """One way: the file that would take the place, when it is of if it is a backup, and rows that are lost by table."""

    rung: Rung
    file: Path
    rows: int
    made_at: datetime | None = None
    lost: dict[str, int] = field(default_factory=dict)


def clear_away(path: Path) -> None:
    """Remove what was made beside a file and not used."""
    for work in path.parent.glob(f"{WORK}*"):
        shutil.rmtree(work, ignore_errors=True)


def ways_of(path: Path, progress: Progress | None = None) -> list[Way]:
    """Every way there is, the best first. What an earlier look left is made anew, so it may be stopped at any time."""
    steps = progress or Progress()
    clear_away(path)
    work = path.with_name(f"{WORK}{new_uid()}")
    work.mkdir()
    found: list[Way] = []
    for place, rung in enumerate((Rung.REBUILT, Rung.WITHOUT_LOG, Rung.SALVAGED)):
        steps.step(place, 4, rung.label)
        if rung is Rung.WITHOUT_LOG and (found or not _logs(path)):
            continue
        with suppress(*_unreadable()):
            way = _rebuilt(path, work, rung) if rung is not Rung.SALVAGED or not found else None
            found += [way] if way is not None else []
    steps.step(3, 4, Rung.BACKUP.label)
    newest = folders.newest_good(folders.listed([backups_of(path)]))
    if newest is not None and newest.manifest is not None:
        rows = sum(newest.manifest.rows.values())
        found.append(Way(Rung.BACKUP, newest.path, rows, newest.made_at))
    order = [Rung.REBUILT, Rung.WITHOUT_LOG, Rung.BACKUP, Rung.SALVAGED]
    return sorted(found, key=lambda way: order.index(way.rung))


def _unreadable() -> tuple[type[Exception], ...]:
    from sqlalchemy.exc import DBAPIError

    return sqlite.driver_errors(), DBAPIError, UserError, TypeError, UnicodeDecodeError, OSError, ValueError


def _logs(path: Path) -> list[Path]:
    found = [path.with_name(path.name + ending) for ending in ("-wal", "-journal")]
    return [one for one in found if one.exists() and one.stat().st_size]


def _rebuilt(path: Path, work: Path, rung: Rung) -> Way | None:
    copy = work / f"{rung.name.lower()}.copy"
    shutil.copyfile(path, copy)
    if rung is not Rung.WITHOUT_LOG:
        for log in _logs(path):
            shutil.copyfile(log, copy.with_name(copy.name + log.name.removeprefix(path.name)))
    target = work / f"{rung.name.lower()}{folders.ENDING}"
    with _same_key(path, copy), _same_key(path, target):
        if rung is Rung.SALVAGED:
            lost = salvaging.salvage(copy, target)
        else:
            _put_together(copy, target)
            lost = {}
        rows = _checked(target)
    return None if rows is None else Way(rung, target, rows, lost=lost)


@contextmanager
def _same_key(path: Path, copy: Path) -> Iterator[None]:
    """A copy of an encrypted file is read and written with the same key."""
    key = connecting.key_of(path)
    if key is not None:
        connecting.hold(copy, key)
    try:
        yield
    finally:
        connecting.let_go(copy)


def _put_together(copy: Path, target: Path) -> None:
    """Indexes anew from their tables, then every page anew."""
    indexes: list[str] = []
    with closing(sqlite.connect(copy)) as connection:
        if connection.execute("PRAGMA integrity_check(1)").fetchone()[0] != "ok":
            found = connection.execute("SELECT sql FROM sqlite_master WHERE type = 'index' AND sql NOT NULL")
            indexes = [sql for (sql,) in found]
            connection.execute("PRAGMA writable_schema=ON")  # their pages may be what is broken: they are not touched
            connection.execute("DELETE FROM sqlite_master WHERE type = 'index' AND sql NOT NULL")
            connection.execute("PRAGMA writable_schema=RESET")
        connection.execute("VACUUM INTO ?", (str(target),))
    with closing(sqlite.connect(target)) as connection:
        for sql in indexes:
            connection.execute(sql)


def _checked(target: Path) -> int | None:
    """How many rows a file has that is whole and a workspace; None for any other."""
    with closing(sqlite.connect(target, mode="ro")) as connection:
        if connection.execute("PRAGMA integrity_check(1)").fetchone()[0] != "ok":
            return None
        if connection.execute("PRAGMA foreign_key_check").fetchone() is not None:
            return None
        if connection.execute("PRAGMA application_id").fetchone()[0] != APPLICATION_ID:
            return None
        (revision,) = connection.execute("SELECT version_num FROM alembic_version").fetchone()
        (settings,) = connection.execute("SELECT count(*) FROM workspace").fetchone()
        if revision not in REVISIONS or settings != 1:
            return None
        return sum(backup.count_rows(connection).values())


def use(path: Path, way: Way, progress: Progress | None = None) -> Path:
    """Put a way's file in the place of the damaged one, which lies beside it under another name; where that is."""
    if way.rung is Rung.BACKUP:
        restoring.restore(path, way.file, progress)
        aside = max(path.parent.glob(f"{path.name}{restoring.DAMAGED}*"), default=path)
    else:
        sync_file(way.file)
        aside = restoring.put_aside(path)
        restoring.let_go_of_logs(path)
        way.file.replace(path)
        sync_folder(path.parent)
        if way.lost:
            forget(restoring.uid_of(path))
    clear_away(path)
    return aside


def is_worth_a_look(path: Path, error: Any) -> bool:
    """Whether ways back can be offered for a file that didn't open: it is damaged, or was a workspace once."""
    from itdesk.core.errors import Damaged, NotAWorkspace

    if not path.is_file():
        return False
    return isinstance(error, Damaged) or (
        isinstance(error, NotAWorkspace) and folders.newest_good(folders.listed([backups_of(path)])) is not None
    )
