"""Lists of one kind: a page, all ids, rows for ids, counts, groups and totals, each one statement and without OFFSET."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, Table, and_, bindparam, func, literal, or_, select, text, tuple_
from sqlalchemy.orm import Session

from itdesk.core.errors import UserError
from itdesk.core.record import Kind
from itdesk.core.texts import _
from itdesk.db import listspec
from itdesk.db.among import among
from itdesk.db.expressions import Source
from itdesk.db.narrowing import conditions_of, values_of
from itdesk.db.prepared import Prepared
from itdesk.db.shapes import kept
from itdesk.db.types import from_stored

_SLICE = 500  # ids in one statement
ListSpec = listspec.ListSpec
Page = listspec.Page


class Group(NamedTuple):
    """One heading of a grouped list. value is None for records without one; sums hold an amount by currency."""

    value: Any
    label: str
    number: int
    sums: dict[str, dict[str, Decimal]]


@dataclass(slots=True)
class _Key:
    """One part of a list's order."""

    expression: ColumnElement[Any]
    descending: bool
    nullable: bool

    def ordered(self) -> ColumnElement[Any]:
        turned = self.expression.desc() if self.descending else self.expression.asc()
        return turned.nulls_last() if self.nullable else turned


def page(session: Session, spec: ListSpec, after: tuple[Any, ...] | None = None, limit: int = 100) -> Page:
    """The first rows, or those behind `after`, in one statement however far down the list that is."""
    nulls = tuple(value is None for value in after) if after is not None else None
    key = ("page", nulls, spec.shape)
    built = kept(session, key, lambda: _page(session, spec, nulls))
    values = values_of(session, built.source, spec)
    if after is not None:
        values |= {f"a{place}": value for place, value in enumerate(after) if value is not None}
    values["limit"] = limit + 1
    found = built.prepared.all(session, values)
    more = tuple(found[limit - 1][place] for place in built.keys_at) if len(found) > limit else None
    wide = len(spec.columns) + 1
    rows = found if len(found) <= limit else found[:limit]
    return Page(rows if not rows or len(rows[0]) == wide else [row[:wide] for row in rows], more)


def first_page(session: Session, spec: ListSpec, limit: int) -> tuple[Select[Any], dict[str, Any]]:
    """The statement of the first page and its values, to be prepared for a start."""
    built = kept(session, ("page", None, spec.shape), lambda: _page(session, spec, None))
    return built.prepared.statement, values_of(session, built.source, spec) | {"limit": limit + 1}


class _Paged(NamedTuple):
    """A page's statement, and where in its rows the values of the order stand."""

    prepared: Prepared
    source: Source
    keys_at: list[int]


def _page(session: Session, spec: ListSpec, nulls: tuple[bool, ...] | None) -> _Paged:
    source = Source(session.info["tables"], spec.kind)
    keys = _keys(source, spec)
    values = [source.table.c.id, *(source.value(name) for name in spec.columns)]
    shown: list[ColumnElement[Any]] = [values[0], *(one.label(f"c{place}") for place, one in enumerate(values[1:]))]
    keys_at: list[int] = []
    for place, key in enumerate(keys):
        there = next((at for at, value in enumerate(values) if value is key.expression), None)
        keys_at.append(len(shown) if there is None else there)
        if there is None:
            shown.append(key.expression.label(f"k{place}"))
    statement = select(*shown)
    if _is_indexed(source.table, keys[0]):
        statement = _limited(statement, session, source, spec, nulls)
    else:  # sorted as bare ids: what a row shows besides is looked up for the page alone
        narrow = Source(session.info["tables"], spec.kind)
        ids_of_page = _limited(select(narrow.table.c.id), session, narrow, spec, nulls).correlate(None)
        statement = statement.where(source.table.c.id.in_(ids_of_page)).order_by(*(key.ordered() for key in keys))
    return _Paged(Prepared(statement.select_from(source.selectable), session.info["dialect"]), source, keys_at)


def _limited(
    statement: Select[Any], session: Session, source: Source, spec: ListSpec, nulls: tuple[bool, ...] | None
) -> Select[Any]:
    keys = _keys(source, spec)
    conditions = conditions_of(session, source, spec)
    if nulls is not None:
        conditions.append(_behind(keys, nulls))
    whole = statement.select_from(source.selectable).where(*conditions)
    return whole.order_by(*(key.ordered() for key in keys)).limit(bindparam("limit"))


