"""Tells when nobody is at the app any more, for a workspace that is to be locked then."""

from __future__ import annotations

import time
from typing import Any

from PySide6.QtCore import QEvent, QObject, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QWindow

from itdesk.ui.preferences import Preferences

_TOUCHES = frozenset(
    {
        QEvent.Type.KeyPress,
        QEvent.Type.MouseButtonPress,
        QEvent.Type.MouseMove,
        QEvent.Type.Wheel,
        QEvent.Type.TouchBegin,
        QEvent.Type.TabletPress,
    }
)


class Idle(QObject):
    """Says when nobody has touched keyboard or mouse in any window of the app for as long as the person chose."""

    over = Signal()
    LOOK = 5000  # milliseconds between two looks

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._touched = time.monotonic()
        application: Any = QGuiApplication.instance()
        application.focusWindowChanged.connect(self._watch)
        self._watch(application.focusWindow())
        self._clock = QTimer(self, interval=self.LOOK)
        self._clock.timeout.connect(self.look)
        self._clock.start()

    def _watch(self, window: QWindow | None) -> None:
        """Only what windows get from the system is looked at: all events of the app would be a thousand times as many."""
        if window is not None:
            window.installEventFilter(self)

    def look(self, now: float = 0.0) -> None:
        """Whether it has been long enough; now is on the monotonic clock."""
        minutes = Preferences.current().settings.lock_after
        if minutes and (now or time.monotonic()) - self._touched >= minutes * 60:
            self._clock.stop()
            self.over.emit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in _TOUCHES:
            self._touched = time.monotonic()
        return super().eventFilter(watched, event)
