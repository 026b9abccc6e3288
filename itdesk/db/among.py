"""`column IN (many values)` as one parameter: the statement keeps its text however many they are, so it is compiled once."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from typing import Any

from sqlalchemy import Boolean, ColumnElement, Text, bindparam
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.engine import Dialect
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.sql.operators import eq
from sqlalchemy.types import TypeDecorator, TypeEngine


class _Several(TypeDecorator[Iterable[Any]]):
    """Values of one type in one parameter: an array on a server, JSON on a file."""

    impl = Text
    cache_ok = True

    def __init__(self, one: TypeEngine[Any]) -> None:
        super().__init__()
        self.one = one

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """The engine's own type."""
        return dialect.type_descriptor(ARRAY(self.one) if dialect.name == "postgresql" else Text())

    def bind_processor(self, dialect: Dialect) -> Callable[[Any], Any]:
        """Each value as the driver takes it, then all of them as one."""
        process = self.one.dialect_impl(dialect).bind_processor(dialect)

        def several(values: Iterable[Any]) -> Any:
            bound = list(values) if process is None else [process(value) for value in values]
            return bound if dialect.name == "postgresql" else json.dumps(bound)

        return several


class _Among(FunctionElement[bool]):
    """Compiled for each engine below."""

    name = "among"
    type = Boolean()
    inherit_cache = True

    def self_group(self, against: object = None) -> _Among:  # noqa: ARG002 -- SQLAlchemy's signature
        """Itself: SQLite's `= 1` behind it would hide it from every index."""
        return self


def among(column: ColumnElement[Any], name: str) -> ColumnElement[bool]:
    """Whether the column's value is one of those in the parameter of this name."""
    return _Among(column.self_group(eq), bindparam(name, type_=_Several(column.type)))


@compiles(_Among, "sqlite")
def _in_file(element: _Among, compiler: SQLCompiler, **given: Any) -> str:
    column, values = element.clauses
    return f"{compiler.process(column, **given)} IN (SELECT value FROM json_each({compiler.process(values, **given)}))"  # noqa: S608 -- compiled from expressions, values bound


@compiles(_Among, "postgresql")
def _on_server(element: _Among, compiler: SQLCompiler, **given: Any) -> str:
    column, values = element.clauses
    return f"{compiler.process(column, **given)} = ANY ({compiler.process(values, **given)})"
