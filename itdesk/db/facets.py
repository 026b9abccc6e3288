"""How many records of a list have each value of one field, for the choices of a filter."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, FromClause, Select, and_, bindparam, func, select, text
from sqlalchemy.orm import Session

from itdesk.core.record import Kind
from itdesk.db.expressions import Source
from itdesk.db.listspec import ListSpec
from itdesk.db.narrowing import conditions_of, values_of
from itdesk.db.prepared import Prepared
from itdesk.db.shapes import kept
from itdesk.db.tag_sql import worn

MOST = 2000  # values that are told, those of the most records first


def facets(session: Session, spec: ListSpec, name: str) -> dict[Any, int]:
    """By stored value (a link's or a tag's id, None for none) the number of records; name may be one step away."""
    asked, source = kept(session, ("facets", name, spec.shape), lambda: _prepared(session, spec, name))
    found: dict[Any, int] = {}
    for value, number in asked.all(session, values_of(session, source, spec) | {"most": MOST}):
        key = None if value == "" else value
        found[key] = found.get(key, 0) + int(number)
    return found


def _prepared(session: Session, spec: ListSpec, name: str) -> tuple[Prepared, Source]:
    source = Source(session.info["tables"], spec.kind)
    conditions = conditions_of(session, source, spec)
    value: ColumnElement[Any]
    if source.kind_of(name) is Kind.TAGS:
        value, rows = worn.c.tag_id, _with_tags(source, name)
    else:
        value, rows = source.reached(name), None
    shown = value.label("v")
    counted: Select[Any] = select(shown, func.count().label("n"))
    counted = counted.select_from(source.selectable if rows is None else rows).where(*conditions)
    counted = counted.group_by(text("1")).order_by(text("2 DESC")).limit(bindparam("most"))
    return Prepared(counted, session.info["dialect"]), source


def _with_tags(source: Source, name: str) -> FromClause:
    """The records with a row for each of their tags, or for each tag of the record that they link to."""
    link, dot, _tags = name.partition(".")
    kind = source.linked(link).record_type.kind if dot else source.record_type.kind
    at = source.stored(link) if dot else source.table.c.id
    return source.selectable.outerjoin(worn, and_(worn.c.kind == kind, worn.c.record_id == at))
