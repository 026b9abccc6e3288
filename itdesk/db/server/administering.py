"""The logins of a workspace as its administrator sees and changes them, each act through a connection of its own."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlsplit, urlunsplit

from itdesk.db import postgres
from itdesk.db.server import certificates, enrolling, groups, invitations

if TYPE_CHECKING:
    from collections.abc import Iterator

_FUNCTIONS = """
    SELECT f.oid, has_function_privilege(f.oid, 'EXECUTE') FROM pg_proc f JOIN pg_namespace n ON n.oid = f.pronamespace
    WHERE n.nspname = %s AND f.proname = %s
"""
_PEOPLE = """
    SELECT id, name, is_active AND deleted_at IS NULL FROM app.people
    WHERE (is_active AND deleted_at IS NULL) OR id = ANY(%s) ORDER BY name, id
"""


class State(StrEnum):
    """How far somebody is with their login."""

    NONE = "none"
    INVITED = "invited"
    JOINED = "joined"
    DISABLED = "disabled"


@dataclass(frozen=True, slots=True)
class Enrolled:
    """A person and their login. at: when they were invited last, or let in no more."""

    person: int
    name: str
    state: State = State.NONE
    at: datetime | None = None
    is_here: bool = True  # False of somebody who left and still has a login


@dataclass(frozen=True, slots=True)
class Logins:
    """What a server says of its logins. Without may, nobody is listed."""

    is_set_up: bool
    may: bool = False
    people: tuple[Enrolled, ...] = ()
    kiosk: str = ""  # the shared PCs' login, if there is one


@dataclass(frozen=True, slots=True)
class Given:
    """A login and the password that is shown once; fingerprint of the server's certificate, if it has one."""

    login: str
    password: str
    fingerprint: str = ""


@contextmanager
def _connected(location: str) -> Iterator[Any]:
    with enrolling.refusals(), postgres.connect(postgres.settings(location)) as connection:
        yield connection


def look(location: str) -> Logins:
    """Who may log in to the workspace at this address."""
    with _connected(location) as connection:
        enrol = connection.execute(_FUNCTIONS, ("enrol", "logins")).fetchone()
        if enrol is None or connection.execute(_FUNCTIONS, ("app", "standing")).fetchone() is None:
            return Logins(is_set_up=False)
        if not enrol[1]:
            return Logins(is_set_up=True)
        known = {one.person: one for one in enrolling.logins(connection) if one.person is not None}
        found = connection.execute(_PEOPLE, (list(known),)).fetchall()
        kiosk = enrolling.kiosk_login(groups.Names.of(connection))
        is_made = connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", (kiosk,)).fetchone() is not None
    people = tuple(_enrolled(known, key, name, is_here=here) for key, name, here in found)
    return Logins(is_set_up=True, may=True, people=people, kiosk=kiosk if is_made else "")


def _enrolled(known: Mapping[int, enrolling.Login], person: int, name: str, *, is_here: bool) -> Enrolled:
    login = known.get(person)
    if login is None:
        return Enrolled(person, name, is_here=is_here)
    if login.disabled_at is not None:
        return Enrolled(person, name, State.DISABLED, login.disabled_at, is_here)
    return Enrolled(person, name, State.INVITED if login.is_first else State.JOINED, login.made_at, is_here)


def invite(location: str, person: int, file: Path, fingerprint: str = "") -> Given:
    """Write a person's invitation, then give them a login or theirs a new one-time password.

    fingerprint is the server's, as somebody told it; without one, the certificate has to be proven.
    """
    with _connected(location) as connection:
        certificate = certificates.proven(location, fingerprint)
        workspace = str(connection.execute("SELECT name FROM app.workspace").fetchone()[0])
        invitation = invitations.invite(location, workspace, enrolling.login_for(connection, person), certificate)
        invitations.write(invitation, file)  # before the password they have is worth nothing
        login, password = enrolling.enrol(connection, person)
    return Given(login, password, invitation.fingerprint)


def disable(location: str, person: int) -> None:
    """Let a person's login in no more, and end its connections."""
    with _connected(location) as connection:
        enrolling.disable(connection, enrolling.login_of(connection, person))


def kiosk(location: str) -> Given:
    """Give the shared PCs their login, or it a new password."""
    with _connected(location) as connection:
        return Given(*enrolling.enrol_kiosk(connection))


def user_of(location: str) -> str:
    """Who an address logs in as."""
    return str(postgres.settings(location).get("user", ""))


def as_user(location: str, user: str) -> str:
    """The same address for somebody else."""
    parts = urlsplit(location)
    host = parts.netloc.rpartition("@")[2]
    return urlunsplit(parts._replace(netloc=f"{quote(user, safe='')}@{host}" if user else host))
