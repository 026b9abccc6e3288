"""Notices when nobody is at the shared PC any more."""

from __future__ import annotations

import math

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QWindow

_TOUCHED = frozenset(
    {
        QEvent.Type.KeyPress,
        QEvent.Type.MouseButtonPress,
        QEvent.Type.MouseMove,
        QEvent.Type.Wheel,
        QEvent.Type.TouchBegin,
        QEvent.Type.TouchUpdate,
        QEvent.Type.TabletPress,
        QEvent.Type.InputMethod,
    }
)


class Idle(QObject):
    """Counts down from the last key or touch in the windows that it watches; seconds_left is told once a second."""

    seconds_left = Signal(int)
    over = Signal()

    def __init__(self, parent: QObject, milliseconds: int) -> None:
        super().__init__(parent)
        self._milliseconds = milliseconds
        self._timer = QTimer(self, singleShot=True, timerType=Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._end)
        self._tick = QTimer(self, interval=min(1000, max(1, milliseconds // 4)))
        self._tick.timeout.connect(self._tell)

    def watch(self, window: QWindow) -> None:
        """Count what is pressed in this window as somebody being there."""
        window.installEventFilter(self)

    def restart(self) -> None:
        """Somebody is there."""
        self._timer.start(self._milliseconds)
        self._tick.start()
        self._tell()

    def hold(self) -> None:
        """Don't count while something is being stored."""
        self._timer.stop()
        self._tick.stop()

    def _tell(self) -> None:
        self.seconds_left.emit(math.ceil(max(0, self._timer.remainingTime()) / 1000))

    def _end(self) -> None:
        self._tick.stop()
        self.over.emit()

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if event.type() in _TOUCHED and self._timer.isActive():
            self.restart()
        return False
