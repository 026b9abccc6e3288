"""The power goes: what was written and not synced is there by sectors, or not; what was acknowledged has to be there.

`python -m tests.faults.power MODE FOLDER COMMITS` records a writer with the library of `shim` in front, `cuts` replays the record and stops
anywhere. A file that was removed may be back as long as its folder wasn't synced. MODE is ours (`local`, `share`), or SQLite's settings that
are known to lose something, which show that the model sees it.
"""

from __future__ import annotations

import os
import random
import struct
import sys
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from itdesk.db import sqlite
from itdesk.db.engine import create_workspace, open_database
from tests.db.making import made
from tests.db.sample_types import REGISTRY
from tests.faults.shim import Shim

OURS = "local"
SAFE = {"delete, extra": ("delete", "extra")}  # what a file is written with that others may read from a share
CONTROLS = {"delete, full": ("delete", "full"), "wal, normal": ("wal", "normal"), "delete, off": ("delete", "off")}
WRITE, SYNC, TRUNCATE, UNLINK, RENAME, MARK = 1, 2, 3, 4, 5, 6
SECTOR = 512
_HEAD = struct.Struct("<4q")


def record(mode: str, folder: Path, commits: int) -> None:
    """Write so many tickets, or rows, one a transaction, with everything that is done to the files written down."""
    path = folder / "Firm.itdesk"
    create_workspace(path, REGISTRY, name="Firm").close()
    before = {one.name: one.read_bytes() for one in folder.iterdir()}
    (folder.parent / "before").mkdir()
    for name, content in before.items():
        (folder.parent / "before" / name).write_bytes(content)
    shim = Shim()
    with (folder.parent / "log").open("wb", buffering=0) as log:
        shim.log(log.fileno(), folder)
        if mode == OURS:
            with closing(open_database(path, REGISTRY)) as database:
                for number in range(commits):
                    made(database, "tickets", title=f"Ticket {number}")
                    shim.mark(number + 1)
        else:
            _bare(path, *(SAFE | CONTROLS)[mode], commits, shim)
        shim.log(-1, folder)


def _bare(path: Path, journal: str, synchronous: str, commits: int, shim: Shim) -> None:
    with closing(sqlite.connect(path)) as connection:
        connection.execute(f"PRAGMA journal_mode={journal}")
        connection.execute(f"PRAGMA synchronous={synchronous}")
        for number in range(commits):
            connection.execute("BEGIN IMMEDIATE")
            for part in range(6):  # more pages than one, so that a part of them may be missing
                connection.execute(
                    "INSERT INTO search_entries (kind, record_id, title, subtitle, text) VALUES ('power', ?, ?, '', ?)",
                    (number * 6 + part, f"Row {number}", "words " * 300),
                )
            connection.execute("COMMIT")
            shim.mark(number + 1)


@dataclass
class Disk:
    """What is on the disk for certain, and what may be."""

    certain: dict[str, bytearray] = field(default_factory=dict)
    pending: dict[str, list[tuple[int, bytes | None]]] = field(default_factory=dict)  # place and data; None cuts there
    removed: dict[str, tuple[bytearray, list[tuple[int, bytes | None]]]] = field(default_factory=dict)
    acknowledged: int = 0

    def take(self, what: int, path: str, place: int, data: bytes, *, lying: bool) -> None:
        """One thing that was done."""
        name = path.rpartition("/")[2]
        if what == MARK:
            self.acknowledged = place
        elif what == WRITE:
            self.certain.setdefault(name, bytearray())
            self.pending.setdefault(name, []).append((place, data))
        elif what == TRUNCATE:
            self.pending.setdefault(name, []).append((place, None))
        elif what == UNLINK:
            self.removed[name] = (self.certain.pop(name, bytearray()), self.pending.pop(name, []))
        elif what == SYNC and not lying:
            if name in self.certain:
                for one in self.pending.pop(name, []):
                    _apply(self.certain[name], *one)
            else:
                self.removed.clear()  # the folder

    def after_a_cut(self, chance: random.Random) -> dict[str, bytes]:
        """Files as they may be when the power is back."""
        found = {name: _survived(content, self.pending.get(name, []), chance) for name, content in self.certain.items()}
        for name, (content, pending) in self.removed.items():
            if name not in found and chance.random() < 0.5:
                found[name] = _survived(content, pending, chance)
        return found


def _apply(content: bytearray, place: int, data: bytes | None) -> None:
    if data is None:
        del content[place:]
        return
    if len(content) < place:
        content.extend(bytes(place - len(content)))
    content[place : place + len(data)] = data


def _survived(content: bytearray, pending: list[tuple[int, bytes | None]], chance: random.Random) -> bytes:
    kept = bytearray(content)
    for place, data in pending:
        if data is None:
            if chance.random() < 0.5:
                _apply(kept, place, None)
            continue
        for start in range(0, len(data), SECTOR):
            if chance.random() < 0.5:
                _apply(kept, place + start, data[start : start + SECTOR])
    return bytes(kept)


def _log(file: Path) -> Iterator[tuple[int, str, int, bytes]]:
    content, at = file.read_bytes(), 0
    while at < len(content):
        what, length, place, size = _HEAD.unpack_from(content, at)
        at += _HEAD.size
        path = content[at : at + length].decode()
        at += length
        data = content[at : at + size] if what in (WRITE, RENAME) else b""
        at += size if what in (WRITE, RENAME) else 0
        yield what, path, place, data


def cuts(mode: str, place: Path, number: int, *, lying: bool = False) -> dict[str, Any]:
    """Cut the power so often, anywhere in a record; how often something acknowledged was gone, or the file was torn."""
    chance = random.Random(f"{mode} {lying}")
    steps = list(_log(place / "log"))
    marks = [at for at, step in enumerate(steps) if step[0] == MARK]
    at_step: dict[int, int] = {}
    for cut in range(number):  # half of them right after something was acknowledged
        step = chance.choice(marks) if cut % 2 else chance.randrange(marks[0] + 1, len(steps))
        at_step[step] = at_step.get(step, 0) + 1
    disk = Disk({one.name: bytearray(one.read_bytes()) for one in (place / "before").iterdir()})
    result = {"cuts": 0, "lost": 0, "torn": 0}
    for step, (what, path, offset, data) in enumerate(steps):
        disk.take(what, path, offset, data, lying=lying)
        for _cut in range(at_step.get(step, 0)):
            outcome = _looked_at(disk.after_a_cut(chance), place / "after", disk.acknowledged, ours=mode == OURS)
            result["cuts"] += 1
            if outcome:
                result[outcome] += 1
    return result


def _looked_at(files: dict[str, bytes], folder: Path, acknowledged: int, *, ours: bool) -> str:
    folder.mkdir(exist_ok=True)
    for one in folder.iterdir():
        one.unlink()
    for name, content in files.items():
        if not name.endswith("-lock"):
            (folder / name).write_bytes(content)
    asked = "SELECT count(*) FROM t_tickets" if ours else "SELECT count(*) / 6 FROM search_entries WHERE kind = 'power'"
    try:
        with closing(sqlite.connect(folder / "Firm.itdesk")) as connection:
            if connection.execute("PRAGMA integrity_check(1)").fetchone()[0] != "ok":
                return "torn"
            (found,) = connection.execute(asked).fetchone()
            if ours and connection.execute("SELECT max(lines) FROM history_chain").fetchone()[0] != found:
                return "torn"
    except sqlite.driver_errors():
        return "torn"
    return "lost" if found < acknowledged else ""


if __name__ == "__main__":
    record(sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]))
    os._exit(0)
