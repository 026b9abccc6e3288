"""Tells that the computer goes to sleep or its screen is locked: by logind on Linux, by Windows' own messages there."""

from __future__ import annotations

import logging
import os
import sys
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import SLOT, QObject, QTimer, Signal, Slot
from PySide6.QtGui import QGuiApplication

from itdesk.core.texts import _

if TYPE_CHECKING:
    from PySide6.QtDBus import QDBusConnection

log = logging.getLogger(__name__)
SERVICE, PATH, MANAGER = "org.freedesktop.login1", "/org/freedesktop/login1", "org.freedesktop.login1.Manager"
FINISH = 1500  # milliseconds for which sleep is held off, so that the lock stands before it


class Suspending(QObject):
    """`sleeps` comes before the computer sleeps, as far as the system says so; nothing comes where it doesn't."""

    sleeps = Signal()

    def __init__(self, parent: QObject, bus: QDBusConnection | None = None) -> None:
        super().__init__(parent)
        self._bus = bus
        self.is_listening = False
        self._hold: Any = None  # what keeps the system from sleeping until it is let go
        self._messages: Any = None
        QTimer.singleShot(0, self, self._begin)  # the part of Qt for it isn't brought in while something is made

    def _begin(self) -> None:
        if sys.platform == "win32":
            from itdesk.ui.windows_messages import Messages

            self._messages = Messages(self.sleeps.emit)
        elif sys.platform.startswith("linux"):
            self._listen()

    def _listen(self) -> None:
        from PySide6.QtDBus import QDBusConnection

        bus = self._bus or QDBusConnection.systemBus()
        said = SLOT("prepare(bool)")  # a str, though it is declared otherwise
        if not bus.isConnected() or not bus.connect(SERVICE, PATH, MANAGER, "PrepareForSleep", self, said):  # type: ignore[call-overload]
            log.info("this system says nothing before it sleeps")
            return
        self._bus, self.is_listening = bus, True
        self._hold_off()

    def _hold_off(self) -> None:
        """Ask for a moment before each sleep; without it the lock may fall only on waking."""
        from PySide6.QtDBus import QDBusMessage, QDBusPendingCallWatcher

        asked = QDBusMessage.createMethodCall(SERVICE, PATH, MANAGER, "Inhibit")
        asked.setArguments(["sleep", "itdesk", _("The open workspace is locked first"), "delay"])
        assert self._bus is not None  # noqa: S101 -- it is listened to
        watcher = QDBusPendingCallWatcher(self._bus.asyncCall(asked), self)
        watcher.finished.connect(self._held)

    def _held(self, watcher: Any) -> None:
        given = watcher.reply().arguments()
        self._hold = given[0] if given else None  # let go by dropping it
        watcher.deleteLater()

    @Slot(bool)
    def prepare(self, begins: bool) -> None:  # noqa: FBT001 -- as logind says it
        """What logind says: True before sleep, False after it."""
        if begins:
            self.sleeps.emit()
            QTimer.singleShot(FINISH, self, self._let_go)
        else:
            self._hold_off()

    def _let_go(self) -> None:
        self._hold = None


def window_handle() -> int:
    """A window of the app for the system's messages; 0 where there is none."""
    windows = QGuiApplication.topLevelWindows()
    return int(windows[0].winId()) if windows and os.name == "nt" else 0
