"""A piece of everyday work in each area, from an empty firm, without a mouse."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QFileDialog

from itdesk.db import comments
from tests.at_window import Person
from tests.journeys.by_keys import command, fill, pick, reach

TODAY = datetime.now(UTC).astimezone().date()


def test_helpdesk(at_window: Person) -> None:
    at_window.press("G, T", "C")
    fill(at_window, Subject="Printer jams")
    at_window.wait(lambda: at_window.page._ticket is not None)
    at_window.press("R")
    at_window.type("Open the lid")
    at_window.press("Ctrl+Return")
    assert at_window.rows("tickets", "title", "status") == [("Printer jams", "in_progress")]
    at_window.press("P", "Down", "Return")
    assert at_window.rows("tickets", "priority") == [("urgent",)]
    at_window.press("E", "Return")
    assert at_window.rows("tickets", "status") == [("resolved",)]


def test_inventory(at_window: Person) -> None:
    at_window.put("people", first_name="Beth", last_name="Carrow")
    at_window.press("G, I", "C")
    fill(at_window, Tag="LT-031")
    at_window.wait(lambda: at_window.window.focusWidget() is at_window.page.list.table)
    at_window.press("A")
    at_window.type("Beth")
    at_window.press("Return")
    at_window.wait(lambda: at_window.rows("hardware", "tag", "person") == [("LT-031", "Beth Carrow")])
    at_window.press("Ctrl+Z")
    at_window.wait(lambda: at_window.rows("hardware", "person") == [(None,)])


def test_vendors(at_window: Person) -> None:
    at_window.press("G, V", "C")
    fill(at_window, Name="Lanternet")
    at_window.wait(lambda: at_window.page.list.table.current_id() != 0)
    command(at_window, "Comment")
    at_window.type("Ask for Ms Roth")
    at_window.press("Ctrl+Return")
    vendor = at_window.page.list.table.current_id()

    def written() -> list[str]:
        with at_window.database.reading() as session:
            return [one.body for one in comments.of(session, "vendors", vendor).comments]

    at_window.wait(lambda: written() == ["Ask for Ms Roth"])


def test_directory(at_window: Person) -> None:
    at_window.press("G, U", "C")
    fill(at_window, Name="Ana Vidal")
    at_window.wait(lambda: at_window.window.focusWidget() is at_window.page.list.table)
    at_window.press("F2")
    at_window.wait(lambda: at_window.window.focusWidget() is not at_window.page.list.table)
    at_window.press("Esc")
    at_window.press("Ctrl+F")
    at_window.type("vid")
    at_window.wait(lambda: len(at_window.page.list.table.records.ids) == 1)
    at_window.press("Esc", "Esc", "Del")
    at_window.wait(lambda: at_window.rows("people", "name") == [])
    at_window.press("Ctrl+Z")
    at_window.wait(lambda: at_window.rows("people", "name") == [("Ana Vidal",)])


def test_finance(at_window: Person) -> None:
    at_window.put("budget_groups", name="Hardware")
    at_window.press("G, F", "C")
    fill(at_window, Name="IT budget", From=TODAY.replace(month=4, day=1).isoformat())
    at_window.wait(lambda: at_window.page._grid is not None)
    at_window.press("C")
    fill(at_window, Line="Laptops", Group="Hardware")
    page = at_window.page
    at_window.wait(lambda: page._grid.groups)
    reach(at_window, page._sheet.accessibleName())
    at_window.press("Down", "Right", "Right")
    at_window.type("=")
    at_window.type("340*12")
    at_window.press("Return")
    at_window.wait(lambda: page._grid.total.outlook == Decimal(4080))


def test_continuity(at_window: Person) -> None:
    at_window.press("G, C", "C")
    at_window.dialog()
    at_window.type("If the server stops")
    at_window.press("Return")
    at_window.wait(lambda: at_window.page.plan is not None and at_window.page.plan.name == "If the server stops")
    before = len(at_window.page.plan.sections)
    at_window.press("Shift+N")
    at_window.dialog()
    at_window.type("Call the host")
    at_window.press("Return")
    at_window.wait(lambda: len(at_window.page.plan.sections) == before + 1)
    assert "Call the host" in [one.title for one in at_window.page.plan.sections]


def test_reports(at_window: Person, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    at_window.put("hardware", tag="LT-031", status="in_use")
    at_window.press("G, R", "Down")
    page = at_window.page
    at_window.wait(lambda: page._file is not None and page.preview.page_count)
    target = tmp_path / "report.pdf"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_given: (str(target), ""))  # the system's own window
    at_window.press("Ctrl+S")
    at_window.wait(target.exists)
    assert target.read_bytes().startswith(b"%PDF")


def test_settings(at_window: Person) -> None:
    at_window.press("Ctrl+,")
    at_window.wait(lambda: QApplication.activeWindow() is not at_window.window)
    reach(at_window, "Settings", "Shift+Tab")
    pick(at_window, "This workspace")
    reach(at_window, "Firm's name")
    at_window.press("Ctrl+A")
    at_window.type("Birch Ltd")
    reach(at_window, "Save")
    at_window.press("Space")
    at_window.wait(lambda: at_window.database.workspace.name == "Birch Ltd")
    at_window.press("Esc")
    at_window.press("G, V")
    assert at_window.window.place == "vendors.vendors"
