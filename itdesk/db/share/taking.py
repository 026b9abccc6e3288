"""A letter's work is done once: its transaction carries the letter's uid, which no second one can."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from itdesk.db import tables
from itdesk.db.changes import pending_of
from itdesk.db.share.letters import Letter


def done_before(session: Session, uid: str) -> bool:
    """Whether a letter's work is in the workspace."""
    asked = select(tables.operations.c.id).where(tables.operations.c.operation == uid)
    return session.connection().execute(asked).first() is not None


def take(session: Session, letter: Letter, taker: Callable[[Any, Letter], object]) -> None:
    """Do what a letter asks for, unless that was done."""
    if not done_before(session, letter.uid):
        pending_of(session).operation = letter.uid
        taker(session, letter)
