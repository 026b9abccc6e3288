"""Role by record type by verb by column, tried on a server by a bare driver: what `psql` would do with somebody's own password.

What is expected is read from the declaration alone (`itdesk.core.rights`), not from what the server was given.
"""

from __future__ import annotations

from typing import Any

import pytest

from itdesk.areas import registry
from itdesk.core.record import Field, RecordType
from itdesk.core.rights import TEAM, Deed, Grant, Role, Verb, counts_as, grant_of, may, may_set, sees_all
from itdesk.db import postgres
from itdesk.db.base import Base
from itdesk.db.mapping import Tables, column_of
from itdesk.db.server.applying import NoPolicyError, apply
from tests.security.rights_firm import FOREIGN, OWN
from tests.security.server_firm import REFUSED, ServerFirm

ROLES = list(Role)


def _table(record_type: RecordType) -> Any:
    return Tables(registry()).classes[record_type.kind].__table__


def _is_reached(grant: Grant, whose: str) -> bool:
    return Verb.READ in grant.verbs and (not grant.own or whose == OWN)


def _is_seen(field: Field, grant: Grant) -> bool:
    return grant.sees_all or not (field.secret or field.name in grant.hides or field.name in grant.private)


class Tries:
    """Statements with what is expected of each."""

    def __init__(self) -> None:
        self._all: list[tuple[str, Any, bool, str]] = []

    def add(self, where: str, statement: str, values: Any, expected: bool) -> None:
        self._all.append((statement, values, bool(expected), where))

    def wrong(self, firm: ServerFirm, role: str) -> list[str]:
        """Where the server decides otherwise than is declared."""
        assert self._all
        found = firm.tried(role, [(statement, values) for statement, values, _expected, _where in self._all])
        return [where for came, (_s, _v, expected, where) in zip(found, self._all, strict=True) if came is not expected]


@pytest.mark.parametrize("role", ROLES)
def test_each_column_is_read_by_whom_it_is_granted(server_firm: ServerFirm, role: Role) -> None:
    tries = Tries()
    for (kind, whose), one in server_firm.firm.records.items():
        record_type = registry()[kind]
        grant = grant_of(record_type.rights, role)
        reached, where = _is_reached(grant, whose), f'FROM app."{record_type.table}" WHERE id = %s'
        for field in record_type.in_columns:
            read = f'SELECT "{column_of(field)}" {where}'
            tries.add(f"{whose} {kind}.{field.name}", read, (one,), reached and _is_seen(field, grant))
        whole = reached and all(_is_seen(field, grant) for field in record_type.in_columns)
        tries.add(f"{whose} {kind} whole", f"SELECT * {where}", (one,), whole)
    assert not tries.wrong(server_firm, role)


@pytest.mark.parametrize("role", ROLES)
def test_each_column_is_changed_by_whom_it_is_granted(server_firm: ServerFirm, role: Role) -> None:
    tries = Tries()
    for (kind, whose), one in server_firm.firm.records.items():
        record_type = registry()[kind]
        grant = grant_of(record_type.rights, role)
        stored, change = server_firm.stored(record_type.table, one), f'UPDATE app."{record_type.table}" SET '
        reached = _is_reached(grant, whose)
        for field in record_type.in_columns:
            open_to = field.given or field.name in grant.follows or may_set(grant, field.name, new=False)
            hidden = field.name in grant.hides or (field.secret and not grant.sees_all)
            expected = Verb.CHANGE in grant.verbs and reached and open_to and not hidden
            column = column_of(field)
            said = f'{change} "{column}" = %s WHERE id = %s'
            tries.add(f"{whose} {kind}.{field.name}", said, (stored[column], one), expected)
        for name, value in (("uid", "other"), ("created_at", "2020-01-01"), ("id", 10_000_000)):
            tries.add(f"{whose} {kind}.{name}", f'{change} "{name}" = %s WHERE id = %s', (value, one), expected=False)
        binned = f"{change} deleted_at = now() WHERE id = %s"
        tries.add(f"{whose} {kind} into the bin", binned, (one,), Verb.DELETE in grant.verbs and reached)
        gone = f'DELETE FROM app."{record_type.table}" WHERE id = %s'
        tries.add(f"{whose} {kind} for good", gone, (one,), may(role, Deed.ERASE))
    assert not tries.wrong(server_firm, role)


