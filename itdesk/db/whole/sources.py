"""Where a whole workspace is read from: an archive, or another workspace that is open."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from typing import Any, Protocol

from sqlalchemy import Connection, Table

from itdesk.core.registry import Registry
from itdesk.db import copying
from itdesk.db.blobs import CHUNK
from itdesk.db.whole import rows
from itdesk.db.whole.writing import CONTENTS, LINES

LONGEST = 64 << 20  # bytes of one row; more is no row of ours


class Source(Protocol):
    """Rows as lines, contents in pieces, and what they have to add up to once they were read."""

    names: frozenset[str]  # of the tables that it has
    numbers: dict[str, int]  # the last human number of each kind

    def lines(self, table: Table) -> Iterator[str]:
        """Every row of a table."""

    def content(self, digest: str) -> Iterator[bytes]:
        """The pieces of a content, each as long as they are stored but the last."""

    def told(self, table: Table) -> dict[str, Any]:
        """What the rows of a table add up to; asked after they were read."""


class Archive:
    """An archive that `export_all` wrote."""

    def __init__(self, opened: zipfile.ZipFile, manifest: dict[str, Any]) -> None:
        self._opened, self._told = opened, manifest["tables"]
        self.names = frozenset(self._told)
        self.numbers: dict[str, int] = manifest["numbers"]

    def lines(self, table: Table) -> Iterator[str]:
        """Every row of a table."""
        with self._opened.open(LINES.format(table.name)) as file:
            while line := file.readline(LONGEST):
                yield line.decode()

    def content(self, digest: str) -> Iterator[bytes]:
        """The pieces of a content."""
        with self._opened.open(CONTENTS.format(digest)) as file:
            while data := file.read(CHUNK):
                yield data

    def told(self, table: Table) -> dict[str, Any]:
        """What the manifest says."""
        found: dict[str, Any] = self._told[table.name]
        return found


class Open:
    """A workspace that is open, as it is at one moment."""

    def __init__(self, connection: Connection, registry: Registry) -> None:
        self._connection = connection
        self._totals: dict[str, rows.Total] = {}
        self.names = frozenset(one.name for one in rows.there(connection, rows.whole_tables()))
        self.numbers = copying.last_numbers(connection, registry)

    def lines(self, table: Table) -> Iterator[str]:
        """Every row of a table."""
        total = self._totals[table.name] = rows.Total()
        for line in rows.lines_of(self._connection, table):
            total.add(line)
            yield line

    def content(self, digest: str) -> Iterator[bytes]:
        """The pieces of a content."""
        return rows.contents(self._connection, digest)

    def told(self, table: Table) -> dict[str, Any]:
        """What was read."""
        return self._totals[table.name].plain
