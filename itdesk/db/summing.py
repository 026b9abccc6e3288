"""What the feet of columns are made of, for a whole list in one statement: exact sums, ends and counts by currency."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, and_, func, literal, null, select, text, type_coerce
from sqlalchemy.orm import Session

from itdesk.core.record import TEXTUAL, Kind
from itdesk.core.summaries import NUMBERS, Facts
from itdesk.db.expressions import Source
from itdesk.db.listspec import ListSpec
from itdesk.db.narrowing import conditions_of, values_of
from itdesk.db.prepared import Prepared
from itdesk.db.shapes import kept
from itdesk.db.types import from_stored

_EACH = 4  # columns of the statement for each column of the list
_ENDED = NUMBERS | {Kind.DATE, Kind.INSTANT}


def facts(session: Session, spec: ListSpec, names: Sequence[str]) -> dict[str, dict[str, Facts]]:
    """By column and currency ("" where a column has none) what is known of its values."""
    found: dict[str, dict[str, Facts]] = {name: {} for name in names}
    if not names:
        return found
    key = ("facts", tuple(names), spec.shape)
    asked, source = kept(session, key, lambda: _prepared(session, spec, names))
    for currency, number, *values in asked.all(session, values_of(session, source, spec)):
        for place, name in enumerate(names):
            kind = source.kind_of(name)
            here = _facts(kind, int(number), values[place * _EACH : (place + 1) * _EACH])
            own = (currency or session.info["workspace"].currency) if kind is Kind.MONEY else ""
            found[name].setdefault(own, Facts()).add(here)
    return found


def _facts(kind: Kind, number: int, values: Sequence[Any]) -> Facts:
    filled, total, least, most = values
    if kind in (Kind.DECIMAL, Kind.MONEY):
        return Facts(number, int(filled), from_stored(int(total or 0)), least, most)
    return Facts(number, int(filled), Decimal(int(total or 0)), least, most)


def _prepared(session: Session, spec: ListSpec, names: Sequence[str]) -> tuple[Prepared, Source]:
    source = Source(session.info["tables"], spec.kind)
    has_currency = "currency" in source.record_type.by_name
    currency: ColumnElement[Any] = source.stored("currency") if has_currency else literal("")
    columns: list[ColumnElement[Any]] = []
    for place, name in enumerate(names):
        columns += [one.label(f"s{place}_{at}") for at, one in enumerate(_columns(source, name))]
    conditions = conditions_of(session, source, spec)
    statement = select(currency.label("c"), func.count().label("n"), *columns).select_from(source.selectable)
    statement = statement.where(*conditions).group_by(text("1"))
    return Prepared(statement, session.info["dialect"]), source


def _columns(source: Source, name: str) -> list[ColumnElement[Any]]:
    """How many are filled in, their sum as the whole numbers that they are stored as, the least and the most."""
    stored, kind = source.stored(name), source.kind_of(name)
    filled = and_(stored.is_not(None), stored != "") if kind in TEXTUAL | {Kind.TAGS} else stored.is_not(None)
    total = func.sum(type_coerce(stored, BigInteger)) if kind in NUMBERS else null()
    ends: list[ColumnElement[Any]] = [null(), null()]
    if kind in _ENDED:
        ends = [type_coerce(func.min(stored), stored.type), type_coerce(func.max(stored), stored.type)]
    return [func.count().filter(filled), total, *ends]
