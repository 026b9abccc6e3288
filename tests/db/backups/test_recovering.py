"""A damaged file: it opens, or there is a way back that says what is lost; the file itself and good backups stay as they are."""

from __future__ import annotations

import random
from contextlib import closing
from pathlib import Path

import pytest

from itdesk.core.errors import UserError
from itdesk.db import sqlite
from itdesk.db.backups import drill, folder, making, recovering
from itdesk.db.backups.manifest import Why
from itdesk.db.backups.recovering import Rung
from itdesk.db.check import Finding, check
from itdesk.db.engine import create_workspace, open_database
from tests.db.making import make
from tests.db.sample_types import REGISTRY, Message

PLACES = 100


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ITDESK_HOME", str(tmp_path / "home"))


@pytest.fixture
def firm(tmp_path: Path) -> Path:
    path = tmp_path / "Firm.itdesk"
    create_workspace(path, REGISTRY, name="Firm").close()
    with closing(open_database(path, REGISTRY)) as database:
        with database.writing() as session:
            for number in range(60):
                asa = make(session, "people", name=f"Person {number}", email=f"p{number}@example.org")
                ticket = make(session, "tickets", title=f"Printer {number} " + "jams " * 20, person=asa)
                session.add(Message(ticket_id=ticket, body="in tray two " * 30))
        making.make(database, [path.with_name("Firm.itdesk-backups")], Why.CHANGED)
    with closing(sqlite.connect(path)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return path


def page_of(path: Path, name: str) -> tuple[int, int]:
    with closing(sqlite.connect(path, mode="ro")) as connection:
        (page,) = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = ?", (name,)).fetchone()
        (size,) = connection.execute("PRAGMA page_size").fetchone()
    return (page - 1) * size, size


def spoil(path: Path, start: int, data: bytes) -> None:
    with path.open("rb+") as file:
        file.seek(start)
        file.write(data)


def test_an_index_is_made_anew_and_nothing_is_lost(firm: Path) -> None:
    start, size = page_of(firm, "ix_history_record")
    spoil(firm, start, b"\0" * size)
    torn = firm.read_bytes()
    ways = recovering.ways_of(firm)
    assert [way.rung for way in ways] == [Rung.REBUILT, Rung.BACKUP]
    assert ways[0].lost == {}
    assert firm.read_bytes() == torn
    aside = recovering.use(firm, ways[0])
    assert aside.read_bytes() == torn
    with closing(open_database(firm, REGISTRY)) as database:
        assert check(database) == []
    assert not list(firm.parent.glob(f"{recovering.WORK}*"))


def test_the_newest_backup_takes_its_place(firm: Path) -> None:
    spoil(firm, 100, b"\xff" * 3000)  # what tables there are
    torn = firm.read_bytes()
    ways = recovering.ways_of(firm)
    assert [way.rung for way in ways] == [Rung.BACKUP]
    assert recovering.use(firm, ways[0]).read_bytes() == torn
    with closing(open_database(firm, REGISTRY)) as database:
        assert check(database) == []


def test_what_can_be_read_is_salvaged_and_the_rest_counted(firm: Path) -> None:
    start, size = page_of(firm, "t_messages")
    with closing(sqlite.connect(firm, mode="ro")) as connection:
        leaves = (
            [
                row[0]
                for row in connection.execute(
                    "SELECT pageno FROM dbstat WHERE name = 't_messages' AND pagetype = 'leaf'"
                )
            ]
            if _has_dbstat(connection)
            else []
        )
    spoil(firm, (leaves[1] - 1) * size if leaves else start, b"\xff" * size)
    for one in folder.listed([firm.with_name("Firm.itdesk-backups")]):
        folder.remove(one.path)
    ways = recovering.ways_of(firm)
    assert [way.rung for way in ways] == [Rung.SALVAGED]
    assert set(ways[0].lost) == {"t_messages"}
    recovering.use(firm, ways[0])
    with closing(open_database(firm, REGISTRY)) as database, database.reading() as session:
        from itdesk.db import lists

        assert lists.count(session, lists.ListSpec("tickets", ("title",))) == 60


def _has_dbstat(connection: object) -> bool:
    try:
        connection.execute("SELECT 1 FROM dbstat LIMIT 1")  # type: ignore[attr-defined]
    except sqlite.driver_errors():
        return False
    return True


def test_a_hundred_random_places(firm: Path, tmp_path: Path) -> None:
    """Flipped, zeroed or cut off anywhere: it opens, or a way back is there; no other error, and the backup stays good."""
    whole = firm.read_bytes()
    chance = random.Random(20261129)
    rungs: set[Rung] = set()
    for number in range(PLACES):
        place, kind = chance.randrange(16, len(whole)), number % 3
        torn = bytearray(whole)
        if kind == 0:
            torn[place] ^= 1 << chance.randrange(8)
        elif kind == 1:
            torn[place : place + 4096] = bytes(len(torn[place : place + 4096]))
        else:
            del torn[place:]
        firm.write_bytes(torn)
        for ending in ("-wal", "-shm", "-journal", "-lock"):
            firm.with_name(firm.name + ending).unlink(missing_ok=True)
        try:
            with closing(open_database(firm, REGISTRY, read_only=True)) as database:
                found = check(database)
        except UserError as refused:
            assert recovering.is_worth_a_look(firm, refused), (number, place, refused)  # noqa: PT017 -- it is one of two ways out
            found = [Finding("opening", str(refused))]
        if found and number % 4 == 0:
            ways = recovering.ways_of(firm)
            assert Rung.BACKUP in {way.rung for way in ways}
            rungs |= {way.rung for way in ways}
        assert firm.read_bytes() == bytes(torn)
    assert rungs >= {Rung.BACKUP}
    [kept] = folder.listed([firm.with_name("Firm.itdesk-backups")])
    assert drill.try_out(kept.path).fault == ""
    recovering.clear_away(firm)
