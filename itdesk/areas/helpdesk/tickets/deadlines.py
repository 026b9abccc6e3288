"""Keeps a ticket's deadlines true whenever it is written: by a reply, by a form, by an edit of many at once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, cast
from zoneinfo import ZoneInfo

from sqlalchemy import Table, bindparam, inspect, select, update
from sqlalchemy.orm import Session

from itdesk.areas.helpdesk.service_levels.queries import Promise, promise
from itdesk.areas.helpdesk.tickets import rules
from itdesk.areas.helpdesk.tickets.choices import DONE, OPEN, Status

_SLICE = 500  # ids that one statement names

if TYPE_CHECKING:
    from itdesk.areas.helpdesk.tickets.models import Ticket


def settle(session: Session, ticket: Ticket, now: datetime | None = None) -> None:
    """Start or end the pause that its status means, and count its deadlines again if what they rest on changed.

    A deadline that is set by hand in the same change stays. Done tickets get none: a promise isn't made in hindsight.
    """
    now = now or datetime.now(UTC)
    state = inspect(ticket)
    priority = ticket.priority
    with session.no_autoflush:  # a flush half-way would settle it by the computer's clock instead of `now`
        promised = promise(session, priority, now.astimezone(ZoneInfo(session.info["workspace"].zone)).date())
    paused = _pause(ticket, promised, now)
    if ticket.status in DONE:
        return
    changed = {name for name in ("priority", "opened_at") if state.attrs[name].history.added}
    by_hand = bool(state.attrs.due_at.history.added) and ticket.due_at is not None
    if not (paused or changed or ticket.due_at is None):
        return
    opened = ticket.opened_at
    if promised.reply_minutes is not None and ticket.first_reply_at is None:
        ticket.reply_due_at = rules.due(opened, promised.reply_minutes, 0, promised.calendar)
    if promised.resolve_minutes is not None and not by_hand:
        ticket.due_at = rules.due(opened, promised.resolve_minutes, ticket.paused_minutes or 0, promised.calendar)


def _pause(ticket: Ticket, promised: Promise, now: datetime) -> bool:
    """Whether a pause ended with this change."""
    if ticket.status == Status.WAITING:
        ticket.waiting_since = ticket.waiting_since or now
        return False
    since = ticket.waiting_since
    if since is None:
        return False
    until = min(now, ticket.resolved_at) if ticket.resolved_at and ticket.resolved_at > since else now
    ticket.paused_minutes = (ticket.paused_minutes or 0) + rules.paused(since, until, promised.calendar)
    ticket.waiting_since = None
    return True


def settle_many(session: Session, ids: Sequence[int], now: datetime) -> None:
    """The deadlines of open tickets that came past the ORM without any, such as out of another program's file."""
    from itdesk.areas.helpdesk.tickets.models import Ticket

    today = now.astimezone(ZoneInfo(session.info["workspace"].zone)).date()
    table = cast(Table, Ticket.__table__)
    rows: list[dict[str, object]] = []
    for start in range(0, len(ids), _SLICE):
        asked = select(Ticket.id, Ticket.priority, Ticket.status, Ticket.opened_at, Ticket.due_at).where(
            Ticket.id.in_(ids[start : start + _SLICE]), Ticket.status.in_([str(status) for status in OPEN])
        )
        for ticket_id, priority, status, opened_at, due_at in session.execute(asked):
            promised = promise(session, priority, today)
            row: dict[str, object] = {
                "key": ticket_id,
                "due": due_at,
                "reply": None,
                "since": now if status == Status.WAITING else None,
            }
            if promised.reply_minutes is not None:
                row["reply"] = rules.due(opened_at, promised.reply_minutes, 0, promised.calendar)
            if promised.resolve_minutes is not None and due_at is None:
                row["due"] = rules.due(opened_at, promised.resolve_minutes, 0, promised.calendar)
            rows.append(row)
    if rows:
        settled = update(table).where(table.c.id == bindparam("key"))
        settled = settled.values(
            due_at=bindparam("due"), reply_due_at=bindparam("reply"), waiting_since=bindparam("since")
        )
        session.connection().execute(settled, rows)
