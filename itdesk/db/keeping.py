"""Turns a select with its values into a question that the next start can ask without SQLAlchemy."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Boolean, Date, Select
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeEngine

from itdesk.db.ahead import Question, raw_values
from itdesk.db.binding import Today
from itdesk.db.types import Amount, Flag, Instant

_TURNS: tuple[tuple[type[TypeEngine[Any]], str], ...] = (
    (Instant, "instant"),
    (Amount, "amount"),
    (Date, "date"),
    (Boolean, "yes_no"),
    (Flag, "yes_no"),
)


def question_of(statement: Select[Any], values: Mapping[str, Any], dialect: Dialect) -> Question | None:
    """The question; None on a server, and for what would come out otherwise than through SQLAlchemy."""
    if dialect.name != "sqlite":
        return None
    turns: dict[int, str] = {}
    for place, column in enumerate(statement.selected_columns):
        if column.type.dialect_impl(dialect).result_processor(dialect, None) is None:
            continue
        turn = next((name for kind, name in _TURNS if isinstance(column.type, kind)), None)
        if turn is None:
            return None
        turns[place] = turn
    compiled: Any = statement.compile(dialect=dialect)
    single = {
        name: parameter.type.dialect_impl(dialect).bind_processor(dialect)
        for parameter, name in compiled.bind_names.items()
        if not parameter.expanding
    }
    called = {name: parameter.callable for parameter, name in compiled.bind_names.items() if parameter.callable}
    expanded = compiled.construct_expanded_state(dict(values))
    names = tuple(expanded.positiontup or ())
    stored = {
        name: value if process is None else process(value)
        for name, value in expanded.parameters.items()
        for process in (expanded.processors.get(name) or single.get(name),)
    }
    known = raw_values(values)
    given = {name: stored[name] for name in names if name not in known and name not in called}
    if not all(isinstance(called[name], Today) for name in names if name in called):
        return None
    if any(known[name] != stored[name] for name in names if name in known):
        return None
    if not all(isinstance(value, str | int | float | None) for value in given.values()):
        return None
    days = {name: called[name].days for name in names if name in called}
    return Question(expanded.statement, names, given, days, turns)
