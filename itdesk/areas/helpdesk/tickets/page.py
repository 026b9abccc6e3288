"""The help desk's queue: the list stays, the ticket in front is read, answered and moved on beside it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QStackedWidget, QWidget

from itdesk.areas.helpdesk.service_levels.choices import Priority
from itdesk.areas.helpdesk.tickets import rules
from itdesk.areas.helpdesk.tickets.choices import DONE, QueueView, Status, Waiting
from itdesk.areas.helpdesk.tickets.page_asking import ask_how, ask_minutes, send, sending, snooze_times
from itdesk.areas.helpdesk.tickets.page_queue import QueueList
from itdesk.areas.helpdesk.tickets.queue import read_queue
from itdesk.core.errors import UserError
from itdesk.core.rights import Verb
from itdesk.core.texts import _
from itdesk.ui import shared
from itdesk.ui.clock import own_today
from itdesk.ui.desk import Desk
from itdesk.ui.dialogs import Dialog, outcome
from itdesk.ui.emptystate import EmptyState
from itdesk.ui.list_behind import ListBehind
from itdesk.ui.menus import menu_of
from itdesk.ui.merging import merging
from itdesk.ui.page import Action
from itdesk.ui.reopening import reopen
from itdesk.ui.theme import Theme
from itdesk.ui.turns import in_turns

if TYPE_CHECKING:
    from itdesk.areas.helpdesk.tickets.page_reading import ReadingPane
    from itdesk.ui.hanging.panes import HungPanes
    from itdesk.ui.palette_rows import Subject
    from itdesk.ui.record_page import RecordPage

NARROW = 900  # pixels at 100 %
KINDS = frozenset(
    {"tickets", "people", "hardware", "contracts", "ticket_categories", "service_levels", "calendars", "*"}
)


def make_page(desk: Desk) -> QWidget:
    """The page for the window."""
    return TicketsPage(desk)


class TicketsPage(QWidget):
    """Queue, reading pane and side panel."""

    actions_changed = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._ticket: Any = None
        self._found: Any = None  # what is shown of it
        self._changes = desk.may_work("tickets")
        self._answers = shared.may_add_inside(desk, "tickets", "ticket_messages")
        self._wanted_panel = True
        self._wanted_action = (0, "")  # a ticket, and what is to be done with it once it is in front
        self.queue = QueueList(tuple(QueueView), QueueView.OPEN, desk.drafts, self.page_actions)
        self._read_queue()  # while the rest is made
        self._build()
        self.queue.chosen.connect(self._choose)
        self.queue.view_changed.connect(self._read_queue)
        self.queue.searched.connect(self._read_queue)

    @cached_property
    def hung(self) -> HungPanes:
        """Tags, comments, links and files; made for the first ticket that is shown."""
        from itdesk.ui.hanging.panes import HungPanes

        hung = HungPanes(self._desk, "tickets", self, own_fields=True)
        for part in (hung.top, hung):
            self.reading.facts.keep(part)
        return hung

    def _build(self) -> None:
        theme = Theme.current()
        self._empty = EmptyState(
            "help",
            _("No ticket in front"),
            _("A ticket says who has which trouble, and by when it should be over."),
            self._creating(),
        )
        self._stack = QStackedWidget()
        self._stack.addWidget(self._empty)
        self._splitter = QSplitter(Qt.Orientation.Horizontal)
        self._splitter.setHandleWidth(1)
        self._splitter.addWidget(self.queue)
        self._splitter.addWidget(self._stack)
        self._splitter.setStretchFactor(1, 1)
        self._splitter.setSizes([theme.px(376), theme.px(860)])
        self._splitter.setCollapsible(0, False)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        self.setFocusProxy(self.queue)
        self._list = ListBehind(self, self._desk, "tickets", self._splitter, self.actions_changed.emit)
        row.addWidget(self._list.stack)
        self._buttons: list[QWidget] = []

    @cached_property
    def reading(self) -> ReadingPane:
        """What shows a ticket beside the queue; made for the first one, since a start paints the queue before."""
        from itdesk.areas.helpdesk.tickets.page_reading import ReadingPane

        pane = ReadingPane(self._desk, changes=self._answers)
        pane.composer.sent.connect(self._send)
        self._stack.addWidget(pane)
        self._room_for_panel(pane)
        return pane

    @property
    def _writes(self) -> bool:
        return self._is_made and self.reading.composer.is_written

    @property
    def _is_made(self) -> bool:
        return "reading" in self.__dict__

    # Reading

    def refresh(self, kinds: frozenset[str]) -> None:
        """Read queue and ticket again, and the table if it was made."""
        self._list.refresh(kinds)
        if kinds & KINDS:
            self._read_queue()

    def _read_queue(self) -> None:
        view, text = self.queue.view, self.queue.search_text

        def read(session: Any) -> Any:
            return read_queue(session, view, datetime.now(UTC), search_text=text)

        self._desk.read(self, read, self._show_queue, key="queue", early=not text)

    def _show_queue(self, queue: Any) -> None:
        before = self.queue.current
        if before and self._writes:
            self.queue.want(before)  # nobody finds himself writing to somebody else because the list moved
        self.queue.show_queue(queue)
        if before and before == self.queue.current:
            self._choose(before)

    def _choose(self, ticket_id: int) -> None:
        if not ticket_id:
            self._ticket = self._found = None
            self._stack.setCurrentIndex(0)
            self.actions_changed.emit()
            return

        def read(session: Any) -> Any:
            from itdesk.areas.helpdesk.tickets import queries

            now = datetime.now(UTC)
            return queries.conversation(session, ticket_id, now), queries.ticket_facts(session, ticket_id, now)

        self._desk.read(self, read, self._show_ticket if self._is_made else self._show_first, key="ticket")

    def _show_first(self, found: tuple[Any, Any]) -> None:
        in_turns(self, lambda: self.reading, lambda: self.hung, partial(self._show_ticket, found))

    def _show_ticket(self, found: tuple[Any, Any]) -> None:
        if found == self._found:
            self.hung.show_record(self._ticket.id)
            return  # what has the keyboard or is marked stays
        self._found = found
        over = self._ticket is not None and self._ticket.status in DONE
        self._ticket, facts = found
        reading = self.reading
        reading.conversation.show_ticket(self._ticket)
        reading.composer.show_ticket(self._ticket.id, self._ticket.requester)
        reading.facts.show_ticket(self._ticket, facts, self._on_ticket())
        self.hung.show_record(self._ticket.id)
        self._stack.setCurrentWidget(reading)
        if not self._buttons or over != (self._ticket.status in DONE):
            self._show_buttons()
        self._desk.saw_record("tickets", self._ticket.id)
        self.actions_changed.emit()
        self._do_wanted()

    def _show_buttons(self) -> None:
        for button in self._buttons:
            self.reading.toolbar.take(button)
        actions = {action.key: action for action in self._on_ticket()}
        self._buttons = [self.reading.toolbar.add_action(actions[key]) for key in "RNASZL" if key in actions]
        if "E" in actions:
            self._buttons.append(self.reading.toolbar.add_action(actions["E"], kind="plain", end=True))

    # Doing

    def _do(self, ticket: Any, what: str, name: str, *values: Any, asked: Dialog | None = None, **named: Any) -> None:
        """Run one operation on the ticket that was in front, as a step of undo; a dialog that asked stays until then."""
        ticket_id = ticket.id

        def job(session: Any) -> Any:
            from itdesk.areas.helpdesk.tickets import operations

            return getattr(operations, name)(session, ticket_id, *values, **named)

        self._desk.write(self, job, *outcome(self._desk, what, asked), step=what)

    def _send(self, text: str, note: bool, wait: bool) -> None:  # noqa: FBT001 -- a signal's values
        composer, ticket = self.reading.composer, self._ticket

        def sent() -> None:
            if self._ticket is not None and self._ticket.id == ticket.id and composer.text.hasFocus():
                self.queue.setFocus()

        send(self._desk, composer, ticket, sending(ticket.id, text, note=note, wait=wait), text, note=note, then=sent)

    def _set_status(self, ticket: Any, status: Status, reason: Waiting | None = None) -> None:
        what = _("{number} {status}").format(number=ticket.number, status=status.within)
        self._do(ticket, what, "set_status", str(status), waiting_reason=reason, now=datetime.now(UTC))

    def _create(self) -> None:
        self._desk.create_record("tickets", {})

    def _assign(self) -> None:
        from itdesk.ui.record_chooser import RecordChooser

        chooser = RecordChooser(self._desk, "people", _("Who takes it?"), self, act=_("Assign"), none=_("Nobody"))
        chooser.chosen.connect(partial(self._give_to, self._ticket))
        chooser.open()

    def _give_to(self, ticket: Any, person_id: int) -> None:
        number = ticket.number
        what = (
            _("{number} handed on").format(number=number)
            if person_id
            else _("{number} given to nobody").format(number=number)
        )
        self._do(ticket, what, "assign", person_id or None)

    def _assign_to_me(self) -> None:
        if self._desk.actor is None:
            self._desk.refused.emit(
                UserError(_("The app doesn't know who you are."), _("Choose yourself at the foot of the sidebar."))
            )
            return
        self._give_to(self._ticket, self._desk.actor)

    def _link(self) -> None:
        from itdesk.ui.record_chooser import RecordChooser

        chooser = RecordChooser(
            self._desk, "hardware", _("Which device is it about?"), self, act=_("Link"), none=_("No device")
        )
        chooser.chosen.connect(partial(self._link_to, self._ticket))
        chooser.open()

    def _link_to(self, ticket: Any, hardware_id: int) -> None:
        what = _("Device of {number}").format(number=ticket.number)
        self._do(ticket, what, "link_hardware", hardware_id or None)

    def _choose_status(self) -> None:
        actions: list[Action | None] = []
        ticket = self._ticket
        for status in rules.next_statuses(ticket.status):
            if status is Status.WAITING:
                actions.extend(
                    Action(
                        _("Waiting: {reason}").format(reason=reason.within),
                        partial(self._set_status, ticket, status, reason),
                        icon="pause",
                    )
                    for reason in Waiting
                )
            else:
                actions.append(Action(status.label, partial(self._set_status, ticket, status), icon=status.icon))
        self._menu(actions)

    def _choose_priority(self) -> None:
        ticket = self._ticket
        self._menu([Action(one.label, partial(self._set_priority, ticket, one), icon=one.icon) for one in Priority])

    def _set_priority(self, ticket: Any, priority: Priority) -> None:
        what = _("{number} is {priority}").format(number=ticket.number, priority=priority.within)
        self._do(ticket, what, "set_priority", str(priority), now=datetime.now(UTC))

    def _choose_snooze(self) -> None:
        ticket, times = self._ticket, snooze_times(self._desk.workspace.zone)
        self._menu([Action(words, partial(self._snooze, ticket, until)) for words, until in times])

    def _snooze(self, ticket: Any, until: datetime | None) -> None:
        what = _("{number} hidden for now") if until else _("{number} is shown again")
        self._do(ticket, what.format(number=ticket.number), "snooze", until.astimezone(UTC) if until else None)

    def _menu(self, actions: Sequence[Action | None]) -> None:
        menu_of(actions, self).popup(self.reading.toolbar.mapToGlobal(self.reading.toolbar.rect().bottomLeft()))

    def _resolve(self) -> None:
        if self._ticket.status in DONE:
            self._set_status(self._ticket, Status.IN_PROGRESS)
            return
        what = _("{number} resolved").format(number=self._ticket.number)
        resolve = partial(self._do, self._ticket, what, "resolve")
        then = lambda how, asked: resolve(asked=asked, now=datetime.now(UTC), resolution=how)  # noqa: E731 -- one line
        ask_how(self._desk, self._ticket.id, self, then)

    def _log_time(self) -> None:
        ticket = self._ticket
        what = _("Time on {number}").format(number=ticket.number)
        add = partial(self._do, ticket, what, "add_time", on_date=own_today())
        ask_minutes(self._desk, ticket.id, self, add)

    def open_record(self, ticket_id: int) -> None:
        """Show one ticket, in a view of the queue that has it."""
        if self._list.shown is not None:
            self._list.leave()
        if self._ticket is not None and self._ticket.id == ticket_id:
            return
        self.queue.want(ticket_id)
        self._read_queue()
        self._choose(ticket_id)

    def show_table(self) -> RecordPage:
        """The tickets as a table in front, with filters, views, groups, import and export; opening a row comes back."""
        made = self._list.made
        shown = self._list.show()
        if made is None:
            shown.open_elsewhere(self.open_record)
        return shown

    def show_view(self, name: str) -> bool:
        """A view of the table, by its key or name."""
        return self.show_table().show_view(name)

    def _edit(self) -> None:
        from itdesk.ui.edit_dialog import EditDialog

        EditDialog(self._desk, self._desk.registry["tickets"], self._ticket.id, self).open()

    def standing(self) -> dict[str, Any]:
        """What is in front, to come back to at another start."""
        return {"record": self._ticket.id if self._ticket is not None else 0}

    def come_back(self, kept: Mapping[str, Any]) -> None:
        """Show it again, if it is there still."""
        reopen(self._desk, self, "tickets", kept, self.open_record)

    # Page

    def _creating(self) -> tuple[Action, ...]:
        return (
            (Action(_("New ticket"), self._create, "C", "plus", primary=True),)
            if self._desk.may(Verb.CREATE, "tickets")
            else ()
        )

    def _on_ticket(self) -> tuple[Action, ...]:
        reply = Action(_("Reply"), lambda: self.reading.composer.write(note=False), "R", "reply")
        if not self._changes:
            return (reply, *self.hung.hung_actions()) if self._answers else ()
        over = self._ticket is not None and self._ticket.status in DONE
        return (
            reply,
            Action(_("Note"), lambda: self.reading.composer.write(note=True), "N", "note"),
            Action(_("Assign"), self._assign, "A", "user"),
            Action(_("Assign to me"), self._assign_to_me, "Shift+A", "user"),
            Action(_("Status"), self._choose_status, "S", "swap"),
            Action(_("Priority"), self._choose_priority, "P", "flag"),
            Action(_("Snooze"), self._choose_snooze, "Z", "clock"),
            Action(_("Link"), self.hung.links.add, "L", "link"),
            Action(_("Device…"), self._link, "D", "laptop"),
            Action(_("Log time"), self._log_time, "W", "clock"),
            Action(_("Edit fields"), self._edit, "Ctrl+E", "edit"),
            Action(_("Reopen") if over else _("Resolve"), self._resolve, "E", "check"),
            *(action for action in self.hung.hung_actions() if action.key != "L"),
            *merging(self._desk, "tickets", self._ticket.id if self._ticket is not None else 0, self),
        )

    def subject(self) -> Subject | None:
        """The ticket in front, for the palette."""
        if self._ticket is None or self._list.shown is not None:
            return None
        from itdesk.ui.palette_rows import Subject

        return Subject(self._ticket.number, _("Do with this ticket"), self._on_ticket(), "tickets", self._ticket.id)

    def actions_for(self, ticket_id: int) -> tuple[Action, ...]:
        """What can be done with a ticket, which is brought to the front for it."""
        return tuple(replace(one, run=partial(self._do_with, ticket_id, one.label)) for one in self._on_ticket())

    def _do_with(self, ticket_id: int, label_text: str) -> None:
        self._wanted_action = (ticket_id, label_text)
        self.open_record(ticket_id)
        self._do_wanted()

    def _do_wanted(self) -> None:
        """Do what was asked for with a ticket, once it is in front."""
        ticket_id, wanted = self._wanted_action
        if self._ticket is not None and self._ticket.id == ticket_id:
            self._wanted_action = (0, "")
            for action in [one for one in self._on_ticket() if one.label == wanted]:
                action.run()

    def toggle_panel(self) -> None:
        """Show or hide what is known about the ticket."""
        self._wanted_panel = not self.reading.facts.isVisible()
        self._room_for_panel(self.reading)

    def _room_for_panel(self, pane: ReadingPane) -> None:
        """The panel folds before the conversation gets too narrow to read."""
        pane.facts.setVisible(self._wanted_panel and self.width() >= Theme.current().px(NARROW))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._is_made:
            self._room_for_panel(self.reading)

    def page_actions(self) -> Sequence[Action]:
        """New ticket, the way through the list, and what can be done with the ticket in front."""
        if self._list.shown is not None:
            return (*self._list.shown.page_actions(), Action(_("Queue of tickets"), self._list.leave, "", "help"))
        return (
            *self._creating(),
            Action(_("Tickets as a table"), self.show_table, "V", "table"),
            Action(_("Next ticket"), partial(self.queue.step, 1), "J", "down"),
            Action(_("Previous ticket"), partial(self.queue.step, -1), "K", "up"),
            Action(_("Find in this list"), self._find, "Ctrl+F", "search"),
            Action(_("Show or hide the panel"), self.toggle_panel, "Ctrl+I", "cols"),
            *((*self._on_ticket(), *self.reading.finding()) if self._ticket is not None else ()),
        )

    def _find(self) -> None:
        """In the conversation where the keyboard is there, else in the queue."""
        self.reading.finder.open() if self._is_made and self.reading.has_keyboard() else self.queue.open_search()

    def can_leave(self) -> bool:
        """What was typed is kept as a draft, so leaving loses nothing; an import in the table is asked."""
        self._desk.drafts.save()
        return self._list.can_leave()

    def escape(self) -> bool:
        """Out of the table, or of the search line."""
        return (self._is_made and self.reading.finder.escape()) or self._list.escape() or self.queue.close_search()
