"""From a declaration to its table: classes, columns and computed expressions by declared name."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from typing import Any

from sqlalchemy import Sequence, Table
from sqlalchemy.orm import Mapper

from itdesk.core.record import DeclarationError, Field, Kind, RecordType
from itdesk.core.registry import Registry
from itdesk.db.base import Base, Part, Record

FIRST_NUMBER = 1001  # human numbers start where they have four digits


class Tables:
    """The classes behind a registry's kinds. One per open workspace; every lookup is a dict's.

    held: for somebody who doesn't see everything, so that a record which is linked may not be there for them.
    """

    def __init__(self, registry: Registry, *, held: bool = False) -> None:
        self.registry = registry
        self.held = held
        mappers: list[Mapper[Any]] = list(Base.registry.mappers)
        by_table = {
            mapper.local_table.name: mapper.class_ for mapper in mappers if isinstance(mapper.local_table, Table)
        }
        self.classes: dict[str, type[Record]] = {}
        for record_type in registry:
            cls = by_table.get(record_type.table)
            if cls is None or not issubclass(cls, Record):
                raise DeclarationError(f"{record_type.kind}: no class on Record has the table {record_type.table!r}")
            self.classes[record_type.kind] = cls
        self.kinds: dict[type[Any], str] = {cls: kind for kind, cls in self.classes.items()}
        self.parts: dict[str, list[type[Part]]] = {record_type.kind: [] for record_type in registry}
        for cls in by_table.values():
            if issubclass(cls, Part) and _belongs(cls, self.classes.get(cls.PARENT[0])):
                self.parts[cls.PARENT[0]].append(cls)
        for classes in self.parts.values():
            classes.sort(key=lambda part: part.__tablename__)
        self.secrets = {
            record_type.kind: frozenset(column_of(declared) for declared in record_type.stored if declared.secret)
            for record_type in registry
        }
        self.linked_from: dict[str, list[tuple[str, Field]]] = {record_type.kind: [] for record_type in registry}
        for record_type in registry:
            for declared in record_type.stored:
                if declared.kind is Kind.LINK:
                    self.linked_from[declared.to].append((record_type.kind, declared))

    def __getitem__(self, kind: str) -> type[Record]:
        self.registry[kind]  # names the known kinds if this is none
        return self.classes[kind]

    def computed(self, kind: str) -> Mapping[str, Any]:
        """The kind's COMPUTED expressions."""
        found: Mapping[str, Any] = getattr(sys.modules[self.classes[kind].__module__], "COMPUTED", {})
        return found


def _belongs(part: type[Part], parent: type[Record] | None) -> bool:
    """Whether the part's column really points at the kind's table."""
    column = part.__table__.columns[part.PARENT[1]]
    return parent is not None and any(key.column.table is parent.__table__ for key in column.foreign_keys)


def column_of(declared: Field) -> str:
    """The column that holds a stored field, and its name in history; a custom field's is its key."""
    return f"{declared.name}_id" if declared.kind is Kind.LINK and not declared.custom else declared.name


def sequence_of(record_type: RecordType) -> str:
    """The name of a kind's sequence of human numbers on a server."""
    return f"number_{record_type.table}"


def add_sequences(registry: Registry) -> None:
    """Make the metadata know the sequences that human numbers come from on a server."""
    known = Base.metadata._sequences  # noqa: SLF001 -- SQLAlchemy offers no other way to ask
    for record_type in registry:
        if record_type.number_prefix and sequence_of(record_type) not in known:
            Sequence(sequence_of(record_type), start=FIRST_NUMBER, metadata=Base.metadata)


def number_text(record_type: RecordType, number: int) -> str:
    """HD-1042."""
    return f"{record_type.number_prefix.removesuffix('-')}-{number}"


def problems_with(registry: Registry) -> list[str]:
    """Where declarations and tables disagree, in words for whoever writes them; empty when they agree."""
    tables = Tables(registry)
    found: list[str] = []
    for record_type in registry:
        cls = tables[record_type.kind]
        table = cls.__table__
        computed = tables.computed(record_type.kind)
        for declared in record_type.fields:
            where = f"{record_type.kind}.{declared.name}"
            if declared.kind is Kind.TAGS:
                continue
            if declared.computed:
                if declared.name not in computed:
                    found.append(f"{where}: COMPUTED in {cls.__module__} lacks it")
                continue
            column = table.columns.get(column_of(declared))
            if column is None:
                found.append(f"{where}: the table has no column {column_of(declared)!r}")
                continue
            length = getattr(column.type, "length", None)
            text = declared.kind in (Kind.TEXT, Kind.EMAIL, Kind.PHONE, Kind.URL)
            if text and length is not None and length != declared.length:
                found.append(f"{where}: declared {declared.length} characters, the column holds {length}")
            if declared.required and column.nullable and not declared.given:
                found.append(f"{where}: required, but the column may be NULL")
            if declared.unique and not _is_unique(table, column.name):
                found.append(f"{where}: unique, but the table has no unique constraint on it")
    return found


def _is_unique(table: Any, column: str) -> bool:
    from sqlalchemy import UniqueConstraint

    if table.columns[column].unique:
        return True
    single = [c for c in table.constraints if isinstance(c, UniqueConstraint)]
    indexed = [index for index in table.indexes if index.unique]
    return any([c.name for c in rule.columns] == [column] for rule in [*single, *indexed])
