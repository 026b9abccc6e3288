"""A whole workspace, and single records, back out of a backup."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from itdesk.core.errors import Busy, Damaged, UserError
from itdesk.db import attachments, comments, erasing, links, lists, records, sqlite, tags, undoing
from itdesk.db.backups import comparing, folder, heads, making, manifest, restoring, taking
from itdesk.db.backups.manifest import Why
from itdesk.db.check import check, examine
from itdesk.db.engine import Database, create_workspace, open_database
from tests.db.making import made, make
from tests.db.sample_types import REGISTRY, Message


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ITDESK_HOME", str(tmp_path / "home"))


def names(database: Database, kind: str, column: str) -> list[str]:
    with database.reading() as session:
        return sorted(row[1] for row in lists.page(session, lists.ListSpec(kind, (column,))).rows)


def firm(tmp_path: Path) -> tuple[Path, Path]:
    """A workspace that went on since its backup."""
    path = tmp_path / "Firm.itdesk"
    create_workspace(path, REGISTRY, name="Firm").close()
    with closing(open_database(path, REGISTRY)) as database:
        made(database, "people", name="Asa")
        copy = making.make(database, [folder_of(path)], Why.BY_HAND).backup.path
        made(database, "people", name="Later")
    return path, copy


def folder_of(path: Path) -> Path:
    return path.with_name("Firm.itdesk-backups")


def test_whole_then_back_again(tmp_path: Path) -> None:
    path, copy = firm(tmp_path)
    done = restoring.restore(path, copy)
    with closing(open_database(path, REGISTRY)) as database:
        assert names(database, "people", "name") == ["Asa"]
        assert check(database) == []
    assert done.before is not None
    assert manifest.read(done.before).why is Why.RESTORE  # type: ignore[union-attr]
    restoring.restore(path, done.before)
    with closing(open_database(path, REGISTRY)) as database:
        assert names(database, "people", "name") == ["Asa", "Later"]


def test_what_a_restore_left_behind_is_no_alarm(tmp_path: Path) -> None:
    path, copy = firm(tmp_path)
    restoring.restore(path, copy)
    with closing(open_database(path, REGISTRY)) as database:
        made(database, "people", name="Another")
        assert making.make(database, [folder_of(path)], Why.BY_HAND).trouble == ""
        kept = heads.known(folder.listed([folder_of(path)]))
        assert len(kept) == 2
        assert examine(database, kept=kept).findings == ()


def test_a_log_is_never_mixed_with_another_file(tmp_path: Path) -> None:
    path, copy = firm(tmp_path)
    connection = sqlite.connect(path)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("UPDATE t_people SET name = 'In the log'")
    log = path.with_name(path.name + "-wal").read_bytes()
    connection.close()
    path.with_name(path.name + "-wal").write_bytes(log)
    path.write_bytes(b"SQLite format 3\0" + b"\xff" * 8000)  # the file itself is beyond reading
    done = restoring.restore(path, copy)
    assert done.aside is not None
    assert done.aside.read_bytes().endswith(b"\xff")
    assert not path.with_name(path.name + "-wal").exists()
    with closing(open_database(path, REGISTRY)) as database:
        assert names(database, "people", "name") == ["Asa"]
    assert [one.read_bytes() for one in tmp_path.glob("*-wal.damaged-*")] == [log]


def test_refused_while_somebody_has_it_open(tmp_path: Path) -> None:
    path, copy = firm(tmp_path)
    with closing(open_database(path, REGISTRY)), pytest.raises(Busy):
        restoring.restore(path, copy)
    other = sqlite.connect(path)
    other.execute("PRAGMA journal_mode=WAL")
    other.execute("BEGIN")
    other.execute("SELECT * FROM t_people").fetchall()
    with pytest.raises(Busy):
        restoring.restore(path, copy)
    other.close()
    with closing(open_database(path, REGISTRY)) as database:
        assert names(database, "people", "name") == ["Asa", "Later"]


def test_refused_from_a_damaged_or_foreign_backup(tmp_path: Path) -> None:
    path, copy = firm(tmp_path)
    create_workspace(tmp_path / "Other.itdesk", REGISTRY, name="Other").close()
    with pytest.raises(UserError, match="another workspace"):
        restoring.restore(path, tmp_path / "Other.itdesk")
    copy.write_bytes(copy.read_bytes()[:-4096])
    with pytest.raises(Damaged):
        restoring.restore(path, copy)
    with closing(open_database(path, REGISTRY)) as database:
        assert names(database, "people", "name") == ["Asa", "Later"]


@pytest.fixture
def rich(filled: Database) -> Database:
    with filled.writing() as session:
        comments.add(session, "tickets", 1, "Look at it")
        tags.put(session, "tickets", [1], ["urgent"])
        links.add(session, ("tickets", 1), "connected_to", ("laptops", 1))
    return filled


def taken_back(database: Database, copy: Path, picks: list[tuple[str, str]], step: str = "") -> int:
    with comparing.opened_copy(copy, REGISTRY) as then, then.reading() as there:

        def job(session: Any) -> int:
            from itdesk.db import operations

            done = taking.take(session, there, picks)
            operations.named(session, step)
            return done

        return database.write(job)


def uid(database: Database, kind: str) -> str:
    with database.reading() as session:
        found = comparing.uid_of(session, kind, 1)
    assert found is not None
    return found


def everything_of(database: Database, ticket: int) -> tuple[object, ...]:
    with database.reading() as session:
        draft = records.draft(session, "tickets", ticket)
        person = records.title_of(session, "people", int(str(draft.values["person"])))
        files = attachments.list(session, "tickets", ticket)
        return (
            draft.uid,
            draft.values["number"],
            draft.values["title"],
            person,
            [one.body for one in session.query(Message).all() if one.ticket_id == ticket],
            [tag.name for tag in tags.of(session, "tickets", ticket)],
            [one.body for one in comments.of(session, "tickets", ticket).comments],
            [one.title for one in links.of(session, "tickets", ticket)],
            [(one.name, attachments.open(session, one.id).read()) for one in files],
        )


def test_one_that_is_gone_for_good_comes_back_with_all_that_it_had(rich: Database, places: list[Path]) -> None:
    before, ticket = everything_of(rich, 1), uid(rich, "tickets")
    copy = making.make(rich, places, Why.BY_HAND).backup.path
    with rich.writing() as session:
        records.delete(session, "tickets", 1)
    with rich.writing() as session:
        erasing.erase(session, [("tickets", 1)])
    with rich.reading() as session, comparing.opened_copy(copy, REGISTRY) as then, then.reading() as there:
        found = {one.kind: one for one in comparing.differences(session, there)}["tickets"]
        assert (found.gone, found.changed, found.new) == (1, 0, 0)
        assert [(one.title, one.what) for one in found.entries] == [("Printer", comparing.GONE)]
    assert taken_back(rich, copy, [("tickets", ticket)]) == 1
    with rich.reading() as session:
        here = comparing.id_of(session, "tickets", ticket)
    assert here is not None
    assert everything_of(rich, here) == before
    assert {one.check for one in check(rich)} - {"contents"} == set()
    assert taken_back(rich, copy, [("tickets", ticket)]) == 1  # a second time adds nothing
    assert everything_of(rich, here) == before


def test_one_that_was_changed_is_shown_then_put_back_in_a_step(rich: Database, places: list[Path]) -> None:
    ticket = uid(rich, "tickets")
    copy = making.make(rich, places, Why.BY_HAND).backup.path
    with rich.writing() as session:
        draft = records.draft(session, "tickets", 1)
        draft.values["title"] = "Copier"
        records.save(session, draft)
        session.add(Message(ticket_id=1, body="since then"))
        made_since = make(session, "people", name="Later")
    with rich.reading() as session, comparing.opened_copy(copy, REGISTRY) as then, then.reading() as there:
        assert [one.kind for one in comparing.differences(session, there)] == ["people", "tickets"]
        [shown] = comparing.fields(session, there, "tickets", ticket)
        assert (shown.now, shown.then) == ("Copier", "Printer")
    taken_back(rich, copy, [("tickets", ticket)], "Taken out of the backup")
    assert everything_of(rich, 1)[2] == "Printer"
    assert everything_of(rich, 1)[4] == ["in tray two", "since then"]
    with rich.reading() as session:
        assert not records.is_in_bin(session, "people", made_since)
    with rich.reading() as session:
        from sqlalchemy import select

        from itdesk.db import tables

        named = select(tables.operations.c.operation).where(tables.operations.c.words == "Taken out of the backup")
        operation = session.connection().execute(named).scalar_one()
    rich.write(lambda session: undoing.take_back(session, operation))
    assert everything_of(rich, 1)[2] == "Copier"


def test_links_between_records_that_come_back_together(rich: Database, places: list[Path]) -> None:
    picks = [("tickets", uid(rich, "tickets")), ("laptops", uid(rich, "laptops")), ("people", uid(rich, "people"))]
    before = everything_of(rich, 1)
    copy = making.make(rich, places, Why.BY_HAND).backup.path
    for kind in ("tickets", "laptops", "people"):
        with rich.writing() as session:
            records.delete(session, kind, 1)
    for kind in ("tickets", "laptops", "people"):
        with rich.writing() as session:
            erasing.erase(session, [(kind, 1)])
    assert taken_back(rich, copy, picks) == 3
    with rich.reading() as session:
        here = comparing.id_of(session, "tickets", picks[0][1])
    assert here is not None
    assert everything_of(rich, here) == before
