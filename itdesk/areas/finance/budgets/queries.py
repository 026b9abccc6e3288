"""A budget as a grid of lines and months with every sum from SQL, and the few figures that other screens show of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Row, case, func, literal, select, type_coerce
from sqlalchemy.orm import Session

from itdesk.areas.directory.people.models import Person
from itdesk.areas.finance.budget_groups.models import BudgetGroup
from itdesk.areas.finance.budget_lines.models import BudgetAmount, BudgetLine
from itdesk.areas.finance.budgets import rules
from itdesk.areas.finance.budgets.models import Budget
from itdesk.areas.vendors.vendors.models import Vendor
from itdesk.core.errors import UserError
from itdesk.core.texts import _
from itdesk.db.types import from_stored

ZERO = Decimal(0)
Months = tuple[Decimal, ...]


@dataclass(frozen=True, slots=True)
class Cell:
    """One month of one line. shown is what the outlook counts: spent where the month is over, expected otherwise."""

    planned: Decimal = ZERO
    actual: Decimal | None = None
    forecast: Decimal | None = None

    def outlook(self, *, happened: bool) -> Decimal:
        """Spent where the month is over; else the expected sum, or the plan where nothing else is expected."""
        if happened:
            return self.actual or ZERO
        return self.planned if self.forecast is None else self.forecast


@dataclass(frozen=True, slots=True)
class Sums:
    """Twelve months of the outlook and of the plan, and the year's figures.

    spent is what the months that are over cost; a bill of this month counts when the month is over, as the outlook does.
    left is what the plan leaves: minus is over.
    """

    shown: Months
    planned: Months
    spent: Decimal
    budget: Decimal
    outlook: Decimal

    @property
    def left(self) -> Decimal:
        """The plan less what was spent and is expected."""
        return self.budget - self.outlook


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the grid."""

    id: int
    name: str
    group_id: int
    vendor: str
    cells: tuple[Cell, ...]
    sums: Sums


@dataclass(frozen=True, slots=True)
class GroupOfLines:
    """A heading with its lines and their sum."""

    id: int
    name: str
    lines: tuple[Line, ...]
    sums: Sums


@dataclass(frozen=True, slots=True)
class BudgetGrid:
    """The whole sheet. The first `happened` of the months are over."""

    id: int
    name: str
    currency: str
    status: str
    agreed_on: date | None
    agreed_by: str
    owner: str
    notes: str
    months: tuple[date, ...]
    happened: int
    groups: tuple[GroupOfLines, ...]
    total: Sums
    planned_so_far: Decimal

    @property
    def spent_so_far(self) -> Decimal:
        """Spent in the months that are over."""
        return sum(self.total.shown[: self.happened], ZERO)


@dataclass(frozen=True, slots=True)
class BudgetName:
    """A budget to choose from."""

    id: int
    name: str
    start_on: date
    status: str


def known(session: Session) -> list[BudgetName]:
    """Every budget, the newest first."""
    statement = select(Budget.id, Budget.name, Budget.start_on, Budget.status).where(Budget.deleted_at.is_(None))
    return [BudgetName(*row) for row in session.execute(statement.order_by(Budget.start_on.desc(), Budget.id.desc()))]


def current(session: Session, today: date) -> int | None:
    """The budget of the year that today is in, else the newest that has begun, else the next; None without any."""
    budgets = known(session)
    running = [one for one in budgets if one.start_on <= today]
    inside = [one for one in running if today <= rules.end_of(one.start_on)]
    for found in (inside, running, budgets[::-1]):
        if found:
            return found[0].id
    return None


def _outlook(this_month: date) -> ColumnElement[Any]:
    """Cell.outlook as SQL over whole ten-thousandths, so that sums are exact."""
    actual, forecast, planned = (
        type_coerce(one, BigInteger) for one in (BudgetAmount.actual, BudgetAmount.forecast, BudgetAmount.planned)
    )
    over = BudgetAmount.month < literal(this_month)
    return case((over, func.coalesce(actual, 0)), else_=func.coalesce(forecast, planned, 0))


def grid(session: Session, budget_id: int, today: date) -> BudgetGrid:
    """The sheet as of a day: four statements however many lines there are. Refuses a budget that is gone."""
    head = session.execute(
        select(Budget, Person.name, func.coalesce(Budget.currency, ""))
        .outerjoin(Person, Person.id == Budget.agreed_by_id)
        .where(Budget.id == budget_id, Budget.deleted_at.is_(None))
    ).one_or_none()
    if head is None:
        raise UserError(_("This budget was deleted."), _("Choose another one."))
    budget: Budget = head[0]
    months = rules.months(budget.start_on)
    happened = rules.happened(months, today)
    sums = _sums(session, budget_id, months, today)
    groups = _groups(session, budget_id, months, sums)
    total = sums["total", 0]
    owner = session.scalar(select(Person.name).where(Person.id == budget.owner_id)) if budget.owner_id else ""
    return BudgetGrid(
        id=budget.id,
        name=budget.name,
        currency=head[2] or session.info["workspace"].currency,
        status=budget.status,
        agreed_on=budget.agreed_on,
        agreed_by=head[1] or "",
        owner=owner or "",
        notes=budget.notes or "",
        months=months,
        happened=happened,
        groups=groups,
        total=total,
        planned_so_far=sum(total.planned[:happened], ZERO),
    )


