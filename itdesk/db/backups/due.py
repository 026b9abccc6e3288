"""When it is time for a backup: what there is, what changed since, and before what one is made."""

from __future__ import annotations

import os
import sys
import threading
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import func, select

from itdesk.core.errors import Busy
from itdesk.core.progress import Progress
from itdesk.core.thinning import is_due
from itdesk.db import tables
from itdesk.db.backups.choices import Choices, all_folders, choices_of, folders_of
from itdesk.db.backups.folder import Backup, listed, newest_good
from itdesk.db.backups.making import Made, make
from itdesk.db.backups.manifest import Why

LATE = timedelta(days=1)
FRESH = timedelta(minutes=10)  # a backup that is no older serves before an import or a change of many


@dataclass(frozen=True, slots=True)
class Looked:
    """The backups there are, newest first, and how far the workspace's change log goes now."""

    choices: Choices
    places: list[Path]
    backups: list[Backup]
    mark: int

    @property
    def last(self) -> Backup | None:
        """The last good one."""
        return newest_good(self.backups)

    @property
    def is_changed(self) -> bool:
        """Whether anything was written since."""
        last = self.last
        return last is None or last.manifest is None or last.manifest.mark != self.mark

    def is_due(self, now: datetime) -> bool:
        """Whether one is to be made by itself now."""
        own = newest_good(one for one in self.backups if one.path.parent == self.places[0])
        is_there = own is not None and not self.is_changed
        return (
            self.choices.by_itself
            and not is_there
            and is_due(now, own.made_at if own is not None else None, self.choices.every)
        )

    def is_late(self, now: datetime) -> bool:
        """Whether what was written is longer without a good backup than anybody would want."""
        last = self.last
        return self.choices.by_itself and self.is_changed and (last is None or now - last.made_at > LATE)


def look(database: Any) -> Looked:
    """What there is of an open workspace; cheap enough for a timer."""
    uid = database.workspace.uid
    choices = choices_of(uid, is_server=database.is_server)
    with database.as_itself() as session:
        mark = session.connection().execute(select(func.coalesce(func.max(tables.change_log.c.seq), 0))).scalar_one()
    backups = listed(all_folders(database.path, uid, choices), uid)
    return Looked(choices, folders_of(database.path, uid, choices), backups, mark)


def before(database: Any, why: Why, progress: Progress | None = None, *, links: bool = True) -> Made | None:
    """Back up before something that changes much, unless a fresh backup has everything, or none are wanted."""
    found, now = look(database), datetime.now(UTC)
    last = found.last
    is_fresh = last is not None and (not found.is_changed or not is_due(now, last.made_at, FRESH))
    if not found.choices.by_itself or is_fresh:
        return None
    try:
        return make(database, found.places, why, progress, links=links)
    except Busy:  # one is being made at this moment: that is the one before
        return None


def step_back() -> None:
    """Let this thread have what others leave: nobody waits for it."""
    if sys.platform == "linux":
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), 10)
    elif sys.platform == "win32":
        import ctypes

        kernel = ctypes.windll.kernel32
        kernel.SetThreadPriority(kernel.GetCurrentThread(), 0x00010000)  # THREAD_MODE_BACKGROUND_BEGIN
