"""The reports page at the window: what is saved is what is shown, and an empty workspace is told what is missing."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog, QLabel

from itdesk.areas.reports.catalogue.choices import ReportKey
from tests.at_window import Person


def open_reports(person: Person) -> Any:
    person.press("G, R")
    person.wait()
    return person.page


def made(page: Any) -> Path | None:
    """The file that can be saved now."""
    file: Path | None = page._file
    return file


def words_in(file: Path) -> str:
    document = pypdfium2.PdfDocument(file)
    text: str = document[0].get_textpage().get_text_range()
    document.close()
    return text


def test_empty_workspace_says_what_is_missing_and_offers_no_file(at_window: Person) -> None:
    page = open_reports(at_window)
    at_window.wait(lambda: page._told is not None)
    said = " ".join(label.text() for label in page._told.findChildren(QLabel))
    assert "There is no budget to print yet" in said
    assert "Make one under Finance" in said
    assert page.page_actions() == ()
    assert not page._open_button.isEnabled()


def test_report_that_is_still_made_cannot_be_saved_as_the_one_before(at_window: Person) -> None:
    at_window.put("hardware", tag="LT-031", name="Tessera Book 14", status="in_use")
    page = open_reports(at_window)
    page._list.setCurrentIndex(page._items.index(list(ReportKey).index(ReportKey.AUDIT)))
    at_window.wait(lambda: page._file is not None)
    before = page._file
    page._list.setCurrentIndex(page._items.index(list(ReportKey).index(ReportKey.LABELS)))
    assert made(page) is None
    assert page.page_actions() == ()
    at_window.wait(lambda: page._file is not None)
    assert made(page) != before
    for _again in range(3):
        page._first.setValue(page._first.value() + 1)
        at_window.wait(lambda: page._file is not None)
    assert not before.exists()
    shown = made(page)
    assert shown is not None
    assert "LT-031" in words_in(shown)


def test_file_that_was_opened_elsewhere_stays_while_a_new_one_is_made(
    at_window: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    at_window.put("hardware", tag="LT-031", name="Tessera Book 14", status="in_use")
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda _url: True)
    page = open_reports(at_window)
    at_window.press("Down")
    at_window.wait(lambda: page._file is not None)
    before = page._file
    at_window.press("Ctrl+O")
    at_window.put("hardware", tag="LT-032", name="Tessera Book 15", status="in_use")
    at_window.wait(lambda: page._file not in {None, before})
    assert before.exists()


def test_day_is_read_in_the_workspaces_order_and_a_wrong_one_is_told(at_window: Person) -> None:
    page = open_reports(at_window)
    page._day.setFocus()
    page._day.setText("31 February 2026")
    at_window.press("Return")
    assert page._day.property("invalid") == "true"
    assert page._day.accessibleDescription()
    page._day.setText("3/4/2026")
    at_window.press("Return")
    assert page._as_of.isoformat() == "2026-04-03"
    assert page._day.property("invalid") == "false"


def test_folder_that_cannot_be_written_to_is_told(
    at_window: Person, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    at_window.put("hardware", tag="LT-031", name="Tessera Book 14", status="in_use")
    page = open_reports(at_window)
    at_window.press("Down")
    at_window.wait(lambda: page._file is not None)
    target = tmp_path / "gone" / "audit.pdf"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_given: (str(target), ""))
    refused: list[Any] = []
    at_window.shell.desk.refused.connect(refused.append)
    at_window.press("Ctrl+S")
    at_window.wait(lambda: refused)
    assert "audit.pdf could not be saved" in str(refused[0])
