"""Attached files: streamed in and out, stored once, checked."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select, update

from itdesk.core.errors import Damaged, Stopped, UserError
from itdesk.core.progress import Progress
from itdesk.db import attachments, blobs, history, search, tables
from itdesk.db.check import check
from itdesk.db.engine import Database
from tests.db.making import made


@pytest.fixture
def ticket(database: Database) -> int:
    return made(database, "tickets", title="Printer")


def _stored(database: Database) -> int:
    with database.reading() as session:
        return session.execute(select(func.count()).select_from(tables.blobs)).scalar_one()


@pytest.mark.parametrize("size", [0, 1, blobs.CHUNK, blobs.CHUNK * 2 + 7])
def test_a_file_comes_back_byte_for_byte(database: Database, ticket: int, tmp_path: Path, size: int) -> None:
    content = bytes(range(256)) * (size // 256 + 1)
    (tmp_path / "in.bin").write_bytes(content[:size])
    with database.writing() as session:
        added = attachments.add(session, "tickets", ticket, tmp_path / "in.bin")
    with database.reading() as session:
        assert attachments.open(session, added).read() == content[:size]
        attachments.save_to(session, added, tmp_path / "out.bin")
        [listed] = attachments.list(session, "tickets", ticket)
    assert (tmp_path / "out.bin").read_bytes() == content[:size]
    assert (listed.name, listed.size) == ("in.bin", size)
    assert check(database) == []


def test_a_stream_can_be_read_from_anywhere(database: Database, ticket: int, tmp_path: Path) -> None:
    content = bytes(range(251)) * 4000
    (tmp_path / "in.bin").write_bytes(content)
    with database.writing() as session:
        added = attachments.add(session, "tickets", ticket, tmp_path / "in.bin")
    with database.reading() as session, attachments.open(session, added) as stream:
        for at in (blobs.CHUNK - 3, 5, len(content) - 2):
            stream.seek(at)
            assert stream.read(6) == content[at : at + 6]


def test_one_content_is_stored_once_and_goes_some_time_after_its_last_use(
    database: Database, ticket: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a.txt").write_text("same")
    with database.writing() as session:
        first = attachments.add(session, "tickets", ticket, tmp_path / "a.txt")
        second = attachments.add(session, "tickets", ticket, tmp_path / "a.txt", name="b.txt")
    assert _stored(database) == 1
    with database.writing() as session:
        attachments.remove(session, first)
    assert _stored(database) == 1
    with database.reading() as session:
        assert attachments.open(session, second).read() == b"same"
    with database.writing() as session:
        attachments.remove(session, second)
    assert _stored(database) == 1
    assert check(database) == []
    monkeypatch.setattr(blobs, "KEPT", timedelta(seconds=-1))
    with database.writing() as session:
        attachments.remove(session, attachments.add(session, "tickets", ticket, _file(tmp_path, "other")))
    assert _stored(database) == 0
    assert check(database) == []


def _file(folder: Path, content: str, name: str = "a.txt") -> Path:
    (folder / name).write_text(content)
    return folder / name


def test_a_newer_version_keeps_the_older_one(database: Database, ticket: int, tmp_path: Path) -> None:
    with database.writing() as session:
        added = attachments.add(session, "tickets", ticket, _file(tmp_path, "first"), text="first")
        attachments.replace(session, added, _file(tmp_path, "second", "b.txt"), text="second zebra")
    with pytest.raises(UserError, match="holds the same"), database.writing() as session:
        attachments.replace(session, added, tmp_path / "b.txt")
    with database.reading() as session:
        [now] = attachments.list(session, "tickets", ticket)
        [before] = attachments.earlier_versions(session, added)
        assert (now.id, now.name, now.earlier, before.name) == (added, "b.txt", 1, "a.txt")
        assert attachments.open(session, added).read() == b"second"
        assert attachments.open_content(session, before.hash).read() == b"first"
        assert [hit.id for hit in search.find(session, "zebra").hits] == [ticket]
        assert search.find(session, "first").hits == []
    with database.writing() as session:
        attachments.remove(session, added)
    assert check(database) == []


def test_a_file_is_renamed_and_keeps_its_ending(database: Database, ticket: int, tmp_path: Path) -> None:
    with database.writing() as session:
        added = attachments.add(session, "tickets", ticket, _file(tmp_path, "x"))
        attachments.rename(session, added, " Invoice  May ")
    with database.reading() as session:
        assert [one.name for one in attachments.list(session, "tickets", ticket)] == ["Invoice May.txt"]
        assert [hit.id for hit in search.find(session, "invoice may").hits] == [ticket]


def test_a_large_file_can_be_stopped_and_leaves_nothing(database: Database, ticket: int, tmp_path: Path) -> None:
    (tmp_path / "in.bin").write_bytes(b"x" * blobs.CHUNK * 3)
    progress = Progress()
    progress.cancel()
    with pytest.raises(Stopped), database.writing() as session:
        attachments.add(session, "tickets", ticket, tmp_path / "in.bin", progress=progress)
    assert _stored(database) == 0


def test_it_is_told_in_history_and_found_by_its_name(database: Database, ticket: int, tmp_path: Path) -> None:
    (tmp_path / "Rechnung-4711.pdf").write_bytes(b"%PDF-")
    with database.writing() as session:
        attachments.add(session, "tickets", ticket, tmp_path / "Rechnung-4711.pdf")
    with database.reading() as session:
        newest = history.of(session, "tickets", ticket)[0]
        assert (newest.verb, newest.part, newest.field, newest.new) == ("added", "File", "Name", "Rechnung-4711.pdf")
        assert [hit.id for hit in search.find(session, "rechnung").hits] == [ticket]
        [listed] = attachments.list(session, "tickets", ticket)
    assert listed.media_type == "application/pdf"


def test_too_large_a_file_is_refused(
    database: Database, ticket: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(blobs, "LARGEST", 2 * 1024 * 1024)
    with (tmp_path / "large.iso").open("wb") as file:
        file.truncate(2 * 1024 * 1024 + 1)
    with pytest.raises(UserError, match="larger than 2 MB"), database.writing() as session:
        attachments.add(session, "tickets", ticket, tmp_path / "large.iso")
    with pytest.raises(UserError, match="can't be read"), database.writing() as session:
        attachments.add(session, "tickets", ticket, tmp_path / "absent.txt")
    assert _stored(database) == 0


def test_a_flipped_byte_is_seen(database: Database, ticket: int, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("right")
    with database.writing() as session:
        added = attachments.add(session, "tickets", ticket, tmp_path / "a.txt")
        session.execute(update(tables.blob_chunks).values(data=b"wrong"))
    with pytest.raises(Damaged), database.reading() as session:
        attachments.save_to(session, added, tmp_path / "out.txt")
    assert not (tmp_path / "out.txt").exists()
    assert [(finding.check, "a.txt" in finding.message) for finding in check(database)] == [("attachments", True)]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\x\\a.txt", "a.txt"),
        ("x" * 300 + ".pdf", "x" * 251 + ".pdf"),
        ("a\0b.txt", "ab.txt"),
    ],
)
def test_a_name_is_stored_as_data(database: Database, ticket: int, tmp_path: Path, name: str, expected: str) -> None:
    (tmp_path / "a").write_bytes(b"x")
    with database.writing() as session:
        attachments.add(session, "tickets", ticket, tmp_path / "a", name=name)
    with database.reading() as session:
        assert [one.name for one in attachments.list(session, "tickets", ticket)] == [expected]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("a:b?.txt", "a_b_.txt"),
        ("con", "_con"),
        ("LPT1.txt", "_LPT1.txt"),
        ("invoice\u202efdp.exe", "invoicefdp.exe"),
        ("...", "_"),
        ("ends. ", "ends"),
    ],
)
def test_a_name_is_safe_on_every_system(name: str, expected: str) -> None:
    assert attachments.safe_name(name) == expected
