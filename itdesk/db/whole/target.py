"""Where a workspace that moves arrives: in a draft beside the file to be, or in a database that is no workspace yet.

What a killed move brought is kept in either, and the next one to the same place goes on with it.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

from sqlalchemy import Connection
from sqlalchemy.exc import SQLAlchemyError

from itdesk.core.errors import Busy, Damaged, Stopped, UserError
from itdesk.core.progress import Progress
from itdesk.core.registry import Registry
from itdesk.core.texts import _
from itdesk.db import connecting, postgres, sqlite
from itdesk.db.backups.folder import carry
from itdesk.db.failures import sorted_out
from itdesk.db.filesystem import sync_file, sync_folder
from itdesk.db.migrations import EPOCH, HEAD
from itdesk.db.sniff import APPLICATION_ID
from itdesk.db.whole.arriving import Arrived, arrive, clear
from itdesk.db.whole.filling import Begin, damaged, owning, require_free, sweep
from itdesk.db.whole.sources import Open

_BESIDE = ("", "-journal", "-wal", "-shm")
_LOCK = 0x6D6F7665  # the number by which moves to one database keep each other out


class Target:
    """A place, and the identity of the workspace that comes. key_of: the encrypted file whose key a new file gets."""

    def __init__(self, place: str, uid: str, registry: Registry, key_of: Path | None = None) -> None:
        self._place, self._uid, self._registry, self._key_of = place, uid, registry, key_of

    def bring(self, source: Open, steps: Progress, settle: Callable[[], None]) -> Arrived:
        """Bring what isn't there yet; settle runs before the last of it is there for good."""
        if postgres.is_address(self._place):
            return self._to_server(source, steps, settle)
        path = Path(self._place).absolute()
        require_free(path)
        draft = path.with_name(f".{path.name}-{self._uid}")
        sweep(path, but=draft)
        key = connecting.key_of(self._key_of) if self._key_of is not None else None
        try:
            if key is not None:
                connecting.hold(draft, key)
            found = self._to_draft(draft, source, steps, settle)
            sync_file(draft)
            if self._key_of is not None and key is not None:
                carry(self._key_of, path)  # before the file: no moment has it without its keys
                connecting.hold(path, key)
            draft.rename(path)
            sync_folder(path.parent)
        finally:
            connecting.let_go(draft)
        return found

    def _to_draft(self, draft: Path, source: Open, steps: Progress, settle: Callable[[], None]) -> Arrived:
        with sorted_out(self._registry, saving=True), sqlite.faults():
            bare = self._held(draft)
            try:
                with closing(bare):
                    bare.execute(
                        "PRAGMA foreign_keys=OFF"
                    )  # rows arrive table by table; the whole is checked at the end
                    bare.execute(f"PRAGMA application_id={APPLICATION_ID}")
                    bare.execute(f"PRAGMA user_version={EPOCH}")
                    begin: Begin = sqlite.single_engine(bare).begin
                    found = arrive(source, self._uid, begin, self._registry, steps, settle=lambda _connection: settle())
                    if bare.execute("PRAGMA foreign_key_check").fetchone() is not None:
                        raise damaged("foreign_key_check")
                    return found
            except (UserError, SQLAlchemyError, sqlite.driver_errors()):
                _remove(draft)
                raise

    def _held(self, draft: Path) -> Any:
        """The draft for this process alone; one that is of no use any more is begun anew."""
        bare = _alone(draft)
        if not _is_of_use(bare):
            bare.close()
            _remove(draft)
            bare = _alone(draft)
        return bare

    def _to_server(self, source: Open, steps: Progress, settle: Callable[[], None]) -> Arrived:
        from itdesk.db.server.applying import apply

        def last(connection: Connection) -> None:
            settle()
            connection.exec_driver_sql("RESET ROLE")
            apply(connection.connection.driver_connection, self._registry)

        parameters = postgres.prepare(self._place, goes_on=True)
        with owning(self._place, parameters, self._registry) as begin:
            with begin() as connection:
                if not connection.exec_driver_sql(f"SELECT pg_try_advisory_lock({_LOCK})").scalar():
                    raise _busy()
            try:
                return arrive(source, self._uid, begin, self._registry, steps, settle=last)
            except (Stopped, Damaged):
                with begin() as connection:
                    clear(connection)
                raise


def _alone(draft: Path) -> Any:
    """A connection that nobody else can have beside it."""
    bare = sqlite.connect(draft, mode="rwc", patience=0)
    bare.execute("PRAGMA locking_mode=EXCLUSIVE")
    try:
        bare.execute("BEGIN EXCLUSIVE")
        bare.execute("ROLLBACK")
    except sqlite.driver_errors() as error:
        if str(getattr(error, "sqlite_errorname", "")).startswith("SQLITE_BUSY"):
            bare.close()
            raise _busy() from error
    return bare


def _is_of_use(bare: Any) -> bool:
    """Whether it can be read with the key that the workspace has now, and its tables are those of this version."""
    try:
        if not bare.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]:
            return True
        found = bare.execute("SELECT version_num FROM alembic_version").fetchone()
    except sqlite.driver_errors():
        return False
    return found is not None and found[0] == HEAD


def _busy() -> Busy:
    return Busy(
        _("A workspace is being moved there at this moment."),
        _("Nothing was moved. Wait until that is done, or choose another place."),
    )


def _remove(draft: Path) -> None:
    for ending in _BESIDE:
        draft.with_name(draft.name + ending).unlink(missing_ok=True)
