"""The way of letters: written down on this PC, put into the shared folder, kept there until a published copy holds them."""

from __future__ import annotations

import logging
import os
import threading
from pathlib import Path

from itdesk.db.share.letters import ENDING, Letter, as_bytes
from itdesk.db.share.places import Folder, Here
from itdesk.db.share.placing import copy, put, settle

log = logging.getLogger(__name__)
_one = threading.Lock()  # of this process, at the spool
_KEPT = 2000  # letters that stay among the taken ones, for whoever looks into one


def post(folder: Folder, here: Here, letter: Letter) -> bool:
    """Keep a letter for good, and put it into the shared folder if that can be reached now; whether it is there.

    Once it is written down here it is never lost: `deliver` goes on with it, at the next start as well.
    """
    seal, content = folder.seal, as_bytes(letter)
    put(here.spool / letter.name, content if seal is None else seal.seal(content))
    return deliver(folder, here) == 0


def deliver(folder: Folder, here: Here) -> int:
    """Put what waits on this PC into the shared folder; how many still wait. A letter that arrives twice is one letter."""
    with _one:
        waiting = _letters(here.spool)
        for place, file in enumerate(waiting):
            draft = folder.box / f".{file.name}.{os.getpid()}.part"
            try:
                copy(file, draft)
                settle(draft, folder.box / file.name)
            except FileNotFoundError:
                if file.exists():  # else another process of this PC was faster
                    return len(waiting) - place
            except OSError as error:
                log.info("the shared folder can't be reached: %s", error)
                return len(waiting) - place
            file.unlink(missing_ok=True)
        return 0


def waiting(folder: Folder) -> list[Path]:
    """What lies in the mailbox, oldest first: uids rise with time."""
    return _letters(folder.box)


def count_aside(folder: Folder) -> int:
    """How many letters could not be taken."""
    return len(_letters(folder.aside))


def put_aside(folder: Folder, file: Path, why: str) -> None:
    """Take a letter out of the way, with the reason beside it."""
    put(folder.aside / f"{file.stem}.txt", why.encode())
    file.replace(folder.aside / file.name)


def file_taken(folder: Folder, uids: set[str]) -> None:
    """These are in a published copy: nobody needs to take them again."""
    for uid in uids:
        file = folder.box / (uid + ENDING)
        if file.exists():
            file.replace(folder.taken / file.name)
    for old in _letters(folder.taken)[:-_KEPT]:
        old.unlink(missing_ok=True)


def _letters(folder: Path) -> list[Path]:
    return sorted(one for one in folder.iterdir() if one.suffix == ENDING and not one.name.startswith("."))
