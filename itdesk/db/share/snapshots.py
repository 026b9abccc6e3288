"""Published copies: put into the keeper's term in whole, found by everybody, fetched and compared with their hash."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Self

from itdesk.core.progress import Progress
from itdesk.core.texts import _
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
    """The copy that everybody reads: the newest of the highest term that has any; of those below a number, if given.

    Its name was never used before, so no cache of this PC can hold an older file of that name, or none.
    """
    for term in reversed(terms.numbers(folder)):
        if below is None or term < below:
            found = _newest_of(folder, term)
            if found is not None:
                return found
    return None


def _newest_of(folder: Folder, term: int) -> Snapshot | None:
    there = [one for one in folder.term(term).glob("*.json") if one.stem.isdecimal() and one.is_file()]
    if not there:
        return base_of(folder, term)
    found = read_json(max(there))
    if found is None:
        raise FileNotFoundError(max(there))
    return Snapshot.of(found)


def last_before(folder: Folder, term: int) -> Snapshot | None:
    """What a new term begins with; nothing can be published in an earlier one from now on."""
    for earlier in terms.numbers(folder):
        if earlier < term:
            _seal(folder, earlier)
    return newest(folder, below=term)


def _seal(folder: Folder, term: int) -> None:
    """Take the name of the copy that the term would publish next: the server gives a name once, whatever this PC believes."""
    number = max((int(one.stem) for one in folder.term(term).glob("*.json") if one.stem.isdecimal()), default=0)
    while True:
        place = _told(folder, term, number + 1)
        try:
            place.mkdir()
        except FileExistsError:
            if place.is_dir():
                return
            number += 1
        else:
            return


def _told(folder: Folder, term: int, number: int) -> Path:
    return folder.term(term) / f"{number:08}.json"


def base_of(folder: Folder, term: int) -> Snapshot | None:
    """What a term began with; None while it has not said so, and for the first."""
    found = read_json(folder.term(term) / "base.json")
    return None if found is None else Snapshot.of(found)


def begin_with(folder: Folder, term: int, base: Snapshot) -> None:
    """Let a term begin with a copy of an earlier one; raises Overtaken if another has begun meanwhile."""
    put_json(folder.term(term) / "base.json", asdict(base))
    terms.require(folder, term)


def publish(folder: Folder, term: int, number: int, file: Path, mark: int) -> Snapshot:
    """Put a checked copy where everybody finds it; raises Overtaken once a later term has begun."""
    draft = folder.term(term) / f".{number:08}.part"
    size, digest = copy(file, draft)
    one = Snapshot(term, number, size, digest, mark, datetime.now(UTC).isoformat())
    settle(draft, file_of(folder, one))
    told = _told(folder, term, number)
    try:
        put_json(told, asdict(one))
    except OSError as error:
        if told.is_dir():  # sealed
            raise terms.Overtaken(str(term)) from error
        raise
    _thin(folder, one)
    return one


def _thin(folder: Folder, newest_one: Snapshot) -> None:
    for file in sorted(folder.term(newest_one.term).glob("0*.*"), key=lambda one: one.suffix, reverse=True):
        if file.stem.isdecimal() and int(file.stem) <= newest_one.number - _KEPT:  # what tells of it first
            with suppress(OSError):  # somebody is reading it; the next publishing removes it
                file.unlink()


def fetch(folder: Folder, one: Snapshot, into: Path, progress: Progress | None = None) -> Path:
    """A copy on this PC with the hash that was published; raises OSError if it can't be had whole, Stopped if that is wished."""
    target = into / one.name
    if target.exists():
        return folder.unlock(target)
    draft = into / f".{one.name}.part"
    for _attempt in range(_TRIES):
        if copy(file_of(folder, one), draft, progress, _("Fetching the workspace")) == (one.size, one.digest):
            settle(draft, target)
            return folder.unlock(target)
    raise OSError(f"{one.name} arrives with another content than was published")
