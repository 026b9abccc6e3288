"""The workspace as the app holds it: short reading and writing sessions over one file or one server database."""

from __future__ import annotations

import contextlib
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from sqlalchemy import Engine, select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm.exc import StaleDataError

from itdesk.core.errors import Damaged, Unreachable
from itdesk.core.filters import ACTORS
from itdesk.core.registry import Registry
from itdesk.core.rights import FREE, Standing
from itdesk.core.texts import _
from itdesk.db import connecting, custom, postgres, sqlite, tables
from itdesk.db.ahead import Keeper
from itdesk.db.changes import Pending, WorkSession, finish, log_end, log_from
from itdesk.db.failures import RETRIED, is_cut, read_only, sorted_out, sqlstate_of
from itdesk.db.filelock import FairLock
from itdesk.db.firm import SETTINGS, Workspace, workspace_of
from itdesk.db.mapping import Tables
from itdesk.db.people import People
from itdesk.db.sessions import Connections, Reading, WritingSession, writing

if TYPE_CHECKING:
    from itdesk.db.doorbell import Doorbell
    from itdesk.db.server.login import Login
    from itdesk.db.share.following import Following
    from itdesk.db.share.keeping import Keeping

Announce = Callable[[frozenset[str]], None]
Answer = TypeVar("Answer")
_FATE = text("SELECT pg_xact_status(CAST(:xact AS text)::xid8)")
_END = text(
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
    "WHERE backend_xid = CAST(:xact AS text)::xid8::xid AND usename = current_user"
)
WORKSPACE = "workspace"  # as a kind of change: the firm's own settings
_TRIES = 6
PATIENCE = 10.0  # seconds that a person waits for somebody else's write
_UNKNOWN_FOR = 30.0  # seconds that the fate of a commit is asked for after the connection broke


class _Known(NamedTuple):
    """What sessions are told about the record types: it changes as one."""

    tables: Tables
    shapes: dict[Any, Any]  # statements of lists by their shape


class _CommitUnknown(Exception):
    """The connection broke while the server was committing; carries its transaction's number, if it has one."""

    def __init__(self, xact: int | None, cause: DBAPIError) -> None:
        super().__init__(str(cause))
        self.xact = xact
        self.cause = cause


