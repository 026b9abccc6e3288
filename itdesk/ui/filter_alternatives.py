"""Filters of which one has to hold, as the popup of their chip lists them."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QListWidget, QVBoxLayout, QWidget

from itdesk.core.texts import _
from itdesk.ui.buttons import Button
from itdesk.ui.labels import label
from itdesk.ui.popup_rows import ROW, PopupRows
from itdesk.ui.theme import Theme


class Alternatives(QWidget):
    """Return changes one, Delete takes it out, "Or…" adds one."""

    picked = Signal(int)
    removed = Signal(int)
    more_wanted = Signal()
    accepted = Signal()

    def __init__(self, words: Sequence[str]) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(4, 0, 4, 0)
        column.setSpacing(8)
        column.addWidget(label(_("One of these has to hold"), "strong", wrap=True))
        self.list = QListWidget()
        self.list.setAccessibleName(_("Filters of which one has to hold. Return changes one, Delete takes it out."))
        self.list.setItemDelegate(PopupRows(self.list))
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setFixedHeight(Theme.current().px(ROW) * max(2, min(8, len(words))) + 4)
        for text in words:
            self.list.addItem(text)
            self.list.item(self.list.count() - 1).setToolTip(text)
        self.list.setCurrentRow(0)
        self.list.itemClicked.connect(lambda item: self.picked.emit(self.list.row(item)))
        self.list.installEventFilter(self)
        column.addWidget(self.list)
        row = QHBoxLayout()
        more = _("Or: add another filter of which one has to hold")
        row.addWidget(Button(_("Or…"), kind="quiet", small=True, name=more, run=self.more_wanted.emit))
        row.addStretch(1)
        row.addWidget(Button(_("Filter"), kind="primary", small=True, run=self.accepted.emit))
        column.addLayout(row)
        self.setFocusProxy(self.list)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if event.type() != QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return False
        row = self.list.currentRow()
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.picked.emit(row)
        elif event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.removed.emit(row)
        else:
            return False
        return True
