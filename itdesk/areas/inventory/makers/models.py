"""The table of makers."""

from __future__ import annotations

from sqlalchemy import Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from itdesk.db.base import Record


class Maker(Record):
    """Who makes hardware or publishes software."""

    __tablename__ = "makers"

    name: Mapped[str] = mapped_column(String(200))
    website: Mapped[str | None] = mapped_column(String(500))
    support_phone: Mapped[str | None] = mapped_column(String(60))
    support_email: Mapped[str | None] = mapped_column(String(255))
    support_url: Mapped[str | None] = mapped_column(String(500))
    notes: Mapped[str | None] = mapped_column(Text)

    __table_args__ = (Index("ix_makers_name_id", "name", "id"),)
