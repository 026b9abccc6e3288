"""The main job at the real window, by keyboard: import, ticket with its laptop, contract, budget, plan, PDFs."""

from __future__ import annotations

import csv
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog

from itdesk.ui.import_page import ImportPage
from tests.at_window import Person

TODAY = datetime.now(UTC).astimezone().date()


def test_every_place_opens_by_its_keys(at_window: Person) -> None:
    for letter, area in (("H", "home"), ("T", "helpdesk"), ("I", "inventory"), ("V", "vendors"), ("F", "finance")):
        at_window.press(f"G, {letter}")
        assert at_window.window.place.startswith(f"{area}.")
    for letter, area in (("C", "continuity"), ("R", "reports"), ("U", "directory")):
        at_window.press(f"G, {letter}")
        assert at_window.window.place.startswith(f"{area}.")
    for place in list(at_window.shell.desk.registry):
        at_window.shell.desk.go_to(at_window.shell.place_of(place.kind))
        at_window.wait()


def test_ticket_is_logged_and_linked_to_a_laptop(at_window: Person) -> None:
    at_window.put("people", first_name="Beth", last_name="Carrow")
    at_window.put("hardware", tag="LT-031", name="Tessera Book 14")
    at_window.press("G, T", "C")
    at_window.fill(title="Screen stays black", requester="Beth Carrow")
    at_window.save()
    assert at_window.rows("tickets", "title", "requester") == [("Screen stays black", "Beth Carrow")]
    at_window.wait(lambda: at_window.window.page._ticket is not None)
    at_window.press("D")
    at_window.type("LT-031")
    at_window.press("Return")
    at_window.wait(lambda: at_window.rows("tickets", "hardware") == [("LT-031",)])
    at_window.press("R")
    at_window.type("On my way")
    at_window.press("Ctrl+Return")
    assert at_window.rows("tickets", "status") == [("in_progress",)]
    at_window.press("E")
    at_window.press("Return")
    assert at_window.rows("tickets", "status") == [("resolved",)]
    at_window.press("Ctrl+Z")
    assert at_window.rows("tickets", "status") == [("in_progress",)]


def test_contract_is_entered_and_warns_before_its_notice_date(at_window: Person) -> None:
    end = TODAY + timedelta(days=100)
    at_window.put("vendors", name="Lanternet")
    at_window.press("G, V", "Ctrl+2", "C")
    at_window.fill(
        name="Fibre",
        vendor="Lanternet",
        start_on="today",
        end_on=end.isoformat(),
        renewal="Renews",
        notice="90",
        price="345",
    )
    at_window.save()
    at_window.press("G, H")
    at_window.wait(lambda: at_window.window.page._home is not None and at_window.window.page._home.renewals)
    (row,) = at_window.window.page._home.renewals
    assert row.name == "Fibre"
    assert row.decide_by is not None
    assert timedelta(days=8) <= row.decide_by - TODAY <= timedelta(days=10)


def test_budget_is_made_and_typed_over(at_window: Person) -> None:
    at_window.put("budget_groups", name="Hardware")
    at_window.press("G, F", "C")
    at_window.fill(name="IT budget", start_on=TODAY.replace(month=4, day=1).isoformat())
    at_window.save()
    at_window.wait(lambda: at_window.window.page._grid is not None)
    at_window.press("C")
    at_window.fill(name="Laptops", group="Hardware")
    at_window.save()
    page: Any = at_window.window.page
    at_window.wait(lambda: page._grid.groups)
    page._sheet.setFocus()
    page._sheet.setCurrentIndex(page._sheet.model().index(1, 12))
    QTest.keyClicks(page._sheet, "=")
    at_window.type("340*12")
    at_window.press("Return")
    at_window.wait(lambda: page._grid.total.outlook == Decimal(4080))
    at_window.press("Ctrl+Z")
    at_window.wait(lambda: page._grid.total.outlook == 0)


def test_reports_are_previewed_and_saved(at_window: Person, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    at_window.put("hardware", tag="LT-031", name="Tessera Book 14", status="in_use")
    at_window.press("G, R")
    at_window.wait()
    at_window.press("Down")
    page: Any = at_window.window.page
    at_window.wait(lambda: page._file is not None and page.preview.page_count)
    target = tmp_path / "audit.pdf"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_given: (str(target), ""))
    at_window.press("Ctrl+S")
    at_window.wait(target.exists)
    document = pypdfium2.PdfDocument(target)
    text = document[0].get_textpage().get_text_range()
    document.close()
    assert "IT audit report" in text
    assert "Oak & Elm" in text


@pytest.fixture(params=["our own", "real"])
def equipment(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[Path, int, str]:
    """A spreadsheet of equipment with the number of its rows, and the tag of a laptop in it."""
    if request.param == "our own":
        return snipe_it(tmp_path), 2, "LT-031"
    file: Path = request.getfixturevalue("real_data") / "01_assets_tables" / "snipe-it" / "assets-sample.csv"
    with file.open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.DictReader(stream))
    return file, len(rows), rows[0]["Asset Tag"]


def test_whole_story_from_an_imported_spreadsheet(at_window: Person, equipment: tuple[Path, int, str]) -> None:
    file, count, tag = equipment
    at_window.press("G, I")
    at_window.window.page.open_import()
    page = at_window.window.page.findChild(ImportPage)
    assert page is not None
    page.start(file)
    for _step in range(3):
        at_window.wait()
        page.go_on()
    at_window.wait(lambda: len(at_window.rows("hardware", "tag")) == count)
    page.leave()
    at_window.press("G, T", "C")
    at_window.fill(title="It does not start")
    at_window.save()
    at_window.wait(lambda: at_window.window.page._ticket is not None)
    at_window.press("D")
    at_window.type(tag)
    at_window.press("Return")
    at_window.wait(lambda: at_window.rows("tickets", "title", "hardware") == [("It does not start", tag)])
    at_window.press("G, C", "C")
    at_window.dialog()
    at_window.type("If the server stops")
    at_window.press("Return")
    at_window.wait(lambda: at_window.rows("plans", "name") == [("If the server stops",)])
    at_window.press("G, R")
    at_window.press("Down")
    reports: Any = at_window.window.page
    at_window.wait(lambda: reports._file is not None and reports.preview.page_count > 1)


def snipe_it(folder: Path) -> Path:
    """A list of equipment as Snipe-IT writes it, of our own making."""
    file = folder / "assets.csv"
    with file.open("w", encoding="utf-8-sig", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(
            ["Company", "Name", "Asset Tag", "Category", "Supplier", "Manufacturer", "Location", "Model", "Purchase Date",
             "Purchase Cost", "Checkout Type", "Checked Out To: Username", "Checked Out To: First Name",
             "Checked Out To: Last Name", "Checked Out To: Email"]
        )  # fmt: skip
        writer.writerow(
            ["Oak & Elm", "Beth's laptop", "LT-031", "Laptops", "Halden", "Tessera", "Bath", "Book 14", "2025-08-02",
             "1095.00", "User", "bcarrow", "Beth", "Carrow", "beth@oak.example"]
        )  # fmt: skip
        writer.writerow(
            ["Oak & Elm", "", "MN-043", "Monitors", "Halden", "Orbit", "Bath", "27Q", "2024-07-18", "285.00", "", "", "",
             "", ""]
        )  # fmt: skip
    return file
