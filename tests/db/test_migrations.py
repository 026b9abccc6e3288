"""Upgrades: the same tables as a new workspace has, a copy first, and whole or undone wherever they are killed."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psycopg
import pytest
from sqlalchemy import create_engine, inspect
from sqlalchemy.pool import StaticPool

from itdesk.areas import load_models
from itdesk.areas import registry as areas_registry
from itdesk.core.errors import NewerWorkspace, NotAWorkspace, Stopped, UserError
from itdesk.core.progress import Progress
from itdesk.db import postgres, sniff, sqlite
from itdesk.db.engine import create_workspace, open_database
from itdesk.db.migrations import HEAD, REVISIONS, first, upgrade
from tests.conftest import ROOT
from tests.db.making import made, make
from tests.db.sample_types import REGISTRY

CURE = "the tables changed: python -m itdesk.db.migrations.following writes the next migration"
LATER = [Path(__file__).parent / "later"]
AS_BEFORE = "SELECT count(*) FROM t_tickets WHERE state IN ('new', 'done')"
AS_AFTER = "SELECT count(*) FROM t_tickets t JOIN t_states s ON s.id = t.state_id WHERE s.name IN ('new', 'done')"


def test_every_revision_is_known() -> None:
    assert tuple(sorted(file.name[:4] for file in first.VERSIONS.glob("[0-9]*.py"))) == REVISIONS


def test_a_migrated_file_has_the_tables_of_a_new_one(tmp_path: Path) -> None:
    load_models()
    create_workspace(tmp_path / "new.itdesk", areas_registry(), name="Firm").close()
    connection = sqlite.connect(tmp_path / "migrated", mode="rwc")
    with sqlite.single_engine(connection).begin() as begun:
        upgrade.run(begun)
    connection.close()
    assert _of_file(tmp_path / "migrated") == _of_file(tmp_path / "new.itdesk"), CURE


def test_the_next_migration_is_written_from_the_tables(tmp_path: Path) -> None:
    """In a process of its own, since the metadata gets a kind that the app doesn't have."""
    program = (
        "import sys; from pathlib import Path; from sqlalchemy import Column, Sequence, String, Table;"
        "from itdesk.db.base import Base, Key; from itdesk.db.types import Instant;"
        "from itdesk.db.migrations import following;"
        "Table('gadgets', Base.metadata, Column('id', Key, primary_key=True), Column('name', String(40), index=True),"
        " Column('bought_at', Instant));"
        "Sequence('number_gadgets', start=1001, metadata=Base.metadata);"
        "print(following.write('Gadgets are kept', Path(sys.argv[1])))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, str(tmp_path)], cwd=ROOT, timeout=60, capture_output=True, text=True, check=True
    )
    page = Path(done.stdout.strip()).read_text()
    assert 'op.create_table("gadgets"' in page.replace("'", '"')
    assert "ix_gadgets_name" in page
    assert "types.Instant()" in page
    assert "CREATE SEQUENCE number_gadgets START WITH 1001" in page
    assert page.count("op.create_table") == 1
    compile(page, "page", "exec")


def test_a_file_made_after_a_servers_workspace_has_every_key(postgres_url: str, tmp_path: Path) -> None:
    load_models()
    create_workspace(tmp_path / "before.itdesk", areas_registry(), name="Firm").close()
    create_workspace(postgres_url, areas_registry(), name="Firm").close()
    create_workspace(tmp_path / "after.itdesk", areas_registry(), name="Firm").close()
    assert _of_file(tmp_path / "after.itdesk") == _of_file(tmp_path / "before.itdesk")


def _of_file(path: Path) -> dict[str, list[str]]:
    connection = sqlite.connect(path)
    rows = connection.execute("SELECT type, name, tbl_name, sql FROM sqlite_master").fetchall()
    connection.close()
    # the tables of these tests may be loaded as well, and are none of the app's
    # a table's constraints come in no order
    return {
        f"{kind} {name}": sorted("".join(part.split()).rstrip(",)") for part in (sql or "").split("CONSTRAINT"))
        for kind, name, table, sql in rows
        if table[:2] not in ("t_", "u_", "sq")
    }


def test_a_migrated_server_has_the_tables_of_a_new_one(postgres_server: Any) -> None:
    load_models()
    new, migrated = postgres_server.create(), postgres_server.create()
    create_workspace(new, areas_registry(), name="Firm").close()
    postgres.prepare(migrated)
    engine = create_engine("postgresql+psycopg://", creator=lambda: psycopg.connect(**postgres.settings(migrated)))
    with engine.begin() as begun:
        upgrade.run(begun)
    engine.dispose()
    assert _of_server(migrated) == _of_server(new), CURE


