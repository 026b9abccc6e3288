"""The table of sites."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, ForeignKey, Index, String, Text, column, func, select, table
from sqlalchemy.orm import Mapped, mapped_column

from itdesk.db.base import Record

_people = table("people", column("site_id"), column("deleted_at"), column("is_active"))


class Site(Record):
    """A site; an empty zone or calendar means the workspace's."""

    __tablename__ = "sites"

    name: Mapped[str] = mapped_column(String(150))
    code: Mapped[str | None] = mapped_column(String(30))
    address: Mapped[str | None] = mapped_column(String(255))
    city: Mapped[str | None] = mapped_column(String(100))
    state: Mapped[str | None] = mapped_column(String(100))
    postal_code: Mapped[str | None] = mapped_column(String(30))
    country: Mapped[str | None] = mapped_column(String(100))
    phone: Mapped[str | None] = mapped_column(String(60))
    zone: Mapped[str | None] = mapped_column(String(64))
    calendar_id: Mapped[int | None] = mapped_column(ForeignKey("calendars.id"), index=True)
    notes: Mapped[str | None] = mapped_column(Text)

    __table_args__ = (Index("ix_sites_name_id", "name", "id"),)


COMPUTED: dict[str, ColumnElement[Any]] = {
    "people_count": select(func.count())
    .select_from(_people)
    .where(_people.c.site_id == Site.id, _people.c.deleted_at.is_(None), _people.c.is_active.is_(True))
    .scalar_subquery(),
}
