"""Files that hold exactly what a list shows."""

from __future__ import annotations

import csv
from array import array
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pypdfium2
import pytest
from pytestqt.qtbot import QtBot
from python_calamine import CalamineWorkbook

from itdesk.core.filters import Filter, Operator
from itdesk.db.engine import Database
from itdesk.db.list_state import ListState, state_of
from itdesk.ui.desk import Desk
from itdesk.ui.export_dialog import ExportDialog, write_file
from itdesk.ui.record_page import RecordPage
from tests.ui.records.gadgets import GADGETS, Settle, new


@pytest.fixture
def state() -> ListState:
    return replace(
        state_of(GADGETS),
        filters=(Filter("state", Operator.IS, "used"), Filter("cost", Operator.AT_MOST, Decimal(150))),
    )


def words(path: Path) -> str:
    document = pypdfium2.PdfDocument(path)
    text = "\n".join(page.get_textpage().get_text_range() for page in document)
    document.close()
    return text


def test_csv_has_the_columns_order_and_filters_of_the_list(
    desk: Desk, state: ListState, settle: Settle, tmp_path: Path
) -> None:
    write_file(desk, GADGETS, replace(state, sort=("-cost",)), tmp_path / "a.csv")
    settle()
    with (tmp_path / "a.csv").open(encoding="utf-8-sig", newline="") as file:
        assert list(csv.reader(file)) == [
            ["Name", "State", "Keeper", "Cost", "Bought", "Currency"],
            ["Gadget 06", "In use", "Cyd Wu", "150.00", "2024-06-06", "EUR"],
            ["Gadget 03", "In use", "Cyd Wu", "120.00", "2024-03-03", "GBP"],
            ["Gadget 02", "In use", "Ben Okri", "110.00", "2024-02-02", "GBP"],
        ]


def test_xlsx_of_the_selection_is_typed(desk: Desk, state: ListState, settle: Settle, tmp_path: Path) -> None:
    told: list[str] = []
    desk.notice.connect(lambda text, _action: told.append(text))
    write_file(desk, GADGETS, state, tmp_path / "a.xlsx", ids=array("q", [3, 1]))
    settle()
    rows = CalamineWorkbook.from_path(tmp_path / "a.xlsx").get_sheet_by_index(0).to_python()
    assert [row[0] for row in rows] == ["Name", "Gadget 03", "Gadget 01"]
    assert rows[1][3] == 120
    assert told == ["2 gadgets written to a.xlsx"]


def test_pdf_says_filters_order_groups_and_sums(desk: Desk, state: ListState, settle: Settle, tmp_path: Path) -> None:
    write_file(desk, GADGETS, replace(state, group_by="keeper"), tmp_path / "a.pdf", title="In use")
    settle()
    text = words(tmp_path / "a.pdf")
    for wanted in (
        "In use",
        "State is In use",
        "Cost at most £150",
        "Cyd Wu (2)",
        "120 + €150",
        "Gadget 06",
        "Sorted by name",
    ):
        assert wanted in text


def test_text_of_users_stays_text(desk: Desk, database: Database, settle: Settle, tmp_path: Path) -> None:
    with database.writing(actor=None) as session:
        new(session, "gadgets", name="=cmd|'/C calc'!A0", notes="<b>&amp;")
    shown = replace(state_of(GADGETS), columns=("name", "notes"), text="calc")
    for ending in ("csv", "pdf"):
        write_file(desk, GADGETS, shown, tmp_path / f"a.{ending}")
    settle()
    with (tmp_path / "a.csv").open(encoding="utf-8-sig", newline="") as file:
        assert list(csv.reader(file))[1] == ["'=cmd|'/C calc'!A0", "<b>&amp;"]
    assert "<b>&amp;" in words(tmp_path / "a.pdf")


def test_file_that_cannot_be_written_says_so(desk: Desk, state: ListState, settle: Settle, tmp_path: Path) -> None:
    refused: list[str] = []
    desk.refused.connect(lambda error: refused.append(str(error)))
    write_file(desk, GADGETS, state, tmp_path / "missing" / "a.csv")
    settle()
    assert "There is no folder" in refused[0]


def test_dialog_offers_the_selection(desk: Desk, qtbot: QtBot, settle: Settle, tmp_path: Path) -> None:
    page = RecordPage(desk, GADGETS)
    qtbot.addWidget(page)
    page.resize(1200, 700)
    page.show()
    settle()
    page.list.table.moves.extend_to(2, 1)
    page.open_export(".csv")
    dialog = page.findChild(ExportDialog)
    assert dialog is not None
    assert (dialog.ending, len(dialog.ids or ())) == (".csv", 3)
    dialog.rows.button(0).setChecked(True)
    assert dialog.ids is None
    dialog.write(tmp_path / "all.csv")
    settle()
    assert len((tmp_path / "all.csv").read_text(encoding="utf-8-sig").splitlines()) == 41
    dialog.reject()
