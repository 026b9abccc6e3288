"""Contracts: a calendar of what runs with what has to be decided, and the whole list behind the view's name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QPlainTextEdit, QSplitter, QVBoxLayout, QWidget

from itdesk.areas.vendors.choices import Decision, Renewal
from itdesk.areas.vendors.contracts.page_terms import terms_of
from itdesk.areas.vendors.contracts.page_timeline import TimelineView
from itdesk.core.formats import format_date, format_money
from itdesk.core.locales import marks
from itdesk.core.texts import _, ngettext
from itdesk.ui.clock import own_today
from itdesk.ui.desk import Desk
from itdesk.ui.dialogs import Dialog, outcome
from itdesk.ui.emptystate import EmptyState
from itdesk.ui.foot import Foot
from itdesk.ui.hanging.panes import HungPanes
from itdesk.ui.labels import label
from itdesk.ui.list_behind import ListBehind
from itdesk.ui.menus import menu_of
from itdesk.ui.page import Action
from itdesk.ui.record_page import RecordPage
from itdesk.ui.sections import Head, NoticeCard, Section, SidePanel, TextButton, card_holder
from itdesk.ui.theme import Theme
from itdesk.ui.toolbar import Legend, LegendMark, Toolbar

KINDS = frozenset({"contracts", "vendors", "budget_lines", "hardware", "licences", "plans", "people", "sites", "*"})
ICONS = {"hardware": "laptop", "licences": "cert", "plans": "cont", "systems": "server", "budget_lines": "fin"}


def make_page(desk: Desk) -> QWidget:
    """The page for the window."""
    return ContractsPage(desk)


class ContractsPage(QWidget):
    """The calendar in front; the list of all contracts is made when it is first asked for."""

    actions_changed = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._locale = desk.workspace.locale
        self._card: Any = None
        self._wanted = 0
        self._changes = desk.may_work("contracts")
        self.toolbar = Toolbar()
        self._name = self.toolbar.add_view(_("Running contracts"), self._choose_view)
        self.toolbar.add(
            Legend(
                [
                    LegendMark(_("Running"), "c1"),
                    LegendMark(_("Last day to give notice"), "text-2", "diamond"),
                    LegendMark(_("Too late to leave"), "amber", "hatch"),
                    LegendMark(_("Ends"), "text", "tick"),
                    LegendMark(_("Renewed"), "blue", "dashes"),
                ]
            ),
            end=True,
        )
        self.view = TimelineView(self._locale)
        self.panel = SidePanel(_("Contract"), width=320)
        self.hung = HungPanes(desk, "contracts", self.panel, own_fields=True)
        self.hung.landing.listen(self)
        for part in (self.hung.top, self.hung):
            self.panel.keep(part)
        self._foot = Foot()
        self._empty = EmptyState(
            "vendor",
            _("No running contracts"),
            _("Enter what you are bound to, and itdesk warns before the last day to cancel."),
            self._creating(),
        )
        self._build()
        self.view.chosen.connect(self._choose)
        self.view.opened.connect(self.open_in_list)
        self.refresh(frozenset({"*"}))

    def _build(self) -> None:
        front = QWidget()
        column = QVBoxLayout(front)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self._splitter = QSplitter(Qt.Orientation.Horizontal)
        self._splitter.setHandleWidth(1)
        self._splitter.addWidget(self.view)
        self._splitter.addWidget(self.panel)
        self._splitter.setStretchFactor(0, 1)
        theme = Theme.current()
        self._splitter.setSizes([theme.px(900), theme.px(320)])
        column.addWidget(self.toolbar)
        column.addWidget(self._splitter, 1)
        column.addWidget(self._empty, 1)
        column.addWidget(self._foot)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        self.setFocusProxy(self.view)
        self._list = ListBehind(self, self._desk, "contracts", front, self.actions_changed.emit)
        whole.addWidget(self._list.stack)
        self._empty.hide()

    # Reading

    def refresh(self, kinds: frozenset[str]) -> None:
        """Read the calendar, and the list if it was made."""
        self._list.refresh(kinds)
        if not kinds & KINDS:
            return
        today = own_today()

        def read(session: Any) -> Any:
            from itdesk.areas.vendors.contracts import queries

            return queries.timeline(session, today)

        self._desk.read(self, read, partial(self._show, today), key="timeline")

    def _show(self, today: date, timeline: Any) -> None:
        empty = not timeline.rows
        self._splitter.setVisible(not empty)
        self._empty.setVisible(empty)
        before, wanted = self.view.current, self._wanted
        self.view.show_timeline(timeline, today, wanted)
        self._wanted = 0
        if empty:
            self._card = None
            self.panel.clear()
            self.hung.show_record(0)
        if wanted and all(one.row.id != wanted for one in timeline.rows):
            self.open_in_list(wanted)  # it doesn't run, or not any more
        if self.view.current and self.view.current == before:
            self._choose(before)
        count = ngettext("{n} running", "{n} running", len(timeline.rows)).format(n=len(timeline.rows))
        decide = ngettext(
            "{n} needs a decision before {month}", "{n} need a decision before {month}", timeline.to_decide
        ).format(n=timeline.to_decide, month=marks(self._locale).long_months[timeline.decide_before.month - 1])
        sums = ", ".join(format_money(total, currency, self._locale) for currency, total in timeline.totals.items())
        facts = [
            count,
            *([decide] if timeline.to_decide else []),
            *([_("{sum} a year").format(sum=sums)] if sums else []),
        ]
        self._foot.show_facts(
            *facts,
            end=_("{first} to {last}").format(
                first=format_date(timeline.first, self._locale), last=format_date(timeline.last, self._locale)
            ),
        )
        self.actions_changed.emit()

    def _choose(self, contract_id: int) -> None:
        today = own_today()

        def read(session: Any) -> Any:
            from itdesk.areas.vendors.contracts import queries

            return queries.card(session, contract_id, today)

        self._desk.read(self, read, partial(self._show_card, today), key="card")

    # The panel

    def _show_card(self, today: date, card: Any) -> None:
        self._card = card
        row = card.row
        self.panel.clear()
        head = Head(row.number, row.name, open_record=partial(self.open_in_list, row.id))
        head.add(TextButton(row.vendor, partial(self._desk.open_record, "vendors", row.vendor_id), tone="accent-text"))
        if card.start_on is not None:
            head.add(label(_("since {day}").format(day=format_date(card.start_on, self._locale)), "small", "text-2"))
        self.panel.add(head)
        notice = self._notice(card, today)
        if notice is not None:
            self.panel.add(card_holder(notice))
        self.panel.add(terms_of(card, self._desk))
        if card.dependants:
            section = Section(_("What depends on it"), count=str(len(card.dependants)))
            for one in card.dependants:
                section.add_link(
                    one.title,
                    partial(self._desk.open_record, one.kind, one.id),
                    icon=ICONS.get(one.kind, "link"),
                    end=one.detail,
                )
            self.panel.add(section)
        if card.notes:
            section = Section(_("Notes"))
            section.add(label(card.notes, "small", wrap=True, selectable=True))
            self.panel.add(section)
        self.hung.show_record(row.id)
        self.actions_changed.emit()

    def _notice(self, card: Any, today: date) -> NoticeCard | None:
        """What has to be decided, with the buttons that settle it; or what was decided."""
        row = card.row
        if row.decision is not Decision.UNDECIDED and not row.needs_decision:
            return self._decided(card)
        if not row.needs_decision or row.decide_by is None:
            return None
        days = (row.decide_by - today).days
        if days < 0:
            title = _("The last day to give notice was {day}")
        elif days == 0:
            title = _("Last day to give notice is today")
        else:
            title = _("Give notice by {day}")
        title = title.format(day=format_date(row.decide_by, self._locale))
        actions = self._settling(card)
        tone = "red" if days <= 7 else "amber"
        return NoticeCard(tone, title, self._consequence(card), actions, icon="flag" if days <= 0 else "clock")

    def _settling(self, card: Any) -> tuple[Action, ...]:
        """What settles a contract that has to be decided, the likelier first."""
        if not self._changes:
            return ()
        if card.row.renewal == Renewal.ENDS:
            return (
                Action(_("Renew…"), partial(self._renew, card), icon="check", primary=True),
                Action(_("Let it end"), partial(self._let_end, card.row)),
            )
        return (
            Action(_("Write notice"), partial(self._write_notice, card.row), "N", "mail", primary=True),
            Action(_("Let it renew"), partial(self._let_renew, card.row), icon="check"),
        )

    def _consequence(self, card: Any) -> str:
        row = card.row
        if row.renewal == Renewal.ENDS:
            return _("If you do nothing it ends on {day}.").format(day=format_date(row.term_end, self._locale))
        cost = ""
        if card.raised_annual_cost is not None:
            cost = format_money(card.raised_annual_cost, row.currency, self._locale)
        months = card.renewal_months or 12
        words = ngettext(
            "If you do nothing it renews on {day} for {n} month at {cost} a year.",
            "If you do nothing it renews on {day} for {n} months at {cost} a year.",
            months,
        )
        return words.format(day=format_date(row.term_end, self._locale), n=months, cost=cost or _("the same price"))

    def _decided(self, card: Any) -> NoticeCard | None:
        row = card.row
        if row.decision is Decision.UNDECIDED:
            return None
        on = format_date(card.noticed_on or card.decided_on, self._locale)
        words = {
            Decision.KEEP: _("Decided on {day}: let it renew"),
            Decision.LEAVE: _("Decided on {day}: leave"),
            Decision.NOTICED: _("Notice was given on {day}"),
        }[row.decision]
        text = "" if row.term_end is None else _("Ends {day}.").format(day=format_date(row.term_end, self._locale))
        if row.decision is Decision.KEEP:
            text = ""
        back = (Action(_("Take it back"), partial(self._undecide, row)),) if self._changes else ()
        return NoticeCard("green", words.format(day=on), text, back, icon="check")

    # Doing

    def _run(self, row: Any, what: str, name: str, asked: Dialog | None = None, **values: Any) -> None:
        """One decision about the contract that was in front when it was asked for; a dialog stays until it is taken."""
        contract_id, today = row.id, own_today()
        named = {} if name == "undecide" else {"today": today}

        def job(session: Any) -> Any:
            from itdesk.areas.vendors.contracts import operations

            return getattr(operations, name)(session, contract_id, **named, **values)

        self._desk.write(self, job, *outcome(self._desk, what, asked), step=what)

    def _let_renew(self, row: Any) -> None:
        self._run(row, _("{name} renews").format(name=row.name), "let_renew")

    def _let_end(self, row: Any) -> None:
        self._run(row, _("{name} ends").format(name=row.name), "plan_to_leave")

    def _undecide(self, row: Any) -> None:
        self._run(row, _("{name} is open again").format(name=row.name), "undecide")

    def _renew(self, card: Any) -> None:
        from itdesk.areas.vendors.contracts.page_renewal import RenewalDialog

        dialog = RenewalDialog(self._desk, card, self)
        words = _("{name} renewed").format(name=card.row.name)
        dialog.until_taken(lambda: self._run(card.row, words, "renew", dialog, **dialog.terms))
        dialog.open()

    def _write_notice(self, row: Any) -> None:
        contract_id, today = row.id, own_today()

        def read(session: Any) -> Any:
            from itdesk.areas.vendors.contracts import queries

            return queries.notice_letter(session, contract_id, today)

        self._desk.read(self, read, partial(self._show_letter, row), self._desk.refused.emit)

    def _show_letter(self, row: Any, letter: Any) -> None:
        dialog = Dialog(
            self,
            _("Write notice to {vendor}").format(vendor=letter.to),
            _("Copy the text into your letter or mail. Then the contract counts as cancelled."),
            act=_("Notice is given"),
            icon="mail",
        )
        text = QPlainTextEdit("\n\n".join(part for part in (letter.address, letter.subject, letter.body) if part))
        text.setAccessibleName(_("Letter"))
        text.setMinimumHeight(Theme.current().px(260))
        dialog.body.addWidget(text)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        words = _("Notice to {vendor} noted; the letter is on the clipboard").format(vendor=row.vendor)
        dialog.until_taken(lambda: self._run(row, words, "give_notice", dialog))
        dialog.accepted.connect(lambda: QGuiApplication.clipboard().setText(text.toPlainText()))
        dialog.open()

    def _create(self) -> None:
        self._desk.create_record("contracts", {})

    def _creating(self) -> tuple[Action, ...]:
        return (Action(_("New contract"), self._create, "C", "plus", primary=True),) if self._changes else ()

    # List and calendar

    def _choose_view(self) -> None:
        actions = (
            Action(_("Running contracts"), self.show_calendar, icon="check"),
            Action(_("All contracts, as a list"), self.show_list, icon="list"),
        )
        menu_of(actions, self).popup(self._name.mapToGlobal(self._name.rect().bottomLeft()))

    def show_calendar(self) -> None:
        """The calendar in front."""
        self._list.leave()

    def show_list(self) -> RecordPage:
        """The list of all contracts in front, with its filters, import and export."""
        return self._list.show()

    def show_view(self, name: str) -> bool:
        """A view of the list, by its key or name."""
        return self.show_list().show_view(name)

    def open_in_list(self, contract_id: int) -> None:
        """Show one contract with all its fields."""
        self.show_list().open_record(contract_id)

    def open_record(self, contract_id: int) -> None:
        """Show one contract: in the calendar if it runs, else with all its fields."""
        if any(one.row.id == contract_id for one in self.view.timeline.rows):
            self._wanted = contract_id
            self.show_calendar()
            self.refresh(frozenset({"contracts"}))
        elif self.view.timeline.rows:
            self.open_in_list(contract_id)
        else:
            self._wanted = contract_id
            self.refresh(frozenset({"contracts"}))

    # Page

    def page_actions(self) -> Sequence[Action]:
        """What can be done now."""
        if self._list.shown is not None:
            return (*self._list.shown.page_actions(), Action(_("Calendar of contracts"), self.show_calendar, "", "cal"))
        found = list(self._creating())
        if self._card is not None:
            row = self._card.row
            found.append(Action(_("Open contract"), partial(self.open_in_list, row.id), "Ctrl+E", "edit"))
            if row.needs_decision:
                found += [replace(action, primary=False) for action in self._settling(self._card)]
            elif self._changes and row.decision is not Decision.NOTICED and row.renewal != Renewal.ENDS:
                found.append(Action(_("Write notice"), partial(self._write_notice, row), "N", "mail"))
            found += self.hung.hung_actions()
        return (*found, Action(_("All contracts, as a list"), self.show_list, "", "list"))

    def can_leave(self) -> bool:
        """As the list says; the calendar holds nothing unsaved."""
        return self._list.can_leave()

    def escape(self) -> bool:
        """From the list back to the calendar, after the list's own steps."""
        return self._list.escape()
