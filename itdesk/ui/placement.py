"""Where a window stands: back where it was, but never where no screen shows it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QByteArray, QPoint, QRect, QSettings
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QMainWindow, QWidget

GRIP = 96  # pixels of a window's head that have to be seen, so that it can be taken hold of
STEP = 32  # how far a further window stands beside the one before


def on_screen(wanted: QRect, screens: Sequence[QRect]) -> QRect:
    """The box where it was wanted if its head can be taken hold of there; else within the nearest screen."""
    head = QRect(wanted.topLeft(), QPoint(wanted.right(), wanted.top() + GRIP // 4))
    for screen in screens:
        seen = screen.intersected(head)
        if seen.width() >= min(GRIP, wanted.width()) and seen.height() > 0 and wanted.top() >= screen.top():
            return QRect(wanted.topLeft(), wanted.size().boundedTo(screen.size()))
    if not screens:
        return wanted
    near = min(screens, key=lambda screen: _far(screen, wanted))
    size = wanted.size().boundedTo(near.size())
    left = max(near.left(), min(wanted.left(), near.right() + 1 - size.width()))
    top = max(near.top(), min(wanted.top(), near.bottom() + 1 - size.height()))
    return QRect(QPoint(left, top), size)


def _far(screen: QRect, wanted: QRect) -> int:
    between = screen.center() - wanted.center()
    return abs(between.x()) + abs(between.y())


def bring_back(window: QMainWindow, settings: QSettings) -> bool:
    """Give a window its place and size of last time, maximised if it was; False if nothing is known of it."""
    geometry = settings.value("geometry")
    if not isinstance(geometry, QByteArray) or not window.restoreGeometry(geometry):
        return False
    plain = settings.value("box")
    if isinstance(plain, QRect) and plain.isValid() and not window.isMaximized() and not window.isFullScreen():
        window.setGeometry(on_screen(plain, screens()))
    return True


def keep(window: QMainWindow, settings: QSettings) -> None:
    """Remember place, size and whether it is maximised."""
    settings.setValue("geometry", window.saveGeometry())
    settings.setValue("box", window.normalGeometry())


def beside(window: QWidget, other: QWidget) -> None:
    """Put a new window a step below another, where it hides nothing of its head."""
    box = QRect(other.pos() + QPoint(STEP, STEP), other.size())
    window.resize(box.size())
    window.move(on_screen(box, screens()).topLeft())


def screens() -> list[QRect]:
    """What each screen has room for, the first one first."""
    return [screen.availableGeometry() for screen in QGuiApplication.screens()]
