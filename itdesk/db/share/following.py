"""Everybody else's side: the newest published copy is shown, letters go out, and the keeper's beat is watched."""

from __future__ import annotations

import logging
from contextlib import closing, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from itdesk.core.errors import UserError
from itdesk.core.texts import _
from itdesk.db import sqlite
from itdesk.db.migrations import HEAD
from itdesk.db.share import mailbox, snapshots, terms
from itdesk.db.share.letters import Letter
from itdesk.db.share.places import Folder, Here
from itdesk.db.share.snapshots import Snapshot
from itdesk.db.share.state import State

if TYPE_CHECKING:
    from itdesk.db.database import Database

log = logging.getLogger(__name__)


class Following:
    """Of one workspace that somebody else keeps; shown is the copy that is open here."""

    def __init__(self, folder: Folder, here: Here, shown: Snapshot) -> None:
        self.folder, self.here, self.shown = folder, here, shown
        self._watch = terms.Watch()
        self._is_other = False
        self.state = State(keeps=False, published_at=shown.moment)

    def post(self, letter: Letter) -> bool:
        """Send a letter; True if it lies in the shared folder, False if it waits on this PC for the share."""
        if self.state.end:
            raise UserError(self.state.end, _("Nothing was sent. Tell them, or open it there."))
        return mailbox.post(self.folder, self.here, letter)

    def refresh(self, database: Database) -> bool:
        """Look for a newer copy and show it; True if it is of another keeper's, so that anything may have changed."""
        waiting = mailbox.deliver(self.folder, self.here)
        try:
            found, ended = terms.lease(self.folder), terms.end_of(self.folder)
            newest = snapshots.newest(self.folder)
            anew = newest is not None and self._turn(database, newest)
        except OSError as error:
            self._unreached(waiting, error)
            return False
        self.state = State(
            keeps=False,
            name=found.name if found else "",
            pc=found.pc if found else "",
            published_at=self.shown.moment,
            is_free=ended is None and (found is None or found.over),
            silent_for=self._watch.look(found) if ended is None and found and not found.over else 0.0,
            end=ended.sentence if ended is not None else "",
            place=ended.place if ended is not None else "",
            waiting=waiting,
            boxed=len(mailbox.waiting(self.folder)),
            is_other=self._is_other,
        )
        return anew

    def _unreached(self, waiting: int, error: OSError) -> None:
        """The share is away: what was published last is still shown."""
        if self.state.is_reached:
            log.warning("the shared folder can't be reached: %s", error)
        before = self.state
        self.state = State(
            keeps=False,
            name=before.name,
            pc=before.pc,
            published_at=before.published_at,
            is_reached=False,
            waiting=waiting,
            end=before.end,
            place=before.place,
        )

    def _turn(self, database: Database, newest: Snapshot) -> bool:
        if (newest.term, newest.number, newest.digest) == (self.shown.term, self.shown.number, self.shown.digest):
            return False
        anew = newest.term != self.shown.term
        path = snapshots.fetch(self.folder, newest, self.here.copies)
        self._is_other = revision_of(path) != HEAD
        if self._is_other:
            return False
        database.turn_to(path)
        self.shown = newest
        self._sweep()
        return anew

    def _sweep(self) -> None:
        """Remove copies that nobody here shows any more; another window may be a step behind."""
        for file in sorted(self.here.copies.glob("*.itdesk"))[:-2]:
            if file.name < self.shown.name:
                with suppress(OSError):  # open in a window of another process, where open files can't be removed
                    file.unlink()

    def close(self) -> None:
        """Nothing is held."""


def revision_of(path: Path) -> str:
    """How the tables of a copy are made."""
    with closing(sqlite.connect(path, mode="ro")) as connection:
        return str(connection.execute("SELECT version_num FROM alembic_version").fetchone()[0])
