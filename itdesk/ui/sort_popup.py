"""The popup that orders a list by several columns: which ones, which comes first, and which way each goes."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from itdesk.core.texts import _
from itdesk.ui.buttons import Button
from itdesk.ui.labels import rule
from itdesk.ui.popup_place import put_below
from itdesk.ui.popup_rows import BESIDE, ROW, SHAPE, PopupRows
from itdesk.ui.theme import Theme

WIDTH = 260
_NAME = Qt.ItemDataRole.UserRole


class SortPopup(QFrame):
    """Space turns a row: up, down, not at all. Alt with the arrows moves it among those that order the list."""

    changed = Signal(object)  # tuple of names, a minus before those that descend
    reset_wanted = Signal()

    def __init__(self, columns: Sequence[tuple[str, str]], order: Sequence[str], parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setProperty("look", "popup")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setAccessibleName(_("Sort"))
        self._labels = dict(columns)
        self._order = [entry for entry in order if entry.removeprefix("-") in self._labels]
        self.setFixedWidth(Theme.current().px(WIDTH))
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 8, 1, 1)
        column.setSpacing(0)
        self.line = QLineEdit()
        self.line.setPlaceholderText(_("Sort by"))
        self.line.setAccessibleName(_("Field to sort by"))
        self.line.textEdited.connect(lambda _text: self._fill(""))
        self.line.installEventFilter(self)
        holder = QHBoxLayout()
        holder.setContentsMargins(11, 0, 11, 6)
        holder.addWidget(self.line)
        column.addLayout(holder)
        self.list = QListWidget()
        self.list.setItemDelegate(PopupRows(self.list))
        self.list.setAccessibleName(_("Fields to sort by. Space turns one: up, down, off. Alt and the arrows move it."))
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.installEventFilter(self)
        self.list.itemClicked.connect(lambda item: self._turn(item.data(_NAME)))
        column.addWidget(self.list)
        column.addWidget(rule())
        foot = QHBoxLayout()
        foot.setContentsMargins(12, 4, 12, 4)
        foot.addStretch(1)
        foot.addWidget(Button(_("Reset"), kind="link", run=self.reset_wanted.emit))
        column.addLayout(foot)
        self._fill("")
        self.list.setFixedHeight(Theme.current().px(ROW) * min(11, self.list.count()) + 4)

    def show_order(self, order: Sequence[str]) -> None:
        """Show another order."""
        self._order = [entry for entry in order if entry.removeprefix("-") in self._labels]
        self._fill("")

    def open_below(self, button: QWidget) -> None:
        """Show it under the button, its end flush with the button's."""
        put_below(self, button)
        self.show()
        self.line.setFocus()

    def _fill(self, current: str) -> None:
        """Those that order the list first, numbered; the others below. current is the name to stay on."""
        self.list.clear()
        wanted = self.line.text().strip().casefold()
        ordering = [entry.removeprefix("-") for entry in self._order]
        for name in (*ordering, *(one for one in self._labels if one not in ordering)):
            if wanted not in self._labels[name].casefold():
                continue
            item = QListWidgetItem(self._labels[name])
            item.setData(_NAME, name)
            if name in ordering:
                down = f"-{name}" in self._order
                number = ordering.index(name) + 1
                item.setData(SHAPE, ("down" if down else "up", "accent-text"))
                item.setData(BESIDE, str(number))
                way = _("{number}, {field}, descending") if down else _("{number}, {field}, ascending")
                said = way.format(number=number, field=self._labels[name])
                item.setData(Qt.ItemDataRole.AccessibleTextRole, said)
            self.list.addItem(item)
            if name == current:
                self.list.setCurrentItem(item)
        if self.list.currentRow() < 0:
            self.list.setCurrentRow(0)

    def _turn(self, name: str) -> None:
        if f"-{name}" in self._order:
            if len(self._order) == 1:
                self._order = [name]  # a list is always in some order
            else:
                self._order.remove(f"-{name}")
        elif name in self._order:
            self._order[self._order.index(name)] = f"-{name}"
        else:
            self._order.append(name)
        self._tell(name)

    def _move(self, name: str, by: int) -> None:
        entry = next((one for one in self._order if one.removeprefix("-") == name), None)
        if entry is None:
            return
        to = self._order.index(entry) + by
        if 0 <= to < len(self._order):
            self._order.remove(entry)
            self._order.insert(to, entry)
            self._tell(name)

    def _tell(self, name: str) -> None:
        self._fill(name)
        self.changed.emit(tuple(self._order))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() != QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return False
        key, alt, item = event.key(), bool(event.modifiers() & Qt.KeyboardModifier.AltModifier), self.list.currentItem()
        if key == Qt.Key.Key_Escape:
            self.close()
        elif item is not None and alt and key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self._move(item.data(_NAME), -1 if key == Qt.Key.Key_Up else 1)
        elif watched is self.line and key == Qt.Key.Key_Down:
            self.list.setFocus()
        elif item is not None and (
            key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) or (watched is self.list and key == Qt.Key.Key_Space)
        ):
            self._turn(item.data(_NAME))
        else:
            return False
        return True
