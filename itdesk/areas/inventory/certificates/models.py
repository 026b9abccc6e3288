"""The table of domains and certificates."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from sqlalchemy import Boolean, Date, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from itdesk.areas.inventory.certificates.choices import Sort
from itdesk.db.base import Record
from itdesk.db.types import Amount


class Certificate(Record):
    """A domain or certificate; what renews by itself still ends when nobody pays."""

    __tablename__ = "certificates"

    name: Mapped[str] = mapped_column(String(255))
    sort: Mapped[str] = mapped_column(String(20), default=Sort.TLS.value)
    expires_on: Mapped[date] = mapped_column(Date)
    renews_itself: Mapped[bool | None] = mapped_column(Boolean, default=False)
    vendor_id: Mapped[int | None] = mapped_column(ForeignKey("vendors.id"), index=True)
    hardware_id: Mapped[int | None] = mapped_column(ForeignKey("hardware.id"), index=True)
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"), index=True)
    annual_cost: Mapped[Decimal | None] = mapped_column(Amount)
    currency: Mapped[str | None] = mapped_column(String(3))
    serial_number: Mapped[str | None] = mapped_column(String(100))
    notes: Mapped[str | None] = mapped_column(Text)

    __table_args__ = (Index("ix_certificates_expires_on_id", "expires_on", "id"),)
