"""Whether history still leads to what was written down about it, in the workspace and outside."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from heapq import merge
from operator import itemgetter
from typing import Any

from sqlalchemy.orm import Session

from itdesk.core.chain import Mark, strays
from itdesk.core.formats import format_instant
from itdesk.core.texts import _
from itdesk.db import history_lines
from itdesk.db.backups.heads import Known, chained, marks_of
from itdesk.db.checks.rule import N_, Check, Wrong

KEPT = "heads"  # where a session keeps the heads that were handed in
TYPED = "typed"  # and those that somebody typed off a page


def _chain(session: Session) -> Wrong:
    kept: Sequence[Known] = session.info.get(KEPT, ())
    typed: Sequence[Mark] = session.info.get(TYPED, ())
    outside = sorted([*marks_of(kept), *typed], key=itemgetter(0))
    connection = session.connection()
    marks: Iterator[Mark] = merge(chained(connection), outside, key=itemgetter(0))
    wrong = list(strays(history_lines.of(connection), marks))
    yield from _of_backups([one.whose for one in wrong if isinstance(one.whose, Known)], len(kept), session)
    for one in wrong:
        if isinstance(one.whose, str):
            yield _("History doesn't lead to {head}, which stands on a page.").format(head=one.whose), 1
    inside = [one for one in wrong if not isinstance(one.whose, (Known, str))]
    if inside:
        sentence = _(
            "Lines of history were changed, removed or put in past itdesk: those before {when} are others than were linked."
        )
        yield sentence.format(when=_told(session, inside[0].whose)), len(inside)


def _of_backups(wrong: Sequence[Known], of: int, session: Session) -> Wrong:
    if wrong:
        sentence = _("History isn't what it was: {n} of {of} backups know other lines of it, the first of {when}.")
        yield sentence.format(n=len(wrong), of=of, when=_told(session, min(one.at for one in wrong))), len(wrong)


def _told(session: Session, moment: Any) -> str:
    workspace = session.info["workspace"]
    return format_instant(moment, workspace.zone, workspace.locale)


CHECK = Check("chain", N_("History leads to what is known of it"), _chain)
