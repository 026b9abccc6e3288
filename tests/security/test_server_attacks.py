"""What somebody with `psql`, the firm's server and their own password tries: each has to come to nothing.

Peers' holes of this class: xTuple's rights that only the client reads; settings that a session may set (`SET app.user`).
"""

from __future__ import annotations

from typing import Any

import psycopg
import pytest

from itdesk.core.rights import Role
from itdesk.db.server import enrolling
from itdesk.db.server.groups import Names
from tests.security.rights_firm import FOREIGN, OWN
from tests.security.server_firm import REFUSED, ServerFirm

HELD = [Role.STAFF, Role.TECHNICIAN, Role.OWNER, Role.AUDITOR, "kiosk"]
LOGINS = [*HELD, Role.ADMINISTRATOR]


def _names(firm: ServerFirm) -> Names:
    return Names.of(firm.root)


def _one(firm: ServerFirm, who: str, statement: str, values: Any = None) -> Any:
    return firm.lines[who].execute(statement, values).fetchone()[0]


@pytest.mark.parametrize("who", HELD)
def test_nobody_becomes_somebody_else(server_firm: ServerFirm, who: str) -> None:
    names = _names(server_firm)
    others = ["owner", "enrols", "upgrades", "as_administrator"]
    for role in (*(names.plain(one) for one in others), server_firm.passwords[Role.ADMINISTRATOR][0], "postgres"):
        for said in ("SET ROLE {}", "SET SESSION AUTHORIZATION {}"):
            assert server_firm.say(who, said.format(f'"{role}"')) == REFUSED, role
    own = server_firm.passwords[who][0]
    for said in (
        f'GRANT {names["as_administrator"]} TO "{own}"',
        f'ALTER ROLE "{own}" CREATEROLE',
        f'ALTER ROLE "{own}" BYPASSRLS',
        f"ALTER ROLE \"{server_firm.passwords[Role.ADMINISTRATOR][0]}\" PASSWORD 'mine'",
    ):
        assert server_firm.say(who, said) == REFUSED, said


def test_an_administrator_becomes_the_owner_only_by_saying_so(server_firm: ServerFirm) -> None:
    """To bring the workspace up to date; what was not asked for by name, such as history, stays closed."""
    assert server_firm.say(Role.ADMINISTRATOR, "UPDATE app.history SET at = now()") == REFUSED
    assert server_firm.say(Role.ADMINISTRATOR, f"SET ROLE {_names(server_firm)['owner']}") != REFUSED
    assert server_firm.say(Role.ADMINISTRATOR, f"SET ROLE {_names(server_firm)['enrols']}") == REFUSED


def test_a_setting_of_the_session_changes_nobody(server_firm: ServerFirm) -> None:
    line = server_firm.lines[Role.STAFF]
    before = line.execute("SELECT id FROM app.tickets ORDER BY id").fetchall()
    for name in ("app.me", "app.user", "app.person_id", "itdesk.person"):
        line.execute("SELECT set_config(%s, %s, false)", (name, str(server_firm.firm.people[Role.ADMINISTRATOR])))
    assert line.execute("SELECT id FROM app.tickets ORDER BY id").fetchall() == before
    assert _one(server_firm, Role.STAFF, "SELECT app.me()") == server_firm.firm.people[Role.STAFF]
    for said in ("SET session_replication_role = replica", "ALTER TABLE app.tickets DISABLE TRIGGER ALL"):
        assert server_firm.say(Role.STAFF, said) == REFUSED
    line.execute("SET row_security = off")
    try:
        assert server_firm.say(Role.STAFF, "SELECT title FROM app.tickets") == REFUSED
    finally:
        line.execute("SET row_security = on")


@pytest.mark.parametrize("who", LOGINS)
def test_nobody_makes_a_thing_on_the_server(server_firm: ServerFirm, who: str) -> None:
    for said in (
        "CREATE TABLE app.mine (id int)",
        "CREATE TABLE public.mine (id int)",
        "CREATE TEMPORARY TABLE people (id int)",
        "CREATE FUNCTION app.mine() RETURNS int LANGUAGE sql AS 'SELECT 1'",
        "CREATE FUNCTION pg_temp.mine() RETURNS int LANGUAGE sql AS 'SELECT 1'",
        "CREATE SCHEMA mine",
        "CREATE VIEW app.mine AS SELECT * FROM app.tickets",
        "DROP TABLE app.tickets",
        "DROP POLICY owner ON app.tickets",
        "ALTER TABLE app.tickets DISABLE ROW LEVEL SECURITY",
        "SELECT lo_create(0)",
        "SELECT lo_from_bytea(0, 'x')",
        "COPY app.workspace TO PROGRAM 'cat'",
        "SELECT pg_read_file('PG_VERSION')",
        "SELECT * FROM pg_authid",
        "SELECT * FROM pg_shadow",
    ):
        assert server_firm.say(who, said) == REFUSED, said


