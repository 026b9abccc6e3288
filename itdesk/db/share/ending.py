"""The end of sharing: the last letters are taken in, the workspace is a plain file again, and the folder tells whoever still reads there."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from itdesk.core.errors import Unreachable, UserError
from itdesk.core.texts import _
from itdesk.db import backup, connecting
from itdesk.db.backups.folder import carry
from itdesk.db.failures import sorted_out
from itdesk.db.filesystem import is_remote, sync_file
from itdesk.db.share import snapshots, terms
from itdesk.db.share.keeping import Keeping, Taker
from itdesk.db.share.opening import Sharing, clear_work, why
from itdesk.db.share.places import Folder, Here, folder_at
from itdesk.db.share.placing import settle

if TYPE_CHECKING:
    from itdesk.core.registry import Registry


@dataclass(frozen=True, slots=True)
class Stopped:
    """What came of it: where the workspace is now, and how many letters were taken in at last."""

    place: Path
    letters: int


def stop(pointer: Path, registry: Registry, takers: Mapping[str, Taker], to: Path | None = None) -> Stopped:
    """Bring a shared workspace back to a plain file: in the place of what people open, or somewhere else on this PC.

    Killed anywhere, the same can be done again: nobody else can keep the workspace from when the folder says that it ended.
    """
    folder = folder_at(pointer)
    target = (to or pointer).absolute()
    _require_place(folder, target)
    here = Here.of(folder)
    try:
        ended, taken = terms.end_of(folder), 0
        if ended is None:
            taken = _settled(folder, here, registry, takers, target)
        elif ended.holder != here.holder:
            raise UserError(ended.sentence, _("Nothing was changed."))
        _place(folder, here, target, registry)
    except OSError as error:
        raise Unreachable(
            _("The shared folder {folder} can't be used just now.").format(folder=folder.root),
            _("Check that the share is connected, then stop sharing again."),
            detail=str(error),
        ) from error
    return Stopped(target, taken)


def _require_place(folder: Folder, target: Path) -> None:
    if is_remote(target.parent):
        raise UserError(
            _("On a share no workspace can be worked in that isn't shared."),
            _("Nothing was changed. Choose a place on a disk of this PC."),
        )
    if target != folder.pointer.absolute() and target.exists():
        raise UserError(
            _("{file} is there already.").format(file=target), _("It was not changed. Choose another name.")
        )


def _settled(folder: Folder, here: Here, registry: Registry, takers: Mapping[str, Taker], target: Path) -> int:
    """Keep it a last time, publish everything, and say that this was the end; how many letters were taken in."""
    from itdesk.db.engine import open_database

    known = terms.lease(folder)
    with closing(open_database(folder.pointer, registry, sharing=Sharing(takers))) as database:
        keeping = database.share
        if not isinstance(keeping, Keeping):
            raise UserError(
                why(terms.lease(folder)),
                _("Only the PC that keeps it can stop sharing it. Keep it there, or take it over first."),
            )
        taken = keeping.finish()
        told = {"name": _name(known, here), "pc": here.pc, "place": str(target), "at": datetime.now(UTC).isoformat()}
        if not terms.end(folder, keeping.term, here, told):
            raise UserError(
                _("Somebody else has taken the workspace over at this moment."), _("It is still shared. Open it again.")
            )
    return taken


def _name(known: terms.Lease | None, here: Here) -> str:
    """The person who kept it here until now, if that is known, rather than the PC's user."""
    return known.name if known is not None and known.holder == here.holder and known.name else here.name


def _place(folder: Folder, here: Here, target: Path, registry: Registry) -> None:
    """The last published copy becomes a workspace file again; what this PC kept for sharing goes."""
    last = snapshots.newest(folder)
    if last is None:
        raise OSError("no published copy")
    draft = target.with_name(f".{target.name}.ending")
    try:
        with sorted_out(registry, saving=True):
            backup.verify_copy(snapshots.fetch(folder, last, here.copies), draft)
        sync_file(draft)
        if target != folder.pointer.absolute():
            carry(folder.pointer, target)  # before the file: no moment has it without its keys
        connecting.let_go(draft)
        settle(draft, target)
        if (key := connecting.key_of(folder.pointer)) is not None:
            connecting.hold(target, key)
    finally:
        backup.clear(draft)
    clear_work(here)
    here.begun.unlink(missing_ok=True)
