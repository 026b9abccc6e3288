"""The folders where backups lie: what is in them, and which of them go."""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from itdesk.core.thinning import kept
from itdesk.db.backups import manifest
from itdesk.db.backups.manifest import Manifest, Why

ENDING = ".itdesk"
KEYS = "-keys"  # what opens an encrypted workspace lies beside it under this name
_STAYING = frozenset({Why.BY_HAND, Why.UNKNOWN})  # what a person put there goes when that person says so


@dataclass(frozen=True, slots=True)
class Backup:
    """One that lies in a folder; manifest is None for a file that nothing describes."""

    path: Path
    made_at: datetime
    size: int
    manifest: Manifest | None

    @property
    def why(self) -> Why:
        """What it was made for."""
        return self.manifest.why if self.manifest is not None else Why.UNKNOWN

    @property
    def is_good(self) -> bool:
        """Whether it was checked, and whole."""
        return self.manifest is not None and self.manifest.is_good


def listed(folders: Iterable[Path], uid: str = "") -> list[Backup]:
    """Every backup of a workspace, newest first; of any workspace without its uid. Nothing is opened."""
    found = []
    for folder in dict.fromkeys(folders):
        for path in _files(folder):
            known = manifest.read(path)
            if uid and known is not None and known.uid != uid:
                continue
            with suppress(OSError):  # it may be gone by now
                stat = path.stat()
                made = known.made_at if known is not None else datetime.fromtimestamp(stat.st_mtime, UTC)
                found.append(Backup(path, made, stat.st_size, known))
    return sorted(found, key=lambda one: one.made_at, reverse=True)


def _files(folder: Path) -> list[Path]:
    try:
        return [one for one in folder.iterdir() if one.name.endswith(ENDING) and not one.name.startswith(".")]
    except OSError:  # a stick that isn't plugged in holds none
        return []


def newest_good(backups: Iterable[Backup]) -> Backup | None:
    """The newest that was checked and is whole."""
    return next((one for one in backups if one.is_good), None)


def thin(folder: Path, uid: str, now: datetime) -> list[Path]:
    """Let those go whose time is over; which. Only good ones count, and only good ones go."""
    own = [one for one in listed([folder], uid) if one.is_good and one.why not in _STAYING]
    staying = kept((one.made_at for one in own), now)
    gone = [one.path for one in own if one.made_at not in staying]
    for path in gone:
        remove(path)
    return gone


def remove(copy: Path) -> None:
    """Let one backup go, with what lies beside it."""
    for path in (copy, manifest.manifest_of(copy), *companions(copy)):
        path.unlink(missing_ok=True)


def plain_name(name: str) -> str:
    """A workspace's name as a file's: a server's has none."""
    return "".join(letter for letter in name if letter.isalnum() or letter in " -_").strip()[:60] or "itdesk"


def companions(workspace: Path) -> list[Path]:
    """What belongs to a workspace file and has to go where it goes: the slots that open an encrypted one."""
    return [path for path in (workspace.with_name(workspace.name + KEYS),) if path.exists()]


def carry(workspace: Path, copy: Path) -> None:
    """Take along what belongs to a workspace file, to a backup of it or back from one."""
    for path in companions(workspace):
        shutil.copyfile(path, copy.with_name(copy.name + path.name.removeprefix(workspace.name)))
