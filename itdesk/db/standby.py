"""Reports are read from a server's standby, where one answers and has everything that the server had when they were asked for."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Engine, text
from sqlalchemy.exc import DBAPIError

from itdesk.core.errors import UserError
from itdesk.core.texts import _
from itdesk.db import postgres
from itdesk.db.sessions import Connections

WAITS = 1.0  # seconds for the standby to catch up with what the server has written
AGAIN = 60.0  # seconds after which one that did not answer is tried again
_NOW = text("SELECT pg_current_wal_insert_lsn()")
_CAUGHT_UP = text("SELECT pg_last_wal_replay_lsn() >= CAST(:lsn AS pg_lsn)")
_A_MOMENT = text("SELECT pg_sleep(0.02)")


@contextmanager
def connected(parameters: Mapping[str, Any]) -> Iterator[tuple[Any, bool]]:
    """A connection to the primary, or to its standby while nobody is primary; and whether it is that."""
    try:
        connection, is_standby = postgres.connect(parameters), False
    except postgres.OnlyStandby as error:
        try:
            connection, is_standby = postgres.connect(postgres.of_standby(parameters)), True
        except UserError:
            raise error from None
    with connection:
        yield connection, is_standby


def why_read_only() -> str:
    """Why nothing can be changed on a standby."""
    return _(
        "The primary server is away, and this is its standby, as it was when they were parted. itdesk goes on by itself once the "
        "standby is promoted or the primary is back."
    )


def has_primary(location: str) -> bool:
    """Whether somebody is primary again."""
    try:
        postgres.connect(postgres.settings(location)).close()
    except UserError:
        return False
    return True


class Standby:
    """What a workspace's reports are read through; the server itself wherever that would not give the same figures."""

    def __init__(self, location: str, path: str, server: Engine) -> None:
        self._location, self._path, self._server = location, path, server
        self._lock = threading.Lock()
        self._connections: Connections | None = None
        self._not_before = 0.0  # on the monotonic clock

    def connections(self) -> Connections | None:
        """The standby's connections once it is as new as the server is now; None where the server has to be asked."""
        with self._lock:
            if time.monotonic() < self._not_before:
                return None
            try:
                return self._made() if self._is_as_new() else None
            except (DBAPIError, UserError):  # away, or promoted: whatever a report needs, the server has
                self._not_before = time.monotonic() + AGAIN
                self._let_go()
                return None

    def _made(self) -> Connections | None:
        if self._connections is None and len(postgres.hosts(self._location)) > 1:
            engine = postgres.standby_engine(self._location, self._path)
            self._connections = Connections(engine) if engine is not None else None
        return self._connections

    def _is_as_new(self) -> bool:
        made = self._made()
        if made is None:
            return False
        with self._server.connect() as connection:
            lsn = str(connection.execute(_NOW).scalar_one())
            connection.rollback()
        until = time.monotonic() + WAITS
        with made.engine.connect() as connection:
            while not connection.execute(_CAUGHT_UP, {"lsn": lsn}).scalar():
                if time.monotonic() > until:
                    return False
                connection.execute(_A_MOMENT)
        return True

    def _let_go(self) -> None:
        connections, self._connections = self._connections, None
        if connections is not None:
            connections.dispose()

    def close(self) -> None:
        """Hang up."""
        with self._lock:
            self._not_before = float("inf")
            self._let_go()
