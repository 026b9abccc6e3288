"""Whether history still leads to what was written down about it outside the workspace."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy.orm import Session

from itdesk.core.formats import format_instant
from itdesk.core.texts import _
from itdesk.db.backups.heads import Known, broken, lines_of
from itdesk.db.checks.rule import N_, Check, Wrong

KEPT = "heads"  # where a session keeps the heads that were handed in


def _chain(session: Session) -> Wrong:
    kept: Sequence[Known] = session.info.get(KEPT, ())
    if not kept:
        return
    wrong = broken(lines_of(session.connection()), kept)
    if wrong:
        workspace = session.info["workspace"]
        first = format_instant(min(one.at for one in wrong), workspace.zone, workspace.locale)
        sentence = _("History isn't what it was: {n} of {of} backups know other lines of it, the first of {when}.")
        yield sentence.format(n=len(wrong), of=len(kept), when=first), len(wrong)


CHECK = Check("chain", N_("History leads to what its backups know"), _chain)
