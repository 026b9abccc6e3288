"""The sample firm: a whole small practice with its people, equipment, contracts, tickets, money and recovery plan."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from itdesk.core.registry import Registry
    from itdesk.db.database import Database


def create_sample(location: str, registry: Registry, today: date, now: datetime | None = None) -> Database:
    """Make the sample workspace at a place and open it. Its story ends on `today`, at `now` if that is told.

    The same day gives the same firm. Nothing that exists is overwritten.
    """
    from itdesk.areas.sample.source import Story
    from itdesk.areas.sample.writing import fill
    from itdesk.db.engine import create_workspace

    story = Story.of(today, now)
    firm = story.read("firm")
    return create_workspace(
        location,
        registry,
        name=firm["name"],
        currency=firm["currency"],
        locale=firm["locale"],
        zone=firm["zone"],
        fiscal_month=story.year_start().month,
        fill=lambda session: fill(session, story),
    )
