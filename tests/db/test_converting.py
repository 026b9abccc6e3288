"""Encryption put on and taken off: nothing is lost, nothing is left in clear, and a kill at any step leaves one good file."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from itdesk.core import recovery_code
from itdesk.core.errors import Stopped, UserError
from itdesk.core.progress import Progress
from itdesk.core.registry import Registry
from itdesk.core.sealing import Cost
from itdesk.db import check, connecting, converting, half_done, lists, records, search, unlocking
from itdesk.db.backups import drill, making
from itdesk.db.backups.manifest import Why
from itdesk.db.engine import Database, Encryption, create_workspace, open_database
from itdesk.db.listspec import ListSpec
from itdesk.db.sniff import backups_of, slots_of

PASSPHRASE = "correct horse battery"
QUICK = Cost(1, 32)
ROOT = Path(__file__).resolve().parents[2]
WORD = b"Kanarienvogel"


@pytest.fixture(autouse=True)
def nothing_unlocked(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.delenv("ITDESK_PASSWORD", raising=False)
    yield
    for path in list(connecting._Held.keys):
        connecting.let_go(path)


@pytest.fixture
def file(tmp_path: Path, registry: Registry) -> Path:
    """A plain workspace of 60 people, with a backup, closed."""
    database = create_workspace(tmp_path / "Firm.itdesk", registry, "Firm")
    with database.writing() as session:
        for number in range(60):
            person = records.blank(database.registry, "people")
            person.values["name"] = f"{WORD.decode()} {number}"
            records.save(session, person)
    making.make(database, [backups_of(tmp_path / "Firm.itdesk")], Why.BY_HAND)
    database.close()
    return tmp_path / "Firm.itdesk"


def encryption() -> Encryption:
    return Encryption(PASSPHRASE, recovery_code.make(), QUICK)


def names(database: Database) -> list[str]:
    with database.reading() as session:
        return sorted(row[1] for row in lists.page(session, ListSpec("people", ("name",)), limit=100).rows)


def opened_names(file: Path, registry: Registry) -> list[str]:
    database = open_database(file, registry)
    try:
        assert check.check(database) == []
        return names(database)
    finally:
        database.close()


def clear(folder: Path) -> list[str]:
    return sorted(one.name for one in folder.rglob("*") if one.is_file() and WORD in one.read_bytes())


def test_there_and_back_nothing_is_lost_and_copies_go_along(file: Path, registry: Registry) -> None:
    before = opened_names(file, registry)
    assert len(clear(file.parent)) == 2
    converting.encrypt(file, registry, encryption())
    assert clear(file.parent) == []
    assert opened_names(file, registry) == before
    unlocking.lock(file)
    with pytest.raises(unlocking.Locked):
        open_database(file, registry)
    unlocking.unlock(file, PASSPHRASE)
    database = open_database(file, registry)
    with database.reading() as session:
        assert search.find(session, f"{WORD.decode()} 59", 5).hits
    with database.writing() as session:
        person = records.blank(database.registry, "people")
        person.values["name"] = "Later"
        assert records.save(session, person) == 61
    database.close()
    (copy,) = backups_of(file).glob("*.itdesk")
    assert drill.try_out(copy).fault == ""
    converting.decrypt(file, registry)
    assert not slots_of(file).exists()
    assert connecting.key_of(file) is None
    assert opened_names(file, registry) == sorted([*before, "Later"])
    assert clear(file.parent) == ["Firm.itdesk"]


def test_workspace_that_is_open_is_left_alone(file: Path, registry: Registry) -> None:
    database = open_database(file, registry)
    database.read_workspace()
    with pytest.raises(UserError, match="Somebody else has the workspace open"):
        converting.encrypt(file, registry, encryption())
    assert names(database)
    database.close()
    assert not slots_of(file).exists()
    assert not half_done.draft_of(file).exists()


def test_stopped_one_leaves_the_file_as_it_was(file: Path, registry: Registry) -> None:
    content = file.read_bytes()
    stopped = Progress()
    stopped.cancel()
    with pytest.raises(Stopped):
        converting.encrypt(file, registry, encryption(), stopped)
    assert file.read_bytes()[100:] == content[100:]
    assert not slots_of(file).exists()
    assert not half_done.draft_of(file).exists()
    assert opened_names(file, registry)


def test_new_file_that_differs_is_not_taken(file: Path, registry: Registry, monkeypatch: pytest.MonkeyPatch) -> None:
    copy = converting._copy

    def spoilt(source: object, *arguments: object) -> None:
        copy(source, *arguments)  # type: ignore[arg-type]
        source.execute("UPDATE target.t_people SET name = 'x' WHERE id = 7")  # type: ignore[attr-defined]

    monkeypatch.setattr(converting, "_copy", spoilt)
    with pytest.raises(UserError, match="differs from the workspace"):
        converting.encrypt(file, registry, encryption())
    assert not slots_of(file).exists()
    assert f"{WORD.decode()} 6" in opened_names(file, registry)


KILLED = """
import os, sys
from pathlib import Path
from itdesk.core.sealing import Cost
from itdesk.db import converting, keyslots, unlocking, filesystem
from itdesk.db.engine import Encryption
from tests.db.sample_types import REGISTRY

