"""Whose login a connection is, and what stands before the tables for it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from itdesk.core.rights import Role, role_named, sees_all
from itdesk.db.postgres import SCHEMA
from itdesk.db.server.masks import schema_of


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
