"""Logins of people: made, disabled, given a new one-time password, moved when somebody's role changes.

The functions belong to a role that may make roles and does nothing else; administrators may call them, so that enrolling
somebody needs no database administrator. A password reaches the server as the verifier that it stores, never in clear.
"""

from __future__ import annotations

import re
import secrets
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from itdesk.core.errors import UserError
from itdesk.core.rights import CONSULTANT_COUNTS_AS, Role
from itdesk.core.texts import _
from itdesk.db import beside
from itdesk.db.postgres import role_name
from itdesk.db.server.groups import ENROLS, GRANTED, KIOSK, OWNER, UPGRADES, USERS, Names, group_of, literal

CONNECTIONS = 24  # a login has at a time: windows on two PCs, each with readers, writers and its doorbell
FIRST_DAYS = 7  # that a one-time password is good for
_ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"
_PINNED = "SECURITY DEFINER SET search_path = pg_catalog, pg_temp"

_LOGINS = (
    "CREATE TABLE IF NOT EXISTS enrol.logins (login name CONSTRAINT pk_logins PRIMARY KEY, person_id bigint UNIQUE, "
    "made_at timestamptz NOT NULL DEFAULT now(), disabled_at timestamptz, is_first boolean NOT NULL DEFAULT TRUE)"
)
# A login's groups are those of the person's role: nothing else is ever given.
_REGROUP = """
    CREATE OR REPLACE FUNCTION enrol.regroup(whose name, person_role text) RETURNS void LANGUAGE plpgsql {pinned} AS $$
    DECLARE groups CONSTANT jsonb := {groups}; one record;
    BEGIN
      FOR one IN SELECT key AS role, value #>> '{{}}' AS name FROM jsonb_each(groups) LOOP
        IF one.role = person_role THEN EXECUTE format('GRANT %I TO %I', one.name, whose);
        ELSE EXECUTE format('REVOKE %I FROM %I', one.name, whose); END IF;
      END LOOP;
      IF person_role = 'administrator' THEN EXECUTE format('GRANT %I TO %I', {upgrades}, whose);
      ELSE EXECUTE format('REVOKE %I FROM %I', {upgrades}, whose); END IF;
    END $$
"""
_MAKE = """
    CREATE OR REPLACE FUNCTION enrol.make(whose name, of_person bigint, person_role text, verifier text)
    RETURNS void LANGUAGE plpgsql {pinned} AS $$
    BEGIN
      IF NOT starts_with(whose, {prefix}) OR verifier !~ '^SCRAM-SHA-256\\$' THEN
        RAISE insufficient_privilege USING MESSAGE = 'not a login of this workspace';
      END IF;
      IF EXISTS (SELECT 1 FROM enrol.logins WHERE login = whose) THEN
        EXECUTE format('ALTER ROLE %I LOGIN PASSWORD %L VALID UNTIL %L', whose, verifier, now() + interval '{days} days');
        UPDATE enrol.logins SET made_at = now(), disabled_at = NULL, is_first = TRUE WHERE login = whose;
      ELSE
        EXECUTE format('CREATE ROLE %I LOGIN INHERIT CONNECTION LIMIT {most} PASSWORD %L VALID UNTIL %L', whose, verifier,
          now() + interval '{days} days');
        INSERT INTO enrol.logins (login, person_id) VALUES (whose, of_person);
      END IF;
      PERFORM enrol.regroup(whose, person_role);
    END $$
"""
_ENROL = """
    CREATE OR REPLACE FUNCTION enrol.enrol(whose name, of_person bigint, verifier text) RETURNS void LANGUAGE plpgsql
    {pinned} AS $$
    DECLARE person_role text := enrol.role_of(of_person);
    BEGIN
      IF person_role IS NULL OR EXISTS (SELECT 1 FROM enrol.logins WHERE person_id = of_person AND login <> whose)
        OR EXISTS (SELECT 1 FROM enrol.logins WHERE login = whose AND person_id IS DISTINCT FROM of_person) THEN
        RAISE invalid_parameter_value USING MESSAGE = 'no such person, or enrolled under another name';
      END IF;
      PERFORM enrol.make(whose, of_person, person_role, verifier);
      PERFORM app.tell_login(of_person, '{given}');
    END $$
"""
_DISABLE = """
    CREATE OR REPLACE FUNCTION enrol.disable(whose name) RETURNS void LANGUAGE plpgsql {pinned} AS $$
    BEGIN
      UPDATE enrol.logins SET disabled_at = now() WHERE login = whose;
      IF NOT FOUND THEN RAISE invalid_parameter_value USING MESSAGE = 'no such login'; END IF;
      EXECUTE format('ALTER ROLE %I NOLOGIN', whose);
      PERFORM enrol.regroup(whose, '');
      PERFORM app.tell_login(person_id, '{disabled}') FROM enrol.logins WHERE login = whose AND person_id IS NOT NULL;
      EXECUTE format('GRANT %I TO %I', whose, current_user);  -- whose connections somebody ends, they have to act for
      PERFORM pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = whose AND pid <> pg_backend_pid();
    END $$
"""
_TAKE = """
    CREATE OR REPLACE FUNCTION enrol.take_password(verifier text) RETURNS void LANGUAGE plpgsql {pinned} AS $$
    BEGIN
      IF verifier !~ '^SCRAM-SHA-256\\$' OR NOT EXISTS (SELECT 1 FROM enrol.logins WHERE login = session_user) THEN
        RAISE insufficient_privilege USING MESSAGE = 'not a login of this workspace';
      END IF;
      EXECUTE format('ALTER ROLE %I PASSWORD %L VALID UNTIL %L', session_user, verifier, 'infinity');
      UPDATE enrol.logins SET is_first = FALSE WHERE login = session_user;
      PERFORM app.tell_login(person_id, '{changed}') FROM enrol.logins WHERE login = session_user;
    END $$
"""
_LISTED = """
    CREATE OR REPLACE FUNCTION enrol.logins() RETURNS TABLE (login name, person_id bigint, made_at timestamptz,
      disabled_at timestamptz, is_first boolean) LANGUAGE sql STABLE {pinned} AS $$ SELECT * FROM enrol.logins $$
"""
_ROLE_CHANGED = """
    CREATE OR REPLACE FUNCTION enrol.role_changed() RETURNS trigger LANGUAGE plpgsql {pinned} AS $$
    DECLARE whose name;
    BEGIN
      SELECT login INTO whose FROM enrol.logins WHERE person_id = NEW.id AND disabled_at IS NULL;
      IF whose IS NOT NULL THEN PERFORM enrol.regroup(whose, enrol.role_of(NEW.id)); END IF;
      RETURN NULL;
    END $$
"""
# Somebody who is none of the others has the rights that the workspace says.
COUNTS_AS = (
    f"CASE p.role WHEN {literal(Role.CONSULTANT.value)} THEN coalesce(nullif((SELECT w.consultant FROM app.workspace w), ''), "
    f"{literal(CONSULTANT_COUNTS_AS.value)}) ELSE p.role END"
)
_CONSULTANT_CHANGED = """
    CREATE OR REPLACE FUNCTION enrol.consultant_changed() RETURNS trigger LANGUAGE plpgsql {pinned} AS $$
    BEGIN
      PERFORM enrol.regroup(l.login, enrol.role_of(l.person_id)) FROM enrol.logins l WHERE l.person_id IS NOT NULL
        AND l.disabled_at IS NULL;
      RETURN NULL;
    END $$
"""
_FOR_ADMINISTRATORS = ("enrol(name, bigint, text)", "disable(name)", "logins()", "kiosk(text)")


