"""What bad luck gets: each fault of disk, lock, file or server ends in its sentence, with nothing lost and nothing doubled."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import threading
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from itdesk.core import errors
from itdesk.core.errors import (
    Busy,
    ChangedElsewhere,
    Damaged,
    Invalid,
    NoSpace,
    NotAWorkspace,
    ReadOnlyWorkspace,
    Unreachable,
    UserError,
)
from itdesk.db import lists, records, sqlite
from itdesk.db.check import CHECKS, check
from itdesk.db.engine import Database, create_workspace, open_database
from itdesk.db.filelock import FairLock
from tests.conftest import ROOT
from tests.db.making import made, make
from tests.db.proxy import Proxy
from tests.db.sample_types import REGISTRY, Laptop, Maker, Ticket

AS_ROOT = hasattr(os, "geteuid") and os.geteuid() == 0


def _count(database: Database, kind: str = "tickets") -> int:
    with database.reading() as session:
        return lists.count(session, lists.ListSpec(kind, ("id",)))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A workspace file with one ticket, closed."""
    database = create_workspace(tmp_path / "firm.itdesk", REGISTRY, name="Firm")
    made(database, "tickets", title="There before")
    database.close()
    return tmp_path / "firm.itdesk"


@pytest.fixture
def opened(path: Path) -> Iterator[Database]:
    """The same, open, with little patience."""
    database = open_database(path, REGISTRY, patience=0.2)
    yield database
    database.close()


# what a file is


def _png(target: Path) -> None:
    target.write_bytes(b"\x89PNG\r\n\x1a\n" + b"\0" * 100)


def _xlsx(target: Path) -> None:
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("xl/workbook.xml", "<x/>")


def _other_sqlite(target: Path) -> None:
    connection = sqlite.connect(target, mode="rwc")
    connection.execute("CREATE TABLE t (a)")
    connection.close()


FILES = {
    "a PDF document": lambda target: target.write_bytes(b"%PDF-1.7\n"),
    "a picture": _png,
    "an Excel spreadsheet": _xlsx,
    "a text file": lambda target: target.write_text("hello"),
    "a table as text": lambda target: target.write_text("a;b;c\n1;2;3\n"),
    "a web page": lambda target: target.write_text("<!DOCTYPE html><p>"),
    "a JSON file": lambda target: target.write_text('{"a": 1}'),
    "a database of another program": _other_sqlite,
    "an empty file": lambda target: target.touch(),
    "a folder": lambda target: target.mkdir(),
    "a damaged ZIP archive": lambda target: target.write_bytes(b"PK\x03\x04 torn"),
    "doesn't know": lambda target: target.write_bytes(bytes(range(256))),
    "There is no file": lambda _target: None,
}


@pytest.mark.parametrize("what", FILES)
def test_a_file_that_is_no_workspace_is_named_for_what_it_is(tmp_path: Path, what: str) -> None:
    FILES[what](tmp_path / "firm.itdesk")
    before = [(file.name, file.stat().st_size) for file in tmp_path.iterdir()]
    with pytest.raises(NotAWorkspace, match=what):
        open_database(tmp_path / "firm.itdesk", REGISTRY)
    assert [(file.name, file.stat().st_size) for file in tmp_path.iterdir()] == before


def test_a_missing_folder_is_told_from_a_missing_file(tmp_path: Path) -> None:
    with pytest.raises(NotAWorkspace, match="There is no folder"):
        open_database(tmp_path / "absent" / "firm.itdesk", REGISTRY)
    with pytest.raises(UserError, match="There is no folder"):
        create_workspace(tmp_path / "absent" / "firm.itdesk", REGISTRY, name="Firm")


def test_a_new_workspace_overwrites_nothing(path: Path) -> None:
    before = path.read_bytes()
    with pytest.raises(UserError, match="there already"):
        create_workspace(path, REGISTRY, name="Firm")
    assert path.read_bytes() == before
    assert sorted(file.name for file in path.parent.iterdir() if file.name.startswith(".")) == []


@pytest.mark.parametrize(
    ("settings", "field"),
    [
        ({"name": " "}, "name"),
        ({"currency": "pounds"}, "currency"),
        ({"zone": "Moon/Base"}, "zone"),
        ({"fiscal_month": 13}, "fiscal_month"),
    ],
)
def test_settings_that_make_no_sense_are_refused(tmp_path: Path, settings: dict[str, Any], field: str) -> None:
    with pytest.raises(UserError) as caught:
        create_workspace(tmp_path / "firm.itdesk", REGISTRY, **{"name": "Firm", **settings})
    assert caught.value.field == field
    assert list(tmp_path.iterdir()) == []


