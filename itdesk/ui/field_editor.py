"""What every editor of a field is: a widget that shows a value, says when it is typed in and reads it back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QVBoxLayout, QWidget

from itdesk.core.record import Field
from itdesk.ui.desk import Desk
from itdesk.ui.labels import restyle


@dataclass(frozen=True, slots=True)
class Way:
    """How the workspace reads and writes values."""

    locale: str
    currency: str
    zone: str

    @classmethod
    def of(cls, desk: Desk) -> Way:
        """The way of the workspace that is open."""
        return cls(desk.workspace.locale, desk.workspace.currency, desk.workspace.zone)

    def now(self) -> datetime:
        """This instant."""
        return datetime.now(UTC)

    def today(self) -> date:
        """The day that it is where the workspace is."""
        return self.now().astimezone(ZoneInfo(self.zone)).date()


class Editor(QWidget):
    """A field on a form. `value()` raises Unreadable where what is typed can't be one; the text stays as typed."""

    edited = Signal()  # by the person, at each key or choice
    left = Signal()  # the keyboard went elsewhere
    refused = Signal(str)  # a sentence: more was pasted than the field takes

    def __init__(self, declared: Field, way: Way) -> None:
        super().__init__()
        self.declared = declared
        self.way = way
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._inner: QWidget = self

    def _hold(self, inner: QWidget) -> None:
        self._inner = inner
        self._column.addWidget(inner)
        self.setFocusProxy(inner)
        inner.setAccessibleName(self.declared.label)
        inner.installEventFilter(self)

    @property
    def inner(self) -> QWidget:
        """The widget with the keyboard."""
        return self._inner

    def value(self) -> object:
        """What is typed as a value; None for nothing."""
        raise NotImplementedError

    def set_value(self, value: object) -> None:
        """Show a value."""
        raise NotImplementedError

    def type_text(self, text: str) -> None:
        """Put in what a suggestion says, as if it were typed."""
        raise NotImplementedError

    def typed(self) -> str:
        """What stands there as text."""
        if isinstance(self._inner, QLineEdit):
            return self._inner.text()
        return self._inner.toPlainText() if isinstance(self._inner, QPlainTextEdit) else ""

    def settle(self) -> None:
        """Show a value that can be read the way lists show it; called when the field is left. Most have nothing to do."""

    def select_all(self) -> None:
        """Mark what stands there, so that typing replaces it."""
        if isinstance(self._inner, QLineEdit | QPlainTextEdit):
            self._inner.selectAll()

    def set_invalid(self, sentence: str) -> None:
        """Show the red border and tell screen readers why; nothing takes it off."""
        invalid = "true" if sentence else "false"
        if self._inner.property("invalid") not in ((None, "false") if not sentence else ("true",)):
            restyle(self._inner, invalid=invalid)
        self._inner.setAccessibleDescription(sentence)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._inner and event.type() == QEvent.Type.FocusOut and isinstance(event, QFocusEvent):
            stays = {Qt.FocusReason.PopupFocusReason, Qt.FocusReason.ActiveWindowFocusReason}
            if event.reason() not in stays:
                self.left.emit()
        return False
