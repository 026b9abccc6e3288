"""One check: its name, what it looks for, and how it looks."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Executable, Result, Select, Table, func, select
from sqlalchemy.orm import Session

from itdesk.core.record import RecordType
from itdesk.core.texts import N_, _
from itdesk.db.mapping import Tables

Wrong = Iterator[tuple[str, int]]  # a sentence with its number, and the number

__all__ = ["N_", "Check", "Wrong", "counted", "every_kind", "is_file", "number_of", "sums"]


@dataclass(frozen=True, slots=True)
class Check:
    """name is for scripts, title for people. look yields what is wrong; nothing when all is well.

    is_beside: it keeps the engine busy, not Python, and may be of another moment: it runs while the others do.
    """

    name: str
    title_text: str
    look: Callable[[Session], Wrong]
    is_beside: bool = False

    @property
    def title(self) -> str:
        """What it looks for."""
        return _(self.title_text)


def number_of(session: Session, wanted: Select[Any]) -> int:
    """How many rows a statement finds."""
    return int(_asked(session, select(func.count()).select_from(wanted.subquery())).scalar_one())


def _asked(session: Session, statement: Executable) -> Result[Any]:
    """Its answer. A check asks hundreds of questions once each: none is kept, so that no window has them to look through."""
    return session.connection().execute(statement, execution_options={"compiled_cache": None})


def counted(session: Session, wanted: Select[Any], sentence: str, **words: object) -> Wrong:
    """A sentence with {n}, if a statement finds any row."""
    number = number_of(session, wanted)
    if number:
        yield sentence.format(n=number, **words), number


def every_kind(session: Session) -> Iterator[tuple[RecordType, Table]]:
    """Each record type with its table."""
    own: Tables = session.info["tables"]
    for kind, cls in own.classes.items():
        table: Any = cls.__table__
        yield own.registry[kind], table


def sums(
    session: Session, table: Table, wrong: Iterable[tuple[str, Any]], sentence: str, record_type: RecordType
) -> Wrong:
    """Count in one pass over a table how many rows meet each condition; sentence has {kind}, {field} and {n}."""
    asked = list(wrong)
    if not asked:
        return
    columns = [func.count().filter(condition) for _field, condition in asked]
    found = _asked(session, select(*columns).select_from(table)).one()
    for (field, _condition), number in zip(asked, found, strict=True):
        if number:
            yield sentence.format(kind=record_type.plural, field=field, n=number), int(number)


def is_file(session: Session) -> bool:
    """Whether the workspace is a file; a server holds some of this by itself."""
    return bool(session.connection().dialect.name == "sqlite")
