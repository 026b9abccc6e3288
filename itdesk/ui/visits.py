"""Where a window has been: places, and the records that were open on them, with a way back and forward."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, cast

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QMouseEvent, QWindow

DEEPEST = 50


@dataclass(frozen=True, slots=True)
class Visit:
    """A place, and the record that was open over its list; 0 for none."""

    place: str
    record: int = 0


class Visits:
    """Like a browser's: going somewhere forgets what lay ahead; closing a record steps back to its list."""

    def __init__(self) -> None:
        self._visits: list[Visit] = []
        self._at = -1

    @property
    def now(self) -> Visit | None:
        """Where the window is."""
        return self._visits[self._at] if self._visits else None

    def go(self, visit: Visit) -> None:
        """The window went somewhere."""
        if visit != self.now:
            self._visits = [*self._visits[: self._at + 1], visit][-DEEPEST:]
            self._at = len(self._visits) - 1

    def replace(self, visit: Visit) -> None:
        """What was gone to a moment ago was only on the way to this."""
        self._visits[self._at] = visit

    def close_record(self) -> None:
        """The record gave way to its list: a step back where that is what it came from."""
        now = self.now
        if now is None or not now.record:
            return
        listed = Visit(now.place)
        if self._at and self._visits[self._at - 1] == listed:
            self._at -= 1
        else:
            self.go(listed)

    def ahead(self, by: int) -> Visit | None:
        """What lies a step back (-1) or forward (1)."""
        at = self._at + by
        return self._visits[at] if 0 <= at < len(self._visits) else None

    def step(self, by: int) -> None:
        """The window went there."""
        self._at += by

    def steps_to_other_place(self) -> int:
        """How many steps back another place lies; 0 if there is none."""
        now = self.now
        for steps in range(1, self._at + 1):
            if now is not None and self._visits[self._at - steps].place != now.place:
                return -steps
        return 0


class Travel(QObject):
    """Takes one window back and forward. go(place) shows a page and is False where the one before keeps the person."""

    def __init__(self, window: QObject, go: Callable[[str], bool], page: Callable[[], Any]) -> None:
        super().__init__(window)
        self._visits = Visits()
        self._go = go
        self._page = page
        self._arriving = False  # at a place a moment ago: a record that opens now is where the person meant to go
        self._stepping = False

    def listen_to(self, handle: QWindow) -> None:
        """Answer the mouse's own buttons for back and forward in a window of the system."""
        handle.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Before any widget takes them for a click."""
        if event.type() == QEvent.Type.MouseButtonPress:
            button = cast("QMouseEvent", event).button()
            if button in {Qt.MouseButton.BackButton, Qt.MouseButton.ForwardButton}:
                self.step(-1 if button == Qt.MouseButton.BackButton else 1)
                return True
        return super().eventFilter(watched, event)

    def arrive(self, place: str) -> None:
        """The window went to a place."""
        self._visits.go(Visit(place))
        self._arriving = True
        QTimer.singleShot(0, self, self._settle)

    def _settle(self) -> None:
        self._arriving = False

    def show_record(self, place: str, record_id: int) -> None:
        """A record opened over the list of the place, or with 0 gave way to it."""
        if self._stepping:
            return
        if not record_id:
            self._visits.close_record()
        elif self._arriving:
            self._visits.replace(Visit(place, record_id))
        else:
            self._visits.go(Visit(place, record_id))

    def step(self, by: int) -> None:
        """Go to what lies so many steps back (below 0) or forward, if something does and the page lets go."""
        visit = self._visits.ahead(by) if by else None
        if visit is None:
            return
        self._stepping = True
        try:
            if self._go(visit.place) and self._show(visit):
                self._visits.step(by)
        finally:
            self._stepping = False

    def step_to_other_place(self) -> None:
        """Go back past the records of this place."""
        self.step(self._visits.steps_to_other_place())

    def _show(self, visit: Visit) -> bool:
        page = self._page()
        if visit.record:
            page.open_record(visit.record)
            return True
        close: Callable[[], bool] | None = getattr(page, "close_record", None)
        return close() if close is not None else True
