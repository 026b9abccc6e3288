"""Contracts on a line of time, those that need a decision, one in detail, and what depends on it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from sqlalchemy import BigInteger, Select, func, or_, select, type_coerce
from sqlalchemy.orm import Session

from itdesk.areas.directory.people.models import Person
from itdesk.areas.directory.sites.models import Site
from itdesk.areas.vendors.choices import ContractStatus, Decision, Pressing, Renewal
from itdesk.areas.vendors.contracts import rules
from itdesk.areas.vendors.contracts.models import Contract, annual_cost, status_on
from itdesk.areas.vendors.contracts.rules import Bar, Letter, Terms
from itdesk.areas.vendors.vendors.models import Vendor
from itdesk.core.dates import add_months
from itdesk.core.errors import UserError
from itdesk.core.formats import format_date
from itdesk.core.texts import _
from itdesk.db.base import Base
from itdesk.db.types import Amount

TIMELINE_MONTHS = 15
_RUNNING = (str(ContractStatus.RUNNING), str(ContractStatus.LEAVING))


@dataclass(frozen=True, slots=True)
class Row:
    """A contract as lists and reports show it. decide_by is the last day for notice in today's term, gone by or not."""

    id: int
    number: str
    name: str
    vendor_id: int
    vendor: str
    renewal: str
    words: str  # "auto-renews 12 months"
    decision: Decision
    term_end: date | None
    decide_by: date | None
    annual_cost: Decimal | None
    currency: str
    pressing: Pressing  # what has to be done
    nearness: Pressing  # how near the day is, decided or not
    needs_decision: bool


@dataclass(frozen=True, slots=True)
class TimelineRow:
    """A contract and its bar."""

    row: Row
    bar: Bar


@dataclass(frozen=True, slots=True)
class Timeline:
    """Running contracts between two days, the soonest decision first. totals are a year's cost by currency, from SQL.

    to_decide counts those that need a decision before decide_before, the first day of the next financial year.
    """

    first: date
    last: date
    rows: tuple[TimelineRow, ...]
    totals: dict[str, Decimal]
    to_decide: int
    decide_before: date


def terms_from(contract: Contract) -> Terms:
    """What the rules read of a contract."""
    return Terms(
        start_on=contract.start_on,
        end_on=contract.end_on,
        renewal=contract.renewal,
        renewal_months=contract.renewal_months,
        notice=contract.notice,
        notice_unit=contract.notice_unit,
        decision=contract.decision,
        decided_on=contract.decided_on,
        price_period=contract.price_period,
    )


def _running(today: date) -> Select[Contract, str]:
    return (
        select(Contract, Vendor.name)
        .join(Vendor, Vendor.id == Contract.vendor_id)
        .where(Contract.deleted_at.is_(None), status_on(today).in_(_RUNNING))
    )


def _row(session: Session, contract: Contract, vendor: str, today: date) -> Row:
    terms = terms_from(contract)
    day = rules.decide_by(terms, today)
    return Row(
        id=contract.id,
        number=contract.number or "",
        name=contract.name,
        vendor_id=contract.vendor_id,
        vendor=vendor,
        renewal=contract.renewal,
        words=rules.renewal_words(terms, contract.at_end or ""),
        decision=rules.decision_now(terms, today),
        term_end=rules.term_end(terms, today),
        decide_by=day,
        annual_cost=rules.annual_cost(contract.price, contract.price_period),
        currency=contract.currency or session.info["workspace"].currency,
        pressing=rules.pressing(terms, today),
        nearness=Pressing.NONE if day is None else rules.nearness(day, today),
        needs_decision=rules.is_open(terms, today),
    )


def one(session: Session, contract_id: int, today: date) -> Row:
    """A contract whether it runs or not. Refuses one that is gone."""
    contract, vendor, _owner, _site = _read(session, contract_id)
    return _row(session, contract, vendor.name, today)


def running(session: Session, today: date) -> tuple[Row, ...]:
    """Contracts that run today, the soonest last day for notice first, those without one at the end."""
    rows = [_row(session, contract, vendor, today) for contract, vendor in session.execute(_running(today))]
    return tuple(sorted(rows, key=lambda row: (row.decide_by is None, row.decide_by or today, row.name.casefold())))


def renewed_by_itself(session: Session, today: date) -> tuple[int, ...]:
    """Contracts whose written term is over while the contract runs on."""
    over = select(Contract.id).where(
        Contract.deleted_at.is_(None),
        Contract.renewal == str(Renewal.AUTO),
        Contract.decision != str(Decision.NOTICED),
        Contract.end_on < today,
    )
    return tuple(session.scalars(over.order_by(Contract.id)))


