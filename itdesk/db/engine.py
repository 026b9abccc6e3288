"""Opening a workspace, making a new one, and saying what stands in the way."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from contextlib import closing
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, create_engine, insert
from sqlalchemy.pool import StaticPool

from itdesk import __version__
from itdesk.core.errors import NewerWorkspace, NotAWorkspace, UserError
from itdesk.core.progress import Progress
from itdesk.core.registry import Registry
from itdesk.core.texts import _
from itdesk.core.uids import new_uid
from itdesk.db import connecting, ddl, half_done, keyslots, postgres, sqlite, standby, tables, whereabouts
from itdesk.db.changes import WorkSession
from itdesk.db.database import PATIENCE, Database
from itdesk.db.failures import sorted_out
from itdesk.db.filesystem import is_doubtful, is_remote, sync_file, sync_folder
from itdesk.db.firm import Workspace
from itdesk.db.keyslots import Encryption
from itdesk.db.mapping import add_sequences
from itdesk.db.migrations import EPOCH, HEAD, REVISIONS
from itdesk.db.share.opening import Sharing, begin, open_shared
from itdesk.db.share.places import is_pointer
from itdesk.db.sniff import APPLICATION_ID, is_encrypted_here, require_own_schema, slots_of
from itdesk.db.whereabouts import moved_sentence
from itdesk.db.workspace import checked

__all__ = ["Database", "Encryption", "Sharing", "Workspace", "create_workspace", "open_database", "share_file"]

ENDING = ".itdesk"
LONGEST_NAME = 200  # bytes; leaves room for the endings of the files beside it
_STATE = "SELECT version_num, (SELECT app_version FROM workspace) FROM alembic_version"


def open_database(
    location: str | os.PathLike[str],
    registry: Registry,
    *,
    read_only: bool = False,
    patience: float = PATIENCE,
    remote: bool | None = None,
    progress: Progress | None = None,
    sharing: Sharing | None = None,
) -> Database:
    """Open the workspace at a path or a postgresql:// address; its tables must be imported.

    An older workspace is brought up to date after a verified copy. A file that may not be changed opens for reading.
    patience: seconds to wait for somebody else's write. remote: whether a file lies on a share; found out if None.
    progress: told how far the copy and the upgrade are; Stopped leaves the workspace as it was.
    sharing: what is done with a workspace in a shared folder (`itdesk.db.share`).
    """
    add_sequences(registry)
    place = os.fspath(location)
    if postgres.is_address(place):
        return _open_server(place, registry, read_only=read_only, patience=patience, progress=progress)
    path, sharing = Path(place).absolute(), sharing or Sharing()
    if sharing.begins and not read_only and not is_pointer(path) and path.exists() and _may_begin(path, remote):
        share_file(path, registry)
    opened = partial(_open_file, registry=registry, patience=patience, progress=progress)
    if is_pointer(path):
        copy = partial(opened, remote=False)
        return open_shared(
            path,
            lambda at, pointer, why: copy(at, location=pointer, why=why),
            sharing,
            read_only=read_only,
            progress=progress,
        )
    return opened(path, why=_("It was opened for reading only.") if read_only else "", remote=remote)


def share_file(path: Path, registry: Registry) -> None:
    """Make a workspace file that nobody has open a shared one, in its folder."""
    with sorted_out(registry, saving=True), sqlite.faults():
        begin(path)


def _may_begin(path: Path, remote: bool | None) -> bool:  # noqa: FBT001 -- as it was given
    """Whether a file lies on a share, and is one that can be shared there."""
    return (is_remote(path) if remote is None else remote) and (
        connecting.key_of(path) is not None or not is_encrypted_here(path)
    )


def _open_file(
    path: Path,
    registry: Registry,
    *,
    patience: float,
    progress: Progress | None,
    why: str,
    remote: bool | None,
    location: Path | None = None,
) -> Database:
    """Open a file; why it is for reading only, if it is. location: what people call it, if that is another place."""
    half_done.sweep(path)
    file = sqlite.look_at(path, read_only=bool(why), remote=remote)
    is_unsafe = file.remote or (is_doubtful(path) and not sqlite.is_open_here(path) and not sqlite.locks_hold(path))
    if is_unsafe and not why:  # several PCs' locks can't be trusted there, whatever one PC is told about them
        file.read_only, why = True, _unsafe()
    if file.read_only and not why:
        why = _("The file may not be changed: it is marked read-only, or lies where you may not write.")
    with sorted_out(registry, saving=False), sqlite.faults():
        _bring_up_to_date(file, patience, progress)
        moved = _moved_to(file, patience)
    if moved:
        file.read_only, why = True, moved_sentence(moved)
    file.opened()
    try:
        if not file.read_only:
            with sorted_out(registry, saving=False), sqlite.faults():
                sqlite.prepare(file, patience)
        return Database(
            registry,
            sqlite.engines(file, patience),
            location=str(location or path),
            file=file,
            patience=patience,
            why_read_only=why,
            moved_to=moved,
        )
    except BaseException:
        file.closed()
        raise


def _unsafe() -> str:
    return _(
        "It lies on a share, where files are not locked reliably between PCs. Share it in its folder, copy it to a disk of "
        "this PC, or move it to a server."
    )


def _bring_up_to_date(file: sqlite.File, patience: float, progress: Progress | None) -> None:
    probe = sqlite.connect(file.path, mode="ro", immutable=file.immutable, patience=patience)
    try:
        epoch = probe.execute("PRAGMA user_version").fetchone()[0]
        require_own_schema(probe, file.path)
        state = None if epoch > EPOCH else probe.execute(_STATE).fetchone()
    finally:
        probe.close()
    if state is None or not _is_known(state[0], state[1]):
        raise _newer(state[1] if state else "")
    if state[0] == HEAD:
        return
    if file.read_only:
        raise _must_be_upgraded()
    from itdesk.db.migrations.upgrade import upgrade_file

    upgrade_file(file.path, patience=patience, remote=file.remote, progress=progress)


def _moved_to(file: sqlite.File, patience: float) -> str:
    with closing(sqlite.connect(file.path, mode="ro", immutable=file.immutable, patience=patience)) as probe:
        return whereabouts.moved_to(probe.execute)


def _is_known(revision: str, _app_version: str) -> bool:
    return revision in REVISIONS


def _newer(written_by: str) -> NewerWorkspace:
    other = f"itdesk {written_by}" if written_by else _("a later itdesk")
    return NewerWorkspace(
        _("This workspace was written by {other}; this is itdesk {own}, which doesn't know it yet.").format(
            other=other, own=__version__
        ),
        _("It was not changed. Update itdesk on this PC, then open it again."),
    )


def _must_be_upgraded() -> UserError:
    return UserError(
        _("This workspace was written by an earlier itdesk and has to be brought up to date first."),
        _("Open it once where it can be changed, or make a copy and open that."),
    )


def _open_server(
    location: str, registry: Registry, *, read_only: bool, patience: float, progress: Progress | None
) -> Database:
    from itdesk.db.server import login as logins

    parameters = postgres.settings(location)
    with standby.connected(parameters) as (connection, is_standby):
        postgres.require_server(connection)
        logins.require_person(connection)
        if not postgres.has_workspace(connection):
            raise NotAWorkspace(
                _("The database {name} holds no workspace.").format(name=parameters["dbname"]),
                _("It was not changed. Check the name, or make a new workspace in an empty database."),
            )
        state = connection.execute(_STATE).fetchone()
        if not _is_known(state[0], state[1]):
            raise _newer(state[1])
        if state[0] != HEAD:
            if read_only or is_standby:
                raise _must_be_upgraded()
            from itdesk.db.migrations.upgrade import upgrade_server

            upgrade_server(connection, registry, progress=progress)
        moved = whereabouts.moved_to(connection.execute)
        login = logins.of(connection)
    why = _("It was opened for reading only.") if read_only else ""
    path = login.path if login else postgres.SCHEMA
    if is_standby:
        why = standby.why_read_only()
    return Database(
        registry,
        postgres.engines(location, patience, read_only=read_only or bool(moved), path=path, standby=is_standby),
        location=location,
        file=None,
        patience=patience,
        why_read_only=moved_sentence(moved) if moved else why,
        moved_to=moved,
        login=login,
        is_standby=is_standby,
    )


def create_workspace(  # noqa: PLR0917 -- the settings of a firm, in the order they are asked for
    location: str | os.PathLike[str],
    registry: Registry,
    name: str,
    currency: str = "GBP",
    locale: str = "en_GB",
    zone: str = "Europe/London",
    fiscal_month: int = 1,
    *,
    patience: float = PATIENCE,
    fill: Callable[[WorkSession], None] | None = None,
    encryption: Encryption | None = None,
) -> Database:
    """Make a workspace and open it; empty, or with what fill writes into it.

    A file is built aside and appears whole, filled or not at all; nothing is ever overwritten. encryption is for files alone.
    """
    add_sequences(registry)
    values = {
        "id": 1,
        "uid": new_uid(),
        "app_version": __version__,
        "created_at": datetime.now(UTC),
        **checked({"name": name, "currency": currency, "locale": locale, "zone": zone, "fiscal_month": fiscal_month}),
    }
    place = os.fspath(location)
    if postgres.is_address(place):
        _create_server(place, registry, values)
        database = open_database(place, registry, patience=patience)
        _fill_rows(database, fill)
        return database
    _create_file(Path(place).absolute(), registry, values, fill, encryption)
    return open_database(place, registry, patience=patience)


def _fill_rows(database: Database, fill: Callable[[WorkSession], None] | None) -> None:
    """Write the first rows; the database is closed if they can't be written."""
    try:
        if fill is not None:
            with database.writing() as session:
                fill(session)
    except BaseException:
        database.close()
        raise


