"""Everything out of a workspace and into an empty one: from a file to a server and back, nothing is lost or added."""

from __future__ import annotations

import json
import zipfile
from contextlib import closing
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from itdesk.core.errors import Damaged, NewerWorkspace, Stopped, UserError
from itdesk.core.progress import Progress
from itdesk.db import attachments, comments, history, links, records, search, tags
from itdesk.db.check import check
from itdesk.db.engine import Database, create_workspace, open_database
from itdesk.db.whole.reading import import_all
from itdesk.db.whole.writing import export_all
from tests.db.making import made, make
from tests.db.sample_types import REGISTRY, Message


def fill(database: Database, folder: Path) -> None:
    """Something of everything, with texts and bytes that are easily lost."""
    (folder / "a.bin").write_bytes(bytes(range(256)) * 2000)
    with database.writing() as session:
        asa = make(session, "people", name="Åsa “𝒳” — نص")
        ticket = make(session, "tickets", title="Printer “3”", person=asa)
        session.add(Message(ticket_id=ticket, body="in tray two\r\n\tand \u2028 three"))
        make(
            session, "laptops", name="XPS", tag="L-1", person=asa, cost=Decimal("1234.5678"), currency="EUR",
            bought_on=date(2024, 2, 29), is_spare=True,
        )  # fmt: skip
        attachments.add(session, "tickets", ticket, folder / "a.bin")
        comments.add(session, "tickets", ticket, "Look, [@Åsa](person:1)")
        tags.put(session, "tickets", [ticket], ["urgent"])
        links.add(session, ("tickets", ticket), "connected_to", ("laptops", 1))
    with database.writing() as session:
        records.delete(session, "laptops", 1)


def test_from_a_file_to_a_server_and_back(tmp_path: Path, postgres_url: str) -> None:
    create_workspace(tmp_path / "a.itdesk", REGISTRY, name="Firm").close()
    with closing(open_database(tmp_path / "a.itdesk", REGISTRY)) as first:
        fill(first, tmp_path)
        told = export_all(first, tmp_path / "a.zip")
    assert import_all(tmp_path / "a.zip", postgres_url, REGISTRY)["uid"] == told["uid"]
    with closing(open_database(postgres_url, REGISTRY)) as second:
        assert check(second) == []
        there = export_all(second, tmp_path / "b.zip")
        following = made(second, "tickets", title="After the move")
        with second.reading() as session:
            assert records.draft(session, "tickets", following).values["number"] == "HD-1002"
            assert [hit.kind for hit in search.find(session, "tray").hits] == ["tickets"]
    import_all(tmp_path / "b.zip", tmp_path / "c.itdesk", REGISTRY)
    with closing(open_database(tmp_path / "c.itdesk", REGISTRY)) as third:
        assert check(third) == []
        back = export_all(third, tmp_path / "c.zip")
        with third.reading() as session:
            [file] = attachments.list(session, "tickets", 1)
            assert attachments.open(session, file.id).read() == bytes(range(256)) * 2000
            assert [line.verb for line in history.of(session, "tickets", 1)][-1] == "created"
        following = made(third, "tickets", title="After the way back")
        with third.reading() as session:
            assert records.draft(session, "tickets", following).values["number"] == "HD-1002"
    for name in ("tables", "uid", "name", "numbers", "revision"):
        assert told[name] == there[name] == back[name]
    assert told["tables"]["t_tickets"]["rows"] == 1


def test_one_byte_more_or_less_is_found(database: Database, tmp_path: Path) -> None:
    fill(database, tmp_path)
    export_all(database, tmp_path / "a.zip")
    with zipfile.ZipFile(tmp_path / "a.zip") as opened:
        held = {name: opened.read(name) for name in opened.namelist()}
    lines = held["tables/t_people.jsonl"]
    content = next(name for name in held if name.startswith("contents/"))
    broken = (
        {"tables/t_people.jsonl": lines.replace(b"XX", b"YY").replace("Åsa".encode(), b"Asa")},
        {"tables/t_people.jsonl": b""},
        {"tables/t_people.jsonl": lines + lines.replace(b'"id":1,', b'"id":2,').replace(b'"uid":"', b'"uid":"f')},
        {"tables/t_people.jsonl": b'{"id":1,"nonsense":2}\n'},
        {content: held[content][:-1]},
        {"manifest.json": b"{}"},
    )
    for number, changed in enumerate(broken):
        with zipfile.ZipFile(tmp_path / f"{number}.zip", "w") as archive:
            for name, data in (held | changed).items():
                archive.writestr(name, data)
        with pytest.raises((Damaged, UserError)):
            import_all(tmp_path / f"{number}.zip", tmp_path / f"{number}.itdesk", REGISTRY)
        assert not (tmp_path / f"{number}.itdesk").exists()
    assert not list(tmp_path.glob(".*"))


def test_of_another_version_or_onto_something(database: Database, tmp_path: Path) -> None:
    export_all(database, tmp_path / "a.zip")
    with pytest.raises(UserError, match="there already"):
        export_all(database, tmp_path / "a.zip")
    (tmp_path / "full.itdesk").write_text("precious")
    with pytest.raises(UserError, match="there already"):
        import_all(tmp_path / "a.zip", tmp_path / "full.itdesk", REGISTRY)
    assert (tmp_path / "full.itdesk").read_text() == "precious"
    with zipfile.ZipFile(tmp_path / "a.zip") as opened:
        manifest = json.loads(opened.read("manifest.json"))
    with zipfile.ZipFile(tmp_path / "b.zip", "w") as archive:
        archive.writestr("manifest.json", json.dumps(manifest | {"revision": "9999"}))
    with pytest.raises(NewerWorkspace):
        import_all(tmp_path / "b.zip", tmp_path / "b.itdesk", REGISTRY)
    (tmp_path / "c.zip").write_text("no archive")
    with pytest.raises(Damaged):
        import_all(tmp_path / "c.zip", tmp_path / "c.itdesk", REGISTRY)


def test_a_database_that_holds_something_stays_as_it_is(database: Database, location: str, tmp_path: Path) -> None:
    made(database, "people", name="Precious")
    export_all(database, tmp_path / "a.zip")
    with pytest.raises(UserError):
        import_all(tmp_path / "a.zip", location, REGISTRY)
    assert check(database) == []


def test_once_stopped_nothing_stays(database: Database, tmp_path: Path) -> None:
    stopped = Progress()
    stopped.cancel()
    with pytest.raises(Stopped):
        export_all(database, tmp_path / "a.zip", stopped)
    export_all(database, tmp_path / "b.zip")
    with pytest.raises(Stopped):
        import_all(tmp_path / "b.zip", tmp_path / "b.itdesk", REGISTRY, stopped)
    assert sorted(one.name for one in tmp_path.iterdir() if "b.zip" not in one.name and "firm" not in one.name) == []
