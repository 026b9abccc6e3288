"""Names and colours of tags in history: a tag is no record, but what somebody made of it is told and goes back."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from itdesk.core.errors import UserError
from itdesk.core.texts import _
from itdesk.db import changes, tables
from itdesk.db.changes import Noted, Verb

KIND = "tags"  # what history and the change log call them
Written = dict[int, dict[str, tuple[str, str]]]


def note(session: Session, tag_id: int, new: Mapping[str, str]) -> None:
    """Tell history what a tag is given now; called before it is written."""
    names = tables.tags
    row = session.connection().execute(select(names).where(names.c.id == tag_id)).one()
    pairs: dict[str, tuple[object, object]] = {
        column: (getattr(row, column), value) for column, value in new.items() if getattr(row, column) != value
    }
    if pairs:
        changes.pending_of(session).note(Noted(KIND, tag_id, row.uid, Verb.CHANGED, pairs))


def written_by(session: Session, operation: str) -> Written:
    """What an operation changed of tags: old and new by tag and column; empty if it changed none."""
    log = tables.history
    wanted = select(log.c.record_id, log.c.changes).where(log.c.operation == operation, log.c.kind == KIND)
    found: Written = {}
    for row in session.connection().execute(wanted.order_by(log.c.id)):
        of_tag = found.setdefault(row.record_id, {})
        for column, (old, new) in json.loads(row.changes).items():
            of_tag[column] = (of_tag[column][0] if column in of_tag else old, new)
    return found


def put_back(session: Session, written: Written, operation: str = "") -> None:
    """Give tags the names and colours they had; refused where somebody changed or deleted one since."""
    from itdesk.db import tags

    names = tables.tags
    from itdesk.db import reasons

    for tag_id, pairs in written.items():
        row: Any = session.connection().execute(select(names).where(names.c.id == tag_id)).first()
        if row is None or any(getattr(row, column) != new for column, (_old, new) in pairs.items()):
            name = row.name if row is not None else next(iter(pairs.values()))[1]
            column = next((one for one, (_old, new) in pairs.items() if getattr(row, one, None) != new), "")
            found = reasons.since(session, operation, KIND, tag_id, column=column)
            raise UserError(found.changed(_("The tag “{name}”").format(name=name)), _("Nothing was changed."))
        if "name" in pairs:
            tags.rename(session, tag_id, pairs["name"][0])
        if "tone" in pairs:
            tags.recolour(session, tag_id, pairs["tone"][0])
