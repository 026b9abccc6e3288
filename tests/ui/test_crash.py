"""Bugs are logged and shown, from every thread, and the app stays up."""

from __future__ import annotations

import logging
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication

from itdesk.ui import crash
from itdesk.ui.crash import Reporter


@pytest.fixture
def reporter(qapp: QApplication, tmp_path: Path) -> Iterator[Reporter]:
    made = Reporter(tmp_path)
    handler = crash._Log(tmp_path / "itdesk.log", encoding="utf-8")
    crash.log.addHandler(handler)
    yield made
    crash.log.removeHandler(handler)
    handler.close()
    if made.dialog is not None:
        made.dialog.close()
        made.dialog.deleteLater()


def fail(reporter: Reporter, words: str = "broken") -> None:
    try:
        int(words)
    except ValueError as error:
        reporter.caught(type(error), error, error.__traceback__)


def test_bug_is_logged_shown_and_copied(qtbot: Any, reporter: Reporter, tmp_path: Path, qapp: QApplication) -> None:
    fail(reporter)
    qtbot.waitUntil(lambda: reporter.dialog is not None, timeout=2000)
    assert "ValueError: invalid" in (tmp_path / "itdesk.log").read_text()
    dialog = reporter.dialog
    assert dialog is not None
    dialog.copy()
    copied = qapp.clipboard().text()
    assert "ValueError: invalid" in copied
    assert "Qt 6" in copied


def test_bug_on_a_thread_is_shown_on_the_gui_thread(qtbot: Any, reporter: Reporter) -> None:
    def body() -> None:
        fail(reporter, "on a thread")

    worker = threading.Thread(target=body)
    worker.start()
    worker.join()
    qtbot.waitUntil(lambda: reporter.dialog is not None, timeout=2000)
    assert reporter.dialog is not None
    assert "on a thread" in reporter.dialog._reports[0]


def test_second_bug_joins_the_open_dialog(qtbot: Any, reporter: Reporter) -> None:
    fail(reporter)
    fail(reporter)
    qtbot.waitUntil(lambda: reporter.dialog is not None and len(reporter.dialog._reports) == 2, timeout=2000)
    assert reporter.dialog is not None
    assert "2 things" in reporter.dialog._title.text()


def test_log_turns_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(crash, "LOG_BYTES", 300)
    handler = crash._Log(tmp_path / "itdesk.log", encoding="utf-8")
    logger = logging.getLogger("turning")
    logger.propagate = False
    logger.addHandler(handler)
    for number in range(40):
        logger.error("line %d %s", number, "x" * 50)
    handler.close()
    names = sorted(path.name for path in tmp_path.iterdir())
    assert names == ["itdesk.log", "itdesk.log.1", "itdesk.log.2", "itdesk.log.3"]
    assert all(path.stat().st_size < 500 for path in tmp_path.iterdir())


def test_process_survives_a_bug_in_a_slot_and_logs_qt_warnings(tmp_path: Path) -> None:
    code = f"""
import sys, pathlib
import itdesk.ui
from PySide6.QtCore import QTimer, qWarning
from PySide6.QtWidgets import QApplication
from itdesk.ui import crash
from itdesk.ui.theme import Theme
app = QApplication([])
Theme.current().install(app, mode="light")
reporter = crash.install(pathlib.Path({str(tmp_path)!r}))
QTimer.singleShot(0, lambda: 1 / 0)
QTimer.singleShot(20, lambda: qWarning("a warning of Qt"))
def look():
    shown = reporter.dialog is not None and reporter.dialog.isVisible()
    app.exit(7 if shown else 1)
QTimer.singleShot(200, look)
sys.exit(app.exec())
"""
    done = subprocess.run([sys.executable, "-c", code], check=False, capture_output=True, text=True, timeout=60)
    assert done.returncode == 7, done.stderr
    logged = (tmp_path / "itdesk.log").read_text()
    assert "ZeroDivisionError" in logged
    assert "a warning of Qt" in logged
