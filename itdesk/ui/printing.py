"""Pages of a PDF on a printer, drawn in a thread beside the window."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QRectF, QSizeF
from PySide6.QtGui import QImage, QPageLayout, QPageSize, QPainter
from PySide6.QtPrintSupport import QPrinter

from itdesk.core.errors import UserError
from itdesk.core.progress import Progress
from itdesk.core.texts import _
from itdesk.ui.pdf_preview import draw_page, page_sizes

DOTS = 220  # an inch: sharp small type, and a page in a few megabytes


def lay(printer: QPrinter, width: float, height: float) -> None:
    """Let the printer take paper of this size in points, lying where it is wider than high."""
    lying = width > height
    sheet = QSizeF(min(width, height), max(width, height))
    printer.setPageSize(QPageSize(sheet, QPageSize.Unit.Point, "", QPageSize.SizeMatchPolicy.FuzzyMatch))
    way = QPageLayout.Orientation.Landscape if lying else QPageLayout.Orientation.Portrait
    printer.setPageOrientation(way)
    printer.setFullPage(True)


def print_pages(path: Path, printer: QPrinter, progress: Progress) -> int:
    """Print the pages that the printer was asked for; how many. Stop ends it after the page that is drawn."""
    sizes = page_sizes(path)
    first, last = printer.fromPage() or 1, printer.toPage() or len(sizes)
    painter = QPainter()
    if not painter.begin(printer):
        raise UserError(_("The printer doesn't take anything."), _("Look whether it is on, or save the PDF."))
    numbers = range(first - 1, min(last, len(sizes)))
    try:
        for done, number in enumerate(numbers):
            progress.step(done, len(numbers))
            if done:
                printer.newPage()
            drawn = draw_page(path, number, round(sizes[number][0] / 72 * DOTS))
            image = QImage(drawn.pixels, drawn.width, drawn.height, drawn.width * 4, QImage.Format.Format_RGB32)
            painter.drawImage(QRectF(painter.viewport()), image)
    finally:
        painter.end()
    return len(numbers)