# damage


def _use(path: Path) -> set[str]:
    """Open and read everything; the checks that found something."""
    database = open_database(path, REGISTRY, patience=0.2)
    try:
        _count(database)
        return {finding.check for finding in check(database)}
    finally:
        database.close()


def _sealed(target: Path) -> Path:
    """Make the file say that it is a workspace."""
    with target.open("r+b") as file:
        file.seek(68)
        file.write(b"iTD1")
    return target


def test_fuzzed_files_are_named_and_left_alone(real_data: Path, tmp_path: Path) -> None:
    files = sorted((real_data / "11_malformed" / "sqlite-fuzz").glob("*.sqlite"))
    assert files
    for file in files:
        copy = Path(shutil.copy(file, tmp_path / file.name))
        with pytest.raises((NotAWorkspace, Damaged)):
            open_database(copy, REGISTRY)
        assert copy.read_bytes() == file.read_bytes()
        _sealed(copy)
        with pytest.raises((NotAWorkspace, Damaged)):
            open_database(copy, REGISTRY)


@pytest.mark.parametrize("keep", [50, 99, 100, 512, 4096, 5000, 40_000])
def test_a_file_cut_short_is_damaged(path: Path, keep: int) -> None:
    with path.open("r+b") as file:
        file.truncate(keep)
    try:
        assert "file" in _use(path)
    except (Damaged, NotAWorkspace):
        return


def test_zeroed_and_scrambled_pages_never_end_in_a_traceback(path: Path, tmp_path: Path) -> None:
    whole = path.read_bytes()
    outcomes: set[str] = set()
    for page in range(1, len(whole) // 4096, 41):  # the run of faults damages far more places
        for filler in (b"\0" * 4096, b"\xa5" * 4096):
            copy = tmp_path / f"{page}.itdesk"
            copy.write_bytes(whole[: page * 4096] + filler + whole[(page + 1) * 4096 :])
            try:
                outcomes |= _use(copy)
            except UserError as error:
                outcomes.add(type(error).__name__)
            copy.unlink()
    assert {"Damaged", "file"} <= outcomes
    assert outcomes <= {"Damaged", *(one.name for one in CHECKS)}


# locks, disks, rights


_HOLDER = """
import sys
from pathlib import Path
from itdesk.db import sqlite
held = sqlite.connect(Path(sys.argv[1]))
held.execute("BEGIN IMMEDIATE")
print("held", flush=True)
sys.stdin.readline()
"""


@pytest.fixture
def other_writer(path: Path) -> Iterator[subprocess.Popen[str]]:
    """Another process that is in the middle of writing, past our queue."""
    other = subprocess.Popen(
        [sys.executable, "-c", _HOLDER, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT
    )
    assert other.stdout is not None
    assert other.stdout.readline() == "held\n"
    yield other
    other.kill()
    other.communicate()


def test_somebody_elses_long_write_is_told(opened: Database, other_writer: subprocess.Popen[str]) -> None:
    with pytest.raises(Busy, match="Somebody else is writing"):
        made(opened, "tickets", title="Waits")
    assert _count(opened) == 1  # reading goes on
    other_writer.communicate("done\n")
    made(opened, "tickets", title="Now")
    assert _count(opened) == 2


def test_the_queue_has_an_end(opened: Database, path: Path) -> None:
    other = FairLock(path.with_name(path.name + "-lock"), 1)
    with other.held(), pytest.raises(Busy):
        made(opened, "tickets", title="Waits")
    made(opened, "tickets", title="Now")
    other.close()
    assert _count(opened) == 2


def test_threads_write_one_after_another(opened: Database) -> None:
    opened._lock = FairLock(opened.path.with_name("firm.itdesk-lock"), 20) if opened.path else None
    failures: list[BaseException] = []

    def work() -> None:
        try:
            for number in range(15):
                made(opened, "tickets", title=f"Ticket {number}")
        except BaseException as error:
            failures.append(error)
            raise

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    with opened.reading() as session:
        numbers = [row[1] for row in lists.page(session, lists.ListSpec("tickets", ("number",), sort=("number",))).rows]
    assert numbers == [f"HD-{1001 + number}" for number in range(61)]


_WRITER = """
import sys
from itdesk.db.engine import open_database
from tests.db.making import made
from tests.db.sample_types import REGISTRY
database = open_database(sys.argv[1], REGISTRY)
for number in range(int(sys.argv[2])):
    made(database, "tickets", title=f"Ticket {number}")
database.close()
"""


def test_processes_write_one_after_another(path: Path) -> None:
    command = [sys.executable, "-c", _WRITER, str(path), "25"]
    writers = [subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE) for _ in range(3)]
    for writer in writers:
        _out, said = writer.communicate(timeout=60)
        assert writer.returncode == 0, said.decode()
    database = open_database(path, REGISTRY)
    with database.reading() as session:
        numbers = [row[1] for row in lists.page(session, lists.ListSpec("tickets", ("number",), sort=("number",))).rows]
    assert numbers == [f"HD-{1001 + number}" for number in range(76)]
    assert check(database) == []
    database.close()


def test_a_writer_inside_a_writer_is_a_bug(opened: Database) -> None:
    with pytest.raises(RuntimeError, match="inside"), opened.writing(), opened.writing():
        raise AssertionError("never here")


def test_a_read_only_file_opens_for_reading_and_says_so(path: Path) -> None:
    path.chmod(0o444)
    before = path.read_bytes()
    database = open_database(path, REGISTRY)
    assert database.read_only
    assert "read-only" in database.why_read_only
    assert _count(database) == 1
    with pytest.raises(ReadOnlyWorkspace, match="reading only"):
        made(database, "tickets", title="No")
    database.close()
    assert path.read_bytes() == before


@pytest.mark.skipif(not AS_ROOT or sys.platform != "linux", reason="mounts a disk of its own")
def test_a_read_only_disk_opens_for_reading(path: Path, tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "none", str(disk)], check=False, capture_output=True).returncode:
        pytest.skip("mounting is not allowed here")
    try:
        shutil.copy(path, disk / "firm.itdesk")
        subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)
        database = open_database(disk / "firm.itdesk", REGISTRY)
        assert database.read_only
        assert _count(database) == 1
        database.close()
    finally:
        subprocess.run(["umount", str(disk)], check=True)


