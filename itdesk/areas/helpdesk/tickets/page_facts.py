"""The side panel of a ticket: its promise, what it is, the device it is about, and what else helps."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from itdesk.areas.helpdesk.service_levels.choices import Priority
from itdesk.areas.helpdesk.tickets import rules
from itdesk.areas.helpdesk.tickets.choices import DONE, Source, Status, TicketKind, Waiting
from itdesk.core.formats import format_date, format_duration, format_time, format_when
from itdesk.core.texts import _, ngettext
from itdesk.ui.avatars import Avatar
from itdesk.ui.badges import Badge, BadgeLabel, StatusLabel
from itdesk.ui.clock import Minute, SlaClock
from itdesk.ui.desk import Desk
from itdesk.ui.labels import label
from itdesk.ui.page import Action
from itdesk.ui.sections import IconMark, Section, SidePanel, TextButton

SOON_DAYS = 60
ICONS: Mapping[str, str] = {"contracts": "doc", "tickets": "help", "hardware": "laptop"}


class Facts(SidePanel):
    """Shows a ticket and what is known around it; every record named opens."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(_("About this ticket"), width=280)
        self._desk = desk
        self._locale, self._zone = desk.workspace.locale, desk.workspace.zone
        self._ticket: Any = None
        self._clock = SlaClock()
        self.extra: QWidget | None = None
        Minute.shared().passed.connect(self._tick)

    def show_ticket(self, ticket: Any, facts: Any, actions: Sequence[Action]) -> None:
        """Show one; actions are those named Change and Add beside their fields: asset, time. None can be changed without."""
        self._ticket = ticket
        place = self.verticalScrollBar().value()
        self.clear()
        by_key = {action.key: action for action in actions}
        self._clock = SlaClock()
        promise = Section(_("Service level"))
        promise.add(self._clock)
        self.add(promise)
        self._tick()
        promise.setVisible(not self._clock.isHidden())
        self.add(self._what_it_is(ticket, by_key.get("W")))
        self.add(self._asset(facts.asset, next((action for action in actions if action.icon == "laptop"), None)))
        if facts.related or facts.same_trouble or facts.requester_open:
            self.add(self._related(ticket, facts))
        self.verticalScrollBar().setValue(place)

    def _tick(self) -> None:
        ticket, now = self._ticket, datetime.now(UTC)
        if ticket is None or ticket.due_at is None:
            self._clock.show_clock(None)
            return
        kept = ""
        if ticket.first_reply_at is not None:
            spent = ticket.calendar.minutes_between(ticket.opened_at, ticket.first_reply_at)
            kept = _("First reply in {time}").format(time=format_duration(max(1, spent)))
        if ticket.status in DONE:
            self._clock.show_clock(None)
            return
        late = ticket.due_at < now
        left = ticket.due_at - now if late else timedelta(minutes=ticket.calendar.minutes_between(now, ticket.due_at))
        paused = ""
        if ticket.status == Status.WAITING:
            paused = Waiting(ticket.waiting_reason).label if ticket.waiting_reason else _("waiting")
        self._clock.show_clock(left, paused=paused, due=self._due(ticket, now), kept=kept)

    def _due(self, ticket: Any, now: datetime) -> str:
        from zoneinfo import ZoneInfo

        zone = ZoneInfo(self._zone)
        today = ticket.due_at.astimezone(zone).date() == now.astimezone(zone).date()
        when = (
            format_time(ticket.due_at, zone)
            if today
            else format_when(ticket.due_at, now=now, zone=self._zone, locale=self._locale)
        )
        words = _("Fix due {when} · {priority}").format(when=when, priority=Priority(ticket.priority).within)
        if ticket.resolve_minutes:
            words += f", {format_duration(ticket.resolve_minutes)}"
        return words

    def _what_it_is(self, ticket: Any, log_time: Action | None) -> Section:
        section = Section("")
        section.add_row(_("Status"), StatusLabel.of(Status(ticket.status)))
        section.add_row(_("Priority"), StatusLabel.of(Priority(ticket.priority)))
        if ticket.assignee:
            section.add_row(_("Assigned to"), self._person(ticket.assignee_id, ticket.assignee))
        else:
            section.add_row(_("Assigned to"), _("Nobody yet"))
        section.add_row(_("Kind"), TicketKind(ticket.kind).label)
        if ticket.category:
            section.add_row(_("Category"), ticket.category)
        if ticket.affects:
            section.add_row(_("Affects"), ticket.affects)
        if ticket.source:
            section.add_row(_("Came by"), Source(ticket.source).label)
        if "minutes_spent" in self._desk.registry["tickets"].by_name:
            section.add_row(
                _("Time spent"),
                label(format_duration(ticket.minutes_spent)),
                *([TextButton(_("Add"), log_time.run, tone="accent-text")] if log_time is not None else []),
            )
        if ticket.resolved_at is not None and ticket.status in DONE:
            clock = rules.clock(
                status=ticket.status,
                waiting_reason=None,
                opened_at=ticket.opened_at,
                due_at=ticket.due_at,
                resolved_at=ticket.resolved_at,
                now=ticket.resolved_at,
                calendar=ticket.calendar,
            )
            if clock.long:
                section.add_row(_("Promise"), StatusLabel(clock.long, clock.state.tone, clock.state.icon))
        if ticket.resolution:
            section.add_row(_("Solved by"), ticket.resolution)
        return section

    def _person(self, person_id: int, name: str) -> QWidget:
        holder = QWidget()
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        row.addWidget(Avatar(name, 20))
        row.addWidget(TextButton(name, partial(self._desk.open_record, "people", person_id)), 1)
        return holder

    def _asset(self, asset: Any, link: Action | None) -> Section:
        action = None
        if link is not None:
            action = Action(_("Change") if asset is not None else _("Link an asset"), link.run)
        section = Section(_("Linked asset"), action=action)
        if asset is None:
            section.add(
                label(
                    _("No device is linked. A link shows its warranty and its earlier troubles."),
                    "small",
                    "text-2",
                    wrap=True,
                )
            )
            return section
        card = QFrame()
        card.setProperty("look", "card")
        column = QVBoxLayout(card)
        column.setContentsMargins(12, 10, 12, 10)
        column.setSpacing(2)
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(IconMark("laptop", "text"))
        head.addWidget(TextButton(asset.tag, partial(self._desk.open_record, "hardware", asset.id)), 1)
        badge = self._warranty(asset.warranty_days)
        if badge is not None:
            head.addWidget(BadgeLabel(badge), 0)
        column.addLayout(head)
        bought = str(asset.purchase_on.year) if asset.purchase_on else ""
        column.addWidget(
            label(" · ".join(part for part in (asset.model, bought) if part), "small", "text-2", wrap=True)
        )
        troubles = ngettext("{n} ticket this year", "{n} tickets this year", asset.tickets_this_year)
        ends = ""
        if asset.warranty_end_on is not None:
            words = _("Warranty ended {day}") if (asset.warranty_days or 0) < 0 else _("Warranty ends {day}")
            ends = words.format(day=format_date(asset.warranty_end_on, self._locale))
        said = (ends, troubles.format(n=asset.tickets_this_year))
        column.addWidget(label(" · ".join(part for part in said if part), "small", "text-2", wrap=True))
        section.add(card)
        return section

    @staticmethod
    def _warranty(days: int | None) -> Badge | None:
        if days is None or days > SOON_DAYS:
            return None
        if days < 0:
            return Badge(_("Out of warranty"), "grey", "clock")
        return Badge(ngettext("{n} day left", "{n} days left", days).format(n=days), "amber", "clock")

    def _related(self, ticket: Any, facts: Any) -> Section:
        section = Section(_("Related"))
        for other in facts.related:
            text = " ".join(part for part in (other.number, other.title) if part)
            icon = ICONS.get(other.kind, "link")
            section.add_link(text, partial(self._desk.open_record, other.kind, other.id), icon=icon, end=other.detail)
        if facts.requester_open:
            text = ngettext("{n} more open ticket of {name}", "{n} more open tickets of {name}", facts.requester_open)
            section.add(label(text.format(n=facts.requester_open, name=ticket.requester), "small", "text-2", wrap=True))
        if facts.same_trouble:
            names = ", ".join(facts.same_trouble)
            section.add(label(_("Same trouble: {names}").format(names=names), "small", "text-2", wrap=True))
        return section
