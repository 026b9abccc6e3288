"""The folder of this run's passing files, such as opened attachments and previews: gone at its end, or at the next start."""

from __future__ import annotations

import atexit
import shutil
import tempfile
from pathlib import Path
from typing import ClassVar

from itdesk.db.filelock import FairLock

PREFIX = "itdesk-session-"
_LOCK = ".in-use"


class _Session:
    folder: ClassVar[Path | None] = None
    lock: ClassVar[FairLock | None] = None


def session_folder() -> Path:
    """Made on first use, for this person alone."""
    if _Session.folder is None:
        folder = Path(tempfile.mkdtemp(prefix=PREFIX))
        lock = FairLock(folder / _LOCK, 0)
        lock.keep()
        _Session.folder, _Session.lock = folder, lock
        atexit.register(end)
    return _Session.folder


def end() -> None:
    """Remove what this run left; what another program holds open goes at the next start."""
    folder, lock = _Session.folder, _Session.lock
    _Session.folder = _Session.lock = None
    if lock is not None:
        lock.close()
    if folder is not None:
        shutil.rmtree(folder, ignore_errors=True)


def sweep() -> None:
    """Remove what runs left that were killed: nobody holds their folders any more."""
    for folder in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
        if folder == _Session.folder or not folder.is_dir() or folder.is_symlink():
            continue
        try:
            lock = FairLock(folder / _LOCK, 0)
            is_left = lock.keep()
        except OSError:  # another person's
            continue
        lock.close()
        if is_left:
            shutil.rmtree(folder, ignore_errors=True)
