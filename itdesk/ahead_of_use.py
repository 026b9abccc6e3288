"""Brings in the modules of pages and dialogs before somebody asks for them, one at a time while nothing else is done.

Importing what the first list needs takes as long as showing it. Python's own time for it doesn't block the window for long:
each turn takes one module, those first that others stand on. It stays on the window's thread, since some connect to its objects.
"""

from __future__ import annotations

from collections.abc import Iterable
from importlib import import_module

from PySide6.QtCore import QObject, QTimer

from itdesk import areas

EVERY = 100  # milliseconds
_SHARED = (
    "itdesk.ui.record_model", "itdesk.ui.record_table", "itdesk.ui.filter_bar", "itdesk.ui.column_popup", "itdesk.ui.record_list",
    "itdesk.ui.hanging.facts", "itdesk.ui.attachments_pane", "itdesk.ui.hanging.comments", "itdesk.ui.hanging.panes", "itdesk.ui.record_form", "itdesk.ui.record_view", "itdesk.ui.record_page",
    "itdesk.ui.palette", "itdesk.areas.helpdesk.kiosk.page_sheet", "itdesk.areas.helpdesk.kiosk.page_send", "itdesk.areas.helpdesk.kiosk.page", "itdesk.areas.helpdesk.tickets.page_reading", "itdesk.ui.create_dialog", "itdesk.files.tables", "itdesk.files.planning", "itdesk.ui.import_page", "itdesk.ui.settings_dialog",
    "itdesk.areas.continuity.plans.page_text", "itdesk.areas.continuity.plans.page_sections", "itdesk.areas.continuity.plans.page_writing",
    "itdesk.areas.continuity.plans.page_beside",
)  # fmt: skip


def modules(switched_off: frozenset[str]) -> tuple[str, ...]:
    """What the pages of a workspace need, in the order in which they are brought in."""
    own = [f"itdesk.areas.{entry.folder}.page" for entry in areas.entries_on(switched_off) if entry.own_page]
    return (*_SHARED, *own)


class AheadOfUse(QObject):
    """Ends by itself when all is there."""

    def __init__(self, names: Iterable[str], parent: QObject) -> None:
        super().__init__(parent)
        self._names = iter(names)
        self._clock = QTimer(self, interval=EVERY)
        self._clock.timeout.connect(self._one)
        self._clock.start()

    def _one(self) -> None:
        name = next(self._names, "")
        if name:
            import_module(name)
        else:
            self.deleteLater()
