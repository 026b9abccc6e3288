"""Whose login a connection is, and what stands before the tables for it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from itdesk.core.errors import UserError
from itdesk.core.rights import Role, role_named, sees_all
from itdesk.core.texts import _
from itdesk.db.postgres import SCHEMA
from itdesk.db.server.enrolling import kiosk_login
from itdesk.db.server.groups import Names
from itdesk.db.server.masks import schema_of


class KioskLogin(UserError):
    """The shared PCs' login, which may call functions alone: their screen is all that it opens."""

    def __init__(self) -> None:
        super().__init__(
            _("This is the login of the shared PCs, which shows their screen alone."),
            _("Open it in the window, or use a login of your own."),
        )


@dataclass(frozen=True, slots=True)
class Login:
    """A person who is logged in to the server by themselves."""

    person: int
    role: Role
    is_first: bool  # with a one-time password, which has to be changed

    @property
    def is_masked(self) -> bool:
        """Whether they see less than everything."""
        return not sees_all(self.role)

    @property
    def path(self) -> str:
        """The schemas in which their statements look for tables."""
        return f"{schema_of(self.role)},{SCHEMA}" if self.is_masked else SCHEMA


def of(connection: Any) -> Login | None:
    """Whose login it is; None for who looks after the server, and for workspaces without logins."""
    if connection.execute("SELECT to_regprocedure('app.standing()')").fetchone()[0] is None:
        return None
    person, role, is_first = connection.execute("SELECT * FROM app.standing()").fetchone()
    return None if person is None else Login(person, role_named(role), is_first)


def require_person(connection: Any) -> None:
    """Raise KioskLogin where the connection is the shared PCs'."""
    who = connection.execute("SELECT session_user").fetchone()[0]
    if who == kiosk_login(Names.of(connection)):
        raise KioskLogin
