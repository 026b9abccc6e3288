"""Backups as they are made: checked, described, thinned, and never at the cost of a good one."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from itdesk.core.errors import Busy, Damaged, Stopped, UserError
from itdesk.core.progress import Progress
from itdesk.db import backup, history_lines, sqlite
from itdesk.db.backups import drill, folder, heads, making, manifest
from itdesk.db.backups.choices import Choices, all_folders, choices_of, choose, folders_of
from itdesk.db.backups.manifest import Why
from itdesk.db.check import check
from itdesk.db.engine import Database, open_database
from itdesk.db.filelock import FairLock
from itdesk.db.migrations import HEAD
from tests.db.making import made
from tests.db.sample_types import REGISTRY


def test_a_backup_says_what_it_holds(filled: Database, places: list[Path]) -> None:
    found = making.make(filled, places, Why.BY_HAND).backup
    assert found.manifest is not None
    assert found.manifest == manifest.read(found.path)
    assert (found.manifest.uid, found.manifest.revision) == (filled.workspace.uid, HEAD)
    assert found.manifest.rows["t_tickets"] == 1
    assert (found.size, found.manifest.sha256) == backup.digest_of(found.path)
    assert folder.listed(places, filled.workspace.uid) == [found]
    assert folder.listed(places, "another") == []
    opened = open_database(found.path, REGISTRY, read_only=True)
    assert check(opened) == []
    opened.close()


def test_a_second_folder_holds_the_same(filled: Database, places: list[Path], tmp_path: Path) -> None:
    found = making.make(filled, [*places, tmp_path / "stick"], Why.BY_HAND)
    assert found.trouble == ""
    [one] = folder.listed([tmp_path / "stick"])
    assert one.manifest == found.backup.manifest
    assert drill.try_out(one.path).fault == ""


def test_a_second_folder_that_is_not_there_is_told_and_costs_nothing(filled: Database, places: list[Path]) -> None:
    found = making.make(filled, [*places, places[0] / "no" / "stick"], Why.BY_HAND)
    assert "stick" in found.trouble
    assert folder.newest_good(folder.listed(places)) == found.backup


def test_only_one_is_made_at_a_time(filled: Database, places: list[Path]) -> None:
    places[0].mkdir()
    (places[0] / f"{making.DRAFT}left-over").write_text("of one that was killed")
    lock = FairLock(places[0] / making.LOCK, 0)
    assert lock.keep()
    with pytest.raises(Busy):
        making.make(filled, places, Why.CHANGED)
    lock.close()
    making.make(filled, places, Why.CHANGED)
    assert not list(places[0].glob(f"{making.DRAFT}*"))


def test_once_stopped_nothing_stays(filled: Database, places: list[Path]) -> None:
    stopped = Progress()
    stopped.cancel()
    with pytest.raises(Stopped):
        making.make(filled, places, Why.CHANGED, stopped)
    assert folder.listed(places) == []
    assert [one.name for one in places[0].iterdir()] == [making.LOCK]


def test_a_folder_that_can_not_be_written_is_said(filled: Database, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(UserError, match="can't be written"):
        making.make(filled, [tmp_path / "file" / "backups"], Why.CHANGED)


def test_good_ones_go_when_their_time_is_over(filled: Database, places: list[Path]) -> None:
    first = making.make(filled, places, Why.CHANGED).backup
    assert first.manifest is not None
    long_ago = datetime.now(UTC) - timedelta(days=5)
    for number, why in enumerate((Why.CHANGED, Why.CHANGED, Why.BY_HAND)):
        copy = places[0] / f"{number}.itdesk"
        copy.write_bytes(first.path.read_bytes())
        manifest.write(copy, replace(first.manifest, made_at=long_ago + timedelta(minutes=number), why=why))
    making.make(filled, places, Why.CHANGED)
    assert [one.path.name for one in folder.listed(places)][2:] == ["2.itdesk", "1.itdesk"]


def test_a_bad_one_never_takes_the_place_of_a_good_one(filled: Database, places: list[Path]) -> None:
    good = making.make(filled, places, Why.CHANGED).backup
    assert good.manifest is not None
    long_ago = datetime.now(UTC) - timedelta(days=5)
    manifest.write(good.path, replace(good.manifest, made_at=long_ago))
    bad = places[0] / "bad.itdesk"
    bad.write_bytes(good.path.read_bytes())
    manifest.write(bad, replace(good.manifest, made_at=long_ago + timedelta(hours=1), fault="torn"))
    folder.thin(places[0], filled.workspace.uid, datetime.now(UTC))
    assert {one.path for one in folder.listed(places)} == {good.path, bad}
    newest = folder.newest_good(folder.listed(places))
    assert newest is not None
    assert newest.path == good.path


def test_a_damaged_workspace_is_not_backed_up(database: Database, places: list[Path], tmp_path: Path) -> None:
    if database.path is None:
        pytest.skip("a server's file isn't ours to damage")
    for number in range(50):
        made(database, "people", name=f"Person {number}")
    good = making.make(database, places, Why.CHANGED).backup
    torn = tmp_path / "torn.itdesk"
    whole = good.path.read_bytes()
    middle = len(whole) // 2 // 4096 * 4096
    torn.write_bytes(whole[:middle] + b"\xff" * 4096 + whole[middle + 4096 :])
    with pytest.raises((Damaged, sqlite.driver_errors())):
        making.make_of_file(torn, places, Why.CHANGED)
    assert folder.listed(places) == [good]


def test_trying_one_out_finds_what_is_wrong(filled: Database, places: list[Path]) -> None:
    good = making.make(filled, places, Why.BY_HAND).backup
    tried = drill.try_out(good.path)
    assert tried.fault == ""
    known = manifest.read(good.path)
    assert known is not None
    assert known.tried_at == tried.at
    with good.path.open("rb+") as file:
        file.seek(5000)
        byte = file.read(1)
        file.seek(5000)
        file.write(bytes([byte[0] ^ 1]))
    assert "hash" in drill.try_out(good.path).fault
    assert folder.newest_good(folder.listed(places)) is None


def test_history_that_was_cut_is_told_once(database: Database, places: list[Path]) -> None:
    for number in range(3):
        made(database, "people", name=f"Person {number}")
    making.make(database, places, Why.CHANGED)
    with database.writing() as session:
        session.connection().exec_driver_sql("DELETE FROM history WHERE id > 1")
    told = making.make(database, places, Why.CHANGED)
    assert "shorter" in told.trouble
    assert making.make(database, places, Why.CHANGED).trouble == ""
    assert len(heads.known(folder.listed(places))) == 2


def test_a_head_that_is_kept_tells_of_a_change(database: Database, places: list[Path]) -> None:
    for number in range(3):
        made(database, "people", name=f"Person {number}")
    making.make(database, places, Why.CHANGED)
    made(database, "people", name="Later")
    kept = heads.known(folder.listed(places))
    with database.reading() as session:
        assert heads.broken(history_lines.of(session.connection()), kept) == []
    with database.writing() as session:
        session.connection().exec_driver_sql("UPDATE history SET actor_id = 7 WHERE id = 2")
    with database.reading() as session:
        assert heads.broken(history_lines.of(session.connection()), kept) == kept


def test_choices_are_kept_and_damage_counts_as_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ITDESK_HOME", str(tmp_path))
    assert choices_of("u", is_server=False) == Choices()
    assert not choices_of("u", is_server=True).by_itself
    choose("u", Choices(minutes=30, second="/stick"))
    assert choices_of("u", is_server=False) == Choices(minutes=30, second="/stick")
    workspace = tmp_path / "Firm.itdesk"
    assert folders_of(workspace, "u", Choices(second="/stick")) == [tmp_path / "Firm.itdesk-backups", Path("/stick")]
    assert all_folders(workspace, "u", Choices(folder="/b")) == [Path("/b"), tmp_path / "Firm.itdesk-backups"]
    (tmp_path / "config" / "backups" / "u.json").write_text('{"minutes": 7, "folder": 3}')
    assert choices_of("u", is_server=False) == Choices()
