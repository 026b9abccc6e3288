"""Words found in a PDF: where on which page they stand, looked for page by page beside the window."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from itdesk.core.progress import Progress
from itdesk.files.reading_text import pdfium
from itdesk.ui.theme import Theme

MOST = 2000  # hits that are marked
Box = tuple[float, float, float, float]  # left, bottom, right and top in points, from the page's lower left corner


@dataclass(frozen=True, slots=True)
class PdfHit:
    """One place where the words stand; a hit that goes on in the next line has two boxes."""

    page: int
    boxes: tuple[Box, ...]


def hits_in(path: Path, words: str, progress: Progress) -> list[PdfHit]:
    """Every hit in reading order, large and small letters alike; pages are drawn between the pages that are searched."""
    import pypdfium2  # 40 ms and 8 MB that only a preview needs

    found: list[PdfHit] = []
    with pdfium:
        document = pypdfium2.PdfDocument(path)
        pages = len(document)
    try:
        for number in range(pages):
            progress.step(number, pages)
            with pdfium:
                page = document[number]
                found += _on_page(page, number, words)
                page.close()
            if len(found) >= MOST:
                break
    finally:
        with pdfium:
            document.close()
    return found[:MOST]


def _on_page(page: Any, number: int, words: str) -> Iterator[PdfHit]:
    text = page.get_textpage()
    search = text.search(words, match_case=False)
    while (hit := search.get_next()) is not None:
        first, count = hit
        boxes = [text.get_rect(place) for place in range(text.count_rects(first, count))]
        yield PdfHit(number, tuple(_lines(boxes)))


def _lines(boxes: Sequence[Box]) -> list[Box]:
    """One box for each line: a PDF has one for every word."""
    found: list[Box] = []
    for left, bottom, right, top in boxes:
        before = found[-1] if found else None
        if before is not None and min(top, before[3]) - max(bottom, before[1]) > 0:
            found[-1] = (min(left, before[0]), min(bottom, before[1]), max(right, before[2]), max(top, before[3]))
        else:
            found.append((left, bottom, right, top))
    return found


def placed(box: Box, page: QRect, points: tuple[float, float]) -> QRectF:
    """Where a box of a page lies that is drawn into this rectangle; points are the page's own width and height."""
    left, bottom, right, top = box
    scale = page.width() / points[0]
    return QRectF(
        page.left() + left * scale,
        page.top() + (points[1] - top) * scale,
        (right - left) * scale,
        (top - bottom) * scale,
    ).adjusted(-1, -1, 1, 1)


def paint_hit(painter: QPainter, box: QRectF, *, current: bool) -> None:
    """Mark a hit on white paper; the one in front has a frame as well."""
    ground = QColor(Theme.current().color("accent"))
    ground.setAlpha(110 if current else 55)
    painter.save()
    painter.setPen(QPen(Theme.current().color("accent"), 2) if current else Qt.PenStyle.NoPen)
    painter.setBrush(ground)
    painter.drawRect(box)
    painter.restore()
