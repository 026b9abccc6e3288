"""A run that a fault of the process ended is told of at the next start, once, with its report to copy."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from itdesk.ui import crash
from tests.at_window import window_on

FAULT = """
import faulthandler, pathlib, sys
import itdesk.ui
from itdesk.ui import crash
crash.install(pathlib.Path(sys.argv[1]))
print("here", flush=True)
sys.stdin.readline() if sys.argv[2].startswith("beside") else None
faulthandler._sigabrt() if sys.argv[2].endswith("fault") else None
"""


def run(folder: Path, how: str) -> int:
    """The app's hooks in a process of their own, which ends by itself or by a fault."""
    command = [sys.executable, "-c", FAULT, str(folder), how]
    return subprocess.run(command, check=False, capture_output=True, timeout=60).returncode


def start_beside(folder: Path, how: str) -> subprocess.Popen[str]:
    """The same, at work until it gets a line."""
    command = [sys.executable, "-c", FAULT, str(folder), how]
    pipe = subprocess.PIPE
    made = subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=subprocess.DEVNULL, text=True)
    assert made.stdout is not None
    assert made.stdout.readline() == "here\n"
    return made


def end(process: subprocess.Popen[str]) -> None:
    process.communicate("\n", timeout=60)


@pytest.fixture
def next_start(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of logs that the next start in this process reads."""
    monkeypatch.setattr(crash._Current, "reporter", None)
    (tmp_path / "logs").mkdir()
    return tmp_path / "logs"


def begin(folder: Path) -> None:
    """What a start does with the log before its first window."""
    reporter = crash.Reporter(folder)
    reporter.look_back()
    crash._Current.reporter = reporter


def test_a_fault_is_told_once_with_its_report(firm_file: Path, qtbot: QtBot, next_start: Path) -> None:
    assert run(next_start, "fault") != 0
    begin(next_start)
    with window_on(firm_file, qtbot) as person:
        person.wait(lambda: person.window.notices.kept)
        (told,) = person.window.notices.kept
        assert "ended unexpectedly" in told.text
        assert told.action is not None
        assert told.action.label == "Copy report"
        told.action.run()
        copied = QApplication.clipboard().text()
        assert "Fatal Python error" in copied
        assert "Qt 6" in copied
    with window_on(firm_file, qtbot) as person:
        person.wait()
        assert person.window.notices.kept == []


def test_a_run_that_ended_well_is_not_told_of(firm_file: Path, qtbot: QtBot, next_start: Path) -> None:
    assert run(next_start, "well") == 0
    begin(next_start)
    with window_on(firm_file, qtbot) as person:
        person.wait()
        person.press("F5")
        assert person.window.notices.kept == []


def test_the_next_process_keeps_the_report_in_its_log(next_start: Path) -> None:
    run(next_start, "fault")
    run(next_start, "well")
    assert "the run before ended with a fault: Fatal Python error" in (next_start / "itdesk.log").read_text()
    (left,) = next_start.glob("stacks*.log")
    assert left.read_text() == ""


def test_faults_of_all_runs_that_ended_are_told_and_those_at_work_are_left_alone(next_start: Path) -> None:
    one, other = (start_beside(next_start, "beside, then a fault") for _turn in range(2))
    at_work = start_beside(next_start, "beside")
    end(one)
    end(other)
    told = crash.Reporter(next_start)
    told.look_back()
    assert told.before.count("Fatal Python error") == 2
    again = crash.Reporter(next_start)
    again.look_back()
    assert again.before == ""
    assert [file.name for file in next_start.glob("stacks*.log")] == [f"stacks-{at_work.pid}.log"]
    end(at_work)


def test_fault_beside_another_start_is_not_lost(next_start: Path) -> None:
    first = start_beside(next_start, "beside, then a fault")
    crash.Reporter(next_start).look_back()  # another workspace is opened meanwhile
    end(first)
    later = crash.Reporter(next_start)
    later.look_back()
    assert "Fatal Python error" in later.before
