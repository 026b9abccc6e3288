"""Short ways to paint: text in a role and a tone, cut to its room, on the right side in every direction."""

from __future__ import annotations

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor, QFontMetrics, QGuiApplication, QPainter

from itdesk.ui.theme import Theme

_LEFT, _RIGHT = (
    int(side | Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignAbsolute)
    for side in (Qt.AlignmentFlag.AlignLeft, Qt.AlignmentFlag.AlignRight)
)
_MIDDLE = int(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignAbsolute)
_PLACES = {  # by alignment, and whether the app reads from the right; put together once, since each cell asks for it
    ("start", False): _LEFT,
    ("start", True): _RIGHT,
    ("end", False): _RIGHT,
    ("end", True): _LEFT,
    ("middle", False): _MIDDLE,
    ("middle", True): _MIDDLE,
}
_metrics: dict[tuple[str, int], QFontMetrics] = {}
Theme.current().theme_changed.connect(_metrics.clear)


def metrics(role: str = "body", weight: int = 0) -> QFontMetrics:
    """The measures of a role's font, kept until the theme changes."""
    found = _metrics.get((role, weight))
    if found is None:
        found = _metrics[role, weight] = QFontMetrics(Theme.current().font(role, weight))
    return found


def width(text: str, role: str = "body", weight: int = 0) -> int:
    """How wide a text is, in pixels."""
    return metrics(role, weight).horizontalAdvance(text)


def draw(
    painter: QPainter,
    box: QRect,
    text: str,
    *,
    role: str = "body",
    weight: int = 0,
    tone: str | QColor = "text",
    align: str = "start",
    elide: Qt.TextElideMode = Qt.TextElideMode.ElideRight,
) -> int:
    """Draw one line into box, in the middle of its height; the width that it took. align: start, middle or end."""
    theme = Theme.current()
    shown = metrics(role, weight).elidedText(text, elide, box.width())
    painter.setFont(theme.font(role, weight))
    painter.setPen(tone if isinstance(tone, QColor) else theme.color(tone))
    put(painter, box, shown, align)
    return metrics(role, weight).horizontalAdvance(shown)


def put(painter: QPainter, box: QRect, text: str, align: str = "start") -> None:
    """Draw a text as it is, in the painter's font and colour; it reads in its own direction ("38 people" stays so)."""
    before = painter.layoutDirection()
    painter.setLayoutDirection(Qt.LayoutDirection.LayoutDirectionAuto)
    painter.drawText(box, _PLACES[align, right_to_left()], text)
    painter.setLayoutDirection(before)


def right_to_left() -> bool:
    """Whether the app reads from the right."""
    return QGuiApplication.layoutDirection() == Qt.LayoutDirection.RightToLeft


def part(box: QRect, start: int, wide: int) -> QRect:
    """The part of box that begins `start` pixels after its leading edge, `wide` pixels wide."""
    if right_to_left():
        return QRect(box.right() + 1 - start - wide, box.top(), wide, box.height())
    return QRect(box.left() + start, box.top(), wide, box.height())
