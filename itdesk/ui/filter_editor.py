"""The popup behind a filter chip: first the field, then how it is compared and with what."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QVBoxLayout,
    QWidget,
)

from itdesk.core.errors import Unreadable
from itdesk.core.filter_texts import Condition, days_of
from itdesk.core.filters import Filter, Operator
from itdesk.core.record import TEXTUAL, Field, Kind, RecordType
from itdesk.core.texts import _
from itdesk.core.value_texts import field_of, listable
from itdesk.ui.buttons import Button
from itdesk.ui.desk import Desk
from itdesk.ui.editors import make_editor
from itdesk.ui.field_editor import Editor
from itdesk.ui.labels import label, restyle
from itdesk.ui.popup_rows import ROW, SHAPE, PopupRows
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


class Values(QWidget):
    """What a field is compared with; filters() is None while that can't be read, and the widget says why."""

    accepted = Signal()

    def __init__(self, declared: Field) -> None:
        super().__init__()
        self.declared = declared
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(6)
        self._wrong = label("", "small", "red-text", wrap=True)
        self._wrong.hide()

    def filters(self) -> Sequence[Filter] | None:
        """The filters that this makes; none of them takes the chip away."""
        raise NotImplementedError

    def say_wrong(self, text: str) -> None:
        """Say why it can't be read."""
        self.column.addWidget(self._wrong)
        self._wrong.setText(text)
        self._wrong.setVisible(bool(text))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.accepted.emit()
            return
        super().keyPressEvent(event)


class PickedValues(Values):
    """Ticks in a list: any of these, or none of these. Links are found by typing, choices are all there."""

    def __init__(self, desk: Desk, declared: Field, filters: Sequence[Filter]) -> None:
        super().__init__(declared)
        self._desk = desk
        self.mode = _combo([(Operator.IS, _("is any of")), (Operator.IS_NOT, _("is none of"))], declared.label)
        one = filters[0] if filters else None
        if one is not None and one.operator in (Operator.IS_NOT, Operator.NOT_EMPTY):
            self.mode.setCurrentIndex(1)
        self._ticked: dict[object, str] = {}
        if one is not None:
            values = one.value if isinstance(one.value, tuple | list) else (one.value,)
            empty = one.operator in (Operator.EMPTY, Operator.NOT_EMPTY)
            self._ticked = {None: _("Empty")} if empty else dict.fromkeys(values, "…")
        self.line = QLineEdit()
        self.line.setPlaceholderText(_("Find"))
        self.line.setAccessibleName(_("Find a value"))
        self.line.installEventFilter(self)
        self.list = QListWidget()
        self.list.setAccessibleName(declared.label)
        self.list.setItemDelegate(PopupRows(self.list))
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setFixedHeight(Theme.current().px(ROW) * 8 + 4)
        self.list.itemClicked.connect(self._toggle)
        self.list.installEventFilter(self)
        for part in (self.mode, self.line, self.list):
            self.column.addWidget(part)
        self.setFocusProxy(self.line)
        self._wait = QTimer(self, singleShot=True, interval=120)
        self._wait.timeout.connect(self._find)
        self.line.textEdited.connect(lambda _text: self._wait.start())
        self._find()

    def _find(self) -> None:
        text = self.line.text().strip()
        if self.declared.kind is Kind.LINK:
            kind, ticked = self.declared.to, [value for value in self._ticked if isinstance(value, int)]

            def read(session: Any) -> tuple[list[tuple[int, str, str]], dict[int, str]]:
                from itdesk.db import records

                named = {one: records.title_of(session, kind, one) for one in ticked}
                return records.choices_for(session, kind, text, 50), named

            self._desk.read(self, read, lambda found: self._fill_links(*found), key="values")
        else:
            wanted = text.casefold()
            choices = [(str(one), one.label, one) for one in self.declared.choices or ()]
            self._fill([(value, shown, one) for value, shown, one in choices if wanted in shown.casefold()])

    def _fill_links(self, found: list[tuple[int, str, str]], named: dict[int, str]) -> None:
        for record_id, title in named.items():
            self._ticked[record_id] = title
        self._fill([(record_id, title, None) for record_id, title, _subtitle in found])

    def _fill(self, found: Sequence[tuple[object, str, Any]]) -> None:
        self.list.clear()
        shown = {value for value, _text, _choice in found}
        if not self.line.text().strip():
            kept = [
                (value, text, None) for value, text in self._ticked.items() if value not in shown and value is not None
            ]
            found = [*kept, *found]
            if not self.declared.required:
                found = [*found, (None, _("Empty"), None)]
        for value, text, choice in found:
            item = QListWidgetItem(_("Me") if value == "me" else text)
            item.setData(_VALUE, value)
            item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable)
            item.setCheckState(Qt.CheckState.Checked if value in self._ticked else Qt.CheckState.Unchecked)
            if choice is not None and choice.icon:
                item.setData(SHAPE, (choice.icon, choice.tone))
            self.list.addItem(item)
        self.list.setCurrentRow(0)

    def _toggle(self, item: QListWidgetItem) -> None:
        value = item.data(_VALUE)
        if value in self._ticked:
            del self._ticked[value]
            item.setCheckState(Qt.CheckState.Unchecked)
        else:
            self._ticked[value] = item.text()
            item.setCheckState(Qt.CheckState.Checked)

    def filters(self) -> Sequence[Filter]:
        name, operator = self.declared.name, Operator(self.mode.currentData())
        if not self._ticked and self.list.currentItem() is not None and self.line.text().strip():
            self._ticked[self.list.currentItem().data(_VALUE)] = ""  # typed, and Enter on the first that fits
        values = tuple(self._ticked)
        if not values:
            return ()
        if values == (None,):
            return (Filter(name, Operator.EMPTY if operator is Operator.IS else Operator.NOT_EMPTY),)
        return (Filter(name, operator, values if len(values) > 1 else values[0]),)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() != QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return False
        key = event.key()
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.accepted.emit()
        elif watched is self.line and key == Qt.Key.Key_Down:
            self.list.setFocus()
        elif watched is self.list and key == Qt.Key.Key_Space and self.list.currentItem() is not None:
            self._toggle(self.list.currentItem())
        elif watched is self.list and key == Qt.Key.Key_Up and self.list.currentRow() == 0:
            self.line.setFocus()
        else:
            return False
        return True


