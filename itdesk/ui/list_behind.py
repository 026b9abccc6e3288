"""The list of a kind behind a page that shows it in another way: made when it is first asked for."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QStackedWidget, QWidget

from itdesk.ui.desk import Desk

if TYPE_CHECKING:
    from itdesk.ui.record_page import RecordPage


class ListBehind:
    """Two faces of a page, one above the other: its own, and the list with filters, views, import and export."""

    def __init__(self, page: QWidget, desk: Desk, kind: str, front: QWidget, told: Callable[[], object]) -> None:
        self._page = page
        self._desk = desk
        self._kind = kind
        self._told = told  # the page has other actions now
        self._keyboard: QWidget = page.focusProxy() or front
        self.made: RecordPage | None = None
        self.stack = QStackedWidget()
        self.stack.addWidget(front)

    @property
    def shown(self) -> RecordPage | None:
        """The list while it is in front."""
        return self.made if self.made is not None and self.stack.currentWidget() is self.made else None

    def show(self) -> RecordPage:
        """Bring the list to the front."""
        if self.made is None:
            from itdesk.ui.record_page import RecordPage  # half of what a start would import

            self.made = RecordPage(self._desk, self._desk.registry[self._kind])
            self.made.actions_changed.connect(self._told)
            self.stack.addWidget(self.made)
        if self.shown is None:
            self._keyboard = self._page.focusProxy() or self._keyboard
        self.stack.setCurrentWidget(self.made)
        self._page.setFocusProxy(self.made)
        self.made.setFocus()
        self._told()
        return self.made

    def leave(self) -> None:
        """Bring the page's own face to the front."""
        self.stack.setCurrentIndex(0)
        self._page.setFocusProxy(self._keyboard)
        self._keyboard.setFocus()
        self._told()

    def escape(self) -> bool:
        """One step out of the list, at last to the page's own face; False where that is in front."""
        shown = self.shown
        if shown is None:
            return False
        if not shown.escape():
            self.leave()
        return True

    def refresh(self, kinds: frozenset[str]) -> None:
        """Read the list again, if it was made."""
        if self.made is not None:
            self.made.refresh(kinds)

    def can_leave(self) -> bool:
        """As the list says."""
        return self.made is None or self.made.can_leave()
