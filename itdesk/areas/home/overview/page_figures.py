"""Cards of figures: the year's money month by month, and the tickets closed week by week."""

from __future__ import annotations

from decimal import Decimal
from functools import partial
from typing import Any

from PySide6.QtCore import QLocale
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from itdesk.areas.home.overview.page_card import Card
from itdesk.core.charts import Bar, Bars, Part, Stack, Stacks
from itdesk.core.formats import format_day, format_duration, format_money, format_number
from itdesk.core.texts import _, ngettext
from itdesk.ui.charts import ChartWidget
from itdesk.ui.desk import Desk
from itdesk.ui.labels import label
from itdesk.ui.layouts import clear


class MoneyCard(Card):
    """Budget, actual and forecast of the year; it shows itself only while there is a budget."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(_("Budget and actual"), _("Open"), partial(desk.go_to, "finance.budgets"))
        self._locale = desk.workspace.locale
        self._figures = QHBoxLayout()
        figures = QWidget()
        figures.setLayout(self._figures)
        self._figures.setContentsMargins(0, 4, 0, 8)
        self._figures.setSpacing(32)
        self.add(figures)
        self._chart = ChartWidget(Bars((), ""), _("Budget and actual"), height=232)
        self.add(self._chart)

    def show_year(self, year: Any, summary: str) -> None:
        """Show a year, None for none; `summary` is what a screen reader says of the chart."""
        self.setVisible(year is not None)
        if year is None:
            return
        money = partial(format_money, currency=year.currency, locale=self._locale)
        self.note.setText(_("{currency} thousand, by month").format(currency=year.currency))
        clear(self._figures)
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
        self._chart.show_chart(
            Bars(
                tuple(bars),
                _("Actual"),
                _("Forecast"),
                _("Budget"),
                axis=lambda value: format_number(Decimal(round(value)) / 1000, self._locale, places=0),
                value=lambda value: money(Decimal(round(value))),
            ),
            summary,
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
        column.addWidget(label(words, "small", "text-2", wrap=True))
        return holder

    def _month(self, month: Any) -> str:
        return QLocale(self._locale).standaloneMonthName(month.month, QLocale.FormatType.ShortFormat)


class WeeksCard(Card):
    """Tickets closed each week, in time and late, and how the service was."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(_("Tickets closed each week"))
        self._locale = desk.workspace.locale
        self.note.setText(_("hatched: past the deadline"))
        self._chart = ChartWidget(Stacks((), ()), _("Tickets closed each week"), height=128)
        self.add(self._chart)
        self.add_line()
        self._service = label("", "small", "text-2", wrap=True)
        self._service.setContentsMargins(0, 10, 0, 4)
        self.add(self._service)

    def show_home(self, home: Any) -> None:
        """Show the weeks and the figures of the last 90 days."""
        stacks = tuple(
            Stack(
                _("This week") if place == len(home.weeks) - 1 else format_day(week.monday, self._locale),
                (float(week.late), float(week.resolved - week.late)),
            )
            for place, week in enumerate(home.weeks)
        )
        parts = (Part(_("past the deadline"), "red", hatched=True), Part(_("in time"), "c6"))
        self._chart.show_chart(Stacks(parts, stacks), _("Tickets closed each week"))
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
