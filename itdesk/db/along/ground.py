"""One side of a merge: what a row or a value is, told by identities that mean the same on both sides."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from sqlalchemy import Table, select
from sqlalchemy.orm import Session

from itdesk.core.filters import ACTORS
from itdesk.core.plain import plain
from itdesk.core.record import Field, Kind, RecordType
from itdesk.db import hanging, records, tables
from itdesk.db.base import Base
from itdesk.db.history import in_words
from itdesk.db.mapping import Tables, column_of
from itdesk.db.mentions import MENTION
from itdesk.db.titles import titles

_PEOPLE = frozenset({"author_id", "actor_id"})
Values = dict[str, Any]


class Ground:
    """A session with what was looked up in it."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self._uids: dict[tuple[str, int], str] = {}

    @property
    def own(self) -> Tables:
        """The classes behind the kinds."""
        found: Tables = self.session.info["tables"]
        return found

    def type(self, kind: str) -> RecordType:
        """A record type with the fields that the firm added here."""
        found: RecordType = self.session.info["registry"][kind]
        return found

    def table(self, kind: str) -> Table:
        """The table of a kind."""
        found: Any = self.own[kind].__table__
        return found  # type: ignore[no-any-return]

    def one(self, wanted: Any) -> Any:
        """The first value that a statement finds."""
        return self.session.connection().execute(wanted).scalar()

    def uid(self, table: Table, row_id: int) -> str:
        """The identity of a row; empty where it is gone. A tag's is its name."""
        key = (table.name, row_id)
        if key not in self._uids:
            identity = table.c.folded if table is tables.tags else table.c.uid
            self._uids[key] = str(self.one(select(identity).where(table.c.id == row_id)) or "")
        return self._uids[key]

    def id(self, table: Table, uid: str) -> int | None:
        """The row with this identity."""
        identity = table.c.folded if table is tables.tags else table.c.uid
        found: int | None = self.one(select(table.c.id).where(identity == uid))
        return found

    def row(self, table: Table, row_id: int) -> Values | None:
        """A row by column."""
        found = self.session.connection().execute(select(table).where(table.c.id == row_id)).mappings().first()
        return dict(found) if found is not None else None

    def values(self, kind: str, record_id: int) -> Values:
        """A record's values by declared name."""
        return dict(records.draft(self.session, kind, record_id).values)

    def is_binned(self, kind: str, record_id: int) -> bool:
        """Whether a record lies in the bin."""
        table = self.table(kind)
        return self.one(select(table.c.deleted_at).where(table.c.id == record_id)) is not None

    def title(self, kind: str, record_id: int) -> str:
        """What a record is called."""
        return titles(self.session, kind, {record_id}).get(record_id, "") or self.type(kind).singular

    def operations(self, kind: str, record_id: int) -> set[str]:
        """The operations that were about a record."""
        log = tables.history
        wanted = select(log.c.operation).where(log.c.kind == kind, log.c.record_id == record_id).distinct()
        return set(self.session.connection().execute(wanted).scalars())

    def token(self, table: Table, column: str, value: Any, row: Values) -> Any:
        """A value of a row as it compares with the other side's."""
        target = target_of(self.own, table, column, row)
        if target is not None:
            return None if value is None else self.uid(target, value)
        if table is tables.comments and column == "body":
            return MENTION.sub(lambda found: f"[@{self.uid(self.table(ACTORS), int(found[2]))}]", str(value))
        return _token(value)

    def field_token(self, declared: Field, value: Any) -> Any:
        """A value of a record as it compares with the other side's."""
        if declared.kind is Kind.LINK and isinstance(value, int):
            return self.uid(self.table(declared.to), value)
        return _token(value)

    def words(self, declared: Field, value: Any) -> str:
        """A value as a person reads it; a secret's is not told."""
        if declared.secret and value is not None:
            return "••••••"
        if declared.kind is Kind.LINK and isinstance(value, int):
            return titles(self.session, declared.to, {value}).get(value, "")
        return in_words(self.session, declared, value)

    def fields(self, kind: str) -> dict[str, Field]:
        """The stored fields of a kind by the names that history has for them."""
        return {one.name if one.custom else column_of(one): one for one in self.type(kind).stored}


def _token(value: Any) -> Any:
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return value if value != "" else None


def target_of(own: Tables, table: Table, column: str, row: Values) -> Table | None:
    """The table whose row a column names; None for a plain value."""
    if table in hanging.PARTS.values():
        for kind, record_id in hanging.ends_of(table):
            if column == record_id:
                return _table_of(own, row[kind])
        if column in _PEOPLE:
            return _table_of(own, ACTORS)
        return {"tag_id": tables.tags, "attachment_id": tables.attachments}.get(column)
    for key in table.c[column].foreign_keys:
        name = key.column.table.name
        return Base.metadata.tables[name]
    return None


def _table_of(own: Tables, kind: str) -> Table | None:
    found: Any = own[kind].__table__ if kind in own.classes else None
    return found  # type: ignore[no-any-return]


def plain_words(value: Any) -> str:
    """A value of a row inside a record in short."""
    text = str(plain(value) or "")
    return text if len(text) <= 200 else text[:199] + "…"
