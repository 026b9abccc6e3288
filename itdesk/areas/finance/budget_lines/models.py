"""The tables of budget lines and of their months."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Date,
    ForeignKey,
    Index,
    Integer,
    String,
    Text,
    UniqueConstraint,
    column,
    func,
    select,
    table,
    type_coerce,
)
from sqlalchemy.orm import Mapped, mapped_column

from itdesk.db.base import Part, Record
from itdesk.db.types import Amount

_budgets = table("budgets", column("id"), column("currency", String))


class BudgetLine(Record):
    """What money is for; its months are parts."""

    __tablename__ = "budget_lines"

    name: Mapped[str] = mapped_column(String(255))
    budget_id: Mapped[int] = mapped_column(ForeignKey("budgets.id"), index=True)
    group_id: Mapped[int] = mapped_column(ForeignKey("budget_groups.id"), index=True)
    vendor_id: Mapped[int | None] = mapped_column(ForeignKey("vendors.id"), index=True)
    cost_centre: Mapped[str | None] = mapped_column(String(80))
    position: Mapped[int | None] = mapped_column(Integer, default=0)
    notes: Mapped[str | None] = mapped_column(Text)

    __table_args__ = (Index("ix_budget_lines_name_id", "name", "id"),)


class BudgetAmount(Part):
    """A month of a line. No actual: nothing booked yet. No forecast: the plan stands."""

    __tablename__ = "budget_amounts"
    PARENT = ("budget_lines", "line_id")

    line_id: Mapped[int] = mapped_column(ForeignKey("budget_lines.id", ondelete="CASCADE"))
    month: Mapped[date] = mapped_column(Date)
    planned: Mapped[Decimal] = mapped_column(Amount, default=Decimal(0))
    actual: Mapped[Decimal | None] = mapped_column(Amount)
    forecast: Mapped[Decimal | None] = mapped_column(Amount)

    __table_args__ = (UniqueConstraint("line_id", "month"),)


def _sum(amount: ColumnElement[int]) -> ColumnElement[object]:
    total = select(func.coalesce(func.sum(amount), 0)).where(_months.c.line_id == BudgetLine.id).scalar_subquery()
    return type_coerce(total, Amount)


_months = table("budget_amounts", column("line_id"), column("planned", BigInteger), column("actual", BigInteger))

COMPUTED: dict[str, ColumnElement[object]] = {
    "currency": select(_budgets.c.currency).where(_budgets.c.id == BudgetLine.budget_id).scalar_subquery(),
    "planned": _sum(_months.c.planned),
    "spent": _sum(_months.c.actual),
}
