"""A server full of tickets in minutes: a few thousand made as the app makes them, then copied by the server itself.

Each copy has its own number, identity, times, history, search text and grams. Words of a text come again once in each turn,
so that only a workspace that `filling` made finds the same as a file of as many.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import Connection, text

from bench import filling
from itdesk.core.grams import BLOCK_BITS, GOLDEN, hash32, hashes
from itdesk.db.mapping import FIRST_NUMBER

_INSTANTS = ("opened_at", "first_reply_at", "reply_due_at", "due_at", "resolved_at", "closed_at", "waiting_since")
_SEEDS = """
    CREATE TEMP TABLE seed_tickets AS SELECT *, opened_at AS began FROM tickets;
    CREATE TEMP TABLE seed_messages AS SELECT * FROM ticket_messages;
    CREATE TEMP TABLE seed_history AS SELECT * FROM history WHERE kind = 'tickets';
    CREATE TEMP TABLE seed_log AS SELECT l.*, t.id AS ticket FROM change_log l JOIN tickets t ON t.uid = l.record_uid;
    CREATE TEMP TABLE seed_entries AS SELECT * FROM search_entries WHERE kind = 'tickets';
    CREATE TEMP TABLE seed_grams (id bigint, g integer[]);
    CREATE TEMP TABLE digits (gram text PRIMARY KEY, hash integer);
"""
# The grams of a number such as HD-501234, as `grams` makes them of its two words.
_OF_NUMBER = """
    SELECT d.hash FROM digits d WHERE d.gram = ANY (ARRAY['hd', left(n.digits, 2)]
        || ARRAY(SELECT substr(n.digits, p, 3) FROM generate_series(1, length(n.digits) - 2) p))
