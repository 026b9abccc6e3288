"""Ctrl+F in the preview of a PDF: every hit is marked, F3 goes on, Esc closes the line and keeps the dialog."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtGui import QImage
from reportlab.pdfgen.canvas import Canvas

from itdesk.core.errors import Stopped
from itdesk.core.progress import Progress
from itdesk.ui.hanging.preview import PreviewDialog
from itdesk.ui.pdf_hits import hits_in
from itdesk.ui.pdf_preview import PdfPreview
from tests.at_window import Person

PAGES = 40


def pdf(folder: Path) -> Path:
    file = folder / "manual.pdf"
    canvas = Canvas(str(file), pagesize=(400, 600))
    for page in range(PAGES):
        canvas.drawString(40, 500, f"Page {page + 1}")
        if page in (0, 30):
            canvas.drawString(40, 60, "Press the RED button")
        canvas.showPage()
    canvas.save()
    return file


def blue(preview: PdfPreview) -> int:
    """How much of what is painted is marked."""
    image: QImage = preview.viewport().grab().toImage()
    colours = (image.pixelColor(x, y) for x in range(0, image.width(), 3) for y in range(0, image.height(), 3))
    return sum(one.blue() - one.red() > 20 for one in colours)


def test_hits_are_found_on_every_page_whatever_the_case(tmp_path: Path) -> None:
    file = pdf(tmp_path)
    assert [hit.page for hit in hits_in(file, "red button", Progress())] == [0, 30]
    assert hits_in(file, "green", Progress()) == []
    (box,) = hits_in(file, "red button", Progress())[0].boxes
    assert 55 < box[1] < box[3] < 75
    stopped = Progress()
    stopped.cancel()
    with pytest.raises(Stopped):
        hits_in(file, "red", stopped)


def opened(person: Person, folder: Path) -> Any:
    """The preview of a file that hangs on a record."""
    from itdesk.db import attachments

    site = person.put("sites", name="Leeds")
    with person.database.writing() as session:
        attachments.add(session, "sites", site, pdf(folder))
    page: Any = person.shell.show_kind("sites")
    page.open_record(site)
    person.wait()
    with person.database.reading() as session:
        files = attachments.list(session, "sites", site)
    dialog = PreviewDialog(person.shell.desk, files, 0, person.window, lambda _file: None)
    dialog.open()
    dialog.activateWindow()
    person.wait(lambda: dialog.pdf.page_count == PAGES)
    return dialog


def test_words_are_found_marked_and_gone_through_by_keys(at_window: Person, tmp_path: Path) -> None:
    dialog = opened(at_window, tmp_path)
    preview: PdfPreview = dialog.pdf
    assert blue(preview) == 0
    at_window.press("Ctrl+F")
    assert at_window.focus is preview.finder.field
    at_window.type("red button")
    at_window.wait(lambda: preview.finder.said.text() == "1 of 2")
    at_window.wait(lambda: blue(preview) > 0)
    assert preview.current_page == 1
    at_window.press("F3")
    assert preview.finder.said.text() == "2 of 2"
    at_window.wait(lambda: preview.current_page == 31)
    at_window.press("Shift+F3")
    at_window.wait(lambda: preview.current_page == 1)
    preview.finder.field.setText("green")
    at_window.wait(lambda: preview.finder.said.text() == "Nothing found")
    at_window.press("Escape")
    assert dialog.isVisible()
    assert preview.finder.isHidden()
    assert blue(preview) == 0


def test_pages_that_are_made_anew_are_searched_anew(at_window: Person) -> None:
    for name in ("Halden", "Ashdown"):
        at_window.put("vendors", name=name)
    page: Any = at_window.shell.show_kind("vendors")
    at_window.wait()
    page.open_print()
    dialog: Any = at_window.dialog()
    dialog.activateWindow()
    at_window.wait(lambda: dialog.preview.page_count)
    at_window.press("Ctrl+F")
    at_window.type("halden")
    at_window.wait(lambda: dialog.preview.finder.said.text() == "1 of 1")
    dialog.title.setText("Halden and others")
    dialog.title.textEdited.emit("Halden and others")
    at_window.wait(lambda: dialog.preview.finder.said.text() in ("1 of 2", "1 of 3"))
