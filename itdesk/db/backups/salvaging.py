"""Takes out of a damaged file what can still be read, row by row, into a new one; says how much is missing."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

from sqlalchemy import Table

from itdesk.db import copying, ddl, sqlite, tables
from itdesk.db.migrations import EPOCH, HEAD
from itdesk.db.sniff import APPLICATION_ID

_PORTION = 200


def salvage(damaged: Path, target: Path) -> dict[str, int]:
    """Write what is readable into target; by table how many rows are known to be lost. Raises where nothing can be read."""
    lost: dict[str, int] = {}
    with closing(sqlite.connect(damaged, mode="ro")) as source, closing(sqlite.connect(target, mode="rwc")) as bare:
        if source.execute("SELECT version_num FROM alembic_version").fetchone() != (HEAD,):
            raise ValueError("tables of another version")
        bare.execute("PRAGMA foreign_keys=OFF")
        bare.execute(f"PRAGMA application_id={APPLICATION_ID}")
        bare.execute(f"PRAGMA user_version={EPOCH}")
        with sqlite.single_engine(bare).begin() as connection:
            ddl.create_tables(connection)
            ddl.create(connection)
            ddl.stamp(connection)
            for table in tables.metadata.sorted_tables:
                number = _copy(source, bare, table)
                if number:
                    lost[table.name] = number
            for name, number in _drop_orphans(bare).items():
                lost[name] = lost.get(name, 0) + number
            copying.index(connection)
    return lost


def _copy(source: Any, target: Any, table: Table) -> int:
    """Copy a table's readable rows; how many it said to have and hadn't."""
    names = ", ".join(f'"{column.name}"' for column in table.columns)
    marks = ", ".join("?" for _column in table.columns)
    put = f'INSERT OR IGNORE INTO "{table.name}" ({names}) VALUES ({marks})'  # noqa: S608 -- names of our own
    copied = 0
    for rows in _readable(source, table, names):
        target.executemany(put, rows)
        copied += len(rows)
    try:
        (number,) = source.execute(f'SELECT count(*) FROM "{table.name}"').fetchone()  # noqa: S608 -- as above
    except sqlite.driver_errors():
        return 1 if table.name not in ("search_entries", "search_numbers") else 0  # nobody knows how many there were
    return max(0, int(number) - copied)


def _readable(source: Any, table: Table, names: str) -> Iterator[list[Any]]:
    """From the first row to the damage, then from the last row back to it; single rows where a portion fails."""
    order = ", ".join(f'"{column.name}"' for column in table.primary_key.columns)
    backward = ", ".join(f'"{column.name}" DESC' for column in table.primary_key.columns)
    seen: set[Any] = set()
    for way in (order, backward):
        broke = False
        cursor = None
        try:
            cursor = source.execute(f'SELECT {order}, {names} FROM "{table.name}" ORDER BY {way}')  # noqa: S608 -- as above
        except sqlite.driver_errors():
            broke = True
        keys = len(table.primary_key.columns)
        rows: list[Any] = []
        while cursor is not None and not broke:
            try:
                row = cursor.fetchone()
            except sqlite.driver_errors():
                broke = True
                row = None
            if row is None or row[:keys] in seen:
                break
            seen.add(row[:keys])
            rows.append(row[keys:])
            if len(rows) == _PORTION:
                yield rows
                rows = []
        if rows:
            yield rows
        if not broke:
            return


def _drop_orphans(connection: Any) -> dict[str, int]:
    """Rows that refer to lost ones can't stay either; by table how many went."""
    gone: dict[str, int] = {}
    while found := connection.execute("PRAGMA foreign_key_check").fetchmany(1000):
        for name, row_id, _parent, _key in found:
            if row_id is None:
                return gone
            connection.execute(f'DELETE FROM "{name}" WHERE rowid = ?', (row_id,))  # noqa: S608 -- names of our own
            gone[name] = gone.get(name, 0) + 1
    return gone
