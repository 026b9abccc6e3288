"""Tinted bars of the shared PC's screen: news, hints and what went wrong."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout

from itdesk.areas.helpdesk.kiosk.page_buttons import BigButton
from itdesk.core.texts import _
from itdesk.ui.labels import label
from itdesk.ui.sections import IconMark
from itdesk.ui.theme import Theme


class TintBar(QFrame):
    """An icon and words on a tinted ground, and at most one button. tone: amber, red, blue, green."""

    def __init__(self, tone: str, icon: str, title: str = "", text: str = "", button: BigButton | None = None) -> None:
        super().__init__()
        self._tone = tone
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 4, 12, 4)
        row.setSpacing(14)
        row.addWidget(IconMark(icon, f"{tone}-text", Theme.current().px(18)))
        words = QVBoxLayout()
        words.setContentsMargins(0, 8, 0, 8)
        words.setSpacing(2)
        self._title = label(title, "section", wrap=True)
        self._text = label(text, "lead", wrap=True)
        for part in (self._title, self._text):
            words.addWidget(part)
        row.addLayout(words, 1)
        if button is not None:
            row.addWidget(button)
        self.say(title, text)

    @property
    def said(self) -> str:
        """What it says now."""
        return f"{self._title.text()} {self._text.text()}".strip()

    def say(self, title: str, text: str = "") -> None:
        """Show these words."""
        self._title.setText(title)
        self._text.setText(text)
        self._title.setVisible(bool(title))
        self._text.setVisible(bool(text))
        self.setAccessibleName(self.said)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(Theme.current().color(f"{self._tone}-tint"))
        painter.drawRoundedRect(QRectF(self.rect()), 8, 8)


class ErrorBar(TintBar):
    """What went wrong and what to do, until something else is tried."""

    def __init__(self) -> None:
        self._again: Callable[[], object] | None = None
        self.again = BigButton(_("Try again"), kind="link", strong=True, run=self._try_again)
        super().__init__("red", "warn", button=self.again)
        self.hide()

    def show_error(self, message: str, cure: str = "", again: Callable[[], object] | None = None) -> None:
        """Say it, with a way to try again where there is one."""
        self._again = again
        self.again.setVisible(again is not None)
        self.say(message, cure)
        self.show()

    def _try_again(self) -> None:
        self.hide()
        if self._again is not None:
            self._again()