def test_what_runs_with_others_rights_is_pinned_and_not_everybodys(server_firm: ServerFirm) -> None:
    functions = server_firm.root.execute(
        "SELECT p.proname, p.proconfig, r.rolsuper OR r.rolbypassrls, "
        "has_function_privilege('public', p.oid, 'EXECUTE') FROM pg_proc p JOIN pg_roles r ON r.oid = p.proowner "
        "WHERE p.pronamespace IN ('app'::regnamespace, 'enrol'::regnamespace) AND p.prosecdef"
    ).fetchall()
    assert len(functions) > 10
    for name, config, is_above, is_everybodys in functions:
        path = next(one for one in config or () if one.startswith("search_path="))
        assert path.endswith("pg_temp"), name
        assert not is_above, name
        assert not is_everybodys, name
    views = server_firm.root.execute(
        "SELECT c.relname, coalesce('security_invoker=true' = ANY(c.reloptions), false), "
        "coalesce('security_barrier=true' = ANY(c.reloptions), false), r.rolsuper OR r.rolbypassrls, "
        "pg_get_viewdef(c.oid) FROM pg_class c JOIN pg_roles r ON r.oid = c.relowner "
        "WHERE c.relkind = 'v' AND c.relnamespace = 'app_as_staff'::regnamespace"
    ).fetchall()
    assert len(views) > 40
    with_rights = {name for name, invoker, _barrier, _above, text in views if not invoker and " FROM " in text}
    assert with_rights == {"search_entries", "search_numbers", "oneself_people"}
    assert all(barrier for name, _invoker, barrier, _above, _text in views if name in with_rights)
    assert not any(above for _name, _invoker, _barrier, above, _text in views)


def test_an_error_on_purpose_sees_no_hidden_row(server_firm: ServerFirm) -> None:
    me = server_firm.firm.people[Role.STAFF]
    probe = "SELECT count(*) FROM app.tickets WHERE 1 / (CASE WHEN requester_id = %s THEN 1 ELSE 0 END) = 1"
    assert server_firm.say(Role.STAFF, probe, (me,)) == 1
    assert (
        server_firm.say(Role.TECHNICIAN, probe, (me,)) == "22012"
    )  # the control: who sees all rows does divide by zero
    words = (
        "SELECT count(*) FROM app_as_staff.search_entries WHERE 1 / (CASE WHEN kind = 'budgets' THEN 0 ELSE 1 END) = 1"
    )
    assert server_firm.say(Role.STAFF, words) == 1


def test_a_key_that_is_taken_says_no_more_than_what_was_typed(server_firm: ServerFirm) -> None:
    foreign = server_firm.stored("tickets", server_firm.firm.records["tickets", FOREIGN])
    add = (
        "INSERT INTO app.tickets (uid, version, created_at, updated_at, number, title, kind, status, priority, "
        "requester_id, opened_at) VALUES ('x', 1, now(), now(), %s, 't', 'fault', 'new', 'normal', %s, now())"
    )
    with (
        pytest.raises(psycopg.errors.UniqueViolation) as told,
        server_firm.lines[Role.STAFF].transaction(force_rollback=True),
    ):
        server_firm.lines[Role.STAFF].execute(add, (foreign["number"], server_firm.firm.people[Role.STAFF]))
    assert foreign["title"] not in str(told.value)


def test_search_gives_no_word_of_what_is_hidden(server_firm: ServerFirm) -> None:
    hidden = [words for words in server_firm.firm.forbidden(Role.STAFF) if words.startswith("zq")]
    told = (
        server_firm.lines[Role.STAFF]
        .execute("SELECT title, subtitle, text FROM app_as_staff.search_entries")
        .fetchall()
    )
    assert told
    assert [words for words in hidden if words in repr(told)] == []
    for of in ("search_grams", "search_entries", "blob_texts WHERE hash NOT IN (SELECT hash FROM app.attachments)"):
        assert server_firm.say(Role.STAFF, f"SELECT * FROM app.{of}") in (REFUSED, 0)
    enter = "SELECT app.enter('tickets', %s, 'x', 'x', '{x}', '{}', '{}')"
    assert server_firm.say(Role.STAFF, enter, (server_firm.firm.records["tickets", FOREIGN],)) == REFUSED