@pytest.mark.skipif(not AS_ROOT or sys.platform != "linux", reason="mounts a disk of its own")
def test_a_full_disk_loses_nothing(path: Path, tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = ["mount", "-t", "tmpfs", "-o", "size=3m", "none", str(disk)]
    if subprocess.run(mounted, check=False, capture_output=True).returncode:
        pytest.skip("mounting is not allowed here")
    try:
        shutil.copy(path, disk / "firm.itdesk")
        database = open_database(disk / "firm.itdesk", REGISTRY)
        stored = _fill_up(database)
        assert _count(database, "laptops") == stored
        with pytest.raises(UserError, match=r"can't be written|disk is full"):
            create_workspace(disk / "other.itdesk", REGISTRY, name="Other")
        assert sorted(file.name for file in disk.iterdir() if "other" in file.name) == []
        database.close()
        database = open_database(disk / "firm.itdesk", REGISTRY)
        assert _count(database, "laptops") == stored
        assert check(database) == []
        database.close()
    finally:
        subprocess.run(["umount", str(disk)], check=True)


def _fill_up(database: Database) -> int:
    """Save until the disk is full; how many were saved."""
    for stored in range(1000):
        try:
            made(database, "laptops", name=f"Laptop {stored}", notes="words " * 10_000)
        except NoSpace:
            return stored
    raise AssertionError("the disk did not fill up")


def test_a_file_that_may_not_grow_is_a_full_disk(opened: Database) -> None:
    def fill(session: Any) -> None:
        session.connection().exec_driver_sql("PRAGMA max_page_count=1")  # SQLite takes the present size instead
        for number in range(50):
            make(session, "laptops", name=f"Laptop {number}", notes="words " * 1000)

    with pytest.raises(NoSpace):
        opened.write(fill)
    assert _count(opened, "laptops") == 0


def test_a_local_file_is_durable(opened: Database) -> None:
    with opened.writing() as session:
        assert session.connection().exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"
        assert session.connection().exec_driver_sql("PRAGMA synchronous").scalar() == 2
        assert session.connection().exec_driver_sql("PRAGMA foreign_keys").scalar() == 1


def _save_in_child(path: Path, statement: int) -> bool:
    """Save a ticket in a child that is killed before its n-th statement; whether it was."""
    child = os.fork()
    if child == 0:
        try:
            database = open_database(path, REGISTRY)
            left = [statement]

            def count(*_given: object) -> None:
                left[0] -= 1
                if left[0] < 0:
                    os.kill(os.getpid(), signal.SIGKILL)

            assert database._writer is not None
            pooled = database._writer.raw_connection()
            pooled.driver_connection.set_trace_callback(count)
            pooled.close()
            made(database, "tickets", title="All or nothing")
            os._exit(0)
        finally:
            os._exit(1)
    _pid, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status) or os.WEXITSTATUS(status) == 0
    return os.WIFSIGNALED(status)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="forks to be killed")