def _of_server(url: str) -> dict[str, Any]:
    engine = create_engine("postgresql+psycopg://", creator=lambda: psycopg.connect(**postgres.settings(url)))
    asked = inspect(engine)
    found: dict[str, Any] = {}
    for table in asked.get_table_names(schema="app"):
        if table[:2] not in ("t_", "u_"):
            columns = [
                (c["name"], str(c["type"]), c["nullable"], c["default"]) for c in asked.get_columns(table, "app")
            ]
            keys = sorted(map(str, asked.get_foreign_keys(table, "app")))
            indexes = sorted(map(str, asked.get_indexes(table, "app")))
            unique = sorted(map(str, asked.get_unique_constraints(table, "app")))
            found[table] = columns, keys, indexes, unique, asked.get_pk_constraint(table, "app")
    found["sequences"] = sorted(
        name for name in asked.get_sequence_names("app") if name.removeprefix("number_")[:2] not in ("t_", "u_")
    )
    with engine.connect() as connection:
        found["folded"] = connection.exec_driver_sql("SELECT folded('ÅNGSTRÖM')").scalar()
    engine.dispose()
    return found


@pytest.mark.parametrize("revision", REVISIONS[:-1])
def test_a_file_of_each_earlier_revision_becomes_a_new_one(tmp_path: Path, revision: str) -> None:
    load_models()
    create_workspace(tmp_path / "new.itdesk", areas_registry(), name="Firm").close()
    older = tmp_path / "older.itdesk"
    connection = sqlite.connect(older, mode="rwc")
    with sqlite.single_engine(connection).begin() as begun:
        upgrade.run(begun, (), revision)
    connection.close()
    assert _of_file(older) != _of_file(tmp_path / "new.itdesk")
    copy = upgrade.upgrade_file(older, patience=2, remote=False)
    assert copy is not None
    assert f"before update from {revision}" in copy.name
    assert _of_file(older) == _of_file(tmp_path / "new.itdesk")


@pytest.mark.parametrize("revision", REVISIONS[:-1])
def test_a_server_of_each_earlier_revision_becomes_a_new_one(postgres_server: Any, revision: str) -> None:
    load_models()
    new, older = postgres_server.create(), postgres_server.create()
    create_workspace(new, areas_registry(), name="Firm").close()
    postgres.prepare(older)
    with postgres.connect(postgres.settings(older)) as connection:
        connection.autocommit = False
        engine = create_engine("postgresql+psycopg://", creator=lambda: connection, poolclass=StaticPool)
        with engine.begin() as begun:
            begun.exec_driver_sql(f"SET LOCAL ROLE {postgres.owner_of(connection)}")
            upgrade.run(begun, (), revision)
    assert _of_server(older) != _of_server(new)
    with postgres.connect(postgres.settings(older)) as connection:
        assert upgrade.upgrade_server(connection) == "app_before_update"
    assert _of_server(older) == _of_server(new)


@pytest.fixture
def older(tmp_path: Path) -> Path:
    """A workspace of the revision before the one in `later`, with forty tickets."""
    database = create_workspace(tmp_path / "firm.itdesk", REGISTRY, name="Firm")
    with database.writing() as session:
        for number in range(40):
            make(session, "tickets", title=f"Ticket {number}", state="done" if number % 3 else "new")
    database.close()
    return tmp_path / "firm.itdesk"


def _count(path: Path, statement: str) -> int:
    connection = sqlite.connect(path)
    try:
        assert connection.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
        return int(connection.execute(statement).fetchone()[0])
    finally:
        connection.close()


def _upgrade(path: Path) -> Path | None:
    return upgrade.upgrade_file(path, patience=2, remote=False, later=LATER, head="next")


def test_a_copy_is_made_first(older: Path) -> None:
    copy = _upgrade(older)
    assert copy is not None
    assert copy.parent.name == "firm.itdesk-backups"
    assert _count(copy, AS_BEFORE) == 40
    assert _count(older, AS_AFTER) == 40
    assert _upgrade(older) is None


def test_stopped_while_it_is_copied_or_upgraded_it_is_as_it_was(older: Path) -> None:
    for steps in range(1, 6):  # copying, checking the copy and then the rest, each told at its end as well
        with pytest.raises(Stopped):
            upgrade.upgrade_file(older, patience=2, remote=False, later=LATER, head="next", progress=StoppedAt(steps))
        assert _count(older, AS_BEFORE) == 40
        assert not list(sniff.backups_of(older).glob(f"{upgrade._DRAFT}*"))
    assert _upgrade(older) is not None


