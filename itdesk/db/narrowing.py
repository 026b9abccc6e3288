"""Which records a list has: its filters, what is looked for in it, and whether it is the bin."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement
from sqlalchemy.orm import Session

from itdesk.db.conditions import bound, condition
from itdesk.db.expressions import Source
from itdesk.db.listspec import ListSpec


def conditions_of(session: Session, source: Source, spec: ListSpec) -> list[ColumnElement[bool]]:
    """Everything that a record has to meet; the values come later, from `values_of`."""
    gone = source.table.c.deleted_at
    found: list[ColumnElement[bool]] = [gone.is_not(None) if spec.deleted else gone.is_(None)]
    found += [condition(source, one, f"f{place}") for place, one in enumerate(spec.filters)]
    if spec.search_text.strip():
        from itdesk.db import search

        found.append(source.table.c.id.in_(search.matching(session, spec.search_text)))
    return found


def values_of(session: Session, source: Source, spec: ListSpec) -> dict[str, Any]:
    """The values for the parameters of `conditions_of`, today and "me" looked up now."""
    values: dict[str, Any] = {}
    for place, one in enumerate(spec.filters):
        values |= bound(source, one, f"f{place}", session.info)
    if spec.search_text.strip():
        from itdesk.db import search

        values |= search.matching_values(session, spec.kind, spec.search_text)
    return values
