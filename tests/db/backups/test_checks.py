"""Every check sees the damage that it is for: done past the app, by plain SQL, on each engine that lets it happen."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import text

from itdesk.core.errors import Stopped
from itdesk.core.progress import Progress
from itdesk.core.registry import Registry
from itdesk.core.saved_views import SavedView
from itdesk.db import attachments, comments, links, sqlite, tags, views
from itdesk.db.backups import folder, heads, making
from itdesk.db.backups.manifest import Why
from itdesk.db.check import CHECKS, check, examine
from itdesk.db.engine import Database, create_workspace
from tests.db.making import begin, made, make
from tests.postgres_server import Server

_NAMES = (
    "uid, name, currency, locale, zone, fiscal_month, app_version, created_at, colour, tile, logo, switched_off, sample"
)
COPIED = f"INSERT INTO workspace (id, {_NAMES}) SELECT 1, {_NAMES} FROM workspace"  # noqa: S608 -- names of our own
BOTH = (
    ("required", "UPDATE t_people SET name = ''"),
    ("choices", "UPDATE t_tickets SET state = 'lost'"),
    ("identities", "UPDATE t_people SET uid = 'x'"),
    ("identities", "UPDATE t_people SET version = 0"),
    ("times", "UPDATE t_people SET updated_at = '2001-01-01T00:00:00.000000Z'"),
    ("numbers", "UPDATE t_tickets SET number = ''"),
    ("currencies", "UPDATE t_laptops SET cost = 10000, currency = NULL"),
    ("hanging", "UPDATE comments SET record_id = 999"),
    ("hanging", "UPDATE attachments SET kind = 'dragons'"),
    ("hanging", "UPDATE links SET to_id = 999"),
    ("tags", "UPDATE tags SET folded = ''"),
    ("meanings", "UPDATE links SET meaning = 'hates'"),
    ("meanings", "UPDATE links SET to_kind = from_kind, to_id = from_id"),
    ("mentions", "UPDATE mentions SET person_id = 999"),
    ("versions", "UPDATE attachment_versions SET attachment_id = 999"),
    ("own_fields", "INSERT INTO custom_values (field_id, record_id, word) VALUES (999, 1, 'x')"),
    ("views", "UPDATE views SET state = '[1'"),
    ("views", "UPDATE views SET kind = 'dragons'"),
    ("attachments", "UPDATE blobs SET size = size + 1"),
    ("attachments", "DELETE FROM blob_chunks"),
    ("contents", "DELETE FROM attachment_versions"),
    ("search", "DELETE FROM search_numbers; DELETE FROM search_entries WHERE kind = 'laptops'"),
    ("search", "UPDATE search_entries SET record_id = 999 WHERE kind = 'laptops'"),
    ("history", "DELETE FROM history WHERE kind = 'laptops'"),
    ("bin", "UPDATE t_laptops SET deleted_at = updated_at"),
    ("bin", "UPDATE history SET verb = 'deleted' WHERE kind = 'laptops' AND part IS NULL"),
    ("actors", "UPDATE history SET actor_id = 999"),
    ("operations", "DELETE FROM operations"),
    ("operations", "UPDATE operations SET undoes = 'never'"),
    ("change_log", "DELETE FROM change_log"),
    ("readable", "UPDATE history SET changes = '{'"),
    ("readable", "UPDATE history SET verb = 'sung'"),
    ("settings", "UPDATE alembic_version SET version_num = '0000'"),
    ("links", "UPDATE t_people SET deleted_at = updated_at"),
)
ON_A_FILE = (
    ("keys", "UPDATE t_laptops SET person_id = 999"),
    ("keys", "UPDATE record_tags SET tag_id = 999"),
    ("tags", "UPDATE record_tags SET tag_id = 999"),
    ("parts", "UPDATE t_messages SET ticket_id = 999"),
    ("lengths", "UPDATE t_makers SET name = printf('%200s', 'x')"),
    ("types", "UPDATE t_laptops SET bought_on = 'soon'"),
    ("types", "UPDATE t_laptops SET cost = 'much'"),
    ("types", "UPDATE t_laptops SET is_spare = 7"),
    ("index", "DELETE FROM search_numbers; DELETE FROM search_entries WHERE kind = 'laptops'"),
    ("index", "DELETE FROM search_grams_docsize WHERE id = 1"),
    ("change_log", "UPDATE sqlite_sequence SET seq = 0 WHERE name = 'change_log'"),
    ("settings", f"UPDATE workspace SET id = 2; {COPIED}"),  # noqa: S608 -- names of our own
)  # fmt: skip
ON_A_SERVER = (("index", "DELETE FROM search_grams"),)


_kept: dict[str, str] = {}  # by server, the workspace to copy


@pytest.fixture(params=["sqlite", "postgres"])
def location(
    request: pytest.FixtureRequest, registry: Registry, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """Where a workspace with something of everything lies: made once on each engine, and copied."""
    if request.param == "sqlite":
        kept = tmp_path_factory.getbasetemp() / "something-of-everything.itdesk"
        if not kept.exists():
            _fill(str(kept), registry, tmp_path)
        yield str(shutil.copy(kept, tmp_path / "firm.itdesk"))
        return
    server: Server = request.getfixturevalue("postgres_server")
    if server.address not in _kept:
        _kept[server.address] = server.create()
        _fill(_kept[server.address], registry, tmp_path)
    url = server.create(_kept[server.address])
    yield url
    server.drop(url)


def _fill(place: str, registry: Registry, folder: Path) -> None:
    (folder / "b.txt").write_text("newer")
    with closing(create_workspace(place, registry, name="Firm")) as database, database.writing() as session:
        begin(session, folder)
        make(session, "makers", name="Dell")
        comments.add(session, "tickets", 1, "Look at it, [@Åsa](person:1)")
        tags.put(session, "tickets", [1], ["urgent"])
        links.add(session, ("tickets", 1), "connected_to", ("laptops", 1))
        attachments.replace(session, 1, folder / "b.txt")
        views.save(session, SavedView("tickets", "Mine", {"columns": ["title"]}))


@pytest.fixture
def rich(database: Database) -> Database:
    return database


def damage(database: Database, statements: str) -> None:
    if database.path is None:
        with database.writing() as session:
            for one in statements.split("; "):
                session.connection().execute(text(one))
        return
    with closing(sqlite.connect(database.path)) as connection:
        connection.execute("PRAGMA foreign_keys=OFF")
        for one in statements.split("; "):
            connection.execute(one)


def test_a_whole_workspace_has_no_findings(rich: Database) -> None:
    assert check(rich) == []


@pytest.mark.parametrize(("name", "statements"), BOTH)
def test_damage_is_named(rich: Database, name: str, statements: str) -> None:
    damage(rich, statements)
    found = [one for one in check(rich) if one.check == name]
    assert found
    assert found[0].message.strip("{}") == found[0].message
    assert found[0].number >= 1


@pytest.mark.parametrize("location", ["sqlite"], indirect=True)  # a server keeps this by itself
@pytest.mark.parametrize(("name", "statements"), ON_A_FILE)
def test_damage_that_a_server_refuses(rich: Database, name: str, statements: str) -> None:
    damage(rich, statements)
    assert name in {one.check for one in check(rich)}


@pytest.mark.parametrize("location", ["postgres"], indirect=True)  # a file's index is another
@pytest.mark.parametrize(("name", "statements"), ON_A_SERVER)
def test_damage_of_a_server(rich: Database, name: str, statements: str) -> None:
    damage(rich, statements)
    assert name in {one.check for one in check(rich)}


def test_pages_of_a_file(rich: Database, tmp_path: Path) -> None:
    from itdesk.db.engine import open_database
    from tests.db.sample_types import REGISTRY

    if rich.path is None:
        pytest.skip("a server's file isn't ours to damage")
    found = making.make(rich, [tmp_path / "b"], Why.BY_HAND).backup.path
    with closing(sqlite.connect(found)) as connection:
        (page,) = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = 'ix_history_record'").fetchone()
        (size,) = connection.execute("PRAGMA page_size").fetchone()
    with found.open("rb+") as file:
        file.seek((page - 1) * size)
        file.write(b"\xff" * size)
    with closing(open_database(found, REGISTRY, read_only=True)) as torn:
        assert "file" in {one.check for one in check(torn)}


def test_history_that_was_altered_is_told_by_a_backup(rich: Database, tmp_path: Path) -> None:
    making.make(rich, [tmp_path / "b"], Why.BY_HAND)
    kept = heads.known(folder.listed([tmp_path / "b"]))
    assert examine(rich, kept=kept).findings == ()
    damage(rich, "UPDATE history SET at = '2020-01-01T00:00:00.000000Z' WHERE id = 2")
    by_backup, by_itself = examine(rich, kept=kept).findings
    assert (by_backup.check, by_backup.number, by_itself.check) == ("chain", 1, "chain")
    assert "1 of 1 backups" in by_backup.message


def test_it_can_be_stopped_and_looks_at_everything(rich: Database) -> None:
    assert len(CHECKS) >= 26
    assert len({one.name for one in CHECKS}) == len(CHECKS)
    tried = {name for name, _sql in (*BOTH, *ON_A_FILE, *ON_A_SERVER)} | {"file", "chain", "rules"}
    assert {one.name for one in CHECKS} == tried
    steps = Progress()
    examine(rich, steps)
    assert (steps.done, steps.of) == (len(CHECKS) - 1, len(CHECKS))
    steps.cancel()
    with pytest.raises(Stopped):
        examine(rich, steps)
    assert made(rich, "makers", name="Still at work")
