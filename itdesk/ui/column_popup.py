"""The popup behind "Columns": tick what is shown, order it by dragging or with Alt and the arrows, save or reset."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QVBoxLayout,
    QWidget,
)

from itdesk.core.texts import _
from itdesk.db.list_state import MOST_FROZEN
from itdesk.ui.buttons import Button
from itdesk.ui.labels import label, rule
from itdesk.ui.popup_place import put_below
from itdesk.ui.popup_rows import ROW, PopupRows
from itdesk.ui.theme import Theme

WIDTH = 252
_NAME = Qt.ItemDataRole.UserRole


class ColumnPopup(QFrame):
    """Every change is shown at once in the list behind it."""

    changed = Signal(object)  # tuple of names in their order
    reset_wanted = Signal()
    save_wanted = Signal()
    add_wanted = Signal()  # a field of the firm's own
    frozen_changed = Signal(int)  # how many of the first columns stay in sight

    def __init__(
        self,
        columns: Sequence[tuple[str, str]],
        shown: Sequence[str],
        parent: QWidget,
        *,
        frozen: int = 1,
        may_add: bool = False,
    ) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setProperty("look", "popup")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setAccessibleName(_("Columns"))
        self._labels = dict(columns)
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 8, 1, 1)
        column.setSpacing(0)
        self.line = QLineEdit()
        self.line.setPlaceholderText(_("Find a column"))
        self.line.setAccessibleName(_("Find a column"))
        self.line.textEdited.connect(self._find)
        self.line.installEventFilter(self)
        holder = QHBoxLayout()
        holder.setContentsMargins(11, 0, 11, 6)
        holder.addWidget(self.line)
        column.addLayout(holder)
        self.list = _List()
        self.list.setItemDelegate(PopupRows(self.list, handles=True))
        self.list.setAccessibleName(_("Columns in their order. Space shows or hides, Alt and the arrows move."))
        self.list.installEventFilter(self)
        self.list.ticked.connect(self._tick)
        self.list.model().rowsMoved.connect(self._tell)
        column.addWidget(self.list)
        column.addWidget(rule())
        self.frozen = QComboBox()
        self.frozen.addItems([_("None"), *(str(number) for number in range(1, MOST_FROZEN + 1))])
        self.frozen.setCurrentIndex(frozen)
        self.frozen.setAccessibleName(_("First columns that stay in sight"))
        self.frozen.currentIndexChanged.connect(self.frozen_changed)
        stay = QHBoxLayout()
        stay.setContentsMargins(12, 6, 12, 2)
        stay.addWidget(label(_("Stay in sight"), "body", "text-2", buddy=self.frozen), 1)
        stay.addWidget(self.frozen)
        column.addLayout(stay)
        if may_add:
            add = QHBoxLayout()
            add.setContentsMargins(12, 4, 12, 0)
            add.addWidget(Button(_("Add a field…"), icon="plus", kind="link", run=self._add))
            add.addStretch(1)
            column.addLayout(add)
        foot = QHBoxLayout()
        foot.setContentsMargins(12, 4, 12, 4)
        foot.addWidget(Button(_("Save as view…"), kind="link", run=self._save))
        foot.addStretch(1)
        foot.addWidget(Button(_("Reset"), kind="link", run=self.reset_wanted.emit))
        column.addLayout(foot)
        self.setFixedWidth(max(Theme.current().px(WIDTH), foot.sizeHint().width() + 16))
        self.show_columns(shown)
        self.list.setFixedHeight(Theme.current().px(ROW) * min(11, self.list.count()) + 4)

    def show_columns(self, shown: Sequence[str]) -> None:
        """Shown columns first in their order, then the others."""
        self.list.clear()
        for name in (*shown, *(one for one in self._labels if one not in shown)):
            item = QListWidgetItem(self._labels[name])
            item.setData(_NAME, name)
            item.setFlags(
                Qt.ItemFlag.ItemIsEnabled
                | Qt.ItemFlag.ItemIsSelectable
                | Qt.ItemFlag.ItemIsDragEnabled
                | Qt.ItemFlag.ItemIsUserCheckable
            )
            item.setCheckState(Qt.CheckState.Checked if name in shown else Qt.CheckState.Unchecked)
            self.list.addItem(item)
        self.list.setCurrentRow(0)

    def columns(self) -> tuple[str, ...]:
        """What is ticked, in its order."""
        items = [self.list.item(row) for row in range(self.list.count())]
        return tuple(item.data(_NAME) for item in items if item.checkState() is Qt.CheckState.Checked)

    def open_below(self, button: QWidget) -> None:
        """Show it under the button, its end flush with the button's."""
        put_below(self, button)
        self.show()
        self.line.setFocus()

    def _find(self, text: str) -> None:
        wanted = text.strip().casefold()
        first = True
        for row in range(self.list.count()):
            item = self.list.item(row)
            hidden = wanted not in item.text().casefold()
            item.setHidden(hidden)
            if not hidden and first:
                self.list.setCurrentItem(item)
                first = False

    def _tick(self, row: int) -> None:
        item = self.list.item(row)
        on = item.checkState() is Qt.CheckState.Checked
        if on and len(self.columns()) == 1:
            return  # a list without columns shows nothing to come back from
        item.setCheckState(Qt.CheckState.Unchecked if on else Qt.CheckState.Checked)
        self._tell()

    def _move(self, by: int) -> None:
        row = self.list.currentRow()
        to = row + by
        if not 0 <= to < self.list.count():
            return
        item = self.list.takeItem(row)
        self.list.insertItem(to, item)
        self.list.setCurrentRow(to)
        self._tell()

    def _tell(self) -> None:
        self.changed.emit(self.columns())

    def _add(self) -> None:
        self.close()
        self.add_wanted.emit()

    def _save(self) -> None:
        self.close()
        self.save_wanted.emit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() != QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return False
        key, alt = event.key(), bool(event.modifiers() & Qt.KeyboardModifier.AltModifier)
        if key == Qt.Key.Key_Escape:
            self.close()
        elif alt and key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self._move(-1 if key == Qt.Key.Key_Up else 1)
        elif watched is self.line and key == Qt.Key.Key_Down:
            self.list.setFocus()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) or (watched is self.list and key == Qt.Key.Key_Space):
            if self.list.currentRow() >= 0:
                self._tick(self.list.currentRow())
        else:
            return False
        return True


class _List(QListWidget):
    """Rows that are dragged to their place; a click anywhere on a row but its handle ticks it."""

    ticked = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self.setDragDropMode(QAbstractItemView.DragDropMode.InternalMove)
        self.setDefaultDropAction(Qt.DropAction.MoveAction)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._pressed = -1

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._pressed = self.indexAt(event.position().toPoint()).row()
        super().mousePressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        row = self.indexAt(event.position().toPoint()).row()
        super().mouseReleaseEvent(event)
        if row >= 0 and row == self._pressed and self.state() is QAbstractItemView.State.NoState:
            self.ticked.emit(row)
