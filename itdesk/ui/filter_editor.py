"""The popup behind a filter chip: first the field, then how it is compared and with what."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from itdesk.core.filter_texts import Condition
from itdesk.core.filters import Filter
from itdesk.core.record import TEXTUAL, Field, Kind, RecordType
from itdesk.core.texts import _
from itdesk.core.value_texts import field_of, listable
from itdesk.ui.buttons import Button
from itdesk.ui.desk import Desk
from itdesk.ui.filter_picks import PickedValues
from itdesk.ui.filter_span import SpanValues
from itdesk.ui.filter_values import TextValues, Values, YesNoValues
from itdesk.ui.labels import label
from itdesk.ui.popup_rows import ROW, PopupRows
from itdesk.ui.theme import Theme

WIDTH = 300
_VALUE = Qt.ItemDataRole.UserRole


class FilterEditor(QFrame):
    """Starts with the list of fields, or with the values of the condition that is to be changed."""

    chosen = Signal(object)  # tuple of Filter
    removed_last = Signal()  # Backspace in the empty field

    def __init__(self, desk: Desk, record_type: RecordType, condition: Condition | None, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setProperty("look", "popup")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setAccessibleName(_("Filter"))
        self._desk = desk
        self._type = record_type
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(8, 8, 8, 8)
        self._column.setSpacing(8)
        self._part: QWidget | None = None
        self._below: QWidget | None = None
        self.setFixedWidth(Theme.current().px(WIDTH))
        if condition is None:
            self._show_fields()
        else:
            self._show_values(condition.field, condition)

    def open_below(self, widget: QWidget) -> None:
        """Show it under a chip, inside the screen."""
        self._below = widget
        self.adjustSize()
        self._place()
        self.show()
        if self._part is not None:
            self._part.setFocus()

    def _place(self) -> None:
        if self._below is None:
            return
        corner = self._below.mapToGlobal(QPoint(0, self._below.height() + 4))
        if self.layoutDirection() == Qt.LayoutDirection.RightToLeft:
            corner.setX(self._below.mapToGlobal(QPoint(self._below.width(), 0)).x() - self.width())
        room = self.screen().availableGeometry()
        corner.setX(max(room.left(), min(corner.x(), room.right() - self.width())))
        self.move(corner)

    def _show(self, part: QWidget) -> None:
        if self._part is not None:
            self._column.removeWidget(self._part)
            self._part.hide()
            self._part.deleteLater()
        self._part = part
        self._column.addWidget(part)
        if self.isVisible():
            self.adjustSize()
            self._place()
            part.setFocus()

    def _show_fields(self) -> None:
        names = [*self._type.filters, *(name for name in listable(self._type) if name not in self._type.filters)]
        part = FieldList([(name, field_of(self._type, name).label) for name in dict.fromkeys(names)])
        part.picked.connect(lambda name: self._show_values(name, None))
        part.emptied.connect(self._remove_last)
        self._show(part)

    def _remove_last(self) -> None:
        self.removed_last.emit()
        self.close()

    def _show_values(self, name: str, condition: Condition | None) -> None:
        declared = field_of(self._type, name)
        part = _values_of(self._desk, declared, condition.filters if condition else ())
        holder = QWidget()
        column = QVBoxLayout(holder)
        column.setContentsMargins(4, 0, 4, 0)
        column.setSpacing(8)
        head = QHBoxLayout()
        if condition is None:
            head.addWidget(Button(icon="left", kind="quiet", small=True, name=_("Other field"), run=self._show_fields))
        head.addWidget(label(declared.label, "strong"), 1)
        column.addLayout(head)
        column.addWidget(part)
        act = Button(_("Filter"), kind="primary", key="Return", small=True, run=lambda: self._take(part))
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(act)
        column.addLayout(row)
        holder.setFocusProxy(part)
        part.accepted.connect(lambda: self._take(part))
        self._show(holder)

    def _take(self, part: Values) -> None:
        filters = part.filters()
        if filters is not None:
            self.close()
            self.chosen.emit(tuple(filters))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.close()
            return
        super().keyPressEvent(event)


class FieldList(QWidget):
    """A line to find a field by, and the fields."""

    picked = Signal(str)
    emptied = Signal()

    def __init__(self, fields: Sequence[tuple[str, str]]) -> None:
        super().__init__()
        self._fields = list(fields)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        self.line = QLineEdit()
        self.line.setPlaceholderText(_("Filter by"))
        self.line.setAccessibleName(_("Field to filter by"))
        self.line.textEdited.connect(self._fill)
        self.line.installEventFilter(self)
        self.list = QListWidget()
        self.list.setAccessibleName(_("Fields"))
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.itemClicked.connect(lambda item: self.picked.emit(item.data(_VALUE)))
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
        found = [field for field in self._fields if wanted in field[1].casefold()]
        found.sort(key=lambda field: not field[1].casefold().startswith(wanted))
        for name, shown in found:
            item = QListWidgetItem(shown)
            item.setData(_VALUE, name)
            self.list.addItem(item)
        self.list.setCurrentRow(0)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if event.type() != QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return False
        key, row = event.key(), self.list.currentRow()
        if key == Qt.Key.Key_Down:
            self.list.setCurrentRow(min(self.list.count() - 1, row + 1))
        elif key == Qt.Key.Key_Up:
            self.list.setCurrentRow(max(0, row - 1))
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and row >= 0:
            self.picked.emit(self.list.item(row).data(_VALUE))
        elif key == Qt.Key.Key_Backspace and not self.line.text():
            self.emptied.emit()
        else:
            return False
        return True


def _values_of(desk: Desk, declared: Field, filters: Sequence[Filter]) -> Values:
    if declared.kind in (Kind.CHOICE, Kind.LINK, Kind.TAGS):
        return PickedValues(desk, declared, filters)
    if declared.kind is Kind.YES_NO:
        return YesNoValues(declared, filters)
    if declared.kind in TEXTUAL:
        return TextValues(declared, filters)
    return SpanValues(desk, declared, filters)
