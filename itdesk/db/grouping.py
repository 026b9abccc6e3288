"""The heads of a grouped list, with counts and sums; and the sums of a whole list or of some of its records."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any, NamedTuple

from sqlalchemy import BigInteger, ColumnElement, func, literal, select, text, type_coerce
from sqlalchemy.orm import Session

from itdesk.core.errors import UserError
from itdesk.core.grouping import Level, levels
from itdesk.core.record import Kind
from itdesk.core.texts import _
from itdesk.db.among import among
from itdesk.db.expressions import Source
from itdesk.db.listspec import ListSpec
from itdesk.db.narrowing import conditions_of, values_of
from itdesk.db.ordering import group_key, group_value, shape_of
from itdesk.db.prepared import Prepared
from itdesk.db.shapes import kept
from itdesk.db.types import from_stored

_SLICE = 500  # ids in one statement
Sums = dict[str, dict[str, Decimal]]


class Group(NamedTuple):
    """One heading of a grouped list. value is None for records without one; sums hold an amount by currency.

    Headings within another follow it, one level deeper; number and sums of the outer one are of all of them.
    """

    value: Any
    label: str
    number: int
    sums: Sums
    level: int = 0


def groups(session: Session, spec: ListSpec) -> list[Group]:
    """The headings of a grouped list in its order, with counts and the sums of its money and decimal columns."""
    if not spec.group_by:
        raise UserError(_("This list is not grouped."), _("Choose a field to group by."))
    asked, source = kept(session, ("groups", shape_of(session, spec)), lambda: _groups(session, spec))
    names, found_levels = summed(source, spec.columns), levels(spec.group_by)
    found: list[Group] = []
    path: list[Any] = []  # values of the heads that the last row stands under
    heads: list[int] = []  # and their places
    for row in asked.all(session, values_of(session, source, spec)):
        values, labels = row[: len(found_levels)], row[len(found_levels) : 2 * len(found_levels)]
        currency, number, *sums = row[3 * len(found_levels) :]
        same = _same(path, values)
        path, heads = list(values), heads[:same]
        for depth in range(same, len(found_levels)):
            declared = source.field(found_levels[depth].name)
            label = _label(declared, values[depth], labels[depth])
            heads.append(len(found))
            found.append(Group(values[depth], label, 0, {name: {} for name in names}, depth))
        _add(found, heads, int(number), currency or "", dict(zip(names, sums, strict=True)))
    return found


def _same(path: Sequence[Any], values: Sequence[Any]) -> int:
    """How many of the outermost heads a row shares with the one before it."""
    shared = 0
    while shared < len(path) and path[shared] == values[shared]:
        shared += 1
    return shared


def _add(found: list[Group], heads: Sequence[int], number: int, currency: str, sums: dict[str, Any]) -> None:
    """Count a row into its head and into those that this one stands under."""
    for place in heads:
        group = found[place]
        for name, total in sums.items():
            if total is not None:
                known = group.sums[name].get(currency, Decimal(0))
                group.sums[name][currency] = known + from_stored(int(total))
        found[place] = group._replace(number=group.number + number)


def _groups(session: Session, spec: ListSpec) -> tuple[Prepared, Source]:
    source = Source(session.info["tables"], spec.kind)
    found = levels(spec.group_by)
    values = [group_value(session, source, level).label(f"v{at}") for at, level in enumerate(found)]
    labels = [_shown(source, level).label(f"l{at}") for at, level in enumerate(found)]
    orders = [_ordering(session, source, level).label(f"o{at}") for at, level in enumerate(found)]
    currency = _currency(source)
    shown = (currency if currency is not None else literal("")).label("c")
    sums = [_sum(source, column) for column in summed(source, spec.columns)]
    conditions = conditions_of(session, source, spec)
    depth = len(found)
    order = [
        f"{(0 if level.span else 2 * depth) + at + 1} {'DESC' if level.descending else 'ASC'} NULLS LAST, {at + 1}"
        for at, level in enumerate(found)
    ]
    statement = (
        select(*values, *labels, *orders, shown, func.count(), *sums)
        .select_from(source.selectable)
        .where(*conditions)
        # by place: the server can't tell two bound CASEs apart
        .group_by(*(text(str(at + 1)) for at in range(3 * depth + 1)))
        .order_by(*(text(one) for one in order))
    )
    return Prepared(statement, session.info["dialect"]), source


def _shown(source: Source, level: Level) -> ColumnElement[Any]:
    return literal("") if level.span else source.value(level.name)  # a period says itself, and is worked out once a row


def _ordering(session: Session, source: Source, level: Level) -> ColumnElement[Any]:
    return literal("") if level.span else group_key(session, source, level).expression


def totals(session: Session, spec: ListSpec, ids: Sequence[int] | None = None) -> Sums:
    """The sums of the money and decimal columns by currency ("" for decimals), of the list or of these ids."""
    source = Source(session.info["tables"], spec.kind)
    names = summed(source, spec.columns)
    found: Sums = {name: {} for name in names}
    if not names:
        return found
    asked, source = kept(session, ("totals", ids is None, spec.shape), lambda: _totals(session, spec, ids is None))
    if ids is None:
        parts: list[dict[str, Any]] = [values_of(session, source, spec)]
    else:
        parts = [{"ids": list(ids[start : start + _SLICE])} for start in range(0, len(ids), _SLICE)]
    for values in parts:
        for currency, *sums in asked.all(session, values):
            for name, total in zip(names, sums, strict=True):
                if total is not None:
                    known = found[name].get(currency or "", Decimal(0))
                    found[name][currency or ""] = known + from_stored(int(total))
    return found


def _totals(session: Session, spec: ListSpec, whole: bool) -> tuple[Prepared, Source]:  # noqa: FBT001 -- part of the cache's key
    source = Source(session.info["tables"], spec.kind)
    currency = _currency(source)
    shown = currency if currency is not None else literal("")
    sums = [_sum(source, column) for column in summed(source, spec.columns)]
    conditions = conditions_of(session, source, spec) if whole else [among(source.table.c.id, "ids")]
    statement = select(shown.label("c"), *sums).select_from(source.selectable).where(*conditions)
    statement = statement.group_by(text("1")) if currency is not None else statement
    return Prepared(statement, session.info["dialect"]), source


def _currency(source: Source) -> ColumnElement[Any] | None:
    return source.stored("currency") if "currency" in source.record_type.by_name else None


def summed(source: Source, columns: Iterable[str]) -> list[str]:
    """The columns that have sums."""
    return [name for name in columns if "." not in name and source.kind_of(name) in (Kind.MONEY, Kind.DECIMAL)]


def _sum(source: Source, name: str) -> ColumnElement[Any]:
    # summed as the whole numbers that they are stored as: exact on both engines
    return func.sum(type_coerce(source.stored(name), BigInteger))


def _label(declared: Any, value: Any, label: Any) -> str:
    if value is None:
        return ""
    if declared is not None and declared.kind is Kind.CHOICE and declared.choices is not None:
        labels = {member.value: member.label for member in declared.choices}
        return str(labels.get(value, value))
    if declared is not None and declared.kind is Kind.YES_NO:
        return _("Yes") if value else _("No")
    return str(label)
