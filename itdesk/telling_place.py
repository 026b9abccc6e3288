"""What a window tells of the place of its workspace when it opens: that it went elsewhere, or has just arrived."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer

from itdesk.core.texts import _
from itdesk.ui.page import Action
from itdesk.ui.wish import Start, Wish

if TYPE_CHECKING:
    from itdesk.windows import Windows


class Parted(QObject):
    """Of a server's workspace that is read from a standby: says so, and opens it again once somebody is primary."""

    LOOK = 2000  # milliseconds between two looks

    def __init__(self, windows: Windows) -> None:
        super().__init__(windows)
        self._windows = windows
        self._clock = QTimer(self, interval=self.LOOK, singleShot=True)
        self._clock.timeout.connect(self._look)

    def begin(self) -> None:
        """Say it, and look from now on."""
        self._windows.front.window.notices.news(self._windows.desk.database.why_read_only, None)
        self._clock.start()

    def _look(self) -> None:
        database: Any = self._windows.desk.database

        def look() -> bool:
            from itdesk.db.standby import has_primary

            return has_primary(database.location)

        self._windows.desk.work.read(self, look, self._looked)

    def _looked(self, has_primary: bool) -> None:  # noqa: FBT001 -- an answer
        database: Any = self._windows.desk.database
        if has_primary:
            self._windows.begin_again(Start(Wish.OPEN, str(database.location)))
        else:
            self._clock.start()


def tell_place(windows: Windows, begin: Callable[[Start], None], *, has_moved: bool) -> None:
    """Tell it; begin opens a workspace. has_moved: it was moved here just now."""
    database: Any = windows.desk.database
    if database.is_standby:
        Parted(windows).begin()
    elif database.moved_to:
        there = Action(_("Open it there"), partial(begin, Start(Wish.OPEN, database.moved_to)))
        windows.front.window.notices.news(database.why_read_only, there)
    elif has_moved:
        windows.desk.notify(
            _(
                "The workspace lives here now: every row and file was compared with the old place, which opens for reading."
            )
        )