class YesNoValues(Values):
    """Yes or no."""

    def __init__(self, declared: Field, filters: Sequence[Filter]) -> None:
        super().__init__(declared)
        self.box = _combo([(True, _("Yes")), (False, _("No"))], declared.label)
        if filters and not filters[0].value:
            self.box.setCurrentIndex(1)
        self.column.addWidget(self.box)
        self.setFocusProxy(self.box)

    def filters(self) -> Sequence[Filter]:
        return (Filter(self.declared.name, Operator.IS, bool(self.box.currentData())),)


class TextValues(Values):
    """A text inside, the whole text, or whether there is one."""

    def __init__(self, declared: Field, filters: Sequence[Filter]) -> None:
        super().__init__(declared)
        self.mode = _combo(
            [
                (Operator.CONTAINS, _("has")),
                (Operator.IS, _("is exactly")),
                (Operator.IS_NOT, _("is not")),
                (Operator.EMPTY, _("is empty")),
                (Operator.NOT_EMPTY, _("is filled in")),
            ],
            declared.label,
        )
        self.line = QLineEdit()
        self.line.setMaxLength(500)
        self.line.setAccessibleName(declared.label)
        self.column.addWidget(self.mode)
        self.column.addWidget(self.line)
        self.mode.currentIndexChanged.connect(self._show_line)
        if filters:
            self.mode.setCurrentIndex(max(0, self.mode.findData(filters[0].operator)))
            self.line.setText("" if filters[0].value is None else str(filters[0].value))
        self.setFocusProxy(self.line)
        self._show_line()

    def _show_line(self) -> None:
        self.line.setVisible(self.mode.currentData() not in (Operator.EMPTY, Operator.NOT_EMPTY))

    def filters(self) -> Sequence[Filter]:
        operator = Operator(self.mode.currentData())
        if operator in (Operator.EMPTY, Operator.NOT_EMPTY):
            return (Filter(self.declared.name, operator),)
        text = self.line.text().strip()
        return (Filter(self.declared.name, operator, text),) if text else ()