class StoppedAt(Progress):
    """Stopped by a person at its nth step."""

    def __init__(self, steps: int) -> None:
        super().__init__()
        self._left = steps

    def step(self, done: int, of: int = 0, what: str = "") -> None:
        self._left -= 1
        if not self._left:
            self.cancel()
        super().step(done, of, what)


def test_without_room_for_the_copy_nothing_is_touched(older: Path) -> None:
    older.with_name("firm.itdesk-backups").write_text("in the way")
    before = older.read_bytes()
    with pytest.raises(UserError, match="copy before that can't be written"):
        _upgrade(older)
    assert older.read_bytes() == before


def _killed_at(path: Path, statement: int, *, alone: bool = False) -> bool:
    """Upgrade in a child that dies before its n-th statement; whether it died. alone: each statement stands by itself."""
    child = os.fork()
    if child == 0:
        try:
            left = [statement]

            def count(*_given: object) -> None:
                left[0] -= 1
                if left[0] < 0:
                    os.kill(os.getpid(), signal.SIGKILL)

            connect = sqlite.connect

            def traced(*given: Any, **named: Any) -> Any:
                connection = connect(*given, **named)
                connection.set_trace_callback(count)
                return connection

            sqlite.connect = traced
            if alone:
                sqlite.begin_on = lambda _connection, _words: None
            _upgrade(path)
            os._exit(0)
        finally:
            os._exit(1)
    _pid, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status) or os.WEXITSTATUS(status) == 0
    return os.WIFSIGNALED(status)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="forks to be killed")
