"""The table of systems."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from sqlalchemy import Boolean, Date, ForeignKey, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from itdesk.db.base import Record, unique_while_kept
from itdesk.db.types import Amount


class System(Record):
    """What people can't work without: promised times and proven ones."""

    __tablename__ = "systems"

    name: Mapped[str] = mapped_column(String(255))
    priority: Mapped[int] = mapped_column(Integer, default=2)
    hardware_id: Mapped[int | None] = mapped_column(ForeignKey("hardware.id"), index=True)
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"), index=True)
    vendor_id: Mapped[int | None] = mapped_column(ForeignKey("vendors.id"), index=True)
    other_vendor_id: Mapped[int | None] = mapped_column(ForeignKey("vendors.id"), index=True)
    back_within_hours: Mapped[Decimal] = mapped_column(Amount)
    may_lose_hours: Mapped[Decimal | None] = mapped_column(Amount)
    needs_proof: Mapped[bool] = mapped_column(Boolean, default=True)
    last_proven_on: Mapped[date | None] = mapped_column(Date)
    proven_minutes: Mapped[int | None] = mapped_column(Integer)
    work_that_stops: Mapped[str | None] = mapped_column(String(255))
    people_count: Mapped[int | None] = mapped_column(Integer)
    day_cost: Mapped[Decimal | None] = mapped_column(Amount)
    currency: Mapped[str | None] = mapped_column(String(3))
    notes: Mapped[str | None] = mapped_column(Text)

    __table_args__ = (unique_while_kept("systems", "name"),)
