"""Encrypting a workspace file, or taking its encryption off: into a new file that is compared before it takes the place.

Killed at any point there is one good file: the old one until the new one is whole, compared and on the disk, then the new one.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from itdesk.core.errors import Busy, Damaged, Stopped, UserError
from itdesk.core.progress import Progress
from itdesk.core.registry import Registry
from itdesk.core.texts import _
from itdesk.db import backup, connecting, half_done, keyslots, sqlite, unlocking
from itdesk.db.connecting import PLAIN, Key
from itdesk.db.failures import sorted_out
from itdesk.db.filelock import FairLock
from itdesk.db.filesystem import sync_file, sync_folder
from itdesk.db.keyslots import Encryption
from itdesk.db.sniff import backups_of, slots_of

_STEPS = 10_000  # of SQLite's machine between two looks at whether it was stopped
_COMPARED = 500  # rows that are read at once


def encrypt(path: Path, registry: Registry, encryption: Encryption, progress: Progress | None = None) -> None:
    """Encrypt a plain workspace file that nobody has open, and the copies in its backups folder."""
    steps = progress or Progress()
    with _alone(path, registry) as source:
        uid = str(source.execute("SELECT uid FROM workspace").fetchone()[0])
        sealed = encryption.begun(uid)
        _convert(path, source, sealed.data_key, steps, lambda: keyslots.save(path, sealed.slots))
    connecting.hold(path, sealed.data_key)
    _convert_copies(path, registry, sealed.data_key, sealed.slots)


def decrypt(path: Path, registry: Registry, progress: Progress | None = None) -> None:
    """Take the encryption off a workspace file that is unlocked and that nobody has open; its copies stay as they are."""
    with _alone(path, registry) as source:
        _convert(path, source, PLAIN, progress or Progress(), lambda: unlocking.forget_here(path))
    slots_of(path).unlink(missing_ok=True)
    sync_folder(path.parent)
    connecting.let_go(path)


@contextmanager
def _alone(path: Path, registry: Registry) -> Iterator[Any]:
    """A connection that nobody else writes beside, nor reads: the file is about to be replaced."""
    lock = FairLock(path.with_name(path.name + "-lock"), 1.0)
    try:
        with (
            sorted_out(registry, saving=True),
            sqlite.faults(),
            lock.held(),
            closing(sqlite.connect(path, patience=1.0)) as source,
        ):
            if source.execute("PRAGMA journal_mode=DELETE").fetchone()[0] != "delete":
                raise _in_use()
            source.execute("PRAGMA locking_mode=EXCLUSIVE")
            yield source
    except Busy as error:
        raise _in_use() from error
    finally:
        lock.close()
        half_done.clear(path)


def _in_use() -> UserError:
    return UserError(
        _("Somebody else has the workspace open."),
        _("Nothing was changed. Close it in every window and on every PC, then try again."),
    )


def _convert(path: Path, source: Any, key: Key, steps: Progress, before: Callable[[], object]) -> None:
    draft = half_done.draft_of(path)
    half_done.clear(path)
    try:
        source.execute("ATTACH DATABASE ? AS target KEY ?", (str(draft), connecting.raw_key(key) if key else ""))
        size = path.stat().st_size
        source.execute("BEGIN EXCLUSIVE")
        _copy(source, draft, size, steps)
        steps.step(size, 3 * size, _("Comparing the new file with the old one"))
        _require_same(source, steps, size)
        source.execute("COMMIT")
        source.execute("DETACH DATABASE target")
        _require_whole(draft, key)
        sync_file(draft)
        before()
        source.close()
        draft.replace(path)
        sync_folder(path.parent)
    except OSError as error:
        raise UserError(
            _("The new file can't be written to {folder}.").format(folder=path.parent),
            _("The workspace is as it was. Check that you may write there and that the disk has room."),
            detail=str(error),
        ) from error


def _copy(source: Any, draft: Path, size: int, steps: Progress) -> None:
    """Everything, by SQLCipher's own export, which can be stopped; the numbers that it leaves out are copied after it."""
    stopped: list[Stopped] = []

    def look() -> int:
        done = draft.stat().st_size if draft.exists() else 0
        try:
            steps.step(min(done, size), 3 * size, _("Writing the new file"))
        except Stopped as error:
            stopped.append(error)
        return len(stopped)

    source.set_progress_handler(look, _STEPS)
    try:
        look()
        source.execute("SELECT sqlcipher_export('target')")
        for name in ("application_id", "user_version"):
            value = source.execute(f"PRAGMA main.{name}").fetchone()[0]
            source.execute(f"PRAGMA target.{name}={value}")
    except sqlite.driver_errors() as error:
        if stopped:
            raise stopped[0] from error
        raise
    finally:
        source.set_progress_handler(None, 0)
    if stopped:
        raise stopped[0]


