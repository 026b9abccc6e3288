"""A budget in a workspace: the sheet's figures to the penny, typing over, a new year."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from itdesk.areas.finance.budget_lines.models import BudgetAmount
from itdesk.areas.finance.budgets import operations, queries, rules
from itdesk.areas.finance.budgets.choices import BudgetStatus, Figure
from itdesk.core.errors import ChangedElsewhere, UserError
from itdesk.db import history, lists
from itdesk.db.database import Database
from tests.areas.making import change, make

TODAY = date(2026, 11, 20)
START = date(2026, 4, 1)
SAMPLE = json.loads(
    (Path(__file__).resolve().parents[3] / "resources" / "sample" / "budget.json").read_text(encoding="utf-8")
)


@pytest.fixture
def budget(database: Database) -> int:
    months = rules.months(START)
    with database.writing() as session:
        made = make(session, "budgets", name="IT budget 2026/27", start_on=START, currency="GBP")
        for place, group in enumerate(SAMPLE["groups"]):
            group_id = make(session, "budget_groups", name=group["name"], position=place)
            for line in group["lines"]:
                line_id = operations.add_line(session, made, group_id, line["name"])
                actual = [*line["actual"], line["so_far"], None, None, None, None]
                forecast = [None] * 7 + line["forecast"]
                for month, planned, spent, expected in zip(months, line["planned"], actual, forecast, strict=True):
                    session.add(
                        BudgetAmount(
                            line_id=line_id,
                            month=month,
                            planned=Decimal(planned),
                            actual=None if spent is None else Decimal(spent),
                            forecast=None if expected is None else Decimal(expected),
                        )
                    )
    return made


def test_figures_of_the_sheet(database: Database, budget: int) -> None:
    with database.reading() as session:
        sheet = queries.grid(session, budget, TODAY)
    total = sheet.total
    assert sheet.happened == 7
    assert total.shown == tuple(map(Decimal, (8791, 5276, 6423, 9818, 5093, 8138, 8877, 6219, 7003, 15595, 5750, 5759)))
    assert (total.spent, total.budget, total.outlook, total.left) == (52416, 91276, 92742, -1466)
    assert (sheet.spent_so_far, sheet.planned_so_far - sheet.spent_so_far) == (52416, 1520)
    assert [
        (group.name, group.sums.spent, group.sums.budget, group.sums.outlook, group.sums.left) for group in sheet.groups
    ] == [
        ("Hardware", 11005, 20700, 22117, -1417),
        ("Software", 18207, 31440, 31452, -12),
        ("Connectivity and phones", 5599, 9660, 9624, 36),
        ("Cloud and backup", 3392, 5916, 5946, -30),
        ("Printing", 5483, 9600, 9093, 507),
        ("Security", 4120, 5880, 5570, 310),
        ("Support and services", 4610, 8080, 8940, -860),
    ]
    lines = {line.name: line.sums for group in sheet.groups for line in group.lines}
    assert (lines["Workstations and laptops"].spent, lines["Workstations and laptops"].left) == (8985, -1435)
    assert lines["Hardware support"].left == -1180
    for group in sheet.groups:
        for place in range(12):
            assert sum(line.sums.shown[place] for line in group.lines) == group.sums.shown[place]


def test_home_figures(database: Database, budget: int) -> None:
    with database.reading() as session:
        told = queries.year_figures(session, TODAY)
        assert told is not None
        assert (told.spent_so_far, told.under_so_far, told.left_by_end) == (52416, 1520, -1466)
        assert told.spent[7] == 3857
        assert told.planned[9] - told.shown[9] == -1487
        page = lists.page(session, lists.ListSpec("budgets", ("name", "planned", "spent")))
        assert page.rows == [(budget, "IT budget 2026/27", Decimal(91276), Decimal(52416 + 3857))]


def test_typed_over_with_history(database: Database, budget: int) -> None:
    with database.reading() as session:
        line = next(
            one
            for group in queries.grid(session, budget, TODAY).groups
            for one in group.lines
            if one.name == "CAD seats"
        )
    january = date(2027, 1, 1)
    with database.writing() as session:
        operations.set_amount(session, line.id, january, Figure.FORECAST, Decimal("900.50"), seen=Decimal(832))
    with database.writing() as session, pytest.raises(ChangedElsewhere):
        operations.set_amount(session, line.id, january, Figure.FORECAST, Decimal(1), seen=Decimal(832))
    with database.writing() as session, pytest.raises(UserError, match="2 decimal places"):
        operations.set_amount(session, line.id, january, Figure.FORECAST, Decimal("1.001"), seen=Decimal("900.50"))
    with database.reading() as session:
        assert queries.grid(session, budget, TODAY).total.outlook == Decimal("92810.50")
        told = history.of(session, "budget_lines", line.id)
        assert told[0].new.startswith("900.5")


def test_agreed_plan_stands_and_closed_budget_too(database: Database, budget: int) -> None:
    with database.reading() as session:
        line = queries.grid(session, budget, TODAY).groups[0].lines[0]
    with database.writing() as session:
        operations.agree(session, budget, date(2026, 3, 24))
    with database.writing() as session, pytest.raises(UserError, match="agreed"):
        operations.set_amount(session, line.id, START, Figure.PLANNED, Decimal(1), seen=Decimal(2200))
    with database.writing() as session:
        change(session, "budgets", budget, status=BudgetStatus.CLOSED)
    with database.writing() as session, pytest.raises(UserError, match="closed"):
        operations.add_line(session, budget, 1, "Late")


def test_next_year_starts_from_this_years_outlook(database: Database, budget: int) -> None:
    with database.writing() as session:
        following = operations.copy_to_next_year(session, budget, TODAY)
    with database.reading() as session:
        this, next_ = queries.grid(session, budget, TODAY), queries.grid(session, following, TODAY)
        assert next_.name == "IT budget 2027/28"
        assert next_.status == BudgetStatus.DRAFT
        assert next_.total.planned == this.total.shown
        assert [group.name for group in next_.groups] == [group.name for group in this.groups]
        assert queries.current(session, TODAY) == budget
        assert queries.current(session, date(2027, 4, 1)) == following
    with database.writing() as session, pytest.raises(UserError, match="already"):
        operations.copy_to_next_year(session, budget, TODAY)
