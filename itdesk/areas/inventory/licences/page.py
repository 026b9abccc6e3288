"""Licences: who has which seats, what is missing, what could be saved at the next renewal."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QGuiApplication, QPainter
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from itdesk.areas.inventory.licences import rules
from itdesk.core.formats import format_day_near, format_money
from itdesk.core.texts import N_, _, ngettext
from itdesk.ui import drawing
from itdesk.ui.avatars import Avatar
from itdesk.ui.badges import Badge, paint_badge
from itdesk.ui.buttons import Button
from itdesk.ui.clock import own_today
from itdesk.ui.desk import Desk
from itdesk.ui.dialogs import Dialog
from itdesk.ui.facts_pane import Facts, FactsPane
from itdesk.ui.flow import FlowLayout
from itdesk.ui.labels import label
from itdesk.ui.layouts import clear
from itdesk.ui.page import Action
from itdesk.ui.pane_sections import Pane
from itdesk.ui.record_cells import Look
from itdesk.ui.record_chooser import RecordChooser
from itdesk.ui.record_page import RecordPage
from itdesk.ui.seatbar import Seats, paint_seats
from itdesk.ui.sections import IconMark, NoticeCard, TextButton
from itdesk.ui.theme import Theme

FIRST_SEATS = 10


def make_page(desk: Desk) -> QWidget:
    """The page for the window."""
    return LicencesPage(desk)


def read_facts(session: Any, record_id: int) -> Any:
    """What the panes tell of a licence."""
    from itdesk.areas.inventory.licences import queries

    return queries.licence_facts(session, record_id, own_today())


class SeatCells:
    """Draws how many seats are used, and beside it the bar: used, given but idle, free, over."""

    needs: tuple[str, ...] = ("seats", "seats_given", "seats_used")

    def paint(self, painter: QPainter, box: QRect, values: Mapping[str, Any], look: Look) -> None:
        """Draw into box; no bar where no number of seats was bought."""
        bought, given, used = values["seats"], values["seats_given"] or 0, values["seats_used"] or 0
        number = Theme.current().px(44)
        drawing.draw(painter, drawing.part(box, 0, number), look.text, align="end")
        if bought is not None:
            bar = drawing.part(box, number + 12, max(0, box.width() - number - 20))
            paint_seats(painter, bar, Seats(bought, given, used))


class BalanceCells:
    """Draws the balance of seats as a badge: 2 over, 3 spare, Even."""

    needs: tuple[str, ...] = ("seats", "seats_given")

    def paint(self, painter: QPainter, box: QRect, values: Mapping[str, Any], look: Look) -> None:
        """Draw into box."""
        del look
        found = rules.balance(values["seats"], values["seats_given"] or 0)
        icon = "warn" if found.tone == "red" else "info" if found.tone == "blue" else ""
        paint_badge(painter, box, Badge(found.text, found.tone, icon))


def _seats(number: int) -> str:
    return ngettext("{n} seat", "{n} seats", number).format(n=number)


class LicencesPage(RecordPage):
    """The general page with figures above, bars in the list and seats in the panel."""

    def __init__(self, desk: Desk) -> None:
        self._figures = Figures(desk)
        facts = Facts(desk, read_facts)
        super().__init__(
            desk,
            desk.registry["licences"],
            (
                Pane("", partial(Position, facts), before=True),
                Pane(N_("Given to"), partial(SeatsPane, facts), before=True),
                Pane(N_("Key"), partial(KeyPane, facts)),
            ),
            painters={"seats_used": SeatCells(), "seats_free": BalanceCells()},
            above=self._figures,
        )

    def refresh(self, kinds: frozenset[str]) -> None:
        """The list, the panel and the figures."""
        super().refresh(kinds)
        self._figures.read()


class Figures(QFrame):
    """Seats missing, seats idle, what could be saved, what all of it costs."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.setProperty("look", "bar")
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 12)
        column.setSpacing(6)
        self._row = FlowLayout(gap=24)
        column.addLayout(self._row)
        self._advice = QVBoxLayout()
        self._advice.setSpacing(2)
        column.addLayout(self._advice)
        self.hide()
        self.read()

    def read(self) -> None:
        """Read the figures anew."""
        today = own_today()

        def read(session: Any) -> Any:
            from itdesk.areas.inventory.licences import queries

            return queries.summary(session, today)

        self._desk.read(self, read, self._show, key="summary")

    def _show(self, summary: Any) -> None:
        for layout in (self._row, self._advice):
            clear(layout)
        self.setVisible(bool(summary.count))
        locale = self._desk.workspace.locale
        missing = sum(one.missing for one in summary.short)
        if missing:
            names = ", ".join(one.name for one in summary.short[:2])
            self._add(_("Short of seats"), _seats(missing), "red-text", names)
        if summary.idle_seats:
            take = (
                "" if not self._desk.may_work("licences") else Button(_("Take back…"), kind="link", run=self._take_back)
            )
            self._add(_("Given but not used in 90 days"), _seats(summary.idle_seats), "text", take)
        saving: dict[str, Any] = {}
        for one in summary.savings:
            saving[one.currency] = saving.get(one.currency, 0) + one.advice.saving
        if saving:
            words = ", ".join(format_money(amount, currency, locale) for currency, amount in saving.items())
            self._add(_("Could save a year"), words, "green-text")
        cost = ", ".join(format_money(amount, currency, locale) for currency, amount in summary.annual_cost.items())
        if cost:
            self._add(_("All licences a year"), cost, "text")
        for one in summary.savings[:3]:
            self._advise(one, locale)

    def _add(self, title: str, figure: str, tone: str, end: str | QWidget = "") -> None:
        holder = QWidget()
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(label(title, "small", "text-2"))
        line = QHBoxLayout()
        line.setSpacing(8)
        line.addWidget(label(figure, "title", tone))
        if end:
            line.addWidget(label(end, "small", "text-2") if isinstance(end, str) else end)
        line.addStretch(1)
        column.addLayout(line)
        self._row.addWidget(holder)

    def _advise(self, one: Any, locale: str) -> None:
        holder = QWidget()
        line = QHBoxLayout(holder)
        line.setContentsMargins(0, 2, 0, 2)
        line.setSpacing(8)
        line.addWidget(IconMark("bulb"))
        keep = ngettext(
            "Buy {keep} seat of {name}, not {n}: {why}", "Buy {keep} seats of {name}, not {n}: {why}", one.advice.keep
        )
        text = keep.format(keep=one.advice.keep, name=one.name, n=one.seats, why=one.advice.text)
        line.addWidget(TextButton(text, partial(self._desk.open_record, "licences", one.licence_id)), 1)
        if one.renews_on is not None:
            day = format_day_near(one.renews_on, today=own_today(), locale=locale)
            line.addWidget(label(_("Renews {day}").format(day=day), "small", "text-2"))
        amount = format_money(one.advice.saving, one.currency, locale)
        line.addWidget(label(_("{amount} a year").format(amount=amount), "strong", "green-text"))
        self._advice.addWidget(holder)

    def _take_back(self) -> None:
        today = own_today()

        def read(session: Any) -> Any:
            from itdesk.areas.inventory.licences import queries

            return queries.idle_seats(session, today)

        self._desk.read(self, read, self._ask, key="idle")

    def _ask(self, idle: tuple[Any, ...]) -> None:
        if not idle:
            return
        names = ", ".join(f"{one.holder} ({one.licence})" for one in idle[:12])
        rest = len(idle) - 12
        if rest > 0:
            names += ngettext(" and {n} more", " and {n} more", rest).format(n=rest)
        title = ngettext("Take back {n} seat?", "Take back {n} seats?", len(idle)).format(n=len(idle))
        dialog = Dialog(self, title, names, act=_("Take back"), safe=_("Keep them"))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        ids = [one.seat_id for one in idle]

        def job(session: Any) -> int:
            from itdesk.areas.inventory.licences import operations

            return operations.take_back(session, ids)

        def words(count: int) -> str:
            return ngettext("{n} seat is free", "{n} seats are free", count).format(n=count)

        def take() -> None:
            def done(count: int) -> None:
                self._desk.tell_done(words(count))

            self._desk.write(self, job, done, self._desk.refused.emit, step=words)

        dialog.accepted.connect(take)
        dialog.open()


