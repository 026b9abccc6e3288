"""The head of an import: what is imported, and the four steps with the one that is on."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QWidget

from itdesk.core.texts import _
from itdesk.ui import drawing, icons
from itdesk.ui.buttons import Button
from itdesk.ui.labels import ElidedLabel, label
from itdesk.ui.theme import Theme

DISC = 20
JOIN = 24
GAP = 8


class Steps(QWidget):
    """Numbered discs with their words; done ones carry a tick. Where room is short only the current word stays."""

    def __init__(self, words: tuple[str, ...]) -> None:
        super().__init__()
        self._words = words
        self.current = 0
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.show_step(0)

    def show_step(self, number: int) -> None:
        """Make a step the current one."""
        self.current = number
        said = _("Step {n} of {m}: {step}").format(n=number + 1, m=len(self._words), step=self._words[number])
        self.setAccessibleName(said)
        self.updateGeometry()
        self.update()

    def _width(self, *, words: bool) -> int:
        theme = Theme.current()
        total = 0
        for place, word in enumerate(self._words):
            total += theme.px(DISC)
            if words or place == self.current:
                total += GAP + drawing.width(word, "body", 600 if place == self.current else 0) + 1
        return total + (len(self._words) - 1) * (theme.px(JOIN) + 2 * GAP)

    def sizeHint(self) -> QSize:
        return QSize(self._width(words=True), Theme.current().px(32))

    def minimumSizeHint(self) -> QSize:
        return QSize(self._width(words=False), Theme.current().px(32))

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = Theme.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        every = self._width(words=True) <= self.width()
        x = self.width() - self._width(words=every)
        for place, word in enumerate(self._words):
            if place:
                line = drawing.part(self.rect(), x + GAP, theme.px(JOIN))
                painter.fillRect(line.left(), line.center().y(), line.width(), 1, theme.color("line-strong"))
                x += theme.px(JOIN) + 2 * GAP
            disc = drawing.part(self.rect(), x, theme.px(DISC))
            self._paint_disc(painter, theme, QRectF(disc), place)
            x += theme.px(DISC)
            if every or place == self.current:
                weight = 600 if place == self.current else 0
                wide = drawing.width(word, "body", weight) + 1
                tone = "text" if place == self.current else "text-2"
                drawing.draw(painter, drawing.part(self.rect(), x + GAP, wide), word, weight=weight, tone=tone)
                x += GAP + wide

    def _paint_disc(self, painter: QPainter, theme: Theme, box: QRectF, place: int) -> None:
        side = theme.px(DISC)
        disc = QRectF(box.left(), box.center().y() - side / 2, side, side).adjusted(0.5, 0.5, -0.5, -0.5)
        if place < self.current:
            painter.setPen(QPen(theme.color("green")))
            painter.setBrush(theme.color("green-tint"))
            painter.drawEllipse(disc)
            icons.paint(painter, disc, "check", "green-text", size=theme.px(12))
            return
        on = place == self.current
        painter.setPen(Qt.PenStyle.NoPen if on else QPen(theme.color("line-input")))
        painter.setBrush(theme.color("accent") if on else Qt.GlobalColor.transparent)
        painter.drawEllipse(disc)
        painter.setFont(theme.font("caption", 600))
        painter.setPen(theme.color("on-accent" if on else "text-2"))
        painter.drawText(disc, Qt.AlignmentFlag.AlignCenter, str(place + 1))


class ImportHead(QFrame):
    """Close, title, what file, and the steps."""

    def __init__(self, title: str, leave: Callable[[], object]) -> None:
        super().__init__()
        self.setProperty("look", "bar")
        self.setFixedHeight(Theme.current().px(48) + 1)
        row = QHBoxLayout(self)
        row.setContentsMargins(10, 0, 16, 0)
        row.setSpacing(8)
        row.addWidget(Button(icon="x", kind="quiet", small=True, name=_("Leave the import"), key="Esc", run=leave))
        row.addWidget(label(title, "section"))
        self.file = ElidedLabel("", "body", "text-2")
        row.addWidget(self.file, 1)
        self.steps = Steps((_("Choose file"), _("Match columns and fix rows"), _("Check changes"), _("Done")))
        row.addWidget(self.steps)
