"""The tables of tickets, of their messages and of time spent on them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from typing import ClassVar

from sqlalchemy import Boolean, ColumnElement, Date, ForeignKey, Index, Integer, String, Text, and_, event, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from itdesk.areas.helpdesk.service_levels.choices import Priority
from itdesk.areas.helpdesk.tickets.choices import Status, TicketKind, Via
from itdesk.core.texts import N_
from itdesk.db.base import Part, Record, Rule, of_binned, of_kept, unique_while_kept
from itdesk.db.changes import WorkSession
from itdesk.db.types import Instant

_OPEN = "status NOT IN ('resolved', 'closed')"  # as a list's filter says it, letter for letter


class Ticket(Record):
    """A fault or request; deadlines are instants, the minutes behind them working time."""

    __tablename__ = "tickets"
    ONE_BY_ONE: ClassVar = True  # an import writes them like a form, so that deadlines follow
    CHECKS: ClassVar = (
        Rule(
            N_("Tickets: {n} are closed without a time when they were."),
            lambda: and_(Ticket.status == Status.CLOSED, Ticket.closed_at.is_(None)),
        ),
        Rule(
            N_("Tickets: {n} are resolved without a time when they were."),
            lambda: and_(Ticket.status == Status.RESOLVED, Ticket.resolved_at.is_(None)),
        ),
    )

    number: Mapped[str | None] = mapped_column(String(40))
    title: Mapped[str] = mapped_column(String(255))
    description: Mapped[str | None] = mapped_column(Text)
    kind: Mapped[str] = mapped_column(String(20), default=TicketKind.FAULT)
    status: Mapped[str] = mapped_column(String(20), default=Status.NEW)
    priority: Mapped[str] = mapped_column(String(20), default=Priority.NORMAL)
    impact: Mapped[str | None] = mapped_column(String(20))
    urgency: Mapped[str | None] = mapped_column(String(20))
    requester_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    assignee_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"), index=True)
    category_id: Mapped[int | None] = mapped_column(ForeignKey("ticket_categories.id"), index=True)
    hardware_id: Mapped[int | None] = mapped_column(ForeignKey("hardware.id"), index=True)
    affects: Mapped[str | None] = mapped_column(String(255))
    source: Mapped[str | None] = mapped_column(String(20))
    waiting_reason: Mapped[str | None] = mapped_column(String(20))
    opened_at: Mapped[datetime] = mapped_column(Instant)
    first_reply_at: Mapped[datetime | None] = mapped_column(Instant)
    reply_due_at: Mapped[datetime | None] = mapped_column(Instant)
    due_at: Mapped[datetime | None] = mapped_column(Instant)
    resolved_at: Mapped[datetime | None] = mapped_column(Instant)
    closed_at: Mapped[datetime | None] = mapped_column(Instant)
    resolution: Mapped[str | None] = mapped_column(Text)
    snoozed_until: Mapped[datetime | None] = mapped_column(Instant)
    waiting_since: Mapped[datetime | None] = mapped_column(Instant)
    paused_minutes: Mapped[int | None] = mapped_column(Integer, default=0)
    rating: Mapped[int | None] = mapped_column(Integer)
    receipt_code: Mapped[str | None] = mapped_column(String(12), unique=True)
    pin_hash: Mapped[str | None] = mapped_column(String(120))

    __table_args__ = (
        # deleted_at once more, so that SQLite sees that it need not look at each record; snoozed_until for the queue
        Index("ix_tickets_kept_status", "status", "due_at", "id", "deleted_at", "snoozed_until", **of_kept()),
        Index("ix_tickets_kept_opened_at", "opened_at", "id", "deleted_at", **of_kept()),
        # whoever sees none but their own: newest first, and of one status by deadline
        Index("ix_tickets_requester_id", "requester_id", "opened_at", "id", "deleted_at"),
        Index("ix_tickets_kept_requester_id", "requester_id", "status", "due_at", "id", "deleted_at", **of_kept()),
        Index("ix_tickets_resolved_at", "resolved_at"),
        Index("ix_tickets_open_due_at", "due_at", "id", **of_kept(_OPEN)),
        Index("ix_tickets_open_assignee_id", "assignee_id", "due_at", "id", **of_kept(_OPEN)),
        Index("ix_tickets_binned_number", "number", **of_binned()),
        unique_while_kept("tickets", "number"),
    )

    @classmethod
    def after_many(cls, session: Session, ids: Sequence[int]) -> None:
        """Promise open tickets what their priority promises."""
        from itdesk.areas.helpdesk.tickets.deadlines import settle_many

        settle_many(session, ids, datetime.now(UTC))

    @classmethod
    def followed(
        cls, session: Session, values: Mapping[str, object], original: Mapping[str, object]
    ) -> Mapping[str, object]:
        """Pauses and deadlines, as the listener below has them follow."""
        from itdesk.areas.helpdesk.tickets.deadlines import following

        changed = frozenset(name for name, value in values.items() if name not in original or value != original[name])
        return following(session, values, changed, datetime.now(UTC))


class TicketMessage(Part):
    """A reply that the requester sees, or a note that only the help desk does."""

    __tablename__ = "ticket_messages"
    LABEL = N_("Message")
    LABELS: ClassVar = {
        "body": N_("Text"),
        "is_note": N_("Internal note"),
        "at": N_("Written"),
        "via": N_("Came by"),
        "author_id": N_("Author"),
    }
    PARENT = ("tickets", "ticket_id")
    SEARCHED = ("body",)

    ticket_id: Mapped[int] = mapped_column(ForeignKey("tickets.id", ondelete="CASCADE"), index=True)
    author_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"), index=True)
    body: Mapped[str] = mapped_column(Text)
    is_note: Mapped[bool] = mapped_column(Boolean, default=False)
    at: Mapped[datetime] = mapped_column(Instant)
    via: Mapped[str] = mapped_column(String(20), default=Via.APP)


class TicketTime(Part):
    """Minutes that a person spent on a ticket."""

    __tablename__ = "ticket_time"
    LABEL = N_("Time")
    LABELS: ClassVar = {"minutes": N_("Minutes"), "on_date": N_("Day"), "note": N_("Note"), "person_id": N_("Person")}
    PARENT = ("tickets", "ticket_id")
    SEARCHED = ("note",)
    CHECKS: ClassVar = (Rule(N_("Time on tickets: {n} entries are negative."), lambda: TicketTime.minutes < 0),)

    ticket_id: Mapped[int] = mapped_column(ForeignKey("tickets.id", ondelete="CASCADE"), index=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"), index=True)
    on_date: Mapped[date] = mapped_column(Date)
    minutes: Mapped[int] = mapped_column(Integer)
    note: Mapped[str] = mapped_column(Text, default="")


class TicketFollower(Part):
    """Somebody who has the same trouble and hears when it is over."""

    __tablename__ = "ticket_followers"
    LABEL = N_("Same trouble")
    LABELS: ClassVar = {"person_id": N_("Person")}
    PARENT = ("tickets", "ticket_id")

    ticket_id: Mapped[int] = mapped_column(ForeignKey("tickets.id", ondelete="CASCADE"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)


COMPUTED: dict[str, ColumnElement[object]] = {
    "minutes_spent": select(func.coalesce(func.sum(TicketTime.minutes), 0))
    .where(TicketTime.ticket_id == Ticket.id)
    .correlate(Ticket)
    .scalar_subquery(),
}


@event.listens_for(WorkSession, "before_flush", insert=True)
def _keep_deadlines(session: Session, _context: object, _instances: object) -> None:
    """First of all listeners, so that history tells of the deadline that a change moved."""
    from itdesk.areas.helpdesk.tickets.deadlines import settle  # it reads tables of other folders

    for thing in (*session.new, *session.dirty):
        if isinstance(thing, Ticket) and (thing in session.new or session.is_modified(thing)):
            settle(session, thing)
