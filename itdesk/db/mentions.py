"""Who is meant in a comment: written as [@Name](person:ID), told to that person until they look."""

from __future__ import annotations

import re
from typing import Any

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from itdesk.core.filters import ACTORS
from itdesk.db import changes, tables

MENTION = re.compile(r"\[@([^\]\[]+)\]\(person:(\d{1,18})\)")
mentions = tables.mentions


def keep_mentions(session: Session, comment_id: int, body: str) -> None:
    """Note who is meant in a comment as it reads now; who has looked at it already isn't told again."""
    connection = session.connection()
    meant = {int(found[2]) for found in MENTION.finditer(body)}
    known = set(connection.execute(select(mentions.c.person_id).where(mentions.c.comment_id == comment_id)).scalars())
    people: Any = session.info["tables"][ACTORS].__table__
    real = set(connection.execute(select(people.c.id).where(people.c.id.in_(sorted(meant - known)))).scalars())
    gone = known - meant
    if gone:
        mine = mentions.c.comment_id == comment_id
        connection.execute(delete(mentions).where(mine, mentions.c.person_id.in_(sorted(gone))))
    now = changes.now()
    for person in sorted(real):
        seen = now if person == session.info["actor"] else None
        connection.execute(insert(mentions).values(comment_id=comment_id, person_id=person, read_at=seen))