def _sums(session: Session, budget_id: int, months: Sequence[date], today: date) -> dict[tuple[str, int], Sums]:
    """Sums by line, by group and in total, each added up by the database."""
    this_month = rules.month_of(today)
    planned, actual = (type_coerce(one, BigInteger) for one in (BudgetAmount.planned, BudgetAmount.actual))
    found: dict[tuple[str, int], Sums] = defaultdict(lambda: _summed([], months))
    for level, key in (("line", BudgetLine.id), ("group", BudgetLine.group_id), ("total", literal(0))):
        statement = (
            select(
                key.label("key"),
                BudgetAmount.month,
                func.sum(_outlook(this_month)),
                func.coalesce(func.sum(planned), 0),
                func.coalesce(func.sum(case((BudgetAmount.month < literal(this_month), actual), else_=0)), 0),
            )
            .select_from(BudgetAmount)
            .join(BudgetLine, BudgetLine.id == BudgetAmount.line_id)
            .where(BudgetLine.budget_id == budget_id, BudgetLine.deleted_at.is_(None))
            .group_by(*((key,) if level != "total" else ()), BudgetAmount.month)
        )
        by_key: dict[int, list[Row[*tuple[Any, ...]]]] = defaultdict(list)
        for row in session.execute(statement):
            by_key[row[0]].append(row)
        for number, rows in by_key.items():
            found[level, number] = _summed(rows, months)
    return found


def _summed(rows: Sequence[Row[*tuple[Any, ...]]], months: Sequence[date]) -> Sums:
    shown: dict[date, Decimal] = {row[1]: from_stored(int(row[2])) for row in rows}
    planned: dict[date, Decimal] = {row[1]: from_stored(int(row[3])) for row in rows}
    spent = sum((from_stored(int(row[4])) for row in rows), ZERO)
    return Sums(
        shown=tuple(shown.get(month, ZERO) for month in months),
        planned=tuple(planned.get(month, ZERO) for month in months),
        spent=spent,
        budget=sum((planned.get(month, ZERO) for month in months), ZERO),
        outlook=sum((shown.get(month, ZERO) for month in months), ZERO),
    )


def _groups(
    session: Session, budget_id: int, months: Sequence[date], sums: dict[tuple[str, int], Sums]
) -> tuple[GroupOfLines, ...]:
    cells: dict[int, dict[date, Cell]] = defaultdict(dict)
    amounts = (
        select(
            BudgetAmount.line_id, BudgetAmount.month, BudgetAmount.planned, BudgetAmount.actual, BudgetAmount.forecast
        )
        .join(BudgetLine, BudgetLine.id == BudgetAmount.line_id)
        .where(BudgetLine.budget_id == budget_id, BudgetLine.deleted_at.is_(None))
    )
    for line_id, month, planned, actual, forecast in session.execute(amounts):
        cells[line_id][month] = Cell(planned, actual, forecast)
    statement = (
        select(BudgetGroup.id, BudgetGroup.name, BudgetLine.id, BudgetLine.name, Vendor.name)
        .join(BudgetGroup, BudgetGroup.id == BudgetLine.group_id)
        .outerjoin(Vendor, Vendor.id == BudgetLine.vendor_id)
        .where(BudgetLine.budget_id == budget_id, BudgetLine.deleted_at.is_(None))
        .order_by(BudgetGroup.position, BudgetGroup.id, BudgetLine.position, BudgetLine.id)
    )
    lines: dict[tuple[int, str], list[Line]] = defaultdict(list)
    for group_id, group_name, line_id, name, vendor in session.execute(statement):
        row = tuple(cells[line_id].get(month, Cell()) for month in months)
        lines[group_id, group_name].append(Line(line_id, name, group_id, vendor or "", row, sums["line", line_id]))
    return tuple(
        GroupOfLines(group_id, name, tuple(members), sums["group", group_id])
        for (group_id, name), members in lines.items()
    )


@dataclass(frozen=True, slots=True)
class YearFigures:
    """What Home says of the budget. Positive differences are under the plan, negative over it."""

    budget_id: int
    name: str
    currency: str
    months: tuple[date, ...]
    happened: int
    shown: Months
    spent: Months
    planned: Months
    spent_so_far: Decimal
    under_so_far: Decimal
    left_by_end: Decimal


def year_figures(session: Session, today: date) -> YearFigures | None:
    """The current budget in figures; None without a budget."""
    budget_id = current(session, today)
    if budget_id is None:
        return None
    sheet = grid(session, budget_id, today)
    actual = {
        month: from_stored(int(total))
        for month, total in session.execute(
            select(BudgetAmount.month, func.coalesce(func.sum(type_coerce(BudgetAmount.actual, BigInteger)), 0))
            .join(BudgetLine, BudgetLine.id == BudgetAmount.line_id)
            .where(BudgetLine.budget_id == budget_id, BudgetLine.deleted_at.is_(None))
            .group_by(BudgetAmount.month)
        )
    }
    return YearFigures(
        budget_id=sheet.id,
        name=sheet.name,
        currency=sheet.currency,
        months=sheet.months,
        happened=sheet.happened,
        shown=sheet.total.shown,
        spent=tuple(actual.get(month, ZERO) for month in sheet.months),
        planned=sheet.total.planned,
        spent_so_far=sheet.spent_so_far,
        under_so_far=sheet.planned_so_far - sheet.spent_so_far,
        left_by_end=sheet.total.left,
    )
