"""Moving house: a workspace goes from a file to a server and back, whole, and the old place says where it went."""

from __future__ import annotations

import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from itdesk.core.errors import NotAWorkspace, ReadOnlyWorkspace, Stopped, UserError
from itdesk.core.progress import Progress
from itdesk.db import attachments, records
from itdesk.db.check import check
from itdesk.db.engine import create_workspace, open_database
from itdesk.db.whole import arriving, target
from itdesk.db.whole.moving import move, take_back, what_goes
from tests.db.making import made
from tests.db.sample_types import REGISTRY
from tests.db.test_whole import fill
from tests.ui.records import gadgets  # noqa: F401 -- its tables are known in any case, whatever ran in this process before


@pytest.fixture
def home(tmp_path: Path) -> Path:
    path = tmp_path / "home.itdesk"
    with closing(create_workspace(path, REGISTRY, name="Firm")) as database:
        fill(database, tmp_path)
    return path


def titles(place: str) -> list[str]:
    with closing(open_database(place, REGISTRY, read_only=True)) as database, database.as_itself() as session:
        return [title for (title,) in session.fetched("SELECT title FROM t_tickets ORDER BY id", ())]


def test_to_a_server_and_back(home: Path, tmp_path: Path, postgres_url: str) -> None:
    with closing(open_database(home, REGISTRY)) as database, database.as_itself() as session:
        going = what_goes(session)
    assert (going.rows["tickets"], going.files) == (1, 1)
    done = move(str(home), postgres_url, REGISTRY)
    assert (done.files, done.was_there) == (1, False)
    with closing(open_database(home, REGISTRY)) as old:
        assert (old.read_only, old.moved_to) == (True, postgres_url)
        assert "moved to" in old.why_read_only
    with closing(open_database(postgres_url, REGISTRY)) as there:
        assert check(there) == []
        with there.as_itself() as session:
            assert session.fetched("SELECT count(*) FROM pg_policies WHERE schemaname = 'app'", ()) != [(0,)]
        made(there, "tickets", title="Made there")
        open_before = open_database(postgres_url, REGISTRY)
    back = tmp_path / "back.itdesk"
    move(postgres_url, str(back), REGISTRY)
    with closing(open_before), pytest.raises(ReadOnlyWorkspace, match="moved to another place"):
        made(open_before, "tickets", title="Too late")
    with closing(open_database(back, REGISTRY)) as here:
        assert check(here) == []
        with here.as_itself() as session:
            [file] = attachments.list(session, "tickets", 1)
            assert attachments.open(session, file.id).read() == bytes(range(256)) * 2000
            assert records.draft(session, "tickets", 2).values["number"] == "HD-1002"
    assert titles(str(back)) == ["Printer “3”", "Made there"]


def test_what_was_moved_can_be_used_again(home: Path, tmp_path: Path) -> None:
    there = str(tmp_path / "there.itdesk")
    move(str(home), there, REGISTRY)
    with pytest.raises(UserError, match="moved to"):
        move(str(home), str(tmp_path / "more.itdesk"), REGISTRY)
    assert take_back(str(home), REGISTRY) == there
    with closing(open_database(home, REGISTRY)) as database:
        made(database, "tickets", title="Again")
    assert titles(str(home)) == ["Printer “3”", "Again"]
    with pytest.raises(UserError, match="not moved"):
        take_back(str(home), REGISTRY)


