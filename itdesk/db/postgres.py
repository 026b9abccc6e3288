"""Connections to a workspace on a PostgreSQL server."""

from __future__ import annotations

import os
import threading
import time
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit
from weakref import WeakKeyDictionary, WeakSet

from sqlalchemy import Engine, create_engine, event
from sqlalchemy.exc import DisconnectionError
from sqlalchemy.pool import QueuePool

from itdesk.core.errors import NotAWorkspace, PasswordRefused, Unreachable, UserError
from itdesk.core.given import given
from itdesk.core.texts import _

OLDEST = 150000  # server 15: views with the rights of who asks, no CREATE for everybody
SCHEMA = "app"
_IDLE = 20.0  # seconds after which a pooled connection is asked whether it still lives
_ALLOWED = frozenset({"sslmode", "sslrootcert", "channel_binding", "require_auth", "connect_timeout", "hostaddr"})
_LOCAL = frozenset({"", "localhost", "127.0.0.1", "::1"})
DEFAULT_PORT = 5432
_LONGEST_NAME = 63  # bytes; the server cuts longer names without a word
SCHEMES = ("postgresql://", "postgres://")


class OnlyStandby(Unreachable):
    """The primary is away, and nobody promoted the standby: there is something to read, and nothing that can be changed."""


def is_address(location: str) -> bool:
    """Whether a location names a server instead of a file."""
    return location.startswith(SCHEMES)


def settings(location: str, path: str = SCHEMA) -> dict[str, Any]:
    """Libpq's parameters for an address; the password comes from the environment or the keyring, never from it."""
    try:
        parts = urlsplit(location)
        places = hosts(location)
    except ValueError as error:
        raise UserError(
            _("The address can't be read."), _("Write it as postgresql://user@server/database."), detail=str(error)
        ) from error
    if parts.password is not None:
        raise UserError(
            _("A password doesn't belong into the address of a workspace."),
            _("Leave it out. Set ITDESK_PASSWORD, use --password-file, or let itdesk ask for it."),
        )
    name = unquote(parts.path.lstrip("/"))
    if not name:
        raise UserError(_("The address names no database."), _("Write it as postgresql://user@server/database."))
    extra = dict(parse_qsl(parts.query))
    unknown = sorted(set(extra) - _ALLOWED)
    if unknown:
        raise UserError(
            _("The address has a setting that itdesk doesn't use: {names}.").format(names=", ".join(unknown)),
            _("Leave it out. Allowed are {names}.").format(names=", ".join(sorted(_ALLOWED))),
        )
    found: dict[str, Any] = {
        "dbname": name,
        "connect_timeout": 5,
        "keepalives": 1,
        "keepalives_idle": 10,
        "keepalives_interval": 5,
        "keepalives_count": 3,
        "tcp_user_timeout": 15000,
        "application_name": "itdesk",
        "client_encoding": "utf8",
        "options": f"-c search_path={path},pg_temp -c lock_timeout=10s -c timezone=UTC "
        "-c idle_in_transaction_session_timeout=120s",
    }
    if any(host not in _LOCAL for host, _port in places):
        # an impostor gets neither the password nor a row; a pinned root is stronger still
        found["sslmode"] = "verify-full" if "sslrootcert" in extra else "require"
        if "sslrootcert" not in extra:
            found["channel_binding"] = "require"
    if len(places) > 1:  # a primary and its standbys, whichever is which by now
        found["host"] = ",".join(host or "localhost" for host, _port in places)
        found["port"] = ",".join(str(port or DEFAULT_PORT) for _host, port in places)
        found["target_session_attrs"] = "read-write"
    else:
        ((host, port),) = places
        found |= {"host": host} if host else {}
        found |= {"port": port} if port else {}
    found |= {"user": unquote(parts.username)} if parts.username else {}
    found |= extra
    password = _password(location)
    if password is not None:
        found["password"] = password
    return found


def hosts(location: str) -> list[tuple[str, int | None]]:
    """The servers that an address names, each with its port: one, or a primary and its standbys; raises ValueError."""
    _user, _at, named = urlsplit(location).netloc.rpartition("@")
    found = []
    for one in named.split(","):
        parts = urlsplit(f"//{one}")
        found.append((unquote(parts.hostname or ""), parts.port))
    return found


