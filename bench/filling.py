"""Tickets of a help desk that has run for years, with messages, history, change log and search index, written fast.

The rows are those that an import leaves, made here by the million and written past the store; a test compares.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from itertools import accumulate
from typing import Any, NamedTuple

from sqlalchemy import Connection

from itdesk.areas.helpdesk.tickets.choices import Status
from itdesk.areas.helpdesk.tickets.models import Ticket, TicketMessage
from itdesk.core.grams import BLOCK_BITS, gram_line, hashes, salted
from itdesk.core.uids import new_uid, new_uids
from itdesk.db import postgres, sqlite, tables
from itdesk.db.bulk import put_rows
from itdesk.db.database import Database
from itdesk.db.mapping import FIRST_NUMBER

PORTION = 20_000  # tickets in one transaction
MESSAGES = 3  # of each ticket
START = datetime(2020, 1, 6, 7, tzinfo=UTC)
YEARS = timedelta(days=6 * 365)
_COMMON = [
    "the",
    "printer",
    "network",
    "outage",
    "laptop",
    "screen",
    "broken",
    "password",
    "reset",
    "vpn",
    "access",
    "request",
    "email",
    "sync",
    "failure",
    "monitor",
    "keyboard",
    "docking",
    "station",
    "install",
    "licence",
    "upgrade",
    "update",
    "server",
    "disk",
    "full",
    "backup",
    "restore",
    "failed",
    "switch",
    "port",
    "firewall",
    "rule",
    "certificate",
    "expired",
    "is",
    "not",
    "after",
    "on",
    "in",
    "my",
    "and",
    "again",
    "please",
    "cannot",
    "since",
    "morning",
    "error",
    "message",
    "user",
    "account",
]
_OTHER = [
    "打印机",
    "卡纸",
    "网络",
    "连接",
    "失败",
    "プリンター",
    "ネットワーク",
    "エラー",
    "프린터",
    "네트워크",
    "오류",
    "größe",
    "büro",
    "übertragung",
    "störung",
    "сеть",
    "принтер",
    "ошибка",
    "пароль",
    "café",
    "réseau",
    "imprimante",
    "écran",
    "łącze",
    "błąd",
]
_SYLLABLES = ("ka", "lo", "mi", "ter", "san", "vor", "net", "pri", "dal", "eck", "ung", "ost", "ran", "be", "qui", "zo")
_WORDS, _STREAM = 20_000, 400_000
_TICKET = (
    "id", "uid", "version", "created_at", "updated_at", "number", "title", "description", "kind", "status", "priority",
    "requester_id", "assignee_id", "category_id", "source", "waiting_reason", "opened_at", "first_reply_at",
    "reply_due_at", "due_at", "resolved_at", "closed_at", "waiting_since", "paused_minutes",
)  # fmt: skip
_MESSAGE = (
    "id",
    "uid",
    "version",
    "created_at",
    "updated_at",
    "ticket_id",
    "author_id",
    "body",
    "is_note",
    "at",
    "via",
)
_HISTORY = ("at", "actor_id", "verb", "kind", "record_id", "record_uid", "operation", "changes")
_LOG = ("at", "kind", "record_uid", "verb", "operation", "xact")
_OPERATION = ("operation", "at", "actor_id", "words", "kind", "verb", "records", "undoes")
_XACT = 3  # of a server's first transactions: everybody has read what they wrote
_ENTRY = ("id", "kind", "record_id", "title", "subtitle", "text")
_NUMBER = ("number", "entry_id")
FILLED = ("tickets", "ticket_messages", "history", "change_log", "search_entries", "search_numbers", "search_grams")


class Cast(NamedTuple):
    """Who and what the tickets are about: (id, name) of people, ids of technicians and of categories."""

    people: Sequence[tuple[int, str]]
    technicians: Sequence[int]
    categories: Sequence[int]


class _Portion(NamedTuple):
    tickets: list[tuple[Any, ...]]
    messages: list[tuple[Any, ...]]
    history: list[tuple[Any, ...]]
    log: list[tuple[Any, ...]]
    operations: list[tuple[Any, ...]]
    entries: list[tuple[Any, ...]]
    numbers: list[tuple[str, int]]


def vocabulary() -> list[str]:
    """Words as help desks have them, the commonest first: most of an alphabet, some of other scripts."""
    chance = random.Random(11)
    found = dict.fromkeys(_COMMON)
    while len(found) < _WORDS:
        found["".join(chance.choices(_SYLLABLES, k=chance.randint(2, 4)))] = None
        if len(found) % 20 == 0:
            found[chance.choice(_OTHER) + chance.choice(("", "", "2", "x"))] = None
    return list(found)


def _stream(chance: random.Random) -> list[str]:
    """A long text, word by word, each as often as Zipf says."""
    words = vocabulary()
    weights = list(accumulate(1 / (place + 2) for place in range(len(words))))
    return chance.choices(words, cum_weights=weights, k=_STREAM)


def without_search(database: Database) -> list[str]:
    """Drop a server's gram index; the statements that make it again."""
    if not database.is_server:
        return []
    assert database._writer is not None  # noqa: S101 -- it was opened to write
    with database._writer.connect() as connection:
        return without_indexes(connection, ("search_grams",))


