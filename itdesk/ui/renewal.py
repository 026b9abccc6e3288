"""Pages are made anew when their record type got other fields: at once where nothing is typed, else when that is over."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import shiboken6
from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtWidgets import QWidget

from itdesk.ui.reopening import keep_standing
from itdesk.ui.window import Window

if TYPE_CHECKING:
    from itdesk.ui.record_page import RecordPage
    from itdesk.ui.unsaved import Unsaved


LOOK_AGAIN = 1000  # milliseconds, while a page has to wait for what is held on it


class Renewal(QObject):
    """Looks after the pages of one window; what a page shows is shown again by the new one."""

    def __init__(self, window: Window, changed: Any, unsaved: Unsaved) -> None:
        super().__init__(window)
        self._window = window
        self._pages: dict[str, QWidget] = window._pages  # noqa: SLF001 -- the window's other half: it makes them, this makes them anew
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._soon.timeout.connect(self.look)
        window.place_shown.connect(self._look_soon)
        changed.connect(self._look_soon)
        unsaved.changed.connect(self._soon.start)  # a form is told to be stored after everybody was told of the change
        self._again = QTimer(self, singleShot=True, interval=LOOK_AGAIN)
        self._again.timeout.connect(self.look)

    def _look_soon(self, _where: object) -> None:
        self._soon.start()

    def look(self) -> None:
        """Make those anew that are out of date and hold nothing; the others once they can do something else."""
        self._again.stop()
        for place, page in list(self._pages.items()):
            if not shiboken6.isValid(page):  # a window that is let go ends page by page
                continue
            lists = lists_of(page)
            if not any(one.is_outdated for one in lists):
                continue
            if not any(one.holds_something for one in lists):
                self._renew(place, page)
                continue
            self._again.start()
            for one in lists:
                one.actions_changed.connect(self._soon.start, Qt.ConnectionType.UniqueConnection)

    def _renew(self, place: str, old: Any) -> None:
        """Now if it is shown, with the person where they were; else when it is shown the next time."""
        window = self._window
        keep_standing(window.settings, place, old)
        del self._pages[place]
        if place == window.place:
            area: Any
            area, number = window._find(place)  # noqa: SLF001 -- as above
            made: Any = area.tabs[number].make_page()
            had_keyboard = window.focusWidget() is not None and old.isAncestorOf(window.focusWidget())
            window._add_page(place, made)  # noqa: SLF001 -- as above
            if hasattr(made, "come_back"):
                made.come_back(old.standing())
            for fresh in lists_of(made):
                for one in lists_of(old):
                    if one.record_type.kind == fresh.record_type.kind:
                        fresh.take_over(one)
            window.stack.setCurrentWidget(made)
            window.refresh_actions()
            if had_keyboard:
                window.focus_page()
        window.stack.removeWidget(old)
        old.deleteLater()


def lists_of(page: QWidget) -> list[RecordPage]:
    """The general pages of record types that a page is or is made of."""
    if "itdesk.ui.record_page" not in sys.modules:  # none was made yet, and a start needn't bring it in
        return []
    from itdesk.ui.record_page import RecordPage

    return [*([page] if isinstance(page, RecordPage) else []), *page.findChildren(RecordPage)]
