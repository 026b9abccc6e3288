"""A vendor as its page shows it: what runs with it, what it costs, what of ours came from it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from itdesk.areas.vendors.vendors.models import Vendor


@dataclass(frozen=True, slots=True)
class ToCall:
    """Whom to ring when something is broken."""

    id: int
    name: str
    phone: str
    hours: str
    account_number: str


@dataclass(frozen=True, slots=True)
class VendorFacts:
    """Counts and sums around a vendor; annual costs of running contracts by currency."""

    contracts: tuple[tuple[int, str, str], ...]  # id, number, name
    annual_cost: dict[str, Decimal]
    linked: tuple[tuple[str, int], ...]  # kind and how many records of it name the vendor


def vendor_facts(session: Session, vendor_id: int, today: date) -> VendorFacts:
    """What runs with a vendor and how many records of each kind name it."""
    from itdesk.areas.vendors.contracts.queries import running

    own = [row for row in running(session, today) if row.vendor_id == vendor_id]
    cost: dict[str, Decimal] = {}
    for row in own:
        if row.annual_cost is not None:
            cost[row.currency] = cost.get(row.currency, Decimal(0)) + row.annual_cost
    tables = session.info["tables"]
    linked: dict[str, int] = {}
    for kind in dict.fromkeys(kind for kind, _field in tables.linked_from["vendors"]):
        table = tables[kind].__table__
        columns = [table.c[f"{field.name}_id"] for other, field in tables.linked_from["vendors"] if other == kind]
        names_it = or_(*(column == vendor_id for column in columns))
        count = session.scalar(select(func.count()).select_from(table).where(names_it, table.c.deleted_at.is_(None)))
        if count:
            linked[kind] = count
    return VendorFacts(tuple((row.id, row.number, row.name) for row in own), cost, tuple(linked.items()))


def to_call(session: Session, vendor_ids: tuple[int, ...]) -> tuple[ToCall, ...]:
    """Support numbers of these vendors in their order; the general number where there is none."""
    phone = func.coalesce(func.nullif(Vendor.support_phone, ""), Vendor.phone, "")
    statement = select(
        Vendor.id, Vendor.name, phone, func.coalesce(Vendor.support_hours, ""), func.coalesce(Vendor.account_number, "")
    ).where(Vendor.id.in_(vendor_ids), Vendor.deleted_at.is_(None))
    found = {row[0]: ToCall(*row) for row in session.execute(statement)}
    return tuple(found[key] for key in dict.fromkeys(vendor_ids) if key in found)
