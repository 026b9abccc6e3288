"""The table of budget groups."""

from __future__ import annotations

from sqlalchemy import Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from itdesk.db.base import Record, unique_while_kept


class BudgetGroup(Record):
    """A heading with a sum."""

    __tablename__ = "budget_groups"

    name: Mapped[str] = mapped_column(String(120))
    position: Mapped[int | None] = mapped_column(Integer, default=0)

    __table_args__ = (unique_while_kept("budget_groups", "name"),)
