"""A damaged file: it opens, or there is a way back that says what is lost; the file itself and good backups stay as they are."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest

from itdesk.db import sqlite
from itdesk.db.backups import folder, recovering
from itdesk.db.backups.recovering import Rung
from itdesk.db.check import check
from itdesk.db.engine import open_database
from tests.db.sample_types import REGISTRY
from tests.faults.damage import damaged_at, firm_in

PLACES = 12


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ITDESK_HOME", str(tmp_path / "home"))


@pytest.fixture
def firm(tmp_path: Path) -> Path:
    return firm_in(tmp_path)


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


def test_random_places(firm: Path) -> None:
    """Flipped, zeroed or cut off anywhere: it opens, or a way back is there; the run of faults tries more of them."""
    assert damaged_at(firm, PLACES) >= {Rung.BACKUP}
