"""Jobs beside the window: what comes back, what is dropped, what is told."""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator
from typing import Any

import pytest
import shiboken6
from PySide6.QtCore import QObject, QThread

from itdesk.core.errors import Stopped, UserError
from itdesk.core.progress import Progress
from itdesk.ui.tasks import Activity, Fault, Tasks

WAIT = 5000


@pytest.fixture
def tasks(qapp: Any) -> Iterator[Tasks]:
    made = Tasks()
    yield made
    made.close()


class Page(QObject):
    """Collects what it was given, and on which thread."""

    def __init__(self) -> None:
        super().__init__()
        self.got: list[Any] = []
        self.failures: list[UserError] = []
        self.on_gui: list[bool] = []

    def take(self, value: Any) -> None:
        self.got.append(value)
        self.on_gui.append(QThread.currentThread() is self.thread())

    def refuse(self, error: UserError) -> None:
        self.failures.append(error)


def test_read_answers_on_the_gui_thread(qtbot: Any, tasks: Tasks) -> None:
    page = Page()
    tasks.read(page, lambda: threading.current_thread().name, page.take)
    qtbot.waitUntil(lambda: bool(page.got), timeout=WAIT)
    assert page.got[0].startswith("reader")
    assert page.on_gui == [True]


def test_writes_run_one_after_the_other_in_order(qtbot: Any, tasks: Tasks) -> None:
    page = Page()
    running, most = 0, 0
    lock = threading.Lock()

    def job(number: int) -> int:
        nonlocal running, most
        with lock:
            running += 1
            most = max(most, running)
        threading.Event().wait(0.001)
        with lock:
            running -= 1
        return number

    for number in range(20):
        tasks.write(page, lambda number=number: job(number), page.take)
    qtbot.waitUntil(lambda: len(page.got) == 20, timeout=WAIT)
    assert page.got == list(range(20))
    assert most == 1


def test_reads_run_beside_each_other(qtbot: Any, tasks: Tasks) -> None:
    page = Page()
    meeting = threading.Barrier(3, timeout=5)
    for _reader in range(3):
        tasks.read(page, meeting.wait, page.take)
    qtbot.waitUntil(lambda: len(page.got) == 3, timeout=WAIT)


def test_result_for_a_deleted_owner_is_dropped(qtbot: Any, tasks: Tasks) -> None:
    gone, stays = Page(), Page()
    gate = threading.Event()
    tasks.read(gone, lambda: gate.wait(5), gone.take)
    shiboken6.delete(gone)
    gate.set()
    tasks.read(stays, lambda: 1, stays.take)
    qtbot.waitUntil(lambda: tasks.idle, timeout=WAIT)
    assert gone.got == []
    assert stays.got == [1]


def test_only_the_newest_of_a_key_answers(qtbot: Any, tasks: Tasks) -> None:
    page = Page()
    gate = threading.Event()
    first: list[Progress] = []

    def slow(progress: Progress) -> str:
        first.append(progress)
        gate.wait(5)
        return "old"

    tasks.read(page, slow, page.take, key="search", what="Searching")
    qtbot.waitUntil(lambda: bool(first), timeout=WAIT)
    tasks.read(page, lambda: "new", page.take, key="search")
    tasks.read(page, lambda: "other", page.take, key="count")
    gate.set()
    qtbot.waitUntil(lambda: tasks.idle, timeout=WAIT)
    assert sorted(page.got) == ["new", "other"]
    assert first[0].cancelled


def test_user_error_goes_to_failed_or_is_announced(qtbot: Any, tasks: Tasks) -> None:
    page = Page()

    def job() -> None:
        raise UserError("The file is gone.", "Choose another.")

    tasks.read(page, job, page.take, page.refuse)
    qtbot.waitUntil(lambda: bool(page.failures), timeout=WAIT)
    with qtbot.waitSignal(tasks.refused, timeout=WAIT) as told:
        tasks.read(page, job, page.take)
    assert str(told.args[0]) == "The file is gone. Choose another."
    assert page.got == []


def test_bug_goes_to_the_exception_hook_on_the_gui_thread(
    qtbot: Any, tasks: Tasks, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = Page()
    seen: list[tuple[Any, bool]] = []
    monkeypatch.setattr(
        sys, "excepthook", lambda _kind, error, _trace: seen.append((error, threading.current_thread().name))
    )

    def job() -> None:
        raise ZeroDivisionError("bug")

    tasks.write(page, job, page.take, page.refuse)
    qtbot.waitUntil(lambda: bool(page.failures), timeout=WAIT)
    assert isinstance(page.failures[0], Fault)
    assert isinstance(seen[0][0], ZeroDivisionError)
    assert seen[0][1] == threading.current_thread().name
    tasks.write(page, lambda: "next", page.take)
    qtbot.waitUntil(lambda: page.got == ["next"], timeout=WAIT)


def test_progress_shows_after_a_while_and_can_be_stopped(qtbot: Any, tasks: Tasks) -> None:
    page = Page()
    gate = threading.Event()
    shown: list[tuple[Activity, ...]] = []
    tasks.activity.connect(shown.append)

    def job(progress: Progress) -> None:
        for row in range(1, 10_000):
            progress.step(row, of=10_000)
            gate.wait(0.01)

    tasks.write(page, job, page.take, page.refuse, what="Checking rows")
    qtbot.waitUntil(lambda: bool(shown), timeout=WAIT)
    bar = shown[-1][0]
    assert (bar.what, bar.of) == ("Checking rows", 10_000)
    assert bar.done > 5
    assert bar.stop is not None
    bar.stop()
    qtbot.waitUntil(lambda: bool(page.failures), timeout=WAIT)
    assert isinstance(page.failures[0], Stopped)
    qtbot.waitUntil(lambda: shown[-1] == (), timeout=WAIT)


def test_short_work_shows_no_progress(qtbot: Any, tasks: Tasks) -> None:
    page = Page()
    shown: list[Any] = []
    tasks.activity.connect(shown.append)
    for _number in range(50):
        tasks.read(page, lambda: 1, page.take)
    qtbot.waitUntil(lambda: len(page.got) == 50, timeout=WAIT)
    assert shown == []


def test_closing_waits_for_writes_and_drops_waiting_reads(qtbot: Any, qapp: Any) -> None:
    tasks = Tasks(readers=1)
    page = Page()
    gate = threading.Event()
    written: list[int] = []
    tasks.read(page, lambda: gate.wait(5), page.take)
    tasks.read(page, lambda: "never started", page.take)
    for number in range(5):
        tasks.write(page, lambda number=number: written.append(number), page.take)
    threading.Timer(0.05, gate.set).start()
    tasks.close()
    assert written == [0, 1, 2, 3, 4]
    assert "never started" not in page.got
    assert tasks.idle
    tasks.read(page, lambda: "too late", page.take)
    assert tasks.idle


def test_many_owners_come_and_go_without_a_crash(qtbot: Any, tasks: Tasks) -> None:
    stays = Page()
    for number in range(300):
        page = Page()
        tasks.read(page, lambda page=page: bool(page), page.take, key="k")
        if number % 3 == 0:
            shiboken6.delete(page)
        del page
    tasks.read(stays, lambda: "end", stays.take)
    qtbot.waitUntil(lambda: tasks.idle, timeout=WAIT)
    assert stays.got == ["end"]
