"""The search index: its size and the time to build it, beside words of the same texts with their places (unicode61)."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

from bench.frame import Row, seconds
from bench.workspaces import file_with
from itdesk.db import search_sqlite, sqlite

TICKETS = 20_000
_TEXTS = "SELECT id, text FROM search_entries"
_OURS = (
    "CREATE VIRTUAL TABLE search_grams USING fts5(g, content='', contentless_delete=1, detail=none, tokenize='ascii')"
)
_WORDS = "CREATE VIRTUAL TABLE found USING fts5(g, content='', contentless_delete=1, tokenize='unicode61')"


def measure() -> list[Row]:
    """Goal P11: grams without their places against words with them, of the same records."""
    source = sqlite.connect(file_with(TICKETS))
    texts = source.execute(_TEXTS).fetchall()
    source.close()
    with tempfile.TemporaryDirectory(prefix="itdesk-bench-") as folder:
        ours, size = _built(Path(folder) / "ours.db", _OURS, texts, in_grams=True)
        words, words_size = _built(Path(folder) / "words.db", _WORDS, texts, in_grams=False)
    what = f"FTS5 unicode61, detail full, of the same {len(texts):,} records"
    return [
        Row("P11 search index, size", size, words_size, "MiB", what, 1.2),
        Row("P11 search index, time to build", ours, words, "s", what, 2),
    ]


def _built(file: Path, made: str, texts: list[tuple[int, str]], *, in_grams: bool) -> tuple[float, float]:
    """Seconds and MiB of an index of these texts in a file of its own."""
    file.touch()
    driver: Any = sqlite.connect(file)
    driver.execute("PRAGMA synchronous=OFF")
    driver.execute(made)

    def job() -> None:
        driver.execute("BEGIN")
        if in_grams:
            for statement in search_sqlite.EXPECTING:
                driver.execute(statement)
            search_sqlite.put_all(driver, texts, new=True)
            for statement in search_sqlite.SETTLED:
                driver.execute(statement)
        else:
            driver.executemany("INSERT INTO found (rowid, g) VALUES (?, ?)", texts)
        driver.execute("COMMIT")

    took = seconds(job)
    table = "search_grams" if in_grams else "found"
    driver.execute(f"INSERT INTO {table} ({table}) VALUES ('optimize')")  # noqa: S608 -- names of ours
    driver.execute("VACUUM")
    driver.close()
    return took, file.stat().st_size / (1 << 20)
