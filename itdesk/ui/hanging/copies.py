"""Copies of attachments on disk, for opening, previewing and dragging; each content is written once a run."""

from __future__ import annotations

import stat
from pathlib import Path
from typing import Any

from itdesk.core.texts import _
from itdesk.files.session import session_folder


def _folder(digest: str) -> Path:
    """Of one content among this run's copies; it goes when the app ends."""
    folder = session_folder() / "files" / digest[:32]
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def copy_of(session: Any, digest: str, name: str, progress: Any = None) -> Path:
    """A copy of a content under its safe name, read-only: changes made to it would be lost."""
    from itdesk.db import attachments

    path = _folder(digest) / attachments.safe_name(name)
    if not path.is_file():
        attachments.save_content(session, digest, path, progress)
        path.chmod(stat.S_IRUSR)
    return path


def free_name(folder: Path, name: str) -> Path:
    """A place for a file in a folder that takes nothing's place: "bill (2).pdf"."""
    from itdesk.db.attachments import safe_name

    wanted = folder / safe_name(name)
    number = 2
    while wanted.exists():
        plain = Path(safe_name(name))
        wanted = folder / _("{name} ({n}){ending}").format(name=plain.stem, n=number, ending=plain.suffix)
        number += 1
    return wanted
