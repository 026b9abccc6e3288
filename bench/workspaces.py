"""Workspaces to measure on: made once with all their rows, kept in a folder, and used again by the next run.

    bench.workspaces.file_with(1_000_000)            # Path of a file with as many tickets and 3 messages each
    with bench.workspaces.server_with(1_000_000) as url: ...   # the same rows on a server of our own, stopped at the end
    bench.workspaces.copy_of(100_000, folder)        # a file that may be written into, gone with its folder

Every one holds 100,000 devices as well (fewer where there are fewer tickets, or where a server copies its tickets). FOLDER can be set to another place;
a million tickets take 3 GB in a file, 6 on a server.
"""

from __future__ import annotations

import random
import shutil
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

from itdesk.areas import load_models, registry
from itdesk.core.registry import Registry
from itdesk.db import records
from itdesk.db.engine import Database, create_workspace, open_database

FOLDER = Path(tempfile.gettempdir()) / "itdesk-bench"
DEVICES = 100_000
SEEDS, MADE_ALONE = 20_000, 100_000  # of a server: tickets that are copied where there are more than so many
_PEOPLE, _TECHNICIANS, _CATEGORIES = 2_000, 12, 24
# As a careful administrator would have it: what is committed is on the disk.
_SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "shared_buffers": "512MB",
    "effective_cache_size": "4GB",
    "max_wal_size": "2GB",
    "random_page_cost": "1.1",
    "log_line_prefix": "%p ",
}
_UNSAFE = {  # while rows are made by the million: what fails is thrown away
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "off",
    "wal_level": "minimal",
    "max_wal_senders": 0,
    "autovacuum": "off",
}


def everything() -> Registry:
    """Every record type of the app, its tables imported."""
    load_models()
    return registry()


def file_with(tickets: int) -> Path:
    """A workspace file with so many tickets, made if it isn't there yet; what is written into it stays."""
    place = FOLDER / f"{tickets}.itdesk"
    if not place.exists():
        with _said(f"{tickets:,} tickets into a file"), TemporaryDirectory(dir=_folder()) as scratch:
            made = Path(scratch) / "made.itdesk"
            fill(str(made), tickets)
            made.rename(place)
    return place


def file_with_messages(tickets: int, each: int) -> Path:
    """The same with so many messages of each ticket, up to twice as many as it has: the first ones come again."""
    place = FOLDER / f"{tickets}-{each}.itdesk"
    if not place.exists():
        with _said(f"{tickets * each:,} messages into a file"), TemporaryDirectory(dir=_folder()) as scratch:
            made = Path(scratch) / "made.itdesk"
            open_database(file_with(tickets), everything()).close()  # up to date
            shutil.copyfile(file_with(tickets), made)
            _repeat_messages(made, each)
            made.rename(place)
    return place


def _repeat_messages(path: Path, each: int) -> None:
    from bench.filling import MESSAGES
    from itdesk.db import sqlite

    new = {"id": "id + (SELECT max(id) FROM ticket_messages)", "uid": "'02' || substr(uid, 3)"}
    connection = sqlite.connect(path)
    try:
        named = [name for (name,) in connection.execute("SELECT name FROM pragma_table_info('ticket_messages')")]
        connection.execute(
            f"INSERT INTO ticket_messages ({', '.join(named)}) SELECT {', '.join(new.get(one, one) for one in named)} "  # noqa: S608 -- names of our own
            "FROM ticket_messages WHERE (id - 1) % ? < ? ORDER BY id",
            (MESSAGES, each - MESSAGES),
        )
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    finally:
        connection.close()


def copy_of(tickets: int, folder: Path) -> Path:
    """A copy of that file to write into."""
    place = folder / f"copy-of-{tickets}.itdesk"
    shutil.copyfile(file_with(tickets), place)
    return place


@contextmanager
def server_with(tickets: int) -> Iterator[str]:
    """The address of a workspace with so many tickets on a server of our own, which runs as long as this does."""
    name = f"bench_{tickets}"
    with server() as address:
        if _has(address, name):
            yield place_of(address, name)
            return
    with _said(f"{tickets:,} tickets onto a server"), server(_UNSAFE) as address:
        unfinished = place_of(address, "bench_unfinished")
        fill(unfinished, min(tickets, SEEDS) if is_multiplied(tickets) else tickets)
        if is_multiplied(tickets):
            _multiply(unfinished, tickets)
        _administer(address, f"ALTER DATABASE bench_unfinished RENAME TO {name}")
    with server() as address:
        yield place_of(address, name)


