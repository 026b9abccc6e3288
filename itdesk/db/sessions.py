"""A reading session that takes its connection when the first question comes, and lets long lists ask the driver itself."""

from __future__ import annotations

import threading
import time
from array import array
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from itertools import chain
from types import TracebackType
from typing import Any, ClassVar

from sqlalchemy import Connection, Engine, event
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

_KEPT = 4  # connections at hand for the next session, taken and given back without the pool's bookkeeping
_TELLING = 5.0  # seconds that a server is given to hear that a question is over
_FRESH = 20.0  # seconds after which the pool looks whether a connection still lives

PORTION = 2000  # rows that are taken from the driver at once


class Connections:
    """The connections of an engine, the last ones at hand without the pool's bookkeeping."""

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
            return self.connected()

    def connected(self) -> PoolProxiedConnection:
        """A connection of the pool."""
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
        """Keep it for the next session; its transaction has ended."""
        if len(self._idle) < _KEPT:
            self._idle.append((pooled, time.monotonic()))
        else:
            pooled.close()

    def let_go(self) -> None:
        """Keep no connection that nobody is using."""
        with suppress(IndexError):  # another thread took the last one
            while self._idle:
                self._idle.pop()[0].close()

    def dispose(self) -> None:
        """Close every connection that nobody is using."""
        self.let_go()
        self.engine.dispose()


class HeldReaders(Connections):
    """Connections of somebody who may not see everything: temporary views stand before every table (`shadows`).

    They have a pool of their own, so that nobody else is ever lent one.
    """

    def __init__(self, engine: Engine, statements: Sequence[str]) -> None:
        super().__init__(engine)
        self._statements = statements
        self._pool = engine.pool.recreate()
        event.listen(self._pool, "connect", self._shadow)

    def connected(self) -> PoolProxiedConnection:
        """A connection on which the views stand."""
        return self._pool.connect()

    def _shadow(self, driver: Any, _record: object) -> None:
        if self.is_server:
            driver.rollback()
            driver.read_only = False
            for statement in ("SET search_path = pg_temp, app", *self._statements):
                driver.execute(statement)
            driver.commit()
            driver.read_only = True
            return
        driver.execute("PRAGMA query_only=OFF")
        for statement in self._statements:
            driver.execute(statement)
        driver.execute("PRAGMA query_only=ON")

    def dispose(self) -> None:
        """Close every connection that nobody is using; the engine stays as it is."""
        self.let_go()
        self._pool.dispose()


class LeanSession(WorkSession):
    """One connection and one transaction; SQLAlchemy's own state is made when something asks for it: most ask the driver."""

    settings: ClassVar[Mapping[str, Any]]
    begins: ClassVar[str]  # what begins a file's transaction

    def __init__(self, connections: Connections, info: dict[str, Any]) -> None:
        self.__dict__["info"] = info
        self._pool = connections
        self._pooled: PoolProxiedConnection | None = None
        self._wrapped: Connection | None = None
        self._driver: Any = None

    def __getattr__(self, name: str) -> Any:
        if self.is_awake:
            raise AttributeError(name)
        super().__init__(**self.settings, info=self.info)
        return getattr(self, name)

    @property
    def is_awake(self) -> bool:
        """Whether there is a state of SQLAlchemy's, so that objects may be in it."""
        return "identity_map" in self.__dict__

    def get_bind(self, *_given: Any, **_named: Any) -> Connection:
        """The session's one connection."""
        if self._wrapped is None:
            self._wrapped = Connection(self._pool.engine, connection=self._connection())
        return self._wrapped

    def connection(self, *_given: Any, **_named: Any) -> Connection:
        """The session's one connection, in its transaction."""
        try:
            self.driver()
        except self._pool.errors as error:
            raise DBAPIError(None, None, error) from error
        return self.get_bind()

    def _connection(self) -> PoolProxiedConnection:
        if self._pooled is None:
            self._pooled = self._pool.take()
            self._driver = self._pooled.driver_connection
            self._begun()
        return self._pooled

    def _begun(self) -> None:
        """Nothing follows for most once there is a connection."""

    def driver(self) -> Any:
        """The driver's connection, in the session's transaction."""
        if self._pooled is None:
            self._connection()
        driver = self._driver
        if not self._pool.is_server and not driver.in_transaction:
            driver.execute(self.begins)
        return driver

    def fetched(self, statement: str, values: Mapping[str, Any] | Sequence[Any]) -> list[tuple[Any, ...]]:
        """The rows of a statement as the driver gives them."""
        try:
            found: list[tuple[Any, ...]] = self.driver().execute(statement, values).fetchall()
        except self._pool.errors as error:
            raise DBAPIError(None, None, error) from error
        return found

    def numbers(self, statement: str, values: Mapping[str, Any] | Sequence[Any]) -> array[int]:
        """The one column of whole numbers of a statement."""
        try:
            return numbers_of(self.driver().execute(statement, values))
        except self._pool.errors as error:
            raise DBAPIError(None, None, error) from error

    def let_go(self) -> None:
        """End the transaction and give the connection back."""
        if self.is_awake:
            self.close()
        pooled, wrapped = self._pooled, self._wrapped
        self._pooled = self._wrapped = None
        if pooled is None:
            return
        driver: Any = pooled.driver_connection
        if self._pool.is_server and (driver is None or driver.closed):
            if pooled.is_valid:  # SQLAlchemy did it where the break came through it
                pooled.invalidate()
            self._pool.dispose()  # what broke one has most likely broken those at hand
            return
        if wrapped is not None:
            wrapped.rollback()
        try:
            driver.rollback()
        except self._pool.errors as error:
            pooled.invalidate()
            self._could_not_end(error)
            return
        self._pool.give_back(pooled)

    def _could_not_end(self, error: Exception) -> None:
        """A transaction that doesn't even end tells that something is wrong."""
        raise DBAPIError(None, None, error) from error


