"""Killed while it backs up or restores: the workspace is as it was or as it should be, and no earlier backup is lost."""

from __future__ import annotations

import random
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from itdesk.db.backups import drill, folder, making, restoring
from itdesk.db.backups.manifest import Why
from itdesk.db.check import check
from itdesk.db.engine import create_workspace, open_database
from tests.db.making import make
from tests.db.sample_types import REGISTRY

KILLS = 6
WORK = """
import sys
from pathlib import Path
from itdesk.db.backups import making, restoring
from itdesk.db.backups.manifest import Why
path, copy, what = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3]
print("ready", flush=True)
sys.stdin.readline()
if what == "restore":
    restoring.restore(path, copy)
else:
    making.make_of_file(path, [copy.parent], Why.CHANGED)
"""


@pytest.fixture
def firm(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Path, Path]:
    monkeypatch.setenv("ITDESK_HOME", str(tmp_path / "home"))
    path = tmp_path / "Firm.itdesk"
    create_workspace(path, REGISTRY, name="Firm").close()
    with closing(open_database(path, REGISTRY)) as database:
        with database.writing() as session:
            for number in range(300):
                make(session, "people", name=f"Person {number}")
        copy = making.make(database, [path.with_name("Firm.itdesk-backups")], Why.BY_HAND).backup.path
        with database.writing() as session:
            make(session, "people", name="Later")
    return path, copy


def killed(path: Path, copy: Path, what: str, after: float) -> None:
    """Begin in a process of its own, and kill that some time after it has begun."""
    command = [sys.executable, "-c", WORK, str(path), str(copy), what]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as running:
        assert running.stdout is not None
        assert running.stdin is not None
        assert running.stdout.readline() == "ready\n"
        running.stdin.write("go\n")
        running.stdin.flush()
        try:
            running.wait(after)
        except subprocess.TimeoutExpired:
            running.kill()


@pytest.mark.parametrize("what", ["restore", "backup"])
def test_nothing_is_lost(firm: tuple[Path, Path], what: str) -> None:
    path, copy = firm
    chance = random.Random(what)
    for _kill in range(KILLS):
        killed(path, copy, what, chance.uniform(0.0, 0.4))
        with closing(open_database(path, REGISTRY)) as database, database.reading() as session:
            from itdesk.db import lists

            assert lists.count(session, lists.ListSpec("people", ("name",))) in (300, 301)
        with closing(open_database(path, REGISTRY)) as database:
            assert check(database) == []
        assert all(drill.try_out(one.path).fault == "" for one in folder.listed([copy.parent]))
        assert copy in {one.path for one in folder.listed([copy.parent])}
    restoring.restore(path, copy)
    left = [one.name for one in copy.parent.iterdir() if one.name.startswith(making.DRAFT)]
    assert left == []  # the next one clears away what a killed one left