def test_nothing_is_written_over_and_once_stopped_nothing_moved(home: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.itdesk"
    create_workspace(other, REGISTRY, name="Other").close()
    with pytest.raises(UserError, match="Another workspace"):
        move(str(home), str(other), REGISTRY)
    stopped = Progress()
    stopped.cancel()
    with pytest.raises(Stopped):
        move(str(home), str(tmp_path / "there.itdesk"), REGISTRY, stopped)
    with closing(open_database(home, REGISTRY)) as database:
        assert not database.read_only
    assert not (tmp_path / "there.itdesk").exists()
    assert not list(tmp_path.glob(".*"))


def test_who_writes_meanwhile_is_moved_as_well(home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    written: list[int] = []
    again = arriving._bring_contents

    def while_it_is_copied(*given: Any) -> None:
        if not written:
            with closing(open_database(home, REGISTRY)) as other:
                written.append(made(other, "tickets", title="Meanwhile"))
        again(*given)

    monkeypatch.setattr(arriving, "_bring_contents", while_it_is_copied)
    move(str(home), str(tmp_path / "there.itdesk"), REGISTRY)
    assert titles(str(tmp_path / "there.itdesk")) == ["Printer “3”", "Meanwhile"]


_KILLED = """
import os, sys
from sqlalchemy import Engine, event
from itdesk.areas import load_models
from itdesk.db.whole import moving
from tests.db.sample_types import REGISTRY
from tests.ui.records import gadgets  # the tables of both, as in the process of the tests
load_models()
left = int(sys.argv[3])
def count(*_given):
    global left
    left -= 1
    if not left:
        os._exit(9)
event.listen(Engine, "commit", count)
moving.move(sys.argv[1], sys.argv[2], REGISTRY)
print(left)
"""


def _killed(home: Path, place: str, at: int) -> int:
    """Move in a process that dies before its n-th commit; how many it would have carried out without that."""
    run = [sys.executable, "-c", _KILLED, str(home), place, str(at)]
    done = subprocess.run(run, check=False, capture_output=True, text=True)
    return 0 if done.returncode == 9 else at - int(done.stdout)


def test_killed_at_any_commit_it_goes_on(home: Path, tmp_path: Path) -> None:
    of = _killed(home, str(tmp_path / "count.itdesk"), 1000)
    take_back(str(home), REGISTRY)
    there = tmp_path / "there.itdesk"
    for at in (of - 8, 6):  # the second time most of it is there
        assert not _killed(home, str(there), at)
        with closing(open_database(home, REGISTRY)) as database:
            assert not database.read_only  # the old place holds until the new one is whole
        assert not there.exists()
    with closing(open_database(home, REGISTRY)) as database:
        made(database, "people", name="Since then")
    done = move(str(home), str(there), REGISTRY)
    assert (done.was_there, done.kept > 10) == (False, True)
    with closing(open_database(there, REGISTRY)) as database:
        assert check(database) == []
        with database.as_itself() as session:
            assert session.fetched("SELECT count(*) FROM t_people", ()) == [(2,)]
    assert not list(tmp_path.glob(".*"))


def test_killed_after_the_new_place_is_there_it_is_compared(home: Path, tmp_path: Path) -> None:
    of = _killed(home, str(tmp_path / "count.itdesk"), 1000)
    take_back(str(home), REGISTRY)
    there = tmp_path / "there.itdesk"
    assert not _killed(home, str(there), of - 1)  # the last but one tells the old place; the last is a note at the new
    assert there.exists()
    assert move(str(home), str(there), REGISTRY).was_there
    assert titles(str(there)) == ["Printer “3”"]


class Killed(BaseException):
    """Nothing is tidied up."""


def _cut_off(
    home: Path, place: str, monkeypatch: pytest.MonkeyPatch, where: Any = arriving, what: str = "_bring_contents"
) -> None:
    def killed(*_given: object) -> None:
        raise Killed

    with monkeypatch.context() as patched:
        patched.setattr(where, what, killed)
        with pytest.raises(Killed):
            move(str(home), place, REGISTRY)


def test_a_draft_that_was_whole_is_taken_up(home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    there = tmp_path / "there.itdesk"
    _cut_off(home, str(there), monkeypatch, target, "sync_file")
    assert not there.exists()
    assert move(str(home), str(there), REGISTRY).kept > 10
    with closing(open_database(there, REGISTRY)) as database:
        assert check(database) == []
    assert not list(tmp_path.glob(".*"))


def test_cut_off_on_the_way_to_a_server_it_goes_on(
    home: Path, postgres_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    _cut_off(home, postgres_url, monkeypatch)
    with pytest.raises(NotAWorkspace):
        open_database(postgres_url, REGISTRY)
    with pytest.raises(UserError, match="begun to be moved"):
        create_workspace(postgres_url, REGISTRY, name="Other")
    assert move(str(home), postgres_url, REGISTRY).kept > 10
    with closing(open_database(postgres_url, REGISTRY)) as database:
        assert check(database) == []


def test_what_arrived_of_another_workspace_is_cleared(
    home: Path, tmp_path: Path, postgres_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    _cut_off(home, postgres_url, monkeypatch)
    other = tmp_path / "other.itdesk"
    create_workspace(other, REGISTRY, name="Other").close()
    assert move(str(other), postgres_url, REGISTRY).kept == 0
    assert titles(postgres_url) == []
