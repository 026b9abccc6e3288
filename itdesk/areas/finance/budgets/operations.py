"""What is done to a budget: a month's figure typed over, a line added, next year's budget begun from this one's."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from itdesk.areas.finance.budget_lines.models import BudgetAmount, BudgetLine
from itdesk.areas.finance.budgets import rules
from itdesk.areas.finance.budgets.choices import BudgetStatus, Figure
from itdesk.areas.finance.budgets.models import Budget
from itdesk.areas.finance.budgets.queries import Cell
from itdesk.core.errors import ChangedElsewhere, UserError
from itdesk.core.money import digits, rounded
from itdesk.core.texts import _
from itdesk.db import records

ZERO = Decimal(0)


def set_amount(
    session: Session,
    line_id: int,
    month: date,
    figure: Figure,
    amount: Decimal | None,
    *,
    seen: Decimal | None,
) -> None:
    """Type over one figure of one month; None clears it (a plan becomes nought).

    seen is the figure that the person saw: if somebody else has changed it since, nothing is written and
    ChangedElsewhere says so. Closed budgets and agreed plans are refused.
    """
    line = session.get(BudgetLine, line_id)
    if line is None or line.deleted_at is not None:
        raise UserError(_("This budget line was deleted."), _("Nothing was changed."))
    budget = session.get_one(Budget, line.budget_id)
    _require_open(budget, figure)
    currency = budget.currency or session.info["workspace"].currency
    if amount is not None and rounded(amount, currency) != amount:
        raise UserError(
            _("{currency} has {digits} decimal places.").format(currency=currency, digits=digits(currency)),
            _("Round the amount."),
            field=str(figure),
        )
    row = session.scalar(select(BudgetAmount).where(BudgetAmount.line_id == line_id, BudgetAmount.month == month))
    stored: Decimal | None = getattr(row, figure) if row is not None else None
    if (stored or ZERO) != (seen or ZERO):
        raise ChangedElsewhere(
            _("Somebody else changed this month of “{line}” meanwhile.").format(line=line.name),
            _("Look at the new figure, then type yours again if it still holds."),
            original={str(figure): seen},
            theirs={str(figure): stored},
            yours={str(figure): amount},
            version=row.version if row is not None else 0,
        )
    if row is None:
        row = BudgetAmount(line_id=line_id, month=month, planned=ZERO)
        session.add(row)
    setattr(row, figure, ZERO if amount is None and figure is Figure.PLANNED else amount)
    session.flush()


def _require_open(budget: Budget, figure: Figure) -> None:
    if budget.status == BudgetStatus.CLOSED:
        raise UserError(
            _("“{name}” is closed.").format(name=budget.name), _("Set it back to agreed to change its figures.")
        )
    if budget.status == BudgetStatus.AGREED and figure is Figure.PLANNED:
        raise UserError(
            _("“{name}” is agreed, so its plan stands.").format(name=budget.name),
            _("Set it back to draft to change the plan, or type what is expected instead."),
        )


def add_line(
    session: Session,
    budget_id: int,
    group_id: int,
    name: str,
    *,
    vendor_id: int | None = None,
    cost_centre: str = "",
) -> int:
    """Put a line at the end of its group, without any figures yet; its id. Closed budgets are refused."""
    budget = session.get_one(Budget, budget_id)
    _require_open(budget, Figure.ACTUAL)
    last = session.scalar(
        select(func.max(BudgetLine.position)).where(
            BudgetLine.budget_id == budget_id, BudgetLine.group_id == group_id, BudgetLine.deleted_at.is_(None)
        )
    )
    draft = records.blank(session.info["registry"], "budget_lines")
    draft.values.update(
        name=name,
        budget=budget_id,
        group=group_id,
        vendor=vendor_id,
        cost_centre=cost_centre or None,
        position=0 if last is None else last + 1,
    )
    return records.save(session, draft)


def agree(session: Session, budget_id: int, on: date, *, by: int | None = None) -> None:
    """The owner agreed: from now on the plan stands, and only what is spent and expected changes."""
    draft = records.draft(session, "budgets", budget_id)
    draft.values.update(status=BudgetStatus.AGREED, agreed_on=on, agreed_by=by)
    records.save(session, draft)


def copy_to_next_year(session: Session, budget_id: int, today: date) -> int:
    """Begin next year's budget as a draft: the same lines, planned at what this year spent or expects each month.

    Refuses when a budget of that name exists. Returns the new budget's id.
    """
    budget = session.get_one(Budget, budget_id)
    name = rules.next_name(budget.name, budget.start_on)
    if session.scalar(select(Budget.id).where(Budget.name == name, Budget.deleted_at.is_(None))) is not None:
        raise UserError(_("There is a budget “{name}” already.").format(name=name), _("Open that one."))
    start_on = rules.later(rules.month_of(budget.start_on), rules.MONTHS)
    draft = records.blank(session.info["registry"], "budgets")
    draft.values.update(
        name=name, start_on=start_on, currency=budget.currency, owner=budget.owner_id, site=budget.site_id
    )
    new_id = records.save(session, draft)
    happened = rules.happened(rules.months(budget.start_on), today)
    lines = session.scalars(
        select(BudgetLine).where(BudgetLine.budget_id == budget_id, BudgetLine.deleted_at.is_(None))
    ).all()
    for line in lines:
        _copy_line(session, line, new_id, budget, happened)
    session.flush()
    return new_id


def _copy_line(session: Session, line: BudgetLine, budget_id: int, budget: Budget, happened: int) -> None:
    copied = BudgetLine(
        name=line.name,
        budget_id=budget_id,
        group_id=line.group_id,
        vendor_id=line.vendor_id,
        cost_centre=line.cost_centre,
        position=line.position,
    )
    session.add(copied)
    session.flush()
    cells = {
        row.month: Cell(row.planned, row.actual, row.forecast)
        for row in session.scalars(select(BudgetAmount).where(BudgetAmount.line_id == line.id))
    }
    for place, month in enumerate(rules.months(budget.start_on)):
        amount = cells.get(month, Cell()).outlook(happened=place < happened)
        if amount:
            later = rules.later(month, rules.MONTHS)
            session.add(BudgetAmount(line_id=copied.id, month=later, planned=amount))
