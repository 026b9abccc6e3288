"""The main job at the real window, by keyboard: import, ticket with its laptop, contract, budget, plan, PDFs."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from itdesk import areas
from itdesk.app import open_wish
from itdesk.db import lists, records
from itdesk.db.lists import ListSpec
from itdesk.shell import Shell
from itdesk.ui.desk import Desk
from itdesk.ui.import_page import ImportPage
from itdesk.ui.tasks import work
from itdesk.ui.theme import Theme
from itdesk.ui.welcome_forms import Start, Wish

TODAY = datetime.now(UTC).astimezone().date()

pytestmark = pytest.mark.usefixtures("settings_home")


@pytest.fixture
def settings_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, qapp: QApplication) -> None:
    monkeypatch.setenv("ITDESK_HOME", str(tmp_path / "home"))
    if Theme.current()._app is None:
        Theme.current().install(qapp, mode="light")


class Person:
    """Somebody at the keyboard, who waits until the app has answered."""

    def __init__(self, qtbot: QtBot, shell: Shell) -> None:
        self.qtbot, self.shell, self.window = qtbot, shell, shell.window
        self.wait()

    def wait(self, until: Callable[[], object] = lambda: True) -> None:
        def settled() -> bool:
            return work().idle and bool(until())

        self.qtbot.waitUntil(settled, timeout=10_000)
        QApplication.processEvents()
        self.qtbot.waitUntil(settled, timeout=10_000)

    @property
    def focus(self) -> QWidget:
        if QApplication.focusWidget() is None:  # without a window manager nobody gives the keyboard back
            (QApplication.activeModalWidget() or self.window).activateWindow()
            self.qtbot.waitUntil(lambda: QApplication.focusWidget() is not None)
        found = QApplication.focusWidget()
        assert found is not None
        return found

    def press(self, *keys: str) -> None:
        """Keys one after the other, such as "G", "Ctrl+2" or "Return"."""
        for key in keys:
            QTest.keySequence(self.focus, key)
            self.wait()

    def type(self, text: str) -> None:
        QTest.keyClicks(self.focus, text)
        self.wait()

    def dialog(self) -> QWidget:
        self.qtbot.waitUntil(lambda: QApplication.activeModalWidget() is not None)
        found = QApplication.activeModalWidget()
        assert found is not None
        return found

    def fill(self, **values: str) -> None:
        """Type into the fields of the form in front by their declared names, leaving each with Tab."""
        form: Any = self.dialog().form  # type: ignore[attr-defined]
        for name, text in values.items():
            form.rows[name].focus()
            self.focus.selectAll() if isinstance(self.focus, QLineEdit) else None
            self.type(text)
            self.press("Tab")

    def save(self) -> None:
        dialog: Any = self.dialog()
        assert dialog.form.problems() == []
        self.press("Ctrl+Return")
        self.wait(lambda: QApplication.activeModalWidget() is not dialog)

    def rows(self, kind: str, *columns: str) -> list[tuple[Any, ...]]:
        with self.shell.desk.database.reading() as session:
            return [row[1:] for row in lists.page(session, ListSpec(kind, columns)).rows]

    def put(self, kind: str, **values: object) -> int:
        with self.shell.desk.database.writing(actor=None) as session:
            draft = records.blank(self.shell.desk.registry, kind)
            draft.values.update(values)
            return records.save(session, draft)


@pytest.fixture
def person(qtbot: QtBot, tmp_path: Path) -> Iterator[Person]:
    start = Start(
        Wish.CREATE, str(tmp_path / "firm.itdesk"), "Oak & Elm", "GBP", "en_GB", "Europe/London", fiscal_month=4
    )
    shell = Shell(Desk(open_wish(start), areas.registry(), work()), another=lambda: None)
    qtbot.addWidget(shell.window)
    shell.window.resize(1440, 900)
    shell.window.activateWindow()
    qtbot.waitUntil(lambda: QApplication.activeWindow() is shell.window)
    yield Person(qtbot, shell)
    shell.window.close()


def test_every_place_opens_by_its_keys(person: Person) -> None:
    for letter, area in (("H", "home"), ("T", "helpdesk"), ("I", "inventory"), ("V", "vendors"), ("F", "finance")):
        person.press(f"G, {letter}")
        assert person.window.place.startswith(f"{area}.")
    for letter, area in (("C", "continuity"), ("R", "reports"), ("U", "directory")):
        person.press(f"G, {letter}")
        assert person.window.place.startswith(f"{area}.")
    for place in list(person.shell.desk.registry):
        person.shell.desk.go_to(person.shell.place_of(place.kind))
        person.wait()


def test_ticket_is_logged_and_linked_to_a_laptop(person: Person) -> None:
    person.put("people", first_name="Beth", last_name="Carrow")
    person.put("hardware", tag="LT-031", name="Tessera Book 14")
    person.press("G, T", "C")
    person.fill(title="Screen stays black", requester="Beth Carrow")
    person.save()
    assert person.rows("tickets", "title", "requester") == [("Screen stays black", "Beth Carrow")]
    person.wait(lambda: person.window.page._ticket is not None)
    person.press("L")
    person.type("LT-031")
    person.press("Return")
    person.wait(lambda: person.rows("tickets", "hardware") == [("LT-031",)])
    person.press("R")
    person.type("On my way")
    person.press("Ctrl+Return")
    assert person.rows("tickets", "status") == [("in_progress",)]
    person.press("E")
    person.press("Return")
    assert person.rows("tickets", "status") == [("resolved",)]
    person.press("Ctrl+Z")
    assert person.rows("tickets", "status") == [("in_progress",)]


def test_contract_is_entered_and_warns_before_its_notice_date(person: Person) -> None:
    end = TODAY + timedelta(days=100)
    person.put("vendors", name="Lanternet")
    person.press("G, V", "Ctrl+2", "C")
    person.fill(
        name="Fibre",
        vendor="Lanternet",
        start_on="today",
        end_on=end.isoformat(),
        renewal="Renews",
        notice="90",
        price="345",
    )
    person.save()
    person.press("G, H")
    person.wait(lambda: person.window.page._home is not None and person.window.page._home.renewals)
    (row,) = person.window.page._home.renewals
    assert row.name == "Fibre"
    assert row.decide_by is not None
    assert timedelta(days=8) <= row.decide_by - TODAY <= timedelta(days=10)


def test_budget_is_made_and_typed_over(person: Person) -> None:
    person.put("budget_groups", name="Hardware")
    person.press("G, F", "C")
    person.fill(name="IT budget", start_on=TODAY.replace(month=4, day=1).isoformat())
    person.save()
    person.wait(lambda: person.window.page._grid is not None)
    person.press("C")
    person.fill(name="Laptops", group="Hardware")
    person.save()
    page: Any = person.window.page
    person.wait(lambda: page._grid.groups)
    page._sheet.setFocus()
    page._sheet.setCurrentIndex(page._sheet.model().index(1, 12))
    QTest.keyClicks(page._sheet, "=")
    person.type("340*12")
    person.press("Return")
    person.wait(lambda: page._grid.total.outlook == Decimal(4080))
    person.press("Ctrl+Z")
    person.wait(lambda: page._grid.total.outlook == 0)


def test_reports_are_previewed_and_saved(person: Person, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    person.put("hardware", tag="LT-031", name="Tessera Book 14", status="in_use")
    person.press("G, R")
    person.wait()
    person.press("Down")
    page: Any = person.window.page
    person.wait(lambda: page._file is not None and page.preview.page_count)
    target = tmp_path / "audit.pdf"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_given: (str(target), ""))
    person.press("Ctrl+S")
    person.wait(target.exists)
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


def test_whole_story_from_an_imported_spreadsheet(person: Person, equipment: tuple[Path, int, str]) -> None:
    file, count, tag = equipment
    person.press("G, I")
    person.window.page.open_import()
    page = person.window.page.findChild(ImportPage)
    assert page is not None
    page.start(file)
    for _step in range(3):
        person.wait()
        page.go_on()
    person.wait(lambda: len(person.rows("hardware", "tag")) == count)
    page.leave()
    person.press("G, T", "C")
    person.fill(title="It does not start")
    person.save()
    person.wait(lambda: person.window.page._ticket is not None)
    person.press("L")
    person.type(tag)
    person.press("Return")
    person.wait(lambda: person.rows("tickets", "title", "hardware") == [("It does not start", tag)])
    person.press("G, C", "C")
    person.dialog()
    person.type("If the server stops")
    person.press("Return")
    person.wait(lambda: person.rows("plans", "name") == [("If the server stops",)])
    person.press("G, R")
    person.press("Down")
    reports: Any = person.window.page
    person.wait(lambda: reports._file is not None and reports.preview.page_count > 1)


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
