"""Runs of an import beside the window: dry ones on a reader, the real one on the writer, with progress and Stop."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer, Signal

from itdesk.core.errors import UserError
from itdesk.core.progress import Progress
from itdesk.core.texts import _
from itdesk.ui.desk import Desk
from itdesk.ui.import_results import row_names

if TYPE_CHECKING:
    from itdesk.files.planning import Job, Outcome

SHOW_AFTER = 0.4  # seconds
POLL_MS = 100
DRY, REAL = "dry", "real"


class ImportRuns(QObject):
    """At most one run counts: a newer dry run takes the place of the one before, nothing that of the real one."""

    checked = Signal(object, object)  # Outcome, what the refused rows are called by their number
    imported = Signal(object)  # Outcome
    failed = Signal(str, object)  # DRY or REAL, UserError; Stopped among them
    changed = Signal()  # a run began or ended
    progressed = Signal(object)  # Progress of a run that takes long, or None

    def __init__(self, desk: Desk, parent: QObject) -> None:
        super().__init__(parent)
        self._desk, self._backups = desk, desk.backups
        self.running = ""
        self.progress: Progress | None = None
        self._stopped = False
        self._started = 0.0
        self._clock = QTimer(self, interval=POLL_MS)
        self._clock.timeout.connect(self._tell)

    def dry(self, job: Job) -> None:
        """Find out what the import would do."""
        if self.running == REAL:
            return
        if self.progress is not None:
            self.progress.cancel()
        copied = copied_job(job)

        def run(progress: Progress) -> tuple[Outcome, dict[int, str]]:
            outcome = self._run(copied, progress, dry=True)
            return outcome, row_names(copied, outcome)

        self._begin(DRY)
        what = _("Checking rows")
        self._desk.work.read(
            self, run, lambda found: self._end(lambda: self.checked.emit(*found)), self._refused, key=DRY, what=what
        )

    def real(self, job: Job) -> None:
        """Carry it out, all of it or nothing."""
        if self.running:
            return
        copied = copied_job(job)
        self._begin(REAL)
        self._desk.work.write(
            self,
            lambda progress: self._run(copied, progress, dry=False),
            lambda outcome: self._end(lambda: self.imported.emit(outcome)),
            self._refused,
            what=_("Importing {file}").format(file=job.path.name),
        )

    def stop(self) -> None:
        """Stop what runs; the data stays as it is."""
        self._stopped = True
        if self.progress is not None:
            self.progress.cancel()

    def _run(self, job: Job, progress: Progress, *, dry: bool) -> Outcome:
        """In a worker."""
        from itdesk.files import importing

        database: Any = self._desk.database
        self.progress = progress
        if self._stopped:
            progress.cancel()
        if not dry:
            self._backups.before("import", progress)
        return importing.run(database, job, dry_run=dry, actor=self._desk.actor, progress=progress)

    def _begin(self, what: str) -> None:
        self.running, self._started, self._stopped = what, time.monotonic(), False
        self._clock.start()
        self.changed.emit()

    def _end(self, then: Callable[[], None]) -> None:
        self.running, self.progress = "", None
        self._clock.stop()
        self.progressed.emit(None)
        self.changed.emit()
        then()

    def _refused(self, error: UserError) -> None:
        what = self.running
        self._end(lambda: self.failed.emit(what, error))

    def _tell(self) -> None:
        if self.progress is not None and time.monotonic() - self._started >= SHOW_AFTER:
            self.progressed.emit(self.progress)


def copied_job(job: Job) -> Job:
    """As it is now, so that later choices don't reach into a run."""
    return replace(
        job,
        targets=None if job.targets is None else dict(job.targets),
        orders=dict(job.orders),
        decimals=dict(job.decimals),
        taxes=dict(job.taxes),
        corrections=dict(job.corrections),
    )
