"""Bare connections to workspace files, through the one SQLite of the process; without SQLAlchemy."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import quote

from itdesk.core.grams import matcher, norm

_PRAGMAS = (
    "PRAGMA foreign_keys=ON",
    "PRAGMA trusted_schema=OFF",
    "PRAGMA cell_size_check=ON",
    "PRAGMA mmap_size=0",
    "PRAGMA cache_size=-65536",
)


class _Opened:
    """Files that this process has open as databases, so that nothing else opens them: that would drop our locks."""

    counts: dict[tuple[int, int], int] = {}  # noqa: RUF012 -- one for the process, that is what it is for


def identity_of(path: Path) -> tuple[int, int]:
    """What tells a file from every other, whatever it is called."""
    stat = path.stat()
    return stat.st_dev, stat.st_ino


def is_open_here(path: Path) -> bool:
    """Whether this process has the file open as a database."""
    return path.exists() and _Opened.counts.get(identity_of(path), 0) > 0


def count_open(identity: tuple[int, int], by: int) -> None:
    """Count a file as open once more (1), or once less (-1)."""
    _Opened.counts[identity] = _Opened.counts.get(identity, 0) + by


def connect(path: Path, *, mode: str = "rw", immutable: bool = False, patience: float = 10.0) -> Any:
    """A bare connection without transactions of its own. Mode is ro, rw or rwc."""
    from sqlcipher3 import dbapi2

    address = f"file:{quote(str(path.absolute()))}?mode={mode}" + ("&immutable=1" if immutable else "")
    connection = dbapi2.connect(
        address, uri=True, timeout=patience, isolation_level=None, check_same_thread=False, cached_statements=256
    )
    try:
        for pragma in _PRAGMAS:
            connection.execute(pragma)
    except UnicodeDecodeError as error:  # the driver, telling of a damaged schema in bytes that are no text
        connection.close()
        damage = dbapi2.DatabaseError("malformed database schema")
        damage.sqlite_errorname = "SQLITE_CORRUPT"
        raise damage from error
    connection.create_function("folded", 1, _folded, deterministic=True)
    connection.create_function("matches", 2, _matches, deterministic=True)
    return connection


def _folded(text: object) -> str | None:
    return None if text is None else norm(str(text))


class _Matchers:
    """The last query's matcher: a statement asks for the same one row after row."""

    query: str | None = None
    test: Callable[[str], bool] = staticmethod(lambda _text: True)


def _matches(query: str, text: str | None) -> bool:
    test = matcher(query) if _Matchers.query != query else _Matchers.test
    _Matchers.query, _Matchers.test = query, test
    return text is not None and test(text)
