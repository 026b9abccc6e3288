"""Tags in lists: what a row shows of them, and conditions on them."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, FromClause, String, bindparam, exists, func, literal, or_, select

from itdesk.core.filters import Filter, Operator
from itdesk.db import tables
from itdesk.db.binding import ESCAPE, shape_of
from itdesk.db.types import folded

names, worn = tables.tags, tables.record_tags
BETWEEN = ", "


def names_of(kind: str, rows: FromClause) -> ColumnElement[Any]:
    """The names of a row's tags in their order, or nothing."""
    own = (
        select(names.c.name)
        .join(worn, worn.c.tag_id == names.c.id)
        .where(worn.c.kind == literal(kind), worn.c.record_id == rows.c.id)
        .order_by(names.c.folded)
        .correlate(rows)
        .subquery()
    )
    return select(func.aggregate_strings(own.c.name, BETWEEN)).scalar_subquery()


def condition(kind: str, rows: FromClause, one: Filter, name: str) -> ColumnElement[bool]:
    """A filter on tags: has any of these, has none of these, has any at all; its values are bound under name."""
    of_kind = worn.c.kind == literal(kind)
    has_any = exists().where(of_kind, worn.c.record_id == rows.c.id).correlate(rows)
    operator, shape = one.operator, shape_of(one)[2]
    if operator is Operator.EMPTY or (operator is Operator.IS and shape == "none"):
        return ~has_any
    if operator is Operator.NOT_EMPTY or shape == "none":
        return has_any
    if operator is Operator.CONTAINS:
        called = folded(names.c.name).like(bindparam(name, type_=String()), escape=ESCAPE)
        tagged = select(worn.c.record_id).join(names, names.c.id == worn.c.tag_id).where(of_kind, called)
        return rows.c.id.in_(tagged)
    wanted = bindparam(name, type_=worn.c.tag_id.type, expanding=shape != "one")
    fits = worn.c.tag_id == wanted if shape == "one" else worn.c.tag_id.in_(wanted)
    if operator is Operator.IS_NOT:
        without = ~exists().where(of_kind, worn.c.record_id == rows.c.id, fits).correlate(rows)
        return without & has_any if shape == "many+none" else without
    with_them = rows.c.id.in_(select(worn.c.record_id).where(of_kind, fits))
    return or_(with_them, ~has_any) if shape == "many+none" else with_them


def title_of(session: Any, tag_id: int) -> str:
    """A tag's name; empty if there is none."""
    found = session.connection().execute(select(names.c.name).where(names.c.id == tag_id)).scalar()
    return str(found or "")
