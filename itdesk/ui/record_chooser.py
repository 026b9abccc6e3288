"""Picks one record of a kind by typing: for assigning, linking, and saying who one is."""

from __future__ import annotations

from functools import partial
from typing import Any

from PySide6.QtCore import QEvent, QModelIndex, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QListView, QWidget

from itdesk.core.texts import _
from itdesk.ui.delegates import ItemDelegate, Items, Line
from itdesk.ui.desk import Desk
from itdesk.ui.dialogs import Dialog
from itdesk.ui.theme import Theme

SHOWN = 50


class RecordChooser(Dialog):
    """A line to type in and the records that fit below it; Down and Up move while typing, Enter takes one.

    none: the word for choosing no record, which gives 0; without it that can't be chosen.
    """

    chosen = Signal(int)

    def __init__(self, desk: Desk, kind: str, title: str, parent: QWidget, *, act: str = "", none: str = "") -> None:
        super().__init__(parent, title, act=act or _("Choose"), check=self._missing)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._desk = desk
        self._kind = kind
        self._none = none
        self._icon = desk.registry[kind].icon
        self._typed = QLineEdit()
        self._typed.setPlaceholderText(_("Type to find {kind}").format(kind=desk.registry[kind].plural.lower()))
        self._typed.setAccessibleName(title)
        self._typed.installEventFilter(self)
        self._items = Items(self)
        self._list = QListView()
        self._list.setModel(self._items)
        self._list.setItemDelegate(ItemDelegate(self._list, line_height=32, margin=8))
        self._list.setAccessibleName(desk.registry[kind].plural)
        self._list.setFixedHeight(Theme.current().px(256))
        self._list.doubleClicked.connect(lambda _index: self.accept())
        self.body.addWidget(self._typed)
        self.body.addWidget(self._list)
        self._shown_for: str | None = None  # what was typed when the list was read
        self._hurried = False
        self._wait = QTimer(self, singleShot=True, interval=120)
        self._wait.timeout.connect(self._read)
        self._typed.textEdited.connect(lambda _text: self._wait.start())
        self.accepted.connect(lambda: self.chosen.emit(self._key()))
        self._typed.setFocus()
        self._read()

    def _read(self) -> None:
        kind, text = self._kind, self._typed.text()

        def read(session: Any) -> Any:
            from itdesk.db import records

            return records.choices_for(session, kind, text, SHOWN)

        self._desk.read(self, read, partial(self._show, text), key="choices")

    def _show(self, text: str, found: list[tuple[int, str, str]]) -> None:
        self._shown_for = text
        lines = [Line(key, title, self._icon, end=subtitle) for key, title, subtitle in found]
        if self._none and not self._typed.text().strip():
            lines.insert(0, Line(0, self._none, "x"))
        self._items.show(lines)
        if lines:
            self._list.setCurrentIndex(self._items.index(0))
        if self._hurried:
            self._hurried = False
            self.accept()

    def accept(self) -> None:
        """Take the record in front; whoever presses Enter before the list has followed the typing waits for it."""
        if self._shown_for == self._typed.text():
            super().accept()
            return
        self._hurried = True
        self._wait.stop()
        self._read()

    def _current(self) -> QModelIndex:
        return self._list.currentIndex()

    def _key(self) -> int:
        item = self._items.items[self._current().row()]
        return int(item.key) if isinstance(item, Line) and isinstance(item.key, int) else 0

    def _missing(self) -> str:
        if self._current().isValid():
            return ""
        return _("Nothing is called “{text}”. Type less of it.").format(text=self._typed.text().strip())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._typed and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_PageDown: 7, Qt.Key.Key_PageUp: -7}.get(
                Qt.Key(event.key())
            )
            if step is not None:
                row = max(0, min(self._items.rowCount() - 1, self._current().row() + step))
                self._list.setCurrentIndex(self._items.index(row))
                return True
        return super().eventFilter(watched, event)
