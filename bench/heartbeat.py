"""The longest time in which a window could not answer: gaps between the beats of a timer on its thread."""

from __future__ import annotations

import time
from collections.abc import Callable

from PySide6.QtCore import QEventLoop, QObject, Qt, QTimer
from PySide6.QtWidgets import QApplication

EVERY = 5  # milliseconds
QUIET = 5.5  # what `known_work` takes on the machine on which the goals were set, when it is quiet


def known_work() -> float:
    """Milliseconds of the processor that a piece of work takes, always the same."""
    started = time.thread_time()
    found = {}
    for number in range(40_000):
        found[number % 997] = str(number)
    return (time.thread_time() - started) * 1000


def slower() -> float:
    """How many times slower than then this machine is now: other programs share its processors, caches and memory."""
    return max(1.0, known_work() / QUIET)


class Heartbeat(QObject):
    """Beats from its making on. Each gap is told with what was being done.

    A gap counts as far as this process was at work in it, on whichever thread: where the machine gave its time to others,
    the app can't answer either, and that says nothing about the app. With `time.thread_time` it counts what the window's own
    thread did, which is the same on a busy machine.
    """

    def __init__(self, worked: Callable[[], float] = time.process_time) -> None:
        super().__init__()
        self._worked = worked
        self.gaps: dict[str, float] = {}
        self._doing = "start"
        self._last = self._now()
        self._timer = QTimer(self, interval=EVERY, timerType=Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._beat)
        self._timer.start()

    def now(self, doing: str) -> None:
        """What is done from now on; the gap so far belongs to what was done before."""
        self._beat()
        self._doing = doing

    def stop(self) -> float:
        """The longest gap in milliseconds."""
        self._beat()
        self._timer.stop()
        return max(self.gaps.values(), default=0.0)

    def _beat(self) -> None:
        moment = self._now()
        passed, worked = ((new - old) * 1000 for new, old in zip(moment, self._last, strict=True))
        self.gaps[self._doing] = max(self.gaps.get(self._doing, 0.0), min(passed - EVERY, worked))
        self._last = moment

    def _now(self) -> tuple[float, float]:
        return time.perf_counter(), self._worked()


def turn() -> None:
    """Let the window do what has come up, and sleep until something does, as an app does by itself."""
    QApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents | QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