def install(connection: Any, names: Names) -> None:
    """Make or renew the functions, as somebody who may act as the role that they belong to."""
    values = {
        "role": COUNTS_AS,
        "pinned": _PINNED,
        "groups": "jsonb_build_object(" + ", ".join(_pairs(names)) + ")",
        "upgrades": literal(names.plain(UPGRADES)),
        "prefix": literal(prefix(names)),
        "most": CONNECTIONS,
        "days": FIRST_DAYS,
        "given": beside.GIVEN,
        "changed": beside.CHANGED,
        "disabled": beside.DISABLED,
    }
    connection.execute(f"CREATE SCHEMA IF NOT EXISTS enrol AUTHORIZATION {names[ENROLS]}")
    connection.execute(f"SET ROLE {names[ENROLS]}")
    connection.execute("SET check_function_bodies = off")  # the tables that they read are made afterwards
    connection.execute(_LOGINS)
    for statement in (
        _REGROUP,
        _MAKE,
        _ENROL,
        _DISABLE,
        _TAKE,
        _LISTED,
        _ROLE_CHANGED,
        _CONSULTANT_CHANGED,
        _ROLE_OF,
        _KIOSK,
    ):
        connection.execute(
            statement.format(**values, kiosk=literal(kiosk_login(names)), kiosks=literal(names.plain(KIOSK)))
        )
    connection.execute("REVOKE ALL ON ALL FUNCTIONS IN SCHEMA enrol FROM PUBLIC")
    connection.execute(f"GRANT USAGE ON SCHEMA enrol TO {names[USERS]}, {names[OWNER]}")
    connection.execute(f"GRANT EXECUTE ON FUNCTION enrol.take_password(text) TO {names[USERS]}")
    connection.execute(f"GRANT SELECT ON enrol.logins TO {names[OWNER]}")
    connection.execute(f"GRANT EXECUTE ON FUNCTION enrol.role_changed(), enrol.consultant_changed() TO {names[OWNER]}")
    for function in _FOR_ADMINISTRATORS:
        connection.execute(f"GRANT EXECUTE ON FUNCTION enrol.{function} TO {names.group(Role.ADMINISTRATOR)}")
    connection.execute("RESET check_function_bodies")
    connection.execute("RESET ROLE")
    _close_large_objects(connection)


