"""Work beside the window: reads on several threads, writes on one, answers back on the GUI thread."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from queue import SimpleQueue
from typing import Any

import shiboken6
from PySide6.QtCore import QCoreApplication, QObject, Qt, QTimer, Signal, Slot

from itdesk.core.errors import UserError
from itdesk.core.progress import Progress, at_work
from itdesk.core.texts import _
from itdesk.ui.garbage import collect_here

Done = Callable[[Any], None]
Failed = Callable[[UserError], None]

READERS = 4
TURN = 0.0005  # seconds after which Python lets another thread go on; with its own 5 ms a frame may wait that long per call
SHOW_AFTER = 0.4  # seconds; shorter work shows nothing
REDRAW_MS = 100
AGAIN = 0.05  # seconds after which a read that goes on is told once more to stop


class Fault(UserError):
    """What a page is told when its job met a bug; the crash dialog has the details."""


@dataclass(frozen=True, slots=True)
class Activity:
    """One running job as the status foot shows it. of is 0 while the end isn't known; stop is None if it can't be."""

    number: int
    what: str
    done: int
    of: int
    seconds_left: float | None
    stop: Callable[[], None] | None


@dataclass(slots=True, eq=False)
class _Task:
    """One job. The GUI thread alone clears it, so that no widget that it refers to is ever freed on a worker."""

    number: int
    owner: QObject | None
    job: Callable[..., Any] | None
    done: Done | None
    failed: Failed | None
    slot: tuple[int, str] | None
    progress: Progress
    titled: bool
    writes: bool
    started_at: float = 0.0
    result: Any = None
    error: BaseException | None = field(default=None)

    def clear(self) -> None:
        self.owner = self.job = self.done = self.failed = self.result = self.error = None


class Tasks(QObject):
    """Runs plain callables that touch no widget and return plain values.

    A job with a title (`what`) is called with a Progress, any other without arguments. `done(result)` runs on the GUI
    thread, unless the owner is gone or a newer job of the same owner and key was asked for. A UserError goes to
    `failed` or, without one, to the signal `refused`; any other exception goes to sys.excepthook on the GUI thread.
    """

    refused = Signal(object)  # UserError that nobody else takes
    activity = Signal(object)  # tuple of Activity that have run longer than SHOW_AFTER
    _answered = Signal(object)

    def __init__(self, parent: QObject | None = None, readers: int = READERS) -> None:
        super().__init__(parent)
        self._readers = readers
        self._threads: list[threading.Thread] = []
        self._reads: SimpleQueue[_Task | None] = SimpleQueue()
        self._writes: SimpleQueue[_Task | None] = SimpleQueue()
        self._open: dict[int, _Task] = {}
        self._newest: dict[tuple[int, str], int] = {}
        self._number = 0
        self._closing = False
        self._shown: tuple[Activity, ...] = ()
        self._answered.connect(self._answer, Qt.ConnectionType.QueuedConnection)
        self._clock = QTimer(self)
        self._clock.timeout.connect(self._show_activity)

    def read(
        self,
        owner: QObject,
        job: Callable[..., Any],
        done: Done,
        failed: Failed | None = None,
        *,
        key: str | None = None,
        what: str = "",
    ) -> None:
        """Run job on a reader thread. Of jobs with one owner and key only the newest answers, and those before are broken off."""
        slot = None
        if key is not None:
            slot = (id(owner), key)
            older = self._open.get(self._newest.get(slot, 0))
            if older is not None:
                older.progress.cancel()
        self._submit(owner, job, done, failed, slot=slot, what=what, writes=False)

    def write(
        self,
        owner: QObject,
        job: Callable[..., Any],
        done: Done,
        failed: Failed | None = None,
        *,
        what: str = "",
    ) -> None:
        """Run job on the one writer thread, after all writes asked for before it."""
        self._submit(owner, job, done, failed, slot=None, what=what, writes=True)

    @property
    def idle(self) -> bool:
        """True while nothing runs or waits."""
        return not self._open

    @property
    def writing(self) -> bool:
        """True while a write runs or waits."""
        return any(task.writes for task in self._open.values())

    @property
    def closed(self) -> bool:
        """True once no more work is taken."""
        return self._closing

    def stop_all(self) -> None:
        """Ask every running titled job to stop."""
        for task in self._open.values():
            task.progress.cancel()

    def close(self) -> None:
        """Drop reads, wait for every write, join the threads, and give out what came back. Safe to call twice."""
        if self._closing:
            return
        self._closing = True
        self._clock.stop()
        for _reader in range(self._readers):
            self._reads.put(None)
        self._writes.put(None)
        for thread in self._threads:
            while thread.is_alive():
                self._break_off_reads()
                thread.join(AGAIN)
        self._threads.clear()
        for task in list(self._open.values()):
            self._answer(task)

    def _break_off_reads(self) -> None:
        for task in self._open.values():
            if not task.writes:
                task.progress.cancel()

    def _submit(
        self,
        owner: QObject,
        job: Callable[..., Any],
        done: Done,
        failed: Failed | None,
        *,
        slot: tuple[int, str] | None,
        what: str,
        writes: bool,
    ) -> None:
        if self._closing:
            return
        self._number += 1
        progress = Progress(what or (_("Saving") if writes else _("Reading")))
        task = _Task(self._number, owner, job, done, failed, slot, progress, bool(what), writes)
        self._open[task.number] = task
        if slot is not None:
            self._newest[slot] = task.number
        if not self._threads:
            self._start()
        (self._writes if writes else self._reads).put(task)
        if not self._clock.isActive():
            self._clock.start(REDRAW_MS)

    def _start(self) -> None:
        collect_here()
        sys.setswitchinterval(TURN)
        queues = [self._reads] * self._readers + [self._writes]
        for place, queue in enumerate(queues):
            name = "writer" if queue is self._writes else f"reader {place + 1}"
            thread = threading.Thread(target=self._run, args=(queue,), name=name, daemon=True)
            thread.start()
            self._threads.append(thread)

    def _run(self, queue: SimpleQueue[_Task | None]) -> None:
        """Thread body."""
        while (task := queue.get()) is not None:
            task.started_at = task.progress.started = time.monotonic()
            try:
                if not self._outdated(task) and task.job is not None:
                    with at_work(task.progress):
                        task.result = task.job(task.progress) if task.titled else task.job()
            except BaseException as error:  # noqa: BLE001  (a job never takes its thread down; the GUI thread judges)
                task.error = error
            self._answered.emit(task)

    def _outdated(self, task: _Task) -> bool:
        if self._closing and not task.writes:
            return True
        return task.slot is not None and self._newest.get(task.slot) != task.number

    @Slot(object)
    def _answer(self, task: _Task) -> None:
        if self._open.pop(task.number, None) is None:
            return
        try:
            self._give_out(task)
        finally:
            if task.slot is not None and self._newest.get(task.slot) == task.number:
                del self._newest[task.slot]
            task.clear()
            self._show_activity()

    def _give_out(self, task: _Task) -> None:
        error = task.error
        alive = task.owner is not None and shiboken6.isValid(task.owner) and not self._outdated(task)
        if error is None:
            if alive and task.done is not None:
                task.done(task.result)
        elif isinstance(error, UserError):
            if alive and task.failed is not None:
                task.failed(error)
            elif alive or task.writes:  # a write that failed is told even when its page is gone
                self.refused.emit(error)
        else:
            sys.excepthook(type(error), error, error.__traceback__)
            if alive and task.failed is not None:
                task.failed(Fault(_("This did not work because of a fault in the app."), _("Nothing was changed.")))

    @Slot()
    def _show_activity(self) -> None:
        if not self._open or self._closing:
            self._clock.stop()
        for task in self._open.values():
            if task.progress.cancelled:  # it may have been between two questions when it was told to stop
                task.progress.cancel()
        now = time.monotonic()
        shown = tuple(
            Activity(
                task.number,
                task.progress.what,
                task.progress.done,
                task.progress.of,
                task.progress.seconds_left(now),
                task.progress.cancel if task.titled and not task.progress.cancelled else None,
            )
            for task in self._open.values()
            if task.started_at and now - task.started_at >= SHOW_AFTER
        )
        if shown or self._shown:
            self._shown = shown
            self.activity.emit(shown)


class _Current:
    tasks: Tasks | None = None


def work() -> Tasks:
    """The Tasks of what belongs to no workspace alone; made on first use on the GUI thread, and closed when the app quits."""
    if _Current.tasks is None or not shiboken6.isValid(_Current.tasks) or _Current.tasks.closed:
        _Current.tasks = new_tasks()
    return _Current.tasks


def new_tasks() -> Tasks:
    """Threads of their own for one more workspace, closed with it or when the app quits."""
    app = QCoreApplication.instance()
    if app is None:
        raise RuntimeError("there is no QApplication yet")
    made = Tasks(app)
    app.aboutToQuit.connect(made.close)
    return made
