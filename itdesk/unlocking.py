"""The way of an encrypted workspace into a window: asked for its passphrase, locked again, and its key let go."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, QObject, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QWindow

from itdesk.core.errors import UserError
from itdesk.ui.preferences import Preferences

if TYPE_CHECKING:
    from itdesk.ui.unlock_dialog import UnlockDialog

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


def is_about_passphrase(error: UserError) -> bool:
    """Whether a workspace could be opened if somebody said its passphrase."""
    from itdesk.db.unlocking import Locked, WrongPassphrase

    return isinstance(error, Locked | WrongPassphrase)


def ask_passphrase(location: str, *, locked: bool = False) -> UnlockDialog:
    """The question for it, not shown yet."""
    from itdesk import recents
    from itdesk.ui.unlock_dialog import UnlockDialog
    from itdesk.wishes import shown_name

    known = (one.name for one in recents.recent_workspaces() if one.location == location)
    return UnlockDialog(Path(location), next(known, "") or shown_name(location), locked=locked)


def let_key_go(location: str) -> None:
    """Forget the key of a workspace that was closed."""
    from itdesk.db.unlocking import lock

    lock(Path(location))


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


def is_unlocked(path: Path) -> bool:
    """Whether a workspace is encrypted, and open here by its key: nothing of it is kept outside in clear."""
    from itdesk.db.connecting import key_of

    return key_of(path) is not None


def sweep() -> None:
    """Remove, beside the window, the passing files of runs that were killed."""
    from PySide6.QtWidgets import QApplication

    from itdesk.files import session
    from itdesk.ui.tasks import work

    application = QApplication.instance()
    if application is not None:
        work().read(application, session.sweep, lambda _nothing: None)
