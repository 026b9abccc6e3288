"""The two-line queue with its groups; at a start it is read before the store is there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from itdesk.areas.directory.calendars.counting import working_calendar
from itdesk.areas.helpdesk.tickets import rules
from itdesk.areas.helpdesk.tickets.choices import QueueView, Source
from itdesk.areas.helpdesk.tickets.rules import Due
from itdesk.core.working_time import Calendar
from itdesk.db.ahead import FirstSession, ask

PAGE = 500  # rows of the queue that are read at once; the groups' counts are of all of them
FIRST = 40  # rows that a start reads before the store is there


@dataclass(frozen=True, slots=True)
class QueueRow:
    """A ticket in the two-line list. has_news: new, or the requester wrote last."""

    id: int
    number: str
    title: str
    requester: str
    status: str
    priority: str
    waiting_reason: str | None
    opened_at: datetime
    due_at: datetime | None
    group: Due
    has_news: bool


@dataclass(frozen=True, slots=True)
class Queue:
    """Rows in the order of their groups and deadlines; counts are of every ticket in the view. calendar draws the clocks."""

    rows: tuple[QueueRow, ...]
    counts: dict[Due, int]
    calendar: Calendar

    @property
    def total(self) -> int:
        """Every ticket in the view."""
        return sum(self.counts.values())


def read_queue(session: Any, view: str, now: datetime, *, search_text: str = "") -> Queue:
    """Two statements: the counts of the groups, and the first rows. "Mine" is the acting person's."""
    wanted, zone = QueueView(view), ZoneInfo(session.info["workspace"].zone)
    values: dict[str, Any] = {"now": now, "day_end": rules.end_of_day(now, zone)}
    if wanted is QueueView.MINE:
        values["actor"] = session.info["actor"]
    key = f"queue {wanted}"
    if search_text:
        from itdesk.db import search

        found = search.find(session, search_text, PAGE, kinds=("tickets",))
        values["found"] = [hit.id for hit in found.hits]
        key += " with words"
    counted = dict(ask(session, f"{key}: counts", partial(_counting, wanted, bool(search_text)), values))
    limit = FIRST if isinstance(session, FirstSession) else PAGE
    rows = ask(session, f"{key}: rows", partial(_rows, wanted, bool(search_text)), {**values, "limit": limit})
    counts = {due: counted.get(str(due), 0) for due in Due}
    return Queue(tuple(map(_row, rows)), counts, working_calendar(session, None, now.astimezone(zone).date()))


def _counting(view: QueueView, searched: bool) -> Any:  # noqa: FBT001 -- part of a statement's key
    from itdesk.areas.helpdesk.tickets import queue_select

    return queue_select.counting(view, searched=searched)


def _rows(view: QueueView, searched: bool) -> Any:  # noqa: FBT001 -- part of a statement's key
    from itdesk.areas.helpdesk.tickets import queue_select

    return queue_select.rows(view, searched=searched)


def _row(row: Any) -> QueueRow:
    """A ticket that no person asked for says how it came instead of who asked."""
    key, number, title, requester, status, priority, reason, opened_at, due_at, source, group, has_news = row
    return QueueRow(
        id=key,
        number=number,
        title=title,
        requester=requester or (Source(source).label if source else ""),
        status=status,
        priority=priority,
        waiting_reason=reason,
        opened_at=opened_at,
        due_at=due_at,
        group=Due(group),
        has_news=bool(has_news),
    )
