"""Initials on a colour that stays the same for a name: people as discs, workspaces as tiles."""

from __future__ import annotations

import zlib

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QIcon, QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QSizePolicy, QWidget

from itdesk.core.marks import Mark, initials, mark_of
from itdesk.ui.theme import Theme

# White reads on each with at least 4.5:1, in both themes.
_PEOPLE = ("#9D5646", "#7A6799", "#8C5A85", "#886A4E", "#5A6CA5", "#47786A", "#6F6B45", "#A0506A")


def hue(name: str) -> QColor:
    """The colour of a person's name, the same on every computer."""
    return QColor(_PEOPLE[zlib.crc32(name.casefold().encode()) % len(_PEOPLE)])


def paint_avatar(painter: QPainter, box: QRectF, name: str, *, tile: bool = False, mark: Mark | None = None) -> None:
    """Draw the disc or tile of a name into a square; mark: what was chosen for a workspace's tile."""
    chosen = mark or (mark_of(name) if tile else None)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(chosen.colour) if chosen is not None else hue(name))
    if chosen is not None:
        painter.drawRoundedRect(box, 6, 6)
    else:
        painter.drawEllipse(box)
    font = QFont(Theme.current().font("caption", 600))  # a copy: the theme keeps its own
    font.setPixelSize(max(7, round(box.height() * 0.4)))
    painter.setFont(font)
    painter.setPen(QColor("#FFFFFF"))
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, chosen.letters if chosen is not None else initials(name))
    painter.restore()


def tile_icon(name: str, mark: Mark) -> QIcon:
    """The tile of a workspace as the icon of its windows."""
    icon = QIcon()
    for side in (16, 32, 64):
        picture = QPixmap(side, side)
        picture.fill(Qt.GlobalColor.transparent)
        painter = QPainter(picture)
        paint_avatar(painter, QRectF(0, 0, side, side), name, mark=mark)
        painter.end()
        icon.addPixmap(picture)
    return icon


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