class Database:
    """One open workspace. Sessions are opened here alone, are short, and stay in the thread that asked for them."""

    is_whole = True  # a `FirstStore` isn't yet

    def __init__(
        self,
        registry: Registry,
        engines: tuple[Engine, Engine | None],
        *,
        location: str,
        file: sqlite.File | None,
        patience: float,
        why_read_only: str = "",
        moved_to: str = "",
        login: Login | None = None,
        is_standby: bool = False,
    ) -> None:
        self._declared = Tables(registry)
        self.location = location
        self.login = login  # the person whose login to the server it is; whoever acts, it is them
        self.is_standby = is_standby  # read from a server's standby, since its primary is away
        self.why_read_only = why_read_only  # a sentence; empty when everything may be changed
        self.moved_to = moved_to  # where the workspace is now, if it isn't here any more
        self.keeper: Keeper | None = None  # prepares what the next start asks first
        self.share: Keeping | Following | None = None  # of a workspace in a shared folder
        self._before: list[Connections] = []  # of earlier copies, or of before writing was stopped
        self._reader, self._writer = engines
        self._readers = Connections(self._reader)
        self._writers = Connections(self._writer) if self._writer is not None else None
        self._file = file
        self._listeners: list[Announce] = []
        self._bells: list[Doorbell] = []
        self._here = threading.local()
        self._lock: FairLock | None = None
        self._standby = None
        if file is None and not is_standby:
            from itdesk.db.standby import Standby

            self._standby = Standby(location, login.path if login else postgres.SCHEMA, self._reader)
        if file is not None and self._writer is not None:
            self._lock = FairLock(file.path.with_name(file.path.name + "-lock"), patience)
        self._people = People(self._reader)
        self._own: deque[str] = deque(maxlen=1000)  # our latest operations: they were announced as they were made
        self._known = self._as_declared()
        self.workspace = self.read_workspace()
        self.read_fields()
        with self.as_itself() as session:
            self._seen = log_end(session)

    @property
    def read_only(self) -> bool:
        """Whether nothing can be changed: the file, the share or the right to does not allow it."""
        return self._writer is None

    @property
    def path(self) -> Path | None:
        """The workspace's file; None on a server."""
        return self._file.path if self._file else None

    @property
    def is_encrypted(self) -> bool:
        """Whether the workspace is a file that can't be read without its key."""
        return self._file is not None and connecting.key_of(self._file.path) is not None

    @property
    def is_server(self) -> bool:
        """Whether the workspace lies on a PostgreSQL server."""
        return self._file is None

    @property
    def declared(self) -> Registry:
        """The record types as the app declares them, without the firm's own fields."""
        return self._declared.registry

    @property
    def registry(self) -> Registry:
        """The record types with the fields that the firm added, as they are now."""
        return self._known.tables.registry

    @property
    def tables(self) -> Tables:
        """The classes behind the registry's kinds."""
        return self._known.tables

    def _as_declared(self) -> _Known:
        return _Known(self._declared, {})

    def read_fields(self) -> None:
        """Take the custom fields as they are stored now: record types, tables and statements change together."""
        with sorted_out(self._declared.registry, saving=False), self._reader.connect() as connection:
            registry = custom.registry_of(custom.asking(connection), self._declared.registry)
            connection.rollback()
        self._known = self._as_declared() if registry is self._declared.registry else _Known(Tables(registry), {})
        self._people.forget()

    def read_workspace(self) -> Workspace:
        """The settings as they are stored now."""
        with sorted_out(self.registry, saving=False), self._reader.connect() as connection:
            row = connection.execute(select(*(tables.workspace.c[name] for name in SETTINGS))).one_or_none()
            connection.rollback()
        if row is None:
            raise Damaged(
                _("The workspace has lost its settings."),
                _("It was not changed. Open the newest file of its backups folder instead."),
            )
        return workspace_of(row)

    def standing(self, actor: int | None) -> Standing:
        """The role of a person, who acts; the app itself, and nobody in particular, may do everything."""
        if actor is None:
            return FREE
        with sorted_out(self.registry, saving=False):
            return self._people.standing(self._known.tables, actor)

    def registry_for(self, actor: int | None) -> Registry:
        """The record types as a person sees them: without the fields that their role doesn't see."""
        return self.registry if actor is None else self._people.registry(self._known.tables, actor)

    def glance(self, actor: int | None) -> Standing:
        """Where a person stands as it was known last, for the window: what is shown; what happens asks again."""
        return FREE if actor is None else self._people.glance(self._known.tables, actor)

    def _info(self, actor: int | None) -> dict[str, Any]:
        known = self._known
        return {
            "standing": self.standing(actor),
            "held": self._people.held(known.tables, actor) is not None,
            "registry": known.tables.registry,
            "declared": self._declared.registry,
            "dialect": self._reader.dialect,
            "tables": known.tables,
            "shapes": known.shapes,
            "keeper": self.keeper,
            "workspace": self.workspace,
            "masked": self.is_masked,
            "actor": actor,
        }

    @property
    def is_masked(self) -> bool:
        """Whether the server itself shows this login less than everything."""
        return self.login is not None and self.login.is_masked

    def as_itself(self) -> Reading:
        """A reading session of the app's own, which sees everything: for what no person asked for."""
        return self._reading(None)

    def reading(self, *, actor: int | None = None, report: bool = False) -> Reading:
        """A short session that can't change anything; everything in it is of one moment, and the actor's to see.

        report: it may take long; a standby of the server answers it, where that has all that the server has by now.
        """
        readers = self._standby.connections() if report and self._standby is not None else None
        return self._reading(actor if self.login is None else self.login.person, readers)

    def _reading(self, actor: int | None, instead: Connections | None = None) -> Reading:
        info, readers = self._info(actor), instead or self._readers
        held = self._people.held(self._known.tables, actor)
        if held is not None:
            readers = readers if self.is_masked else held.readers
            info |= {"registry": held.tables.registry, "tables": held.tables, "shapes": held.shapes, "keeper": None}
        return Reading(readers, info, info["registry"])

    @contextmanager
    def writing(self, *, actor: int | None = None) -> Iterator[WorkSession]:
        """One transaction, committed at the end with its history and change log; undone if anything is raised."""
        with sorted_out(self.registry, saving=True):
            try:
                with self._transaction(actor) as session:
                    yield session
            except _CommitUnknown as unknown:
                if not self._became_true(unknown.xact):
                    raise unknown.cause from unknown
        self._announce()

    def write(self, job: Callable[[Any], Answer], *, actor: int | None = None) -> Answer:
        """Run job(session) in one transaction; again if the server undid it, never twice if it may have kept it.

        What job makes must carry its own uid (drafts do), since job may run more than once.
        """
        with sorted_out(self.registry, saving=True):
            answer = self._write(job, actor)
        self._announce()
        return answer

    def _write(self, job: Callable[[Any], Answer], actor: int | None) -> Answer:
        answer: Answer
        for attempt in range(_TRIES):
            last = attempt + 1 == _TRIES
            try:
                with self._transaction(actor) as session:
                    answer = job(session)
            except _CommitUnknown as unknown:
                if self._became_true(unknown.xact):
                    return answer
                if last:
                    raise unknown.cause from unknown
            except StaleDataError:  # read again, a draft is compared by hand and merged or refused with its reasons
                if last:
                    raise
            except DBAPIError as error:
                if last or not (sqlstate_of(error) in RETRIED or is_cut(error)):
                    raise
                time.sleep(0.01 * 2**attempt)
            else:
                return answer
        raise AssertionError("the last attempt returns or raises")

    @contextmanager
    def _transaction(self, actor: int | None) -> Iterator[WorkSession]:
        if self._writers is None:
            raise read_only()
        if getattr(self._here, "writing", False):
            raise RuntimeError("writing() inside writing(): hand the session on instead")
        pending = Pending()
        actor = self.login.person if self.login is not None else actor
        with nullcontext() if self._lock is None else self._lock.held():
            self._here.writing = True
            try:
                info = self._info(actor) | {"pending": pending}
                held = self._people.held(self._known.tables, actor) if self.is_masked else None
                if held is not None:
                    info |= {"registry": held.tables.registry, "tables": held.tables, "shapes": {}, "keeper": None}
                with writing(self._writers, info) as session:
                    yield session
                    finish(session)
                    self._here.kinds = frozenset(pending.kinds)
                    self._own.append(pending.operation)
                    _commit(session, pending.xact)
            finally:
                self._here.writing = False

    def _announce(self) -> None:
        kinds: frozenset[str] = self._here.kinds
        self._here.kinds = frozenset()
        self._tell(kinds)

    def _tell(self, kinds: frozenset[str]) -> None:
        if WORKSPACE in kinds:
            self.workspace = self.read_workspace()
        if custom.concerns(self.registry, kinds):
            self.read_fields()
        if kinds & {ACTORS, WORKSPACE}:  # the workspace says what a consultant is
            self._people.forget()
        if kinds:
            for listener in list(self._listeners):
                listener(kinds)

    def _became_true(self, xact: int | None) -> bool:
        """What the server says about a transaction whose commit was never answered; waits while it is still running."""
        if xact is None or self._writer is None:
            return False
        deadline = time.monotonic() + _UNKNOWN_FOR
        while True:
            try:
                with self._writer.connect() as connection:
                    said = connection.execute(_FATE, {"xact": str(xact)}).scalar()
                    if said == "in progress":  # the server has not noticed yet that nobody listens any more
                        connection.execute(_END, {"xact": str(xact)})
                    connection.rollback()
            except (DBAPIError, Unreachable):
                said = "unreachable"
            if said in ("committed", "aborted"):
                return bool(said == "committed")
            if time.monotonic() >= deadline:
                return False
            time.sleep(0.05)

    def notice_others(self) -> frozenset[str]:
        """Look for what others have written since the last look, and announce its kinds; cheap enough for a timer."""
        anew = self.share is not None and self.share.refresh(self)
        with self.as_itself() as session:
            rows, self._seen = log_from(session, self._seen)
        kinds = frozenset(row.kind for row in rows if row.operation not in self._own)
        if anew:
            kinds = frozenset((*(one.kind for one in self.registry), WORKSPACE))
        self._tell(kinds)
        return kinds

    def listen(self, rung: Callable[[], None], reached: Callable[[bool], None]) -> Callable[[], None] | None:
        """Have a server ring when somebody may have changed something, in a thread of its own; what it returns ends it.

        reached tells False when the server can't be reached any more, True when it can again. None for a file, where
        nothing rings.
        """
        if self._file is not None or self.is_standby:  # a standby rings for nobody
            return None
        from itdesk.db.doorbell import Doorbell, hang_up

        def give_up() -> None:
            hang_up([*postgres.lines(self._reader), *postgres.lines(self._writer)])

        def told(is_reached: bool) -> None:  # noqa: FBT001 -- an answer
            for connections in (self._readers, self._writers):
                if connections is not None:
                    connections.dispose()  # connections of before the break are of no use to anybody
            reached(is_reached)

        bell = Doorbell(postgres.settings(self.location), rung, told, give_up)
        self._bells.append(bell)

        def end() -> None:
            if bell in self._bells:
                self._bells.remove(bell)
                bell.close()

        return end

    def turn_to(self, path: Path) -> None:
        """Read another copy of the workspace from now on; sessions that are open end with the copy they began with."""
        if self._file is None:
            raise RuntimeError("a server has no copies")
        file = sqlite.look_at(path, read_only=True, remote=False)
        reader, _writer = sqlite.engines(file, PATIENCE)
        people = self._people.at(reader, self._known.tables)
        file.opened()
        before, self._file = self._file, file
        self._let_go_before()
        self._before.append(self._readers)
        self._people.forget()
        self._reader, self._readers, self._people = reader, Connections(reader), people
        before.closed()

    def stop_writing(self, why: str) -> None:
        """Change nothing any more, and say why."""
        if self._writers is not None:
            self._before.append(self._writers)
        self._writer = self._writers = None
        self.why_read_only = why

    def _let_go_before(self) -> None:
        for one in self._before:
            one.dispose()

    def on_change(self, callback: Announce) -> None:
        """Call back after each commit with the kinds that changed, in the thread that wrote."""
        self._listeners.append(callback)

    def close(self) -> None:
        """Let go of every connection. Sessions must be over."""
        while self._bells:
            self._bells.pop().close()
        if self.share is not None:
            self.share.close()
        self._let_go_before()
        if self._writers is not None and self._file is not None:
            self._writers.let_go()
            self._optimize(self._writers.engine)
        self._people.forget()
        if self._standby is not None:
            self._standby.close()
        self._readers.dispose()
        if self._writers is not None:
            self._writers.dispose()
        if self._lock is not None:
            self._lock.close()
        if self._file is not None:
            self._file.closed()
            self._file = None

    @staticmethod
    def _optimize(writer: Engine) -> None:
        """Let SQLite refresh its statistics, as a courtesy to the next start: whatever hinders it was or will be told."""
        with (
            contextlib.suppress(writer.dialect.loaded_dbapi.Error),
            contextlib.closing(writer.raw_connection()) as pooled,
        ):
            pooled.execute("PRAGMA busy_timeout=0")
            pooled.execute("PRAGMA optimize")


def _commit(session: WritingSession, xact: int | None) -> None:
    try:
        session.commit()
    except DBAPIError as error:
        if is_cut(error):
            raise _CommitUnknown(xact, error) from error
        raise
