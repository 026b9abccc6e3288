"""Whether a folder keeps its word: what a shared workspace relies on, tried out before anything is put there."""

from __future__ import annotations

import contextlib
import threading
from pathlib import Path

from itdesk.core.errors import UserError
from itdesk.core.texts import _
from itdesk.core.uids import new_uid
from itdesk.db.share.placing import put

PATIENCE = 2.0  # seconds for all of it
_SYNCED = (".dropbox.cache", ".dropbox", ".stfolder", ".csync_journal.db", ".nextcloudsync.log", ".owncloudsync.log")
_SYNCED_NAMES = ("dropbox", "onedrive", "google drive", "googledrive", "nextcloud", "icloud drive", "mobile documents")


def examine(folder: Path) -> None:
    """Raise what keeps a workspace from being shared in this folder, with the cure; takes two seconds at most."""
    if is_synced(folder):
        raise UserError(
            _("{folder} is copied to other PCs by a program, each at its own time.").format(folder=folder),
            _("Two people would overwrite each other there. Use a folder of a file server, or a PostgreSQL server."),
        )
    said: list[str] = []
    trying = threading.Thread(target=lambda: said.append(_tried(folder)), name="trial", daemon=True)
    trying.start()
    trying.join(PATIENCE)
    if not said:
        raise _refused(folder, _("It doesn't answer within {n} seconds.").format(n=int(PATIENCE)))
    if said[0]:
        raise _refused(folder, said[0])


def is_synced(folder: Path) -> bool:
    """Whether a program such as Dropbox copies the folder: every PC then has its own, for a while."""
    for place in (folder, *folder.parents):
        if place.name.casefold().startswith(_SYNCED_NAMES):
            return True
        with contextlib.suppress(OSError):  # a folder above that may not be looked into
            if any((place / name).exists() for name in _SYNCED):
                return True
    return False


def _refused(folder: Path, why: str) -> UserError:
    return UserError(
        _("A workspace can't be shared safely in {folder}.").format(folder=folder),
        _("Nothing was changed. Ask for a folder where you may make, rename and delete files, or use a server."),
        detail=why,
    )


def _tried(folder: Path) -> str:
    """What went wrong; empty if all is as it has to be."""
    place = folder / f".itdesk-trial-{new_uid()}"
    try:
        place.mkdir()
        try:
            return _made_twice(place / "once") or _replaced(place / "file") or _left_behind(place)
        finally:
            for one in place.iterdir():
                one.rmdir() if one.is_dir() else one.unlink()
            place.rmdir()
    except OSError as error:
        return str(error)


def _made_twice(place: Path) -> str:
    """A folder that is there can't be made again: this is how one keeper is told from two."""
    place.mkdir()
    try:
        place.mkdir()
    except FileExistsError:
        return ""
    return "a folder can be made twice"


def _replaced(file: Path) -> str:
    """A file is replaced as a whole, and read back as it was written."""
    for content in (b"before" * 1000, b"after"):
        put(file, content)
        if file.read_bytes() != content:
            return "a file is not what was written"
    return ""


def _left_behind(place: Path) -> str:
    names = sorted(one.name for one in place.iterdir())
    return "" if names == ["file", "once"] else f"it holds {names}"
