"""Panes about a record: what a feature adds to it, each in a section of its own with title and count."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from itdesk.core.record import RecordType
from itdesk.core.texts import _
from itdesk.ui.desk import Desk
from itdesk.ui.labels import label
from itdesk.ui.page import Action
from itdesk.ui.sections import Section


@dataclass(frozen=True)
class Pane:
    """A part that a feature adds to a record: make(desk, kind) gives a QWidget with a function show_record(record_id).

    The widget may have a signal `count_changed(str)`, whose text stands at the end of the title; a signal
    `shown_changed(bool)`, which hides the whole section where there is nothing to say; and a function
    `head_action() -> Action | None`, asked once, whose button stands there. before: above the facts, not below.
    """

    title_text: str
    make: Callable[[Desk, str], QWidget]
    before: bool = False

    @property
    def title(self) -> str:
        """The section's title in the language in use."""
        return _(self.title_text)


class PaneSection(Section):
    """A pane with its title; bare panes without a title stand by themselves."""

    def __init__(self, pane: Pane, desk: Desk, kind: str) -> None:
        self.widget = pane.make(desk, kind)
        action = getattr(self.widget, "head_action", None)
        wanted: Action | None = action() if callable(action) else None
        super().__init__(pane.title, action=wanted)
        self._count: QLabel | None = None
        counted = getattr(self.widget, "count_changed", None)
        if counted is not None:
            self._count = label("", "small", "accent-text")
            self.add_to_head(self._count)
            counted.connect(self._count.setText)
        shown = getattr(self.widget, "shown_changed", None)
        if shown is not None:
            shown.connect(self.setVisible)
        self.add(self.widget)

    def show_record(self, record_id: int) -> None:
        """Fill the pane for a record."""
        shower: Any = self.widget
        shower.show_record(record_id)


class Panes(QWidget):
    """A column of panes, all about one record."""

    def __init__(
        self, desk: Desk, record_type: RecordType, panes: Sequence[Pane], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self.sections = [PaneSection(pane, desk, record_type.kind) for pane in panes]
        for section in self.sections:
            column.addWidget(section)

    def show_record(self, record_id: int) -> None:
        """Fill every pane."""
        for section in self.sections:
            section.show_record(record_id)