class SpanValues(Values):
    """From, until, both, or whether there is one; for numbers, sums and dates. Dates also by days from today."""

    def __init__(self, desk: Desk, declared: Field, filters: Sequence[Filter]) -> None:
        super().__init__(declared)
        self._dated = declared.kind in (Kind.DATE, Kind.INSTANT)
        plain = Field(
            name=declared.name, label_text=declared.label_text, kind=Kind.DATE if self._dated else declared.kind
        )
        near = [
            ("next", _("in the next … days")),
            ("last", _("in the last … days")),
            (Operator.BEFORE, _("before")),
            (Operator.AFTER, _("after")),
        ]
        far = [(Operator.AT_LEAST, _("at least")), (Operator.AT_MOST, _("at most"))]
        self.mode = _combo(
            [
                *(near if self._dated else far),
                ("between", _("from … to …")),
                (Operator.IS, _("is")),
                (Operator.EMPTY, _("is empty")),
                (Operator.NOT_EMPTY, _("is filled in")),
            ],
            declared.label,
        )
        days = Field(name=declared.name, label_text=declared.label_text, kind=Kind.INTEGER, minimum=1)
        self._first, self._last, self._days = (make_editor(desk, one) for one in (plain, plain, days))
        self.column.addWidget(self.mode)
        for editor in (self._first, self._last, self._days):
            self.column.addWidget(editor)
            editor.edited.connect(lambda: self.say_wrong(""))
        self.mode.currentIndexChanged.connect(self._show_editors)
        self._set(filters)
        self._show_editors()
        self.setFocusProxy(self.mode if not filters else self._asked()[0] if self._asked() else self.mode)

    def _set(self, filters: Sequence[Filter]) -> None:
        self._days.set_value(30)
        if not filters:
            return
        one = filters[0]
        mode: object = one.operator
        if len(filters) == 2:
            start, end = days_of(one.value), days_of(filters[1].value)
            if start is not None and end is not None:
                mode = "next" if end > 0 else "last"
                self._days.set_value(max(1, end if end > 0 else -start))
            else:
                mode = "between"
                self._first.set_value(self._typed(one.value))
                self._last.set_value(self._typed(filters[1].value))
        else:
            self._first.set_value(self._typed(one.value))
        self.mode.setCurrentIndex(max(0, self.mode.findData(mode)))

    def _typed(self, value: object) -> object:
        """A filter's value as the editor holds it; a relative day becomes the day that it is now."""
        if self._dated and isinstance(value, str):
            from datetime import date, timedelta

            days = days_of(value)
            return date.fromisoformat(value) if days is None else self._first.way.today() + timedelta(days=days)
        return value

    def _asked(self) -> list[Editor]:
        mode = self.mode.currentData()
        if mode in ("next", "last"):
            return [self._days]
        if mode in (Operator.EMPTY, Operator.NOT_EMPTY):
            return []
        return [self._first, self._last] if mode == "between" else [self._first]

    def _show_editors(self) -> None:
        for editor in (self._first, self._last, self._days):
            editor.setVisible(editor in self._asked())

    def filters(self) -> Sequence[Filter] | None:
        mode, name = self.mode.currentData(), self.declared.name
        values = []
        for editor in self._asked():
            try:
                value = editor.value()
            except Unreadable as error:
                self.say_wrong(str(error))
                editor.setFocus()
                return None
            if value is None:
                editor.setFocus()
                restyle(editor.inner, invalid="true")
                self.say_wrong(_("Type a value to compare with."))
                return None
            values.append(value)
        if mode == "next":
            return Filter(name, Operator.AT_LEAST, "today"), Filter(name, Operator.AT_MOST, f"today+{values[0]}")
        if mode == "last":
            return Filter(name, Operator.AT_LEAST, f"today-{values[0]}"), Filter(name, Operator.AT_MOST, "today")
        if mode == "between":
            return Filter(name, Operator.AT_LEAST, values[0]), Filter(name, Operator.AT_MOST, values[1])
        return (Filter(name, Operator(mode), values[0] if values else None),)


def _values_of(desk: Desk, declared: Field, filters: Sequence[Filter]) -> Values:
    if declared.kind in (Kind.CHOICE, Kind.LINK):
        return PickedValues(desk, declared, filters)
    if declared.kind is Kind.YES_NO:
        return YesNoValues(declared, filters)
    if declared.kind in TEXTUAL:
        return TextValues(declared, filters)
    return SpanValues(desk, declared, filters)


def _combo(entries: Sequence[tuple[object, str]], name: str) -> QComboBox:
    made = QComboBox()
    made.setAccessibleName(_("How {field} is compared").format(field=name))
    for value, text in entries:
        made.addItem(text, value)
    return made