_ROLE_OF = """
    CREATE OR REPLACE FUNCTION enrol.role_of(of_person bigint) RETURNS text LANGUAGE sql STABLE {pinned} AS
    $$ SELECT {role} FROM app.people p WHERE p.id = of_person AND p.deleted_at IS NULL $$
"""
_KIOSK = """
    CREATE OR REPLACE FUNCTION enrol.kiosk(verifier text) RETURNS name LANGUAGE plpgsql {pinned} AS $$
    BEGIN
      IF verifier !~ '^SCRAM-SHA-256\\$' THEN RAISE insufficient_privilege; END IF;
      IF EXISTS (SELECT 1 FROM pg_roles WHERE rolname = {kiosk}) THEN
        EXECUTE format('ALTER ROLE %I LOGIN PASSWORD %L', {kiosk}, verifier);
      ELSE
        EXECUTE format('CREATE ROLE %I LOGIN INHERIT CONNECTION LIMIT 100 PASSWORD %L', {kiosk}, verifier);
        EXECUTE format('GRANT %I TO %I', {kiosks}, {kiosk});
      END IF;
      RETURN {kiosk};
    END $$
"""


def _pairs(names: Names) -> Iterator[str]:
    for role in GRANTED:
        yield f"{literal(role.value)}, {literal(names.plain(group_of(role)))}"


def _close_large_objects(connection: Any) -> None:
    """Nobody keeps anything in large objects, which no policy reaches; a superuser alone can say so."""
    if connection.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user").fetchone()[0]:
        for function in ("lo_creat(integer)", "lo_create(oid)", "lo_from_bytea(oid, bytea)"):
            connection.execute(f"REVOKE EXECUTE ON FUNCTION pg_catalog.{function} FROM PUBLIC")


def prefix(names: Names) -> str:
    """How every login of the workspace begins, however long the database's name is."""
    return f"{names.database}_".encode()[:16].decode(errors="ignore")


