"""Garbage is looked for on the window's thread alone, whoever made it."""

from __future__ import annotations

import gc
import threading
from typing import Any

from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from itdesk.ui.garbage import tidy
from itdesk.ui.tasks import Tasks


class Cycle:
    """Ends only when it is looked for, and says where."""

    ended: list[str]

    def __init__(self) -> None:
        self.me = self

    def __del__(self) -> None:
        self.ended.append(threading.current_thread().name)


def test_garbage_of_a_reader_ends_on_the_windows_thread(qtbot: QtBot) -> None:
    Cycle.ended = []
    tasks, owner, answers = Tasks(), QObject(), []

    def job() -> int:
        for _turn in range(20_000):
            Cycle()
        return Cycle.ended.count(threading.current_thread().name)

    tasks.read(owner, job, answers.append)
    qtbot.waitUntil(lambda: bool(answers))
    assert answers == [0], "a reader looked for garbage"
    tidy()
    assert set(Cycle.ended) == {threading.main_thread().name}
    tasks.close()


def test_generation_that_is_due_is_looked_through(monkeypatch: Any) -> None:
    looked: list[int] = []
    monkeypatch.setattr(gc, "get_count", lambda: (701, 51, 3))
    monkeypatch.setattr(gc, "collect", looked.append)
    tidy()
    assert looked == [1]
