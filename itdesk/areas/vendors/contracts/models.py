"""The table of contracts."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any, ClassVar

from sqlalchemy import (
    BigInteger,
    Boolean,
    ColumnElement,
    Date,
    ForeignKey,
    Index,
    Integer,
    String,
    Text,
    and_,
    case,
    or_,
    type_coerce,
)
from sqlalchemy.orm import Mapped, mapped_column

from itdesk.areas.vendors.choices import PAYMENTS_A_YEAR, ContractStatus, Decision, NoticeUnit, Renewal
from itdesk.core.texts import N_
from itdesk.db.base import Record, Rule, unique_while_kept
from itdesk.db.daymath import today
from itdesk.db.types import Amount


class Contract(Record):
    """A contract; end_on is the end of the term that was signed, from which later terms are counted."""

    __tablename__ = "contracts"
    CHECKS: ClassVar = (Rule(N_("Contracts: {n} end before they start."), lambda: Contract.end_on < Contract.start_on),)

    number: Mapped[str | None] = mapped_column(String(40))
    name: Mapped[str] = mapped_column(String(255))
    vendor_id: Mapped[int] = mapped_column(ForeignKey("vendors.id"), index=True)
    kind: Mapped[str] = mapped_column(String(20))
    reference: Mapped[str | None] = mapped_column(String(80))
    terms: Mapped[str | None] = mapped_column(String(255))
    start_on: Mapped[date] = mapped_column(Date)
    end_on: Mapped[date | None] = mapped_column(Date, index=True)
    renewal: Mapped[str] = mapped_column(String(20), default=Renewal.ENDS)
    renewal_months: Mapped[int | None] = mapped_column(Integer)
    notice: Mapped[int | None] = mapped_column(Integer)
    notice_unit: Mapped[str] = mapped_column(String(20), default=NoticeUnit.DAYS)
    notice_in_writing: Mapped[bool | None] = mapped_column(Boolean, default=True)
    decide_by_on: Mapped[date | None] = mapped_column(Date)
    at_end: Mapped[str | None] = mapped_column(String(120))
    price: Mapped[Decimal | None] = mapped_column(Amount)
    price_period: Mapped[str] = mapped_column(String(20))
    currency: Mapped[str | None] = mapped_column(String(3))
    price_rise_percent: Mapped[Decimal | None] = mapped_column(Amount)
    price_rise_on: Mapped[date | None] = mapped_column(Date)
    budget_line_id: Mapped[int | None] = mapped_column(ForeignKey("budget_lines.id"), index=True)
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"), index=True)
    site_id: Mapped[int | None] = mapped_column(ForeignKey("sites.id"), index=True)
    decision: Mapped[str] = mapped_column(String(20), default=Decision.UNDECIDED)
    decided_on: Mapped[date | None] = mapped_column(Date)
    noticed_on: Mapped[date | None] = mapped_column(Date)
    notes: Mapped[str | None] = mapped_column(Text)

    __table_args__ = (
        Index("ix_contracts_name_id", "name", "id"),
        Index("ix_contracts_decide_by_on_id", "decide_by_on", "id"),
        unique_while_kept("contracts", "number"),
    )


def status_on(day: ColumnElement[date] | date) -> ColumnElement[str]:
    """rules.status in SQL."""
    over = and_(
        Contract.end_on < day,
        or_(Contract.decision == str(Decision.NOTICED), Contract.renewal == str(Renewal.ENDS)),
    )
    return case(
        (Contract.start_on > day, str(ContractStatus.PLANNED)),
        (over, str(ContractStatus.ENDED)),
        (Contract.decision == str(Decision.NOTICED), str(ContractStatus.LEAVING)),
        else_=str(ContractStatus.RUNNING),
    )


def annual_cost() -> ColumnElement[Decimal | None]:
    """rules.annual_cost in SQL, exact."""
    times = case(*((Contract.price_period == str(period), many) for period, many in PAYMENTS_A_YEAR.items()), else_=1)
    return type_coerce(type_coerce(Contract.price, BigInteger) * times, Amount)


COMPUTED: dict[str, ColumnElement[Any]] = {
    "status": status_on(today()),
    "annual_cost": annual_cost(),
}
