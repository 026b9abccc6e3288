"""A workspace in a shared folder as a page meets it: done at once where it is kept, sent as a letter where it is read."""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum
from typing import Any

from PySide6.QtCore import QObject

from itdesk.core.errors import NoSpace, UserError
from itdesk.core.rights import Verb
from itdesk.core.texts import _
from itdesk.ui.desk import Desk, Job, Words


class How(Enum):
    """What became of something: done; sent to the keeper; kept on this PC until the share is back."""

    DONE = "done"
    SENT = "sent"
    WAITS = "waits"


Done = Callable[[Any, How], None]


def state_of(desk: Desk) -> Any:
    """What is known of the shared folder (`itdesk.db.share.state.State`); None for a workspace that lies in none."""
    share = getattr(desk.database, "share", None)
    return None if share is None else share.state


def is_reader(desk: Desk) -> bool:
    """Whether somebody else keeps the workspace, so that letters are the way to change anything."""
    state = state_of(desk)
    return state is not None and not state.keeps and not state.is_overtaken


def may_add_inside(desk: Desk, kind: str, table: str) -> bool:
    """Whether the person here may write into records of a kind, by a letter if that is the way."""
    if not is_reader(desk):
        return desk.may_add_inside(kind, table)
    grant = desk.grant(kind)
    inside = (grant.inside or {}).get(table)
    return (
        desk.standing.is_free or (grant.inside is None and Verb.CHANGE in grant.verbs) or bool(inside and inside.adds)
    )


def do(  # noqa: PLR0917 -- a write, and the letter in its place
    desk: Desk,
    owner: QObject,
    job: Job,
    letter: Job,
    done: Done,
    failed: Callable[[UserError], None],
    *,
    step: Words = "",
) -> None:
    """Run job(session) as a write where the workspace is kept; else send what letter(session) gives: the letter, its answer."""
    if not is_reader(desk):
        desk.write(owner, job, lambda answer: done(answer, How.DONE), failed, step=step)
        return
    database: Any = desk.database
    actor = desk.actor

    def post() -> tuple[Any, How]:
        with database.reading(actor=actor) as session:
            written, answer = letter(session)
        try:
            arrived = database.share.post(written)
        except OSError as error:
            raise NoSpace(
                _("It can't be written down on this PC."),
                _("Make room on its disk, then send it again."),
                detail=str(error),
            ) from error
        return answer, How.SENT if arrived else How.WAITS

    desk.work.write(owner, post, lambda found: done(*found), failed)
