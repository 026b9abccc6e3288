"""Keeps a ticket's deadlines true whenever it is written: by a reply, by a form, by an edit of many at once."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, cast
from zoneinfo import ZoneInfo

from sqlalchemy import Table, bindparam, inspect, select, update
from sqlalchemy.orm import Session

from itdesk.areas.helpdesk.service_levels.queries import Promise, promise
from itdesk.areas.helpdesk.tickets import rules
from itdesk.areas.helpdesk.tickets.choices import DONE, OPEN, Source, Status

_SLICE = 500  # ids that one statement names

if TYPE_CHECKING:
    from itdesk.areas.helpdesk.tickets.models import Ticket


_RESTS_ON = (
    "status", "priority", "opened_at", "first_reply_at", "resolved_at", "due_at", "waiting_since", "paused_minutes",
)  # fmt: skip


def settle(session: Session, ticket: Ticket, now: datetime | None = None) -> None:
    """Start or end the pause that its status means, and count its deadlines again if what they rest on changed."""
    state = inspect(ticket)
    with session.no_autoflush:  # a flush half-way would settle it by the computer's clock instead of `now`
        values = {name: getattr(ticket, name) for name in _RESTS_ON}
        changed = frozenset(name for name in _RESTS_ON if state.attrs[name].history.added)
        for name, value in following(session, values, changed, now or datetime.now(UTC)).items():
            setattr(ticket, name, value)


def following(
    session: Session, values: Mapping[str, Any], changed: AbstractSet[str], now: datetime
) -> dict[str, object]:
    """What follows from a change to a ticket's values: pause and deadlines.

    A deadline that is set by hand in the same change stays. Done tickets get none: a promise isn't made in hindsight.
    """

    def promised() -> Promise:
        today = now.astimezone(ZoneInfo(session.info["workspace"].zone)).date()
        return promise(session, values["priority"], today)

    found = _pause(values, promised, now)
    if values["status"] in DONE:
        return found
    due_at = values["due_at"]
    by_hand = "due_at" in changed and due_at is not None
    if not ("paused_minutes" in found or changed & {"priority", "opened_at"} or due_at is None):
        return found
    opened, pause = values["opened_at"], found.get("paused_minutes", values["paused_minutes"]) or 0
    level = promised()
    if level.reply_minutes is not None and values["first_reply_at"] is None:
        found["reply_due_at"] = rules.due(opened, level.reply_minutes, 0, level.calendar)
    if level.resolve_minutes is not None and not by_hand:
        found["due_at"] = rules.due(opened, level.resolve_minutes, pause, level.calendar)
    return found


def _pause(values: Mapping[str, Any], promised: Callable[[], Promise], now: datetime) -> dict[str, Any]:
    """The pause that begins or, with its minutes, ends with this change."""
    since, resolved_at = values["waiting_since"], values["resolved_at"]
    if values["status"] == Status.WAITING:
        return {} if since else {"waiting_since": now}
    if since is None:
        return {}
    until = min(now, resolved_at) if resolved_at and resolved_at > since else now
    minutes = (values["paused_minutes"] or 0) + rules.paused(since, until, promised().calendar)
    return {"paused_minutes": minutes, "waiting_since": None}


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


def unpromised(session: Session) -> list[int]:
    """Open reports of the shared PC that have no deadline though their priority promises one.

    They came by a server's function, which can't count: public holidays are the app's to know.
    """
    from itdesk.areas.helpdesk.service_levels.models import ServiceLevel
    from itdesk.areas.helpdesk.tickets.models import Ticket

    promised = select(ServiceLevel.priority).where(ServiceLevel.deleted_at.is_(None))
    asked = select(Ticket.id).where(
        Ticket.due_at.is_(None),
        Ticket.deleted_at.is_(None),
        Ticket.source == str(Source.KIOSK),
        Ticket.status.in_([str(status) for status in OPEN]),
        Ticket.priority.in_(promised),
    )
    return list(session.scalars(asked.order_by(Ticket.id).limit(_SLICE)))


def promise_late(session: Session, ids: Sequence[int]) -> None:
    """Give those of these tickets their deadlines that nobody gave any meanwhile."""
    from itdesk.areas.helpdesk.tickets.models import Ticket

    wanted = set(ids) & set(unpromised(session))
    for ticket in session.scalars(select(Ticket).where(Ticket.id.in_(wanted)).order_by(Ticket.id)):
        settle(session, ticket)
    session.flush()