@pytest.mark.parametrize("step", [7, pytest.param(1, marks=pytest.mark.long)])
def test_killed_before_any_statement_it_heals(
    older: Path, tmp_path: Path, step: int, record_property: Callable[[str, object], None]
) -> None:
    import alembic.command  # noqa: F401 -- loaded once, for all children

    statement = 0
    while True:
        folder = tmp_path / f"at {statement}"
        folder.mkdir()
        path = Path(shutil.copy(older, folder / "firm.itdesk"))
        died = _killed_at(path, statement)
        _upgrade(path)
        assert _count(path, AS_AFTER) == 40
        assert _count(path, "SELECT count(*) FROM sqlite_master WHERE name LIKE '_alembic_tmp%'") == 0
        for copy in path.with_name("firm.itdesk-backups").iterdir():
            assert _count(copy, AS_BEFORE) == 40
        shutil.rmtree(folder)
        if not died:
            break
        statement += step
    assert statement > 30
    record_property("kills", statement // step)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="forks to be killed")
def test_an_upgrade_whose_statements_stand_alone_gets_stuck(
    older: Path, tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    """The control: without one transaction around them a kill leaves what no later opening mends."""
    import alembic.command  # noqa: F401 -- loaded once, for all children

    stuck = 0
    for statement in range(0, 200, 5):
        path = Path(shutil.copy(older, tmp_path / f"at {statement}.itdesk"))
        if not _killed_at(path, statement, alone=True):
            break
        try:
            _upgrade(path)
        except Exception:  # noqa: BLE001 -- it is stuck, however that shows
            stuck += 1
            break
    assert stuck
    record_property("stuck", stuck)


@pytest.mark.long
@pytest.mark.skipif(shutil.which("strace") is None, reason="needs strace")
@pytest.mark.timeout(600)
def test_killed_at_any_write_it_heals(
    older: Path, tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    program = (
        "import sys; from pathlib import Path; from itdesk.db.migrations import upgrade;"
        "upgrade.upgrade_file(Path(sys.argv[1]), patience=2, remote=False, later=[Path(sys.argv[2])], head='next')"
    )
    calls = "pwrite64,unlink,fdatasync,fsync,rename"
    points = 0
    while True:
        folder = tmp_path / f"at {points}"
        folder.mkdir()
        path = Path(shutil.copy(older, folder / "firm.itdesk"))
        inject = f"inject={calls}:signal=KILL:when={points + 1}"
        command = ["strace", "-f", "-o", "/dev/null", "-e", f"trace={calls}", "-e", inject]
        command += [sys.executable, "-c", program, str(path), str(LATER[0])]
        killed = subprocess.run(command, cwd=ROOT, capture_output=True, check=False, timeout=60)
        _upgrade(path)
        assert _count(path, AS_AFTER) == 40
        if killed.returncode == 0:
            break
        shutil.rmtree(folder)
        points += 1
    assert points > 30
    record_property("kills at writes", points)


def _stamp(location: str, revision: str) -> None:
    if postgres.is_address(location):
        with psycopg.connect(**postgres.settings(location)) as connection:
            connection.execute("UPDATE alembic_version SET version_num = %s", (revision,))
            connection.execute("UPDATE workspace SET app_version = '9.8.7'")
        return
    bare = sqlite.connect(Path(location))
    bare.execute("UPDATE alembic_version SET version_num = ?", (revision,))
    bare.execute("UPDATE workspace SET app_version = '9.8.7'")
    bare.close()


def test_a_newer_workspace_is_refused_untouched(location: str) -> None:
    _stamp(location, "0999")
    is_file = not postgres.is_address(location)
    before = Path(location).read_bytes() if is_file else b""
    with pytest.raises(NewerWorkspace, match=r"itdesk 9\.8\.7; this is itdesk \d"):
        open_database(location, REGISTRY)
    if is_file:
        assert Path(location).read_bytes() == before
        assert [file.name for file in Path(location).parent.iterdir() if "backups" in file.name] == []


def test_a_newer_epoch_is_refused_before_any_table_is_read(tmp_path: Path) -> None:
    create_workspace(tmp_path / "firm.itdesk", REGISTRY, name="Firm").close()
    bare = sqlite.connect(tmp_path / "firm.itdesk")
    bare.execute("PRAGMA user_version=99")
    bare.execute("DROP TABLE alembic_version")
    bare.close()
    with pytest.raises(NewerWorkspace, match="a later itdesk"):
        open_database(tmp_path / "firm.itdesk", REGISTRY)


def test_a_server_is_upgraded_in_one_transaction(postgres_url: str) -> None:
    database = create_workspace(postgres_url, REGISTRY, name="Firm")
    for number in range(3):
        made(database, "tickets", title=f"Ticket {number}")
    database.close()
    with postgres.connect(postgres.settings(postgres_url)) as connection:
        copy = upgrade.upgrade_server(connection, later=LATER, head="next")
    with postgres.connect(postgres.settings(postgres_url)) as connection:
        assert copy == "app_before_update"
        assert connection.execute(AS_AFTER).fetchone()[0] == 3
        assert (
            connection.execute("SELECT count(*) FROM app_before_update.t_tickets WHERE state = 'new'").fetchone()[0]
            == 3
        )
        assert upgrade.upgrade_server(connection, later=LATER, head="next") is None
        owner = connection.execute("SELECT tableowner FROM pg_tables WHERE tablename = 't_states'").fetchone()[0]
        assert owner == postgres.owner_of(connection)
        assert connection.execute("SELECT rolcanlogin FROM pg_roles WHERE rolname = %s", (owner,)).fetchone() == (
            False,
        )


def test_a_failed_server_upgrade_changes_nothing(postgres_url: str, tmp_path: Path) -> None:
    create_workspace(postgres_url, REGISTRY, name="Firm").close()
    (tmp_path / "next_broken.py").write_text(
        f"from alembic import op\nrevision = 'next'\ndown_revision = '{HEAD}'\n"
        "def upgrade():\n    op.execute('DROP TABLE t_messages')\n    op.execute('SELECT 1/0')\n"
    )
    with postgres.connect(postgres.settings(postgres_url)) as connection, pytest.raises(Exception, match="division"):
        upgrade.upgrade_server(connection, later=[tmp_path], head="next")
    opened = open_database(postgres_url, REGISTRY)
    made(opened, "tickets", title="Works")
    opened.close()


def test_an_empty_database_is_no_workspace(postgres_url: str) -> None:
    with pytest.raises(NotAWorkspace, match="holds no workspace"):
        open_database(postgres_url, REGISTRY)


def test_opening_a_current_workspace_imports_no_alembic(tmp_path: Path) -> None:
    create_workspace(tmp_path / "firm.itdesk", REGISTRY, name="Firm").close()
    program = (
        "import sys; from itdesk.db.engine import open_database; from itdesk.core.registry import Registry;"
        "open_database(sys.argv[1], Registry([])).close();"
        "sys.exit(any(name.split('.')[0] in ('alembic', 'psycopg', 'keyring', 'reportlab') for name in sys.modules))"
    )
    subprocess.run([sys.executable, "-c", program, str(tmp_path / "firm.itdesk")], check=True, cwd=ROOT, timeout=60)
    assert REVISIONS[-1] == HEAD
