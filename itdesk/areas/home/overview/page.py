"""Home: a greeting that says how things stand, and cards that lead to what needs somebody."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from functools import partial
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QListView, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from itdesk.core.charts import Bar, Bars, Part, Stack, Stacks
from itdesk.core.formats import (
    format_day,
    format_day_near,
    format_duration,
    format_long_date,
    format_money,
    format_number,
    format_time,
)
from itdesk.core.texts import _, ngettext
from itdesk.ui.badges import Badge
from itdesk.ui.buttons import Button
from itdesk.ui.charts import ChartWidget
from itdesk.ui.clock import Minute, clock_text
from itdesk.ui.delegates import GroupHead, ItemDelegate, Items, Line
from itdesk.ui.desk import Desk
from itdesk.ui.emptystate import EmptyState
from itdesk.ui.labels import label, restyle, rule
from itdesk.ui.page import Action
from itdesk.ui.theme import Theme

ICONS = {"tickets": "help", "contracts": "vendor", "plans": "cont", "licences": "cert", "hardware": "laptop"}
RENEWALS_SHOWN = 5


def make_page(desk: Desk) -> QWidget:
    """The page for the window."""
    return HomePage(desk)


class Card(QFrame):
    """A card with its title, a link at the end, and what is put into `body`."""

    def __init__(self, title: str, link: str = "", run: Callable[[], object] | None = None) -> None:
        super().__init__()
        restyle(self, look="card")
        self.setAccessibleName(title)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 8)
        self._column.setSpacing(0)
        head = QHBoxLayout()
        head.setContentsMargins(16, 12, 16, 8)
        head.setSpacing(12)
        head.addWidget(label(title, "strong"))
        head.addStretch(1)
        self.note = label("", "caption", "text-2")
        head.addWidget(self.note)
        if run is not None:
            self.link = Button(link, kind="link", run=run)
            head.addWidget(self.link)
        self._column.addLayout(head)

    def add(self, part: QWidget, *, margin: int = 16) -> None:
        """Put something under what is there."""
        row = QHBoxLayout()
        row.setContentsMargins(margin, 0, margin, 0)
        row.addWidget(part)
        self._column.addLayout(row)

    def add_line(self) -> None:
        """A line from edge to edge."""
        self._column.addWidget(rule())


class CardList(QListView):
    """A short list that is as tall as its rows; Enter or a click opens a row's record."""

    def __init__(self, name: str, open_row: Callable[[object], object], *, line_height: int = 40) -> None:
        super().__init__()
        self.items = Items(self)
        self.setModel(self.items)
        self.setItemDelegate(ItemDelegate(self, line_height=line_height))
        self.setAccessibleName(name)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._open = open_row
        self.clicked.connect(lambda index: self._go(index.row()))
        self.activated.connect(lambda index: self._go(index.row()))
        Theme.current().theme_changed.connect(self._fit)

    def show_rows(self, rows: Sequence[GroupHead | Line]) -> None:
        """Show these rows."""
        self.items.show(rows)
        self._fit()

    def _fit(self) -> None:
        tall = sum(self.sizeHintForRow(row) for row in range(self.items.rowCount()))
        self.setFixedHeight(max(tall, 1))

    def _go(self, row: int) -> None:
        item = self.items.items[row]
        if isinstance(item, Line):
            self._open(item.key)


