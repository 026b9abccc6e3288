"""Which of a list's rules each of its rows meets first, as one more column of the list's own statement."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Integer, and_, case, literal_column, null, type_coerce

from itdesk.db.conditions import condition
from itdesk.db.expressions import Source
from itdesk.db.listspec import ListSpec


def rule_of(source: Source, spec: ListSpec) -> ColumnElement[Any]:
    """The place of the first rule that a row meets, NULL for none; the values come from `binding.rule_values`."""
    ways: list[tuple[ColumnElement[bool], ColumnElement[int]]] = []
    for number, filters in enumerate(spec.rules):
        parts = [condition(source, one, f"r{number}_{place}") for place, one in enumerate(filters)]
        ways.append((and_(*parts), literal_column(str(number))))
    return type_coerce(case(*ways, else_=null()), Integer())
