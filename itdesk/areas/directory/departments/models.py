"""The table of departments."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, ForeignKey, Index, String, Text, column, func, select, table
from sqlalchemy.orm import Mapped, mapped_column

from itdesk.db.base import Record

_people = table("people", column("department_id"), column("deleted_at"), column("is_active"))


class Department(Record):
    """A department; parent makes the tree. The manager's key is added last, because people refer to departments too."""

    __tablename__ = "departments"

    name: Mapped[str] = mapped_column(String(150))
    code: Mapped[str | None] = mapped_column(String(30))
    manager_id: Mapped[int | None] = mapped_column(
        ForeignKey("people.id", use_alter=True, name="fk_departments_manager_id"), index=True
    )
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("departments.id"), index=True)
    notes: Mapped[str | None] = mapped_column(Text)

    __table_args__ = (Index("ix_departments_name_id", "name", "id"),)


COMPUTED: dict[str, ColumnElement[Any]] = {
    "people_count": select(func.count())
    .select_from(_people)
    .where(_people.c.department_id == Department.id, _people.c.deleted_at.is_(None), _people.c.is_active.is_(True))
    .scalar_subquery(),
}
