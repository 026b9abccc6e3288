"""Merges what was done in a copy back into the workspace that it was taken from: looked at first, then one step to undo."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from itdesk.core.progress import Progress
from itdesk.core.rights import Deed
from itdesk.db import rights
from itdesk.db.along import origin
from itdesk.db.along.applying import Applying
from itdesk.db.along.comparing import Comparing, last_line
from itdesk.db.along.questions import Decisions, Merged, Plan
from itdesk.db.backups.comparing import opened_copy
from itdesk.db.changes import pending_of


def look(session: Session, copy: Path, progress: Progress | None = None) -> Plan:
    """What merging the copy would do, and what it would ask; nothing is written."""
    with opened_copy(copy, session.info["declared"]) as database, database.as_itself() as there:
        return _compared(session, there, copy, None, progress or Progress()).plan


def merge(session: Session, copy: Path, decisions: Decisions, progress: Progress | None = None) -> Merged:
    """Bring in what was done there. Every question has to be decided. The same copy merged again changes nothing."""
    rights.require_deed(session, Deed.IMPORT)
    steps = progress or Progress()
    with opened_copy(copy, session.info["declared"]) as database, database.as_itself() as there:
        compared = _compared(session, there, copy, decisions, steps)
        merged = Applying(compared).run(steps)
        uid = database.workspace.uid
        origin.note_back(session, uid, last_line(there), pending_of(session).operation)
    return merged


def _compared(session: Any, there: Any, copy: Path, decisions: Decisions | None, steps: Progress) -> Comparing:
    known = origin.require_copy_of(session, there, copy)
    uid = there.info["workspace"].uid
    compared = Comparing(session, there, decisions, origin.merges_of(session, uid))
    compared.read(max(known.history, origin.came_back(session, uid)), steps)
    return compared