def to_decide(session: Session, today: date, days: int = 60) -> tuple[Row, ...]:
    """Running contracts that need a decision within so many days, or whose day went by without one."""
    until = today + timedelta(days=days)
    return tuple(
        row for row in running(session, today) if row.needs_decision and row.decide_by and row.decide_by <= until
    )


def timeline(session: Session, today: date, months: int = TIMELINE_MONTHS) -> Timeline:
    """Running contracts from the first of last month on."""
    first = add_months(today.replace(day=1), -1)
    last = add_months(first, months) - timedelta(days=1)
    rows = []
    for contract, vendor in session.execute(_running(today)):
        bar = rules.bar(terms_from(contract), first, last, today)
        rows.append(TimelineRow(_row(session, contract, vendor, today), bar))
    rows.sort(
        key=lambda one: (
            one.row.decide_by is None,
            one.row.decide_by or one.row.term_end or last,
            one.row.name.casefold(),
        )
    )
    before = next_year(today, session.info["workspace"].fiscal_month)
    waiting = sum(1 for one in rows if one.row.needs_decision and one.row.decide_by and one.row.decide_by < before)
    return Timeline(first, last, tuple(rows), totals(session, today), waiting, before)


def next_year(today: date, fiscal_month: int) -> date:
    """The first day of the financial year after today's."""
    starts = date(today.year, fiscal_month, 1)
    return starts if starts > today else starts.replace(year=today.year + 1)


def totals(session: Session, today: date) -> dict[str, Decimal]:
    """What running contracts cost a year, by currency."""
    currency = func.coalesce(func.nullif(Contract.currency, ""), session.info["workspace"].currency)
    statement = (
        select(currency.label("c"), type_coerce(func.sum(type_coerce(annual_cost(), BigInteger)), Amount))
        .where(Contract.deleted_at.is_(None), Contract.price.is_not(None), status_on(today).in_(_RUNNING))
        .group_by("c")
    )
    return {str(code): total for code, total in session.execute(statement)}


@dataclass(frozen=True, slots=True)
class Dependant:
    """A record that relies on the contract: by a link, or because its text names it."""

    kind: str
    id: int
    title: str
    detail: str


@dataclass(frozen=True, slots=True)
class Card:
    """A contract in detail, as of a day."""

    row: Row
    version: int
    kind: str
    reference: str
    terms: str
    start_on: date
    renewal: str
    renewal_months: int | None
    notice_words: str
    notice_in_writing: bool
    last_day_to_cancel: date | None  # from today on; of the next term where this one's is over
    leaves_on: date | None  # if notice were given today
    renews_until: date | None  # the end of the next term if nobody acts
    price: Decimal | None
    price_period: str
    price_rise_percent: Decimal | None
    price_rise_on: date | None
    raised_annual_cost: Decimal | None
    budget_line_id: int | None
    budget_line: str
    owner: str
    site: str
    decided_on: date | None
    noticed_on: date | None
    notes: str
    dependants: tuple[Dependant, ...]


def card(session: Session, contract_id: int, today: date) -> Card:
    """Everything that the side panel says about a contract. Refuses one that is gone."""
    contract, vendor, owner, site = _read(session, contract_id)
    terms = terms_from(contract)
    row = _row(session, contract, vendor.name, today)
    renews = None
    if terms.renewal == Renewal.AUTO and row.term_end and row.decision is not Decision.NOTICED:
        renews = add_months(row.term_end, terms.renewal_months or rules.YEAR_MONTHS)
    return Card(
        row=row,
        version=contract.version,
        kind=contract.kind,
        reference=contract.reference or "",
        terms=contract.terms or "",
        start_on=contract.start_on,
        renewal=contract.renewal,
        renewal_months=contract.renewal_months,
        notice_words=rules.notice_words(terms) if contract.notice else "",
        notice_in_writing=bool(contract.notice_in_writing),
        last_day_to_cancel=rules.last_day_to_cancel(terms, today),
        leaves_on=rules.leaves_on(terms, today),
        renews_until=renews,
        price=contract.price,
        price_period=contract.price_period,
        price_rise_percent=contract.price_rise_percent,
        price_rise_on=contract.price_rise_on,
        raised_annual_cost=None
        if row.annual_cost is None
        else rules.raised(row.annual_cost, contract.price_rise_percent),
        budget_line_id=contract.budget_line_id,
        budget_line=_title(session, "budget_lines", contract.budget_line_id),
        owner=owner,
        site=site,
        decided_on=contract.decided_on,
        noticed_on=contract.noticed_on,
        notes=contract.notes or "",
        dependants=depends_on(session, contract_id),
    )