class ReadingSession(LeanSession):
    """Everything read through it, by whichever way, is of one moment; whoever stops the job that reads breaks it off."""

    settings: ClassVar = {"autoflush": False}
    begins = "BEGIN"

    def __init__(self, connections: Connections, info: dict[str, Any]) -> None:
        super().__init__(connections, info)
        self._progress = current()  # of the job that reads
        self._unbreakable: Callable[[], None] | None = None
        self._telling: list[threading.Thread] = []

    def _begun(self) -> None:
        if self._progress is not None:
            self._unbreakable = self._progress.breakable(self._break_off)

    def _break_off(self) -> None:
        """Whoever stops the job does this, on a thread of theirs."""
        if self._pooled is None or any(one.is_alive() for one in self._telling):
            return
        telling = self._pool.break_off(self._pooled.driver_connection)
        if telling is not None:
            self._telling.append(telling)

    @property
    def is_broken_off(self) -> bool:
        """Whether the job that reads was stopped."""
        return self._progress is not None and self._progress.cancelled

    def driver(self) -> Any:
        """The driver's connection, in the session's transaction, unless the job was stopped."""
        if self.is_broken_off:
            raise stopped()
        return super().driver()

    def let_go(self) -> None:
        """End the transaction and give the connection back; nothing that is asked on it later is broken off."""
        if self._unbreakable is not None:
            self._unbreakable()
            self._unbreakable = None
        for telling in self._telling:
            telling.join()
        super().let_go()

    def _could_not_end(self, error: Exception) -> None:
        if not self._telling:  # else the server was told to end what had ended already
            super()._could_not_end(error)


class WritingSession(LeanSession):
    """One transaction that is committed at the end, by whichever way it was written."""

    settings: ClassVar = {"expire_on_commit": False}
    begins = "BEGIN IMMEDIATE"

    def flush(self, *given: Any) -> None:
        """Write what was changed in objects, if there are any."""
        if self.is_awake:
            super().flush(*given)

    def commit(self) -> None:
        """What was written is on the disk."""
        if self.is_awake:
            super().commit()
        if self._wrapped is not None and self._wrapped.in_transaction():
            self._wrapped.commit()
        elif self._pooled is not None:
            with faults(self._pool.engine):
                self._connection().driver_connection.commit()  # type: ignore[union-attr]

    def rollback(self) -> None:
        """What was written is undone."""
        if self.is_awake:
            super().rollback()
        if self._wrapped is not None and self._wrapped.in_transaction():
            self._wrapped.rollback()
        elif self._pooled is not None:
            with faults(self._pool.engine):
                self._connection().driver_connection.rollback()  # type: ignore[union-attr]


def is_awake(session: Session) -> bool:
    """Whether objects of SQLAlchemy may be in a session."""
    return not isinstance(session, LeanSession) or session.is_awake


@contextmanager
def writing(connections: Connections, info: dict[str, Any]) -> Iterator[WritingSession]:
    """One writing session, let go at the end."""
    session = WritingSession(connections, info)
    try:
        yield session
    finally:
        session.let_go()


class Reading:
    """One reading session, let go at the end; what a driver raises comes out as the error that a person reads."""

    __slots__ = ("_registry", "_session")

    def __init__(self, readers: Connections, info: dict[str, Any], registry: Registry) -> None:
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

    with suppress(psycopg.Error):
        driver.cancel_safe(timeout=_TELLING)


@contextmanager
def faults(engine: Engine) -> Iterator[None]:
    """Let errors of the engine's bare driver come out as SQLAlchemy's."""
    with postgres.faults() if engine.dialect.name == "postgresql" else sqlite.faults():
        yield


def fetched(session: Session, statement: str, values: Mapping[str, Any] | Sequence[Any]) -> list[tuple[Any, ...]]:
    """The rows of a statement as the driver gives them, in the session's transaction."""
    if isinstance(session, LeanSession):
        return session.fetched(statement, values)
    with driver_of(session) as driver:
        found: list[tuple[Any, ...]] = driver.execute(statement, values).fetchall()
    return found


def numbers(session: Session, statement: str, values: Mapping[str, Any] | Sequence[Any]) -> array[int]:
    """The one column of whole numbers of a statement, in the session's transaction: eight bytes a row."""
    if isinstance(session, LeanSession):
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
