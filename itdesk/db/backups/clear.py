"""Backups of an encrypted workspace that were made before it was encrypted, and lie in clear where anybody may read them."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from itdesk.core.errors import UserError
from itdesk.core.progress import Progress
from itdesk.core.texts import _
from itdesk.db.backups.choices import all_folders, choices_of
from itdesk.db.backups.folder import listed, remove

_HEAD = b"SQLite format 3\0"  # how a file begins that anybody can read


@dataclass(frozen=True, slots=True)
class Found:
    """The copies in clear, and how many good ones are encrypted and stay."""

    clear: tuple[Path, ...] = ()
    staying: int = 0


def find(path: Path, uid: str) -> Found:
    """In every folder where its backups may lie: the chosen ones, the second, and the usual one beside it."""
    copies = listed(all_folders(path, uid, choices_of(uid, is_server=False)))
    own = [one for one in copies if one.manifest is not None and one.manifest.uid == uid]
    clear = [one.path for one in own if _is_clear(one.path)]
    return Found(tuple(clear), sum(one.is_good and one.path not in clear for one in own))


def _is_clear(copy: Path) -> bool:
    with suppress(OSError), copy.open("rb") as file:  # it may be gone by now
        return file.read(len(_HEAD)) == _HEAD
    return False


def remove_all(copies: Sequence[Path], progress: Progress | None = None) -> int:
    """Let these go that somebody saw named, where they are still in clear; how many went."""
    gone, steps = 0, progress or Progress()
    for place, copy in enumerate(copies):
        steps.step(place, len(copies), _("Removing copies in clear"))
        if not _is_clear(copy):
            continue
        try:
            remove(copy)
        except OSError as error:
            raise UserError(
                _("{file} can't be removed.").format(file=copy),
                _("{n} copies were removed before it. Check that you may write there.").format(n=gone),
                detail=str(error),
            ) from error
        gone += 1
    return gone
