"""Where what pops up from a button stands."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QWidget


def put_below(popup: QWidget, button: QWidget) -> None:
    """Move it under the button, its end flush with the button's, and onto the screen."""
    popup.adjustSize()
    corner = button.mapToGlobal(QPoint(button.width() - popup.width(), button.height() + 4))
    if popup.layoutDirection() == Qt.LayoutDirection.RightToLeft:
        corner = button.mapToGlobal(QPoint(0, button.height() + 4))
    room = popup.screen().availableGeometry()
    corner.setX(max(room.left(), min(corner.x(), room.right() - popup.width())))
    popup.move(corner)
