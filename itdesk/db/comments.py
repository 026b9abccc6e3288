"""What people say to each other about a record, and who is meant."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from itdesk.core.errors import UserError
from itdesk.core.formats import format_count
from itdesk.core.record import Verb as Right
from itdesk.core.texts import _
from itdesk.db import changes, hanging, history, rights, tables
from itdesk.db.mentions import MENTION

LONGEST = 20_000
EXCERPT = 140
_MARKS = re.compile(r"[*_`~]+|^\s*(?:#+|>|[-+])\s+", re.MULTILINE)  # what Markdown writes around words

rows, mentions, entries = tables.comments, tables.mentions, tables.search_entries


@dataclass(frozen=True, slots=True)
class Comment:
    """One comment; who is empty if nobody was chosen, mine says whether the acting person wrote it."""

    id: int
    body: str
    who: str
    at: datetime
    edited: bool
    mine: bool


@dataclass(frozen=True, slots=True)
class Thread:
    """The newest comments of a record, oldest first, how many there are, and whether the acting person is meant anew."""

    comments: tuple[Comment, ...]
    total: int
    unread: bool


@dataclass(frozen=True, slots=True)
class Mention:
    """Where the acting person is meant and hasn't looked yet."""

    comment_id: int
    kind: str
    record_id: int
    title: str
    who: str
    at: datetime
    text: str


def of(session: Session, kind: str, record_id: int, limit: int = 20) -> Thread:
    """The record's newest comments."""
    rights.require(session, kind, Right.READ)
    actor = session.info["actor"]
    whose = (rows.c.kind == kind, rows.c.record_id == record_id)
    connection = session.connection()
    total = func.count().over().label("total")
    found = connection.execute(select(rows, total).where(*whose).order_by(rows.c.id.desc()).limit(limit)).all()
    people = history.people(session, {row.author_id for row in found})
    unread = False
    if actor is not None and found:
        meant = select(mentions.c.comment_id).join(rows, rows.c.id == mentions.c.comment_id)
        meant = meant.where(mentions.c.person_id == actor, mentions.c.read_at.is_(None), *whose)
        unread = connection.execute(meant.limit(1)).first() is not None
    told = tuple(
        Comment(
            row.id,
            row.body,
            people.get(row.author_id, ""),
            row.written_at,
            row.edited_at is not None,
            row.author_id == actor,
        )
        for row in reversed(found)
    )
    return Thread(told, found[0].total if found else 0, unread)


def add(session: Session, kind: str, record_id: int, body: str) -> int:
    """Say something about a record; its id. Whoever is meant has it in their notices until they look."""
    hanging.require_record(session, kind, record_id)
    text = _checked(body)
    values = {
        "kind": kind,
        "record_id": record_id,
        "body": text,
        "author_id": session.info["actor"],
        "written_at": changes.now(),
    }
    return hanging.add(session, rows, values)


def edit(session: Session, comment_id: int, body: str) -> None:
    """Change what one has said; history keeps what it said before."""
    row = _own(session, comment_id)
    text = _checked(body)
    if text != row.body:
        hanging.change(session, rows, comment_id, {"body": text, "edited_at": changes.now()})


def remove(session: Session, comment_id: int) -> None:
    """Take back what one has said; history keeps it."""
    _own(session, comment_id)
    hanging.remove(session, rows, comment_id)


def waiting(session: Session, limit: int = 50) -> list[Mention]:
    """Where the acting person is meant and hasn't looked, newest first; records in the bin left out."""
    actor = session.info["actor"]
    if actor is None:
        return []
    wanted = (
        select(rows, entries.c.title)
        .join(mentions, mentions.c.comment_id == rows.c.id)
        .join(entries, (entries.c.kind == rows.c.kind) & (entries.c.record_id == rows.c.record_id))
        .where(mentions.c.person_id == actor, mentions.c.read_at.is_(None))
        .order_by(rows.c.id.desc())
        .limit(limit)
    )
    found = session.connection().execute(wanted).all()
    people = history.people(session, {row.author_id for row in found})
    return [
        Mention(
            row.id, row.kind, row.record_id, row.title, people.get(row.author_id, ""), row.written_at, plain(row.body)
        )
        for row in found
        if row.kind in session.info["tables"].classes and rights.allowed(session, row.kind, Right.READ)
    ]


def mark_read(session: Session, kind: str, record_id: int) -> int:
    """The acting person has seen the record's comments; how many mentions were new."""
    here = select(rows.c.id).where(rows.c.kind == kind, rows.c.record_id == record_id)
    done = session.connection().execute(
        update(mentions)
        .where(
            mentions.c.comment_id.in_(here),
            mentions.c.person_id == session.info["actor"],
            mentions.c.read_at.is_(None),
        )
        .values(read_at=changes.now())
    )
    return int(done.rowcount)


def plain(body: str) -> str:
    """A comment in one line, for a list."""
    text = " ".join(_MARKS.sub("", MENTION.sub(r"@\1", body)).split())
    return text if len(text) <= EXCERPT else text[: EXCERPT - 1] + "…"


def _checked(body: str) -> str:
    text = body.strip()
    if not text:
        raise UserError(_("The comment is empty."), _("Nothing was saved."))
    if len(text) > LONGEST:
        raise UserError(
            _("The comment is longer than {most} characters.").format(most=format_count(LONGEST)),
            _("Nothing was saved. Attach it as a file instead."),
        )
    return text


def _own(session: Session, comment_id: int) -> Any:
    row = session.connection().execute(select(rows).where(rows.c.id == comment_id)).first()
    if row is None:
        raise UserError(_("This comment is no longer there."), _("Nothing was changed."))
    if row.author_id != session.info["actor"]:
        raise UserError(_("Only who wrote a comment can change it."), _("Answer it instead."))
    rights.require(session, row.kind, Right.CHANGE)
    return row
