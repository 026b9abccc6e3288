"""Makes a backup: copied at one moment, checked, described, and only then in its folder."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from itdesk import __version__
from itdesk.core.chain import Head
from itdesk.core.errors import Busy, UserError
from itdesk.core.progress import Progress
from itdesk.core.registry import Registry
from itdesk.core.texts import _
from itdesk.core.uids import new_uid
from itdesk.db import backup, chaining, sqlite
from itdesk.db.backups import folder as folders
from itdesk.db.backups import heads, manifest
from itdesk.db.backups.folder import Backup
from itdesk.db.backups.manifest import Manifest, Why
from itdesk.db.database import Database
from itdesk.db.failures import sorted_out
from itdesk.db.filelock import FairLock
from itdesk.db.filesystem import sync_file, sync_folder

DRAFT = ".itdesk-draft-"
LOCK = ".itdesk-lock"
_FACTS = "SELECT uid, name, app_version, (SELECT version_num FROM alembic_version) FROM workspace"
_MARK = "SELECT coalesce(max(seq), 0) FROM change_log"

Copy = Callable[[Path], dict[str, int]]  # copies to a draft, checks it, and counts its rows


@dataclass(frozen=True, slots=True)
class Made:
    """A backup that was made. trouble says what was amiss though it is whole: no second copy, a shorter history."""

    backup: Backup
    trouble: str = ""


def make(
    database: Database, places: list[Path], why: Why, progress: Progress | None = None, *, links: bool = True
) -> Made:
    """Back up an open workspace into its folders, the first of which counts. links: whoever is here may link a server's history."""
    if links and database.is_server and not database.read_only:
        chaining.catch_up(database)
    stem = database.path.stem if database.path is not None else folders.plain_name(database.workspace.name)
    return _make(lambda draft: backup.copy_whole(database, draft, progress), stem, places, why, database.path)


def make_of_file(path: Path, places: list[Path], why: Why, progress: Progress | None = None) -> Made:
    """Back up a workspace file that is not open here."""

    def copy(draft: Path) -> dict[str, int]:
        with sorted_out(Registry(()), saving=False), sqlite.faults():
            rows = backup.copy_file(path, draft, progress, what=_("Copying the workspace"))
            backup.verify(draft, rows, progress)
        return rows

    return _make(copy, path.stem, places, why, path)


def _make(copy: Copy, stem: str, places: list[Path], why: Why, workspace: Path | None) -> Made:
    first, *others = places
    with _at(first), _alone(first):
        draft = first / f"{DRAFT}{new_uid()}"
        try:
            rows = copy(draft)
            described = _described(draft, first, rows, why, overtaking=workspace is None)
            target = _free_name(first, stem, described.made_at)
            if workspace is not None:
                folders.carry(workspace, target)
            manifest.write(target, described)
            draft.rename(target)
            sync_folder(first)
        finally:
            backup.clear(draft)
        troubles = [
            _history_cut() if described.forked else "",
            *(_repeat(target, described, other) for other in others),
        ]
        folders.thin(first, described.uid, described.made_at)
    return Made(Backup(target, described.made_at, described.size, described), " ".join(filter(None, troubles)))


def _described(draft: Path, folder: Path, rows: dict[str, int], why: Why, *, overtaking: bool) -> Manifest:
    """What the copy itself says, so that nothing written meanwhile is taken for it."""
    connection = sqlite.connect(draft, mode="ro")
    try:
        uid, name, app_version, revision = connection.execute(_FACTS).fetchone()
        (mark,) = connection.execute(_MARK).fetchone()
        known = heads.known(folders.listed([folder], uid))
        before = known[0].head if known else Head()
        head = heads.head_of(connection, before, overtaking=overtaking)
        forked = head is None
        head = head or heads.head_of(connection, Head(), overtaking=overtaking) or Head()
    finally:
        connection.close()
    sync_file(draft)
    size, sha256 = backup.digest_of(draft)
    return Manifest(
        uid=uid, name=name, made_at=datetime.now(UTC), why=why, app_version=app_version or __version__,
        revision=revision, size=size, sha256=sha256, rows=rows, mark=mark, head=head, forked=forked,
    )  # fmt: skip


def _history_cut() -> str:
    return _(
        "The history of this workspace is shorter than in the backup before: lines of it were removed past itdesk."
    )


def _free_name(folder: Path, stem: str, moment: datetime) -> Path:
    base = f"{stem} {moment:%Y-%m-%d %H%M%S}"
    names = (f"{base}{more}{folders.ENDING}" for more in ("", *(f" {number}" for number in range(2, 1000))))
    return next(path for name in names if not (path := folder / name).exists())


def _repeat(copy: Path, described: Manifest, other: Path) -> str:
    """The same copy in one more folder; why it isn't there, or nothing."""
    draft = other / f"{DRAFT}{new_uid()}"
    try:
        other.mkdir(exist_ok=True)
        shutil.copyfile(copy, draft)
        sync_file(draft)
        _require_same(draft, described)
        folders.carry(copy, other / copy.name)
        manifest.write(other / copy.name, described)
        draft.replace(other / copy.name)
        sync_folder(other)
        folders.thin(other, described.uid, described.made_at)
    except OSError as error:
        return _("The second copy can't be written to {folder}: {why}").format(folder=other, why=error)
    finally:
        if other.is_dir():
            draft.unlink(missing_ok=True)
    return ""


def _require_same(copy: Path, described: Manifest) -> None:
    if backup.digest_of(copy) != (described.size, described.sha256):
        raise OSError(_("what was written there reads differently"))


@contextmanager
def _at(folder: Path) -> Iterator[None]:
    """The folder, made if it isn't there; what the disk refuses is said in a sentence."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        yield
    except OSError as error:
        raise UserError(
            _("The backup can't be written to {folder}.").format(folder=folder),
            _("The workspace itself is safe. Check that you may write there and that the disk has room."),
            detail=str(error),
        ) from error


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """One backup at a time in a folder; what one that was killed left is cleared away."""
    lock = FairLock(folder / LOCK, 0)
    if not lock.keep():
        raise Busy(_("A backup is being made already."), _("Wait until it is done."))
    try:
        for left_over in folder.glob(f"{DRAFT}*"):
            left_over.unlink()
        yield
    finally:
        lock.close()
