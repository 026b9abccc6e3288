"""What the tables need beyond the metadata: the search index of each engine, and folding on a server."""

from __future__ import annotations

import unicodedata

from sqlalchemy import Connection, Dialect, text
from sqlalchemy.engine.mock import MockConnection
from sqlalchemy.schema import ExecutableDDLElement

from itdesk.core.grams import is_accent
from itdesk.db import doorbell
from itdesk.db.base import Base
from itdesk.db.migrations import HEAD

SQLITE = (
    (
        "CREATE VIRTUAL TABLE IF NOT EXISTS search_grams USING "
        "fts5(g, content='', contentless_delete=1, detail=none, tokenize='ascii')"
    ),
)
# The same folding as itdesk.core.grams.norm; a test compares the two. Not STRICT, so that the server can put it inline.
_FOLDED = """
    CREATE OR REPLACE FUNCTION folded(given text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
      SELECT CASE WHEN octet_length(given) = length(given) THEN lower(given COLLATE "C") ELSE
        normalize(translate(replace(replace(replace(regexp_replace(
          normalize(replace(translate({lowered}, '{odd}', '{plain}'), 'ß', 'ss'), NFKD),
          '[{accents}]', '', 'g'), 'æ', 'ae'), 'œ', 'oe'), 'þ', 'th'), 'đðøłıħς', 'ddolihσ'), NFC) END
    $$
"""
POSTGRESQL = (
    (
        "CREATE TABLE IF NOT EXISTS search_grams (id bigint CONSTRAINT pk_search_grams PRIMARY KEY "
        "REFERENCES search_entries (id) ON DELETE CASCADE, g int4[] NOT NULL)"
    ),
    "ALTER TABLE search_grams ALTER g SET STORAGE EXTERNAL, ALTER g SET STATISTICS 0",
    "CREATE INDEX IF NOT EXISTS ix_search_grams_g ON search_grams USING gin (g) WITH (fastupdate = off)",
)
# Letters that fold to something else than their small letter. Cherokee's do too and are left as they are.
_ODD = {"\u0345": "\u03b9"} | dict(zip(map(chr, range(0x1C80, 0x1C89)), "вдосттъѣꙋ", strict=True))
_COLLATIONS = (
    "und-x-icu",
    "pg_c_utf8",
    "C.utf8",
    "C.UTF-8",
    "en_US.utf8",
)  # any that knows every script's small letters
_written: dict[tuple[object, ...], tuple[str, ...]] = {}
_ALPHABETS = (
    range(0x80, 0x590),
    range(0x10A0, 0x1100),
    range(0x1C80, 0x2000),
    range(0x2C00, 0x2E00),
    range(0xA640, 0xA800),
)


def _accents() -> str:
    """The marks that folding drops, as ranges for a regular expression."""
    codes = [code for code in range(0x300, 0x20000) if unicodedata.combining(chr(code)) and is_accent(chr(code))]
    ranges: list[list[int]] = []
    for code in codes:
        if ranges and ranges[-1][1] == code - 1:
            ranges[-1][1] = code
        else:
            ranges.append([code, code])
    return "".join(f"\\U{first:08x}-\\U{last:08x}" for first, last in ranges)


def _lowered(connection: Connection) -> str:
    """Small letters of every script, by whatever this server has for it."""
    there = set(connection.exec_driver_sql("SELECT collname FROM pg_collation").scalars())
    for name in _COLLATIONS:
        if name in there:
            return f'(lower(normalize(given, NFKD) COLLATE "{name}") COLLATE "C")'
    capitals = [
        chr(code)
        for alphabet in _ALPHABETS
        for code in alphabet
        if len(chr(code).casefold()) == 1 and chr(code).casefold() != chr(code)
        if unicodedata.normalize("NFKD", chr(code)) == chr(code)
    ]
    small = "".join(capital.casefold() for capital in capitals)
    return f"translate(lower(normalize(given, NFKD) COLLATE \"C\"), '{''.join(capitals)}', '{small}')"


def folding(connection: Connection) -> str:
    """The statement that makes a server fold texts as the app does."""
    statement = _FOLDED.replace("{lowered}", _lowered(connection)).replace("{accents}", _accents())
    return statement.replace("{odd}", "".join(_ODD)).replace("{plain}", "".join(_ODD.values()))


def create_tables(connection: Connection) -> None:
    """Make every table of the metadata where there is none yet."""
    for statement in _statements(connection.dialect):
        connection.exec_driver_sql(statement)


def _statements(dialect: Dialect) -> tuple[str, ...]:
    """What makes the tables: to write it takes three times as long as to run it, so a process does so once an engine."""
    made_of = len(Base.metadata.tables), len(Base.metadata._sequences)  # noqa: SLF001 -- both only grow, by record types
    key = (dialect.name, getattr(dialect, "server_version_info", None), *made_of)
    if key not in _written:
        _written[key] = _write(dialect)
    return _written[key]


def _write(dialect: Dialect) -> tuple[str, ...]:
    """SQLAlchemy's own statements.

    It marks a key that it had to add last, because two tables refer to each other, as never to be written inside its
    table again; the mark goes, so that the next engine of this process gets the key as well.
    """
    written: list[str] = []

    def note(statement: ExecutableDDLElement, *_values: object) -> None:
        written.append(str(statement.compile(dialect=dialect)))

    metadata = Base.metadata
    metadata.create_all(MockConnection(dialect, note), checkfirst=False)
    for table in metadata.tables.values():
        for key in table.foreign_key_constraints:
            key._create_rule = None  # noqa: SLF001 -- SQLAlchemy offers no other way to take the mark back
    return tuple(written)


def create(connection: Connection) -> None:
    """Make what the metadata doesn't say. Harmless where it is there."""
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(folding(connection))
    for statement in POSTGRESQL if connection.dialect.name == "postgresql" else SQLITE:
        connection.exec_driver_sql(statement)


def hang_bell(connection: Connection) -> None:
    """Let a server ring when something is written; nothing on a file. Every table has to be there."""
    for statement in doorbell.POSTGRESQL if connection.dialect.name == "postgresql" else ():
        connection.exec_driver_sql(statement)


def stamp(connection: Connection) -> None:
    """Mark tables made from the metadata with the revision that they are of."""
    connection.exec_driver_sql(
        "CREATE TABLE alembic_version "
        "(version_num VARCHAR(32) NOT NULL, CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num))"
    )
    connection.execute(text("INSERT INTO alembic_version (version_num) VALUES (:head)"), {"head": HEAD})
