"""Fields for passphrases: hidden while typed unless asked, and a new one twice with a word on how strong it is."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QLineEdit, QVBoxLayout, QWidget

from itdesk.core import passphrases
from itdesk.core.texts import _
from itdesk.ui.labels import label, restyle
from itdesk.ui.theme import Theme


def secret_field(name: str) -> QLineEdit:
    """A field whose text isn't shown, offered to no dictionary, and not undone letter by letter."""
    field = QLineEdit()
    field.setEchoMode(QLineEdit.EchoMode.Password)
    field.setAccessibleName(name)
    return field


class NewPassphrase(QWidget):
    """A new passphrase, twice; `problem` says what is wrong with it."""

    changed = Signal()

    def __init__(self, name: str = "", too_short: str = "", *, shortest: int = passphrases.SHORTEST) -> None:
        super().__init__()
        name = name or _("Passphrase")
        self._shortest = shortest
        self._too_short = too_short or _("A passphrase needs at least {n} characters; a few words are best.")
        self.first = secret_field(name)
        self.second = secret_field(_("The same again"))
        self.shown = QCheckBox(_("Show what I type"))
        self.shown.setMinimumHeight(Theme.current().px(24))
        self.hint = label("", "small", "text-2", wrap=True)
        self.hint.setFixedHeight(Theme.current().px(36))  # two lines, so that nothing moves while one types
        side = self.hint.alignment() & Qt.AlignmentFlag.AlignHorizontal_Mask  # from right to left, the right
        self.hint.setAlignment(Qt.AlignmentFlag.AlignTop | side)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 4, 0, 0)
        column.setSpacing(6)
        column.addWidget(label(name, "body", "text-2", buddy=self.first))
        column.addWidget(self.first)
        column.addWidget(self.hint)
        column.addWidget(label(_("The same again"), "body", "text-2", buddy=self.second))
        column.addWidget(self.second)
        column.addWidget(self.shown)
        self.first.textChanged.connect(self._judge)
        self.second.textChanged.connect(self._judge)
        self.shown.toggled.connect(self._show)
        self._judge()

    def text(self) -> str:
        """What was typed."""
        return self.first.text()

    def problem(self) -> tuple[QWidget, str] | None:
        """The field that isn't right, and why."""
        if len(self.first.text()) < self._shortest:
            return self.first, self._too_short.format(n=self._shortest)
        if self.first.text() != self.second.text():
            return self.second, _("The two differ.")
        return None

    def clear(self) -> None:
        """Forget what was typed."""
        self.first.clear()
        self.second.clear()

    def _judge(self) -> None:
        for field in (self.first, self.second):
            restyle(field, invalid="")
        typed = self.first.text()
        found = passphrases.strength(typed)
        self.hint.setText(found.label if typed else _("A few words that don't belong together are easy to type."))
        restyle(self.hint, tone=found.tone if typed else "text-2")
        self.first.setAccessibleDescription(self.hint.text())
        self.changed.emit()

    def _show(self, on: bool) -> None:  # noqa: FBT001 -- a slot of Qt's
        for field in (self.first, self.second):
            field.setEchoMode(QLineEdit.EchoMode.Normal if on else QLineEdit.EchoMode.Password)