def _create_file(
    path: Path,
    registry: Registry,
    values: Mapping[str, Any],
    fill: Callable[[WorkSession], None] | None,
    encryption: Encryption | None,
) -> None:
    _require_free(path)
    draft = path.with_name(f".{path.name}-{values['uid']}")
    try:
        draft.touch(exist_ok=False)  # says why it can't be, which the driver doesn't
    except OSError as error:
        raise _unwritable(path, error) from error
    sealed = encryption.begun(str(values["uid"])) if encryption else None
    try:
        if sealed is not None:
            connecting.hold(draft, sealed.data_key)
        with sorted_out(registry, saving=True), sqlite.faults():
            connection = sqlite.connect(draft, mode="rwc")
            try:
                connection.execute(f"PRAGMA application_id={APPLICATION_ID}")
                connection.execute(f"PRAGMA user_version={EPOCH}")
                with sqlite.single_engine(connection).begin() as begun:
                    _fill(begun, values)
            finally:
                connection.close()
        if fill is not None:
            database = open_database(draft, registry)
            _fill_rows(database, fill)
            database.close()
            with sorted_out(registry, saving=True), sqlite.faults(), closing(sqlite.connect(draft)) as connection:
                connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")  # the file alone is moved, so all must be in it
        sync_file(draft)
        if sealed is not None:
            keyslots.save(path, sealed.slots)  # before the file: no moment has it without its keys
            connecting.hold(path, sealed.data_key)
        os.link(draft, path) if hasattr(os, "link") else draft.rename(path)
    except OSError as error:
        raise _unwritable(path, error) from error
    finally:
        draft.unlink(missing_ok=True)
        connecting.let_go(draft)
        for rest in ("-journal", "-wal", "-shm", "-lock"):
            draft.with_name(draft.name + rest).unlink(missing_ok=True)
    sync_folder(path.parent)


