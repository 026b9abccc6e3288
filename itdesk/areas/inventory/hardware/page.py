"""Hardware: the list of every device, and beside it its life, its cover, its worth and what hangs on it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime
from functools import partial
from typing import Any

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from itdesk.areas.inventory.hardware.choices import Status
from itdesk.areas.inventory.licences.choices import CountedBy
from itdesk.core.errors import UserError
from itdesk.core.formats import format_date, format_day_near, format_money, format_when
from itdesk.core.rights import Deed
from itdesk.core.texts import N_, _, ngettext
from itdesk.ui import drawing
from itdesk.ui.badges import Badge, BadgeLabel
from itdesk.ui.clock import own_today
from itdesk.ui.desk import Desk
from itdesk.ui.facts_pane import Facts, FactsPane
from itdesk.ui.labels import label
from itdesk.ui.page import Action
from itdesk.ui.pane_sections import Pane
from itdesk.ui.record_cells import Look
from itdesk.ui.record_chooser import RecordChooser
from itdesk.ui.record_page import RecordPage
from itdesk.ui.sections import TextButton
from itdesk.ui.theme import Theme

SOON_DAYS = 60


def make_page(desk: Desk) -> QWidget:
    """The page for the window."""
    facts = Facts(desk, read_facts)
    panes = (
        Pane(N_("Lifecycle"), partial(LifePane, facts), before=True),
        Pane(N_("Warranty"), partial(WarrantyPane, facts), before=True),
        Pane(N_("Value"), partial(ValuePane, facts), before=True),
        Pane(N_("Licences on it"), partial(LicencesPane, facts), before=True),
        Pane(N_("Tickets"), partial(TicketsPane, facts), before=True),
        Pane(N_("Lent to"), partial(LoansPane, facts)),
    )
    return HardwarePage(desk, panes)


class HardwarePage(RecordPage):
    """The general page with what one does with devices: hand out, take back, move, retire, print labels."""

    def __init__(self, desk: Desk, panes: Sequence[Pane]) -> None:
        changes = (
            Action(_("Hand out…"), self._hand_out, "A", "user"),
            Action(_("Take back"), self._take_back, "B", "undo"),
            Action(_("Move…"), self._move, "M", "arrow"),
            Action(_("Retire"), self._retire, "", "folder"),
        )
        labels = Action(_("Print labels"), partial(desk.go_to, "reports.catalogue"), "", "tag")
        actions = (*changes, labels) if desk.may_work("hardware") else ((labels,) if desk.may_do(Deed.REPORTS) else ())
        super().__init__(
            desk, desk.registry["hardware"], panes, actions=actions, painters={"warranty_days": WarrantyCells()}
        )

    def _chosen(self) -> list[int]:
        return [int(one) for one in self.list.selected()]

    def _write(self, what: str, job: Callable[[Any], Any]) -> None:
        self.desk.write(self, job, lambda _result: self.desk.tell_done(what), self.desk.refused.emit, step=what)

    def _hand_out(self) -> None:
        ids = self._chosen()
        if not ids:
            self._nothing_chosen()
            return
        chooser = RecordChooser(self.desk, "people", _("Who gets it?"), self, act=_("Hand out"))
        chooser.chosen.connect(lambda person_id: self._give(ids, person_id))
        chooser.open()

    def _give(self, ids: Sequence[int], person_id: int) -> None:
        def job(session: Any) -> None:
            from itdesk.areas.inventory.hardware import operations

            for hardware_id in ids:
                operations.check_out(session, hardware_id, now=datetime.now(UTC), person_id=person_id)

        self._write(ngettext("{n} device handed out", "{n} devices handed out", len(ids)).format(n=len(ids)), job)

    def _take_back(self) -> None:
        ids = self._chosen()
        if not ids:
            self._nothing_chosen()
            return

        def job(session: Any) -> None:
            from itdesk.areas.inventory.hardware import operations

            for hardware_id in ids:
                operations.check_in(session, hardware_id, now=datetime.now(UTC))

        self._write(ngettext("{n} device is back", "{n} devices are back", len(ids)).format(n=len(ids)), job)

    def _move(self) -> None:
        ids = self._chosen()
        if not ids:
            self._nothing_chosen()
            return
        chooser = RecordChooser(self.desk, "places", _("Where is it now?"), self, act=_("Move"))

        def job(place_id: int) -> Callable[[Any], Any]:
            def run(session: Any) -> Any:
                from itdesk.areas.inventory.hardware import operations

                return operations.move(session, ids, place_id)

            return run

        words = ngettext("{n} device moved", "{n} devices moved", len(ids)).format(n=len(ids))
        chooser.chosen.connect(lambda place_id: self._write(words, job(place_id)))
        chooser.open()

    def _retire(self) -> None:
        ids = self._chosen()
        if not ids:
            self._nothing_chosen()
            return

        def job(session: Any) -> Any:
            from itdesk.areas.inventory.hardware import operations

            return operations.retire(session, ids, on=own_today())

        self._write(ngettext("{n} device retired", "{n} devices retired", len(ids)).format(n=len(ids)), job)

    def _nothing_chosen(self) -> None:
        self.desk.refused.emit(UserError(_("No device is chosen."), _("Choose one in the list first.")))


class WarrantyCells:
    """Draws how long the warranty lasts as people say it: 38 d, 8 m, 2 y 2 m, Ended."""

    needs: tuple[str, ...] = ("warranty_days",)

    def paint(self, painter: QPainter, box: QRect, values: Mapping[str, Any], look: Look) -> None:
        """Draw into box; nothing where no warranty is known."""
        del look
        days = values["warranty_days"]
        if days is None:
            return
        tone = "red-text" if days < 0 else "amber-text" if days <= SOON_DAYS else "text-2"
        drawing.draw(painter, box, time_left(days), tone=tone, align="end")


def time_left(days: int) -> str:
    """Days below two months, months below a year, then years and months, of 365 and 30 days."""
    if days < 0:
        return _("Ended")
    if days < 60:
        return _("{n} d").format(n=days)
    years, months = days // 365, days % 365 // 30
    if not years:
        return _("{n} m").format(n=months)
    return _("{y} y {m} m").format(y=years, m=months) if months else _("{y} y").format(y=years)


def read_facts(session: Any, record_id: int) -> Any:
    """What the panes tell of a device."""
    from itdesk.areas.inventory.hardware import queries

    return queries.hardware_facts(session, record_id, own_today())


class LifeLine(QWidget):
    """Bought, changed, today, to be replaced: a line of years with the warranty under it."""

    def __init__(self, life: Any, today: date, locale: str) -> None:
        super().__init__()
        self._life, self._today, self._locale = life, today, locale
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        said = [f"{one.label} {format_date(one.on, locale)}" for one in life.milestones]
        if life.warranty_to is not None:
            said.append(_("warranty until {day}").format(day=format_date(life.warranty_to, locale)))
        self.setAccessibleName(", ".join(said))
        self.setToolTip("\n".join(said))

    def sizeHint(self) -> QSize:
        theme = Theme.current()
        return QSize(theme.px(260), theme.px(92))

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme, life = Theme.current(), self._life
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        days = [one.on for one in life.milestones] + [self._today]
        days += [day for day in (life.warranty_to, life.replace_on) if day is not None]
        first, last = date(min(days).year, 1, 1), date(max(days).year + 1, 1, 1)
        left, right = 20.0, self.width() - 24.0

        def at(day: date) -> float:
            x = left + (day - first).days / (last - first).days * (right - left)
            return self.width() - x if drawing.right_to_left() else x

        y = theme.px(38)
        start = at(life.milestones[0].on)
        now = at(min(self._today, life.replace_on or self._today))
        painter.setPen(QPen(theme.color("c1"), 4, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
        painter.drawLine(QPointF(start, y), QPointF(now, y))
        if life.replace_on is not None and life.replace_on > self._today:
            painter.setPen(QPen(theme.color("c1"), 1.5, Qt.PenStyle.DashLine))
            painter.drawLine(QPointF(now, y), QPointF(at(life.replace_on), y))
        if life.warranty_from is not None and life.warranty_to is not None:
            painter.setPen(QPen(theme.color("amber"), 3))
            painter.drawLine(QPointF(at(life.warranty_from), y + 11), QPointF(at(life.warranty_to), y + 11))
            room = QRectF(at(life.warranty_from), y + 14, 120, theme.px(14)).toRect()
            drawing.draw(painter, room, _("Warranty"), role="caption", tone="text-2")
        self._milestones(painter, at, y)
        x = at(self._today)
        painter.setPen(QPen(theme.color("red"), 1.5))
        painter.drawLine(QPointF(x, y - 16), QPointF(x, y + 18))
        for year in range(first.year, last.year + 1):
            room = QRectF(at(date(year, 1, 1)) - 20, self.height() - theme.px(16), 40, theme.px(14)).toRect()
            painter.setFont(theme.font("caption"))
            painter.setPen(theme.color("text-3"))
            if (last.year - first.year) <= 7 or (year - first.year) % 2 == 0:
                painter.drawText(room, Qt.AlignmentFlag.AlignCenter, str(year))

    def _milestones(self, painter: QPainter, at: Callable[[date], float], y: float) -> None:
        """Rings with their words above, as far as they don't run into each other."""
        theme = Theme.current()
        painter.setFont(theme.font("caption"))
        taken = -1e9
        for one in self._life.milestones:
            x = at(one.on)
            painter.setPen(QPen(theme.color("c1"), 2))
            painter.setBrush(theme.color("surface"))
            painter.drawEllipse(QPointF(x, y), 4, 4)
            wide = painter.fontMetrics().horizontalAdvance(one.label)
            begin = min(max(0.0, x - wide / 2), self.width() - wide)
            if begin > taken + 4:
                painter.setPen(theme.color("text-2"))
                painter.drawText(QPointF(begin, y - theme.px(20)), one.label)
                taken = begin + wide


