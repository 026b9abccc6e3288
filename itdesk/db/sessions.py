"""A reading session that takes its connection when the first question comes, and lets long lists ask the driver itself."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, Engine
from sqlalchemy.orm import Session
from sqlalchemy.pool import PoolProxiedConnection

from itdesk.db import postgres, sqlite
from itdesk.db.changes import WorkSession


class ReadingSession(WorkSession):
    """Everything read through it, by whichever way, is of one moment."""

    def __init__(self, engine: Engine, info: dict[str, Any]) -> None:
        super().__init__(autoflush=False, info=info)
        self.engine = engine
        self._pooled: PoolProxiedConnection | None = None
        self._wrapped: Connection | None = None

    def get_bind(self, *_given: Any, **_named: Any) -> Connection:
        """The session's one connection."""
        if self._wrapped is None:
            self._wrapped = Connection(self.engine, connection=self._connection())
        return self._wrapped

    def _connection(self) -> PoolProxiedConnection:
        if self._pooled is None:
            with faults(self.engine):
                self._pooled = self.engine.raw_connection()
        return self._pooled

    @property
    def driver(self) -> Any:
        """The driver's connection, in the session's transaction."""
        driver: Any = self._connection().driver_connection
        if self.engine.dialect.name == "sqlite":
            sqlite.begin_on(driver)
        return driver

    def let_go(self) -> None:
        """End the transaction and give the connection back."""
        self.close()
        pooled = self._pooled
        if self._wrapped is not None:
            self._wrapped.close()
        elif pooled is not None:
            if self.engine.dialect.name == "postgresql" and pooled.driver_connection.closed:  # type: ignore[union-attr]
                pooled.invalidate()
            else:
                pooled.rollback()
                pooled.close()
        self._pooled = self._wrapped = None


@contextmanager
def faults(engine: Engine) -> Iterator[None]:
    """Let errors of the engine's bare driver come out as SQLAlchemy's."""
    with postgres.faults() if engine.dialect.name == "postgresql" else sqlite.faults():
        yield


@contextmanager
def driver_of(session: Session) -> Iterator[Any]:
    """The driver's connection in the session's transaction; its errors come out as SQLAlchemy's."""
    if isinstance(session, ReadingSession):
        with faults(session.engine):
            yield session.driver
        return
    from itdesk.db.bulk import driver_faults

    connection = session.connection()
    with driver_faults(connection):
        yield connection.connection.driver_connection
