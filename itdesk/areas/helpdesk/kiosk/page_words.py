"""The field for one's own words on the shared PC's screen."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QPlainTextEdit

from itdesk.ui.theme import Theme


class WordsEdit(QPlainTextEdit):
    """One's own words: Tab leaves, Ctrl+Enter goes on."""

    finished = Signal()

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setProperty("role", "big")
        self.setAccessibleName(name)
        self.setTabChangesFocus(True)
        self.setFixedHeight(Theme.current().px(88))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        enter = event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}
        if enter and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.finished.emit()
            return
        super().keyPressEvent(event)