class LifePane(FactsPane):
    """The life line."""

    def fill(self, facts: Any) -> bool:
        if not facts.life.milestones:
            return False
        self.column.addWidget(LifeLine(facts.life, own_today(), self.locale_name))
        return True


class WarrantyPane(FactsPane):
    """Until when it is covered, and by which contract."""

    def fill(self, facts: Any) -> bool:
        if facts.warranty_end_on is None and facts.cover is None:
            return False
        days = facts.warranty_days
        if days is not None and days <= SOON_DAYS:
            gone = Status(facts.status) in {Status.RETIRED, Status.DISPOSED, Status.LOST}
            words = ngettext("{n} day left", "{n} days left", days).format(n=days) if days >= 0 else _("Ended")
            if not gone:
                self.column.addWidget(BadgeLabel(Badge(words, "amber" if days >= 0 else "red", "clock")))
        pairs: list[tuple[str, str | QWidget]] = []
        if facts.warranty_end_on is not None:
            pairs.append((_("Ends"), format_date(facts.warranty_end_on, self.locale_name)))
        if facts.cover is not None:
            cover = facts.cover
            text = " ".join(part for part in (cover.number, cover.terms or cover.name) if part)
            link = TextButton(text, partial(self.desk.open_record, "contracts", cover.contract_id), tone="accent-text")
            pairs.append((_("Covered by"), link))
        self.rows(*pairs)
        return True


