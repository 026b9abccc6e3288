"""A chain over lines of history: each link hashes the one before with the line, so that one kept link tells of any change before it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

START = b"itdesk history"
_encoded = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


@dataclass(frozen=True, slots=True)
class Head:
    """How far a chain goes: the last line's id, how many lines there are, and the last link in hex."""

    last: int = 0
    lines: int = 0
    link: str = START.hex()


def follow(head: Head, rows: Iterable[Sequence[object]]) -> Head:
    """The head behind further lines, in the order of their ids, which come first in each."""
    link, last, lines = bytes.fromhex(head.link), head.last, head.lines
    sha256 = hashlib.sha256
    for row in rows:
        link = sha256(link + _encoded(row).encode()).digest()
        last = row[0]  # type: ignore[assignment]
        lines += 1
    return Head(last, lines, link.hex())