# ---------------------------------------------------------------- history


_TOLD = (
    "INSERT INTO app.history (at, actor_id, verb, kind, record_id, record_uid, operation, changes) "
    "VALUES ('2020-01-01', %s, 'changed', 'tickets', %s, 'x', %s, '{}') "
)


def test_history_has_no_line_in_anothers_name_or_of_another_day(server_firm: ServerFirm) -> None:
    ticket, line = server_firm.firm.records["tickets", OWN], server_firm.lines[Role.TECHNICIAN]
    other = server_firm.firm.people[Role.ADMINISTRATOR]
    with line.transaction(force_rollback=True):
        line.execute("UPDATE app.tickets SET affects = 'x' WHERE id = %s", (ticket,))
        found = line.execute(_TOLD + "RETURNING actor_id, at = now()", (other, ticket, "mine")).fetchone()
    assert found == (server_firm.firm.people[Role.TECHNICIAN], True)
    for who in (Role.ADMINISTRATOR, Role.TECHNICIAN, Role.STAFF):
        assert server_firm.say(who, _TOLD, (other, ticket, "mine")) == REFUSED  # of what was not changed
    theirs = server_firm.root.execute(
        "INSERT INTO app.operations (operation, at, actor_id, words, kind, verb, records) "
        "VALUES ('theirs', now(), %s, '', 'tickets', 'changed', 1) RETURNING operation",
        (other,),
    ).fetchone()[0]
    with line.transaction(force_rollback=True):
        line.execute("UPDATE app.tickets SET affects = 'x' WHERE id = %s", (ticket,))
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            line.execute(_TOLD, (other, ticket, theirs))


def test_what_is_not_told_or_told_falsely_is_told_by_the_server(server_firm: ServerFirm) -> None:
    ticket, line, root = server_firm.firm.records["tickets", OWN], server_firm.lines[Role.TECHNICIAN], server_firm.root
    newest = root.execute("SELECT max(id) FROM app.history").fetchone()[0]
    before = server_firm.stored("tickets", ticket)
    line.execute("UPDATE app.tickets SET affects = 'untold' WHERE id = %s", (ticket,))
    with line.transaction():
        line.execute("UPDATE app.tickets SET affects = 'really' WHERE id = %s", (ticket,))
        line.execute(
            "INSERT INTO app.history (at, verb, kind, record_id, record_uid, operation, changes) VALUES "
            "(now(), 'changed', 'tickets', %s, %s, 'lie', '{\"affects\": [\"untold\", \"a lie\"]}')",
            (ticket, before["uid"]),
        )
    rows = root.execute(
        "SELECT actor_id, changes::jsonb -> 'affects' FROM app.history WHERE id > %s AND record_id = %s ORDER BY id",
        (newest, ticket),
    ).fetchall()
    me = server_firm.firm.people[Role.TECHNICIAN]
    assert rows == [(me, [before["affects"], "untold"]), (me, ["untold", "a lie"]), (me, ["untold", "really"])]
    logged = root.execute("SELECT count(*) FROM app.change_log WHERE record_uid = %s", (before["uid"],)).fetchone()[0]
    assert logged >= 2  # so that other windows look again
    root.execute("UPDATE app.tickets SET affects = %s WHERE id = %s", (before["affects"], ticket))


def test_versions_and_moments_are_the_servers(server_firm: ServerFirm) -> None:
    ticket, line = server_firm.firm.records["tickets", OWN], server_firm.lines[Role.TECHNICIAN]
    was = server_firm.stored("tickets", ticket)["version"]
    said = "UPDATE app.tickets SET affects = 'x', version = %s WHERE id = %s RETURNING version"
    for given in (was, was + 7, 1):
        with line.transaction(force_rollback=True):
            assert line.execute(said, (given, ticket)).fetchone()[0] == was + 1
    add = (
        "INSERT INTO app.ticket_messages (uid, version, created_at, updated_at, ticket_id, author_id, body, is_note, at, via) "
        "VALUES ('x', 9, '2020-01-01', '2020-01-01', %s, %s, 'word', FALSE, now(), 'app') "
        "RETURNING version, created_at = now(), updated_at = now()"
    )
    with line.transaction(force_rollback=True):
        assert line.execute(add, (ticket, server_firm.firm.people[Role.TECHNICIAN])).fetchone() == (1, True, True)