@pytest.mark.parametrize("role", ROLES)
def test_each_kind_is_added_to_by_whom_it_is_granted(server_firm: ServerFirm, role: Role) -> None:
    tries = Tries()
    for (kind, whose), one in server_firm.firm.records.items():
        record_type = registry()[kind]
        grant, table = grant_of(record_type.rights, role), _table(record_type)
        stored = server_firm.stored(record_type.table, one)
        fields = {column_of(field): field for field in record_type.in_columns}
        settable = {name for name, field in fields.items() if may_set(grant, field.name, new=True) and not field.secret}
        needed = {name for name, column in table.c.items() if not column.nullable} - {
            "id",
            *_barred(record_type, grant),
        }
        names = {*settable, *needed}
        expected = Verb.CREATE in grant.verbs and _is_reached(grant, whose)
        tries.add(f"{whose} {kind}", *_insert(record_type, {name: stored[name] for name in names}), expected)
        for name in _barred(record_type, grant) if expected else ():
            if stored[name] not in (None, fields[name].first_value()):
                said = _insert(record_type, {one: stored[one] for one in {*names, name}})
                tries.add(f"{whose} {kind}.{name}", *said, expected=False)
    assert not tries.wrong(server_firm, role)


def _barred(record_type: RecordType, grant: Grant) -> set[str]:
    """Columns that a role may not give a new record; the number is taken from the server's sequence."""
    number = record_type.number_field if record_type.number_prefix else ""
    return {
        column_of(one)
        for one in record_type.in_columns
        if not (one.given or one.name in {*grant.follows, number} or may_set(grant, one.name, new=True))
    }


