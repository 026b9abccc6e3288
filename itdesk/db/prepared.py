"""Statements without SQLAlchemy in between: compiled once, run by the driver, their rows turned a column at a time."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Hashable, Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Select
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import Session
from sqlalchemy.types import TypeEngine

from itdesk.db.sessions import done, fetched, many, numbers
from itdesk.db.shapes import kept
from itdesk.db.types import from_text

Turn = Callable[[Iterable[Any]], Iterable[Any]]


class Prepared:
    """One statement for one engine. Its values come by the names of its parameters."""

    def __init__(self, statement: Any, dialect: Dialect) -> None:
        self.statement = statement
        compiled: Any = statement.compile(dialect=dialect)
        # an IN whose text changes with its values goes the ordinary way; among() has none
        self._is_ordinary = bool(compiled.post_compile_params or compiled.literal_execute_params)
        self.text = str(compiled)
        self._names: list[str] | None = compiled.positiontup
        bounds = {name: bound for bound, name in compiled.bind_names.items()}
        self._given = {name: bound.value for name, bound in bounds.items() if bound.callable is None}
        self._called = {name: bound.callable for name, bound in bounds.items() if bound.callable is not None}
        processors = {name: bound.type.dialect_impl(dialect).bind_processor(dialect) for name, bound in bounds.items()}
        self._binding = {name: process for name, process in processors.items() if process is not None}
        columns = statement.selected_columns if isinstance(statement, Select) else ()
        turns = [_turn(column.type, dialect) for column in columns]
        self._turns = [(place, turn) for place, turn in enumerate(turns) if turn is not None]

    def all(self, session: Session, values: Mapping[str, Any]) -> list[tuple[Any, ...]]:
        """Every row, as plain tuples of Python values."""
        if self._is_ordinary:
            return [tuple(row) for row in session.connection().execute(self.statement, values).all()]
        found = fetched(session, self.text, self.bound(values))
        if not found or not self._turns:
            return found
        columns: list[Iterable[Any]] = [*zip(*found, strict=True)]
        for place, turn in self._turns:
            columns[place] = turn(columns[place])
        return [*zip(*columns, strict=True)]

    def ids(self, session: Session, values: Mapping[str, Any]) -> array[int]:
        """The one column of whole numbers, eight bytes a row."""
        if self._is_ordinary:
            return array("q", session.connection().execute(self.statement, values).scalars())
        return numbers(session, self.text, self.bound(values))

    def done(self, session: Session, values: Mapping[str, Any]) -> int:
        """Run what gives no rows; how many it reached."""
        return done(session, self.text, self.bound(values))

    def many(self, session: Session, rows: Iterable[Mapping[str, Any]]) -> None:
        """Run what gives no rows once for each of these values."""
        many(session, self.text, [self.bound(values) for values in rows])

    def bound(self, values: Mapping[str, Any]) -> Any:
        """These values and those that the statement brings, as the driver takes them."""
        given = {**self._given, **values}
        for name, call in self._called.items():
            given[name] = call()
        for name, process in self._binding.items():
            given[name] = process(given[name])
        return given if self._names is None else [given[name] for name in self._names]


def prepared(session: Session, key: Hashable, build: Callable[[], Any]) -> Prepared:
    """The statement that build makes, compiled the first time that this key is asked for in this open workspace."""
    return kept(session, ("prepared", key), lambda: Prepared(build(), session.info["dialect"]))


def _turn(kind: TypeEngine[Any], dialect: Dialect) -> Turn | None:
    """What turns a column of the driver's values into Python's; None if they are the same."""
    process = kind.dialect_impl(dialect).result_processor(dialect, None)
    if process is None:
        return None
    if process is from_text:
        return _instants
    return lambda column: map(process, column)


def _instants(column: Iterable[Any]) -> Iterable[Any]:
    return map(from_text if None in column else datetime.fromisoformat, column)
