"""The statements that give each group its grants, and each table its row-level security, from what is allowed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from itdesk.core.rights import Role
from itdesk.db.postgres import SCHEMA
from itdesk.db.server.allowed import Allowed
from itdesk.db.server.groups import GRANTED, GROUPS, KIOSK, OWNER, USERS, Names, quoted

# Whatever earlier versions granted goes first, so that the declaration alone holds; large objects are in no table.
CLEARED = """
    DO $$ DECLARE one record; BEGIN
      FOR one IN SELECT policyname, tablename FROM pg_policies WHERE schemaname = 'app' LOOP
        EXECUTE format('DROP POLICY %I ON app.%I', one.policyname, one.tablename);
      END LOOP;
    END $$
"""


def statements(names: Names, by_role: Mapping[Role, Mapping[str, Allowed]]) -> Iterator[str]:
    """What brings grants and policies of every table to what is allowed."""
    everybody = ", ".join(names[one] for one in (USERS, *GROUPS, KIOSK))
    yield CLEARED
    yield f"REVOKE ALL ON ALL TABLES IN SCHEMA {SCHEMA} FROM PUBLIC, {everybody}"
    yield f"REVOKE ALL ON ALL SEQUENCES IN SCHEMA {SCHEMA} FROM PUBLIC, {everybody}"
    yield f"REVOKE ALL ON ALL FUNCTIONS IN SCHEMA {SCHEMA} FROM PUBLIC, {everybody}"
    yield f"GRANT SELECT ON {SCHEMA}.alembic_version TO {names[USERS]}"
    for name in sorted(next(iter(by_role.values()))):
        yield from _of_table(names, name, {role: by_role[role][name] for role in GRANTED})


def _of_table(names: Names, name: str, by_role: Mapping[Role, Allowed]) -> Iterator[str]:
    table = f"{SCHEMA}.{quoted(name)}"
    yield f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY"
    yield f"CREATE POLICY owner ON {table} TO {names[OWNER]} USING (TRUE) WITH CHECK (TRUE)"
    yield from _grants(names, table, by_role)
    yield from _policies(names, table, by_role)


def _grants(names: Names, table: str, by_role: Mapping[Role, Allowed]) -> Iterator[str]:
    groups: defaultdict[str, list[str]] = defaultdict(list)
    for role, allowed in by_role.items():
        for verb, columns in (("SELECT", allowed.read), ("INSERT", allowed.add), ("UPDATE", allowed.change)):
            if columns:
                groups[f"{verb} ({', '.join(map(quoted, columns))})"].append(names.group(role))
        if allowed.erase:
            groups["DELETE"].append(names.group(role))
    for what, whom in groups.items():
        yield f"GRANT {what} ON {table} TO {', '.join(whom)}"


def _policies(names: Names, table: str, by_role: Mapping[Role, Allowed]) -> Iterator[str]:
    """Roles of which the same is true share a policy: fewer for the server to look at."""
    yield from _together(
        names, table, "SELECT", {role: f"USING ({one.seen})" for role, one in by_role.items() if one.read is not None}
    )
    yield from _together(
        names, table, "INSERT", {role: f"WITH CHECK ({one.added})" for role, one in by_role.items() if one.add}
    )
    yield from _together(
        names,
        table,
        "UPDATE",
        {role: f"USING ({one.changed}) WITH CHECK ({one.changed})" for role, one in by_role.items() if one.change},
    )
    yield from _together(
        names, table, "DELETE", {role: f"USING ({one.erase})" for role, one in by_role.items() if one.erase}
    )


def _together(names: Names, table: str, verb: str, rules: Mapping[Role, str]) -> Iterator[str]:
    by_rule: defaultdict[str, list[Role]] = defaultdict(list)
    for role, rule in rules.items():
        by_rule[rule].append(role)
    for rule, roles in by_rule.items():
        policy = quoted(f"{verb.lower()} by {'_'.join(roles)}"[:60])
        yield f"CREATE POLICY {policy} ON {table} FOR {verb} TO {', '.join(map(names.group, roles))} {rule}"


def of_sequences(
    names: Names, found: Iterable[tuple[str, str | None]], by_role: Mapping[Role, Mapping[str, Allowed]]
) -> Iterator[str]:
    """Who adds rows to a table takes their numbers; (sequence, the table that it numbers)."""
    for sequence, table in found:
        of = table or sequence.removeprefix("number_")
        adding = [names.group(role) for role in GRANTED if of in by_role[role] and by_role[role][of].add]
        if adding:
            yield f"GRANT USAGE ON SEQUENCE {SCHEMA}.{quoted(sequence)} TO {', '.join(adding)}"
