"""Rows as plain JSON that means the same on both engines, and what a table of them adds up to."""

from __future__ import annotations

import hashlib
import json
from base64 import b64decode, b64encode
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, Date, LargeBinary, Table, select

from itdesk.db import tables
from itdesk.db.types import Amount, Instant

# Contents lie in files of their own, last numbers in the manifest; who looks at what, and where a server's transactions
# stood, means nothing elsewhere.
LEFT_OUT = frozenset({tables.blob_chunks.name, tables.numbers.name, tables.presences.name})
_NOT_TOLD = frozenset({tables.change_log.c.xact})
_MODULUS = 1 << 256
PORTION = 1000
_written = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


@dataclass(slots=True)
class Total:
    """What rows add up to, whatever their order: how many, and the sum of their hashes."""

    rows: int = 0
    sum: int = 0

    def add(self, line: str) -> None:
        """Count one row's line."""
        self.rows += 1
        self.sum = (self.sum + int.from_bytes(hashlib.sha256(line.encode()).digest())) % _MODULUS

    @property
    def plain(self) -> dict[str, Any]:
        """As a manifest holds it."""
        return {"rows": self.rows, "sum": f"{self.sum:064x}"}


def whole_tables() -> list[Table]:
    """Every table that goes along, those that others refer to first."""
    return [one for one in tables.metadata.sorted_tables if one.name not in LEFT_OUT]


def there(connection: Connection, wanted: Iterable[Table]) -> list[Table]:
    """Those of them that a workspace has."""
    names = set(connection.dialect.get_table_names(connection))
    return [one for one in wanted if one.name in names]


def lines_of(connection: Connection, table: Table) -> Iterator[str]:
    """A line of JSON for each row."""
    columns = [column for column in table.columns if column not in _NOT_TOLD]
    wanted = select(*columns).order_by(*table.primary_key.columns)
    turns = [_turn_out(column.type) for column in columns]
    names = [column.name for column in columns]
    found = connection.execute(wanted.execution_options(stream_results=True, yield_per=PORTION))
    for rows in found.partitions(PORTION):
        for row in rows:
            pairs = zip(names, turns, row, strict=True)
            yield _written({name: None if value is None else turn(value) for name, turn, value in pairs})


def total_of(connection: Connection, table: Table) -> Total:
    """What the rows of a table add up to."""
    total = Total()
    for line in lines_of(connection, table):
        total.add(line)
    return total


def contents(connection: Connection, digest: str) -> Iterator[bytes]:
    """The pieces of a content, in order."""
    chunks, number = tables.blob_chunks, 0
    while True:
        wanted = select(chunks.c.data).where(chunks.c.hash == digest, chunks.c.number == number)
        data = connection.execute(wanted).scalar()
        if data is None:
            return
        yield data
        number += 1


def row_of(table: Table, line: str) -> dict[str, Any]:
    """The values of a line by column; a column that the table doesn't have is refused by a KeyError."""
    plain: Mapping[str, Any] = json.loads(line)
    return {name: None if value is None else _turn_in(table.c[name].type)(value) for name, value in plain.items()}


def _turn_out(kind: Any) -> Callable[[Any], Any]:
    if isinstance(kind, Instant):
        return lambda value: value.astimezone(UTC).isoformat(timespec="microseconds")
    if isinstance(kind, Amount):
        return lambda value: f"{value.normalize():f}"
    if isinstance(kind, Date):
        return lambda value: value.isoformat()
    if isinstance(kind, LargeBinary):
        return lambda value: b64encode(value).decode()
    return lambda value: value


def _turn_in(kind: Any) -> Callable[[Any], Any]:
    if isinstance(kind, Instant):
        return datetime.fromisoformat
    if isinstance(kind, Amount):
        return Decimal
    if isinstance(kind, Date):
        return date.fromisoformat
    if isinstance(kind, LargeBinary):
        return b64decode
    return lambda value: value
