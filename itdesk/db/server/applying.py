"""Bringing a server's workspace to what the rights declare: roles' grants, policies, guards and views. Harmless to repeat."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from itdesk.core.registry import Registry
from itdesk.db.mapping import Tables
from itdesk.db.postgres import SCHEMA
from itdesk.db.server import functions, guards, masks, policies
from itdesk.db.server.allowed import Allowed, declared
from itdesk.db.server.groups import ENROLS, GRANTED, OWNER, USERS, Names, are_there

_TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = 'app'"
_SEQUENCES = """
    SELECT s.relname, t.relname FROM pg_class s LEFT JOIN pg_depend d ON d.objid = s.oid AND d.deptype IN ('a', 'i')
    AND d.classid = 'pg_class'::regclass LEFT JOIN pg_class t ON t.oid = d.refobjid
    WHERE s.relkind = 'S' AND s.relnamespace = 'app'::regnamespace
"""


_UNFORCED = """
    DO $$ DECLARE one record; BEGIN
      FOR one IN SELECT tablename FROM pg_tables WHERE schemaname = 'app' LOOP
        EXECUTE format('ALTER TABLE app.%I NO FORCE ROW LEVEL SECURITY', one.tablename);
      END LOOP;
    END $$
"""


class NoPolicyError(Exception):
    """A table of which the rights say nothing: whoever adds one says who may what with it (`allowed`)."""


def apply(connection: Any, registry: Registry) -> bool:
    """Bring the workspace to the declaration, as its owner, in the connection's transaction; False without the roles."""
    names = Names.of(connection)
    if not are_there(connection, names):
        return False
    connection.execute(f"SET LOCAL ROLE {names[OWNER]}")
    connection.execute(";\n".join(statements(connection, names, registry)))
    connection.execute("RESET ROLE")
    return True


def lift(connection: Any) -> None:
    """Before the tables change, as their owner: what leans on their columns goes, and comes back with `apply`."""
    for role in masks.MASKED:
        connection.execute(f"DROP SCHEMA IF EXISTS {masks.schema_of(role)} CASCADE")
    connection.execute(policies.CLEARED)
    connection.execute(_UNFORCED)


def statements(connection: Any, names: Names, registry: Registry) -> Iterator[str]:
    """What it takes, in order."""
    own = Tables(registry)
    by_role = {role: declared(own, role) for role in GRANTED}
    _require_all(connection, by_role[GRANTED[0]])
    yield from guards.statements(names, own)
    yield from functions.statements()
    yield from policies.statements(names, by_role)
    yield from policies.of_sequences(names, connection.execute(_SEQUENCES).fetchall(), by_role)
    yield from guards.grants(names)
    yield from _own_tables(names, has_people="people" in own.classes)
    for role in masks.MASKED:
        yield from masks.statements(names, own, role, by_role[role])
    yield from functions.grants(names)


def _require_all(connection: Any, allowed: dict[str, Allowed]) -> None:
    there = {row[0] for row in connection.execute(_TABLES)}
    unsaid = sorted(there - set(allowed) - {"alembic_version", *functions.tables()})
    if unsaid:
        raise NoPolicyError(f"no rights are declared for {', '.join(unsaid)}")


def _own_tables(names: Names, *, has_people: bool) -> Iterator[str]:
    """Of the server's own tables: logins are kept by the functions that enrol."""
    for name in functions.tables():
        table = f"{SCHEMA}.{name}"
        yield f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY"
        yield f"CREATE POLICY owner ON {table} TO {names[OWNER]} USING (TRUE) WITH CHECK (TRUE)"
    yield f"GRANT SELECT (consultant) ON {SCHEMA}.workspace TO {names[ENROLS]}"
    yield f"CREATE POLICY enrols ON {SCHEMA}.workspace FOR SELECT TO {names[ENROLS]} USING (TRUE)"
    if has_people:
        yield f"GRANT SELECT (id, role, deleted_at) ON {SCHEMA}.people TO {names[ENROLS]}"
        yield f"CREATE POLICY enrols ON {SCHEMA}.people FOR SELECT TO {names[ENROLS]} USING (TRUE)"
    yield f"GRANT USAGE ON SCHEMA {SCHEMA} TO {names[USERS]}, {names[ENROLS]}"
    yield f"REVOKE CREATE ON SCHEMA {SCHEMA} FROM {names[USERS]}, {names[ENROLS]}"
