"""Home: a greeting that says how things stand, and cards that lead to what needs somebody."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from functools import partial
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QSizePolicy, QSpacerItem, QVBoxLayout, QWidget

from itdesk import areas
from itdesk.areas.home.overview.page_figures import MoneyCard, WeeksCard
from itdesk.areas.home.overview.page_first import FirstHourCard, SampleNotice, add_sample
from itdesk.areas.home.overview.page_waiting import AttentionCard, DueCard, MentionsCard, RenewalsCard
from itdesk.core.formats import format_long_date, format_money
from itdesk.core.rights import Verb
from itdesk.core.texts import _, ngettext
from itdesk.ui.clock import Minute
from itdesk.ui.desk import Desk
from itdesk.ui.emptystate import EmptyState
from itdesk.ui.labels import label
from itdesk.ui.page import Action
from itdesk.ui.theme import Theme

WIDE, NARROW = 980, 640  # pixels at 100 % from which there are three columns of cards, and two
MARGIN, GAP = 24, 16
_Columns = tuple[tuple[tuple[QWidget, ...], int], ...]  # the cards of each column, and its share of the width


def make_page(desk: Desk) -> QWidget:
    """The page for the window."""
    return HomePage(desk)


class HomePage(QWidget):
    """Three columns of cards; everything on it comes from one read."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._locale = desk.workspace.locale
        self._home: Any = None
        self._build()
        Minute.shared().passed.connect(self._tick)
        Theme.current().follow(self, self._spread)
        self.refresh(frozenset({"*"}))

    def _build(self) -> None:
        desk = self._desk
        self._greeting = label("", "title")
        self._sentence = label("", "body", "text-2", wrap=True)
        self._today = label("", "small", "text-2")
        self._made_up = SampleNotice(desk)
        self._first_hour = FirstHourCard(desk)
        self._mentions = MentionsCard(desk)
        self._due = DueCard(desk)
        self._money = MoneyCard(desk)
        self._weeks = WeeksCard(desk)
        self._renewals = RenewalsCard(desk)
        self._attention = AttentionCard(desk)
        self._belongs: dict[QWidget, str] = {
            self._money: "finance.budgets",
            self._weeks: "helpdesk.tickets",
            self._renewals: "vendors.contracts",
            self._attention: "inventory",
        }
        self._switched_off: frozenset[str] = frozenset()
        self._lay_out()

    def _lay_out(self) -> None:
        inside = QWidget()
        inside.setObjectName("scrolled")
        whole = QVBoxLayout(inside)
        whole.setContentsMargins(MARGIN, 20, MARGIN, 24)
        whole.setSpacing(16)
        head = QHBoxLayout()
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(self._greeting)
        words.addWidget(self._sentence)
        head.addLayout(words, 1)
        head.addWidget(self._today, 0, Qt.AlignmentFlag.AlignBottom)
        whole.addLayout(head)
        self._columns = QHBoxLayout()
        self._columns.setSpacing(GAP)
        self._number = 0
        self._column = (QVBoxLayout(), QVBoxLayout(), QVBoxLayout())
        for column in self._column:
            column.setSpacing(16)
            self._columns.addLayout(column)
        whole.addLayout(self._columns)
        self._spread()
        whole.addStretch(1)
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setWidget(inside)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._first = EmptyState(
            "home",
            _("Nothing is in this workspace yet"),
            _("Bring your list of equipment from a spreadsheet, or begin with the people who work here."),
            self._first_steps(),
        )
        page = QVBoxLayout(self)
        page.setContentsMargins(0, 0, 0, 0)
        top = QVBoxLayout()
        top.setContentsMargins(24, 16, 24, 0)
        top.setSpacing(12)
        top.addWidget(self._made_up)
        top.addWidget(self._first_hour)
        page.addLayout(top)
        page.addWidget(self._scroll, 1)
        page.addWidget(self._first, 1)
        self._first.hide()
        self.setObjectName("window")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFocusProxy(self._due)

    def _spread(self) -> None:
        """Three columns of cards, two where there is less room, all of them in one where it is narrow."""
        late, figures, decide = (
            (self._mentions, self._due),
            (self._money, self._weeks),
            (self._renewals, self._attention),
        )
        ways: dict[int, _Columns] = {
            3: ((late, 343), (figures, 447), (decide, 320)),
            2: (((*late, *decide), 400), (figures, 447), ((), 0)),
            1: (((*late, *decide, *figures), 1), ((), 0), ((), 0)),
        }
        number = next((many for many in (3, 2) if self._have_room(many, ways[many])), 1)
        if number == self._number:
            return
        self._number = number
        self._put(ways[number])

    def _have_room(self, number: int, columns: _Columns) -> bool:
        """Whether so many columns are wide enough to be read, and nothing in them is wider: words differ by language."""
        if self.width() < Theme.current().px(WIDE if number == 3 else NARROW):
            return False
        least = [max((card.minimumSizeHint().width() for card in cards), default=0) for cards, _share in columns]
        return self.width() >= sum(least) + 2 * MARGIN + (number - 1) * GAP

    def _put(self, columns: _Columns) -> None:
        self._switched_off = off = areas.off_for(self._desk)
        for place, (cards, share) in enumerate(columns):
            column = self._column[place]
            while column.count():
                column.takeAt(0)
            for card in cards:
                column.addWidget(card)
            if cards:
                column.addItem(QSpacerItem(0, 0, vData=QSizePolicy.Policy.Expanding))
            self._columns.setStretch(place, share)
        for card, folder in self._belongs.items():  # which lie in the page by now
            card.setVisible(areas.is_on(folder, off))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._spread()

    def _first_steps(self) -> tuple[Action, ...]:
        people = Action(_("Add people"), partial(self._desk.create_record, "people"), "", "users", primary=True)
        devices = Action(_("Go to equipment"), partial(self._desk.go_to, "inventory.hardware"), "", "laptop")
        sample = Action(_("Look around with made-up records"), partial(add_sample, self._desk, self), "", "play")
        return (people, devices, sample) if self._desk.may_work("hardware") else (devices,)

    # Reading

    def refresh(self, kinds: frozenset[str]) -> None:
        """Anything may change what is shown here."""
        if not kinds:
            return

        shown = areas.kinds_on(areas.off_for(self._desk))
        if self._switched_off != areas.off_for(self._desk):
            self._number = 0
            self._spread()

        def read(session: Any) -> Any:
            from itdesk.areas.home.overview import queries

            return queries.home(session, datetime.now(UTC), shown)

        self._desk.read(self, read, self._show, key="home")
        self._read_first_hour(shown)

    def _read_first_hour(self, shown: Sequence[str]) -> None:
        def read(session: Any) -> Any:
            from itdesk.areas.home.overview import queries

            return queries.first_hour(session)

        def show(found: Any) -> None:
            there, made_up = found
            self._made_up.setVisible(made_up)
            self._first_hour.show_steps(() if made_up else there, shown if not made_up else ())

        self._desk.read(self, read, show, key="first hour")

    def _show(self, home: Any) -> None:
        self._home = home
        self._scroll.setVisible(not home.empty)
        self._first.setVisible(home.empty)
        self._greeting.setText(self._hello(home.first_name))
        self._sentence.setText(self._how_it_stands())
        self._today.setText(format_long_date(home.today, self._locale))
        self._money.show_year(home.budget, self._sentence.text())
        for card in (self._mentions, self._due, self._weeks, self._renewals, self._attention):
            card.show_home(home)
        self._spread()
        for unused, folder in self._belongs.items():
            if not areas.is_on(folder, self._switched_off):
                unused.hide()

    def _tick(self) -> None:
        """What was due is late a minute later, and after midnight all of it is another day's."""
        if self._home is not None and self.isVisible():
            self.refresh(frozenset({"*"}))

    @staticmethod
    def _hello(name: str) -> str:
        hour = datetime.now().astimezone().hour
        words = _("Good morning") if hour < 12 else _("Good afternoon") if hour < 18 else _("Good evening")
        return f"{words}, {name}" if name else words

    def _how_it_stands(self) -> str:
        home = self._home
        on = areas.kinds_on(self._switched_off)
        late = ngettext("{n} ticket is past its deadline", "{n} tickets are past their deadline", home.late_tickets)
        decide = ngettext(
            "{n} contract needs a decision today", "{n} contracts need a decision today", home.decide_today
        )
        parts = []
        if "tickets" in on:
            parts.append(late.format(n=home.late_tickets) if home.late_tickets else _("No ticket is late"))
        if home.decide_today and "contracts" in on:
            parts.append(decide.format(n=home.decide_today))
        if home.budget is not None and home.budget.happened and "budgets" in on:
            amount = format_money(abs(home.budget.under_so_far), home.budget.currency, self._locale)
            if home.budget.under_so_far >= 0:
                parts.append(_("spending is {amount} under plan").format(amount=amount))
            else:
                parts.append(_("spending is {amount} over plan").format(amount=amount))
        if len(parts) > 1:
            return _("{parts}, and {last}.").format(parts=", ".join(parts[:-1]), last=parts[-1])
        return f"{parts[0]}." if parts else ""

    # Page

    def page_actions(self) -> Sequence[Action]:
        """What one most often begins from here."""
        new = Action(_("New ticket"), partial(self._desk.create_record, "tickets"), "C", "plus", primary=True)
        budget = Action(_("Open the budget"), partial(self._desk.go_to, "finance.budgets"), "", "fin")
        return (
            *((new,) if self._desk.may(Verb.CREATE, "tickets") else ()),
            *((budget,) if self._desk.may(Verb.READ, "budgets") else ()),
        )

    def can_leave(self) -> bool:
        """Nothing is typed here."""
        return True
