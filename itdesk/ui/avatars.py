"""Initials on a colour that stays the same for a name: people as discs, workspaces as tiles."""

from __future__ import annotations

import zlib

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from itdesk.ui.theme import Theme

# White reads on each with at least 4.5:1, in both themes.
_PEOPLE = ("#9D5646", "#7A6799", "#8C5A85", "#886A4E", "#5A6CA5", "#47786A", "#6F6B45", "#A0506A")
_TILES = ("#2F5E50", "#5C4B7D", "#7D4B3C", "#34597F", "#6B5A22", "#7A3F5C")


def initials(name: str) -> str:
    """Two letters at most: the first of the first and of the last word."""
    words = [word for word in name.split() if word[0].isalnum()]
    if not words:
        return "?"
    letters = words[0][0] + (words[-1][0] if len(words) > 1 else "")
    return letters.upper()


def hue(name: str, *, tile: bool = False) -> QColor:
    """The colour of a name, the same on every computer."""
    colours = _TILES if tile else _PEOPLE
    return QColor(colours[zlib.crc32(name.casefold().encode()) % len(colours)])


def paint_avatar(painter: QPainter, box: QRectF, name: str, *, tile: bool = False) -> None:
    """Draw the disc or tile of a name into a square."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(hue(name, tile=tile))
    if tile:
        painter.drawRoundedRect(box, 6, 6)
    else:
        painter.drawEllipse(box)
    font = QFont(Theme.current().font("caption", 600))  # a copy: the theme keeps its own
    font.setPixelSize(max(7, round(box.height() * 0.4)))
    painter.setFont(font)
    painter.setPen(QColor("#FFFFFF"))
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, initials(name))
    painter.restore()


class Avatar(QWidget):
    """The disc or tile of a name as a widget; says nothing to screen readers, because the name stands beside it."""

    def __init__(self, name: str, size: int = 24, *, tile: bool = False) -> None:
        super().__init__()
        self._name = name
        self._size = size
        self._tile = tile
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def set_name(self, name: str) -> None:
        """Show somebody else."""
        self._name = name
        self.update()

    def sizeHint(self) -> QSize:
        side = Theme.current().px(self._size)
        return QSize(side, side)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        side = min(self.width(), self.height())
        paint_avatar(QPainter(self), QRectF(0, 0, side, side), self._name, tile=self._tile)
