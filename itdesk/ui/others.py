"""What other PCs, other windows and the command line write: seen within a second, and told when it can't be looked for."""

from __future__ import annotations

import logging
from collections.abc import Callable

import shiboken6
from PySide6.QtCore import QObject, QTimer, Signal

from itdesk.core.errors import UserError
from itdesk.ui.desk import Desk

log = logging.getLogger(__name__)
NEAR, RUNG = 800, 5000  # milliseconds between two looks: into a file, and where a server rings by itself


class Others(QObject):
    """Looks into the change log now and then, and at once when the server rings. `reached` tells False and True."""

    reached = Signal(bool)
    looked = Signal()
    _rang = Signal()
    _cut = Signal(bool)

    def __init__(self, desk: Desk, parent: QObject) -> None:
        super().__init__(parent)
        self._desk = desk
        self._is_reached = True
        self._is_looking = self._again = self._is_over = False
        self._end: Callable[[], None] | None = None
        self._timer = QTimer(self, singleShot=True, interval=NEAR)
        self._timer.timeout.connect(self.look)
        self._rang.connect(self.look)
        self._cut.connect(self._told)
        desk.when_whole(self._listen)

    def stop(self) -> None:
        """Look no more, and stop listening."""
        self._is_over = True
        self._timer.stop()
        end, self._end = self._end, None
        if end is not None:
            end()

    def _listen(self) -> None:
        if not shiboken6.isValid(self):  # the window may be closed by now
            return
        self._end = self._desk.database.listen(self._rang.emit, self._cut.emit)
        self._timer.setInterval(NEAR if self._end is None else RUNG)
        self._timer.start()

    def look(self) -> None:
        """Look now; once more afterwards, if it rings while somebody is looking."""
        if self._is_looking or self._is_over:
            self._again = True
            return
        self._is_looking, self._again = True, False
        self._desk.work.read(self, self._desk.database.notice_others, self._saw, self._failed)

    def _saw(self, _kinds: frozenset[str]) -> None:
        self._is_looking = False
        if self._is_over:  # the window was closed meanwhile
            return
        self._set_reached(True)
        self.looked.emit()
        if self._again:
            self.look()
        else:
            self._timer.start()

    def _failed(self, error: UserError) -> None:
        self._is_looking = False
        if self._is_over:
            return
        log.warning("others can't be looked for: %s", error)
        self._set_reached(False)
        self._timer.start()

    def _told(self, reached: bool) -> None:  # noqa: FBT001 -- a signal's parameter
        if reached:
            self.look()
        elif not self._is_over:
            self._set_reached(False)

    def _set_reached(self, reached: bool) -> None:  # noqa: FBT001 -- a signal's parameter
        if reached is not self._is_reached:
            self._is_reached = reached
            self.reached.emit(reached)