file, way, at = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
steps = 0

def watched(event, arguments):
    global steps
    if event in ("open", "os.rename", "os.remove", "os.truncate", "sqlite3.connect") and ".itdesk" in str(arguments[0]):
        count()

def count():
    global steps
    steps += 1
    if steps == at:
        os._exit(9)

fsync = os.fsync
def synced(handle):
    count()
    fsync(handle)
os.fsync = synced
if way == "encrypt":
    sys.addaudithook(watched)
    copy = converting._require_same
    converting._require_same = lambda *given: (count(), copy(*given), count())
    converting.encrypt(file, REGISTRY, Encryption("correct horse battery", sys.argv[4], Cost(1, 32)))
else:
    unlocking.unlock(file, "correct horse battery")
    sys.addaudithook(watched)
    copy = converting._require_same
    converting._require_same = lambda *given: (count(), copy(*given), count())
    converting.decrypt(file, REGISTRY)
"""


def killed_at(step: int, file: Path, way: str, code: str) -> bool:
    run = [sys.executable, "-c", KILLED, str(file), way, str(step), code]
    done = subprocess.run(run, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode in {0, 9}, done.stderr
    return done.returncode == 9


@pytest.mark.parametrize(
    ("way", "every"),
    [("encrypt", 5), *(pytest.param(way, 1, marks=pytest.mark.long) for way in ("encrypt", "decrypt"))],
)
def test_kill_at_each_step_leaves_one_good_file(
    file: Path, registry: Registry, way: str, every: int, record_property: Callable[[str, object], None]
) -> None:
    code = recovery_code.make()
    if way == "decrypt":
        converting.encrypt(file, registry, Encryption(PASSPHRASE, code, QUICK))
        connecting.let_go(file)
    kept = {one: one.read_bytes() for one in (file, slots_of(file)) if one.exists()}
    for copy in backups_of(file).iterdir():
        copy.unlink()
    step = 1
    while True:
        for one in (file, slots_of(file), half_done.draft_of(file)):
            one.unlink(missing_ok=True)
        for one, content in kept.items():
            one.write_bytes(content)
        was_killed = killed_at(step, file, way, code)
        if unlocking.is_encrypted(file):
            with pytest.raises(unlocking.Locked):
                open_database(file, registry)
            unlocking.unlock(file, code if step % 2 else PASSPHRASE)
            assert clear(file.parent) == []  # a part of a clear file that was begun is gone with the opening
        assert len(opened_names(file, registry)) == 60, step
        connecting.let_go(file)
        if not was_killed:
            break
        step += every
    assert step > 8
    record_property("kills", step // every)
    assert unlocking.is_encrypted(file) == (way == "encrypt")
