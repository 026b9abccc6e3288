"""The trail over the shared PC's screen: which steps are done and which one this is."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from itdesk.areas.helpdesk.kiosk.page_buttons import font
from itdesk.core.texts import _
from itdesk.ui import drawing, icons
from itdesk.ui.theme import Theme


class StepTrail(QWidget):
    """Where one is: done steps with a tick, this one filled, later ones as rings; each with its word and number."""

    def __init__(self, words: tuple[str, ...]) -> None:
        super().__init__()
        self._words = words
        self._at = 0
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.show_step(0)

    def show_step(self, number: int) -> None:
        """Mark a step, counted from 0."""
        self._at = number
        self.setAccessibleName(
            _("Step {n} of {all}: {name}").format(n=number + 1, all=len(self._words), name=self._words[number])
        )
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(Theme.current().px(420), Theme.current().px(32))

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = Theme.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        disc, line, gap = theme.px(28), theme.px(56), theme.px(10)
        widths = [
            QFontMetrics(self._font(number)).horizontalAdvance(word) + 1 for number, word in enumerate(self._words)
        ]
        whole = sum(widths) + len(widths) * (disc + gap) + (len(widths) - 1) * (line + 2 * gap)
        if whole > self.width():
            spare = whole - self.width()
            line = max(gap, line - spare // (len(widths) - 1) - 1)
            whole = sum(widths) + len(widths) * (disc + gap) + (len(widths) - 1) * (line + 2 * gap)
        x = max(0, (self.width() - whole) // 2)
        for number, word in enumerate(self._words):
            self._paint_disc(painter, theme, drawing.part(self.rect(), x, disc), number)
            x += disc + gap
            painter.setFont(self._font(number))
            painter.setPen(theme.color("text" if number == self._at else "text-2"))
            drawing.put(painter, drawing.part(self.rect(), x, widths[number]), word)
            x += widths[number] + gap
            if number < len(self._words) - 1:
                painter.setPen(QPen(theme.color("line-strong"), 2))
                rest = drawing.part(self.rect(), x, line)
                y = self.rect().center().y()
                painter.drawLine(QPoint(rest.left(), y), QPoint(rest.right(), y))
                x += line + gap

    def _font(self, number: int) -> QFont:
        return font(15, 600 if number == self._at else 400)

    def _paint_disc(self, painter: QPainter, theme: Theme, box: QRect, number: int) -> None:
        side = box.width()
        disc = QRectF(box.left() + 1, box.center().y() - side / 2 + 1, side - 2, side - 2)
        done, here = number < self._at, number == self._at
        painter.setPen(QPen(theme.color("green" if done else "accent" if here else "line-input"), 2))
        painter.setBrush(theme.color("green-tint" if done else "accent" if here else "window"))
        painter.drawEllipse(disc)
        if done:
            icons.paint(painter, disc, "check", "green-text", size=theme.px(14))
            return
        painter.setFont(font(13, 600))
        painter.setPen(theme.color("on-accent" if here else "text-2"))
        painter.drawText(disc, Qt.AlignmentFlag.AlignCenter, str(number + 1))
