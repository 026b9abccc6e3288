"""What a conversion leaves that was killed: a part of a new file, perhaps in clear, beside the workspace that is still good."""

from __future__ import annotations

from pathlib import Path

from itdesk.db.filelock import FairLock


def draft_of(path: Path) -> Path:
    """Where the new file is made: one name, so that what is left is found."""
    return path.with_name(f".{path.name}-converting")


def clear(path: Path) -> None:
    """Remove it, whoever made it."""
    for rest in ("", "-journal", "-wal", "-shm"):
        draft_of(path).with_name(draft_of(path).name + rest).unlink(missing_ok=True)


def sweep(path: Path) -> None:
    """Remove it unless somebody is at it; nothing where nothing was left."""
    if not draft_of(path).exists():
        return
    try:
        lock = FairLock(path.with_name(path.name + "-lock"), 0)
        if lock.keep():
            clear(path)
            lock.close()
    except OSError:  # a folder that can't be written: it tells so when the workspace is opened
        return
