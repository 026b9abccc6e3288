"""Column types that mean the same on both engines."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any

from sqlalchemy import BigInteger, Column, DateTime, String
from sqlalchemy.engine import Dialect
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import GenericFunction
from sqlalchemy.types import TypeDecorator, TypeEngine

from itdesk.db import stored

from_stored, from_text = stored.from_stored, stored.from_text


class Amount(TypeDecorator[Decimal]):
    """An exact decimal with four places, stored as an integer of ten-thousandths, so that sums in SQL are exact too."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: Decimal | int | None, dialect: Dialect) -> int | None:  # noqa: ARG002 -- SQLAlchemy's signature
        """Refuse what four places can't hold: rounding is the caller's decision."""
        if value is None:
            return None
        return stored.from_amount(Decimal(value))

    def process_result_value(self, value: int | None, dialect: Dialect) -> Decimal | None:  # noqa: ARG002 -- SQLAlchemy's signature
        """The decimal again, without superfluous places beyond two."""
        return None if value is None else from_stored(value)


class Flag(TypeDecorator[bool]):
    """Yes or no in a column of whole numbers."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: bool | None, dialect: Dialect) -> int | None:  # noqa: ARG002, FBT001 -- SQLAlchemy's signature
        """One or nought."""
        return None if value is None else int(value)

    def process_result_value(self, value: int | None, dialect: Dialect) -> bool | None:  # noqa: ARG002 -- SQLAlchemy's signature
        """Yes or no again."""
        return None if value is None else bool(value)


class Instant(TypeDecorator[datetime]):
    """An aware UTC instant: timestamptz on PostgreSQL; on SQLite fixed-width ISO text that sorts as time does."""

    impl = String(27)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[datetime] | TypeEngine[str]:
        """The engine's own type."""
        if dialect.name == "postgresql":
            return dialect.type_descriptor(DateTime(timezone=True))
        return dialect.type_descriptor(String(27))

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | str | None:
        """Refuse naive values: nobody could say which instant they mean."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"{value} has no time zone")
        moment = value if value.tzinfo is UTC else value.astimezone(UTC)
        return moment if dialect.name == "postgresql" else _as_text(moment)

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[Any], datetime | None] | None:  # noqa: ARG002 -- SQLAlchemy's signature
        """A long list reads thousands: the shortest way for each engine."""
        return _in_utc if dialect.name == "postgresql" else from_text

    def process_result_value(self, value: datetime | str | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002 -- SQLAlchemy's signature
        """Aware, in UTC."""
        if value is None:
            return None
        moment = datetime.fromisoformat(value) if isinstance(value, str) else value
        return moment.astimezone(UTC)


@lru_cache(maxsize=32)  # an import writes one moment into every row
def _as_text(moment: datetime) -> str:
    return stored.as_text(moment)


def _in_utc(value: datetime | None) -> datetime | None:
    return value if value is None or value.tzinfo is UTC else value.astimezone(UTC)


class folded(GenericFunction[str]):  # noqa: N801 -- named as the SQL function is
    """A text as people compare it: case folded, accents dropped; in one order on both engines."""

    type = String()
    inherit_cache = True


@compiles(folded, "sqlite")
def _folded_in_file(element: folded, compiler: SQLCompiler, **given: Any) -> str:
    """Six times as fast for a column: SQLite folds by itself what is plain ASCII, Python is asked for the rest."""
    (text,) = element.clauses
    if not isinstance(text, Column):
        return compiler.visit_function(element, **given)
    name = compiler.process(text, **given)
    return f"CASE WHEN length(CAST({name} AS BLOB)) = length({name}) THEN lower({name}) ELSE folded({name}) END"


@compiles(folded, "postgresql")
def _folded_on_server(element: folded, compiler: SQLCompiler, **given: Any) -> str:
    return f'{compiler.visit_function(element, **given)} COLLATE "C"'