@contextmanager
def server(settings: Mapping[str, object] | None = None) -> Iterator[str]:
    """A server whose data stays in the folder."""
    from tests import postgres_server

    with postgres_server.kept(_folder() / "server", {**_SETTINGS, **(settings or {})}) as address:
        _administer(address, "DROP DATABASE IF EXISTS bench_unfinished WITH (FORCE)")
        yield address


def is_multiplied(tickets: int) -> bool:
    """Whether a server's tickets are copies of the first ones, so that it finds others than a file of as many."""
    return tickets > MADE_ALONE


def _multiply(location: str, tickets: int) -> None:
    from bench import filling, multiplying

    with filling.bare(location) as connection:
        multiplying.multiply(connection, SEEDS, tickets)


def place_of(address: str, database: str) -> str:
    """The address of a database on a server."""
    return f"{address.rpartition('/')[0]}/{database}"


def drop(address: str, database: str) -> None:
    """Take a database away, if it is there."""
    _administer(address, f"DROP DATABASE IF EXISTS {database} WITH (FORCE)")


def _administer(address: str, statement: str) -> None:
    import psycopg

    with psycopg.connect(address, autocommit=True) as admin:
        admin.execute(statement)  # type: ignore[arg-type]


def _has(address: str, database: str) -> bool:
    import psycopg

    with psycopg.connect(address, autocommit=True) as admin:
        return admin.execute("SELECT 1 FROM pg_database WHERE datname = %s", (database,)).fetchone() is not None


def _folder() -> Path:
    FOLDER.mkdir(parents=True, exist_ok=True)
    return FOLDER


@contextmanager
def _said(what: str) -> Iterator[None]:
    print(f"making {what}, once", file=sys.stderr, flush=True)
    started = perf_counter()
    yield
    print(f"made {what} in {perf_counter() - started:.0f} s", file=sys.stderr, flush=True)


def fill(location: str, tickets: int) -> None:
    """A new workspace with people, devices and tickets."""
    from bench import filling

    database = create_workspace(location, everything(), name="Bench")
    indexes = filling.without_search(database)
    chance = random.Random(5)
    with database.writing() as session:
        technicians = [{"name": f"Technician {n}", "role": "technician"} for n in range(_TECHNICIANS)]
        team = records.insert_many(session, "people", technicians)
        people = [{"name": f"Person {n} Surname{n * 37 % 911}", "role": "staff"} for n in range(_PEOPLE)]
        known = records.insert_many(session, "people", people)
        sorts = records.insert_many(session, "ticket_categories", [{"name": f"Topic {n}"} for n in range(_CATEGORIES)])
    for start in range(0, min(tickets, DEVICES), 10_000):
        devices = [_device(number, chance, known) for number in range(start, min(start + 10_000, tickets, DEVICES))]
        with database.writing() as session:
            records.insert_many(session, "hardware", devices)
    with database.reading() as session:
        first = _next_entry(session)
    database.close()
    named = [(one, str(row["name"])) for one, row in zip(known, people, strict=True)]
    filling.fill(location, tickets, filling.Cast(named, team, sorts), first, indexes)


def _next_entry(session: records.Session) -> int:
    from sqlalchemy import func, select

    from itdesk.db import tables

    return int(session.execute(select(func.max(tables.search_entries.c.id))).scalar_one()) + 1


def _device(number: int, chance: random.Random, people: list[int]) -> dict[str, object]:
    return {
        "tag": f"AT-{number:06}",
        "name": f"Laptop {number * 7919 % 100_003}",
        "serial_number": f"SN{number * 2654435761 % (1 << 32):08X}",
        "status": ("in_use", "spare", "in_use", "in_use", "in_repair")[number % 5],
        "person": chance.choice(people) if number % 5 != 1 else None,
        "notes": f"bought with docking station {chance.randrange(77)}",
    }


@contextmanager
def full_of_tickets(number: int) -> Iterator[Database]:
    """A workspace file with so many tickets of forty people, gone afterwards."""
    with TemporaryDirectory(prefix="itdesk-bench-") as folder:
        database = open_database(copy_of(number, Path(folder)), everything())
        yield database
        database.close()
