"""The budget report: what was spent, what is expected by the year's end, line by line, and what we are bound to."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

from itdesk.core.charts import Bar, Bars
from itdesk.core.formats import format_date, format_day, format_number
from itdesk.core.locales import marks
from itdesk.core.texts import _
from itdesk.reports import blocks
from itdesk.reports.blocks import Decision, Figure
from itdesk.reports.document import LEAD, SMALL, Document, Imprint, ProgressSink
from itdesk.reports.money import Money, in_thousands, unit
from itdesk.reports.tables import Cell, Column, Kind, Row, Table
from itdesk.reports.text import Run

MONTHS = 12
NOTED = Decimal("0.01")  # a month that is over by this share of the year's budget is named in the chart


@dataclass(frozen=True, slots=True)
class BudgetLine:
    """planned has an amount for each month; actual those of the closed months, forecast those of the rest."""

    name: str
    vendor: str
    planned: Sequence[Decimal]
    actual: Sequence[Decimal]
    forecast: Sequence[Decimal]

    @property
    def budget(self) -> Decimal:
        return sum(self.planned, Decimal(0))

    @property
    def spent(self) -> Decimal:
        return sum(self.actual, Decimal(0))

    @property
    def months(self) -> tuple[Decimal, ...]:
        return (*self.actual, *self.forecast)

    @property
    def expected(self) -> Decimal:
        return sum(self.months, Decimal(0))


@dataclass(frozen=True, slots=True)
class BudgetGroup:
    """Lines that are added up under one name."""

    name: str
    lines: Sequence[BudgetLine]


@dataclass(frozen=True, slots=True)
class Commitment:
    """A contract that spends money whether we decide or not; renewal says in words what happens at its end."""

    name: str
    number: str
    renewal: str
    decide_by: date | None
    yearly_cost: Decimal


@dataclass(frozen=True, slots=True)
class BudgetReport:
    """One year of one budget. months are the first days of its twelve months, the first `closed` of them are actual.

    because ends the lead's second sentence ("because six workstations cost more than in spring"); month_notes says
    what a month's overrun is about; reader, prepared_by and agreed_by are people with their roles. own are the firm's own
    fields with their values in words, own_of_lines those of lines: line, field, value.
    """

    year: str
    months: Sequence[date]
    closed: int
    groups: Sequence[BudgetGroup]
    commitments: Sequence[Commitment] = ()
    decisions: Sequence[Decision] = ()
    reader: str = ""
    prepared_by: str = ""
    agreed_by: str = ""
    because: str = ""
    month_notes: Sequence[tuple[date, str]] = ()
    own: Sequence[tuple[str, str]] = ()
    own_of_lines: Sequence[tuple[str, str, str]] = ()

    @property
    def lines(self) -> list[BudgetLine]:
        return [line for group in self.groups for line in group.lines]


def write_budget(
    path: Path,
    imprint: Imprint,
    report: BudgetReport,
    *,
    progress: ProgressSink | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> int:
    """Write the report and return the number of pages."""
    name = _("IT budget report {year}").format(year=report.year)
    with Document(path, imprint, title=name, progress=progress, cancelled=cancelled) as document:
        writer = _Writer(document, report)
        for number, part in enumerate((writer.summary, writer.all_lines, writer.months, writer.commitments), start=1):
            document.check(number - 1, 4)
            part()
    return document.page


class _Writer:
    def __init__(self, document: Document, report: BudgetReport) -> None:
        self.document = document
        self.report = report
        self.money = Money(document.imprint)
        known = marks(document.imprint.locale)
        self.short = [known.months[day.month - 1] for day in report.months]
        self.long = [known.long_months[day.month - 1] for day in report.months]
        lines = report.lines
        self.budget = sum((line.budget for line in lines), Decimal(0))
        self.spent = sum((line.spent for line in lines), Decimal(0))
        self.expected = sum((line.expected for line in lines), Decimal(0))
        self.planned = _by_month(line.planned for line in lines)
        self.amounts = _by_month(line.months for line in lines)

    @property
    def _period(self) -> str:
        """April to October, or April alone."""
        closed = self.long[: self.report.closed]
        if not closed:
            return ""
        return closed[0] if len(closed) == 1 else _("{first} to {last}").format(first=closed[0], last=closed[-1])

    @property
    def _by_end(self) -> str:
        return _("Expected by {month}").format(month=self.long[-1]) if self.long else _("Expected")

    # -- page one

    def summary(self) -> None:
        document, report = self.document, self.report
        document.new_page()
        document.bookmark("summary", _("Summary"))
        year = _("Financial year {year}").format(year=report.year)
        covered = f"{year}, {self._period}." if self._period else f"{year}."
        reader = " " + _("For {person}.").format(person=report.reader) if report.reader else ""
        blocks.title(document, _("IT budget report"), covered + reader, self._lead())
        money, left = self.money, self.budget - self.expected
        spent = _("Spent, {months}").format(months=self._period) if self._period else _("Spent so far")
        blocks.figures(
            document,
            (
                Figure(money.full(self.budget), _("Budget for the year")),
                Figure(money.full(self.spent), spent),
                Figure(money.full(self.expected), self._by_end),
                Figure(money.full(left), _("Left at year end"), "red-text" if left < 0 else "text"),
            ),
        )
        if report.lines:
            self._chart()
            self._by_group()
        else:
            document.space(20)
            blocks.nothing_here(document, _("This budget has no lines yet."))
        if report.decisions:
            tall = blocks.height_of_decisions(document, report.decisions)  # all of them on one page
            blocks.heading(document, _("Please decide"), keep=min(tall, document.height / 2))
            blocks.decisions(document, report.decisions)

    def _lead(self) -> list[Run]:
        money, report = self.money, self.report
        by_now = sum(self.planned[: report.closed], Decimal(0)) - self.spent
        left = self.budget - self.expected
        if by_now > 0:
            first = _("We have spent **{spent}** of the **{budget}** budget, {less} less than planned by now.")
        elif by_now < 0:
            first = _("We have spent **{spent}** of the **{budget}** budget, {less} more than planned by now.")
        else:
            first = _("We have spent **{spent}** of the **{budget}** budget, as planned.")
        if left < 0:
            second = _("By {month} we expect to be **{amount} over**{because}.")
        elif left > 0:
            second = _("By {month} we expect to be **{amount} under**{because}.")
        else:
            second = _("By {month} we expect to have spent all of it{because}.")
        share = money.percent(abs(left), self.budget, sign=False)
        amount = f"{money.full(abs(left))} ({share})" if share else money.full(abs(left))
        values = {
            "spent": money.full(self.spent),
            "budget": money.full(self.budget),
            "less": money.full(abs(by_now)),
            "month": self.long[-1] if self.long else _("the year's end"),
            "amount": amount,
            "because": f", {report.because.strip().rstrip('.')}" if report.because.strip() else "",
        }
        return blocks.fill(f"{first} {second}", LEAD, **values)

    def _chart(self) -> None:
        document, money, closed = self.document, self.money, self.report.closed
        thousands = in_thousands((*self.amounts, *self.planned), 5000)
        notes = self._notes()
        bars = tuple(
            Bar(
                label,
                solid=float(amount) if number < closed else 0,
                hatched=0 if number < closed else float(amount),
                plan=float(plan),
                note=notes.get(number, ""),
            )
            for number, (label, amount, plan) in enumerate(zip(self.short, self.amounts, self.planned, strict=False))
        )

        def axis(value: float) -> str:
            return format_number(Decimal(str(value)) / (1000 if thousands else 1), document.imprint.locale)

        blocks.heading(document, _("Month by month"), unit(money.symbol, thousands=thousands), keep=160, key="chart")
        expected = _("Expected") if closed < len(bars) else ""
        lower = min(48, 24 * max(0, len(self.report.decisions) - 2))  # four decisions have room on the first page
        blocks.chart(document, Bars(bars, _("Spent"), expected, _("Budget"), axis=axis), 158 - lower)

    def _notes(self) -> dict[int, str]:
        """The one month that is most over its plan, if that is worth naming."""
        over = [amount - plan for amount, plan in zip(self.amounts, self.planned, strict=False)]
        most = max(over, default=Decimal(0))
        if most <= 0 or most < self.budget * NOTED:
            return {}
        number = over.index(most)
        said = _("{amount} over").format(amount=self.money.full(most))
        about = dict(self.report.month_notes).get(self.report.months[number], "")
        return {number: f"{about}, {said}" if about else said}

    def _by_group(self) -> None:
        document, money, report = self.document, self.money, self.report
        sums = [(group.name, *_sums(group.lines)) for group in report.groups]
        rows: list[Row] = [
            Row(
                (
                    name,
                    money.bare(budget),
                    money.bare(spent),
                    money.bare(expected),
                    money.left(budget, expected),
                    Cell(money.percent(budget - expected, budget), colour="text-2"),
                )
            )
            for name, budget, spent, expected in sums
        ]
        total = self.budget - self.expected
        rows.append(
            Row(
                (
                    _("Total"),
                    money.bare(self.budget),
                    money.bare(self.spent),
                    money.bare(self.expected),
                    money.left(self.budget, self.expected),
                    money.percent(total, self.budget),
                ),
                Kind.TOTAL,
            )
        )
        columns = (
            Column(money.symbol),
            money.column(_("Budget"), (self.budget,)),
            money.column(_("Spent"), (self.spent,)),
            money.column(self._by_end, (self.expected,), least=58),
            money.column(_("Left"), (total, *(budget - expected for _n, budget, _s, expected in sums))),
            Column(_("Left %"), 50, align="right"),
        )
        table = Table(columns, rows)
        blocks.heading(document, _("By group"), keep=table.least, key="groups")
        table.draw(document)

    # -- the pages after it

    def all_lines(self) -> None:
        document, money, report = self.document, self.money, self.report
        if not report.lines:
            return
        document.new_page()
        under = _("Left is the budget less what we expect to spend. Minus means over budget.")
        blocks.page_title(document, _("All lines"), under, key="lines")
        rows: list[Row] = []
        for group in report.groups:
            rows.append(Row((group.name, "", *self._amounts(group.lines)), Kind.GROUP))
            rows += [
                Row((Cell(line.name, indent=8), Cell(line.vendor, colour="text-2"), *self._amounts([line])))
                for line in group.lines
            ]
        rows.append(Row((_("Total"), "", *self._amounts(report.lines)), Kind.TOTAL))
        left = [self.budget - self.expected, *(line.budget - line.expected for line in report.lines)]
        columns = (
            Column(f"{_('Line')}, {money.symbol}", weight=1.9),
            Column(_("Vendor"), weight=1.4),
            money.column(_("Budget"), (self.budget,), least=48),
            money.column(_("Spent"), (self.spent,), least=48),
            money.column(self._by_end, (self.expected,), least=54),
            money.column(_("Left"), left, least=48),
        )
        Table(columns, rows, most_lines=4).draw(document)

    def _amounts(self, lines: Sequence[BudgetLine]) -> tuple[str | Cell, ...]:
        budget, spent, expected = _sums(lines)
        money = self.money
        return money.bare(budget), money.bare(spent), money.bare(expected), money.left(budget, expected)

    def months(self) -> None:
        document, report, closed = self.document, self.report, self.report.closed
        if not report.lines:
            return
        document.new_page()
        blocks.page_title(document, _("Months and commitments"), key="months")
        groups = [(group.name, _by_month(line.months for line in group.lines)) for group in report.groups]
        thousands = in_thousands((*self.amounts, *(amount for _n, row in groups for amount in row)), 100_000)

        def shown(amounts: Sequence[Decimal]) -> list[str | Cell]:
            scaled = [amount / 1000 if thousands else amount for amount in amounts]
            cells = [Cell(self.money.bare(a), colour="" if n < closed else "text-2") for n, a in enumerate(scaled)]
            return [*cells, Cell(self.money.bare(sum(scaled, Decimal(0))), 600)]

        rows = [Row((name, *shown(amounts))) for name, amounts in groups]
        rows.append(Row((_("Total"), *shown(self.amounts)), Kind.TOTAL))
        currency = unit(self.money.symbol, thousands=thousands)
        columns = [Column(f"{_('Line')}, {currency}")]
        columns += [Column(name, 26, align="right") for name in self.short]
        columns.append(Column(_("Year"), 34, align="right"))
        table = Table(columns, rows, size=7, gap=4)
        blocks.heading(document, _("Spend by month"), keep=table.least + SMALL.leading, key="by-month")
        if 0 < closed < MONTHS:
            told = _("{past} are actual, {future} are expected.")
            future = self.long[closed:]
            future_text = (
                future[0] if len(future) == 1 else _("{first} to {last}").format(first=future[0], last=future[-1])
            )
            document.text(told.format(past=self._period, future=future_text), SMALL)
            document.y += 5
        table.draw(document)

    def commitments(self) -> None:
        document, money, report = self.document, self.money, self.report
        if report.commitments:
            rows: list[Row] = [
                Row(
                    (
                        item.name,
                        Cell(item.number, colour="text-2"),
                        Cell(item.renewal, colour="text-2"),
                        self._day(item.decide_by),
                        money.bare(item.yearly_cost),
                    )
                )
                for item in report.commitments
            ]
            total = sum((item.yearly_cost for item in report.commitments), Decimal(0))
            rows.append(Row((_("Total"), "", "", "", money.bare(total)), Kind.TOTAL))
            columns = (
                Column(_("Contract"), weight=1.5),
                Column(_("Number"), 54),
                Column(_("Renewal"), weight=1.3),
                Column(_("Decide by"), 66, align="right"),
                money.column(_("{currency} a year").format(currency=money.symbol), (total,), least=58),
            )
            table = Table(columns, rows, most_lines=4)
            blocks.heading(document, _("Contracts we are bound to"), keep=table.least, key="contracts")
            table.draw(document)
        self._own_fields()
        people = []
        if report.prepared_by:
            people.append(_("Prepared by {person}").format(person=report.prepared_by))
        if report.agreed_by:
            people.append(_("Agreed by {person}").format(person=report.agreed_by))
        if people:
            blocks.signatures(document, people)

    def _own_fields(self) -> None:
        document, report = self.document, self.report
        if report.own:
            rows = [Row(one) for one in report.own]
            table = Table((Column(_("Field")), Column(_("Value"), weight=2)), rows, most_lines=8)
            blocks.heading(document, _("Fields of the firm"), keep=table.least, key="own")
            table.draw(document)
        if report.own_of_lines:
            columns = (Column(_("Line"), weight=1.2), Column(_("Field")), Column(_("Value"), weight=2))
            table = Table(columns, [Row(one) for one in report.own_of_lines], most_lines=8)
            blocks.heading(document, _("Fields of the firm, line by line"), keep=table.least, key="own-lines")
            table.draw(document)

    def _day(self, day: date | None) -> str:
        """20 Nov within a year of the report's date, otherwise with its year."""
        if day is None:
            return "–"
        locale, made = self.document.imprint.locale, self.document.imprint.made_at.date()
        return format_day(day, locale) if abs((day - made).days) < 365 else format_date(day, locale)


def _sums(lines: Sequence[BudgetLine]) -> tuple[Decimal, Decimal, Decimal]:
    zero = Decimal(0)
    return (
        sum((line.budget for line in lines), zero),
        sum((line.spent for line in lines), zero),
        sum((line.expected for line in lines), zero),
    )


def _by_month(rows: Iterable[Sequence[Decimal]]) -> list[Decimal]:
    sums = [Decimal(0)] * MONTHS
    for row in rows:
        for number, amount in enumerate(row[:MONTHS]):
            sums[number] += amount
    return sums