def _insert(record_type: RecordType, values: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    values = {**values, "uid": "00000000-0000-7000-8000-000000000000"}
    columns = ", ".join(f'"{name}"' for name in values)
    marks = ", ".join(f"%({name})s" for name in values)
    return f'INSERT INTO app."{record_type.table}" ({columns}) VALUES ({marks})', values


@pytest.mark.parametrize("role", ROLES)
def test_what_is_inside_is_as_its_record(server_firm: ServerFirm, role: Role) -> None:
    wrong = []
    own = Tables(registry())
    for record_type in registry():
        grant = grant_of(record_type.rights, role)
        writes = Verb.CHANGE in grant.verbs and grant.inside is None and grant.changes is None
        for part in own.parts[record_type.kind]:
            name, parent = part.__tablename__, part.PARENT[1]
            inside = (grant.inside or {}).get(name)
            sees = Verb.READ in grant.verbs and (grant.inside is None or inside is not None)
            one = server_firm.firm.records[record_type.kind, OWN]
            tries = {
                "read": (f'SELECT 1 FROM app."{name}"', sees),
                "change": (f'UPDATE app."{name}" SET version = version', writes),
                "remove": (f'DELETE FROM app."{name}"', writes),
                "add": (f'INSERT INTO app."{name}" ("{parent}") VALUES ({one})', writes),
            }
            wrong += [
                (name, what)
                for what, (said, open_to) in tries.items()
                if (server_firm.say(role, said) == REFUSED) is open_to
            ]
    assert not wrong


@pytest.mark.parametrize("role", ROLES)
def test_messages_are_read_and_written_as_declared(server_firm: ServerFirm, role: Role) -> None:
    ticket, foreign = server_firm.firm.records["tickets", OWN], server_firm.firm.records["tickets", FOREIGN]
    writes = counts_as(role) in TEAM
    notes = server_firm.say(role, "SELECT 1 FROM app.ticket_messages WHERE is_note")
    assert (notes in (0, REFUSED)) is not sees_all(role)
    add = (
        "INSERT INTO app.ticket_messages (uid, version, created_at, updated_at, ticket_id, author_id, body, is_note, at, via) "
        "VALUES ('x', 1, now(), now(), %s, %s, 'word', %s, now(), 'app')"
    )
    me, other = (
        server_firm.firm.people[role],
        server_firm.firm.people[Role.OWNER if role is not Role.OWNER else Role.AUDITOR],
    )
    assert server_firm.is_refused(role, add, (ticket, me, False)) is not (writes or role is Role.STAFF)
    assert server_firm.is_refused(role, add, (foreign, me, False)) is not writes
    assert server_firm.is_refused(role, add, (ticket, me, True)) is not writes
    assert server_firm.is_refused(role, add, (ticket, other, False)) is not writes


def test_an_owner_signs_plans_off_in_their_own_name(server_firm: ServerFirm) -> None:
    plan, people = server_firm.firm.records["plans", FOREIGN], server_firm.firm.people
    add = (
        "INSERT INTO app.plan_editions (uid, version, created_at, updated_at, plan_id, edition, agreed_on, agreed_by_id, content) "
        "VALUES ('x', 1, now(), now(), %s, 99, now(), %s, '{}')"
    )
    assert server_firm.say(Role.OWNER, add, (plan, people[Role.OWNER])) == 1
    assert server_firm.say(Role.OWNER, add, (plan, people[Role.ADMINISTRATOR])) == REFUSED
    assert server_firm.say(Role.AUDITOR, add, (plan, people[Role.AUDITOR])) == REFUSED


@pytest.mark.parametrize("role", ROLES)
def test_the_stores_own_tables(server_firm: ServerFirm, role: Role) -> None:
    writes = any(grant_of(one.rights, role).verbs - {Verb.READ} for one in registry())
    never = ("UPDATE app.{} SET at = now()", "DELETE FROM app.{}", "TRUNCATE app.{}")
    for name in ("history", "operations", "change_log"):
        assert all(server_firm.say(role, one.format(name)) == REFUSED for one in never), name
    assert (server_firm.say(role, "SELECT changes FROM app.history") == REFUSED) is not may(role, Deed.HISTORY)
    told = "INSERT INTO app.operations (operation, at, words, kind, verb, records) VALUES ('o', now(), '', 'x', 'y', 1)"
    assert server_firm.is_refused(role, told) is not writes
    assert server_firm.is_refused(role, "UPDATE app.workspace SET name = 'x'") is not may(role, Deed.SETTINGS)
    assert server_firm.say(role, "UPDATE app.workspace SET uid = 'x'") == REFUSED
    for name in ("enrol.logins", "app.numbers"):
        assert server_firm.say(role, f"SELECT * FROM {name}") == REFUSED
    assert server_firm.say(role, "UPDATE app.alembic_version SET version_num = 'x'") == REFUSED
    assert (server_firm.say(role, "SELECT text FROM app.search_entries") == REFUSED) is not sees_all(role)
    assert server_firm.is_refused(role, "UPDATE app.tags SET name = 'x'") is not may(role, Deed.TAGS)
    hangs = counts_as(role) in TEAM
    assert server_firm.is_refused(role, "UPDATE app.comments SET body = 'x'") is not hangs
    assert (server_firm.say(role, "SELECT body FROM app.comments") in (REFUSED, 0)) is not may(role, Deed.COMMENTS)
    assert server_firm.is_refused(role, "UPDATE app.attachments SET name = 'x'") is not hangs


def test_the_shared_pcs_login_has_no_table_at_all(server_firm: ServerFirm) -> None:
    tables = server_firm.root.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'app'").fetchall()
    for (name,) in tables:
        if name == "alembic_version":
            continue
        for said in (
            f'SELECT 1 FROM app."{name}"',
            f'DELETE FROM app."{name}"',
            f'INSERT INTO app."{name}" DEFAULT VALUES',
        ):
            assert server_firm.say("kiosk", said) == REFUSED, said


def test_every_table_is_forced_and_one_without_a_line_is_refused(server_firm: ServerFirm) -> None:
    loose = server_firm.root.execute(
        "SELECT relname FROM pg_class WHERE relnamespace = 'app'::regnamespace AND relkind = 'r' "
        "AND NOT (relrowsecurity AND relforcerowsecurity)"
    ).fetchall()
    assert [row[0] for row in loose] == ["alembic_version"]
    assert {row[0] for row in server_firm.root.execute("SELECT tablename FROM pg_policies").fetchall()} >= {
        name for name in Base.metadata.tables if not name.startswith(("t_", "u_"))
    }
    with postgres.connect(postgres.settings(server_firm.url)) as root, root.transaction(force_rollback=True):
        root.execute("CREATE TABLE app.forgotten (id int)")
        with pytest.raises(NoPolicyError, match="forgotten"):
            apply(root, registry())


def test_the_controls_fail_as_they_must(server_firm: ServerFirm) -> None:
    """Without its policies, or with a wider grant, the same looks come across what was hidden."""
    staff = server_firm.passwords[Role.STAFF][0]
    foreign = server_firm.firm.records["tickets", FOREIGN]
    root = server_firm.root
    looked = "SELECT title FROM app.tickets WHERE id = %s", (foreign,)
    assert server_firm.say(Role.STAFF, *looked) == 0
    try:
        root.execute("ALTER TABLE app.tickets DISABLE ROW LEVEL SECURITY")
        assert server_firm.say(Role.STAFF, *looked) == 1
        root.execute("ALTER TABLE app.tickets ENABLE ROW LEVEL SECURITY")
        root.execute(f'GRANT SELECT (impact) ON app.tickets TO "{staff}"')
        assert server_firm.say(Role.STAFF, "SELECT impact FROM app.tickets") != REFUSED
    finally:
        root.execute("ALTER TABLE app.tickets ENABLE ROW LEVEL SECURITY")
        root.execute(f'REVOKE SELECT (impact) ON app.tickets FROM "{staff}"')