def test_the_bell_says_nothing(server_firm: ServerFirm) -> None:
    with server_firm.connect(Role.STAFF) as hears:
        hears.execute("LISTEN itdesk")
        one = server_firm.firm.records["tickets", FOREIGN]
        title = server_firm.stored("tickets", one)["title"]
        for given in ("another", title):
            server_firm.lines[Role.TECHNICIAN].execute("UPDATE app.tickets SET title = %s WHERE id = %s", (given, one))
        rings = list(hears.notifies(timeout=1.0, stop_after=1))
    assert {ring.payload for ring in rings} == {""}


# ---------------------------------------------------------------- logins


def test_only_administrators_enrol(server_firm: ServerFirm) -> None:
    made = enrolling.verifier(server_firm.root, "x", "y")
    for who in HELD:
        for said, values in (
            ("SELECT enrol.enrol('x', 1, %s)", (made,)),
            ("SELECT enrol.make('x', 1, 'administrator', %s)", (made,)),
            ("SELECT enrol.regroup(session_user, 'administrator')", None),
            ("SELECT enrol.disable('x')", None),
            ("SELECT * FROM enrol.logins()", None),
        ):
            assert server_firm.say(who, said, values) == REFUSED, said
    for login in ("postgres", "somebody", server_firm.passwords[Role.OWNER][0]):
        person = server_firm.firm.people[Role.STAFF]
        assert isinstance(
            server_firm.say(Role.ADMINISTRATOR, "SELECT enrol.enrol(%s, %s, %s)", (login, person, made)), str
        )


def test_another_role_moves_the_login_and_a_disabled_one_is_out(server_firm: ServerFirm) -> None:
    root, person = server_firm.root, server_firm.firm.people[Role.AUDITOR]
    line = server_firm.lines[Role.ADMINISTRATOR]
    login = server_firm.passwords[Role.AUDITOR][0]
    line.execute("UPDATE app.people SET role = 'staff' WHERE id = %s", (person,))
    try:
        assert server_firm.say(Role.AUDITOR, "SELECT impact FROM app.tickets") == REFUSED
        assert server_firm.say(Role.AUDITOR, "SELECT title FROM app.tickets") == 0
    finally:
        line.execute("UPDATE app.people SET role = 'auditor' WHERE id = %s", (person,))
    assert server_firm.say(Role.AUDITOR, "SELECT impact FROM app.tickets") != REFUSED
    enrolling.disable(line, login)
    with pytest.raises(psycopg.OperationalError):
        server_firm.connect(Role.AUDITOR)
    assert (
        server_firm.lines[Role.AUDITOR].closed or server_firm.say(Role.AUDITOR, "SELECT 1") != 1
    )  # ended by the server
    server_firm.lines[Role.AUDITOR].close()
    server_firm.passwords[Role.AUDITOR] = enrolling.enrol(root, person)
    server_firm.lines[Role.AUDITOR] = server_firm.connect(Role.AUDITOR)
    enrolling.take_password(server_firm.lines[Role.AUDITOR], "a longer one of my own")
    with pytest.raises(psycopg.OperationalError):
        server_firm.connect(Role.AUDITOR)
    server_firm.passwords[Role.AUDITOR] = (login, "a longer one of my own")
    server_firm.connect(Role.AUDITOR).close()


def test_a_ticket_goes_no_step_that_the_app_doesnt_know(server_firm: ServerFirm) -> None:
    ticket = server_firm.firm.records["tickets", OWN]
    server_firm.root.execute("UPDATE app.tickets SET status = 'closed' WHERE id = %s", (ticket,))
    for who in (Role.TECHNICIAN, Role.ADMINISTRATOR):
        said = {
            wanted: server_firm.say(who, "UPDATE app.tickets SET status = %s WHERE id = %s", (wanted, ticket))
            for wanted in ("new", "waiting", "resolved", "nonsense", "in_progress")
        }
        assert said == {**dict.fromkeys(("new", "waiting", "resolved", "nonsense"), "23514"), "in_progress": 1}
