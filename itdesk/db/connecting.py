"""Bare connections to workspace files, through the one SQLite of the process; without SQLAlchemy."""

from __future__ import annotations

import os
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
    "PRAGMA cache_size=-16384",
)


Key = bytes | bytearray


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


class _Held:
    """Data keys of encrypted files that are unlocked in this process, by their place."""

    keys: dict[Path, bytearray] = {}  # noqa: RUF012 -- one for the process, that is what it is for


def place_of(path: Path) -> Path:
    """One name for a file, however it is written."""
    return Path(os.path.realpath(path))


def key_of(path: Path) -> bytearray | None:
    """The data key of a file that is encrypted and unlocked here."""
    return _Held.keys.get(place_of(path)) if _Held.keys else None


def hold(path: Path, key: Key) -> None:
    """Open connections to a file with this key from now on."""
    _Held.keys[place_of(path)] = bytearray(key)


def let_go(path: Path) -> None:
    """Overwrite and forget the key of a file, as far as Python lets one."""
    key = _Held.keys.pop(place_of(path), None)
    if key is not None:
        key[:] = bytes(len(key))


def let_go_everywhere(path: Path) -> None:
    """Do so for the file and all that are open by the same key: its copies."""
    key = key_of(path)
    if key is not None:
        for place in [place for place, other in _Held.keys.items() if other == key]:
            let_go(place)


def held_keys() -> list[bytearray]:
    """The keys of all files that are unlocked here."""
    return list(_Held.keys.values())


PLAIN = b""  # as a key: the file is not encrypted, whatever is held for its place


def connect(
    path: Path, *, mode: str = "rw", immutable: bool = False, patience: float = 10.0, key: Key | None = None
) -> Any:
    """A bare connection without transactions of its own. Mode is ro, rw or rwc; key is what is held for the file, if None."""
    from sqlcipher3 import dbapi2

    address = f"file:{quote(str(path.absolute()))}?mode={mode}" + ("&immutable=1" if immutable else "")
    connection = dbapi2.connect(
        address, uri=True, timeout=patience, isolation_level=None, check_same_thread=False, cached_statements=256
    )
    held = key_of(path) if key is None else key
    try:
        if held:
            connection.execute("PRAGMA cipher_log_level=NONE")  # it would write to the console what we tell in words
            connection.execute(key_statement(held))
            connection.execute("PRAGMA temp_store=MEMORY")
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


def key_statement(key: Key) -> str:
    """What gives a connection its raw key; the first thing that it is told."""
    return f'PRAGMA key="{raw_key(key)}"'


def raw_key(key: Key) -> str:
    """A data key as SQLCipher takes it without deriving another from it."""
    return f"x'{bytes(key).hex()}'"


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
