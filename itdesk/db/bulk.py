"""Many rows at once, the fastest way that each engine has, past the ORM."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import starmap
from typing import Any

from sqlalchemy import Connection, Table, func, insert, select, text

from itdesk.db.postgres import faults
from itdesk.db.sqlite import faults as sqlite_faults

Row = Sequence[Any]
_MANY = 20  # rows from which the engine's own way is worth its preparation


def put(connection: Connection, table: Table, columns: Sequence[str], rows: Sequence[Row]) -> None:
    """Insert rows, few or many; none is fine."""
    if len(rows) > _MANY:
        put_rows(connection, table, columns, rows)
    elif rows:
        connection.execute(insert(table), [dict(zip(columns, row, strict=True)) for row in rows])


def next_ids(connection: Connection, table: Table, count: int) -> range | list[int]:
    """As many new ids of a table, in order, for rows that are about to be written."""
    if connection.dialect.name == "postgresql":
        asked = text("SELECT nextval(pg_get_serial_sequence(:name, :key)) FROM generate_series(1, :count)")
        key = table.autoincrement_column
        assert key is not None  # noqa: S101 -- asked only of tables that number their rows
        values = {"name": table.name, "key": key.name, "count": count}
        return list(connection.execute(asked, values).scalars())
    # the writer is alone on a file; what was used before is never used again where the table says AUTOINCREMENT
    highest = connection.execute(select(func.max(next(iter(table.primary_key.columns))))).scalar() or 0
    if table.dialect_options["sqlite"]["autoincrement"]:
        used = text("SELECT seq FROM sqlite_sequence WHERE name = :name")
        highest = max(highest, connection.execute(used, {"name": table.name}).scalar() or 0)
    return range(highest + 1, highest + 1 + count)


def put_rows(connection: Connection, table: Table, columns: Sequence[str], rows: Iterable[Row]) -> None:
    """Insert rows of Python values in the order of columns."""
    processors = [
        table.c[name].type.dialect_impl(connection.dialect).bind_processor(connection.dialect) for name in columns
    ]
    ready = rows if not any(processors) else starmap(_processed(processors), rows)
    quoted = ", ".join(connection.dialect.identifier_preparer.quote(name) for name in columns)
    name = connection.dialect.identifier_preparer.quote(table.name)
    if connection.dialect.name == "postgresql":
        driver: Any = connection.connection.driver_connection
        with faults(), driver.cursor() as cursor, cursor.copy(f"COPY {name} ({quoted}) FROM STDIN") as copy:
            for row in ready:
                copy.write_row(row)
        return
    marks = ", ".join("?" * len(columns))
    driver = connection.connection.driver_connection
    with sqlite_faults():  # an iterator, which SQLAlchemy would have to hold as a list
        driver.executemany(f"INSERT INTO {name} ({quoted}) VALUES ({marks})", ready)  # noqa: S608 -- names out of the metadata


def _processed(processors: Sequence[Callable[[Any], Any] | None]) -> Callable[..., list[Any]]:
    """A function that turns a row's values into the driver's; most columns take them as they are."""
    needed = [(place, process) for place, process in enumerate(processors) if process is not None]

    def turn(*values: Any) -> list[Any]:
        row = list(values)
        for place, process in needed:
            row[place] = process(row[place])
        return row

    return turn
