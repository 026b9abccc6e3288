"""The queue in front of a workspace file: one writer at a time, each in its turn, across processes and threads.

SQLite's own waiting starves whoever comes second; a lock file whose waiters the system queues does not.
"""

from __future__ import annotations

import os
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from itdesk.core.errors import Busy
from itdesk.core.texts import _

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

_PAUSE = 0.005  # seconds between two looks, where the system has no queue of its own


def busy() -> Busy:
    """What somebody reads who has waited long enough."""
    return Busy(
        _("Somebody else is writing to this workspace and has not finished."),
        _("Nothing was saved; what you typed is still here. Try again in a moment."),
    )


class FairLock:
    """An advisory lock on its own file beside the workspace; the workspace itself is never opened by it."""

    def __init__(self, path: Path, patience: float) -> None:
        self._path = path
        self._patience = patience
        self._turn = threading.Lock()  # a file lock knows processes, this one the threads of ours
        self._handle: int | None = None

    @contextmanager
    def held(self) -> Iterator[None]:
        """Wait for the turn, at most `patience` seconds; then Busy."""
        deadline = time.monotonic() + self._patience
        if not self._turn.acquire(timeout=self._patience):
            raise busy()
        try:
            handle = self._take(deadline)
            try:
                yield
            finally:
                _unlock(handle)
        finally:
            self._turn.release()

    def _take(self, deadline: float) -> int:
        handle = self._handle
        if handle is None:
            handle = self._handle = os.open(self._path, os.O_RDWR | os.O_CREAT | getattr(os, "O_CLOEXEC", 0), 0o666)
        if _try_lock(handle):
            return handle
        if sys.platform == "win32":
            while not _try_lock(handle):
                if time.monotonic() >= deadline:
                    raise busy()
                time.sleep(_PAUSE)
            return handle
        waiter = _Waiter(handle)
        if waiter.wait(max(0.0, deadline - time.monotonic())):
            return handle
        # The abandoned waiter owns this handle now, and closes it when its turn comes.
        self._handle = None
        raise busy()

    def keep(self) -> bool:
        """Take it for as long as it is not closed, without waiting; False if somebody else has it."""
        self._handle = os.open(self._path, os.O_RDWR | os.O_CREAT | getattr(os, "O_CLOEXEC", 0), 0o666)
        if _try_lock(self._handle):
            return True
        self.close()
        return False

    def close(self) -> None:
        """Give the file back, and the lock with it."""
        if self._handle is not None:
            os.close(self._handle)
            self._handle = None


class _Waiter:
    """Stands in the system's queue in a thread of its own, since that wait has no time limit."""

    def __init__(self, handle: int) -> None:
        self._handle = handle
        self._mutex = threading.Lock()
        self._abandoned = False
        self._got = threading.Event()
        self._thread = threading.Thread(target=self._stand, name="itdesk-lock", daemon=True)
        self._thread.start()

    def _stand(self) -> None:
        fcntl.flock(self._handle, fcntl.LOCK_EX)
        with self._mutex:
            if self._abandoned:
                os.close(self._handle)  # which unlocks
            else:
                self._got.set()

    def wait(self, seconds: float) -> bool:
        """True once the lock is ours; False if it never will be for this waiter."""
        if self._got.wait(seconds):
            return True
        with self._mutex:
            self._abandoned = not self._got.is_set()
            return not self._abandoned


def _try_lock(handle: int) -> bool:
    try:
        if sys.platform == "win32":
            os.lseek(handle, 0, os.SEEK_SET)
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        else:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (BlockingIOError, PermissionError):
        return False
    return True


def _unlock(handle: int) -> None:
    if sys.platform == "win32":
        os.lseek(handle, 0, os.SEEK_SET)
        msvcrt.locking(handle, msvcrt.LK_UNLCK, 1)
    else:
        fcntl.flock(handle, fcntl.LOCK_UN)
