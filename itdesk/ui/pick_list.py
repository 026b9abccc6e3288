"""A short list of lines in a dialog, of which some are picked."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QAbstractItemView, QListView, QWidget

from itdesk.ui.delegates import Item, ItemDelegate, Items, Line
from itdesk.ui.theme import Theme


class PickList(QListView):
    """Lines with keys; several can be picked with Shift and Ctrl. picked tells that it changed, opened of Enter."""

    picked = Signal()

    def __init__(self, name: str, height: int, *, many: bool = True, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.items = Items(self)
        self.setModel(self.items)
        self.setItemDelegate(ItemDelegate(self, line_height=32, margin=8))
        self.setAccessibleName(name)
        self.setFixedHeight(Theme.current().px(height))
        mode = QAbstractItemView.SelectionMode
        self.setSelectionMode(mode.ExtendedSelection if many else mode.SingleSelection)
        self.selectionModel().selectionChanged.connect(lambda _new, _old: self.picked.emit())

    def show_lines(self, lines: Sequence[Item]) -> None:
        """Show these, the first one picked."""
        self.items.show(lines)
        first = next((row for row, item in enumerate(lines) if isinstance(item, Line)), -1)
        if first >= 0:
            self.setCurrentIndex(self.items.index(first))
        self.picked.emit()

    def chosen(self) -> list[object]:
        """The keys of what is picked, in order."""
        rows = sorted(index.row() for index in self.selectionModel().selectedIndexes())
        shown = [self.items.items[row] for row in rows if row < len(self.items.items)]
        return [item.key for item in shown if isinstance(item, Line)]
