"""Editors of texts, short and long, which refuse a paste that is more than the field takes."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QEvent, QMimeData, QSignalBlocker, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit

from itdesk.core import money
from itdesk.core.errors import Unreadable
from itdesk.core.record import Field
from itdesk.core.texts import _
from itdesk.core.validation import longest, too_long
from itdesk.ui.field_editor import Editor, Way
from itdesk.ui.keys import is_left_to_window
from itdesk.ui.theme import Theme

ROOM = 1000  # characters beyond the limit that a line takes, so that a text can be shortened in place


class Line(QLineEdit):
    """A line that takes no more than it can show without delay."""

    overflowed = Signal(int)

    def __init__(self, most: int) -> None:
        super().__init__()
        self._most = most
        self.setMaxLength(most)

    def event(self, event: QEvent) -> bool:
        if is_left_to_window(event, self):
            event.ignore()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Paste) and self._too_much(QApplication.clipboard().text()):
            return
        super().keyPressEvent(event)

    def dropEvent(self, event: Any) -> None:
        if not self._too_much(event.mimeData().text()):
            super().dropEvent(event)

    def contextMenuEvent(self, event: Any) -> None:
        menu = self.createStandardContextMenu()
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for action in menu.actions():
            if action.objectName() == "edit-paste":
                action.triggered.disconnect()
                action.triggered.connect(self._paste)
        menu.popup(event.globalPos())

    def _paste(self) -> None:
        if not self._too_much(QApplication.clipboard().text()):
            self.paste()

    def _too_much(self, text: str) -> bool:
        if len(text) <= self._most:
            return False
        self.overflowed.emit(len(text))
        return True


class TextEditor(Editor):
    """One line: text, email, phone, web address."""

    def __init__(self, declared: Field, way: Way) -> None:
        super().__init__(declared, way)
        self.line = Line(longest(declared) + ROOM)
        self.line.textEdited.connect(self.edited)
        self.line.overflowed.connect(lambda count: self.refused.emit(_nothing_pasted(declared, count)))
        self._hold(self.line)

    def value(self) -> object:
        return self.line.text().strip() or None

    def set_value(self, value: object) -> None:
        self.line.setText("" if value is None else str(value))
        self.line.setCursorPosition(0)

    def type_text(self, text: str) -> None:
        self.line.setText(text)
        self.edited.emit()


def _nothing_pasted(declared: Field, count: int) -> str:
    return " ".join((too_long(declared, count), _("Nothing was pasted. Attach it as a file instead.")))


class _Paper(QPlainTextEdit):
    """Several lines that refuse a paste which would take seconds to lay out."""

    overflowed = Signal(int)

    def __init__(self, most: int) -> None:
        super().__init__()
        self._most = most

    def event(self, event: QEvent) -> bool:
        if is_left_to_window(event, self):
            event.ignore()
            return True
        return super().event(event)

    def insertFromMimeData(self, source: QMimeData) -> None:
        text = source.text()
        if len(text) + self.document().characterCount() > self._most:
            self.overflowed.emit(len(text))
            return
        self.insertPlainText(text)


class LongEditor(Editor):
    """Several lines, growing with what is written, three to twelve lines high."""

    def __init__(self, declared: Field, way: Way) -> None:
        super().__init__(declared, way)
        self.paper = _Paper(longest(declared))
        self.paper.setTabChangesFocus(True)
        self.paper.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self.paper.textChanged.connect(self._changed)
        self.paper.overflowed.connect(lambda count: self.refused.emit(_nothing_pasted(declared, count)))
        self._hold(self.paper)
        self._fit()

    def value(self) -> object:
        return self.paper.toPlainText().rstrip() or None

    def set_value(self, value: object) -> None:
        with QSignalBlocker(self.paper):
            self.paper.setPlainText("" if value is None else str(value))
        self._fit()

    def type_text(self, text: str) -> None:
        self.paper.setPlainText(text)

    def _changed(self) -> None:
        self._fit()
        self.edited.emit()

    def _fit(self) -> None:
        lines = min(12, max(3, self.paper.document().blockCount()))
        self.paper.setFixedHeight(lines * Theme.current().line() + 14)


class CurrencyEditor(TextEditor):
    """A currency's code; letters become capitals, and what is no currency is refused."""

    def value(self) -> object:
        code = self.line.text().strip().upper()
        if code and not money.is_currency(code):
            raise Unreadable(
                _("There is no currency “{code}”.").format(code=code[:20]),
                _("Type a code like EUR."),
                suggestion=self.way.currency,
            )
        return code or None

    def settle(self) -> None:
        self.line.setText(self.line.text().strip().upper())