def _require_free(path: Path) -> None:
    """Refuse a place where no new workspace can be made."""
    if not path.name.lower().endswith(ENDING):
        raise UserError(
            _("{file} doesn't end in .itdesk.").format(file=f"“{path.name}”"),
            _("Nothing was written. A workspace's name ends in .itdesk."),
        )
    if len(os.fsencode(path.name)) > LONGEST_NAME:
        raise UserError(
            _("This name is too long for a file."), _("Nothing was written. Choose one of up to 80 characters.")
        )
    if path.exists():
        raise UserError(_("{file} is there already.").format(file=path), _("It was not changed. Choose another name."))
    if slots_of(path).exists():
        raise UserError(
            _("The keys of another workspace lie in this place: {file}.").format(file=slots_of(path)),
            _("They were not changed. Choose another name."),
        )
    if not path.parent.is_dir():
        raise UserError(
            _("There is no folder {folder}.").format(folder=path.parent), _("Make it first, or choose another.")
        )


def _unwritable(path: Path, error: OSError) -> UserError:
    return UserError(
        _("The workspace can't be written to {folder}.").format(folder=path.parent),
        _("Check that you may write there and that the disk has room."),
        detail=str(error),
    )


def _create_server(location: str, registry: Registry, values: Mapping[str, Any]) -> None:
    from itdesk.db.server.applying import apply

    parameters = postgres.prepare(location)
    connection = postgres.connect(parameters)
    connection.autocommit = False
    engine = create_engine("postgresql+psycopg://", creator=lambda: connection, poolclass=StaticPool)
    try:
        with sorted_out(registry, saving=True), engine.begin() as begun:
            owner = begun.dialect.identifier_preparer.quote(postgres.owner_of(connection))
            begun.exec_driver_sql(f"SET LOCAL ROLE {owner}")
            _fill(begun, values)
            begun.exec_driver_sql("RESET ROLE")
            apply(connection, registry)
    finally:
        engine.dispose()
        connection.close()


def _fill(connection: Connection, values: Mapping[str, Any]) -> None:
    """Every table, the mark of the schema's revision, and the workspace's own settings."""
    ddl.create_tables(connection)
    ddl.create(connection)
    ddl.hang_bell(connection)
    ddl.stamp(connection)
    connection.execute(insert(tables.workspace), [dict(values)])
