"""A reading session that takes its connection when the first question comes, and lets long lists ask the driver itself."""

from __future__ import annotations

import contextlib
import threading
import time
from array import array
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import chain
from types import TracebackType
from typing import Any

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session
from sqlalchemy.pool import PoolProxiedConnection

from itdesk.core.errors import Stopped
from itdesk.core.progress import current
from itdesk.core.registry import Registry
from itdesk.core.texts import _
from itdesk.db import postgres, sqlite
from itdesk.db.changes import WorkSession
from itdesk.db.failures import SORTED, sorted_out

_KEPT = 4  # connections at hand for the next reading, taken and given back without the pool's bookkeeping
_TELLING = 5.0  # seconds that a server is given to hear that a question is over
_FRESH = 20.0  # seconds after which the pool looks whether a connection still lives

PORTION = 2000  # rows that are taken from the driver at once


class Readers:
    """The connections of an engine that only reads."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.is_server = engine.dialect.name == "postgresql"
        self.errors: type[Exception] = engine.dialect.loaded_dbapi.Error
        self._idle: deque[tuple[PoolProxiedConnection, float]] = deque()

    def take(self) -> PoolProxiedConnection:
        """A connection that lives; the last one given back if that was a moment ago."""
        while self._idle:
            try:
                pooled, since = self._idle.pop()
            except IndexError:  # another thread took it
                break
            if not self.is_server or time.monotonic() - since < _FRESH:
                return pooled
            pooled.close()
        with faults(self.engine):
            return self.engine.raw_connection()

    def break_off(self, driver: Any) -> threading.Thread | None:
        """End what a connection is asked just now, from another thread; a server is told on a thread, if that is given."""
        if not self.is_server:
            driver.interrupt()
            return None
        telling = threading.Thread(target=_cancel, args=(driver,), name="break off", daemon=True)
        telling.start()
        return telling

    def give_back(self, pooled: PoolProxiedConnection) -> None:
        """Keep it for the next reading; its transaction has ended."""
        if len(self._idle) < _KEPT:
            self._idle.append((pooled, time.monotonic()))
        else:
            pooled.close()

    def dispose(self) -> None:
        """Close every connection that nobody is using."""
        while self._idle:
            self._idle.pop()[0].close()
        self.engine.dispose()


class ReadingSession(WorkSession):
    """Everything read through it, by whichever way, is of one moment."""

    def __init__(self, readers: Readers, info: dict[str, Any]) -> None:
        # SQLAlchemy's own state is made when something asks for it: most readings ask the driver alone
        self.__dict__["info"] = info
        self._readers = readers
        self._pooled: PoolProxiedConnection | None = None
        self._wrapped: Connection | None = None
        self._progress = current()  # of the job that reads
        self._unbreakable: Callable[[], None] | None = None
        self._telling: list[threading.Thread] = []

    def __getattr__(self, name: str) -> Any:
        if "identity_map" in self.__dict__:
            raise AttributeError(name)
        super().__init__(autoflush=False, info=self.info)
        return getattr(self, name)

    def get_bind(self, *_given: Any, **_named: Any) -> Connection:
        """The session's one connection."""
        if self._wrapped is None:
            self._wrapped = Connection(self._readers.engine, connection=self._connection())
        return self._wrapped

    def _connection(self) -> PoolProxiedConnection:
        if self._pooled is None:
            self._pooled = self._readers.take()
            if self._progress is not None:
                self._unbreakable = self._progress.breakable(self._break_off)
        return self._pooled

    def _break_off(self) -> None:
        """Whoever stops the job does this, on a thread of theirs."""
        if self._pooled is None or any(one.is_alive() for one in self._telling):
            return
        telling = self._readers.break_off(self._pooled.driver_connection)
        if telling is not None:
            self._telling.append(telling)

    @property
    def is_broken_off(self) -> bool:
        """Whether the job that reads was stopped."""
        return self._progress is not None and self._progress.cancelled

    def fetched(self, statement: str, values: Mapping[str, Any] | Sequence[Any]) -> list[tuple[Any, ...]]:
        """The rows of a statement as the driver gives them."""
        try:
            found: list[tuple[Any, ...]] = self._executed(statement, values).fetchall()
        except self._readers.errors as error:
            raise DBAPIError(None, None, error) from error
        return found

    def numbers(self, statement: str, values: Mapping[str, Any] | Sequence[Any]) -> array[int]:
        """The one column of whole numbers of a statement."""
        try:
            return numbers_of(self._executed(statement, values))
        except self._readers.errors as error:
            raise DBAPIError(None, None, error) from error

    def _executed(self, statement: str, values: Mapping[str, Any] | Sequence[Any]) -> Any:
        driver: Any = self._connection().driver_connection
        if self.is_broken_off:
            raise stopped()
        if not self._readers.is_server and not driver.in_transaction:
            driver.execute("BEGIN")
        return driver.execute(statement, values)

    def _end_breaking(self) -> None:
        """Nothing that is asked on this connection later is broken off."""
        if self._unbreakable is not None:
            self._unbreakable()
            self._unbreakable = None
        for telling in self._telling:
            telling.join()

    def let_go(self) -> None:
        """End the transaction and give the connection back."""
        self._end_breaking()
        if "identity_map" in self.__dict__:
            self.close()
        pooled, wrapped = self._pooled, self._wrapped
        self._pooled = self._wrapped = None
        if pooled is None:
            return
        driver: Any = pooled.driver_connection
        if self._readers.is_server and (driver is None or driver.closed):
            if pooled.is_valid:  # SQLAlchemy did it where the break came through it
                pooled.invalidate()
            self._readers.dispose()  # what broke one has most likely broken those at hand
            return
        if wrapped is not None:
            if wrapped.invalidated:
                wrapped.close()
                return
            wrapped.rollback()
        try:
            driver.rollback()
        except self._readers.errors as error:
            pooled.invalidate()
            if self._telling:  # the server was told to end what had ended already
                return
            raise DBAPIError(None, None, error) from error
        self._readers.give_back(pooled)


