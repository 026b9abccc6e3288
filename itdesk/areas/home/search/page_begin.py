"""What the search page shows before anything is typed: searches that were saved, and those of lately."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from itdesk.areas.home.search.rules import Asked
from itdesk.core.saved_views import SavedView
from itdesk.core.texts import _
from itdesk.ui.buttons import Button
from itdesk.ui.emptystate import EmptyState
from itdesk.ui.labels import label


class Begin(QWidget):
    """Buttons that search again, under what may be searched."""

    def __init__(
        self, saved: Sequence[SavedView], lately: Sequence[Asked], search: Callable[[Asked | SavedView], object]
    ) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 24)
        column.setSpacing(2)
        about = _("Titles, fields, messages, notes, steps of plans and names of files are searched, inside words too.")
        column.addWidget(EmptyState("search", _("Search everything"), about, ()), 1)
        for title, icon, ones in ((_("Saved searches"), "star", saved), (_("Searched lately"), "clock", lately)):
            if not ones:
                continue
            head = label(title, "small", "text-2")
            head.setContentsMargins(0, 10, 0, 2)
            column.addWidget(head, 0, Qt.AlignmentFlag.AlignHCenter)
            for one in ones:
                name = one.name if isinstance(one, SavedView) else one.words.strip()
                made = Button(name[:80], icon=icon, kind="quiet", small=True, run=partial(search, one))
                made.setAccessibleName(_("{what}: {name}").format(what=title, name=name))
                column.addWidget(made, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(1)
