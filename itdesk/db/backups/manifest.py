"""What is written beside each backup: where it came from, what it held, and its hash."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Any, Self

from itdesk.core.chain import Head
from itdesk.core.texts import N_, _
from itdesk.db.filesystem import sync_file, sync_folder

ENDING = ".json"


class Why(StrEnum):
    """What a backup was made for."""

    CHANGED = "changed"
    BY_HAND = "by hand"
    IMPORT = "import"
    SEVERAL = "several"
    RESTORE = "restore"
    MERGE = "merge"
    UPDATE = "update"
    UNKNOWN = "unknown"

    @property
    def label(self) -> str:
        """In words."""
        return _(_LABELS[self])


_LABELS = {
    Why.CHANGED: N_("By itself"),
    Why.BY_HAND: N_("By hand"),
    Why.IMPORT: N_("Before an import"),
    Why.SEVERAL: N_("Before many were changed"),
    Why.RESTORE: N_("Before a restore"),
    Why.MERGE: N_("Before a copy was merged"),
    Why.UPDATE: N_("Before an update"),
    Why.UNKNOWN: N_("Put here from elsewhere"),
}


@dataclass(frozen=True, slots=True)
class Manifest:
    """A backup as it was when it was made. mark is how far the change log went; tried_at is when somebody tested it.

    fault says what a later look found wrong: such a backup counts as none. left_for is the moment to which a restore went
    back right after this backup: the history between the two was left behind. forked: history was shorter than in the backup before, and begins anew.
    """

    uid: str
    name: str
    made_at: datetime
    why: Why
    app_version: str
    revision: str
    size: int
    sha256: str
    rows: dict[str, int] = field(default_factory=dict)
    mark: int = 0
    head: Head = field(default_factory=Head)
    tried_at: datetime | None = None
    fault: str = ""
    left_for: datetime | None = None
    forked: bool = False

    @property
    def is_good(self) -> bool:
        """Whether it was whole when it was last looked at."""
        return not self.fault

    @classmethod
    def of(cls, stored: Any) -> Self | None:
        """A manifest from what its file holds; None where it can't be one."""
        try:
            read = {"why": Why(stored["why"]), "head": Head(**stored["head"])}
            return cls(**stored | read | {name: _moment(stored.get(name)) for name in _MOMENTS})
        except (AttributeError, KeyError, TypeError, ValueError):
            return None


_MOMENTS = ("made_at", "tried_at", "left_for")


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text).astimezone(UTC) if text else None


def manifest_of(copy: Path) -> Path:
    """The file beside a backup that describes it."""
    return copy.with_name(copy.name + ENDING)


def read(copy: Path) -> Manifest | None:
    """What is written beside a backup; None where nothing readable is."""
    try:
        return Manifest.of(json.loads(manifest_of(copy).read_text(encoding="utf-8")))
    except (OSError, ValueError):
        return None


def write(copy: Path, manifest: Manifest) -> None:
    """Put it beside a backup, whole or not at all."""
    target = manifest_of(copy)
    draft = target.with_name(f".{target.name}.new")
    words = json.dumps(asdict(manifest), ensure_ascii=False, indent=1, default=lambda moment: moment.isoformat())
    draft.write_text(words, encoding="utf-8")
    sync_file(draft)
    draft.replace(target)
    sync_folder(target.parent)


def with_fault(copy: Path, fault: str) -> None:
    """Remember that a backup is not whole any more."""
    known = read(copy)
    if known is not None:
        write(copy, replace(known, fault=fault))


def left_for(copy: Path, moment: datetime) -> None:
    """Remember that the workspace went back to an earlier moment right after this backup."""
    known = read(copy)
    if known is not None:
        write(copy, replace(known, left_for=moment))


def tried(copy: Path, at: datetime) -> None:
    """Remember that a backup was tried out and is whole."""
    known = read(copy)
    if known is not None:
        write(copy, replace(known, tried_at=at, fault=""))
