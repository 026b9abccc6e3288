"""What depends on a record, on paper: the indented tree that the app shows."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from itdesk.core.progress import Progress
from itdesk.core.texts import _
from itdesk.reports.list_pages import imprint_of
from itdesk.reports.listing import ListColumn, Listing, write_listing

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from itdesk.db.links import Impact

_STEP = "\u2003"  # an em space: what begins a cell with ordinary ones loses them


def write_impact(path: Path, session: Session, impact: Impact, words: str, progress: Progress | None = None) -> int:
    """Write the tree, one record a line; the number of pages."""
    rows = [
        (
            _STEP * 2 * (line.depth - 1)
            + (_("{title} (see above)").format(title=line.title) if line.again else line.title),
            line.subtitle,
            line.word,
        )
        for line in impact.lines
    ]
    listing = Listing(
        title=_("What depends on {title}").format(title=impact.title),
        columns=[ListColumn(_("Record")), ListColumn(_("Details")), ListColumn(_("Because"))],
        rows=rows,
        count=len(rows),
        conditions=[words],
    )
    step = progress.step if progress is not None else None
    return write_listing(path, imprint_of(session), listing, progress=step)