class HomePage(QWidget):
    """Three columns of cards; everything on it comes from one read."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._locale, self._zone = desk.workspace.locale, desk.workspace.zone
        self._home: Any = None
        self._build()
        Minute.shared().passed.connect(self._tick)
        self.refresh(frozenset({"*"}))

    def _build(self) -> None:
        desk = self._desk
        self._greeting = label("", "title")
        self._sentence = label("", "body", "text-2", wrap=True)
        self._today = label("", "small", "text-2")
        self._due_card = Card(_("Due soon"), _("Show all tickets"), partial(desk.go_to, "helpdesk.tickets"))
        self._due = CardList(_("Due soon"), self._open_key)
        self._due_card.add(self._due, margin=1)
        self._money_card = Card(_("Budget and actual"), _("Open"), partial(desk.go_to, "finance.budgets"))
        self._figures = QHBoxLayout()
        figures = QWidget()
        figures.setLayout(self._figures)
        self._figures.setContentsMargins(0, 4, 0, 8)
        self._figures.setSpacing(32)
        self._money_card.add(figures)
        self._money = ChartWidget(Bars((), ""), _("Budget and actual"), height=232)
        self._money_card.add(self._money)
        self._weeks_card = Card(_("Tickets closed each week"))
        self._weeks = ChartWidget(Stacks((), ()), _("Tickets closed each week"), height=128)
        self._weeks_card.add(self._weeks)
        self._weeks_card.add_line()
        self._service = label("", "small", "text-2", wrap=True)
        self._service.setContentsMargins(0, 10, 0, 4)
        self._weeks_card.add(self._service)
        self._renewals_card = Card(
            _("Renewals to decide"), _("Show contracts"), partial(desk.go_to, "vendors.contracts")
        )
        self._renewals = CardList(_("Renewals to decide"), self._open_key)
        self._renewals_card.add(self._renewals, margin=1)
        self._attention_card = Card(_("Not in order"))
        self._attention = CardList(_("Not in order"), self._open_key)
        self._attention_card.add(self._attention, margin=1)
        self._lay_out()

    def _lay_out(self) -> None:
        inside = QWidget()
        inside.setObjectName("scrolled")
        whole = QVBoxLayout(inside)
        whole.setContentsMargins(24, 20, 24, 24)
        whole.setSpacing(16)
        head = QHBoxLayout()
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(self._greeting)
        words.addWidget(self._sentence)
        head.addLayout(words, 1)
        head.addWidget(self._today, 0, Qt.AlignmentFlag.AlignBottom)
        whole.addLayout(head)
        columns = QHBoxLayout()
        columns.setSpacing(16)
        for cards, share in (
            ((self._due_card,), 343),
            ((self._money_card, self._weeks_card), 447),
            ((self._renewals_card, self._attention_card), 320),
        ):
            column = QVBoxLayout()
            column.setSpacing(16)
            for card in cards:
                column.addWidget(card)
            column.addStretch(1)
            columns.addLayout(column, share)
        whole.addLayout(columns)
        whole.addStretch(1)
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setWidget(inside)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._first = EmptyState(
            "home",
            _("Nothing is in this workspace yet"),
            _("Bring your list of equipment from a spreadsheet, or begin with the people who work here."),
            (
                Action(_("Add people"), partial(self._desk.create_record, "people"), "", "users", primary=True),
                Action(_("Go to equipment"), partial(self._desk.go_to, "inventory.hardware"), "", "laptop"),
            ),
        )
        page = QVBoxLayout(self)
        page.setContentsMargins(0, 0, 0, 0)
        page.addWidget(self._scroll)
        page.addWidget(self._first)
        self._first.hide()
        self.setObjectName("window")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFocusProxy(self._due)

    # Reading

    def refresh(self, kinds: frozenset[str]) -> None:
        """Anything may change what is shown here."""
        if not kinds:
            return

        def read(session: Any) -> Any:
            from itdesk.areas.home.overview import queries

            return queries.home(session, datetime.now(UTC))

        self._desk.read(self, read, self._show, key="home")

    def _show(self, home: Any) -> None:
        self._home = home
        self._scroll.setVisible(not home.empty)
        self._first.setVisible(home.empty)
        self._greeting.setText(self._hello(home.first_name))
        self._sentence.setText(self._how_it_stands())
        self._today.setText(format_long_date(home.today, self._locale))
        self._show_due()
        self._show_money()
        self._show_weeks()
        self._show_renewals()
        self._show_attention()

    def _tick(self) -> None:
        if self._home is not None and self.isVisible():
            self._show_due()

    @staticmethod
    def _hello(name: str) -> str:
        hour = datetime.now().astimezone().hour
        words = _("Good morning") if hour < 12 else _("Good afternoon") if hour < 18 else _("Good evening")
        return f"{words}, {name}" if name else words

    def _how_it_stands(self) -> str:
        home = self._home
        late = ngettext("{n} ticket is past its deadline", "{n} tickets are past their deadline", home.late_tickets)
        decide = ngettext(
            "{n} contract needs a decision today", "{n} contracts need a decision today", home.decide_today
        )
        parts = [late.format(n=home.late_tickets) if home.late_tickets else _("No ticket is late")]
        if home.decide_today:
            parts.append(decide.format(n=home.decide_today))
        if home.budget is not None and home.budget.happened:
            amount = format_money(abs(home.budget.under_so_far), home.budget.currency, self._locale)
            if home.budget.under_so_far >= 0:
                parts.append(_("spending is {amount} under plan").format(amount=amount))
            else:
                parts.append(_("spending is {amount} over plan").format(amount=amount))
        if len(parts) > 1:
            return _("{parts}, and {last}.").format(parts=", ".join(parts[:-1]), last=parts[-1])
        return f"{parts[0]}."

    def _show_due(self) -> None:
        home = self._home
        titles = {"late": _("Late"), "today": _("Today"), "soon": _("Next 7 days")}
        rows: list[GroupHead | Line] = []
        for group, title in titles.items():
            members = [one for one in home.due if one.group == group]
            if members:
                tone = "red-text" if group == "late" else "text"
                rows.append(GroupHead(title, home.counts[members[0].group], tone))
                rows.extend(self._due_line(one) for one in members)
        self._due.show_rows(rows or [GroupHead(_("Nothing is due in the next 7 days"))])

    def _due_line(self, one: Any) -> Line:
        key, icon = (one.kind, one.id), ICONS.get(one.kind, "cal")
        now = datetime.now(UTC)
        if one.at is not None and one.group == "late":
            shown = clock_text(one.at - now)
            return Line(key, one.text, icon, end=shown.text, end_tone=shown.tone, end_icon=shown.icon)
        if one.at is not None and one.group == "today":
            from zoneinfo import ZoneInfo

            soon = one.at - now < timedelta(hours=3)
            words = format_time(one.at, ZoneInfo(self._zone))
            return Line(
                key,
                one.text,
                icon,
                end=words,
                end_tone="amber-text" if soon else "text-2",
                end_icon="clock" if soon else "",
            )
        if one.group == "late":
            days = (self._home.today - one.on).days
            words = ngettext("{n} day late", "{n} days late", days).format(n=days)
            return Line(key, one.text, icon, end=words, end_tone="red-text", end_icon="warn")
        if one.group == "today":
            return Line(key, one.text, icon, end=_("Last day"), end_tone="amber-text", end_icon="flag")
        return Line(key, one.text, icon, end=format_day_near(one.on, today=self._home.today, locale=self._locale))

    def _show_money(self) -> None:
        year = self._home.budget
        self._money_card.setVisible(year is not None)
        if year is None:
            return
        money = partial(format_money, currency=year.currency, locale=self._locale)
        self._money_card.note.setText(_("{currency} thousand, by month").format(currency=year.currency))
        while self._figures.count():
            item = self._figures.takeAt(0)
            if item is not None and (widget := item.widget()) is not None:
                widget.deleteLater()
        under, left = year.under_so_far, year.left_by_end
        first = self._month(year.months[0])
        last = self._month(year.months[max(0, year.happened - 1)])
        for amount, tone, words in (
            (year.spent_so_far, "text", _("spent, {first} to {last}").format(first=first, last=last)),
            (
                abs(under),
                "green-text" if under >= 0 else "red-text",
                _("under plan so far") if under >= 0 else _("over plan so far"),
            ),
            (
                abs(left),
                "green-text" if left >= 0 else "amber-text",
                (_("under plan by {month}") if left >= 0 else _("over plan by {month}")).format(
                    month=self._month(year.months[-1])
                ),
            ),
        ):
            self._figures.addWidget(self._figure(money(Decimal(round(amount))), tone, words))
        self._figures.addStretch(1)
        bars = []
        for place, month in enumerate(year.months):
            over = year.shown[place] - year.planned[place]
            ahead = place >= year.happened
            solid = min(year.spent[place], year.shown[place]) if ahead else year.shown[place]
            note = ""
            if over > 0 and over * 10 > year.planned[place] and over == self._worst(year):
                note = _("{amount} over").format(amount=money(Decimal(round(over))))
            bars.append(
                Bar(
                    self._month(month),
                    float(solid),
                    float(year.shown[place] - solid),
                    float(year.planned[place]),
                    note,
                    now=place == year.happened,
                )
            )
        self._money.show_chart(
            Bars(
                tuple(bars),
                _("Actual"),
                _("Forecast"),
                _("Budget"),
                axis=lambda value: format_number(Decimal(round(value)) / 1000, self._locale, places=0),
                value=lambda value: money(Decimal(round(value))),
            ),
            self._how_it_stands(),
        )

    @staticmethod
    def _worst(year: Any) -> Decimal:
        """How far the month that is furthest over its plan is over it."""
        worst: Decimal = max(shown - planned for shown, planned in zip(year.shown, year.planned, strict=True))
        return worst

    @staticmethod
    def _figure(amount: str, tone: str, words: str) -> QWidget:
        holder = QWidget()
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(label(amount, "figure", tone, selectable=True))
        column.addWidget(label(words, "small", "text-2"))
        return holder

    def _month(self, month: Any) -> str:
        from PySide6.QtCore import QLocale

        return QLocale(self._locale).standaloneMonthName(month.month, QLocale.FormatType.ShortFormat)

    def _show_weeks(self) -> None:
        home = self._home
        self._weeks_card.note.setText(_("red: past the deadline"))
        stacks = tuple(
            Stack(
                _("This week") if place == len(home.weeks) - 1 else format_day(week.monday, self._locale),
                (float(week.late), float(week.resolved - week.late)),
            )
            for place, week in enumerate(home.weeks)
        )
        parts = (Part(_("past the deadline"), "red"), Part(_("in time"), "c6"))
        self._weeks.show_chart(Stacks(parts, stacks), _("Tickets closed each week"))
        service = home.service
        words = []
        if service.in_time_percent is not None:
            words.append(_("{n} % solved in time").format(n=service.in_time_percent))
        if service.reply_minutes is not None:
            words.append(_("{time} to first reply").format(time=format_duration(service.reply_minutes)))
        if service.rating is not None:
            stars = format_number(Decimal(str(service.rating)), self._locale, places=1)
            ratings = ngettext("{stars} of 5, from {n} rating", "{stars} of 5, from {n} ratings", service.ratings)
            words.append(ratings.format(stars=stars, n=service.ratings))
        self._service.setText("   ·   ".join(words) or _("No ticket was closed in the last 90 days."))

    def _show_renewals(self) -> None:
        rows: list[GroupHead | Line] = []
        for one in self._home.renewals[:RENEWALS_SHOWN]:
            day = format_day(one.decide_by, self._locale) if one.decide_by is not None else ""
            rows.append(Line(("contracts", one.id), f"{day}   {one.name}", "", badge=self._pressing(one)))
        self._renewals.show_rows(rows or [GroupHead(_("Nothing to decide in the next 90 days"))])

    def _pressing(self, row: Any) -> Badge:
        days = (row.decide_by - self._home.today).days
        if days < 0:
            return Badge(_("Too late"), "red", "warn")
        if days == 0:
            return Badge(_("Today"), "red", "flag")
        return Badge(ngettext("{n} day", "{n} days", days).format(n=days), row.pressing.tone)

    def _show_attention(self) -> None:
        words = {
            "short_seats": lambda one: ngettext("{n} seat too few of {name}", "{n} seats too few of {name}", one.count),
            "idle_seats": lambda one: ngettext(
                "{n} seat given but not used", "{n} seats given but not used", one.count
            ),
            "warranty": lambda one: ngettext(
                "Warranty of {n} device ends in 60 days", "Warranty of {n} devices ends in 60 days", one.count
            ),
            "out_of_warranty": lambda one: ngettext(
                "{n} device in use without warranty", "{n} devices in use without warranty", one.count
            ),
        }
        rows: list[GroupHead | Line] = [
            Line(
                (one.kind, one.id or 0),
                words[one.what](one).format(n=one.count, name=one.name),
                "warn" if one.what == "short_seats" else ICONS[one.kind],
                "red-text" if one.what == "short_seats" else "text-2",
            )
            for one in self._home.attention
        ]
        self._attention_card.setVisible(bool(rows))
        self._attention.show_rows(rows)

    def _open_key(self, key: object) -> None:
        kind, record_id = key if isinstance(key, tuple) else ("", 0)
        if record_id:
            self._desk.open_record(kind, record_id)
        else:
            self._desk.go_to(f"inventory.{kind}")

    # Page

    def page_actions(self) -> Sequence[Action]:
        """What one most often begins from here."""
        return (
            Action(_("New ticket"), partial(self._desk.create_record, "tickets"), "C", "plus", primary=True),
            Action(_("Open the budget"), partial(self._desk.go_to, "finance.budgets"), "", "fin"),
        )

    def can_leave(self) -> bool:
        """Nothing is typed here."""
        return True
