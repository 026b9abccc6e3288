"""The preview shows a PDF's pages, follows keys, and says in a sentence what it can't show."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot
from reportlab.pdfgen.canvas import Canvas

from itdesk.ui.pdf_preview import PdfPreview


@pytest.fixture
def pdf(tmp_path: Path) -> Path:
    file = tmp_path / "pages.pdf"
    canvas = Canvas(str(file), pagesize=(200, 300))
    for colour in ((1, 0, 0), (0, 1, 0), (0, 0, 1)):
        canvas.setFillColorRGB(*colour)
        canvas.rect(0, 0, 200, 300, stroke=0, fill=1)
        canvas.showPage()
    canvas.save()
    return file


def middle_colour(preview: PdfPreview) -> tuple[int, int, int]:
    image = preview.viewport().grab().toImage()
    colour = image.pixelColor(image.width() // 2, image.height() // 2)
    return colour.red(), colour.green(), colour.blue()


def test_pages_are_drawn_and_keys_move_between_them(qtbot: QtBot, pdf: Path) -> None:
    preview = PdfPreview()
    qtbot.addWidget(preview)
    preview.resize(400, 500)
    preview.show()
    preview.show_file(pdf)
    qtbot.waitUntil(lambda: middle_colour(preview) == (255, 0, 0))
    assert preview.page_count == 3
    assert preview.current_page == 1
    qtbot.keyClick(preview, Qt.Key.Key_End)
    qtbot.waitUntil(lambda: middle_colour(preview) == (0, 0, 255))
    assert preview.current_page == 3
    qtbot.keyClick(preview, Qt.Key.Key_Home)
    assert preview.current_page == 1


def test_damaged_file_is_told_in_words(qtbot: QtBot, tmp_path: Path) -> None:
    file = tmp_path / "broken.pdf"
    file.write_bytes(b"%PDF-1.4 and then nothing")
    preview = PdfPreview()
    qtbot.addWidget(preview)
    preview.show_file(file)
    qtbot.waitUntil(lambda: "broken.pdf" in preview.accessibleDescription())
    assert preview.page_count == 0


@pytest.mark.parametrize("width", [401, 437, 503, 611])
def test_no_line_of_a_page_is_left_out(qtbot: QtBot, tmp_path: Path, width: int) -> None:
    file = tmp_path / "lines.pdf"
    canvas = Canvas(str(file), pagesize=(200, 301.3))
    for number in range(50):
        canvas.rect(0, 6 * number + 2, 200, 0.4, stroke=0, fill=1)
    canvas.save()
    preview = PdfPreview()
    qtbot.addWidget(preview)
    preview.resize(width, 1400)
    preview.show()
    preview.show_file(file)
    qtbot.waitUntil(lambda: bool(preview._images))
    box, drawn = preview._boxes()[0], preview._images[0]
    shown = preview.viewport().grab().toImage().convertToFormat(drawn.format())
    middle = drawn.width() // 2
    rows = min(drawn.height(), box.height()) - 2
    assert [shown.pixel(box.left() + middle, box.top() + y) for y in range(2, rows)] == [
        drawn.pixel(middle, y) for y in range(2, rows)
    ]
