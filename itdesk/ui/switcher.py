"""Several related pages on one tab, behind a row of words above them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QStackedWidget, QTabBar, QVBoxLayout, QWidget

from itdesk.core.texts import _
from itdesk.ui.labels import restyle
from itdesk.ui.page import Action, Page

if TYPE_CHECKING:
    from itdesk.ui.palette_rows import Subject


@dataclass(frozen=True, slots=True)
class Choice:
    """One of the pages: its key, the word on its switch, and how it is made when it is first shown."""

    key: str
    title: str
    make_page: Callable[[], QWidget]


class SwitchedPages(QWidget):
    """A page made of pages; Ctrl+Page up and down go through them. It is the `Page` that is in front."""

    actions_changed = Signal()
    record_shown = Signal(int)  # as the page in front says

    def __init__(self, choices: Sequence[Choice]) -> None:
        super().__init__()
        self._choices = tuple(choices)
        self._pages: dict[str, QWidget] = {}
        self._stale: dict[str, frozenset[str]] = {}
        self._bar = QTabBar()
        self._bar.setProperty("look", "switch")
        self._bar.setDrawBase(False)
        self._bar.setExpanding(False)
        self._bar.setAccessibleName(_("Kinds on this tab"))
        for choice in self._choices:
            self._bar.addTab(choice.title.replace("&", "&&"))
        strip = QFrame()
        restyle(strip, look="bar")
        row = QHBoxLayout(strip)
        row.setContentsMargins(12, 0, 16, 0)
        row.addWidget(self._bar)
        row.addStretch(1)
        self._stack = QStackedWidget()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(strip)
        column.addWidget(self._stack, 1)
        self._bar.currentChanged.connect(self._changed)
        self._shown = 0
        self._changed(0)

    @property
    def page(self) -> Page:
        """The page in front."""
        return cast("Page", self._stack.currentWidget())

    def show_choice(self, key: str) -> bool:
        """Bring a page to the front by its key; False if the one in front holds something unsaved."""
        keys = [choice.key for choice in self._choices]
        self._bar.setCurrentIndex(keys.index(key))
        return self._choices[self._shown].key == key

    def page_of(self, key: str) -> Page:
        """A page by its key, made if need be."""
        choice = next(choice for choice in self._choices if choice.key == key)
        if key not in self._pages:
            made = choice.make_page()
            self._pages[key] = made
            self._stack.addWidget(made)
            changed = getattr(made, "actions_changed", None)
            if changed is not None:
                changed.connect(self.actions_changed)
            shown = getattr(made, "record_shown", None)
            if shown is not None:
                shown.connect(self.record_shown)
        return cast("Page", self._pages[key])

    def _changed(self, number: int) -> None:
        if self._pages and number != self._shown and not self.page.can_leave():
            self._bar.blockSignals(True)
            self._bar.setCurrentIndex(self._shown)
            self._bar.blockSignals(False)
            return
        self._shown = number
        key = self._choices[number].key
        page = self.page_of(key)
        self._stack.setCurrentWidget(self._pages[key])
        self.setFocusProxy(self._pages[key])
        if key in self._stale:
            page.refresh(self._stale.pop(key))
        self.actions_changed.emit()

    def standing(self) -> dict[str, Any]:
        """Which page is in front, and where the person is on each."""
        pages = {key: made.standing() for key, page in self._pages.items() if (made := cast("Any", page))}
        return {"front": self._choices[self._shown].key, "pages": pages}

    def come_back(self, kept: Mapping[str, Any]) -> None:
        """Be there again, as far as it still exists."""
        front = kept.get("front")
        if front in [choice.key for choice in self._choices] and self.show_choice(front):
            page: Any = self._pages[front]
            page.come_back((kept.get("pages") or {}).get(front) or {})

    def open_record(self, record_id: int) -> None:
        """Show a record of the kind in front."""
        page: Any = self.page
        page.open_record(record_id)

    def close_record(self) -> bool:
        """Back to the list in front; False where the record has something unsaved."""
        page: Any = self.page
        return bool(page.close_record())

    # Page

    def page_actions(self) -> Sequence[Action]:
        """Those of the page in front, and the way to its neighbours."""
        step = self._bar.currentIndex
        return (
            *self.page.page_actions(),
            Action(_("Next kind on this tab"), lambda: self._bar.setCurrentIndex(step() + 1), "Ctrl+PgDown"),
            Action(_("Previous kind on this tab"), lambda: self._bar.setCurrentIndex(max(0, step() - 1)), "Ctrl+PgUp"),
        )

    def refresh(self, kinds: frozenset[str]) -> None:
        """The page in front now, the others when they are shown."""
        front = self._choices[self._shown].key
        for key, page in self._pages.items():
            if key == front:
                cast("Page", page).refresh(kinds)
            else:
                self._stale[key] = self._stale.get(key, frozenset()) | kinds

    def subject(self) -> Subject | None:
        """As the page in front says."""
        named: Callable[[], Subject | None] | None = getattr(self.page, "subject", None)
        return named() if named is not None else None

    def can_leave(self) -> bool:
        """As the page in front says."""
        return self.page.can_leave()

    def escape(self) -> bool:
        """One step out of the page in front."""
        step = getattr(self.page, "escape", None)
        return bool(step()) if callable(step) else False

    def focus_first(self) -> None:
        """Put the keyboard into the page in front."""
        self._pages[self._choices[self._shown].key].setFocus(Qt.FocusReason.OtherFocusReason)
