"""Where Python writes what each thread was at when a fault ends the process: a file a process, read by a later start.

A process holds its file as long as it lives, so that a start beside it tells the faults of those that ended alone.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TextIO

if sys.platform != "win32":
    import fcntl

PATTERN = "stacks*.log"


def begin(folder: Path) -> TextIO:
    """This process's own file, empty, held until the process ends."""
    file = folder / f"stacks-{os.getpid()}.log"
    while True:
        opened = file.open("w", encoding="utf-8")
        if _hold(opened) and _is_there(file, opened):
            return opened
        opened.close()  # another start took it for one that was left, and looks at it just now


def collect(folder: Path) -> str:
    """What processes that are over left in their files, the oldest first; each is told once, then its file is gone."""
    found = sorted((file.stat().st_mtime, file) for file in folder.glob(PATTERN))
    return "\n\n".join(filter(None, (_taken(file) for _when, file in found)))


def _taken(file: Path) -> str:
    try:
        with file.open("r+", encoding="utf-8", errors="replace") as opened:
            if not (_hold(opened) and _is_there(file, opened)):
                return ""
            text = opened.read().strip()
            if sys.platform != "win32":
                file.unlink()
        if sys.platform == "win32":
            file.unlink()  # fails as long as its process has it open
    except OSError:
        return ""
    return text


def _hold(opened: TextIO) -> bool:
    if sys.platform == "win32":
        return True
    try:
        fcntl.flock(opened.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def _is_there(file: Path, opened: TextIO) -> bool:
    """Whether the file that was opened is still the one of this name."""
    return file.exists() and os.path.samestat(file.stat(), os.fstat(opened.fileno()))
