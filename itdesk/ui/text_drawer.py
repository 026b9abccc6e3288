"""Texts of many cells, laid out once: each is kept as it is drawn in its room, until the theme changes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QStaticText, QTransform

from itdesk.ui.theme import Theme

KEPT = 4000  # texts: several windows full of cells


class Laid(NamedTuple):
    """A text as far as it fits, and what it takes up."""

    static: QStaticText
    wide: int
    high: int


class TextDrawer:
    """Draws elided texts in the theme's fonts."""

    def __init__(self) -> None:
        self._metrics: dict[tuple[str, int], QFontMetrics] = {}
        self._laid: dict[tuple[str, int, str, int], Laid] = {}
        Theme.current().theme_changed.connect(self.forget)

    def forget(self) -> None:
        """Measure anew."""
        self._metrics.clear()
        self._laid.clear()

    @property
    def laid(self) -> Mapping[tuple[str, int, str, int], Laid]:
        """What is kept, by role, weight, text and room."""
        return self._laid

    def metrics(self, role: str = "body", weight: int = 0) -> QFontMetrics:
        """The measures of a role's font."""
        found = self._metrics.get((role, weight))
        if found is None:
            found = self._metrics[role, weight] = QFontMetrics(Theme.current().font(role, weight))
        return found

    def lay(self, text: str, room: int, role: str = "body", weight: int = 0) -> Laid:
        """The text as far as it fits; the name of a file loses its middle, any other text its end."""
        key = (role, weight, text, room)
        found = self._laid.get(key)
        if found is None:
            if len(self._laid) >= KEPT:
                self._laid.clear()
            found = _laid(text, role, weight)
            if found.wide > room:
                mode = Qt.TextElideMode.ElideMiddle if _is_file(text) else Qt.TextElideMode.ElideRight
                found = _laid(self.metrics(role, weight).elidedText(text, mode, room), role, weight)
            self._laid[key] = found
        return found

    def put(self, painter: QPainter, box: QRect, laid: Laid, *, trailing: bool) -> None:
        """Draw it in the painter's font and colour, in the middle of the box's height."""
        at_right = trailing != (painter.layoutDirection() == Qt.LayoutDirection.RightToLeft)
        x = box.left() + box.width() - laid.wide if at_right else box.left()
        painter.drawStaticText(x, box.top() + (box.height() - laid.high) // 2, laid.static)

    def draw(
        self,
        painter: QPainter,
        box: QRect,
        text: str,
        *,
        tone: str = "text",
        role: str = "body",
        weight: int = 0,
        trailing: bool = False,
    ) -> None:
        """Draw the text into box."""
        theme = Theme.current()
        painter.setFont(theme.font(role, weight))
        painter.setPen(theme.color(tone))
        self.put(painter, box, self.lay(text, box.width(), role, weight), trailing=trailing)


def _laid(text: str, role: str, weight: int) -> Laid:
    static = QStaticText(text)  # its direction is its own: numbers, dates and names keep theirs
    static.setTextFormat(Qt.TextFormat.PlainText)
    static.prepare(QTransform(), Theme.current().font(role, weight))
    size = static.size()
    return Laid(static, -int(-size.width() // 1), -int(-size.height() // 1))


def _is_file(text: str) -> bool:
    stem, dot, ending = text.rpartition(".")
    return (
        bool(dot and stem) and 1 < len(ending) < 6 and ending.isalnum() and " " not in ending and not stem[-1].isspace()
    )
