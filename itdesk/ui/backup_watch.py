"""Backs up one open workspace while there are changes, beside the window, and knows how that stands."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer, Signal

from itdesk.core.errors import Stopped, UserError
from itdesk.core.progress import Progress
from itdesk.core.rights import Deed
from itdesk.core.texts import _
from itdesk.ui.page import Action
from itdesk.ui.tasks import Failed, Tasks

if TYPE_CHECKING:
    from itdesk.db.backups.drill import Tried
    from itdesk.db.backups.due import Looked
    from itdesk.db.backups.making import Made
    from itdesk.ui.desk import Desk

LOOK_EVERY = 60_000  # milliseconds
AGAIN_AFTER = 5  # looks after one that failed
log = logging.getLogger("itdesk")


class BackupWatch(QObject):
    """One a workspace. The jobs run on a thread of their own, which steps back behind every other."""

    changed = Signal()  # there is another backup, or the answer of a look
    running_changed = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._desk = desk
        self.looked: Looked | None = None
        self.running = ""  # what is being done
        self.progress: Progress | None = None
        self.trouble = ""
        self.show_page: Callable[[], object] = lambda: None
        self.show_check: Callable[[], object] = lambda: None
        self._told_late = self._told_history = False
        self._wait = 0
        self._tasks = Tasks(self, readers=1)
        self._clock = QTimer(self, interval=LOOK_EVERY)
        self._clock.timeout.connect(self.look)

    def start(self) -> None:
        """Begin to look whether it is time."""
        if not self._clock.isActive():
            self._clock.start()

    def close(self) -> None:
        """Stop what runs: a copy that isn't whole is not kept."""
        self._clock.stop()
        self._tasks.stop_all()
        self._tasks.close()

    def look(self, then: Callable[[], object] | None = None) -> None:
        """Read how it stands, and back up if it is time."""
        database: Any = self._desk.database
        may_link, may_know = (self._desk.may_do(deed) for deed in (Deed.SETTINGS, Deed.HISTORY))

        def read() -> Any:
            from itdesk.db.backups import due
            from itdesk.db.backups.known import remember

            due.step_back()
            return due.look(database), not may_know or remember(database, links=may_link)

        def looked(answer: tuple[Looked, bool]) -> None:
            found, leads_on = answer
            self.looked = found
            self._tell_history(leads_on=leads_on)
            self.changed.emit()
            if then is not None:
                then()
            else:
                self._go_on(found)

        self._tasks.read(self, read, looked, lambda error: log.warning("backups can't be looked at: %s", error))

    def _tell_history(self, *, leads_on: bool) -> None:
        """Once, if history isn't what this PC remembers of it."""
        if not leads_on and not self._told_history:
            words = _("History isn't what this PC remembers: lines of it were changed or removed past itdesk.")
            self._desk.notify(words, Action(_("Check"), self.show_check))
        self._told_history = not leads_on

    def _go_on(self, found: Looked) -> None:
        now = datetime.now(UTC)
        self._wait = max(0, self._wait - 1)
        if self._desk.database.read_only or self.running:
            return
        if found.is_due(now) and not self._wait:
            self.make("changed", failed=self._failed_by_itself)
        if not found.is_late(now):
            self._told_late = False
        elif self.trouble and not self._told_late:
            self._told_late = True
            words = _("What was changed has had no good backup for more than a day.")
            self._desk.notify(words, Action(_("Backups"), self.show_page))

    def _failed_by_itself(self, error: UserError) -> None:
        """It is tried again, and told once it is late; the settings say it at once."""
        log.warning("no backup was made: %s", error)
        self._wait = AGAIN_AFTER

    def make(self, why: str, done: Callable[[Made], None] | None = None, failed: Failed | None = None) -> None:
        """Back up now."""
        may_link = self._desk.may_do(Deed.SETTINGS)

        def job(progress: Progress) -> Any:
            from itdesk.db.backups import due, making
            from itdesk.db.backups.manifest import Why

            due.step_back()
            database: Any = self._desk.database
            return making.make(database, due.look(database).places, Why(why), progress, links=may_link)

        def made(found: Made) -> None:
            self.trouble = found.trouble
            if done is not None:
                done(found)

        self.run(_("Backing up"), job, made, failed)

    def try_out(self, path: Any, done: Callable[[Tried], None]) -> None:
        """Read a backup as a restore would."""

        def job(progress: Progress) -> Any:
            from itdesk.db.backups import drill, due

            due.step_back()
            return drill.try_out(path, progress)

        self.run(_("Testing the backup"), job, done)

    def run(
        self,
        what: str,
        job: Callable[[Progress], Any],
        done: Callable[[Any], None],
        failed: Failed | None = None,
    ) -> None:
        """Run one job after those before it; what it is shows while it runs."""

        def begun(progress: Progress) -> Any:
            self.progress = progress
            return job(progress)

        def ended(result: Any) -> None:
            self._end()
            done(result)
            self.look(lambda: None)

        self.running = what
        self.running_changed.emit()
        self._tasks.read(self, begun, ended, partial(self._failed, failed=failed), what=what)

    def stop(self) -> None:
        """Stop what runs; nothing of it stays."""
        self._tasks.stop_all()

    def before(self, why: str, progress: Progress) -> None:
        """Runs on a worker: back up before something that changes much. That it failed is told and keeps nobody from it."""
        from itdesk.db.backups import due
        from itdesk.db.backups.manifest import Why

        try:
            may_link = self._desk.may_do(Deed.SETTINGS)
            made = due.before(self._desk.database, Why(why), progress, links=may_link)
        except Stopped:
            raise
        except UserError as error:
            log.warning("no backup was made before: %s", error)
            self._desk.notify(_("No backup could be made before this: {why}").format(why=error.message))
            return
        if made is not None:
            progress.started, progress.of = time.monotonic(), 0

    def _end(self) -> None:
        self.running, self.progress = "", None
        self.running_changed.emit()

    def _failed(self, error: UserError, failed: Failed | None = None) -> None:
        self._end()
        if not isinstance(error, Stopped):
            self.trouble = str(error)
        if failed is not None:
            failed(error)
        self.changed.emit()