def _require_same(source: Any, steps: Progress, size: int) -> None:
    """Each table of the new file has the same rows, by number and by hash."""
    names = [
        name
        for (name,) in source.execute(
            "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type IN ('table', 'shadow') ORDER BY name"
        ).fetchall()
        if not name.startswith("sqlite_") or name == "sqlite_sequence"
    ]
    for place, name in enumerate(names):
        steps.step(size + (place * 2 * size) // len(names), 3 * size)
        if _rows(source, "main", name) != _rows(source, "target", name):
            raise _different(name)
    schema = "SELECT type, name, tbl_name, sql FROM {}.sqlite_master ORDER BY type, name"
    if source.execute(schema.format("main")).fetchall() != source.execute(schema.format("target")).fetchall():
        raise _different("sqlite_master")


def _rows(source: Any, schema: str, name: str) -> tuple[int, int]:
    """How many rows a table has, and the sum of their hashes, which no order changes."""
    count = total = 0
    found = source.execute(f'SELECT * FROM {schema}."{name}"')  # noqa: S608 -- a name out of the file's own list
    while rows := found.fetchmany(_COMPARED):
        count += len(rows)
        for row in rows:
            total += int.from_bytes(hashlib.blake2b(repr(row).encode(), digest_size=16).digest())
    return count, total % (1 << 128)


def _different(detail: str) -> Damaged:
    return Damaged(
        _("The new file differs from the workspace, so it was not taken."),
        _("The workspace is as it was. Check the disk and try again."),
        detail=detail,
    )


def _require_whole(draft: Path, key: Key) -> None:
    with closing(sqlite.connect(draft, mode="ro", key=key)) as made:
        said = made.execute("PRAGMA quick_check(1)").fetchone()[0]
        damage = made.execute("PRAGMA cipher_integrity_check").fetchone() if key else None
    if said != "ok" or damage is not None:
        raise _different(str(damage or said))


def clear_copies(path: Path) -> list[Path]:
    """Copies in the backups folder of a workspace that aren't encrypted."""
    folder = backups_of(path)
    return [copy for copy in sorted(folder.glob("*.itdesk")) if _is_plain(copy)] if folder.is_dir() else []


def _is_plain(copy: Path) -> bool:
    with copy.open("rb") as file:
        return file.read(16) == b"SQLite format 3\0"


def _convert_copies(path: Path, registry: Registry, key: bytes, slots: keyslots.KeySlots) -> None:
    """The copies made before hold the same in clear: they are encrypted with the same key, and keep their names."""
    from itdesk.db.backups import manifest

    for copy in clear_copies(path):
        with _alone(copy, registry) as source:
            _convert(copy, source, key, Progress(), partial(keyslots.save, copy, slots))
        copy.with_name(copy.name + "-lock").unlink(missing_ok=True)
        known = manifest.read(copy)
        if known is not None:
            size, sha256 = backup.digest_of(copy)
            manifest.write(copy, replace(known, size=size, sha256=sha256))
