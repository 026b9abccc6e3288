"""A portable copy keeps everything in the folder beside it; one that can't be written to says so and keeps nothing elsewhere."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from itdesk.paths import PORTABLE_FOLDER

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of the app as a stick holds it, with its data folder."""
    shutil.copytree(ROOT / "itdesk", tmp_path / "stick" / "itdesk", ignore=shutil.ignore_patterns("__pycache__"))
    (tmp_path / "stick" / "resources").symlink_to(ROOT / "resources")
    (tmp_path / "stick" / PORTABLE_FOLDER).mkdir()
    return tmp_path / "stick"


def run(copy: Path, *words: str) -> subprocess.CompletedProcess[str]:
    home = copy.parent / "home"
    home.mkdir(exist_ok=True)
    own = {name: value for name, value in os.environ.items() if not name.startswith(("ITDESK_", "XDG_"))}
    surroundings = own | {"HOME": str(home), "PYTHONPATH": str(copy), "QT_QPA_PLATFORM": "offscreen"}
    return subprocess.run(
        [sys.executable, *words], check=False, capture_output=True, text=True, cwd=copy, env=surroundings
    )


def test_portable_copy_keeps_settings_logs_and_temporary_files_beside_it(copy: Path) -> None:
    script = (
        "import tempfile; from itdesk import paths; assert paths.keep_together();"
        "print(paths.settings_file(), paths.user_data_dir(), paths.log_dir(), paths.workspaces_dir(), tempfile.gettempdir())"
    )
    told = run(copy, "-c", script)
    places = told.stdout.split()
    assert len(places) == 5, told.stderr
    assert [place for place in places if not place.startswith(str(copy / PORTABLE_FOLDER))] == []


def test_ordinary_copy_keeps_its_things_with_the_person(copy: Path) -> None:
    (copy / PORTABLE_FOLDER).rmdir()
    told = run(copy, "-c", "from itdesk import paths; assert paths.keep_together(); print(paths.settings_file())")
    assert told.stdout.startswith(str(copy.parent / "home")), told.stderr


def test_data_folder_that_cannot_be_written_is_refused_in_a_sentence(copy: Path) -> None:
    (copy / PORTABLE_FOLDER / "tmp").write_text("in the way, as on a write-protected stick", encoding="utf-8")
    refused = run(copy, "-m", "itdesk", "new", str(copy.parent / "Client.itdesk"), "--name", "Client")
    assert refused.returncode == 1
    assert "can't be written to" in refused.stderr
    assert "write protection" in refused.stderr
    assert not (copy.parent / "Client.itdesk").exists()
