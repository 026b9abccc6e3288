"""Hears from a server at once that somebody committed a change, and within ten seconds that it can't be reached."""

from __future__ import annotations

import contextlib
import select
import socket
import threading
import time
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from itdesk.core.errors import UserError
from itdesk.db import postgres

CHANNEL = "itdesk"
# What the server does for it: whoever writes down a change rings, psql included. The message says nothing: any role may
# send one, so it is a reason to look into the change log and no more.
POSTGRESQL = (
    (
        "CREATE OR REPLACE FUNCTION ring() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN PERFORM pg_notify('{CHANNEL}', ''); RETURN NULL; END $$"
    ),
    ("CREATE OR REPLACE TRIGGER ring AFTER INSERT ON change_log FOR EACH STATEMENT EXECUTE FUNCTION ring()"),
    (
        "CREATE OR REPLACE TRIGGER ring AFTER INSERT OR DELETE OR UPDATE OF kind, record_id, is_changing ON presences "
        "FOR EACH STATEMENT EXECUTE FUNCTION ring()"
    ),
)
QUIET = 3.0  # seconds without a word after which the server is asked whether it is there
PATIENCE = 5.0  # seconds in which it has to answer that
AGAIN = 2.0  # seconds between two tries to reach it


class _Silent(Exception):
    """The server did not answer: the cable is out, or something swallows what is sent."""


class Doorbell:
    """A connection of its own, listening in a thread. rung and reached are called in that thread.

    rung: something was changed, or may have been while nobody could listen. reached: whether the server can be, told
    when that changes; it starts as reached. hang_up: ends the connections that wait for an answer that won't come.
    """

    def __init__(
        self,
        parameters: Mapping[str, Any],
        rung: Callable[[], None],
        reached: Callable[[bool], None],
        hang_up: Callable[[], None],
    ) -> None:
        self._parameters = parameters
        self._rung = rung
        self._reached = reached
        self._hang_up = hang_up
        self._is_reached = True
        self._closing = threading.Event()
        self._near, self._far = socket.socketpair()  # a byte in it ends the waiting
        self._thread = threading.Thread(target=self._run, name="doorbell", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Stop listening; nothing is called any more when it returns."""
        self._closing.set()
        with contextlib.suppress(OSError):
            self._near.send(b".")
        self._thread.join()
        self._near.close()
        self._far.close()

    def _run(self) -> None:
        import psycopg

        while not self._closing.is_set():
            try:
                with contextlib.closing(postgres.connect(self._parameters)) as connection:
                    connection.execute(f"LISTEN {CHANNEL}")
                    self._tell(reached=True)
                    self._rung()  # what was missed until now
                    self._listen(connection.pgconn)
            except _Silent:
                self._hang_up()
                self._tell(reached=False)
            except psycopg.Error:  # ended by the server or on the way: the next try says whether it is still there
                self._closing.wait(0.1)
            except UserError:
                self._tell(reached=False)
                self._closing.wait(AGAIN)

    def _tell(self, *, reached: bool) -> None:
        if reached is not self._is_reached and not self._closing.is_set():
            self._is_reached = reached
            self._reached(reached)

    def _listen(self, server: Any) -> None:
        while not self._closing.is_set():
            if not self._heard(server, QUIET):
                server.send_query(b"SELECT 1")
                server.flush()
                self._await(server)
            if self._took(server) and not self._closing.is_set():
                self._rung()

    def _heard(self, server: Any, seconds: float) -> bool:
        """Wait until the server says something or the bell is closed; False after that many seconds."""
        ready, _writing, _failed = select.select([server.socket, self._far], [], [], max(seconds, 0))
        if server.socket in ready:
            server.consume_input()
        return bool(ready)

    def _await(self, server: Any) -> None:
        until = time.monotonic() + PATIENCE
        while server.is_busy():
            if self._closing.is_set():
                return
            if not self._heard(server, until - time.monotonic()):
                raise _Silent
        while server.get_result() is not None:
            continue

    @staticmethod
    def _took(server: Any) -> bool:
        """Whether it rang; however often since the last time."""
        rang = False
        while server.notifies() is not None:
            rang = True
        return rang


def hang_up(connections: Iterable[Any]) -> None:
    """End connections from outside, so that whoever waits on one is told that it is gone instead of waiting on."""
    for connection in connections:
        if connection.closed:
            continue
        line = socket.socket(fileno=connection.fileno())
        try:
            with contextlib.suppress(OSError):  # it ended by itself meanwhile
                line.shutdown(socket.SHUT_RDWR)
        finally:
            line.detach()  # the number is the driver's own to close
