"""How far a long job is, inside the dialog that waits for it, with Stop; nothing is shown of what is quick."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QWidget

from itdesk.core.formats import format_count
from itdesk.core.progress import Progress
from itdesk.core.texts import _
from itdesk.ui.buttons import Button
from itdesk.ui.labels import label
from itdesk.ui.tasks import SHOW_AFTER

POLL_MS = 100


class RunBar(QWidget):
    """Shows one job at a time. `watched(job)` is the job with its progress told here."""

    def __init__(self) -> None:
        super().__init__()
        self._progress: Progress | None = None
        self._started = 0.0
        self._wants_stop = False
        self._followed: Callable[[], Progress | None] | None = None
        self.running = False
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(12)
        self._what = label("", "small", "text-2")
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.stop_button = Button(_("Stop"), kind="link", run=self.stop)
        row.addWidget(self._what)
        row.addWidget(self.bar, 1)
        row.addWidget(self.stop_button)
        self._clock = QTimer(self, interval=POLL_MS)
        self._clock.timeout.connect(self._tell)
        self._show(shown=False)

    def watched(self, job: Callable[[Any, Progress], Any]) -> Callable[[Any, Progress], Any]:
        """Begin: the job as it goes to a worker."""
        self.running, self._progress, self._wants_stop = True, None, False
        self._started = time.monotonic()
        self._clock.start()

        def run(session: Any, progress: Progress) -> Any:
            self._progress = progress
            if self._wants_stop:
                progress.cancel()
            return job(session, progress)

        return run

    def follow(self, progress_of: Callable[[], Progress | None]) -> None:
        """Begin to show a job that somebody else started: progress_of says how far it is, None before it runs."""
        self.running, self._followed = True, progress_of
        self._started = time.monotonic()
        self._clock.start()

    def stop(self) -> None:
        """Ask the job to stop; it answers with Stopped, and nothing is changed."""
        self._wants_stop = True
        running = self._followed() if self._followed is not None else self._progress
        if running is not None:
            running.cancel()

    def end(self) -> None:
        """The job has answered."""
        self.running, self._progress, self._followed = False, None, None
        self._clock.stop()
        self._show(shown=False)

    def _tell(self) -> None:
        progress = self._followed() if self._followed is not None else self._progress
        if progress is None or time.monotonic() - self._started < SHOW_AFTER:
            return
        self._show(shown=True)
        self.bar.setRange(0, progress.of)
        self.bar.setValue(min(progress.done, progress.of))
        self.bar.setAccessibleName(progress.what)
        far = _("{n} of {m}").format(n=format_count(progress.done), m=format_count(progress.of)) if progress.of else ""
        self._what.setText(far or progress.what)

    def _show(self, *, shown: bool) -> None:
        for part in (self._what, self.bar, self.stop_button):
            part.setVisible(shown)
