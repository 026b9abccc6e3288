"""Filtering by picked values: ticks in a list of choices or of records found by typing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QListWidget, QListWidgetItem

from itdesk.core.filters import ACTORS, Filter, Operator
from itdesk.core.formats import format_count
from itdesk.core.record import Field, Kind
from itdesk.core.texts import _
from itdesk.ui.filter_asked import Asked
from itdesk.ui.filter_values import EMPTY_OR_NOT, Values, comparisons, emptiness
from itdesk.ui.popup_rows import BESIDE, ROW, SHAPE, PopupRows
from itdesk.ui.theme import Theme

_VALUE = Qt.ItemDataRole.UserRole
ME = "me"  # the person who looks at the list
COUNTED = 2000  # values that are counted; of more, those of few records aren't told


class PickedValues(Values):
    """Ticks in a list: any of these, or none of these. Links are found by typing, choices are all there."""

    def __init__(self, asked: Asked, declared: Field, filters: Sequence[Filter]) -> None:
        super().__init__(declared)
        self._desk = asked.desk
        self._counts: Mapping[Any, int] | None = None  # by value, once they are counted
        any_of, none_of = _("is any of"), _("is none of")
        if declared.kind is Kind.TAGS:
            any_of, none_of = _("has any of"), _("has none of")
        self.mode = comparisons([(Operator.IS, any_of), (Operator.IS_NOT, none_of), *emptiness()], declared.label)
        one = filters[0] if filters else None
        self._ticked: dict[object, str] = {}
        if one is not None:
            self.mode.setCurrentIndex(max(0, self.mode.findData(one.operator)))
            values = one.value if isinstance(one.value, tuple | list) else (one.value,)
            self._ticked = {} if one.operator in EMPTY_OR_NOT else dict.fromkeys(values, "…")
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
        self.mode.currentIndexChanged.connect(self._show_list)
        self._show_list()
        self._find()
        asked.count(self, declared.name, self._take_counts)

    def _show_list(self) -> None:
        asks = self.mode.currentData() not in EMPTY_OR_NOT
        self.line.setVisible(asks)
        self.list.setVisible(asks)
        self.setFocusProxy(self.line if asks else self.mode)

    def _take_counts(self, counts: Mapping[Any, int]) -> None:
        self._counts = counts
        for row in range(self.list.count()):
            self._show_count(self.list.item(row))

    def _show_count(self, item: QListWidgetItem) -> None:
        """Beside a choice the number of records that it finds now; none before it is known, or where it isn't told."""
        value = item.data(_VALUE)
        if self._counts is None or value == ME or (value not in self._counts and len(self._counts) >= COUNTED):
            return
        number = format_count(self._counts.get(value, 0))
        item.setData(BESIDE, number)
        item.setData(Qt.ItemDataRole.AccessibleTextRole, f"{item.text()}, {number}")

    def _find(self) -> None:
        text = self.line.text().strip()
        if self.declared.kind in (Kind.LINK, Kind.TAGS):
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
            if not self.declared.required or "." in self.declared.name:
                found = [*found, (None, _("Empty"), None)]
            if self.declared.to == ACTORS:
                found = [(ME, "", None), *(one for one in found if one[0] != ME)]
        for value, text, choice in found:
            item = QListWidgetItem(_("Me") if value == ME else text)
            item.setData(_VALUE, value)
            item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable)
            item.setCheckState(Qt.CheckState.Checked if value in self._ticked else Qt.CheckState.Unchecked)
            if choice is not None and choice.icon:
                item.setData(SHAPE, (choice.icon, choice.tone))
            self._show_count(item)
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
        if operator in EMPTY_OR_NOT:
            return (Filter(name, operator),)
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