def _read(session: Session, contract_id: int) -> tuple[Contract, Vendor, str, str]:
    found = session.execute(
        select(Contract, Vendor, Person.name, Site.name)
        .join(Vendor, Vendor.id == Contract.vendor_id)
        .outerjoin(Person, Person.id == Contract.owner_id)
        .outerjoin(Site, Site.id == Contract.site_id)
        .where(Contract.id == contract_id, Contract.deleted_at.is_(None))
    ).first()
    if found is None:
        raise UserError(_("This contract was deleted."), _("Look into the bin to bring it back."))
    return found[0], found[1], found[2] or "", found[3] or ""


def _title(session: Session, kind: str, record_id: int | None) -> str:
    from itdesk.db import records

    return "" if record_id is None else records.title_of(session, kind, record_id)


def depends_on(session: Session, contract_id: int) -> tuple[Dependant, ...]:
    """Records that link to the contract, and those whose texts name it by its number."""
    from itdesk.db import records

    found: dict[tuple[str, int], Dependant] = {}
    tables = session.info["tables"]
    for kind, declared in tables.linked_from["contracts"]:
        table = tables[kind].__table__
        linked = select(table.c.id).where(table.c[f"{declared.name}_id"] == contract_id, table.c.deleted_at.is_(None))
        for record_id in session.scalars(linked.order_by(table.c.id)):
            title = records.title_of(session, kind, record_id)
            found[kind, record_id] = Dependant(kind, record_id, title, declared.label)
    contract = session.get_one(Contract, contract_id)
    for kind, record_id, where in _mentions(session, [contract.number, contract.name]):
        title = records.title_of(session, kind, record_id)
        found.setdefault((kind, record_id), Dependant(kind, record_id, title, where))
    return tuple(found.values())


def _mentions(session: Session, names: Iterable[str | None]) -> list[tuple[str, int, str]]:
    """(kind, record, the part's word) for parts whose text holds a token {{contract:NAME}}."""
    tokens = [f"{{{{contract:{name}" for name in names if name]
    out: list[tuple[str, int, str]] = []
    for kind, parts in session.info["tables"].parts.items():
        for part in parts:
            table = Base.metadata.tables[part.__tablename__]
            key = table.c[part.PARENT[1]]
            hits = [table.c[column].contains(token, autoescape=True) for column in part.SEARCHED for token in tokens]
            if not hits:
                continue
            owner = session.info["tables"][kind].__table__
            statement = select(key).join(owner, owner.c.id == key).where(or_(*hits), owner.c.deleted_at.is_(None))
            out += [(kind, record_id, "") for record_id in session.scalars(statement.distinct().order_by(key))]
    return out


def notice_letter(session: Session, contract_id: int, today: date) -> Letter:
    """The notice as it would be written today; nothing is changed by reading it."""
    contract, vendor, owner, _site = _read(session, contract_id)
    workspace = session.info["workspace"]
    ends_on = rules.leaves_on(terms_from(contract), today)
    place = " ".join(part for part in (vendor.postcode, vendor.city) if part)
    lines = [vendor.legal_name or vendor.name, vendor.address, place, vendor.country]
    return rules.notice_letter(
        firm=workspace.name,
        vendor=vendor.legal_name or vendor.name,
        address="\n".join(line for line in lines if line),
        contract=contract.name,
        reference=contract.reference or contract.number or "",
        account_number=vendor.account_number or "",
        signed_by=owner,
        ends_on_text=format_date(ends_on, workspace.locale),
        ends_on=ends_on,
        at_end=contract.at_end or "",
    )


@dataclass(frozen=True, slots=True)
class YearCost:
    """What a contract is going to cost between two days, its price rise counted from its month."""

    contract_id: int
    name: str
    budget_line_id: int | None
    currency: str
    amount: Decimal


def costs_between(session: Session, first: date, last: date, today: date) -> tuple[YearCost, ...]:
    """What running contracts cost in a stretch of time, rounded to the currency's smallest unit."""
    from itdesk.core.money import rounded

    out = []
    for contract, _vendor in session.execute(_running(today).order_by(Contract.id)):
        currency = contract.currency or session.info["workspace"].currency
        amount = rules.cost_between(
            contract.price,
            contract.price_period,
            first,
            last,
            rise_percent=contract.price_rise_percent,
            rise_on=contract.price_rise_on,
        )
        out.append(YearCost(contract.id, contract.name, contract.budget_line_id, currency, rounded(amount, currency)))
    return tuple(out)