_SAID: dict[str, str] = {}  # by address what somebody typed in this process


def say_password(location: str, password: str) -> None:
    """Use this password for this address from now on, whatever else there is."""
    _SAID[location] = password


def _password(location: str) -> str | None:
    if location in _SAID:
        return _SAID[location]
    typed = given() or os.environ.get("PGPASSWORD")
    is_local = all(host in _LOCAL for host, _port in hosts(location))
    if typed or (is_local and not urlsplit(location).username):
        return typed
    import keyring
    from keyring.errors import KeyringError

    try:
        return keyring.get_password("itdesk", location)
    except KeyringError:  # no keyring on this PC: the server says whether it wants a password at all
        return None


def connect(parameters: Mapping[str, Any]) -> Any:
    """A bare connection in autocommit mode, or the reason why there is none."""
    import psycopg

    try:
        return psycopg.connect(**parameters, autocommit=True)
    except psycopg.OperationalError as error:
        raise _refused(parameters, error) from error


def _refused(parameters: Mapping[str, Any], error: Exception) -> UserError:
    said = str(error)
    host = str(parameters.get("host") or _("this PC"))
    name = str(parameters["dbname"])
    if "password" in said or "authentication" in said:
        return PasswordRefused(
            _("The server {host} refuses the user name or the password.").format(host=host),
            _("Set ITDESK_PASSWORD or use --password-file, and check the user name."),
            detail=said,
        )
    if "read-only" in said and "target_session_attrs" in parameters:
        return OnlyStandby(
            _("Of the servers {host} only a standby answers.").format(host=host),
            _("Ask who looks after them to promote it; itdesk goes on by itself then."),
            detail=said,
        )
    if "does not exist" in said and f'"{name}"' in said and "role" not in said:
        return NotAWorkspace(
            _("There is no database {name} on the server {host}.").format(name=name, host=host),
            _("Check the name, or make a new workspace there."),
            detail=said,
        )
    if "too many clients" in said or "remaining connection slots" in said:
        return Unreachable(
            _("The database server has no free place for another user."),
            _("Close itdesk on another PC, or ask who looks after the server to allow more connections."),
            detail=said,
        )
    if "channel binding" in said or "SSL" in said or "certificate" in said:
        return Unreachable(
            _("The connection to {host} would not be safe, so it was not made.").format(host=host),
            _("The server needs TLS and SCRAM passwords; ask who looks after it."),
            detail=said,
        )
    return Unreachable(
        _("The database server {host} can't be reached.").format(host=host),
        _("Check the network and that the server runs, then try again."),
        detail=said,
    )


def require_server(connection: Any) -> None:
    """Refuse servers that lack what the workspace's rights stand on."""
    if connection.info.server_version < OLDEST:
        raise UserError(
            _("The server runs PostgreSQL {found}; itdesk needs 15 or later.").format(
                found=connection.info.server_version // 10000
            ),
            _("Ask who looks after the server to update it."),
        )


def has_workspace(connection: Any) -> bool:
    """Whether the database holds a workspace's tables."""
    return _has(connection, "workspace")


def _has(connection: Any, table: str) -> bool:
    found = connection.execute("SELECT to_regclass(%s)", (f"{SCHEMA}.{table}",)).fetchone()
    return found is not None and found[0] is not None


class Lines:
    """The connections that an engine has made and that still live."""

    def __init__(self) -> None:
        self._made: WeakSet[Any] = WeakSet()
        self._lock = threading.Lock()

    def add(self, connection: Any) -> Any:
        """Remember a new one, and give it back."""
        with self._lock:
            self._made.add(connection)
        return connection

    def all(self) -> list[Any]:
        """Those of now."""
        with self._lock:
            return list(self._made)


_LINES: WeakKeyDictionary[Engine, Lines] = WeakKeyDictionary()


def lines(engine: Engine | None) -> list[Any]:
    """The driver's connections of one of this module's engines."""
    return _LINES[engine].all() if engine is not None else []


def engines(
    location: str, patience: float, *, read_only: bool, path: str = SCHEMA, standby: bool = False
) -> tuple[Engine, Engine | None]:
    """One engine for reading and one for writing; path: the schemas in which they look for tables."""
    parameters = settings(location, path)
    if standby:
        return _engine(of_standby(parameters), patience, writes=False), None
    reading = _engine(parameters, patience, writes=False)
    return reading, None if read_only else _engine(parameters, patience, writes=True)


