"""How far words stand out from what is behind them, measured in the picture of a screen."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from PIL import Image
from PySide6.QtCore import QModelIndex, QPoint, QRect, Qt
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import QAbstractButton, QAbstractItemView, QLabel, QTableView, QWidget

TEXT = 4.5
LARGE = 3.0  # 24 pixels, or 19 in bold
FINE = 2  # pixels of the picture for one of the screen: thin strokes keep their colour
ROWS = 3

Colour = tuple[int, int, int]  # red, green, blue, up to 255


@cache
def luminance(colour: Colour) -> float:
    """How bright it looks, from 0 to 1, as WCAG counts it."""
    parts = (one / 255 for one in colour)
    red, green, blue = (one / 12.92 if one <= 0.03928 else ((one + 0.055) / 1.055) ** 2.4 for one in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def ratio(one: QColor, other: QColor) -> float:
    """The contrast of two colours, from 1 to 21."""
    return _apart(*(luminance((colour.red(), colour.green(), colour.blue())) for colour in (one, other)))


def _apart(one: float, other: float) -> float:
    low, high = sorted((one, other))
    return (high + 0.05) / (low + 0.05)


def pale(root: QWidget) -> list[str]:
    """A line for each text below root that hardly stands out from its ground."""
    picture = picture_of(root)
    found = []
    for name, box, large in _texts(root):
        seen = contrast(picture, box)
        if seen is not None and seen < (LARGE if large else TEXT):
            found.append(f"“{name[:40]}” has {seen:.1f}:1")
    return list(dict.fromkeys(found))


def picture_of(root: QWidget) -> QImage:
    """The screen as it is painted, finer than the eye sees it."""
    picture = QImage(root.size() * FINE, QImage.Format.Format_RGB32)
    picture.setDevicePixelRatio(FINE)
    painter = QPainter(picture)
    root.render(painter, QPoint())
    painter.end()
    return picture


def contrast(picture: QImage, box: QRect) -> float | None:
    """What stands out most against the ground of a part of the picture; None where nothing is drawn."""
    part = picture.copy(QRect(box.topLeft() * FINE, box.size() * FINE).intersected(picture.rect()))
    if part.isNull():
        return None
    counted = sorted(_colours(part), reverse=True)
    if len(counted) < 2:
        return None
    ground = luminance(counted[0][1])
    least = max(4, part.height() // 8)  # a few pixels alone are a corner or a line
    return max(_apart(luminance(colour), ground) for count, colour in counted if count >= least)


def _colours(part: QImage) -> list[tuple[int, Colour]]:
    """How often each colour is in a picture."""
    size = part.width(), part.height()
    seen = Image.frombuffer("RGB", size, part.constBits(), "raw", "BGRX", part.bytesPerLine(), 1)
    return seen.getcolors(size[0] * size[1]) or []


def _texts(root: QWidget) -> Iterator[tuple[str, QRect, bool]]:
    """What is written, where in the picture, and whether it is large."""
    for part in root.findChildren(QWidget):
        if not part.isVisibleTo(root) or part.visibleRegion().isEmpty():
            continue
        if isinstance(part, QLabel | QAbstractButton) and part.text().strip() and part.isEnabled():
            seen = part.visibleRegion().boundingRect()
            yield part.text(), QRect(part.mapTo(root, seen.topLeft()), seen.size()), _is_large(part)
        elif isinstance(part, QAbstractItemView):
            yield from _cells(part, root)


def _is_large(part: QWidget) -> bool:
    font = part.font()
    return font.pixelSize() >= 24 or (font.pixelSize() >= 19 and font.weight() >= 600)


def _cells(view: QAbstractItemView, root: QWidget) -> Iterator[tuple[str, QRect, bool]]:
    model = view.model()
    columns = model.columnCount(QModelIndex()) if isinstance(view, QTableView) else 1
    for row in range(min(ROWS, model.rowCount(QModelIndex()))):
        for column in range(columns):
            index = model.index(row, column)
            text = str(index.data(Qt.ItemDataRole.DisplayRole) or "")
            box = view.visualRect(index)
            if text.strip() and box.height() > 8 and view.viewport().rect().contains(box):
                yield text, QRect(view.viewport().mapTo(root, box.topLeft()), box.size()), False
