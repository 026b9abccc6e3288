"""A text field for comments in which @ completes the people of the workspace."""

from __future__ import annotations

import re
from typing import Any

from PySide6.QtCore import QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QTextCursor
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QPlainTextEdit

from itdesk.core.texts import _
from itdesk.ui.desk import Desk
from itdesk.ui.popup_rows import ROW, PopupRows
from itdesk.ui.theme import Theme

SHOWN = 6
_BEGUN = re.compile(r"(?:^|[\s(])@([^\s@](?:[^@\n]{0,38}\S)?)?$")
_STORED = re.compile(r"\[@([^\]\[]+)\]\(person:(\d{1,18})\)")
_ID = Qt.ItemDataRole.UserRole


class MentionEdit(QPlainTextEdit):
    """Shows "@Name" for who is meant; `body` has it as it is stored."""

    sent = Signal()
    left = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._people: dict[str, int] = {}  # those who were chosen, by name
        self.setAccessibleName(_("Comment. Type @ to mention somebody."))
        self.setPlaceholderText(_("Write a comment, @ mentions somebody"))
        self.setTabChangesFocus(True)
        self.setFixedHeight(Theme.current().px(84))
        self.popup = QListWidget()
        self.popup.setWindowFlags(Qt.WindowType.ToolTip)
        self.popup.setProperty("look", "popup")
        self.popup.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.popup.setItemDelegate(PopupRows(self.popup))
        self.popup.setAccessibleName(_("People"))
        self.popup.itemClicked.connect(self._choose)
        self.destroyed.connect(self.popup.deleteLater)
        self._wait = QTimer(self, singleShot=True, interval=100)
        self._wait.timeout.connect(self._look_up)
        self.textChanged.connect(self._wait.start)

    @property
    def body(self) -> str:
        """The text as it is stored, with who is meant."""
        text = self.toPlainText()
        for name in sorted(self._people, key=len, reverse=True):
            text = re.sub(rf"(?<!\[)@{re.escape(name)}", f"[@{name}](person:{self._people[name]})", text)
        return text

    def show_body(self, body: str) -> None:
        """Edit a stored text."""
        self._people = {found[1]: int(found[2]) for found in _STORED.finditer(body)}
        self.setPlainText(_STORED.sub(r"@\1", body))
        self.moveCursor(QTextCursor.MoveOperation.End)

    def _begun(self) -> str | None:
        """What is typed after an @ up to the cursor, or nothing."""
        cursor = self.textCursor()
        before = cursor.block().text()[: cursor.positionInBlock()]
        found = _BEGUN.search(before)
        if found is None or any(before.endswith(f"@{name}") or f"@{name} " in before for name in self._people):
            return None
        return found[1] or ""

    def _look_up(self) -> None:
        typed = self._begun()
        if typed is None or not self.hasFocus():
            self.popup.hide()
            return

        def read(session: Any) -> list[tuple[int, str, str]]:
            from itdesk.db import records

            return records.choices_for(session, "people", typed, SHOWN)

        self._desk.read(self, read, lambda found: self._offer(typed, found), key="people")

    def _offer(self, typed: str, found: list[tuple[int, str, str]]) -> None:
        if typed != self._begun() or not found:
            self.popup.hide()
            return
        self.popup.clear()
        for person_id, name, subtitle in found:
            item = QListWidgetItem(f"{name} · {subtitle}" if subtitle else name)
            item.setData(_ID, (person_id, name))
            self.popup.addItem(item)
        self.popup.setCurrentRow(0)
        theme = Theme.current()
        self.popup.resize(max(self.width(), theme.px(240)), theme.px(ROW) * len(found) + 6)
        corner = self.viewport().mapToGlobal(self.cursorRect().bottomLeft() + QPoint(0, 4))
        room = self.screen().availableGeometry()
        corner.setX(min(corner.x(), room.right() - self.popup.width()))
        if corner.y() + self.popup.height() > room.bottom():
            corner.setY(self.viewport().mapToGlobal(self.cursorRect().topLeft()).y() - self.popup.height() - 4)
        self.popup.move(corner)
        self.popup.show()

    def _choose(self, item: QListWidgetItem) -> None:
        person_id, name = item.data(_ID)
        typed = self._begun() or ""
        self._people[name] = person_id
        cursor = self.textCursor()
        cursor.movePosition(QTextCursor.MoveOperation.Left, QTextCursor.MoveMode.KeepAnchor, len(typed))
        cursor.insertText(f"{name} ")
        self.setTextCursor(cursor)
        self.popup.hide()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        enter = key in {Qt.Key.Key_Return, Qt.Key.Key_Enter}
        item = self.popup.currentItem()
        if self.popup.isVisible() and item is not None and (enter or key == Qt.Key.Key_Tab):
            self._choose(item)
        elif self.popup.isVisible() and key in {Qt.Key.Key_Down, Qt.Key.Key_Up}:
            row = self.popup.currentRow() + (1 if key == Qt.Key.Key_Down else -1)
            self.popup.setCurrentRow(max(0, min(self.popup.count() - 1, row)))
        elif key == Qt.Key.Key_Escape:
            self.popup.hide() if self.popup.isVisible() else self.left.emit()
        elif enter and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.sent.emit()
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self.popup.hide()
        super().focusOutEvent(event)
