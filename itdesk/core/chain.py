"""A chain over lines of history: each link hashes the one before with the line, so that one kept link tells of any change before it."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

START = b"itdesk history"
_SHOWN = 20  # hex digits of a link where people read it, in groups of four
_TYPED = re.compile(r"(\d{1,15})((?:-?[0-9a-f]{4}){5})")
Line = tuple[int, str]  # its id, and the whole of it as JSON without blanks
_text = json.encoder.encode_basestring  # what a JSONEncoder makes of a text


@dataclass(frozen=True, slots=True)
class Head:
    """How far a chain goes: the last line's id, how many lines there are, and the last link in hex."""

    last: int = 0
    lines: int = 0
    link: str = START.hex()

    @property
    def short(self) -> str:
        """As it stands on paper: how many lines, and the first of the link's digits."""
        return "-".join([str(self.lines), *(self.link[at : at + 4] for at in range(0, _SHOWN, 4))])


class Mark(NamedTuple):
    """How many lines there were and how the link behind them begins; the rest says whose mark it is."""

    lines: int
    link: str
    whose: object


def read_short(typed: str) -> Mark | None:
    """A head as it stands on paper; None where it can't be one."""
    found = _TYPED.fullmatch(typed.strip().lower().replace(" ", "-"))
    return Mark(int(found[1]), found[2].replace("-", ""), typed.strip()) if found else None


def follow(head: Head, lines: Iterable[Line]) -> Head:
    """The head behind further lines, in the order of their ids."""
    link, last, number = bytes.fromhex(head.link), head.last, head.lines
    sha256 = hashlib.sha256
    for line in lines:
        last, text = line
        link = sha256(link + text.encode()).digest()
        number += 1
    return Head(last, number, link.hex())


def encoded(row: Sequence[object]) -> Line:
    """A row, whose id comes first, as a line: it holds texts, whole numbers and nothing else, so that less has to be asked."""
    parts = ["null" if one is None else _text(one) if one.__class__ is str else str(one) for one in row]
    return row[0], f"[{','.join(parts)}]"  # type: ignore[return-value]


def strays(lines: Iterable[Line], marks: Iterable[Mark]) -> Iterator[Mark]:
    """The marks that these lines don't lead to; marks come by the number of their lines, lines by their ids."""
    link, number, sha256 = START, 0, hashlib.sha256
    ahead = iter(marks)
    mark = next(ahead, None)
    due = mark.lines if mark is not None else -1
    for _id, text in lines:
        while number == due and mark is not None:
            if not link.hex().startswith(mark.link):
                yield mark
            mark = next(ahead, None)
            due = mark.lines if mark is not None else -1
        link = sha256(link + text.encode()).digest()
        number += 1
    while mark is not None:
        if mark.lines != number or not link.hex().startswith(mark.link):
            yield mark
        mark = next(ahead, None)
