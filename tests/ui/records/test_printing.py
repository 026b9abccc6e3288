"""Printing a list: its pages before they go anywhere, on the paper that is chosen, then to a printer or into a file."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pypdfium2
import pytest
import shiboken6
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QDialog, QWidget
from pytestqt.qtbot import QtBot

from itdesk.core.filters import Filter, Operator
from itdesk.core.paper import usual_size
from itdesk.core.row_rules import Rule
from itdesk.db.list_state import ListState, state_of
from itdesk.ui.desk import Desk
from itdesk.ui.pdf_preview import page_sizes
from itdesk.ui.print_dialog import PrintDialog
from tests.ui.records.gadgets import GADGETS, Settle
from tests.ui.records.test_export import words

DEAR = Rule("Dear", "amber", (Filter("cost", Operator.AT_LEAST, 400),))


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    made = QDialog()
    made.resize(1200, 800)
    qtbot.addWidget(made)
    made.show()
    return made


@pytest.fixture
def state() -> ListState:
    return replace(state_of(GADGETS), group_by="state,bought_on:quarter", sort=("-cost",))


@pytest.fixture
def dialog(desk: Desk, window: QWidget, state: ListState, settle: Settle) -> Iterator[PrintDialog]:
    made = PrintDialog(desk, GADGETS, state, count=40, selected=[1, 2, 3], title="Gadgets by state", parent=window)
    made.open()
    settle()
    yield made
    if shiboken6.isValid(made):
        made.close()
    settle()


def sheet(path: Path) -> tuple[int, int]:
    wide, high = page_sizes(path)[0]
    return round(wide), round(high)


def test_pages_are_shown_and_follow_what_is_chosen(dialog: PrintDialog, qtbot: QtBot, settle: Settle) -> None:
    qtbot.waitUntil(lambda: dialog.preview.page_count > 0)
    first = dialog.preview._path
    assert first is not None
    text = words(first)
    for wanted in ("Gadgets by state", "Spare (10)", "Q1 2024", "Sorted by cost, highest first"):
        assert wanted in text
    assert sheet(first) == (595, 842)
    dialog.title.selectAll()
    qtbot.keyClicks(dialog.title, "For the auditor")
    dialog.paper.setCurrentText("Letter")
    dialog.lie.setCurrentText("Lying")
    dialog.rows.setCurrentIndex(1)
    qtbot.waitUntil(lambda: dialog.preview._path not in (None, first))
    settle()
    again = dialog.preview._path
    assert again is not None
    assert sheet(again) == (792, 612)
    text = words(again)
    assert "For the auditor" in text
    assert "Gadget 03" in text
    assert "Gadget 04" not in text


def test_columns_that_do_not_fit_are_narrowed_or_named(
    desk: Desk, window: QWidget, state: ListState, settle: Settle, tmp_path: Path
) -> None:
    wide = replace(state, columns=tuple(one.name for one in GADGETS.fields), rules=(DEAR,), group_by="")
    made = PrintDialog(desk, GADGETS, wide, count=40, parent=window)
    made.lie.setCurrentText("Upright")
    made.save(tmp_path / "fit.pdf")
    settle()
    assert "Columns left out" not in words(tmp_path / "fit.pdf")
    made = PrintDialog(desk, GADGETS, wide, count=40, parent=window)
    made.lie.setCurrentText("Upright")
    made.fit.setChecked(False)
    made.save(tmp_path / "first.pdf")
    settle()
    text = " ".join(words(tmp_path / "first.pdf").split())
    assert "Columns left out:" in text
    assert "Gadget 40" in text


def test_a_printer_gets_every_page(dialog: PrintDialog, desk: Desk, settle: Settle, tmp_path: Path) -> None:
    told: list[str] = []
    desk.notice.connect(lambda text, _action: told.append(text))
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "printed.pdf"))
    dialog.print_on(printer)
    settle()
    printed = pypdfium2.PdfDocument(tmp_path / "printed.pdf")
    pages = len(printed)
    bitmap = printed[0].render(scale=1).to_pil()
    printed.close()
    assert told == [f"Gadgets by state printed, {pages} pages"]
    assert 590 <= bitmap.width <= 600
    assert len(bitmap.convert("L").getcolors()) > 20, "the page isn't blank"


@pytest.mark.parametrize(
    ("locale", "size"), [("en_US", "Letter"), ("en_GB", "A4"), ("fr_CA", "Letter"), ("de_DE", "A4")]
)
def test_paper_is_that_of_the_country(locale: str, size: str) -> None:
    assert usual_size(locale) == size
