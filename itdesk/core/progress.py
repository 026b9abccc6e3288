"""How far a long job is, told by the job and read by whoever waits for it; and how it is stopped, whatever it is at."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from itdesk.core.errors import Stopped
from itdesk.core.texts import _


class Progress:
    """Written by one working thread, read by others. A job calls `step` often; that is what lets it be stopped."""

    def __init__(self, what: str = "") -> None:
        self.what = what
        self.done = 0
        self.of = 0
        self.started = time.monotonic()
        self._stop = threading.Event()
        self._lock = threading.Lock()
        self._breaks: list[Callable[[], object]] = []

    @property
    def cancelled(self) -> bool:
        """True once somebody pressed Stop."""
        return self._stop.is_set()

    def cancel(self) -> None:
        """Ask the job to stop: what it waits for is broken off, else it stops at its next step. May be said again."""
        self._stop.set()
        with self._lock:
            for breaks in self._breaks:
                breaks()

    def breakable(self, breaks: Callable[[], object]) -> Callable[[], None]:
        """Until what is given back is called, stopping the job calls this, on the thread of whoever stops it."""
        with self._lock:
            self._breaks.append(breaks)

        def over() -> None:
            with self._lock:
                self._breaks.remove(breaks)

        return over

    def step(self, done: int, of: int = 0, what: str = "") -> None:
        """Tell that `done` of `of` are finished; raises Stopped when the job was stopped, so that nothing is kept."""
        if self._stop.is_set():
            raise Stopped(_("Stopped. Nothing was changed."))
        self.done = done
        if of:
            self.of = of
        if what:
            self.what = what

    def seconds_left(self, now: float | None = None) -> float | None:
        """A guess from the pace so far; None before one can be made (under a second, or the end isn't known)."""
        spent = (time.monotonic() if now is None else now) - self.started
        if not self.of or not self.done or spent < 1:
            return None
        return spent / self.done * (self.of - self.done)


class _Here(threading.local):
    progress: Progress | None = None


_here = _Here()


def current() -> Progress | None:
    """The progress of the job that this thread is at."""
    return _here.progress


@contextmanager
def at_work(progress: Progress) -> Iterator[None]:
    """What is done meanwhile on this thread belongs to this job."""
    before, _here.progress = _here.progress, progress
    try:
        yield
    finally:
        _here.progress = before
