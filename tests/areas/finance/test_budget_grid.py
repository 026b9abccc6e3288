"""The sheet's sums are exact and agree with its cells; figures are typed over, undone, and refused where they must be."""

from __future__ import annotations

import random
from datetime import date
from decimal import Decimal

import pytest

from itdesk.areas.finance.budgets import operations, queries, rules
from itdesk.areas.finance.budgets.choices import BudgetStatus, Figure
from itdesk.areas.finance.budgets.queries import BudgetGrid
from itdesk.core.errors import ChangedElsewhere, UserError
from itdesk.db import history, records
from itdesk.db.engine import Database

TODAY = date(2026, 11, 20)
APRIL = date(2026, 4, 1)


def saved(database: Database, kind: str, **values: object) -> int:
    with database.writing(actor=None) as session:
        draft = records.blank(database.registry, kind)
        draft.values.update(values)
        return records.save(session, draft)


@pytest.fixture
def budget(database: Database) -> int:
    return saved(database, "budgets", name="IT budget 2026/27", start_on=APRIL, currency="GBP")


@pytest.fixture
def lines(database: Database, budget: int) -> list[int]:
    groups = [saved(database, "budget_groups", name=name, position=place) for place, name in enumerate(("B", "A"))]
    return [
        saved(database, "budget_lines", name=f"Line {number}", budget=budget, group=groups[number % 2])
        for number in range(5)
    ]


def typed(
    database: Database,
    line: int,
    month: date,
    figure: Figure,
    amount: str | None,
    *,
    seen: str | None = None,
) -> None:
    with database.writing(actor=None) as session:
        operations.set_amount(
            session,
            line,
            month,
            figure,
            None if amount is None else Decimal(amount),
            seen=None if seen is None else Decimal(seen),
        )


def sheet(database: Database, budget: int, today: date = TODAY) -> BudgetGrid:
    with database.reading() as session:
        return queries.grid(session, budget, today)


def test_sums_agree_with_cells_to_the_penny(database: Database, budget: int, lines: list[int]) -> None:
    chance = random.Random(7)
    for line in lines:
        for month in rules.months(APRIL):
            for figure in Figure:
                if chance.random() < 0.6:
                    typed(database, line, month, figure, str(Decimal(chance.randrange(1_000_000)) / 100))
    found = sheet(database, budget)
    assert found.happened == 7
    assert [group.name for group in found.groups] == ["B", "A"]
    everything = [line for group in found.groups for line in group.lines]
    assert len(everything) == 5
    for line in everything:
        shown = tuple(cell.outlook(happened=place < 7) for place, cell in enumerate(line.cells))
        assert line.sums.shown == shown
        assert line.sums.budget == sum(cell.planned for cell in line.cells)
        assert line.sums.spent == sum(cell.actual or 0 for cell in line.cells[:7])
        assert line.sums.left == line.sums.budget - sum(shown)
    for group in found.groups:
        assert group.sums.shown == tuple(map(sum, zip(*(line.sums.shown for line in group.lines), strict=True)))
    assert found.total.budget == sum(group.sums.budget for group in found.groups)
    assert found.total.outlook == sum(group.sums.outlook for group in found.groups)
    assert found.total.spent == sum(group.sums.spent for group in found.groups)
    assert found.spent_so_far == sum(found.total.shown[:7])
    assert found.planned_so_far == sum(found.total.planned[:7])


def test_plan_stands_where_nothing_else_is_expected(database: Database, budget: int, lines: list[int]) -> None:
    january = date(2027, 1, 1)
    typed(database, lines[0], january, Figure.PLANNED, "780")
    assert sheet(database, budget).total.outlook == 780
    typed(database, lines[0], january, Figure.FORECAST, "832")
    found = sheet(database, budget)
    assert (found.total.outlook, found.total.left) == (Decimal(832), Decimal(-52))
    typed(database, lines[0], january, Figure.FORECAST, "0", seen="832")
    assert sheet(database, budget).total.outlook == 0
    typed(database, lines[0], january, Figure.FORECAST, None, seen="0")
    assert sheet(database, budget).total.outlook == 780


