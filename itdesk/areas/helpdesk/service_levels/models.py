"""The table of service levels."""

from __future__ import annotations

from sqlalchemy import ForeignKey, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from itdesk.db.base import Record, unique_while_kept


class ServiceLevel(Record):
    """How many working minutes a priority has, by which calendar."""

    __tablename__ = "service_levels"

    name: Mapped[str] = mapped_column(String(120))
    priority: Mapped[str] = mapped_column(String(20))
    reply_minutes: Mapped[int] = mapped_column(Integer)
    resolve_minutes: Mapped[int] = mapped_column(Integer)
    calendar_id: Mapped[int | None] = mapped_column(ForeignKey("calendars.id"), index=True)

    __table_args__ = (unique_while_kept("service_levels", "priority"),)
