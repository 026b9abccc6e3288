"""The fields of one record type in the order of their form: dragged, or moved with Alt and the arrows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
)

from itdesk.core.texts import _
from itdesk.ui import drawing, icons
from itdesk.ui.theme import Theme

TWO_LINES = 60
_ROW = Qt.ItemDataRole.UserRole
_SECOND = Qt.ItemDataRole.UserRole + 1


@dataclass(frozen=True, slots=True)
class FieldRow:
    """A field as the list tells it: what it is called, the icon of its kind, and its rules in words."""

    id: int
    label: str
    icon: str
    words: str


class FieldRows(QListWidget):
    """Every move is told at once, as the ids in their new order."""

    opened = Signal(int)
    moved = Signal(object)  # ids
    delete_wanted = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("look", "plain")
        self.setFrameShape(QListWidget.Shape.NoFrame)
        self.setDragDropMode(QAbstractItemView.DragDropMode.InternalMove)
        self.setDefaultDropAction(Qt.DropAction.MoveAction)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setItemDelegate(_TwoLines(self))
        self.setMouseTracking(True)
        self.setAccessibleName(_("Fields in their order. Enter changes one, Alt and the arrows move it."))
        self.itemDoubleClicked.connect(lambda item: self.opened.emit(item.data(_ROW)))
        self.model().rowsMoved.connect(self._tell)

    def show_rows(self, rows: Sequence[FieldRow]) -> None:
        """Show these fields; the one in front stays in front."""
        current = self.current_id()
        self.clear()
        for row in rows:
            item = QListWidgetItem(icons.icon(row.icon), row.label)
            item.setData(_ROW, row.id)
            item.setData(_SECOND, (row.icon, row.words))
            item.setData(Qt.ItemDataRole.AccessibleTextRole, f"{row.label}. {row.words}")
            item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsDragEnabled)
            self.addItem(item)
        self.show_current(current)

    def show_current(self, field_id: int) -> None:
        """Bring a field to the front; the first one if it isn't there."""
        places = [row for row in range(self.count()) if self.item(row).data(_ROW) == field_id]
        self.setCurrentRow(places[0] if places else min(0, self.count() - 1))

    def current_id(self) -> int:
        """The field in front; 0 if there is none."""
        item = self.currentItem()
        return int(item.data(_ROW)) if item is not None else 0

    def ids(self) -> list[int]:
        """All of them in their order."""
        return [int(self.item(row).data(_ROW)) for row in range(self.count())]

    def move_current(self, by: int) -> None:
        """Move the field in front up (-1) or down (1)."""
        row = self.currentRow()
        if row < 0 or not 0 <= row + by < self.count():
            return
        item = self.takeItem(row)
        self.insertItem(row + by, item)
        self.setCurrentRow(row + by)
        self._tell()

    def _tell(self) -> None:
        self.moved.emit(self.ids())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, alt = event.key(), bool(event.modifiers() & Qt.KeyboardModifier.AltModifier)
        if alt and key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self.move_current(-1 if key == Qt.Key.Key_Up else 1)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.current_id():
            self.opened.emit(self.current_id())
        elif key == Qt.Key.Key_Delete and self.current_id():
            self.delete_wanted.emit(self.current_id())
        else:
            super().keyPressEvent(event)

    def keyboardSearch(self, _search: str) -> None:
        """Does nothing: letters are actions here, not a search."""


class _TwoLines(QStyledItemDelegate):
    """Icon, name and rules; a grip at the end says that the row can be dragged."""

    def __init__(self, view: QListWidget) -> None:
        super().__init__(view)
        self._view = view

    def sizeHint(self, _option: QStyleOptionViewItem, _index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(100, Theme.current().px(TWO_LINES))

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        theme = Theme.current()
        box, state = option.rect, option.state
        if state & QStyle.StateFlag.State_Selected:
            painter.fillRect(box, theme.color("selected" if self._view.hasFocus() else "selected-idle"))
        elif state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(box, theme.color("hover"))
        painter.fillRect(QRect(box.left(), box.bottom(), box.width(), 1), theme.color("line"))
        inner, side = box.adjusted(16, 0, -16, 0), theme.px(16)
        icon, words = index.data(_SECOND)
        icons.paint(painter, drawing.part(inner, 0, side), icon, "text-2", size=side)
        half = theme.px(20)
        middle = inner.center().y()
        text = drawing.part(inner, side + 12, inner.width() - 2 * side - 24)
        upper = QRect(text.left(), middle - half + 1, text.width(), half)
        lower = QRect(text.left(), middle + 1, text.width(), half)
        drawing.draw(painter, upper, str(index.data()), weight=500)
        drawing.draw(painter, lower, words, role="small", tone="text-2")
        icons.paint(painter, drawing.part(inner, inner.width() - side, side), "drag", "text-3", size=side)
