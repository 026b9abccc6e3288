"""The table of vendors."""

from __future__ import annotations

from sqlalchemy import Boolean, ColumnElement, Date, Index, String, Text, and_, column, func, or_, select, table
from sqlalchemy.orm import Mapped, mapped_column

from itdesk.areas.vendors.choices import Decision, Renewal
from itdesk.db.base import Record, unique_while_kept
from itdesk.db.daymath import today

_contracts = table(
    "contracts",
    column("vendor_id"),
    column("deleted_at"),
    column("start_on", Date),
    column("end_on", Date),
    column("renewal", String),
    column("decision", String),
)


class Vendor(Record):
    """A company that sells to us or helps us."""

    __tablename__ = "vendors"

    name: Mapped[str] = mapped_column(String(255))
    legal_name: Mapped[str | None] = mapped_column(String(255))
    supplies: Mapped[str | None] = mapped_column(String(255))
    account_number: Mapped[str | None] = mapped_column(String(80))
    website: Mapped[str | None] = mapped_column(String(255))
    phone: Mapped[str | None] = mapped_column(String(255))
    email: Mapped[str | None] = mapped_column(String(255))
    support_phone: Mapped[str | None] = mapped_column(String(255))
    support_email: Mapped[str | None] = mapped_column(String(255))
    support_hours: Mapped[str | None] = mapped_column(String(80))
    contact_name: Mapped[str | None] = mapped_column(String(255))
    contact_phone: Mapped[str | None] = mapped_column(String(255))
    contact_email: Mapped[str | None] = mapped_column(String(255))
    address: Mapped[str | None] = mapped_column(Text)
    postcode: Mapped[str | None] = mapped_column(String(20))
    city: Mapped[str | None] = mapped_column(String(120))
    country: Mapped[str | None] = mapped_column(String(120))
    currency: Mapped[str | None] = mapped_column(String(3))
    notes: Mapped[str | None] = mapped_column(Text)
    is_active: Mapped[bool | None] = mapped_column(Boolean, default=True)

    __table_args__ = (Index("ix_vendors_name_id", "name", "id"), unique_while_kept("vendors", "name"))


COMPUTED: dict[str, ColumnElement[object]] = {
    "running_contracts": select(func.count())
    .select_from(_contracts)
    .where(
        _contracts.c.vendor_id == Vendor.id,
        _contracts.c.deleted_at.is_(None),
        _contracts.c.start_on <= today(),
        or_(
            _contracts.c.end_on.is_(None),
            _contracts.c.end_on >= today(),
            and_(_contracts.c.renewal != str(Renewal.ENDS), _contracts.c.decision != str(Decision.NOTICED)),
        ),
    )
    .scalar_subquery(),
}
