"""The table of budgets."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Date,
    ForeignKey,
    String,
    Text,
    column,
    func,
    select,
    table,
    type_coerce,
)
from sqlalchemy.orm import Mapped, mapped_column

from itdesk.core.texts import N_
from itdesk.db.base import Record, Rule, unique_while_kept
from itdesk.db.types import Amount

_lines = table("budget_lines", column("id"), column("budget_id"), column("deleted_at"))
_amounts = table("budget_amounts", column("line_id"), column("planned", BigInteger), column("actual", BigInteger))


class Budget(Record):
    """Twelve months of lines."""

    __tablename__ = "budgets"
    CHECKS: ClassVar = (Rule(N_("Budgets: {n} end before they start."), lambda: Budget.end_on < Budget.start_on),)

    name: Mapped[str] = mapped_column(String(120))
    start_on: Mapped[date] = mapped_column(Date, index=True)
    end_on: Mapped[date] = mapped_column(Date)
    currency: Mapped[str | None] = mapped_column(String(3))
    status: Mapped[str] = mapped_column(String(20))
    agreed_on: Mapped[date | None] = mapped_column(Date)
    agreed_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"), index=True)
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"), index=True)
    site_id: Mapped[int | None] = mapped_column(ForeignKey("sites.id"), index=True)
    notes: Mapped[str | None] = mapped_column(Text)

    __table_args__ = (unique_while_kept("budgets", "name"),)


def _sum(amount: ColumnElement[int]) -> ColumnElement[object]:
    total = (
        select(func.coalesce(func.sum(amount), 0))
        .select_from(_amounts.join(_lines, _amounts.c.line_id == _lines.c.id))
        .where(_lines.c.budget_id == Budget.id, _lines.c.deleted_at.is_(None))
        .scalar_subquery()
    )
    return type_coerce(total, Amount)


COMPUTED: dict[str, ColumnElement[object]] = {"planned": _sum(_amounts.c.planned), "spent": _sum(_amounts.c.actual)}