def test_killed_in_the_middle_of_saving_it_is_all_or_nothing(path: Path) -> None:
    stored, statement = 1, 0
    while _save_in_child(path, statement):
        database = open_database(path, REGISTRY)
        assert _count(database) == stored
        assert statement % 4 or check(database) == []  # the run of faults does so far more often
        database.close()
        statement += 1
    assert statement > 5
    database = open_database(path, REGISTRY)
    assert _count(database) == stored + 1
    assert check(database) == []
    database.close()


# values


def test_ten_megabytes_in_a_title_are_refused(database: Database) -> None:
    with pytest.raises(Invalid, match="255 characters"):
        made(database, "tickets", title="x" * 10_000_000)


def test_constraints_that_nothing_checked_before_name_the_field(database: Database) -> None:
    with database.writing() as session:
        make(session, "laptops", name="XPS", tag="T-1")
    with pytest.raises(Invalid) as caught, database.writing() as session:
        session.add(Laptop(name="Other", tag="T-1"))
    assert [(one.field, one.message) for one in caught.value.problems] == [
        ("tag", "Tag is already used by another record.")
    ]
    with pytest.raises(Invalid) as caught, database.writing() as session:
        session.add(Laptop(name=None))
    assert [one.field for one in caught.value.problems] == ["name"]
    with pytest.raises(Invalid, match="linked with another one"), database.writing() as session:
        session.add(Laptop(name="XPS", maker_id=99))
    assert _count(database, "laptops") == 1


def test_a_bug_stays_a_bug(database: Database) -> None:
    with pytest.raises(Exception, match="absent") as caught, database.reading() as session:
        session.execute(text("SELECT absent FROM nowhere"))
    assert not isinstance(caught.value, UserError)


def test_a_reading_session_can_not_write(database: Database) -> None:
    def add(session: Any) -> None:
        session.add(Maker(name="Dell"))
        session.flush()

    with pytest.raises(RuntimeError, match="reading"), database.reading() as session:
        add(session)
    with pytest.raises(ReadOnlyWorkspace), database.reading() as session:
        session.execute(text("DELETE FROM t_makers"))


# servers


def test_a_password_does_not_belong_into_an_address() -> None:
    with pytest.raises(UserError, match="password"):
        open_database("postgresql://me:secret@localhost/firm", REGISTRY)
    with pytest.raises(UserError, match="names no database"):
        open_database("postgresql://me@localhost", REGISTRY)
    with pytest.raises(UserError, match="doesn't use: options"):
        open_database("postgresql://me@localhost/firm?options=-c%20x=y", REGISTRY)


def test_a_server_that_is_not_there(postgres_server: Any) -> None:
    with pytest.raises(Unreachable, match="can't be reached"):
        open_database("postgresql://postgres@127.0.0.1:9/firm", REGISTRY)
    with pytest.raises(NotAWorkspace, match="There is no database absent"):
        open_database(postgres_server.url("absent"), REGISTRY)


@pytest.fixture
def cuttable(postgres_url: str) -> Iterator[tuple[Database, Proxy]]:
    """A server's workspace behind a cable that can be cut."""
    create_workspace(postgres_url, REGISTRY, name="Firm").close()
    with Proxy(postgres_url) as proxy:
        database = open_database(proxy.url, REGISTRY)
        made(database, "tickets", title="There before")
        yield database, proxy
        proxy.mend()
        database.close()


@pytest.mark.parametrize(
    ("forwarded", "silently"),
    [(False, False), (True, False), (False, True)],
    ids=["commit lost", "answer lost", "the server waits"],
)
def test_a_commit_without_an_answer_is_stored_once(
    cuttable: tuple[Database, Proxy], forwarded: bool, silently: bool
) -> None:
    database, proxy = cuttable
    draft = records.blank(REGISTRY, "tickets")
    draft.values["title"] = "Once"
    proxy.cut_at(b"COMMIT", forward=forwarded, silently=silently)
    made_id = database.write(lambda session: records.save(session, draft))
    assert proxy.cuts == 1
    assert _count(database) == 2
    with database.reading() as session:
        assert records.title_of(session, "tickets", made_id) == "Once"
    assert check(database) == []


