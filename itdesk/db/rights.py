"""The one place where it is asked whether somebody may do something to a kind of record."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from itdesk.core.errors import UserError
from itdesk.core.filters import ACTORS
from itdesk.core.record import EVERYONE, Role, Verb
from itdesk.core.texts import _
from itdesk.db.mapping import Tables


def role_of(session: Session) -> Role:
    """The acting person's role; nobody in particular is who set the workspace up."""
    actor = session.info["actor"]
    tables: Tables = session.info["tables"]
    if actor is None or ACTORS not in tables.classes or "role" not in tables.registry[ACTORS].by_name:
        return Role.ADMINISTRATOR
    known: dict[int, Role] = session.info.setdefault("roles", {})
    if actor not in known:
        people = tables[ACTORS].__table__
        stored = session.connection().execute(select(people.c.role).where(people.c.id == actor)).scalar()
        known[actor] = Role(stored) if stored in set(Role) else Role.STAFF
    return known[actor]


def allowed(session: Session, kind: str, verb: Verb) -> bool:
    """Whether the acting person may."""
    rights = session.info["registry"][kind].rights
    return rights is EVERYONE or verb in rights.get(role_of(session), frozenset())


def require(session: Session, kind: str, verb: Verb) -> None:
    """Refuse what the acting person may not."""
    if allowed(session, kind, verb):
        return
    plural = session.info["registry"][kind].plural
    sentence = {
        Verb.READ: _("You may not read {kind} in this workspace."),
        Verb.CREATE: _("You may not add {kind} in this workspace."),
        Verb.CHANGE: _("You may not change {kind} in this workspace."),
        Verb.DELETE: _("You may not delete {kind} in this workspace."),
    }[verb]
    raise UserError(sentence.format(kind=plural), _("Ask its administrator for the right to."))
