"""Passwords by which people sign in at a window. A wrong one makes the next try wait, on every PC and after a new start.

A file has no security between its users: whoever can open it can read what lies here. Passwords keep somebody who passes
an open PC from working as somebody else; they are stored as what Argon2id makes of them, since people use them twice.
"""

from __future__ import annotations

import hmac
import json
import os
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session

from itdesk.core import passphrases
from itdesk.core.errors import NotAllowed, UserError
from itdesk.core.filters import ACTORS
from itdesk.core.rights import Deed, counts_as, may, role_named
from itdesk.core.sealing import Cost, as_text, derived, from_text
from itdesk.core.texts import _
from itdesk.db import beside, changes, rights, tables

if TYPE_CHECKING:
    from itdesk.db.database import Database

COST = Cost(4)  # a fifth of a second: somebody who takes over at a counter doesn't wait for it
FREE_TRIES = 2  # typing errors that nobody waits for
FIRST_DELAY, LONGEST_DELAY = timedelta(seconds=2), timedelta(minutes=5)  # each further wrong try doubles it
SHORTEST = passphrases.SHORTEST


class WrongPassword(UserError):
    """Not the person's password; another try is taken after wait seconds."""

    def __init__(self, name: str, wait: float) -> None:
        super().__init__(
            _("This is not the password of {name}.").format(name=name),
            _("Check the keyboard's language and Caps Lock. An administrator can give a new one."),
        )
        self.wait = wait


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody who may sign in at this workspace. keeps_screen: whether they may open and leave the shared PC's screen."""

    id: int
    name: str
    has_password: bool
    keeps_screen: bool
    given_at: datetime | None = None
    given_by: str = ""  # empty: themselves, or nobody in particular


def has_password(session: Session, person: int | None) -> bool:
    """Whether somebody is asked for a password."""
    there = tables.sign_ins.c.person_id
    return person is not None and session.execute(select(there).where(there == person)).first() is not None


def candidates(session: Session) -> list[Candidate]:
    """People by name, without those who left."""
    people: Any = session.info["tables"][ACTORS].__table__
    own, giver = tables.sign_ins, people.alias()
    asked = (
        select(people.c.id, people.c.name, people.c.role, own.c.given_at, own.c.given_by, giver.c.name)
        .select_from(
            people.outerjoin(own, own.c.person_id == people.c.id).outerjoin(giver, giver.c.id == own.c.given_by)
        )
        .where(people.c.deleted_at.is_(None))
        .order_by(people.c.name, people.c.id)
    )
    if "is_active" in people.c:
        asked = asked.where(people.c.is_active.is_(True))
    chosen = session.info["workspace"].consultant
    return [
        Candidate(
            id=key,
            name=name,
            has_password=given_at is not None,
            keeps_screen=may(counts_as(role_named(role), chosen), Deed.SHARED_SCREEN),
            given_at=given_at,
            given_by="" if giver_id in (None, key) else giver_name or "",
        )
        for key, name, role, given_at, giver_id, giver_name in session.execute(asked)
    ]


def put(session: Session, person: int, password: str) -> None:
    """Give somebody a password: oneself, or an administrator anybody."""
    _require_right(session, person)
    if len(password) < SHORTEST:
        raise UserError(
            _("A password needs at least {n} characters; a few words are best.").format(n=SHORTEST), field="password"
        )
    salt = os.urandom(16)
    secret = {
        "salt": as_text(salt),
        "iterations": COST.iterations,
        "memory": COST.memory,
        "lanes": COST.lanes,
        "key": as_text(derived(password, salt, COST)),
    }
    before = _remove(session, person)
    session.execute(
        insert(tables.sign_ins).values(
            person_id=person,
            secret=json.dumps(secret),
            given_at=changes.now(),
            given_by=session.info["actor"],
            wrong=0,
        )
    )
    by_themselves = before and session.info["actor"] == person
    beside.tell(session, person, beside.PASSWORD, beside.CHANGED if by_themselves else beside.GIVEN)


def take_away(session: Session, person: int) -> None:
    """Ask somebody for no password any more."""
    _require_right(session, person)
    if _remove(session, person):
        beside.tell(session, person, beside.PASSWORD, beside.TAKEN)


def _remove(session: Session, person: int) -> bool:
    """Whether there was one."""
    own = tables.sign_ins.c.person_id
    if session.execute(select(own).where(own == person)).first() is None:
        return False
    session.execute(delete(tables.sign_ins).where(own == person))
    return True


def _require_right(session: Session, person: int) -> None:
    if session.info["actor"] != person and not rights.allowed_deed(session, Deed.SETTINGS):
        raise NotAllowed(
            _("You may not change the password of somebody else."), _("Ask an administrator of this workspace.")
        )


def check(database: Database, person: int, typed: str, clock: Callable[[], datetime] = changes.now) -> None:
    """Whether this is somebody's password; raises WrongPassword, with the wait that grows with each wrong try.

    Who has none is let in. The try is counted before it is known to be wrong, so that an end in between saves nobody a wait.
    """
    with database.as_itself() as session:
        own = tables.sign_ins
        found = session.execute(
            select(own.c.secret, own.c.wrong, own.c.wrong_at).where(own.c.person_id == person)
        ).first()
        people: Any = session.info["tables"][ACTORS].__table__
        name = session.execute(select(people.c.name).where(people.c.id == person)).scalar() or ""
    if found is None:
        return
    wait = delay(found.wrong)
    left = min(found.wrong_at + wait - clock(), wait) if found.wrong_at is not None else timedelta()
    if left > timedelta():
        raise WrongPassword(name, left.total_seconds())
    _count(database, person, found.wrong + 1, clock())
    if not _fits(found.secret, typed):
        raise WrongPassword(name, delay(found.wrong + 1).total_seconds())
    _count(database, person, 0, None)


def delay(wrong: int) -> timedelta:
    """How long nobody may try again after so many wrong tries in a row."""
    over = wrong - FREE_TRIES
    return timedelta() if over <= 0 else min(LONGEST_DELAY, FIRST_DELAY * 2 ** min(over - 1, 20))


def _count(database: Database, person: int, wrong: int, at: datetime | None) -> None:
    if database.read_only:
        return  # nothing can be done here either
    own = tables.sign_ins
    changed = update(own).where(own.c.person_id == person).values(wrong=wrong, wrong_at=at)

    def write(session: Session) -> None:
        session.execute(changed)
        if wrong == FREE_TRIES + 1:  # once, however long somebody guesses
            beside.tell(session, person, beside.PASSWORD, beside.LOCKED)

    database.write(write)


def _fits(secret: str, typed: str) -> bool:
    kept = json.loads(secret)
    key = derived(typed, from_text(kept["salt"]), Cost.of(kept))
    return hmac.compare_digest(key, from_text(kept["key"]))
