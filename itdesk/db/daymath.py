"""Dates in SQL that mean the same on both engines: today, days and whole months between two days."""

from __future__ import annotations

from datetime import date

from sqlalchemy import BindParameter, ColumnElement, Date, Integer, bindparam, case, cast, extract
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import InstrumentedAttribute
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import GenericFunction

from itdesk.db.binding import Today

DayColumn = ColumnElement[date] | InstrumentedAttribute[date | None]


def today(days: int = 0) -> BindParameter[date]:
    """Today, or so many days after it, at the moment that the statement runs, so that a statement may be kept."""
    return bindparam(None, callable_=Today(days), type_=Date(), unique=True)


class days_between(GenericFunction[int]):  # noqa: N801 -- reads as the SQL function that it is
    """days_between(start, end): days from start to end, negative where end is earlier."""

    type = Integer()
    inherit_cache = True


@compiles(days_between, "postgresql")
def _postgresql(element: days_between, compiler: SQLCompiler, **kw: object) -> str:
    start, end = (compiler.process(clause, **kw) for clause in element.clauses)
    return f"({end} - {start})"


@compiles(days_between, "sqlite")
def _sqlite(element: days_between, compiler: SQLCompiler, **kw: object) -> str:
    start, end = (compiler.process(clause, **kw) for clause in element.clauses)
    return f"CAST(julianday({end}) - julianday({start}) AS INTEGER)"


def months_between(start: DayColumn, end: DayColumn) -> ColumnElement[int]:
    """Whole months from start to end; negative where end is earlier."""

    def part(name: str, day: DayColumn) -> ColumnElement[int]:
        return cast(extract(name, day), Integer)

    incomplete = case((part("day", end) < part("day", start), 1), else_=0)
    return (part("year", end) - part("year", start)) * 12 + part("month", end) - part("month", start) - incomplete