class ValuePane(FactsPane):
    """What it cost and what it is worth."""

    def fill(self, facts: Any) -> bool:
        if facts.worth is None:
            return False
        worth = facts.worth
        money = partial(format_money, currency=worth.currency, locale=self.locale_name)
        bought = money(worth.cost)
        if worth.bought_on is not None:
            bought = _("{day} for {amount}").format(day=format_date(worth.bought_on, self.locale_name), amount=bought)
        pairs: list[tuple[str, str | QWidget]] = [(_("Bought"), bought)]
        if worth.book_value is not None and worth.life_months:
            years = worth.life_months / 12
            life = ngettext("{n} year straight line", "{n} years straight line", round(years)).format(n=f"{years:g}")
            pairs.append((_("Book value"), f"{money(worth.book_value)} · {life}"))
        if worth.spent:
            pairs.append((_("Spent since"), money(worth.spent)))
        self.rows(*pairs)
        return True


class LicencesPane(FactsPane):
    """What runs on it."""

    def fill(self, facts: Any) -> bool:
        self.count_changed.emit(str(len(facts.licences)) if facts.licences else "")
        if not facts.licences:
            return False
        section = self.section()
        for one in facts.licences:
            counted = _("this machine") if one.on_machine else CountedBy(one.counted_by).within
            section.add_link(
                one.name,
                partial(self.desk.open_record, "licences", one.licence_id),
                icon="cert",
                end=counted,
                end_tone="text-3",
            )
        return True


class TicketsPane(FactsPane):
    """Its latest troubles."""

    def fill(self, facts: Any) -> bool:
        count = facts.tickets_this_year
        self.count_changed.emit(ngettext("{n} this year", "{n} this year", count).format(n=count) if count else "")
        if not facts.tickets:
            return False
        section = self.section()
        statuses: Any = self.desk.registry["tickets"].by_name["status"].choices
        for one in facts.tickets:
            status = statuses(one.status)
            when = format_when(
                one.opened_at, now=datetime.now(UTC), zone=self.desk.workspace.zone, locale=self.locale_name
            )
            section.add_link(
                f"{one.number} {one.title}",
                partial(self.desk.open_record, "tickets", one.ticket_id),
                icon=status.icon,
                tone=status.tone,
                end=when,
                end_tone="text-3",
            )
        return True


class LoansPane(FactsPane):
    """Who had it, and since when."""

    def fill(self, facts: Any) -> bool:
        if not facts.loans:
            return False
        today = own_today()
        for one in facts.loans:
            out = format_day_near(one.out_at.date(), today=today, locale=self.locale_name)
            back = (
                _("still out")
                if one.back_at is None
                else format_day_near(one.back_at.date(), today=today, locale=self.locale_name)
            )
            text = _("{holder}: {out} to {back}").format(holder=one.holder or _("somebody"), out=out, back=back)
            self.column.addWidget(label(text, "small", wrap=True, selectable=True))
            if one.note:
                self.column.addWidget(label(one.note, "small", "text-2", wrap=True))
        return True
