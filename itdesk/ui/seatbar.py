"""Used, idle, free and over as one bar: solid, hatched, light, and red hatch past a tick."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from itdesk.core.texts import _
from itdesk.ui import drawing
from itdesk.ui.theme import Theme


@dataclass(frozen=True, slots=True)
class Seats:
    """bought is what may be given, given what is given, used what is in use; given above bought is over-used."""

    bought: int
    given: int
    used: int

    @property
    def words(self) -> str:
        """The bar for screen readers and tooltips."""
        text = _("{used} in use, {given} given, {bought} bought").format(
            used=self.used, given=self.given, bought=self.bought
        )
        over = self.given - self.bought
        return _("{text}, {n} over").format(text=text, n=over) if over > 0 else text


def hatch(painter: QPainter, shape: QRectF, ink: QColor, ground: QColor, *, radius: float = 0, gap: float = 5) -> None:
    """Fill a box with slanted lines on a ground."""
    painter.save()
    path = QPainterPath()
    path.addRoundedRect(shape, radius, radius)
    painter.fillPath(path, ground)
    painter.setClipPath(path, Qt.ClipOperation.IntersectClip)
    painter.setPen(QPen(ink, 1.7))
    x = shape.left() - shape.height()
    while x < shape.right():
        painter.drawLine(QPointF(x, shape.bottom()), QPointF(x + shape.height(), shape.top()))
        x += gap
    painter.restore()


def paint_seats(painter: QPainter, box: QRect, seats: Seats) -> None:
    """Draw the bar over the width of box, 10 px high in its middle."""
    theme = Theme.current()
    whole = max(seats.bought, seats.given, 1)
    height = theme.px(10)
    frame = QRectF(box.left(), box.top() + (box.height() - height) / 2, box.width(), height)
    scale = frame.width() / whole
    used = min(seats.used, seats.bought) * scale
    given = min(seats.given, seats.bought) * scale
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    if drawing.right_to_left():
        painter.translate(box.left() + box.right() + 1, 0)
        painter.scale(-1, 1)
    outline = QPainterPath()
    outline.addRoundedRect(frame, 3, 3)
    painter.setClipPath(outline, Qt.ClipOperation.IntersectClip)
    painter.fillRect(frame, theme.color("grey-tint"))
    painter.setPen(QPen(theme.color("line-strong"), 2))
    painter.drawPath(outline)
    if given > used:
        idle = QRectF(frame.left() + used, frame.top(), given - used, height)
        hatch(painter, idle, theme.color("c1"), theme.color("surface"))
    painter.fillRect(QRectF(frame.left(), frame.top(), used, height), theme.color("c1"))
    if seats.given > seats.bought:
        over = QRectF(frame.left() + seats.bought * scale, frame.top(), frame.width() - seats.bought * scale, height)
        hatch(painter, over, theme.color("red"), theme.color("red-tint"))
    painter.setClipping(False)
    if seats.given > seats.bought:
        x = frame.left() + seats.bought * scale
        painter.fillRect(QRectF(x - 1, frame.top() - 3, 2, height + 6), theme.color("text"))
    painter.restore()


class SeatBar(QWidget):
    """The bar as a widget."""

    def __init__(self, seats: Seats) -> None:
        super().__init__()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.show_seats(seats)

    def show_seats(self, seats: Seats) -> None:
        """Show other counts."""
        self.seats = seats
        self.setAccessibleName(seats.words)
        self.setToolTip(seats.words)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(Theme.current().px(180), Theme.current().px(20))

    def minimumSizeHint(self) -> QSize:
        return QSize(40, Theme.current().px(20))

    def paintEvent(self, _event: QPaintEvent) -> None:
        paint_seats(QPainter(self), self.rect(), self.seats)
