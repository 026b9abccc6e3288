"""How far a long job is, told by the job and read by whoever waits for it."""

from __future__ import annotations

import threading
import time

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

    @property
    def cancelled(self) -> bool:
        """True once somebody pressed Stop."""
        return self._stop.is_set()

    def cancel(self) -> None:
        """Ask the job to stop; it does at its next step."""
        self._stop.set()

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