"""


def multiply(connection: Connection, seeds: int, count: int) -> None:
    """Copy a server's first tickets until there are so many."""
    indexes = filling.without_indexes(connection, filling.FILLED)
    (first,) = connection.exec_driver_sql("SELECT min(id) FROM search_entries WHERE kind = 'tickets'").one()
    connection.exec_driver_sql(_SEEDS)
    _keep_grams(connection)
    connection.commit()
    for turn in range(1, count // seeds):
        for statement in _copied(connection, seeds, turn, count):
            connection.exec_driver_sql(statement)
        connection.commit()
    sooner = _moved("at", 0, count, "t")
    connection.exec_driver_sql(
        f"UPDATE ticket_messages s SET at = {sooner} FROM tickets t WHERE t.id = s.ticket_id AND t.id <= {seeds}"  # noqa: S608 -- as below
    )
    sooner = ", ".join(f"{one} = {_moved(one, 0, count)}" for one in _INSTANTS)
    connection.exec_driver_sql(f"UPDATE tickets s SET {sooner} WHERE id <= {seeds}")  # noqa: S608 -- names of our own
    filling.finish(connection, count, first + count, indexes)


def _keep_grams(connection: Connection) -> None:
    """What each text has besides its number, and what digits give: hashes are made in Python alone."""
    driver: Any = connection.connection.driver_connection
    texts = connection.exec_driver_sql(
        "SELECT e.id, e.text, t.number FROM seed_entries e JOIN tickets t ON t.id = e.record_id"
    )
    with driver.cursor() as cursor:
        with cursor.copy("COPY seed_grams FROM STDIN") as copy:
            for entry, words, number in texts.all():
                copy.write_row((entry, list(hashes(words.replace(number, "")))))
        with cursor.copy("COPY digits FROM STDIN") as copy:
            for gram in ("hd", *(f"{n:02}" for n in range(100)), *(f"{n:03}" for n in range(1000))):
                copy.write_row((gram, hash32(gram)))


def _copied(connection: Connection, seeds: int, turn: int, count: int) -> Iterator[str]:
    """The statements of one turn, table by table."""
    more, uid = turn * seeds, _uid(turn, "s")
    number = f"'HD-' || ({FIRST_NUMBER - 1 + more} + s.id)"
    new = {one: _moved(one, more, count) for one in _INSTANTS}
    yield _insert(
        connection, "tickets", "seed_tickets s", {"id": f"s.id + {more}", "uid": uid, "number": number, **new}
    )
    yield _insert(connection, "ticket_messages", "seed_messages s JOIN seed_tickets t ON t.id = s.ticket_id", {
        "id": f"s.id + {more * filling.MESSAGES}", "uid": uid, "ticket_id": f"s.ticket_id + {more}",
        "at": _moved("at", more, count, "t"),
    })  # fmt: skip
    known = {"id": "nextval(pg_get_serial_sequence('history', 'id'))", "record_id": f"s.record_id + {more}"}
    ticket = "JOIN seed_tickets t ON t.id = s.record_id"
    record_uid = _uid(turn, "t")
    yield _insert(connection, "history", f"seed_history s {ticket}", {**known, "record_uid": record_uid})
    log = {"seq": "nextval(pg_get_serial_sequence('change_log', 'seq'))", "record_uid": record_uid}
    yield _insert(connection, "change_log", "seed_log s JOIN seed_tickets t ON t.id = s.ticket", log)
    named = f"'HD-' || ({FIRST_NUMBER - 1 + more} + t.id)"
    texts = {name: f"replace(s.{name}, t.number, {named})" for name in ("subtitle", "text")}
    entry = {"id": f"s.id + {more}", "record_id": f"s.record_id + {more}", **texts}
    yield _insert(connection, "search_entries", f"seed_entries s {ticket}", entry)
    yield f"INSERT INTO search_numbers (number, entry_id) SELECT lower({named}), s.id + {more} FROM seed_entries s {ticket}"  # noqa: S608 -- as below
    yield f"""
        INSERT INTO search_grams (id, g) SELECT s.id + {more}, ARRAY(
            SELECT a # {_salt(f"(s.id + {more})")} FROM unnest(g.g || ARRAY({_OF_NUMBER})) a)
        FROM seed_entries s JOIN seed_grams g ON g.id = s.id,
            LATERAL (SELECT ({FIRST_NUMBER - 1 + more} + s.record_id)::text AS digits) n
    """  # noqa: S608 -- names of our own


def _uid(turn: int, row: str) -> str:
    """In the order of ids, so that indexes grow at their end."""
    high, low = f"lpad(to_hex({row}.id >> 12), 4, '0')", f"lpad(to_hex({row}.id & 4095), 3, '0')"
    return f"'019a{turn:04x}-' || {high} || '-7' || {low} || '-' || right({row}.uid, 17)"


def _salt(entry: str) -> str:
    """As `grams.salted` mixes it, as a signed number."""
    mixed = f"(({entry}::bigint >> {BLOCK_BITS}) * {GOLDEN} & 4294967295)"
    return f"(CASE WHEN {mixed} >= 2147483648 THEN {mixed} - 4294967296 ELSE {mixed} END)::integer"


def _moved(column: str, more: int, count: int, ticket: str = "s") -> str:
    """An instant, as much later as the copy was opened later than its seed: all of them fill the same years."""
    began = f"{ticket}.{'began' if more else 'opened_at'}"
    start = f"'{filling.START.isoformat()}'::timestamptz"
    step = f"interval '{filling.YEARS.total_seconds() / count} seconds'"
    return f"s.{column} + ({start} + {step} * ({ticket}.id - 1 + {more}) - {began})"


def _insert(connection: Connection, table: str, source: str, new: Mapping[str, str]) -> str:
    asked = text(
        "SELECT attname FROM pg_attribute WHERE attrelid = CAST(:table AS regclass) AND attnum > 0"
        " AND NOT attisdropped AND attgenerated = ''"
    )
    columns = list(connection.execute(asked, {"table": table}).scalars())
    values = ", ".join(new.get(name, f"s.{name}") for name in columns)
    return f"INSERT INTO {table} ({', '.join(columns)}) OVERRIDING SYSTEM VALUE SELECT {values} FROM {source}"  # noqa: S608 -- names of our own
