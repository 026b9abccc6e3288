"""A line for an amount that takes sums and shorthand, and stays open with a sentence while it can't be read."""

from __future__ import annotations

from decimal import Decimal

from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QToolTip, QWidget

from itdesk.core.amounts import parse_amount
from itdesk.core.errors import UserError
from itdesk.ui.labels import restyle

LEAVING = frozenset({Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Tab, Qt.Key.Key_Backtab})


class AmountEdit(QLineEdit):
    """Digits, 1.2k or =340*12 by the workspace's locale; empty is None. `read` says whether it can be taken."""

    def __init__(self, locale: str, digits: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._locale = locale
        self._digits = digits
        self.value: Decimal | None = None
        self.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.textEdited.connect(self._typed)
        self._told = False

    def read(self) -> bool:
        """Take what was typed into `value`; False shows why not, and keeps the text."""
        text = self.text().strip()
        try:
            self.value = parse_amount(text, locale=self._locale, digits=self._digits) if text else None
        except UserError as error:
            self._tell(str(error))
            return False
        self._tell("")
        return True

    def _typed(self) -> None:
        if self._told:
            self.read()

    def _tell(self, why: str) -> None:
        self._told = bool(why)
        restyle(self, invalid="true" if why else "false")
        self.setAccessibleDescription(why)
        if why:
            QToolTip.showText(self.mapToGlobal(QPoint(0, self.height())), why, self, self.rect(), 20_000)
        else:
            QToolTip.hideText()


def keeps_unread(editor: object, event: QEvent) -> bool:
    """For a delegate's own event filter: whether an amount that can't be read keeps its editor open now.

    Qt asks the delegate before any filter of the editor's, so that only there it can be kept from closing.
    """
    if not isinstance(editor, AmountEdit) or not editor.isModified():
        return False
    if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
        return event.key() in LEAVING and not editor.read()
    return event.type() == QEvent.Type.FocusOut and not editor.read()
