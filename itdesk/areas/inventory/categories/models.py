"""The table of categories."""

from __future__ import annotations

from sqlalchemy import Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from itdesk.db.base import Record


class Category(Record):
    """What hardware, models and licences are sorted by."""

    __tablename__ = "categories"

    name: Mapped[str] = mapped_column(String(200))
    purpose: Mapped[str] = mapped_column(String(20), default="hardware")
    device: Mapped[str | None] = mapped_column(String(20))
    useful_life_months: Mapped[int | None] = mapped_column(Integer)
    notes: Mapped[str | None] = mapped_column(Text)

    __table_args__ = (Index("ix_categories_name_id", "name", "id"),)
