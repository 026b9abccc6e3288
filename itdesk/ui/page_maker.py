"""Makes the pages of a window when they are shown, the first one before the rest of the window."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence

from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QWidget

from itdesk.ui.places import Area, Tab
from itdesk.ui.reopening import come_back


class PageMaker:
    """Gives each page as it was left; None for one that fails, which the crash dialog tells."""

    def __init__(self, settings: QSettings, *, at_home: bool) -> None:
        self._settings = settings
        self._at_home = at_home
        self._ahead: dict[str, QWidget | None] = {}

    def first_place(self, areas: Sequence[Area]) -> str:
        """Where the window was left, or home."""
        last = "" if self._at_home else str(self._settings.value("place", ""))
        return last or (areas[0].key if areas else "")

    def make_first(self, find: Callable[[str], tuple[Area | None, int]], areas: Sequence[Area]) -> None:
        """Make the page that is shown first: what it asks is read while the rest of the window is made."""
        area, number = find(self.first_place(areas))
        if area is not None:
            tab = area.tabs[number]
            place = area.place(tab)
            self._ahead[place] = self._make(place, tab)

    def make(self, place: str, tab: Tab) -> QWidget | None:
        """The page of a tab."""
        return self._ahead.pop(place) if place in self._ahead else self._make(place, tab)

    def _make(self, place: str, tab: Tab) -> QWidget | None:
        try:
            made = tab.make_page()
            if not self._at_home:
                come_back(self._settings, place, made)
        except Exception as error:  # noqa: BLE001  (the crash dialog tells it; the page before stays)
            sys.excepthook(type(error), error, error.__traceback__)
            return None
        return made
