"""What stands before the tables for a login that doesn't see everything: a schema with a view for each table.

Each view has its table's name and columns, those that the role never sees being empty, so that the app's statements find
what they name. They run with the rights of who asks: grants and policies of the tables hold, with and without them. What
can't be said by column or row is read with the owner's rights, each with its own condition: private values, and search.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Table
from sqlalchemy.dialects import postgresql

from itdesk.core.rights import Role, Verb, grant_of, sees_all
from itdesk.db.base import Base
from itdesk.db.mapping import Tables, column_of
from itdesk.db.server.allowed import Allowed, own_rows
from itdesk.db.server.groups import GRANTED, Names, group_of, quoted
from itdesk.db.server.searching import entries, numbers

_DIALECT = postgresql.dialect()  # type: ignore[no-untyped-call]


def schema_of(role: Role) -> str:
    """Where a role's views lie."""
    return f"app_{group_of(role)}"


MASKED = tuple(role for role in GRANTED if not sees_all(role))


def statements(names: Names, own: Tables, role: Role, allowed: dict[str, Allowed]) -> Iterator[str]:
    """What makes a role's views."""
    schema, group = schema_of(role), names.group(role)
    yield f"DROP SCHEMA IF EXISTS {schema} CASCADE"
    yield f"CREATE SCHEMA {schema}"
    yield f"GRANT USAGE ON SCHEMA {schema} TO {group}"
    for kind, columns in _private(own, role).items():
        yield from _of_oneself(own, role, kind, columns)
    for table in Base.metadata.tables.values():
        if table.name not in allowed:
            continue
        yield _view(own, role, table, allowed[table.name])
    yield f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA {schema} TO {group}"
    for kind in _private(own, role):
        yield f"REVOKE INSERT, UPDATE, DELETE ON {schema}.{quoted(_ONESELF + kind)} FROM {group}"


_ONESELF = "oneself_"


def _private(own: Tables, role: Role) -> dict[str, list[str]]:
    """By kind the columns that a role sees of its own record alone."""
    found = {}
    for one in own.registry:
        grant = grant_of(one.rights, role)
        columns = [column_of(field) for field in one.in_columns if field.name in grant.private and not field.secret]
        if columns and Verb.READ in grant.verbs:
            found[one.kind] = columns
    return found


def _of_oneself(own: Tables, role: Role, kind: str, columns: list[str]) -> Iterator[str]:
    record_type = own.registry[kind]
    mine = own_rows(record_type, grant_of(record_type.rights, role).mine)
    listed = ", ".join(["id", *map(quoted, columns)])
    yield (
        f"CREATE VIEW {schema_of(role)}.{quoted(_ONESELF + kind)} WITH (security_barrier) AS "
        f"SELECT {listed} FROM app.{quoted(record_type.table)} WHERE {mine}"
    )


def _view(own: Tables, role: Role, table: Table, allowed: Allowed) -> str:
    name = f"{schema_of(role)}.{quoted(table.name)}"
    if table.name in ("search_entries", "search_numbers"):
        body = entries(own, role) if table.name == "search_entries" else numbers(own, role)
        return f"CREATE VIEW {name} WITH (security_barrier) AS {body}"
    if allowed.read is None:
        columns = ", ".join(_empty(table, one) for one in table.c.keys())  # noqa: SIM118 -- its names
        return f"CREATE VIEW {name} AS SELECT {columns} WHERE FALSE"
    private = next((kind for kind, cls in own.classes.items() if cls.__table__ is table), "")
    beside = set(_private(own, role).get(private, ()))
    columns = ", ".join(_column(table, one, allowed, beside) for one in table.c.keys())  # noqa: SIM118 -- its names
    source = f"app.{quoted(table.name)} AS t"
    if beside:
        source += f" LEFT JOIN {schema_of(role)}.{quoted(_ONESELF + private)} AS o ON o.id = t.id"
    return f"CREATE VIEW {name} WITH (security_invoker) AS SELECT {columns} FROM {source}"


def _column(table: Table, name: str, allowed: Allowed, beside: set[str]) -> str:
    if name in (allowed.read or ()):
        return f"t.{quoted(name)}"
    return f"o.{quoted(name)}" if name in beside else _empty(table, name)


def _empty(table: Table, name: str) -> str:
    kind: Any = table.c[name].type
    return f"NULL::{kind.compile(_DIALECT)} AS {quoted(name)}"
