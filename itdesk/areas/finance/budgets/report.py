"""The IT budget report of a budget: its sheet, the contracts behind it, and what the owner has to decide."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy.orm import Session

from itdesk.areas.finance.budgets import queries, rules
from itdesk.areas.finance.budgets.choices import BudgetStatus
from itdesk.areas.vendors.contracts import queries as contracts
from itdesk.core.errors import UserError
from itdesk.core.formats import format_date, format_money
from itdesk.core.texts import _
from itdesk.db.own_facts import own_facts, own_facts_of

if TYPE_CHECKING:
    from itdesk.reports.blocks import Decision
    from itdesk.reports.budget import BudgetReport, Commitment

DECIDE_AHEAD = 90  # days
DECISIONS = 3  # contracts that fit the first page


def compose(session: Session, today: date, budget_id: int | None = None) -> BudgetReport:
    """The report of this budget, or of the one that today is in. Refuses a workspace without a budget."""
    from itdesk.reports.budget import BudgetGroup, BudgetLine, BudgetReport

    chosen = queries.current(session, today) if budget_id is None else budget_id
    if chosen is None:
        raise UserError(_("There is no budget to print yet."), _("Make one under Finance, then print it."))
    grid = queries.grid(session, chosen, today)
    closed = grid.happened
    groups = [
        BudgetGroup(
            group.name,
            [
                BudgetLine(
                    line.name, line.vendor, line.sums.planned, line.sums.shown[:closed], line.sums.shown[closed:]
                )
                for line in group.lines
            ],
        )
        for group in grid.groups
    ]
    running = contracts.running(session, today)
    return BudgetReport(
        year=rules.year_name(grid.months[0]),
        months=grid.months,
        closed=closed,
        groups=groups,
        commitments=_commitments(running, grid.currency),
        decisions=_decisions(session, grid, today),
        prepared_by=grid.owner,
        agreed_by=grid.agreed_by,
        because=_because(grid),
        month_notes=_month_notes(grid),
        own=own_facts(session, "budgets", chosen),
        own_of_lines=_own_of_lines(session, grid),
    )


def _own_of_lines(session: Session, grid: queries.BudgetGrid) -> list[tuple[str, str, str]]:
    """Line, field and value, in the order of the sheet."""
    lines = [line for group in grid.groups for line in group.lines]
    found = own_facts_of(session, "budget_lines", [line.id for line in lines])
    return [(line.name, field, value) for line in lines for field, value in found.get(line.id, ())]


def currency_of(session: Session, today: date, budget_id: int | None = None) -> str:
    """The currency that the budget is in; the workspace's without a budget."""
    chosen = queries.current(session, today) if budget_id is None else budget_id
    own = session.info["workspace"].currency
    return queries.grid(session, chosen, today).currency if chosen is not None else own


def _commitments(running: Sequence[contracts.Row], currency: str) -> list[Commitment]:
    """Running contracts with a price in the budget's currency; others could not be added to it."""
    from itdesk.reports.budget import Commitment

    return [
        Commitment(row.name, row.number, row.words, row.decide_by, row.annual_cost)
        for row in running
        if row.annual_cost is not None and row.currency == currency
    ]


def _decisions(session: Session, grid: queries.BudgetGrid, today: date) -> list[Decision]:
    from itdesk.reports.blocks import Decision

    locale = session.info["workspace"].locale
    found = []
    if grid.status == BudgetStatus.DRAFT:
        found.append(Decision(_("Agree this budget, so that its plan stands")))
    if grid.total.left < 0:
        amount = format_money(-grid.total.left, grid.currency, locale)
        found.append(Decision(_("Accept {amount} above the budget, or say what waits").format(amount=amount)))
    for row in contracts.to_decide(session, today, DECIDE_AHEAD)[:DECISIONS]:
        cost = "" if row.annual_cost is None else format_money(row.annual_cost, row.currency, locale)
        words = _("Keep or leave {contract}, {cost} a year") if cost else _("Keep or leave {contract}")
        found.append(Decision(words.format(contract=row.name, cost=cost), format_date(row.decide_by, locale)))
    return found


def _because(grid: queries.BudgetGrid) -> str:
    """Names the group that is furthest over, if the whole is over."""
    over = [group for group in grid.groups if group.sums.left < 0]
    if grid.total.left >= 0 or not over:
        return ""
    worst = min(over, key=lambda group: group.sums.left)
    return _("because of {group}").format(group=worst.name)


def _month_notes(grid: queries.BudgetGrid) -> list[tuple[date, str]]:
    """For the month that is furthest over its plan: the line that is to blame."""
    gaps = [shown - planned for shown, planned in zip(grid.total.shown, grid.total.planned, strict=True)]
    worst = max(range(len(gaps)), key=gaps.__getitem__)
    if gaps[worst] <= 0:
        return []
    lines = [line for group in grid.groups for line in group.lines]
    line = max(lines, key=lambda one: one.sums.shown[worst] - one.sums.planned[worst])
    return [(grid.months[worst], line.name)]
