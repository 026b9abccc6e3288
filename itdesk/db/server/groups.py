"""The roles of one database: its owner, a group for each role of the app, and those for enrolling and upgrading.

Roles are the whole server's, so each carries the database's name (`postgres.role_name`).
"""

from __future__ import annotations

from typing import Any

from itdesk.core.rights import Role, counts_as
from itdesk.db.postgres import SCHEMA, role_name

OWNER = "owner"  # owns the tables; nobody logs in as it
USERS = "users"  # whoever may connect
ENROLS = "enrols"  # owns the functions that make logins, and nothing else
UPGRADES = "upgrades"  # may become the owner when the workspace is brought up to date, and inherits nothing of it
KIOSK = "as_kiosk"
_SAID = "itdesk, roles of "
GRANTED = tuple(role for role in Role if counts_as(role) is role)  # a consultant is a member of another role's group


def group_of(role: Role) -> str:
    """The short name of a role's group."""
    return f"as_{counts_as(role).value}"


GROUPS = tuple(group_of(role) for role in GRANTED)


class Names:
    """The names of one database's roles, quoted. A copy of a database goes on with the roles of what it was copied from."""

    def __init__(self, database: str) -> None:
        self.database = database

    @classmethod
    def of(cls, connection: Any) -> Names:
        """Of the database that a bare connection leads to: its schema says whose roles they are."""
        asked = "SELECT obj_description(to_regnamespace(%s), 'pg_namespace'), current_database()"
        said, database = connection.execute(asked, (SCHEMA,)).fetchone()
        return cls(said.removeprefix(_SAID) if said and said.startswith(_SAID) else database)

    def say(self, connection: Any) -> None:
        """Write down whose roles they are."""
        connection.execute(f"COMMENT ON SCHEMA {SCHEMA} IS {literal(_SAID + self.database)}")

    def plain(self, role: str) -> str:
        """As the catalogue has it."""
        return role_name(self.database, role)

    def __getitem__(self, role: str) -> str:
        return quoted(self.plain(role))

    def group(self, role: Role) -> str:
        """Of a role's group."""
        return self[group_of(role)]


def quoted(name: str) -> str:
    """A name as SQL."""
    return '"' + name.replace('"', '""') + '"'


def literal(value: object) -> str:
    """A value as SQL; of texts, numbers and yes or no."""
    if value is None:
        return "NULL"
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    return str(value) if isinstance(value, int) else "'" + str(value).replace("'", "''") + "'"


def are_there(connection: Any, names: Names) -> bool:
    """Whether the server has this database's groups."""
    wanted = [names.plain(one) for one in (OWNER, USERS, ENROLS, UPGRADES, KIOSK, *GROUPS)]
    found = connection.execute("SELECT count(*) FROM pg_roles WHERE rolname = ANY(%s)", (wanted,)).fetchone()
    return bool(found[0] == len(wanted))


def make(connection: Any, names: Names) -> None:
    """Make what is missing of them. Needs somebody who may make roles; harmless where they are there."""
    kinds = {ENROLS: "NOLOGIN CREATEROLE", UPGRADES: "NOLOGIN NOINHERIT"}
    for role in (OWNER, USERS, ENROLS, UPGRADES, KIOSK, *GROUPS):
        known = connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", (names.plain(role),)).fetchone()
        if known is None:
            connection.execute(f"CREATE ROLE {names[role]} {kinds.get(role, 'NOLOGIN')}")
    for role in (OWNER, ENROLS):
        if not _may_become(connection, names.plain(role)):
            connection.execute(f"GRANT {names[role]} TO CURRENT_USER")
    connection.execute(f"GRANT {names[OWNER]} TO {names[UPGRADES]}")
    for group in (*GROUPS, KIOSK):
        connection.execute(f"GRANT {names[USERS]} TO {names[group]}")
    for given in (*GROUPS, KIOSK, UPGRADES):  # to whom is enrolled, or gets another role
        connection.execute(f"GRANT {names[given]} TO {names[ENROLS]} WITH ADMIN OPTION")


def _may_become(connection: Any, role: str) -> bool:
    """Whether whoever is connected may act as a role."""
    verb = "SET" if connection.info.server_version >= 160000 else "MEMBER"
    found = connection.execute("SELECT pg_has_role(current_user, %s, %s)", (role, verb)).fetchone()
    return bool(found[0])
