"""Many rows at once, the fastest way that each engine has, past the ORM."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import starmap
from operator import itemgetter
from types import TracebackType
from typing import Any, ClassVar

from sqlalchemy import Connection, Table, bindparam, func, select, text, update
from sqlalchemy.exc import DBAPIError

from itdesk.db import postgres, sqlite
from itdesk.db.among import among

Row = Sequence[Any]
_TOGETHER = 5  # rows of one set of values, on average, from which they are written by one statement
_MANY = 20  # rows from which the engine's own way is worth its preparation


def put(connection: Connection, table: Table, columns: tuple[str, ...], rows: Sequence[Row]) -> None:
    """Insert rows, few or many; none is fine."""
    if len(rows) > _MANY:
        put_rows(connection, table, columns, rows)
    elif rows:
        turn, statement = _prepared(connection, table, columns)
        driver: Any = connection.connection.driver_connection
        with driver_faults(connection):
            cursor = driver.cursor()
            for row in rows:
                cursor.execute(statement, turn(*row))
            cursor.close()


def put_one(connection: Connection, table: Table, columns: tuple[str, ...], row: Row) -> int:
    """Insert a row of a table that numbers its rows; its id."""
    turn, statement = _prepared(connection, table, columns)
    driver: Any = connection.connection.driver_connection
    with driver_faults(connection):
        if connection.dialect.name == "postgresql":
            made = driver.execute(f"{statement} RETURNING id", turn(*row)).fetchone()[0]
        else:
            made = driver.execute(statement, turn(*row)).lastrowid
    return int(made)


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


def put_rows(connection: Connection, table: Table, columns: tuple[str, ...], rows: Iterable[Row]) -> None:
    """Insert many rows of Python values in the order of columns."""
    turn, statement = _prepared(connection, table, columns)
    driver: Any = connection.connection.driver_connection
    with driver_faults(connection):
        if connection.dialect.name != "postgresql":
            driver.executemany(statement, starmap(turn, rows))
            return
        if not takes_copies(connection):
            with driver.cursor() as cursor:
                cursor.executemany(statement, starmap(turn, rows))
            return
        quote = connection.dialect.identifier_preparer.quote
        into = f"COPY app.{quote(table.name)} ({', '.join(map(quote, columns))}) FROM STDIN"
        with driver.cursor() as cursor, cursor.copy(into) as copy:
            for row in rows:
                copy.write_row(turn(*row))


def takes_copies(connection: Connection) -> bool:
    """Whether a server lets this login COPY rows in: not where it looks at each row's rights."""
    known = connection.info.get("takes_copies")
    if known is None:
        known = bool(connection.execute(text("SELECT NOT row_security_active('app.history')")).scalar())
        connection.info["takes_copies"] = known
    return bool(known)


def update_rows(connection: Connection, table: Table, rows: Sequence[tuple[int, Mapping[str, Any]]], now: Any) -> None:
    """Write values of rows by id: together where many get the same. Their versions rise, and they changed now."""
    together: defaultdict[tuple[tuple[str, Any], ...], list[int]] = defaultdict(list)
    for row_id, values in rows:
        together[tuple(sorted(values.items(), key=itemgetter(0)))].append(row_id)
    kept = {"version": table.c.version + 1} if "version" in table.c else {}
    kept |= {"updated_at": now} if "updated_at" in table.c else {}
    if len(together) * _TOGETHER <= len(rows):
        for pairs, ids in together.items():
            same: dict[str, Any] = {name: bindparam(f"to_{name}") for name, _value in pairs}
            some = update(table).where(among(table.c.id, "own_ids")).values(**kept, **same)
            connection.execute(some, {"own_ids": ids, **{f"to_{name}": value for name, value in pairs}})
        return
    by_names: defaultdict[tuple[str, ...], list[dict[str, Any]]] = defaultdict(list)
    for row_id, values in rows:
        given = {f"to_{name}": one for name, one in values.items()}
        by_names[tuple(sorted(values))].append({"own_id": row_id, **given})
    for names, several in by_names.items():
        new: dict[str, Any] = {name: bindparam(f"to_{name}") for name in names}
        one = update(table).where(table.c.id == bindparam("own_id"))
        connection.execute(one.values(**kept, **new), several)


def _prepared(
    connection: Connection, table: Table, columns: tuple[str, ...]
) -> tuple[Callable[..., Sequence[Any]], str]:
    """What turns a row's values into the driver's, and the statement that inserts one row."""
    dialect = connection.dialect
    key = (table, columns, dialect.name)
    found = _Prepared.known.get(key)
    if found is None:
        quote = dialect.identifier_preparer.quote
        marks = ", ".join(["%s" if dialect.name == "postgresql" else "?"] * len(columns))
        where = "app." if dialect.name == "postgresql" else ""  # past what may stand before a table (`server.masks`)
        statement = f"INSERT INTO {where}{quote(table.name)} ({', '.join(map(quote, columns))}) VALUES ({marks})"  # noqa: S608 -- names out of the metadata
        processors = [table.c[name].type.dialect_impl(dialect).bind_processor(dialect) for name in columns]
        found = _Prepared.known[key] = (_turn(processors) if any(processors) else _as_they_are, statement)
    return found


class _Prepared:
    """Statements of tables, by table, columns and engine."""

    known: ClassVar[dict[tuple[Table, tuple[str, ...], str], tuple[Callable[..., Sequence[Any]], str]]] = {}


def _as_they_are(*values: Any) -> Sequence[Any]:
    return values


def _turn(processors: Sequence[Callable[[Any], Any] | None]) -> Callable[..., Sequence[Any]]:
    pairs = [(place, process) for place, process in enumerate(processors) if process is not None]

    def turn(*values: Any) -> Sequence[Any]:
        turned = [*values]
        for place, process in pairs:
            turned[place] = process(turned[place])
        return turned

    return turn


class driver_faults:  # noqa: N801 -- used as a function is
    """Let errors of the bare driver come out as SQLAlchemy's, and a broken connection leave the pool."""

    __slots__ = ("_connection",)

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def __enter__(self) -> None:
        """Nothing to prepare."""

    def __exit__(
        self, _kind: type[BaseException] | None, error: BaseException | None, _at: TracebackType | None
    ) -> None:
        if error is None:
            return
        if self._connection.dialect.name != "postgresql":
            with sqlite.faults():
                raise error
        try:
            with postgres.faults():
                raise error
        except DBAPIError:
            driver: Any = self._connection.connection.driver_connection
            if driver.closed:
                self._connection.invalidate()
            raise