def standby_engine(location: str, path: str) -> Engine | None:
    """One that reads from a standby that the address names; None where it names one server alone."""
    parameters = settings(location, path)
    if "target_session_attrs" not in parameters:
        return None
    return _engine(of_standby(parameters), 1.0, writes=False)


def of_standby(parameters: Mapping[str, Any]) -> dict[str, Any]:
    """The same, for whichever server is a standby."""
    return {**parameters, "target_session_attrs": "standby", "connect_timeout": 2}


def _engine(parameters: Mapping[str, Any], patience: float, *, writes: bool) -> Engine:
    import psycopg

    made = Lines()

    def creator() -> Any:
        connection = made.add(connect(parameters))
        connection.autocommit = False
        if not writes:
            connection.read_only = True
            connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        return connection

    engine = create_engine(
        "postgresql+psycopg://",
        creator=creator,
        poolclass=QueuePool,
        pool_size=4,
        max_overflow=8,
        pool_timeout=max(patience, 1.0),
        query_cache_size=1500,
    )
    _LINES[engine] = made

    @event.listens_for(engine, "checkin")
    def _came_back(_connection: Any, record: Any) -> None:
        record.info["idle_since"] = time.monotonic()

    @event.listens_for(engine, "checkout")
    def _goes_out(connection: Any, record: Any, _proxy: Any) -> None:
        if time.monotonic() - record.info.get("idle_since", time.monotonic()) < _IDLE:
            return
        try:
            connection.execute("SELECT 1")
            connection.rollback()
        except psycopg.OperationalError as error:
            raise DisconnectionError from error

    return engine


def role_name(database: str, role: str) -> str:
    """The name of a database's group role; roles are the whole server's, so they carry the database's name."""
    name = f"{database}_{role}"
    if len(name.encode()) <= _LONGEST_NAME:
        return name
    mark = f"_{zlib.crc32(database.encode()):08x}_{role}"
    return database.encode()[: _LONGEST_NAME - len(mark)].decode(errors="ignore") + mark


def prepare(location: str, *, goes_on: bool = False) -> dict[str, Any]:
    """Make the database if need be, the roles without login, and the schema that belongs to its owner.

    goes_on: a move that was cut off may have left a part of a workspace there.

    Needs a user who may make roles, or roles that are there already and of which the user is a member.
    """
    import psycopg
    from psycopg import sql

    from itdesk.db.server import groups, setting_up

    parameters = settings(location)
    name = parameters["dbname"]
    try:
        try:
            connection = connect(parameters)
        except NotAWorkspace:
            with connect(parameters | {"dbname": "postgres"}) as server:
                server.execute(
                    sql.SQL("CREATE DATABASE {} ENCODING 'UTF8' TEMPLATE template0").format(sql.Identifier(name))
                )
            connection = connect(parameters)
        with connection:
            require_server(connection)
            if has_workspace(connection):
                raise UserError(
                    _("The database {name} already holds a workspace.").format(name=name),
                    _("Open it, or choose another name."),
                )
            if not goes_on and _has(connection, "arrived"):
                raise UserError(
                    _("A workspace was begun to be moved into the database {name}.").format(name=name),
                    _("Move it once more, which goes on where that was cut off, or choose another name."),
                )
            setting_up.prepare(connection, groups.Names(name))
    except psycopg.errors.InsufficientPrivilege as error:
        raise UserError(
            _("This user may not make a workspace on the server."),
            _("Use a user who may make databases and roles, or ask who looks after the server."),
            detail=str(error),
        ) from error
    return parameters


def owner_of(connection: Any) -> str:
    """The role that owns the workspace's tables: migrations run as it."""
    found = connection.execute(
        "SELECT pg_get_userbyid(nspowner) FROM pg_namespace WHERE nspname = %s", (SCHEMA,)
    ).fetchone()
    return str(found[0]) if found else ""


@contextmanager
def faults() -> Iterator[None]:
    """Let errors of the bare driver come out as SQLAlchemy's, so that they are sorted in one place."""
    import psycopg
    from sqlalchemy.exc import DBAPIError

    try:
        yield
    except psycopg.Error as error:
        raise DBAPIError(None, None, error) from error
