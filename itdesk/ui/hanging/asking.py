"""Small dialogs that ask for one thing and stay until it could be done."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QLineEdit, QPlainTextEdit, QWidget

from itdesk.ui.desk import Desk
from itdesk.ui.dialogs import Dialog
from itdesk.ui.labels import label
from itdesk.ui.theme import Theme


class _Asking(Dialog):
    """Whoever opened it closes it once what was asked for is done, or says in it why it can't be."""

    wanted = Signal()

    def __init__(self, parent: QWidget, title: str, *, act: str) -> None:
        super().__init__(parent, title, act=act)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setModal(True)

    def accept(self) -> None:
        self.say_wrong("")
        self.wanted.emit()


class TextDialog(_Asking):
    """Asks for a text: one line, or several with tall."""

    def __init__(self, parent: QWidget, title: str, name: str, text: str = "", *, act: str, tall: bool = False) -> None:
        super().__init__(parent, title, act=act)
        self.field: QLineEdit | QPlainTextEdit
        if tall:
            self.field = QPlainTextEdit(text)
            self.field.setTabChangesFocus(True)
            self.field.setFixedHeight(Theme.current().px(96))
        else:
            self.field = QLineEdit(text)
            self.field.setMaxLength(255)
        self.field.setAccessibleName(name)
        self.body.addWidget(label(name, "body", "text-2", buddy=self.field))
        self.body.addWidget(self.field)
        self.field.setFocus()
        self.field.selectAll()

    def keep(self, desk: Desk, key: str, title: str) -> None:
        """Keep what is typed until it could be done."""
        self.keep_typed(desk, key, title, {"text": self.field})

    @property
    def text(self) -> str:
        """What is typed."""
        return self.field.text() if isinstance(self.field, QLineEdit) else self.field.toPlainText()

    def select(self, length: int) -> None:
        """Select the first letters, such as a file's name without its ending."""
        if isinstance(self.field, QLineEdit):
            self.field.setSelection(0, length)


class PickDialog(_Asking):
    """Asks for one of a few."""

    def __init__(self, parent: QWidget, title: str, choices: Sequence[tuple[object, str]], *, act: str) -> None:
        super().__init__(parent, title, act=act)
        self.box = QComboBox()
        self.box.setAccessibleName(title)
        for value, words in choices:
            self.box.addItem(words, value)
        self.body.addWidget(self.box)
        self.box.setFocus()

    @property
    def picked(self) -> object:
        """The chosen value."""
        return self.box.currentData()

    def pick(self, value: object) -> None:
        """Choose a value."""
        self.box.setCurrentIndex(max(0, self.box.findData(value)))
