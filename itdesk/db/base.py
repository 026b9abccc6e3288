"""The two kinds of rows that features declare: records, and parts that live inside a record."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import BigInteger, ColumnElement, Index, Integer, MetaData, String, TextClause, text
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, declared_attr, mapped_column

from itdesk.db.types import Instant

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}

Key = BigInteger().with_variant(Integer(), "sqlite")


def of_kept(*more: str) -> dict[str, Any]:
    """For an index of the records that aren't in the bin, and of those alone of which more is true.

    A list that asks for the same in the same words is read from the index, without a look at each record.
    """
    return _partial(text(" AND ".join(("deleted_at IS NULL", *more))))


def of_binned() -> dict[str, Any]:
    """For an index of the records in the bin alone: an index of all would draw SQLite away from a list's order."""
    return _partial(text("deleted_at IS NOT NULL"))


def _partial(where: TextClause) -> dict[str, Any]:
    return {"sqlite_where": where, "postgresql_where": where}


def unique_while_kept(table: str, *columns: str) -> Index:
    """An index that lets no two records share these values; one in the bin frees them for another."""
    return Index(f"uq_{table}_{'_'.join(columns)}", *columns, unique=True, **of_kept())


@dataclass(frozen=True, slots=True)
class Rule:
    """What the rows of a table never are: `itdesk check` counts those that are. sentence has {n}; wrong is made when it is asked."""

    sentence: str
    wrong: Callable[[], ColumnElement[bool]]


class Base(DeclarativeBase):
    """Everything that has a table."""

    metadata = MetaData(naming_convention=NAMING)


class Identified(Base):
    """A row with an identity of its own across workspaces (uid) and a version that rises with every save."""

    __abstract__ = True

    id: Mapped[int] = mapped_column(Key, primary_key=True, autoincrement=True)
    uid: Mapped[str] = mapped_column(String(36), unique=True)
    version: Mapped[int] = mapped_column(Integer, default=1)
    created_at: Mapped[datetime] = mapped_column(Instant)
    updated_at: Mapped[datetime] = mapped_column(Instant)

    @declared_attr.directive
    @classmethod
    def __mapper_args__(cls) -> dict[str, object]:
        """The last instant's guard; drafts are compared by hand before."""
        return {"version_id_col": cls.version}


class Record(Identified):
    """A row that a person opens, finds and lists: the table of a record type."""

    __abstract__ = True
    CHECKS: ClassVar[tuple[Rule, ...]] = ()  # of records that aren't in the bin

    deleted_at: Mapped[datetime | None] = mapped_column(Instant)

    def __init_subclass__(cls, **given: object) -> None:
        """Index what lies in the bin."""
        super().__init_subclass__(**given)
        table = cls.__dict__.get("__table__")
        if table is not None:
            Index(f"ix_{table.name}_deleted_at", table.c.deleted_at, **of_binned())

    @classmethod
    def after_many(cls, session: Session, ids: Sequence[int]) -> None:
        """What follows once many were stored past the ORM, whose listeners didn't see them; nothing for most."""

    @classmethod
    def after_put_back(cls, session: Session, ids: Sequence[int]) -> None:
        """What follows once records were saved, put back or changed many at once past the ORM; nothing for most."""

    @classmethod
    def followed(
        cls,
        session: Session,  # noqa: ARG003 -- for those that need it
        values: Mapping[str, object],  # noqa: ARG003 -- as above
        original: Mapping[str, object],  # noqa: ARG003 -- as above
    ) -> Mapping[str, object]:
        """What saving a record past the ORM brings with it besides what its declaration fills in, by declared name.

        original are its values before, none for a new one.
        """
        return {}

    @classmethod
    def standing(cls, session: Session, ids: Sequence[int]) -> dict[int, str]:  # noqa: ARG003 -- for those that need it
        """Of these records those whose parts may not change as they are now, with the sentence why."""
        return {}


class Part(Identified):
    """A row inside a record: its history and its text belong to the record."""

    __abstract__ = True

    PARENT: ClassVar[tuple[str, str]]  # the record's kind, and this table's column with its id
    CHECKS: ClassVar[tuple[Rule, ...]] = ()
    SEARCHED: ClassVar[tuple[str, ...]] = ()  # columns whose text finds the record
