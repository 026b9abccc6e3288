"""Backups and checks: whole copies, and damage that is named."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
from sqlalchemy import delete, update

from itdesk.core.errors import Damaged, Stopped, UserError
from itdesk.core.progress import Progress
from itdesk.db import attachments, backup, history, indexing, lists, records, search, sqlite, tables
from itdesk.db.check import check, examine
from itdesk.db.engine import Database, create_workspace, open_database
from tests.db.making import made, make
from tests.db.sample_types import REGISTRY, Laptop, Message

_ENDLESS = "WITH RECURSIVE n (x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT max(x) FROM n"


@pytest.fixture
def filled(database: Database, tmp_path: Path) -> Database:
    (tmp_path / "a.txt").write_text("attached")
    with database.writing() as session:
        asa = make(session, "people", name="Åsa")
        ticket = make(session, "tickets", title="Printer", person=asa)
        session.add(Message(ticket_id=ticket, body="in tray two"))
        make(session, "laptops", name="XPS", tag="L-1", person=asa)
        attachments.add(session, "tickets", ticket, tmp_path / "a.txt")
    return database


def test_what_a_copy_is_asked_is_broken_off(tmp_path: Path) -> None:
    """Its pages may take a minute: whoever stops meanwhile doesn't wait for them."""
    steps, ended = Progress(), []

    def check_for_ever() -> None:
        connection = sqlite.connect(tmp_path / "copy", mode="rwc")
        try:
            with backup.stoppable(connection, steps):
                connection.execute(_ENDLESS).fetchall()
        except Stopped as error:
            ended.append(error)
        finally:
            connection.close()

    thread = threading.Thread(target=check_for_ever, daemon=True)
    thread.start()
    for _look in range(3000):  # as a window does: it says so again until the job has ended
        steps.cancel()
        thread.join(0.01)
        if not thread.is_alive():
            break
    assert ended


def test_a_backup_opens_like_any_workspace(filled: Database, tmp_path: Path) -> None:
    copy = backup.backup(filled, tmp_path / "copy.itdesk")
    assert copy.rows["t_tickets"] == 1
    assert copy.size == (tmp_path / "copy.itdesk").stat().st_size
    opened = open_database(tmp_path / "copy.itdesk", REGISTRY)
    assert opened.workspace == filled.workspace
    assert check(opened) == []
    ours, theirs = ({name: n for name, n in examine(one).rows.items() if n} for one in (opened, filled))
    assert ours | {"numbers": 1} == theirs | {"numbers": 1}  # a server has sequences
    with opened.reading() as session:
        assert [hit.kind for hit in search.find(session, "tray").hits] == ["tickets"]
        assert [line.verb for line in history.of(session, "tickets", 1)] == ["added", "added", "created"]
        [file] = attachments.list(session, "tickets", 1)
        assert attachments.open(session, file.id).read() == b"attached"
    following = made(opened, "tickets", title="Another")
    with opened.reading() as session:
        assert records.draft(session, "tickets", following).values["number"] == "HD-1002"
    opened.close()


def test_a_backup_overwrites_nothing(filled: Database, tmp_path: Path) -> None:
    (tmp_path / "copy.itdesk").write_text("precious")
    with pytest.raises(UserError, match="there already"):
        backup.backup(filled, tmp_path / "copy.itdesk")
    assert (tmp_path / "copy.itdesk").read_text() == "precious"


def test_a_backup_into_no_folder_is_refused(filled: Database, tmp_path: Path) -> None:
    with pytest.raises(UserError):
        backup.backup(filled, tmp_path / "absent" / "copy.itdesk")


def test_a_copy_that_is_not_whole_is_not_kept(tmp_path: Path) -> None:
    create_workspace(tmp_path / "a.itdesk", REGISTRY, name="Firm").close()
    rows = backup.copy_file(tmp_path / "a.itdesk", tmp_path / "b")
    backup.verify(tmp_path / "b", rows)
    connection = sqlite.connect(tmp_path / "b")
    connection.execute("DELETE FROM workspace")
    connection.close()
    with pytest.raises(Damaged):
        backup.verify(tmp_path / "b", rows)


def test_a_whole_workspace_has_no_findings(filled: Database) -> None:
    assert check(filled) == []


def test_what_does_not_add_up_is_named(filled: Database) -> None:
    with filled.writing() as session:
        session.execute(delete(tables.search_entries).where(tables.search_entries.c.kind == "laptops"))
        session.execute(update(Laptop.__table__).values(person_id=1))
        session.execute(delete(tables.history).where(tables.history.c.kind == "people"))
        session.execute(delete(tables.attachments))
        people = records.draft(session, "people", 1)
        session.connection().exec_driver_sql("UPDATE t_people SET deleted_at = created_at")
        assert people.values["name"] == "Åsa"
    found = {finding.check for finding in check(filled)}
    assert found - {"index", "chain"} == {"links", "search", "history", "contents", "bin"}
    assert ("chain" in found) is (filled.path is not None)  # a server links what is an hour old


def test_reindexing_finds_everything_again(filled: Database) -> None:
    with filled.writing() as session:
        session.execute(delete(tables.search_numbers))
        session.execute(delete(tables.search_entries))
    with filled.reading() as session:
        assert search.find(session, "tray").hits == []
    with filled.writing() as session:
        assert indexing.reindex(session) == 3
    assert check(filled) == []
    with filled.reading() as session:
        assert [hit.kind for hit in search.find(session, "tray").hits] == ["tickets"]
        assert lists.count(session, lists.ListSpec("tickets", ("title",), search_text="tray")) == 1
