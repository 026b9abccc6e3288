"""Published copies: put into the keeper's term in whole, found by everybody, fetched and compared with their hash."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Self

from itdesk.db.share import terms
from itdesk.db.share.places import Folder
from itdesk.db.share.placing import copy, put_json, read_json, settle

_KEPT = 2  # copies of a term that stay: somebody may be reading the one before the newest
_TRIES = 3


@dataclass(frozen=True, slots=True)
class Snapshot:
    """One published copy. mark is how far its change log went, at its moment by the keeper's clock."""

    term: int
    number: int
    size: int
    digest: str
    mark: int
    at: str

    @classmethod
    def of(cls, stored: dict[str, Any]) -> Self:
        """From what JSON holds."""
        whole = {name: int(stored[name]) for name in ("term", "number", "size", "mark")}
        return cls(**whole, digest=str(stored["digest"]), at=str(stored["at"]))

    @property
    def moment(self) -> datetime:
        """When it was published, aware UTC."""
        return datetime.fromisoformat(self.at)

    @property
    def name(self) -> str:
        """What its file is called where copies of several terms lie."""
        return f"{self.term:08}-{self.number:08}.itdesk"


def file_of(folder: Folder, one: Snapshot) -> Path:
    """Where a published copy lies."""
    return folder.term(one.term) / f"{one.number:08}.itdesk"


def newest(folder: Folder, below: int | None = None) -> Snapshot | None:
    """The copy that everybody reads: the newest of the highest term that has any; of those below a number, if given."""
    for term in reversed(terms.numbers(folder)):
        if below is not None and term >= below:
            continue
        for name in ("newest.json", "base.json"):
            found = read_json(folder.term(term) / name)
            if found is not None:
                return Snapshot.of(found)
    return None


def base_of(folder: Folder, term: int) -> Snapshot | None:
    """What a term began with; None while it has not said so, and for the first."""
    found = read_json(folder.term(term) / "base.json")
    return None if found is None else Snapshot.of(found)


def begin_with(folder: Folder, term: int, base: Snapshot) -> None:
    """Let a term begin with a copy of an earlier one; raises Overtaken if another has begun meanwhile."""
    put_json(folder.term(term) / "base.json", asdict(base))
    terms.require(folder, term)


def publish(folder: Folder, term: int, number: int, file: Path, mark: int) -> Snapshot:
    """Put a checked copy where everybody finds it; raises Overtaken once another term has begun."""
    terms.require(folder, term)
    draft = folder.term(term) / f".{number:08}.part"
    size, digest = copy(file, draft)
    one = Snapshot(term, number, size, digest, mark, datetime.now(UTC).isoformat())
    terms.require(folder, term)
    settle(draft, file_of(folder, one))
    put_json(folder.term(term) / "newest.json", asdict(one))
    terms.require(folder, term)
    _thin(folder, one)
    return one


def _thin(folder: Folder, newest_one: Snapshot) -> None:
    for file in folder.term(newest_one.term).glob("*.itdesk"):
        if int(file.stem) <= newest_one.number - _KEPT:
            with suppress(OSError):  # somebody is reading it; the next publishing removes it
                file.unlink()


def fetch(folder: Folder, one: Snapshot, into: Path) -> Path:
    """A copy on this PC with the hash that was published; raises OSError if it can't be had whole."""
    target = into / one.name
    if target.exists():
        return target
    draft = into / f".{one.name}.part"
    for _attempt in range(_TRIES):
        if copy(file_of(folder, one), draft) == (one.size, one.digest):
            settle(draft, target)
            return target
    raise OSError(f"{one.name} arrives with another content than was published")