def fill(location: str, count: int, cast: Cast, first_entry: int, indexes: Sequence[str]) -> None:
    """Write so many tickets with their messages; first_entry: the next id of the search index. indexes: made at the end."""
    with bare(location) as connection:
        remade = [*without_indexes(connection, FILLED), *indexes]
        for portion in _portions(count, cast, first_entry):
            with connection.begin():
                _write(connection, portion)
        finish(connection, count, first_entry + count, remade)


def _portions(count: int, cast: Cast, first_entry: int) -> Iterator[_Portion]:
    chance = random.Random(7)
    stream = _stream(chance)
    made = datetime(2026, 11, 20, 8, tzinfo=UTC)
    step = YEARS / max(count, 1)
    for start in range(0, count, PORTION):
        operation, portion = new_uid(), _Portion([], [], [], [], [], [], [])
        many = range(start, min(start + PORTION, count))
        uids = new_uids(len(many) * (1 + MESSAGES))
        for place, number in enumerate(many):
            opened = START + step * number
            own = uids[place * (1 + MESSAGES) : (place + 1) * (1 + MESSAGES)]
            _ticket(portion, chance, stream, cast, number, first_entry + number, opened, made, own)
        portion.history.extend(
            (made, None, "created", "tickets", row[0], row[1], operation, "{}") for row in portion.tickets
        )
        portion.log.extend((made, "tickets", row[1], "created", operation, _XACT) for row in portion.tickets)
        portion.operations.append((operation, made, None, "", "tickets", "created", len(portion.tickets), None))
        yield portion


def _ticket(  # noqa: PLR0917 -- called a million times
    portion: _Portion,
    chance: random.Random,
    stream: list[str],
    cast: Cast,
    at: int,
    entry: int,
    opened: datetime,
    made: datetime,
    uids: list[str],
) -> None:
    dice = chance.random
    begin = int(dice() * (_STREAM - 100))
    number, ticket = f"HD-{FIRST_NUMBER + at}", at + 1
    title = " ".join(stream[begin : begin + 3 + at % 4])
    description = " ".join(stream[begin + 8 : begin + 24 + at % 13])
    if at % 10 < 3:
        description += f" SN{(at * 2654435761) % (1 << 32):08X}"
    status, late = _status(dice(), at), timedelta(minutes=int(dice() * 6000))
    requester, name = cast.people[int(dice() * len(cast.people))]
    assignee = None if status is Status.NEW else cast.technicians[int(dice() * dice() * len(cast.technicians))]
    done = opened + late if status in (Status.RESOLVED, Status.CLOSED) else None
    portion.tickets.append((
        ticket, uids[0], 1, made, made, number, title, description, "request" if at % 3 else "fault", status.value,
        ("normal", "normal", "high", "low", "normal", "urgent", "low")[at % 7], requester, assignee,
        cast.categories[at % len(cast.categories)], ("email", "phone", "walk_in", "kiosk")[at % 4],
        "person" if status is Status.WAITING else None, opened, opened + late / 9, opened + timedelta(hours=4),
        opened + timedelta(hours=8 + 24 * (at % 5)), done, done if status is Status.CLOSED else None,
        opened + late / 8 if status is Status.WAITING else None, 0,
    ))  # fmt: skip
    bodies = []
    for place in range(MESSAGES):
        begin = int(dice() * (_STREAM - 100))
        body = " ".join(stream[begin : begin + 6 + (at + place) % 15])
        bodies.append(body)
        author, moment = requester if place % 2 else assignee, opened + timedelta(minutes=9 + 31 * place)
        portion.messages.append((
            at * MESSAGES + place + 1, uids[1 + place], 1, made, made, ticket, author, body, place == 2, moment,
            "app" if place % 2 == 0 else "email",
        ))  # fmt: skip
    subtitle = f"{number} · {name} · {status.label}"
    lines = dict.fromkeys((title, number, description, subtitle, *reversed(bodies)))
    portion.entries.append((entry, "tickets", ticket, title, subtitle, "\n".join(lines)))
    portion.numbers.append((number.lower(), entry))


