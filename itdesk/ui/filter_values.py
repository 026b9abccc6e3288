"""What a field is compared with in a filter, and the plain ways: yes or no, and a text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QComboBox, QLineEdit, QVBoxLayout, QWidget

from itdesk.core.filters import Filter, Operator
from itdesk.core.formats import format_count
from itdesk.core.record import Field
from itdesk.core.texts import _
from itdesk.ui.filter_asked import Asked
from itdesk.ui.labels import label

EMPTY_OR_NOT = (Operator.EMPTY, Operator.NOT_EMPTY)


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


class YesNoValues(Values):
    """Yes, no, or whether it is said at all."""

    def __init__(self, asked: Asked, declared: Field, filters: Sequence[Filter]) -> None:
        super().__init__(declared)
        self._words = [(True, _("Yes")), (False, _("No"))]
        self.box = comparisons([*self._words, *emptiness()], declared.label)
        if filters:
            one = filters[0]
            wanted = one.operator if one.operator in EMPTY_OR_NOT else bool(one.value) == (one.operator is Operator.IS)
            self.box.setCurrentIndex([self.box.itemData(row) for row in range(self.box.count())].index(wanted))
        self.column.addWidget(self.box)
        self.setFocusProxy(self.box)
        asked.count(self, declared.name, self._take_counts)

    def _take_counts(self, counts: Mapping[Any, int]) -> None:
        known = {bool(value): number for value, number in counts.items() if value is not None}
        for row, (value, word) in enumerate(self._words):
            self.box.setItemText(row, _("{value} ({n})").format(value=word, n=format_count(known.get(value, 0))))

    def filters(self) -> Sequence[Filter]:
        wanted = self.box.currentData()
        if wanted in EMPTY_OR_NOT:
            return (Filter(self.declared.name, Operator(wanted)),)
        return (Filter(self.declared.name, Operator.IS, bool(wanted)),)


class TextValues(Values):
    """A text inside, the whole text, or whether there is one."""

    def __init__(self, declared: Field, filters: Sequence[Filter]) -> None:
        super().__init__(declared)
        self.mode = comparisons(
            [
                (Operator.CONTAINS, _("has")),
                (Operator.LACKS, _("hasn’t")),
                (Operator.STARTS, _("starts with")),
                (Operator.IS, _("is exactly")),
                (Operator.IS_NOT, _("is not")),
                *emptiness(),
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
        self._show_line()

    def _show_line(self) -> None:
        asks = self.mode.currentData() not in EMPTY_OR_NOT
        self.line.setVisible(asks)
        self.setFocusProxy(self.line if asks else self.mode)

    def filters(self) -> Sequence[Filter]:
        operator = Operator(self.mode.currentData())
        if operator in EMPTY_OR_NOT:
            return (Filter(self.declared.name, operator),)
        text = self.line.text().strip()
        return (Filter(self.declared.name, operator, text),) if text else ()


def emptiness() -> list[tuple[object, str]]:
    """The two ways that every field has."""
    return [(Operator.EMPTY, _("is empty")), (Operator.NOT_EMPTY, _("is filled in"))]


def comparisons(entries: Sequence[tuple[object, str]], name: str) -> QComboBox:
    """A list of ways to compare, each with its words; `name` is the field's."""
    made = QComboBox()
    made.setAccessibleName(_("How {field} is compared").format(field=name))
    for value, text in entries:
        made.addItem(text, value)
    return made
