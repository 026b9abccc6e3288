"""Making a workspace on a server enforce the rights: once, by somebody who may make roles there."""

from __future__ import annotations

from typing import Any

from itdesk.core.errors import NotAWorkspace, UserError
from itdesk.core.progress import Progress
from itdesk.core.registry import Registry
from itdesk.core.texts import _
from itdesk.db import postgres
from itdesk.db.migrations import HEAD
from itdesk.db.server import enrolling, groups
from itdesk.db.server.applying import apply


def set_up(location: str, registry: Registry, password: str = "", progress: Progress | None = None) -> str:
    """Make roles, functions and policies of a workspace that is there, or renew them; the database's name."""
    import psycopg

    steps = progress or Progress()
    said = {"password": password} if password else {}
    with postgres.connect(postgres.settings(location) | said) as connection:
        postgres.require_server(connection)
        if not postgres.has_workspace(connection):
            raise NotAWorkspace(
                _("This database holds no workspace."),
                _("Make one there first: itdesk new postgresql://server/database."),
            )
        revision = connection.execute("SELECT version_num FROM app.alembic_version").fetchone()[0]
        if revision != HEAD:
            raise UserError(
                _("This workspace was written by another version of itdesk."),
                _("Open it once with this one, which brings it up to date; then set the server up."),
            )
        try:
            names = groups.Names.of(connection)
            prepare(connection, names)
            steps.step(1, 2)
            with connection.transaction():
                apply(connection, registry)
        except psycopg.errors.InsufficientPrivilege as error:
            raise UserError(
                _("This user may not set the server up."),
                _("Use a user who may make roles, or ask who looks after the server."),
                detail=str(error),
            ) from error
    return names.database


def prepare(connection: Any, names: groups.Names) -> None:
    """The roles, who may connect, the schema and the functions that enrol; tables come afterwards."""
    groups.make(connection, names)
    here = connection.execute("SELECT current_database()").fetchone()[0]
    said = {"owner": names[groups.OWNER], "users": names[groups.USERS], "database": groups.quoted(here)}
    for statement in (
        "REVOKE ALL ON DATABASE {database} FROM PUBLIC",
        "REVOKE ALL ON SCHEMA public FROM PUBLIC",
        "GRANT CONNECT ON DATABASE {database} TO {users}",
        "GRANT CREATE, CONNECT, TEMPORARY ON DATABASE {database} TO {owner}",
        "CREATE SCHEMA IF NOT EXISTS app AUTHORIZATION {owner}",
        "GRANT USAGE ON SCHEMA app TO {users}",
        "ALTER DEFAULT PRIVILEGES FOR ROLE {owner} IN SCHEMA app REVOKE ALL ON TABLES FROM {users}",
        "ALTER DEFAULT PRIVILEGES FOR ROLE {owner} IN SCHEMA app REVOKE ALL ON SEQUENCES FROM {users}",
        "ALTER DEFAULT PRIVILEGES FOR ROLE {owner} IN SCHEMA app REVOKE ALL ON FUNCTIONS FROM {users}",
        "ALTER DEFAULT PRIVILEGES FOR ROLE {owner} REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC",
    ):
        connection.execute(statement.format(**said))
    names.say(connection)
    enrolling.install(connection, names)
