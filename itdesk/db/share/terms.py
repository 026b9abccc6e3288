"""Who keeps a shared workspace: terms that are claimed once, a number that rises meanwhile, and how long it has not."""

from __future__ import annotations

import shutil
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from itdesk.core.texts import _
from itdesk.db.share.places import Folder, Here
from itdesk.db.share.placing import put_json, read_json

BEAT = 2.0  # seconds between two beats
SILENT = (
    30.0  # seconds without one, by the watcher's own counting, after which somebody else may take over: some shares
)
# show a file as it was 20 seconds ago
LONG = 180.0  # seconds after which a window does so by itself
_KEPT = 3  # terms that stay
ENDED = "ended.json"


class Overtaken(Exception):
    """Somebody else keeps the workspace: nothing more may be published in this term."""


@dataclass(frozen=True, slots=True)
class Lease:
    """What the highest term says. over: its keeper left properly."""

    term: int
    holder: str
    name: str
    pc: str
    count: int
    over: bool


@dataclass(frozen=True, slots=True)
class End:
    """Who ended the sharing, and where the workspace lies since."""

    holder: str
    name: str
    pc: str
    place: str

    @property
    def sentence(self) -> str:
        """What everybody else is told."""
        return _("{name} has stopped sharing this workspace. It lies on {pc} now, in “{place}”.").format(
            name=self.name or _("Somebody"), pc=self.pc, place=self.place
        )


def numbers(folder: Folder) -> list[int]:
    """The terms that are there, lowest first."""
    return sorted(int(one.name) for one in folder.terms.iterdir() if one.name.isdecimal())


def highest(folder: Folder) -> int:
    """The number of the present term; 0 before the first."""
    return max(numbers(folder), default=0)


def lease(folder: Folder) -> Lease | None:
    """Who keeps the workspace; None before anybody did."""
    term = highest(folder)
    if not term:
        return None
    who = read_json(folder.term(term) / "keeper.json") or {}
    beat = read_json(folder.term(term) / "beat.json") or {}
    holder, name, pc = (str(who.get(one, "")) for one in ("holder", "name", "pc"))
    return Lease(term, holder, name, pc, int(beat.get("count", 0)), bool(beat.get("over", False)))


def claim(folder: Folder, after: int, here: Here) -> int | None:
    """Begin the term behind `after`; None if somebody else was faster. Making a folder succeeds for one alone."""
    term = after + 1
    try:
        folder.term(term).mkdir()
    except FileExistsError:
        return None
    beat(folder, term, 1)
    introduce(folder, term, here, here.name)
    return term


def end(folder: Folder, term: int, here: Here, told: dict[str, str]) -> bool:
    """Take the term behind this one so that nobody can, with the note that it is none; False if somebody was faster."""
    put_json(folder.root / ENDED, {**told, "term": term + 1, "holder": here.holder})
    return claim(folder, term, here) is not None


def end_of(folder: Folder) -> End | None:
    """The end of sharing; None while somebody may keep the workspace. A note that lost its term to somebody else says nothing."""
    told = read_json(folder.root / ENDED) or {}
    last = highest(folder)
    if not told or told.get("term") != last:
        return None
    who = read_json(folder.term(last) / "keeper.json") or {}
    if who.get("holder") != told.get("holder"):
        return None
    return End(*(str(told.get(one, "")) for one in ("holder", "name", "pc", "place")))


def introduce(folder: Folder, term: int, here: Here, name: str) -> None:
    """Say who keeps it."""
    put_json(folder.term(term) / "keeper.json", {"holder": here.holder, "name": name, "pc": here.pc})


def require(folder: Folder, term: int) -> None:
    """Raise Overtaken unless this is the present term."""
    if highest(folder) != term:
        raise Overtaken(str(term))


def beat(folder: Folder, term: int, count: int, *, over: bool = False) -> None:
    """Say that the keeper is there, or that it leaves."""
    put_json(folder.term(term) / "beat.json", {"count": count, "over": over})


def tidy(folder: Folder, read: int) -> None:
    """Remove terms of long ago. read is the one whose copy everybody reads now, which may not be the last one."""
    for old in numbers(folder)[:-_KEPT]:
        if old < read:
            _remove(folder.term(old))


def _remove(path: Path) -> None:
    with suppress(OSError):  # somebody still reads in it; the next keeper removes it
        shutil.rmtree(path)


class Watch:
    """Counts how long the keeper has not been heard from, by this PC's own steady clock alone."""

    def __init__(self) -> None:
        self._seen: tuple[int, int, bool] | None = None
        self._since = time.monotonic()

    def look(self, found: Lease) -> float:
        """Seconds since the number rose last, or since it was looked at first."""
        seen = (found.term, found.count, found.over)
        if seen != self._seen:
            self._seen, self._since = seen, time.monotonic()
        return time.monotonic() - self._since
