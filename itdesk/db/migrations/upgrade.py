"""Bringing an older workspace up to date: a verified copy first, then everything in one transaction."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, create_engine, text
from sqlalchemy.pool import StaticPool

from itdesk import __version__
from itdesk.core.errors import Damaged, Stopped, UserError
from itdesk.core.progress import Progress
from itdesk.core.registry import Registry
from itdesk.core.texts import _
from itdesk.core.uids import new_uid
from itdesk.db import backup, connecting, keyslots, postgres, sqlite
from itdesk.db.filelock import FairLock
from itdesk.db.filesystem import sync_file, sync_folder
from itdesk.db.migrations import EPOCH, HEAD
from itdesk.db.sniff import backups_of

HERE = Path(__file__).resolve().parent
_DRAFT = ".itdesk-copy-"
_LOCK = 0x69544431  # the advisory lock under which one client upgrades a server's workspace


def upgrade_file(
    path: Path,
    *,
    patience: float,
    remote: bool,
    later: Sequence[Path] = (),
    head: str = HEAD,
    progress: Progress | None = None,
) -> Path | None:
    """Upgrade a workspace file; the copy made first, or None if somebody else has upgraded it meanwhile.

    later: folders with further migrations, and head the last of them; for tests of migrations to come.
    Killed or stopped at any point, the file is as it was or up to date, and the next opening goes on from there.
    """
    progress = progress or Progress()
    lock = FairLock(path.with_name(path.name + "-lock"), patience)
    try:
        with lock.held():
            connection = sqlite.connect(path, patience=patience)
            try:
                if _revision(connection) == head:
                    return None
                copy = copy_before(path, _revision(connection), progress)
                progress.step(0, 1, _("Bringing the workspace up to date"))
                sqlite.set_journal(connection, remote=remote)
                connection.execute(
                    "PRAGMA foreign_keys=OFF"
                )  # tables are rebuilt; the whole is checked before the commit
                with backup.stoppable(connection, progress), sqlite.single_engine(connection).begin() as begun:
                    run(begun, later, head)
                    _check_file(begun)
                    progress.step(1)
                    begun.exec_driver_sql(f"PRAGMA user_version={EPOCH}")
            finally:
                connection.close()
    finally:
        lock.close()
    return copy


def _revision(connection: Any) -> str:
    return str(connection.execute("SELECT version_num FROM alembic_version").fetchone()[0])


def copy_before(path: Path, revision: str, progress: Progress) -> Path:
    """Copy the file into the folder of its backups, and check the copy; once stopped, no part of it stays."""
    folder = backups_of(path)
    try:
        folder.mkdir(exist_ok=True)
        for left_over in folder.glob(f"{_DRAFT}*"):
            left_over.unlink()
        moment = datetime.now(UTC).strftime("%Y-%m-%d %H%M%S")
        target = folder / f"{path.stem} {moment} before update from {revision}.itdesk"
        draft = folder / f"{_DRAFT}{new_uid()}"
        try:
            rows = backup.copy_file(path, draft, progress)
            backup.verify(draft, rows, progress)
        except Stopped:
            draft.unlink(missing_ok=True)
            raise
        connecting.let_go(draft)
        keyslots.copy_beside(path, target)
        sync_file(draft)
        draft.replace(target)
        sync_folder(folder)
    except OSError as error:
        raise UserError(
            _(
                "The workspace has to be brought up to date, but the copy before that can't be written to {folder}."
            ).format(folder=folder),
            _("It was not changed. Check that you may write there and that the disk has room."),
            detail=str(error),
        ) from error
    return target


def _check_file(connection: Connection) -> None:
    broken = connection.exec_driver_sql("PRAGMA foreign_key_check").first()
    if broken is not None:
        raise _failed(f"foreign_key_check {tuple(broken)}")


def _failed(detail: str) -> Damaged:
    return Damaged(
        _("Bringing the workspace up to date did not pass its check."),
        _("It was left as it was. Use the itdesk it was made with, and report this."),
        detail=detail,
    )


def upgrade_server(
    connection: Any,
    registry: Registry | None = None,
    *,
    later: Sequence[Path] = (),
    head: str = HEAD,
    progress: Progress | None = None,
) -> str | None:
    """Upgrade a server's workspace over a bare connection; the schema that holds the copy, or None.

    The copy lies in the same database, is counted, and is replaced by the next upgrade's. registry: whose rights the
    server then enforces.
    """
    from itdesk.db.server.applying import apply, lift

    connection.autocommit = False
    engine = create_engine("postgresql+psycopg://", creator=lambda: connection, poolclass=StaticPool)
    with engine.begin() as begun:
        begun.execute(text("SELECT pg_advisory_xact_lock(:number)"), {"number": _LOCK})
        revision = begun.exec_driver_sql("SELECT version_num FROM alembic_version").scalar_one()
        if revision == head:
            return None
        begun.exec_driver_sql(f"SET LOCAL ROLE {_quoted(begun, postgres.owner_of(connection))}")
        copy = _copy_schema(begun, revision, progress or Progress())
        lift(connection)
        run(begun, later, head)
        if registry is not None:
            begun.exec_driver_sql("RESET ROLE")
            apply(connection, registry)
    return copy


def _quoted(connection: Connection, name: str) -> str:
    return connection.dialect.identifier_preparer.quote(name)


def _copy_schema(connection: Connection, revision: str, progress: Progress) -> str:
    """Every table's rows in a schema beside the workspace's, except attached files, which no migration touches."""
    name = f"{postgres.SCHEMA}_before_update"
    connection.exec_driver_sql(f"DROP SCHEMA IF EXISTS {name} CASCADE")
    connection.exec_driver_sql(f"CREATE SCHEMA {name}")
    connection.exec_driver_sql(f"COMMENT ON SCHEMA {name} IS 'itdesk {revision}'")
    tables = sorted(connection.dialect.get_table_names(connection, schema=postgres.SCHEMA))
    for place, table in enumerate(tables):
        progress.step(place, len(tables), _("Copying the workspace before it is brought up to date"))
        if table in ("blob_chunks", "search_grams"):
            continue
        source, target = (f"{schema}.{_quoted(connection, table)}" for schema in (postgres.SCHEMA, name))
        connection.exec_driver_sql(f"CREATE TABLE {target} AS TABLE {source}")
        counts = [connection.exec_driver_sql(f"SELECT count(*) FROM {one}").scalar_one() for one in (source, target)]  # noqa: S608 -- tables' names out of the catalogue
        if counts[0] != counts[1]:
            raise _failed(f"{table}: {counts}")
    return name


def run(connection: Connection, later: Sequence[Path] = (), head: str = HEAD) -> None:
    """Run the migrations up to head in the connection's transaction."""
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(HERE).replace("%", "%%"))
    folders = [HERE / "versions", *later]
    config.set_main_option("path_separator", "newline")
    config.set_main_option("version_locations", "\n".join(str(folder).replace("%", "%%") for folder in folders))
    config.attributes["connection"] = connection
    command.upgrade(config, head)
    connection.execute(text("UPDATE workspace SET app_version = :version"), {"version": __version__})