def _status(dice: float, at: int) -> Status:
    """Most are done long ago; one in twenty is open, the newest more often."""
    if dice < 0.05:
        return (Status.NEW, Status.IN_PROGRESS, Status.IN_PROGRESS, Status.WAITING)[at % 4]
    return Status.RESOLVED if dice < 0.1 else Status.CLOSED


def _write(connection: Connection, portion: _Portion) -> None:
    written: tuple[tuple[Any, tuple[str, ...], Sequence[Any]], ...] = (
        (Ticket.__table__, _TICKET, portion.tickets),
        (TicketMessage.__table__, _MESSAGE, portion.messages),
        (tables.history, _HISTORY, portion.history),
        (tables.change_log, _LOG, portion.log),
        (tables.operations, _OPERATION, portion.operations),
        (tables.search_entries, _ENTRY, portion.entries),
        (tables.search_numbers, _NUMBER, portion.numbers),
    )
    for table, columns, rows in written:
        put_rows(connection, table, columns, rows)
    driver: Any = connection.connection.driver_connection
    if connection.dialect.name == "sqlite":
        found = ((row[0], gram_line(row[5])) for row in portion.entries)
        driver.executemany("INSERT INTO search_grams (rowid, g) VALUES (?, ?)", found)
        return
    with driver.cursor() as cursor, cursor.copy("COPY search_grams (id, g) FROM STDIN") as copy:
        for row in portion.entries:
            numbers = salted(hashes(row[5]), row[0] >> BLOCK_BITS)
            copy.write(f"{row[0]}\t{{{','.join(map(str, numbers))}}}\n")


@contextmanager
def bare(location: str) -> Iterator[Connection]:
    """A connection that waits for no disk and checks no keys: what it writes is thrown away if it fails."""
    if postgres.is_address(location):
        engine = postgres.engines(location, 10, read_only=False)[1]
        assert engine is not None  # noqa: S101 -- not read-only
        with engine.connect() as connection:
            for setting in (
                "session_replication_role = replica",
                "maintenance_work_mem = '1GB'",
                "synchronous_commit = off",
            ):
                connection.exec_driver_sql(f"SET {setting}")
            connection.commit()
            yield connection
        engine.dispose()
        return
    from pathlib import Path

    driver = sqlite.connect(Path(location))
    for pragma in (
        "journal_mode=DELETE",
        "journal_mode=OFF",
        "synchronous=OFF",
        "foreign_keys=OFF",
        "cache_size=-400000",
    ):
        driver.execute(f"PRAGMA {pragma}").fetchall()
    driver.execute("INSERT INTO search_grams (search_grams, rank) VALUES ('hashsize', 67108864)")
    try:
        with sqlite.single_engine(driver).connect() as connection:
            yield connection
        driver.execute("INSERT INTO search_grams (search_grams, rank) VALUES ('hashsize', 1048576)")
    finally:
        driver.close()


def without_indexes(connection: Connection, filled: Sequence[str]) -> list[str]:
    """Drop the indexes of these tables; the statements that make them again."""
    if connection.dialect.name == "sqlite":
        asked = "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL AND tbl_name IN ({})"
    else:
        asked = (
            "SELECT indexname, indexdef FROM pg_indexes WHERE tablename IN ({}) AND indexname NOT IN "
            "(SELECT conname FROM pg_constraint WHERE contype IN ('p', 'u'))"
        )
    names = ", ".join(f"'{name}'" for name in filled)
    found = connection.exec_driver_sql(asked.format(names)).all()
    for name, _statement in found:
        connection.exec_driver_sql(f'DROP INDEX "{name}"')
    connection.commit()
    return [statement for _name, statement in found]


def finish(connection: Connection, count: int, next_entry: int, indexes: Sequence[str]) -> None:
    """Indexes and statistics again; the counters stand behind what was written."""
    for statement in indexes:
        connection.exec_driver_sql(statement)
        connection.commit()
    if connection.dialect.name == "sqlite":
        last = FIRST_NUMBER - 1 + count
        connection.exec_driver_sql("INSERT OR REPLACE INTO numbers (kind, last) VALUES ('tickets', ?)", (last,))
        connection.commit()
        connection.exec_driver_sql("ANALYZE")
        connection.commit()
        return
    ends = {"tickets": count + 1, "ticket_messages": count * MESSAGES + 1, "search_entries": next_entry}
    for table, end in ends.items():
        connection.exec_driver_sql(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), {end}, false)")
    connection.exec_driver_sql(f"SELECT setval('number_tickets', {FIRST_NUMBER + count}, false)")
    connection.commit()
    driver: Any = connection.connection.driver_connection
    driver.autocommit = True
    driver.execute("VACUUM ANALYZE")
    driver.autocommit = False
