"""The statements of the queue. Their parameters are now, day_end, actor for "mine", found for words, and limit."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    CompoundSelect,
    Integer,
    Select,
    and_,
    bindparam,
    case,
    func,
    literal,
    or_,
    select,
    union_all,
)

from itdesk.areas.directory.people.models import Person
from itdesk.areas.helpdesk.tickets.choices import DONE, QueueView, Status
from itdesk.areas.helpdesk.tickets.models import Ticket, TicketMessage
from itdesk.areas.helpdesk.tickets.rules import Due
from itdesk.db.types import Instant

_OPEN = tuple(str(status) for status in Status if status not in DONE)
Moment = datetime | BindParameter[Any]


def is_open() -> ColumnElement[bool]:
    """Neither done nor deleted. The open states by name: the index by state finds them, however many are closed."""
    return and_(Ticket.deleted_at.is_(None), Ticket.status.in_(_OPEN))


def in_view(view: QueueView, now: Moment, actor: object) -> list[ColumnElement[bool]]:
    """What a view of the queue shows."""
    hidden = and_(Ticket.snoozed_until.is_not(None), Ticket.snoozed_until > now)
    found = [is_open(), hidden if view is QueueView.SNOOZED else ~hidden]
    if view is QueueView.MINE:
        found.append(Ticket.assignee_id == actor)
    elif view is QueueView.UNASSIGNED:
        found.append(Ticket.assignee_id.is_(None))
    elif view is QueueView.WAITING:
        found.append(Ticket.status == str(Status.WAITING))
    return found


def counting(view: QueueView, *, searched: bool) -> CompoundSelect[*tuple[Any, ...]]:
    """How many stand in each group. A count a group: each is a stretch of the index, where one of all sorts them first."""
    shown, waiting = _conditions(view, searched=searched), Ticket.status == _word(Status.WAITING)
    now, day_end = _moments()
    groups = {
        Due.PAST: and_(~waiting, Ticket.due_at < now),
        Due.TODAY: and_(~waiting, Ticket.due_at >= now, Ticket.due_at < day_end),
        Due.LATER: or_(waiting, Ticket.due_at.is_(None), Ticket.due_at >= day_end),
    }
    return union_all(*(select(_word(due), func.count()).where(*shown, group) for due, group in groups.items()))


def rows(view: QueueView, *, searched: bool) -> Select[*tuple[Any, ...]]:
    """The first rows by group and deadline. What is shown of them is looked up for these alone, not for all that are sorted."""
    group = _group()
    order = case({str(due): place for place, due in enumerate(Due)}, value=group)
    first = (
        select(Ticket.id, group.label("due"), order.label("place"))
        .where(*_conditions(view, searched=searched))
        .order_by(order, Ticket.due_at.asc().nulls_last(), Ticket.id)
        .limit(bindparam("limit", type_=Integer()))
        .subquery()
    )
    return (
        select(
            Ticket.id,
            func.coalesce(Ticket.number, ""),
            Ticket.title,
            func.coalesce(Person.name, ""),
            Ticket.status,
            Ticket.priority,
            Ticket.waiting_reason,
            Ticket.opened_at,
            Ticket.due_at,
            Ticket.source,
            first.c.due,
            or_(Ticket.status == str(Status.NEW), _wrote_last()),
        )
        .join(first, first.c.id == Ticket.id)
        .outerjoin(Person, Person.id == Ticket.requester_id)
        .order_by(first.c.place, Ticket.due_at.asc().nulls_last(), Ticket.id)
    )


def _conditions(view: QueueView, *, searched: bool) -> list[ColumnElement[bool]]:
    found = in_view(view, bindparam("now", type_=Instant()), bindparam("actor", type_=Integer()))
    if searched:
        found.append(Ticket.id.in_(bindparam("found", expanding=True, type_=Integer())))
    return found


def _group() -> ColumnElement[str]:
    """rules.due_group in SQL. Literals, because a server must see that the grouped and the shown expression are one."""
    now, day_end = _moments()
    return case(
        (or_(Ticket.status == _word(Status.WAITING), Ticket.due_at.is_(None)), _word(Due.LATER)),
        (Ticket.due_at < now, _word(Due.PAST)),
        (Ticket.due_at < day_end, _word(Due.TODAY)),
        else_=_word(Due.LATER),
    )


def _moments() -> tuple[BindParameter[Any], BindParameter[Any]]:
    return bindparam("now", type_=Instant()), bindparam("day_end", type_=Instant())


def _word(word: object) -> ColumnElement[str]:
    return literal(str(word), literal_execute=True)


def _wrote_last() -> ColumnElement[bool]:
    """Whether the newest message that the requester sees is by the requester."""
    newest = (
        select(TicketMessage.author_id)
        .where(TicketMessage.ticket_id == Ticket.id, TicketMessage.is_note.is_(False))
        .order_by(TicketMessage.at.desc(), TicketMessage.id.desc())
        .limit(1)
        .correlate(Ticket)
        .scalar_subquery()
    )
    return and_(Ticket.requester_id.is_not(None), newest == Ticket.requester_id)