@pytest.mark.parametrize("forwarded", [False, True], ids=["commit lost", "answer lost"])
def test_even_what_has_no_uid_of_its_own_is_stored_once(cuttable: tuple[Database, Proxy], forwarded: bool) -> None:
    database, proxy = cuttable
    proxy.cut_at(b"COMMIT", forward=forwarded)
    database.write(lambda session: session.add(Maker(name="Dell")))
    assert _count(database, "makers") == 1


@pytest.mark.parametrize("forwarded", [False, True], ids=["commit lost", "answer lost"])
def test_writing_tells_the_truth_about_its_commit(cuttable: tuple[Database, Proxy], forwarded: bool) -> None:
    database, proxy = cuttable
    told: list[frozenset[str]] = []
    database.on_change(told.append)
    proxy.cut_at(b"COMMIT", forward=forwarded)
    if forwarded:
        made(database, "tickets", title="Kept")
        assert _count(database) == 2
    else:
        with pytest.raises(Unreachable, match="broke before it confirmed"):
            made(database, "tickets", title="Lost")
        assert _count(database) == 1
    assert len(told) == forwarded


def test_a_cable_pulled_in_the_middle_is_told_and_mended(cuttable: tuple[Database, Proxy]) -> None:
    database, proxy = cuttable
    proxy.cut_at(b"INSERT", forward=False)
    with pytest.raises(Unreachable, match="What you typed is kept"):
        made(database, "tickets", title="Lost")
    made(database, "tickets", title="Again")
    proxy.cut_at(b"SELECT", forward=False)
    with pytest.raises(Unreachable, match="can't be reached"):
        _count(database)
    assert _count(database) == 2
    proxy.refuse()
    with pytest.raises(Unreachable):
        _count(database)
    with pytest.raises(Unreachable):
        made(database, "tickets", title="Nobody there")


def test_a_restarted_server_is_noticed(postgres_url: str) -> None:
    database = create_workspace(postgres_url, REGISTRY, name="Firm")
    made(database, "tickets", title="Before")
    with database.writing() as session:
        session.connection().exec_driver_sql(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
    with pytest.raises(Unreachable):
        _count(database)
    assert _count(database) == 1
    database.close()


def test_a_deadlock_is_tried_again(postgres_url: str) -> None:
    database = create_workspace(postgres_url, REGISTRY, name="Firm")
    with database.writing() as session:
        both = [make(session, "makers", name=name) for name in ("Dell", "HP")]
    met = threading.Barrier(2)
    tries: list[int] = []

    def rename(order: list[int]) -> None:
        first_time = [True]

        def job(session: Any) -> None:
            tries.append(1)
            for place, one in enumerate(order):
                session.get_one(Maker, one).name += "!"
                session.flush()
                if place == 0 and first_time.pop():
                    first_time.append(False)
                    met.wait(5)
                elif place == 0:
                    first_time.append(False)

        database.write(job)

    other = threading.Thread(target=rename, args=(both[::-1],))
    other.start()
    rename(both)
    other.join()
    with database.reading() as session:
        names = [row[1] for row in lists.page(session, lists.ListSpec("makers", ("name",))).rows]
    assert names == ["Dell!!", "HP!!"]
    assert len(tries) >= 3
    database.close()


def test_the_last_instant_is_guarded(postgres_url: str) -> None:
    database = create_workspace(postgres_url, REGISTRY, name="Firm")
    ticket = made(database, "tickets", title="Printer")

    def retitle_later(session: Any) -> None:
        mine = session.get_one(Ticket, ticket)
        other = threading.Thread(target=_retitle, args=(database, ticket))
        other.start()
        other.join()
        mine.title = "Mine"

    with pytest.raises(ChangedElsewhere), database.writing() as session:
        retitle_later(session)
    with database.reading() as session:
        assert records.title_of(session, "tickets", ticket) == "Theirs"
    database.close()


def _retitle(database: Database, ticket: int) -> None:
    with database.writing() as session:
        session.get_one(Ticket, ticket).title = "Theirs"


def test_every_error_is_of_the_one_family() -> None:
    kinds = [kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, Exception)]
    assert all(issubclass(kind, UserError) for kind in kinds)
