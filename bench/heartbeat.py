"""The longest time in which a window could not answer: gaps between the beats of a timer on its thread."""

from __future__ import annotations

import time

from PySide6.QtCore import QObject, Qt, QTimer

EVERY = 5  # milliseconds


class Heartbeat(QObject):
    """Beats from its making on. Each gap is told with what was being done."""

    def __init__(self) -> None:
        super().__init__()
        self.gaps: dict[str, float] = {}
        self._doing = "start"
        self._last = time.perf_counter()
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
        moment = time.perf_counter()
        self.gaps[self._doing] = max(self.gaps.get(self._doing, 0.0), (moment - self._last) * 1000 - EVERY)
        self._last = moment
