"""Values that SQLite doesn't look at before it runs a statement: each look costs preparing the statement anew, a tenth of a page's time.

It looks at what a LIMIT is bound to, and at what an indexed column is compared with where the file has statistics of its values.
A plus before the parameter keeps it from that and changes nothing else.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import BindParameter, ColumnElement, Select
from sqlalchemy.dialects.sqlite.base import SQLiteCompiler
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement


class _Unpeeked(FunctionElement[Any]):
    """Compiled for each engine below."""

    name = "unpeeked"
    inherit_cache = True


def unpeeked(value: BindParameter[Any]) -> ColumnElement[Any]:
    """The same parameter for a statement whose plan doesn't depend on its value."""
    made = _Unpeeked(value)
    made.type = value.type
    return made


@compiles(_Unpeeked)
def _as_it_is(element: _Unpeeked, compiler: SQLCompiler, **given: Any) -> str:
    (value,) = element.clauses
    return compiler.process(value, **given)


@compiles(_Unpeeked, "sqlite")
def _in_file(element: _Unpeeked, compiler: SQLCompiler, **given: Any) -> str:
    return f"+{_as_it_is(element, compiler, **given)}"


class Compiler(SQLiteCompiler):
    """SQLAlchemy's own, less the looks at limits."""

    def limit_clause(self, select: Select[Any], **given: Any) -> str:
        """LIMIT and OFFSET, as far as there are any."""
        limit, offset = select._limit_clause, select._offset_clause  # noqa: SLF001 -- what a compiler goes by
        first = "-1" if limit is None else f"+{self.process(limit, **given)}"
        behind = "" if offset is None else f" OFFSET +{self.process(offset, **given)}"
        return f"\n LIMIT {first}{behind}"
