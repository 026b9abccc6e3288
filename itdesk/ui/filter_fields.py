"""The fields to filter by: the record's own, and one step away those of the records that it links to."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from itdesk.core.record import Kind
from itdesk.core.texts import _
from itdesk.ui.filter_asked import Asked
from itdesk.ui.popup_rows import ROW, PopupRows
from itdesk.ui.theme import Theme

_VALUE = Qt.ItemDataRole.UserRole


class FieldList(QWidget):
    """A line to find a field by, and the fields: the record's own, or those of a linked record.

    Under a link's name stands the way to its record's fields; what is typed finds these too.
    """

    picked = Signal(str)
    entered = Signal(str)  # a link, or nothing for the record's own fields
    emptied = Signal()

    def __init__(self, asked: Asked, link: str = "") -> None:
        super().__init__()
        self.link = link
        self._asked = asked
        self._fields = asked.beyond(link) if link else asked.fields()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        self.line = QLineEdit()
        through = asked.reached(link).label if link else ""
        self.line.setPlaceholderText(_("Filter by {link} › …").format(link=through) if link else _("Filter by"))
        self.line.setAccessibleName(_("Field to filter by"))
        self.line.textEdited.connect(self._fill)
        self.line.installEventFilter(self)
        self.list = QListWidget()
        self.list.setAccessibleName(_("Fields"))
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.itemClicked.connect(self._pick)
        self.list.setItemDelegate(PopupRows(self.list))
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setFixedHeight(Theme.current().px(ROW) * min(10, len(self._fields)) + 4)
        column.addWidget(self.line)
        column.addWidget(self.list)
        self.setFocusProxy(self.line)
        self._fill("")

    def _fill(self, text: str) -> None:
        self.list.clear()
        wanted = text.strip().casefold()
        for name, shown in self._found(wanted):
            item = QListWidgetItem(shown)
            item.setData(_VALUE, name)
            self.list.addItem(item)
            if not self.link and not wanted and self._is_link(name):
                way = QListWidgetItem(_("{link} › …").format(link=shown))
                way.setData(_VALUE, f"{name}.")
                self.list.addItem(way)
        self.list.setCurrentRow(0)

    def _is_link(self, name: str) -> bool:
        return self._asked.reached(name).declared.kind is Kind.LINK

    def _found(self, wanted: str) -> list[tuple[str, str]]:
        """The fields whose names have what is typed; those that begin with it first, linked ones last."""
        found = [field for field in self._fields if wanted in field[1].casefold()]
        found.sort(key=lambda field: not field[1].casefold().startswith(wanted))
        if wanted and not self.link:
            for name, _shown in self._fields:
                if self._is_link(name):
                    found += [field for field in self._asked.beyond(name) if wanted in field[1].casefold()]
        return found

    def _pick(self, item: QListWidgetItem) -> None:
        name = str(item.data(_VALUE))
        if name.endswith("."):
            self.entered.emit(name.removesuffix("."))
        else:
            self.picked.emit(name)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if event.type() != QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return False
        key, row = event.key(), self.list.currentRow()
        if key == Qt.Key.Key_Down:
            self.list.setCurrentRow(min(self.list.count() - 1, row + 1))
        elif key == Qt.Key.Key_Up:
            self.list.setCurrentRow(max(0, row - 1))
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and row >= 0:
            self._pick(self.list.item(row))
        elif key == Qt.Key.Key_Backspace and not self.line.text():
            self.emptied.emit()
        else:
            return False
        return True
