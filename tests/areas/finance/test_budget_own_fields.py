"""Fields of the firm's own in the budget's PDF."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pypdfium2

from itdesk.areas.finance.budgets.report import compose
from itdesk.core.record import Kind
from itdesk.db.database import Database
from tests.areas.making import make
from tests.at_window import Person
from tests.custom_fields import define

TODAY = date(2026, 11, 20)


def sheet(session: Any) -> tuple[int, int]:
    """A budget and its line, with what the firm's own fields hold."""
    held = {"x_insured_for": Decimal(1200), "x_board": "Approved in March"}
    budget = make(session, "budgets", name="IT", start_on=date(2026, 4, 1), end_on=date(2027, 3, 31), **held)
    group = make(session, "budget_groups", name="Software")
    line = make(session, "budget_lines", name="Licences", budget=budget, group=group, x_code="4711")
    make(session, "budget_lines", name="Support", budget=budget, group=group)
    return budget, line


def fields(session: Any) -> None:
    define(session, "budgets", "Insured for", Kind.MONEY)
    define(session, "budgets", "Board", Kind.TEXT)
    define(session, "budgets", "Empty one", Kind.DATE)
    define(session, "budget_lines", "Code", Kind.TEXT)


def test_report_has_what_the_fields_of_budget_and_lines_hold(database: Database) -> None:
    with database.writing() as session:
        fields(session)
    with database.writing() as session:
        budget, _line = sheet(session)
    with database.reading() as session:
        report = compose(session, TODAY, budget)
    told = dict(report.own)
    assert told.pop("Insured for").endswith("1,200")
    assert told == {"Board": "Approved in March"}
    assert list(report.own_of_lines) == [("Licences", "Code", "4711")]


def test_pdf_that_is_saved_at_the_window_ends_with_them(at_window: Person, tmp_path: Path) -> None:
    with at_window.database.writing() as session:
        fields(session)
    with at_window.database.writing() as session:
        sheet(session)
    at_window.window.go_to("reports.catalogue")
    page = at_window.page
    at_window.wait(lambda: page.preview.page_count)
    text = ""
    for file in Path(page._folder.name).glob("*.pdf"):
        document = pypdfium2.PdfDocument(file)
        text += "".join(document[number].get_textpage().get_text_range() for number in range(len(document)))
        document.close()
    assert "Fields of the firm" in text
    assert "Approved in March" in text
    assert "4711" in text
