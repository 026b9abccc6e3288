"""Connections to a workspace file, through the one SQLite of the process."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.pool import QueuePool

from itdesk.core.errors import UserError
from itdesk.core.texts import _
from itdesk.db import connecting
from itdesk.db.filesystem import is_remote, is_writable
from itdesk.db.sniff import is_in_wal_mode, missing, require_workspace
from itdesk.db.unlocking import require_key
from itdesk.db.unpeeked import Compiler

READERS = 4
_TRIAL = 10.0  # seconds in which another process has to say whether it was refused; it takes one, on a busy PC more
connect, is_open_here = connecting.connect, connecting.is_open_here


@dataclass(slots=True)
class File:
    """A workspace file that is about to be opened, and how it may be."""

    path: Path
    read_only: bool
    immutable: bool  # a file on a medium that can't be written: no locks, no log
    remote: bool
    identity: tuple[int, int]

    def opened(self) -> None:
        """Count it as open."""
        connecting.count_open(self.identity, 1)

    def closed(self) -> None:
        """Count it as closed."""
        connecting.count_open(self.identity, -1)


def look_at(path: Path, *, read_only: bool, remote: bool | None = None) -> File:
    """Tell what the file is and how it may be opened; raises what it is if it is no workspace."""
    if not path.exists():
        raise missing(path)
    immutable = False
    if not is_open_here(path):
        require_workspace(path)
        require_key(path)
        read_only = read_only or not is_writable(path)
        log = path.with_name(path.name + "-wal")
        if read_only and is_in_wal_mode(path) and not os.access(path.parent, os.W_OK):
            immutable = not log.exists() or log.stat().st_size == 0
    else:
        read_only = read_only or not is_writable(path)
    return File(path, read_only, immutable, is_remote(path) if remote is None else remote, connecting.identity_of(path))


# Each reader holds so little for itself: what several ask for lies in the system's cache once. A list of a million records that
# is sorted by a text takes 60 MB in memory, and no longer as a file that nobody else can open; the library's own choice is memory.
# Of an encrypted workspace no temporary file is made: it would hold in clear what is sorted.
_READING = ("PRAGMA query_only=ON", "PRAGMA cache_size=-8192", "PRAGMA temp_store=FILE")


def set_journal(connection: Any, *, remote: bool) -> None:
    """The pair of settings under which a commit that returned survives a power cut, for each kind of disk.

    A local file that others have open in the older mode keeps it until they are gone.
    """
    from sqlcipher3 import dbapi2

    wanted = "delete" if remote else "wal"
    try:
        found = connection.execute(f"PRAGMA journal_mode={wanted}").fetchone()[0]
    except dbapi2.OperationalError:
        found = connection.execute("PRAGMA journal_mode").fetchone()[0]
    if remote and found == "wal":
        raise UserError(
            _("The workspace can't be opened safely on this share now: somebody else has it open."),
            _("Try again when they have closed it, or copy it to a disk of this PC."),
            detail=f"journal_mode {found}",
        )
    connection.execute(f"PRAGMA synchronous={'FULL' if found == 'wal' else 'EXTRA'}")


def prepare(file: File, patience: float) -> None:
    """Set the file's mode while nothing else of this process has it open."""
    connection = connect(file.path, patience=min(patience, 1.0))
    try:
        set_journal(connection, remote=file.remote)
    finally:
        connection.close()


def engines(file: File, patience: float) -> tuple[Engine, Engine | None]:
    """One engine for reading and one for writing, which is None for a file that is only read."""

    def reader() -> Any:
        connection = connect(
            file.path, mode="ro" if file.read_only else "rw", immutable=file.immutable, patience=patience
        )
        for pragma in _READING if connecting.key_of(file.path) is None else _READING[:-1]:
            connection.execute(pragma)
        return connection

    def writer() -> Any:
        connection = connect(file.path, patience=patience)
        set_journal(connection, remote=file.remote)
        return connection

    reading = _engine(reader, READERS, "BEGIN")
    return reading, None if file.read_only else _engine(writer, 1, "BEGIN IMMEDIATE")


def _engine(creator: Callable[[], Any], size: int, begin: str) -> Engine:
    from sqlcipher3 import dbapi2

    engine = create_engine(
        "sqlite+pysqlite://",
        module=dbapi2,
        creator=creator,
        poolclass=QueuePool,
        pool_size=size,
        max_overflow=8 if size > 1 else 1,
        pool_timeout=30,
        pool_reset_on_return=None,  # sessions end their transactions themselves
        query_cache_size=1500,
    )
    engine.dialect.statement_compiler = Compiler

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        begin_on(connection.connection.driver_connection, begin)

    return engine


def begin_on(driver: Any, begin: str = "BEGIN") -> None:
    """Begin a transaction on a bare connection, unless it is in one."""
    if not driver.in_transaction:
        with faults():
            driver.execute(begin)


def single_engine(connection: Any) -> Engine:
    """An engine over one bare connection that the caller closes: for making, migrating and checking."""
    from sqlalchemy.pool import StaticPool
    from sqlcipher3 import dbapi2

    engine = create_engine("sqlite+pysqlite://", module=dbapi2, creator=lambda: connection, poolclass=StaticPool)

    @event.listens_for(engine, "begin")
    def _begin(_begun: Connection) -> None:
        begin_on(connection, "BEGIN IMMEDIATE")

    return engine


def locks_hold(path: Path) -> bool:
    """Whether another process is refused while this one writes: false on shares whose locks are for show."""
    import multiprocessing

    refused = False
    held = connect(path, patience=1)
    try:
        held.execute("BEGIN EXCLUSIVE")
        context = multiprocessing.get_context("spawn")
        with context.Pool(1) as pool, contextlib.suppress(multiprocessing.TimeoutError):
            asked = pool.apply_async(_is_refused, (str(path), bytes(connecting.key_of(path) or b"")))
            refused = asked.get(_TRIAL)
        held.execute("ROLLBACK")
    finally:
        held.close()
    return bool(refused)


def _is_refused(path: str, key: bytes) -> bool:
    from sqlcipher3 import dbapi2

    try:
        with contextlib.closing(connect(Path(path), patience=0, key=key)) as other:
            other.execute("BEGIN IMMEDIATE")
    except dbapi2.OperationalError:
        return True
    return False


def driver_errors() -> type[Exception]:
    """What the bare driver raises."""
    from sqlcipher3 import dbapi2

    error: type[Exception] = dbapi2.Error
    return error


class faults:  # noqa: N801 -- used as a function is
    """Errors of the bare driver come out as SQLAlchemy's, so that they are sorted in one place. Entered thousands of times."""

    __slots__ = ()

    def __enter__(self) -> None:
        """Nothing to prepare."""

    def __exit__(
        self, _kind: type[BaseException] | None, error: BaseException | None, _at: TracebackType | None
    ) -> None:
        if error is None:
            return
        from sqlalchemy.exc import DBAPIError
        from sqlcipher3 import dbapi2

        if isinstance(error, dbapi2.Error):
            raise DBAPIError(None, None, error) from error
