"""Passing files of a run go with it, or at the next start; those of a run that lives stay."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from itdesk.files import session

KILLED = """
import os, signal
from itdesk.files.session import session_folder
(session_folder() / "opened.txt").write_text("clear")
print(session_folder(), flush=True)
WAIT
os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.fixture(autouse=True)
def own_temp(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    session.end()


def test_folder_goes_with_the_run(tmp_path: Path) -> None:
    folder = session.session_folder()
    (folder / "sub").mkdir()
    (folder / "sub" / "opened.txt").write_text("clear")
    assert folder.parent == tmp_path
    session.end()
    assert not folder.exists()


def test_killed_run_is_swept_at_the_next_start_and_a_living_one_is_not(tmp_path: Path) -> None:
    run = [sys.executable, "-c"]
    killed = subprocess.run([*run, KILLED.replace("WAIT", "")], capture_output=True, text=True, check=False)
    left = Path(killed.stdout.strip())
    assert (left / "opened.txt").exists()
    own = session.session_folder()
    with subprocess.Popen(
        [*run, KILLED.replace("WAIT", "input()")], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as living:
        assert living.stdout is not None
        other = Path(living.stdout.readline().strip())
        session.sweep()
        assert not left.exists()
        assert (other / "opened.txt").exists()
        assert own.exists()
        living.communicate("\n")
    session.sweep()
    assert not other.exists()