def _is_indexed(table: Table, key: _Key) -> bool:
    """Whether rows come in the order of the key without being sorted."""
    led = [next(iter(index.columns), None) for index in table.indexes]
    return key.expression is table.c.id or any(key.expression is column for column in led)


def ids(session: Session, spec: ListSpec) -> array[int]:
    """The ids of the whole list in its order: eight bytes a record."""
    built = kept(session, ("ids", spec.shape), lambda: _ids(session, spec))
    return built.prepared.ids(session, values_of(session, built.source, spec))


def _ids(session: Session, spec: ListSpec) -> _Paged:
    source = Source(session.info["tables"], spec.kind)
    keys = _keys(source, spec)
    conditions = conditions_of(session, source, spec)
    statement = select(source.table.c.id).select_from(source.selectable).where(*conditions)
    return _Paged(Prepared(statement.order_by(*(key.ordered() for key in keys)), session.info["dialect"]), source, [])


def rows(session: Session, spec: ListSpec, wanted: Iterable[int]) -> dict[int, tuple[Any, ...]]:
    """Rows `(id, *values)` by id; ids that are gone are left out."""
    statement, _source = _cached(session, ("rows", spec.kind, spec.columns), _rows, spec)
    asked = list(wanted)
    parts = (asked[start : start + _SLICE] for start in range(0, len(asked), _SLICE))
    return {row[0]: row for part in parts for row in statement.all(session, {"ids": part})}


def _rows(session: Session, spec: ListSpec) -> tuple[Any, Source]:
    source = Source(session.info["tables"], spec.kind)
    shown = [source.value(name).label(f"c{place}") for place, name in enumerate(spec.columns)]
    chosen = among(source.table.c.id, "ids")
    return select(source.table.c.id, *shown).select_from(source.selectable).where(chosen), source


def count(session: Session, spec: ListSpec) -> int:
    """How many records the list has."""
    statement, source = _cached(session, ("count", spec.shape), _count, spec)
    return int(statement.all(session, values_of(session, source, spec))[0][0])


def _count(session: Session, spec: ListSpec) -> tuple[Any, Source]:
    source = Source(session.info["tables"], spec.kind)
    conditions = conditions_of(session, source, spec)
    return select(func.count()).select_from(source.selectable).where(*conditions), source


def groups(session: Session, spec: ListSpec) -> list[Group]:
    """The headings of a grouped list in its order, with counts and the sums of its money and decimal columns."""
    if not spec.group_by:
        raise UserError(_("This list is not grouped."), _("Choose a field to group by."))
    statement, source = _cached(session, ("groups", spec.shape), _groups, spec)
    summed = _summed(source, spec.columns)
    found: dict[Any, Group] = {}
    declared = source.field(spec.group_by.removeprefix("-"))
    for value, label, _order, currency, number, *sums in statement.all(session, values_of(session, source, spec)):
        group = found.get(value)
        if group is None:
            group = found[value] = Group(value, _label(declared, value, label), 0, {name: {} for name in summed})
        for name, total in zip(summed, sums, strict=True):
            if total is not None:
                group.sums[name][currency or ""] = from_stored(int(total))
        found[value] = group._replace(number=group.number + number)
    return list(found.values())


def _groups(session: Session, spec: ListSpec) -> tuple[Any, Source]:
    source = Source(session.info["tables"], spec.kind)
    name = spec.group_by.removeprefix("-")
    value, label = source.stored(name), source.value(name)
    key = _Key(source.sort_key(name), spec.group_by.startswith("-"), nullable=True)
    currency = _currency(source)
    summed = [_sum(source, column) for column in _summed(source, spec.columns)]
    conditions = conditions_of(session, source, spec)
    shown = currency if currency is not None else literal("")
    statement = (
        select(value.label("v"), label.label("l"), key.expression.label("o"), shown.label("c"), func.count(), *summed)
        .select_from(source.selectable)
        .where(*conditions)
        .group_by(text("1"), text("2"), text("3"), text("4"))  # by place: the server can't tell two bound CASEs apart
        .order_by(text(f"3 {'DESC' if key.descending else 'ASC'} NULLS LAST"), text("1"))
    )
    return statement, source


