"""Gives the app another style sheet: what is seen at once, the rest in small portions, or in the moment in which it is shown.

Qt styles every widget of every page anew, which takes seconds where many pages are open. Widgets that aren't seen are
left out of that: they keep the style before until their turn comes, and follow the theme then.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from weakref import WeakKeyDictionary, WeakMethod

import shiboken6
from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QFont, QPalette
from PySide6.QtWidgets import QApplication, QWidget

from itdesk.ui.turns import in_turns

PORTION = 0.008  # seconds
MARKED = 64  # widgets after which the clock is looked at
_POLISHED, _LEFT_OUT = Qt.WidgetAttribute.WA_WState_Polished, Qt.WidgetAttribute.WA_SetStyle
_SHOWN = (QEvent.Type.Show, QEvent.Type.ShowToParent)
_POLISH, _CHANGE = QEvent.Type.Polish, QEvent.Type.StyleChange
Call = Callable[[], object]


class Followers:
    """What widgets do when the theme changes, besides being painted."""

    def __init__(self) -> None:
        self._calls: WeakKeyDictionary[QWidget, list[WeakMethod[Call]]] = WeakKeyDictionary()

    def add(self, widget: QWidget, call: Call) -> None:
        """Call this method when the theme changes; of a widget that isn't seen, when it is styled anew."""
        self._calls.setdefault(widget, []).append(WeakMethod(call))

    def tell(self) -> None:
        """The theme is another one."""
        for widget in list(self._calls):
            if shiboken6.isValid(widget) and not _is_late(widget):
                self.call(widget)

    def call(self, widget: QWidget) -> None:
        """Let one widget follow."""
        for kept in self._calls.get(widget, ()):
            call = kept()
            if call is not None:
                call()


class Restyling(QObject):
    """One an app. Either what is seen changes in one turn, or, `gently`, in several: then it is painted after the last one."""

    def __init__(self, app: QApplication, followers: Followers) -> None:
        super().__init__(app)
        self._app, self._followers = app, followers
        self._gently = False
        self._unmarked: list[QWidget] = []  # still to be left out before a gentle change
        self._then: Call | None = None  # which begins the change
        self._late: list[QWidget] = []  # what is seen stands at the end, and comes first
        self._seen: list[QWidget] = []  # left out as well, of a gentle change
        self._held: list[QWidget] = []  # windows that aren't painted meanwhile
        self._doors: set[QWidget] = set()  # hidden parts that bring others with them when they are shown
        self._keeper = (
            QWidget()
        )  # with a sheet of its own: Qt's notes of what it gave to each widget outlive the change
        self._keeper.setStyleSheet("QWidget {}")
        self._clock = QTimer(self, interval=0)
        self._clock.timeout.connect(self._portion)

    @property
    def is_over(self) -> bool:
        """Whether everything has the style that was given last."""
        return not (self._gently or self._late or self._held)

    def begin_gently(self, then: Call) -> None:
        """In the turns before the change, which `then` makes: nothing is styled in one go, nor left out of that in one."""
        self._gently = True
        self._unmarked, self._then = QApplication.allWidgets(), then
        in_turns(self, self._mark)

    def _mark(self) -> None:
        """A widget more or less that was made meanwhile is styled with the change."""
        until = time.perf_counter() + PORTION
        while self._unmarked and time.perf_counter() < until:
            portion, self._unmarked = self._unmarked[-MARKED:], self._unmarked[:-MARKED]
            self._leave_out(filter(shiboken6.isValid, portion), seen_too=True)
        if self._unmarked:
            in_turns(self, self._mark)
        elif self._then is not None:
            then, self._then = self._then, None
            in_turns(self, then)

    def change(self, sheet: str, palette: QPalette, font: QFont) -> None:
        """Give what is seen its new style, and the rest when there is time for it."""
        app = self._app
        if (sheet, font) == (app.styleSheet(), app.font()) and not self._gently:
            return
        if not self._gently:
            self._leave_out(QApplication.allWidgets(), seen_too=False)
        self._gently = False
        self._unmarked.clear()
        self._hold()
        app.setStyleSheet("")  # Qt takes five times as long to go from one sheet to another as over none
        app.setPalette(palette)
        app.setFont(font)
        app.setStyleSheet(sheet)
        if self._late or self._held:
            self._clock.start()

    def _leave_out(self, parts: Iterable[QWidget], *, seen_too: bool) -> None:
        for part in parts:
            is_seen = part.isVisible()
            if (is_seen and not seen_too) or not part.testAttribute(_POLISHED):
                continue
            part.setAttribute(_POLISHED, on=False)
            part.setAttribute(_LEFT_OUT)
            (self._seen if is_seen else self._late).append(part)
            if not is_seen and part.isHidden() and part not in self._doors:
                self._doors.add(part)
                part.installEventFilter(self)

    def _hold(self) -> None:
        """What is seen comes first, and is painted when all of it has its style."""
        seen, self._seen = list(filter(shiboken6.isValid, self._seen)), []
        self._late += seen
        self._held += [part for part in seen if part.isWindow() and part.updatesEnabled()]
        for window in self._held:
            window.setUpdatesEnabled(False)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """What is about to be seen comes before its turn."""
        if event.type() in _SHOWN and isinstance(watched, QWidget) and watched in self._doors:
            self._doors.discard(watched)
            watched.removeEventFilter(self)
            self._style([watched, *(part for part in watched.findChildren(QWidget) if part.isVisibleTo(watched))])
        return False

    def _portion(self) -> None:
        until = time.perf_counter() + PORTION
        while self._late and time.perf_counter() < until:
            if self._held and not (shiboken6.isValid(self._late[-1]) and self._late[-1].isVisible()):
                self._paint()
                return
            self._style([self._late.pop()])
        if not self._late:
            self._paint()
            self._clock.stop()
            for door in filter(shiboken6.isValid, self._doors):
                door.removeEventFilter(self)
            self._doors.clear()

    def _paint(self) -> None:
        """All that is seen has its style."""
        for window in filter(shiboken6.isValid, self._held):
            window.setUpdatesEnabled(True)
        self._held.clear()

    def _style(self, parts: Iterable[QWidget]) -> None:
        """As Qt does it for each widget when the app's style changes."""
        style = self._app.style()
        for part in parts:
            if not shiboken6.isValid(part) or not _is_late(part):
                continue
            part.setAttribute(_LEFT_OUT, on=False)
            style.unpolish(part)  # what the sheet before gave to it goes
            QCoreApplication.sendEvent(part, QEvent(_POLISH))
            QCoreApplication.sendEvent(part, QEvent(_CHANGE))
            self._followers.call(part)


def _is_late(part: QWidget) -> bool:
    return part.testAttribute(_LEFT_OUT) and not part.testAttribute(_POLISHED)
