"""Made-up records in a workspace: whether there are any, putting them in, and taking exactly them out again."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from itdesk.core.progress import Progress


def has_sample(session: Session) -> bool:
    """Whether made-up records are in the workspace, and were not taken out."""
    from itdesk.db import operations

    sample = _written_by(session)
    return bool(sample) and sample not in operations.cancelled(session, [sample])


def add_sample(session: Session, today: date) -> None:
    """Write the made-up firm's records into this workspace."""
    from itdesk.areas.sample.source import Story
    from itdesk.areas.sample.writing import fill

    fill(session, Story.of(today))


def remove_sample(session: Session, progress: Progress | None = None) -> Any:
    """Put into the bin what the sample wrote and nobody changed; what stays is named with the reason. One step."""
    from itdesk.db import undoing

    return undoing.take_back(session, _written_by(session), progress)


def _written_by(session: Session) -> str:
    """The operation that wrote the made-up records; empty where none did."""
    from itdesk.db import tables

    return session.connection().execute(select(tables.workspace.c.sample)).scalar() or ""
