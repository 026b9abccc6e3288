"""Holds history against what is known of it: the workspace's own chain, its backups, this PC's memory, a page."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from itdesk.core.chain import read_short
from itdesk.core.errors import UserError
from itdesk.core.texts import _
from itdesk.db import chaining
from itdesk.db.backups.known import known_heads
from itdesk.db.checks import chain

if TYPE_CHECKING:
    from itdesk.db.database import Database


def verify(database: Database, typed: Sequence[str] = ()) -> dict[str, Any]:
    """What a script reads: whether all is well, what isn't, how many heads were held against it, and the head of today."""
    marks = [read_short(one) for one in typed]
    for one, mark in zip(typed, marks, strict=True):
        if mark is None:
            raise UserError(
                _("{text} is no head of a history.").format(text=f"“{one}”"),
                _("Type it as it stands at the foot of a report, such as 12345-3f9a-1c22-90ab-77de-0412."),
            )
    kept = known_heads(database)
    with database.as_itself() as session:
        session.info |= {chain.KEPT: kept, chain.TYPED: [one for one in marks if one is not None]}
        findings = [{"message": message, "number": number} for message, number in chain.CHECK.look(session)]
        head = chaining.newest(session.connection())
    known = len(kept) + len(marks)
    return {"ok": not findings, "head": head.short, "known": known, "findings": findings, "refused_all": len(findings)}
