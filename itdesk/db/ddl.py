"""What the tables need beyond the metadata: the search index of each engine, and folding on a server."""

from __future__ import annotations

from sqlalchemy import Connection, MetaData, event

from itdesk.db.tables import metadata

SQLITE = (
    "CREATE VIRTUAL TABLE IF NOT EXISTS search_grams USING "
    "fts5(g, content='', contentless_delete=1, detail=none, tokenize='ascii')",
)
POSTGRESQL = (
    # the same folding as itdesk.core.grams.norm; a test compares the two
    r"""
    CREATE OR REPLACE FUNCTION folded(given text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
      SELECT CASE WHEN given ~ '^[\x01-\x7f]*$' THEN lower(given COLLATE "C") ELSE
        normalize(translate(replace(replace(replace(regexp_replace(
          normalize(replace(lower(normalize(given, NFKD) COLLATE "{collation}"), 'ß', 'ss'), NFKD),
          '[{accents}]', '', 'g'), 'æ', 'ae'), 'œ', 'oe'), 'þ', 'th'), 'đðøłıħς', 'ddolihσ'), NFC) END
    $$
    """,
    "CREATE TABLE IF NOT EXISTS search_grams (id bigint CONSTRAINT pk_search_grams PRIMARY KEY "
    "REFERENCES search_entries (id) ON DELETE CASCADE, g int4[] NOT NULL)",
    "ALTER TABLE search_grams ALTER g SET STORAGE EXTERNAL, ALTER g SET STATISTICS 0",
    "CREATE INDEX IF NOT EXISTS ix_search_grams_g ON search_grams USING gin (g) WITH (fastupdate = off)",
)


def accents() -> str:
    """The marks that folding drops, as ranges for a regular expression."""
    import unicodedata

    from itdesk.core.grams import is_accent

    codes = [code for code in range(0x300, 0x20000) if unicodedata.combining(chr(code)) and is_accent(chr(code))]
    ranges: list[list[int]] = []
    for code in codes:
        if ranges and ranges[-1][1] == code - 1:
            ranges[-1][1] = code
        else:
            ranges.append([code, code])
    return "".join(f"\\U{first:08x}-\\U{last:08x}" for first, last in ranges)


def statements(connection: Connection) -> tuple[str, ...]:
    """The engine's own statements, ready to run."""
    if connection.dialect.name != "postgresql":
        return SQLITE
    has_icu = connection.exec_driver_sql("SELECT 1 FROM pg_collation WHERE collname = 'und-x-icu'").first()
    collation = "und-x-icu" if has_icu else "C.UTF-8"
    return tuple(
        one.replace("{collation}", collation).replace("{accents}", accents()) if "{accents}" in one else one
        for one in POSTGRESQL
    )


@event.listens_for(metadata, "after_create")
def _after_create(_metadata: MetaData, connection: Connection, **_rest: object) -> None:
    create(connection)


def create(connection: Connection) -> None:
    """Make what the metadata doesn't say. Harmless where it is there."""
    for statement in statements(connection):
        connection.exec_driver_sql(statement)