def test_what_somebody_else_changed_meanwhile_is_not_overwritten(
    database: Database, budget: int, lines: list[int]
) -> None:
    typed(database, lines[0], APRIL, Figure.ACTUAL, "100")
    typed(database, lines[0], APRIL, Figure.ACTUAL, "150", seen="100")
    with pytest.raises(ChangedElsewhere) as caught:
        typed(database, lines[0], APRIL, Figure.ACTUAL, "120", seen="100")
    assert caught.value.theirs == {"actual": Decimal(150)}
    assert sheet(database, budget).total.spent == 150


def test_agreed_plan_and_closed_budget_are_refused(database: Database, budget: int, lines: list[int]) -> None:
    def set_status(status: BudgetStatus) -> None:
        with database.writing(actor=None) as session:
            draft = records.draft(session, "budgets", budget)
            draft.values.update(status=status, agreed_on=TODAY)
            records.save(session, draft)

    set_status(BudgetStatus.AGREED)
    with pytest.raises(UserError, match="plan stands"):
        typed(database, lines[0], APRIL, Figure.PLANNED, "1")
    typed(database, lines[0], APRIL, Figure.ACTUAL, "1")
    set_status(BudgetStatus.CLOSED)
    with pytest.raises(UserError, match="closed"):
        typed(database, lines[0], APRIL, Figure.ACTUAL, "2", seen="1")


def test_parts_of_a_penny_are_refused(database: Database, lines: list[int]) -> None:
    with pytest.raises(UserError, match="2 decimal places"):
        typed(database, lines[0], APRIL, Figure.ACTUAL, "1.005")


def test_every_change_of_a_month_is_in_the_lines_history(database: Database, lines: list[int]) -> None:
    typed(database, lines[0], APRIL, Figure.ACTUAL, "100")
    typed(database, lines[0], APRIL, Figure.ACTUAL, "150", seen="100")
    with database.reading() as session:
        changes = history.of(session, "budget_lines", lines[0])
    assert any("150" in change.new for change in changes)


def test_next_years_budget_plans_what_this_year_came_to(database: Database, budget: int, lines: list[int]) -> None:
    typed(database, lines[0], APRIL, Figure.PLANNED, "90")
    typed(database, lines[0], APRIL, Figure.ACTUAL, "100")
    typed(database, lines[1], date(2027, 3, 1), Figure.PLANNED, "50")
    with database.writing(actor=None) as session:
        following = operations.copy_to_next_year(session, budget, TODAY)
    found = sheet(database, following)
    assert found.name == "IT budget 2027/28"
    assert found.status == BudgetStatus.DRAFT
    assert found.total.budget == 150
    assert found.total.planned[0] == 100
    assert found.total.planned[11] == 50
    with database.writing(actor=None) as session, pytest.raises(UserError, match="already"):
        operations.copy_to_next_year(session, budget, TODAY)


def test_current_budget_is_this_years_and_home_shows_its_figures(
    database: Database, budget: int, lines: list[int]
) -> None:
    saved(database, "budgets", name="Older", start_on=date(2025, 4, 1))
    typed(database, lines[0], APRIL, Figure.PLANNED, "90")
    typed(database, lines[0], APRIL, Figure.ACTUAL, "100")
    with database.reading() as session:
        figures = queries.year_figures(session, TODAY)
        assert queries.current(session, date(2026, 3, 31)) != budget
    assert figures is not None
    assert figures.budget_id == budget
    assert (figures.spent_so_far, figures.under_so_far, figures.left_by_end) == (100, -10, -10)


def test_workspace_without_a_budget_has_no_figures(database: Database) -> None:
    with database.reading() as session:
        assert queries.current(session, TODAY) is None
        assert queries.year_figures(session, TODAY) is None