def totals(session: Session, spec: ListSpec, ids: Sequence[int] | None = None) -> dict[str, dict[str, Decimal]]:
    """The sums of the money and decimal columns by currency ("" for decimals), of the list or of these ids."""
    source = Source(session.info["tables"], spec.kind)
    summed = _summed(source, spec.columns)
    found: dict[str, dict[str, Decimal]] = {name: {} for name in summed}
    if not summed:
        return found
    key = ("totals", ids is None, spec.shape)
    statement, source = _cached(session, key, _totals, spec, ids is None)
    if ids is None:
        parts: list[dict[str, Any]] = [values_of(session, source, spec)]
    else:
        parts = [{"ids": list(ids[start : start + _SLICE])} for start in range(0, len(ids), _SLICE)]
    for values in parts:
        for currency, *sums in statement.all(session, values):
            for name, total in zip(summed, sums, strict=True):
                if total is not None:
                    known = found[name].get(currency or "", Decimal(0))
                    found[name][currency or ""] = known + from_stored(int(total))
    return found


def _totals(session: Session, spec: ListSpec, whole: bool) -> tuple[Any, Source]:  # noqa: FBT001 -- part of the cache's key
    source = Source(session.info["tables"], spec.kind)
    currency = _currency(source)
    shown = currency if currency is not None else literal("")
    summed = [_sum(source, column) for column in _summed(source, spec.columns)]
    conditions = conditions_of(session, source, spec) if whole else [among(source.table.c.id, "ids")]
    statement = select(shown.label("c"), *summed).select_from(source.selectable).where(*conditions)
    return (statement.group_by(text("1")) if currency is not None else statement), source


def _currency(source: Source) -> ColumnElement[Any] | None:
    return source.stored("currency") if "currency" in source.record_type.by_name else None


def _summed(source: Source, columns: Iterable[str]) -> list[str]:
    return [name for name in columns if source.kind_of(name) in (Kind.MONEY, Kind.DECIMAL)]


def _sum(source: Source, name: str) -> ColumnElement[Any]:
    from sqlalchemy import BigInteger, type_coerce

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


def _keys(source: Source, spec: ListSpec) -> list[_Key]:
    names = [*([spec.group_by] if spec.group_by else []), *(spec.sort or source.record_type.sort)]
    keys: list[_Key] = []
    seen: set[str] = set()
    for name in names:
        own = name.removeprefix("-")
        if own not in seen:
            keys.append(_Key(source.sort_key(own), name.startswith("-"), source.is_nullable(own)))
        seen.add(own)
    own_id = source.table.c.id
    if not any(key.expression is own_id for key in keys):
        keys.append(_Key(own_id, keys[-1].descending if keys else False, nullable=False))
    return keys


def _behind(keys: list[_Key], nulls: tuple[bool, ...]) -> ColumnElement[bool]:
    """Rows after the one whose keys are bound as a0, a1, …; those that are missing come last."""
    values = [bindparam(f"a{place}", type_=key.expression.type) for place, key in enumerate(keys)]
    one_way = len({key.descending for key in keys}) == 1
    if one_way and not any(key.nullable for key in keys):
        ours, theirs = tuple_(*(key.expression for key in keys)), tuple_(*values)
        return ours < theirs if keys[0].descending else ours > theirs
    ways: list[ColumnElement[bool]] = []
    same: list[ColumnElement[bool]] = []
    for key, value, is_null in zip(keys, values, nulls, strict=True):
        if is_null:
            same.append(key.expression.is_(None))
            continue
        further = key.expression < value if key.descending else key.expression > value
        if key.nullable:
            further = or_(further, key.expression.is_(None))
        ways.append(and_(*same, further))
        same.append(key.expression == value)
    return or_(*ways)


def _cached(session: Session, key: Any, build: Any, spec: ListSpec, *rest: Any) -> tuple[Prepared, Source]:
    def prepare() -> tuple[Prepared, Source]:
        statement, source = build(session, spec, *rest)
        return Prepared(statement, session.info["dialect"]), source

    return kept(session, key, prepare)