def kiosk_login(names: Names) -> str:
    """The name of the shared PCs' login."""
    return role_name(names.database, "kiosk")


def login_name(names: Names, person: int, called: str) -> str:
    """A person's login: readable, and the same for ever."""
    plain = unicodedata.normalize("NFKD", called.casefold()).encode("ascii", "ignore").decode()
    slug = "_".join(re.findall(r"[a-z0-9]+", plain))[:20].strip("_") or "person"
    return role_name(names.database, f"{slug}_{person}")


def one_time_password() -> str:
    """Sixteen letters and digits that can be read out: 79 random bits."""
    letters = "".join(secrets.choice(_ALPHABET) for _letter in range(16))
    return "-".join(letters[at : at + 4] for at in range(0, 16, 4))


def verifier(connection: Any, login: str, password: str) -> str:
    """What the server stores of a password."""
    made: bytes = connection.pgconn.encrypt_password(password.encode(), login.encode(), b"scram-sha-256")
    return made.decode()


@dataclass(frozen=True, slots=True)
class Login:
    """A login as administrators see it."""

    login: str
    person: int | None
    made_at: datetime  # when it was given its last one-time password
    disabled_at: datetime | None
    is_first: bool  # the one-time password was not changed yet


def logins(connection: Any) -> list[Login]:
    """Every login of the workspace."""
    return [Login(*row) for row in connection.execute("SELECT * FROM enrol.logins() ORDER BY login")]


def login_for(connection: Any, person: int) -> str:
    """The login that a person has, or would get."""
    known = [one.login for one in logins(connection) if one.person == person]
    found = connection.execute("SELECT name FROM app.people WHERE id = %s AND deleted_at IS NULL", (person,)).fetchone()
    if found is None:
        raise UserError(_("This person is no longer there."), _("Pick somebody else."))
    return known[0] if known else login_name(Names.of(connection), person, found[0])


def enrol(connection: Any, person: int) -> tuple[str, str]:
    """Give a person a login, or their login a new one-time password: (login, one-time password)."""
    login, password = login_for(connection, person), one_time_password()
    connection.execute("SELECT enrol.enrol(%s, %s, %s)", (login, person, verifier(connection, login, password)))
    return login, password


@contextmanager
def refusals() -> Iterator[None]:
    """Let what the server refuses come out as a sentence."""
    import psycopg

    try:
        yield
    except psycopg.errors.InsufficientPrivilege as error:
        raise UserError(
            _("You may not change who logs in to this workspace."),
            _("Ask its administrator for the right to."),
            detail=str(error),
        ) from error
    except (psycopg.errors.UndefinedFunction, psycopg.errors.InvalidSchemaName) as error:
        raise UserError(
            _("This server was not set up for logins yet."),
            _("Set it up once: itdesk server set-up, as a user who may make roles."),
            detail=str(error),
        ) from error


def login_of(connection: Any, person: int) -> str:
    """A person's login."""
    for one in logins(connection):
        if one.person == person:
            return one.login
    raise UserError(_("This person has no login."), _("Enrol them first."))


def told(login: Login) -> dict[str, object]:
    """What is listed of a login."""
    state = "disabled" if login.disabled_at else "invited" if login.is_first else "joined"
    return {"login": login.login, "person": login.person, "state": state}


def disable(connection: Any, login: str) -> None:
    """Let a login in no more, and end its connections."""
    connection.execute("SELECT enrol.disable(%s)", (login,))


def take_password(connection: Any, password: str) -> None:
    """Change the password of whoever is connected; a one-time password is over with it."""
    own = connection.execute("SELECT session_user").fetchone()[0]
    connection.execute("SELECT enrol.take_password(%s)", (verifier(connection, own, password),))


def enrol_kiosk(connection: Any) -> tuple[str, str]:
    """Give the shared PCs their login, or it a new password: (login, password)."""
    names = Names.of(connection)
    login, password = kiosk_login(names), one_time_password()
    connection.execute("SELECT enrol.kiosk(%s)", (verifier(connection, login, password),))
    return login, password
