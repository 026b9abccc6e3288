"""The table of ticket categories."""

from __future__ import annotations

from sqlalchemy import Boolean, ForeignKey, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from itdesk.db.base import Record, unique_while_kept


class TicketCategory(Record):
    """What tickets are about; parent makes the tree."""

    __tablename__ = "ticket_categories"

    name: Mapped[str] = mapped_column(String(120))
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("ticket_categories.id"), index=True)
    example: Mapped[str | None] = mapped_column(String(255))
    picture: Mapped[str | None] = mapped_column(String(20))
    on_kiosk: Mapped[bool | None] = mapped_column(Boolean, default=False)
    position: Mapped[int | None] = mapped_column(Integer, default=0)
    is_active: Mapped[bool | None] = mapped_column(Boolean, default=True)

    __table_args__ = (unique_while_kept("ticket_categories", "name"),)
