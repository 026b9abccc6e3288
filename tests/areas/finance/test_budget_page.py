"""The budget at the window: what is typed stays until it can be read and stored, whoever else types."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QMimeData, QUrl
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractItemView, QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from itdesk import areas
from itdesk.areas.finance.budgets import operations
from itdesk.areas.finance.budgets.choices import Figure
from itdesk.db.engine import open_database
from tests.at_window import Person, window_on

TODAY = datetime.now(UTC).astimezone().date()
EDITING = QAbstractItemView.State.EditingState


def budget(person: Person) -> int:
    made = person.put("budgets", name="IT budget", start_on=TODAY.replace(month=1, day=1), currency="GBP")
    group = person.put("budget_groups", name="Hardware")
    return person.put("budget_lines", name="Laptops", budget=made, group=group)


def open_sheet(person: Person) -> Any:
    person.press("G, F")
    person.wait(lambda: person.page._grid is not None and person.page._grid.groups)
    sheet = person.page._sheet
    sheet.setFocus()
    sheet.setCurrentIndex(sheet.model().index(1, 12))
    return sheet


@pytest.fixture
def line(at_window: Person) -> int:
    return budget(at_window)


def editor(sheet: Any) -> QLineEdit:
    found = sheet.indexWidget(sheet.currentIndex())
    assert isinstance(found, QLineEdit)
    return found


def type_over(person: Person, sheet: Any, text: str) -> None:
    """The first key opens the editor, the others go into it."""
    QTest.keyClicks(sheet, text[0])
    person.type(text[1:])


def december(person: Person) -> Decimal:
    shown: Decimal = person.page._grid.groups[0].lines[0].sums.shown[11]
    return shown


def test_letters_keep_the_editor_open_with_the_sentence(at_window: Person, line: int) -> None:
    sheet = open_sheet(at_window)
    type_over(at_window, sheet, "a lot")
    at_window.press("Return")
    assert sheet.state() == EDITING
    assert editor(sheet).text() == "a lot"
    assert editor(sheet).accessibleDescription()
    assert editor(sheet).property("invalid") == "true"
    editor(sheet).selectAll()
    at_window.type("=340*12")
    at_window.press("Return")
    at_window.wait(lambda: december(at_window) == 4080)


def test_what_somebody_else_stores_does_not_take_the_typing_away(at_window: Person, line: int) -> None:
    sheet = open_sheet(at_window)
    type_over(at_window, sheet, "12")
    with at_window.database.writing(actor=None) as session:
        operations.set_amount(session, line, at_window.page._grid.months[11], Figure.FORECAST, Decimal(99), seen=None)
    at_window.wait()
    assert sheet.state() == EDITING
    at_window.type("50")
    refused: list[object] = []
    at_window.shell.desk.refused.connect(refused.append)
    at_window.press("Return")
    at_window.wait(lambda: december(at_window) == 99)
    assert len(refused) == 1  # theirs stands, and it is said


def test_amount_that_cannot_be_stored_stands_in_its_editor_again(at_window: Person, line: int, firm_file: Path) -> None:
    sheet = open_sheet(at_window)
    refused: list[object] = []
    at_window.shell.desk.refused.connect(refused.append)
    type_over(at_window, sheet, "1250")
    other = open_database(str(firm_file), areas.registry())
    with other.writing(actor=None) as session:
        session.connection()
        QTest.keySequence(editor(sheet), "Return")
        at_window.qtbot.waitUntil(lambda: bool(refused), timeout=10_000)
    other.close()
    assert sheet.state() == EDITING
    assert editor(sheet).text() == "1,250"
    at_window.press("Return")
    at_window.wait(lambda: december(at_window) == 1250)


def test_delete_empties_a_month_and_undo_brings_it_back(at_window: Person, line: int) -> None:
    sheet = open_sheet(at_window)
    type_over(at_window, sheet, "10")
    at_window.press("Return")
    at_window.wait(lambda: december(at_window) == 10)
    sheet.setCurrentIndex(sheet.model().index(1, 12))
    at_window.press("Delete")
    at_window.wait(lambda: december(at_window) == 0)
    at_window.press("Ctrl+Z")
    at_window.wait(lambda: december(at_window) == 10)


def test_the_total_stands_once_where_months_are_scrolled(at_window: Person, line: int) -> None:
    at_window.window.resize(800, 600)
    sheet = open_sheet(at_window)
    at_window.wait(lambda: sheet.horizontalScrollBar().maximum() > 0)
    names = sheet._frozen
    assert [names.isRowHidden(row) for row in range(sheet.model().rowCount())] == [False, False, True]


def test_a_file_that_is_pasted_on_the_sheet_is_attached_to_the_budget(
    at_window: Person, line: int, tmp_path: Path
) -> None:
    offer = tmp_path / "Offer.txt"
    offer.write_text("Two laptops")
    open_sheet(at_window)
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(offer))])
    QApplication.clipboard().setMimeData(data)
    at_window.press("Ctrl+V")
    dialog: Any = at_window.dialog()
    at_window.wait(lambda: [one.name for one in dialog.hung.files.files] == ["Offer.txt"])
    assert dialog.windowTitle() == "IT budget"


def test_read_only_sheet_cannot_be_typed_over(firm_file: Path, qtbot: QtBot) -> None:
    with window_on(firm_file, qtbot) as writer:
        budget(writer)
    with window_on(firm_file, qtbot, read_only=True) as reader:
        sheet = open_sheet(reader)
        QTest.keyClicks(sheet, "5")
        QApplication.processEvents()
        assert sheet.state() != EDITING
        assert {one.label for one in reader.page.page_actions()} == {
            "Open line",
            "Tags, comments, links and files…",
            "Print",
        }
