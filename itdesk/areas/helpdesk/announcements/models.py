"""The table of announcements."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from itdesk.db.base import Record
from itdesk.db.types import Instant


class Announcement(Record):
    """What people read before they report the same thing again."""

    __tablename__ = "announcements"

    title: Mapped[str] = mapped_column(String(120))
    body: Mapped[str | None] = mapped_column(Text)
    from_at: Mapped[datetime] = mapped_column(Instant)
    until_at: Mapped[datetime | None] = mapped_column(Instant)
    ticket_id: Mapped[int | None] = mapped_column(ForeignKey("tickets.id"), index=True)
    category_id: Mapped[int | None] = mapped_column(ForeignKey("ticket_categories.id"), index=True)
