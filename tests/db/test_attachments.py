"""Attached files: streamed in and out, stored once, checked."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import func, select, update

from itdesk.core.errors import Damaged, UserError
from itdesk.db import attachments, history, search, tables
from itdesk.db.check import check
from itdesk.db.engine import Database
from tests.db.making import made


@pytest.fixture
def ticket(database: Database) -> int:
    return made(database, "tickets", title="Printer")


def _stored(database: Database) -> int:
    with database.reading() as session:
        return session.execute(select(func.count()).select_from(tables.blobs)).scalar_one()


@pytest.mark.parametrize("size", [0, 1, attachments.CHUNK, attachments.CHUNK * 2 + 7])
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
        for at in (attachments.CHUNK - 3, 5, len(content) - 2):
            stream.seek(at)
            assert stream.read(6) == content[at : at + 6]


def test_one_content_is_stored_once_and_goes_with_its_last_use(database: Database, ticket: int, tmp_path: Path) -> None:
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
    monkeypatch.setattr(attachments, "LARGEST", 2 * 1024 * 1024)
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