class Reading:
    """One reading session, let go at the end; what a driver raises comes out as the error that a person reads."""

    __slots__ = ("_registry", "_session")

    def __init__(self, readers: Readers, info: dict[str, Any], registry: Registry) -> None:
        self._session = ReadingSession(readers, info)
        self._registry = registry

    def __enter__(self) -> WorkSession:
        return self._session

    def __exit__(
        self, _kind: type[BaseException] | None, error: BaseException | None, _at: TracebackType | None
    ) -> None:
        try:
            self._session.let_go()
        except SORTED as broken:
            error = error or broken
        if isinstance(error, SORTED):
            if self._session.is_broken_off:
                raise stopped() from error
            with sorted_out(self._registry, saving=False):
                raise error


def stopped() -> Stopped:
    """What a job ends with that was stopped while it read."""
    return Stopped(_("Stopped. Nothing was changed."))


def _cancel(driver: Any) -> None:
    """Tell a server to end what this connection asked; a server that doesn't hear it answers at last."""
    import psycopg

    with contextlib.suppress(psycopg.Error):
        driver.cancel_safe(timeout=_TELLING)


@contextmanager
def faults(engine: Engine) -> Iterator[None]:
    """Let errors of the engine's bare driver come out as SQLAlchemy's."""
    with postgres.faults() if engine.dialect.name == "postgresql" else sqlite.faults():
        yield


def fetched(session: Session, statement: str, values: Mapping[str, Any] | Sequence[Any]) -> list[tuple[Any, ...]]:
    """The rows of a statement as the driver gives them, in the session's transaction."""
    if isinstance(session, ReadingSession):
        return session.fetched(statement, values)
    with driver_of(session) as driver:
        found: list[tuple[Any, ...]] = driver.execute(statement, values).fetchall()
    return found


def numbers(session: Session, statement: str, values: Mapping[str, Any] | Sequence[Any]) -> array[int]:
    """The one column of whole numbers of a statement, in the session's transaction: eight bytes a row."""
    if isinstance(session, ReadingSession):
        return session.numbers(statement, values)
    with driver_of(session) as driver:
        return numbers_of(driver.execute(statement, values))


def numbers_of(cursor: Any) -> array[int]:
    """The first column, taken in portions: a million rows at once would fill memory, and hold up every other thread."""
    found = array("q")
    while portion := cursor.fetchmany(PORTION):
        found.extend(chain.from_iterable(portion))
    return found


def done(session: Session, statement: str, values: Mapping[str, Any] | Sequence[Any]) -> int:
    """Run a statement that gives no rows in the session's transaction; how many it reached."""
    with driver_of(session) as driver:
        return int(driver.execute(statement, values).rowcount)


def many(session: Session, statement: str, rows: Sequence[Any]) -> None:
    """Run a statement that gives no rows once for each of these values, in the session's transaction."""
    with driver_of(session) as driver:
        cursor = driver.cursor()
        cursor.executemany(statement, rows)
        cursor.close()


@contextmanager
def driver_of(session: Session) -> Iterator[Any]:
    """The driver's connection of a writing session, in its transaction; its errors come out as SQLAlchemy's."""
    from itdesk.db.bulk import driver_faults

    connection = session.connection()
    with driver_faults(connection):
        yield connection.connection.driver_connection