class Position(FactsPane):
    """What is wrong with the seats, and the way out."""

    def fill(self, facts: Any) -> bool:
        if facts.balance.tone != "red":
            return False
        over = facts.given - facts.bought
        title = _("{given} given, {bought} bought").format(given=facts.given, bought=facts.bought)
        text = ngettext("Take back {n} seat.", "Take back {n} seats.", over).format(n=over)
        if facts.shortfall_cost is not None:
            cost = format_money(facts.shortfall_cost, facts.currency, self.locale_name)
            words = ngettext(
                "Take back {n} seat, or buy {n} for {cost} a year.",
                "Take back {n} seats, or buy {n} for {cost} a year.",
                over,
            )
            text = words.format(n=over, cost=cost)
        self.column.addWidget(NoticeCard("red", title, text))
        return True


class SeatsPane(FactsPane):
    """Everybody with a seat, the last used first; a seat is given or taken back here."""

    def __init__(self, facts: Facts, desk: Desk, kind: str) -> None:
        super().__init__(facts, desk, kind)
        self._all = False

    def head_action(self) -> Action | None:
        """Give a seat."""
        if not self.desk.may_work("licences"):
            return None
        return Action(_("Add"), self._give)

    def fill(self, facts: Any) -> bool:
        shown = facts.seats if self._all else facts.seats[:FIRST_SEATS]
        for seat in shown:
            self.column.addWidget(self._line(seat, facts))
        rest = len(facts.seats) - len(shown)
        if rest > 0:
            more = ngettext("Show {n} more", "Show {n} more", rest).format(n=rest)
            self.column.addWidget(Button(more, kind="link", run=self._show_all))
        if not facts.seats:
            self.column.addWidget(label(_("Nobody has a seat yet."), "small", "text-2"))
        return True

    def _line(self, seat: Any, facts: Any) -> QWidget:
        holder = QWidget()
        line = QHBoxLayout(holder)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(8)
        line.addWidget(Avatar(seat.name, 20))
        line.addWidget(TextButton(seat.name, partial(self.desk.open_record, seat.kind, seat.record_id)), 1)
        used = _("Never")
        if seat.last_used_on is not None:
            used = format_day_near(seat.last_used_on, today=own_today(), locale=self.locale_name)
        if seat.has_left:
            used = _("Has left")
        line.addWidget(label(used, "small", "amber-text" if seat.is_idle or seat.has_left else "text-2"))
        if facts.is_reassignable and self.desk.may_work("licences"):
            name = _("Take back from {name}").format(name=seat.name)
            line.addWidget(Button(icon="x", kind="quiet", small=True, name=name, run=partial(self._take, seat)))
        holder.setFixedHeight(Theme.current().px(30))
        return holder

    def _show_all(self) -> None:
        self._all = True
        self.show_record(self.record_id)

    def _take(self, seat: Any) -> None:
        licence_id, seat_id = self.record_id, seat.id

        def job(session: Any) -> Any:
            from itdesk.areas.inventory.licences import operations

            if seat_id is None:
                return operations.take_back_from_holder(session, licence_id)
            return operations.take_back(session, [seat_id])

        self.write(job, _("Seat of {name} is free").format(name=seat.name))

    def _give(self) -> None:
        chooser = RecordChooser(self.desk, "people", _("Who gets a seat?"), self, act=_("Give seat"))
        chooser.chosen.connect(self._give_to)
        chooser.open()

    def _give_to(self, person_id: int) -> None:
        licence_id = self.record_id

        def job(session: Any) -> Any:
            from itdesk.areas.inventory.licences import operations

            return operations.give_seat(session, licence_id, on=own_today(), person_id=person_id)

        self.write(job, _("Seat given"))


class KeyPane(FactsPane):
    """The key with all but its end hidden; one press copies it."""

    def fill(self, facts: Any) -> bool:
        if not facts.masked_key:
            return False
        holder = QWidget()
        line = QHBoxLayout(holder)
        line.setContentsMargins(0, 0, 0, 0)
        line.addWidget(IconMark("key"))
        line.addWidget(label(facts.masked_key, selectable=True), 1)
        line.addWidget(Button(_("Copy"), kind="link", run=self._copy))
        self.column.addWidget(holder)
        return True

    def _copy(self) -> None:
        licence_id = self.record_id

        def read(session: Any) -> str:
            from itdesk.areas.inventory.licences import queries

            return queries.reveal_key(session, licence_id)

        def done(key: str) -> None:
            QGuiApplication.clipboard().setText(key)
            self.desk.notify(_("The key is on the clipboard"))

        self.desk.read(self, read, done, self.desk.refused.emit)
