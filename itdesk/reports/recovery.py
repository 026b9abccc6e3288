"""The recovery plan on paper: whom to call on its cover, contents, and a page for each thing to bring back."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path

from itdesk.core.charts import Box, Proof, Proofs
from itdesk.core.formats import format_date, format_day, format_duration, format_number
from itdesk.core.texts import _
from itdesk.reports import blocks
from itdesk.reports.badges import Badge
from itdesk.reports.calltree import draw_call_tree
from itdesk.reports.document import BODY, PAGE_TITLE, QUIET, SMALL, TABLE, Document, Imprint, ProgressSink
from itdesk.reports.markdown import Values, blocks_of, draw_blocks, height_of_blocks
from itdesk.reports.money import Money
from itdesk.reports.plan import CallTree, Contact, PlanTable, Procedure, RecoveryPlan, Section, System, Systems
from itdesk.reports.steps import draw_steps
from itdesk.reports.surface import Surface
from itdesk.reports.tables import Cell, Column, Table
from itdesk.reports.text import Run, Style, clean, elide, width_of

BAND = 40.0
COVER_LEFT = 96.5
_COVER_FIRM = Style(12, 16, colour="text-2")
_COVER_TITLE = Style(34, 40, 600)
_COVER_UNDER = Style(14, 20, colour="text-2")
_ENTRY = Style(10.5, 14)
OPENING = 180.0  # points of text up to which a section has no page of its own
DAY = 24 * 60


def write_recovery_plan(
    path: Path,
    imprint: Imprint,
    plan: RecoveryPlan,
    *,
    values: Values | None = None,
    progress: ProgressSink | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> int:
    """Write the plan and return the number of pages; values gives the text for each {{token}} of the bodies."""
    with Document(
        path,
        imprint,
        title=plan.title,
        running=plan.running or plan.title,
        subject=plan.subtitle,
        progress=progress,
        cancelled=cancelled,
    ) as document:
        writer = _Writer(document, plan, values)
        writer.cover()
        writer.contents()
        for number, (count, section) in enumerate(writer.numbered):
            document.check(number, len(writer.numbered))
            writer.section(count, section)
    return document.page


class _Writer:
    def __init__(self, document: Document, plan: RecoveryPlan, values: Values | None) -> None:
        self.document = document
        self.plan = plan
        self.values = values
        self.numbered = list(_numbered(plan.sections))
        self.waiting: list[tuple[str, str, int]] = []  # sections without text, which begin where the next one does
        self.openings: list[
            tuple[tuple[str, str, int], str]
        ] = []  # short ones, on the page that their first part begins
        self.apart = False  # the last section had pages of its own

    # -- cover and contents

    def cover(self) -> None:
        document, plan = self.document, self.plan
        document.new_page(furniture=False)
        surface, shift = document.surface, COVER_LEFT - document.left
        surface.rect(Box(0, 0, BAND, surface.height), "accent")
        document.draw_mark((COVER_LEFT, 150), 28)
        document.bookmark("cover", plan.title)
        document.y = 196
        room = surface.width - COVER_LEFT - 60
        document.text(document.imprint.firm, _COVER_FIRM, x=shift, width=room)
        document.y += 6
        document.text(plan.title, _COVER_TITLE, x=shift, width=room)
        if plan.subtitle:
            document.y += 4
            document.text(plan.subtitle, _COVER_UNDER, x=shift, width=min(room, 270))
        self._emergency(room - 40)
        facts = [(name, value) for name, value in plan.facts if value]
        tall = sum(document.height_of(value, TABLE, 255) + 8 for _name, value in facts) + 24
        document.y = max(document.y + 20, surface.height - 76 - tall)
        blocks.pairs(document, facts, x=shift, names=80, width=335)
        if plan.small_print:
            document.y += 6
            document.text(plan.small_print, SMALL, x=shift, width=room)

    def _emergency(self, room: float) -> None:
        """The box that says whom to call and where to turn."""
        document, plan = self.document, self.plan
        tree = next((section.block for _n, section in self.numbered if isinstance(section.block, CallTree)), None)
        first = plan.call_first or (tree.top if tree else None)
        second = plan.call_next or (tree.branches[0].first if tree and tree.branches else None)
        lines: list[list[Run]] = []
        if first:
            lines.append(_call(first, second))
        inset = COVER_LEFT - document.left + 14
        tall = 44 + sum(document.height_of(line, BODY, room - 28) for line in lines) + 13.5 * (2 if tree else 1)
        document.y += 28
        top = document.y
        document.surface.rect(Box(COVER_LEFT, top, room, tall), edge="text", edge_width=0.75, radius=4)
        document.y = top + 13
        document.text(_("In an emergency start here"), Style(11, 15, 600), x=inset)
        document.y += 3
        for number, line in enumerate(lines, start=1):
            document.text([Run(f"{number}. ", BODY), *line], BODY, x=inset, width=room - 28)
        if tree:
            self._turn_to(f"{len(lines) + 1}. ", inset)
        number = len(lines) + (2 if tree else 1)
        document.text(f"{number}. " + _("Turn to the page for the system that stopped."), BODY, x=inset)
        document.y = top + tall

    def _turn_to(self, number: str, inset: float) -> None:
        document = self.document
        at = (document.left + inset, document.y + BODY.leading / 2 + BODY.size * 0.36)
        key = next(_key(count) for count, section in self.numbered if isinstance(section.block, CallTree))

        def draw(surface: Surface) -> None:
            text = _("Turn to page {page}, the call tree.").format(page=document.page_of(key))
            surface.write(at, [Run(number + text, BODY)])

        document.later(draw)
        document.y += BODY.leading

    def contents(self) -> None:
        document = self.document
        document.new_page()
        blocks.page_title(document, _("Contents"), key="contents")
        for count, section in self.numbered:
            inner = "." in count
            style = QUIET if inner else _ENTRY
            tall = 19.0 if inner else 23.5
            document.need(tall)
            self._entry(count, section, style, tall)
            document.y += tall
        document.y += 8

    def _entry(self, count: str, section: Section, style: Style, tall: float) -> None:
        document, inner = self.document, "." in count
        base = document.y + tall / 2 + style.size * 0.36
        left = document.left + 22
        if not inner:
            document.surface.write((document.left, base), [Run(count, style.bold())])
        room = document.right - left - 40
        text = elide(f"{count} {section.title}" if inner else section.title, style, room)
        end = left + document.surface.write((left, base), [Run(text, style)]) + 6
        document.link(Box(document.left, document.y, document.width, tall), _key(count))

        def draw(surface: Surface) -> None:
            page = format_number(document.page_of(_key(count)) or 0, document.imprint.locale)
            wide = width_of([Run(page, style)])
            surface.line(((end, base), (document.right - wide - 6, base)), "text-3", 0.6, (0.6, 2))
            surface.write((document.right, base), [Run(page, style)], align="right")

        document.later(draw)

    # -- sections

    def section(self, count: str, section: Section) -> None:
        document = self.document
        title = f"{count} {section.title}"
        level = count.count(".")
        place = (_key(count), title, level)
        if _begins_page(section):
            document.new_page()
            self._opening()
            self._bookmark(place)
            document.text(title, PAGE_TITLE)
            document.y += 3
            document.titled = (document.page, document.y)
            if isinstance(section.block, CallTree):
                self._call_tree(section, section.block)
            elif isinstance(section.block, Systems):
                self._body(section.body, QUIET)
                self._systems(section.block)
            elif isinstance(section.block, Procedure):
                self._procedure(section.body, section.block)
            self.apart = True
        elif not section.body.strip() and not section.block and section.parts:
            self.waiting.append(place)
        elif not section.block and section.parts and _begins_page(section.parts[0]) and self._is_short(section.body):
            self.openings.append((place, section.body))
        else:
            if self.apart:
                document.new_page()
                self.apart = False
            document.need(70)
            self._bookmark(place)
            blocks.heading(document, title, keep=2 * BODY.leading)
            self._body(section.body)
            if isinstance(section.block, PlanTable):
                self._plan_table(section.block, after_text=bool(section.body.strip()))
            elif not section.body.strip():
                document.text(_("Nothing is written here yet."), QUIET)

    def _is_short(self, text: str) -> bool:
        parts = blocks_of(text, self.values, BODY)
        return height_of_blocks(self.document, parts, self.document.width) < OPENING

    def _opening(self) -> None:
        """The few words of the section whose first part begins this page stand above it, instead of on a page of their own."""
        for place, body in self.openings:
            self._bookmark(place)
            blocks.heading(self.document, place[1], keep=2 * BODY.leading)
            self._body(body)
            self.document.y += 16
        self.openings.clear()

    def _bookmark(self, place: tuple[str, str, int]) -> None:
        for key, title, level in (*self.waiting, place):
            self.document.bookmark(key, title, level)
        self.waiting.clear()

    def _body(self, text: str, style: Style = BODY) -> None:
        if text.strip():
            draw_blocks(self.document, blocks_of(text, self.values, style))

    def _plan_table(self, shown: PlanTable, *, after_text: bool) -> None:
        document = self.document
        document.space(12 if after_text else 0)
        if not shown.rows:
            blocks.nothing_here(document)
            return
        columns = [Column(column.title, align=column.align) for column in shown.columns]
        Table(columns, shown.rows).draw(document)

    def _call_tree(self, section: Section, tree: CallTree) -> None:
        document = self.document
        advice = section.body or _(
            "Call from top to bottom. Say what stopped, since when, and when you will call again. "
            "No answer in 15 minutes? Call the stand-in, then the next line."
        )
        self._body(advice, QUIET)
        document.y += 12
        draw_call_tree(document, tree)
        blocks.heading(document, _("Call log"), keep=150)
        columns = (
            Column(_("Time"), 46),
            Column(_("Who called")),
            Column(_("Who answered")),
            Column(_("What was agreed"), weight=1.7),
        )
        Table(columns, ()).draw(document)
        blocks.lines_to_write_on(document, 40, gap=22)

    # -- systems

    def _systems(self, shown: Systems) -> None:
        document = self.document
        document.y += 8
        rows = [
            (
                Cell("–" if system.priority is None else str(system.priority), colour="text-2"),
                Cell(system.name, 600),
                _span(system.back_in),
                _span(system.may_lose),
                Cell(system.vendors or "–", colour="text-2"),
                self._proven(system),
            )
            for system in shown.systems
        ]
        columns = (
            Column(_("Priority"), 36),
            Column(_("System"), weight=1.15),
            Column(_("Back in"), 42, align="right"),
            Column(_("May lose"), 44, align="right"),
            Column(_("Vendors")),
            Column(_("Last proven"), 88),
        )
        Table(columns, rows, gap=12).draw(document)
        if shown.impacts:
            self._impacts(shown)
        proofs = [_proof(system) for system in shown.systems if system.back_in and system.test_needed]
        if proofs:
            chart = Proofs(tuple(proofs), _("Proven in a test"), _("Promised"), axis=self._axis)
            tall = chart.height(document.surface.text_size)
            blocks.heading(document, _("Promised and proven"), _("hours"), keep=min(tall, document.height - 60))
            blocks.chart(document, chart, tall)

    def _axis(self, value: float) -> str:
        return format_number(Decimal(f"{value:g}"), self.document.imprint.locale)

    def _impacts(self, shown: Systems) -> None:
        document, money = self.document, Money(self.document.imprint)
        rows = [
            (
                impact.system,
                impact.work,
                "–" if impact.people is None else format_number(impact.people, document.imprint.locale),
                "–" if impact.cost_a_day is None else money.bare(impact.cost_a_day),
            )
            for impact in shown.impacts
        ]
        columns = (
            Column(_("System")),
            Column(_("Work that stops"), weight=1.8),
            Column(_("People"), 50, align="right"),
            Column(_("Cost of a day, {currency}").format(currency=money.symbol), 84, align="right"),
        )
        table = Table(columns, rows)
        blocks.heading(document, _("What stops when it stops"), keep=table.least)
        table.draw(document)

    def _proven(self, system: System) -> Cell:
        if system.proven_on is None:
            if system.test_needed:
                return Cell(badge=Badge(_("Never tested"), "red", "warn"))
            return Cell(_("Not needed"), colour="text-2")
        day = self._day(system.proven_on)
        took = "" if system.proven_minutes is None else format_duration(system.proven_minutes)
        return Cell(f"{day}, {took}" if took else day)

    def _day(self, day: date) -> str:
        locale, made = self.document.imprint.locale, self.document.imprint.made_at.date()
        return format_day(day, locale) if abs((day - made).days) < 365 else format_date(day, locale)

    # -- procedures

    def _procedure(self, body: str, procedure: Procedure) -> None:
        document = self.document
        if procedure.facts:
            runs: list[Run] = []
            for name, value in procedure.facts:
                space = "\u00a0\u00a0\u00a0\u00a0 " if runs else ""
                runs += [Run(f"{space}{name}\u00a0", QUIET), Run(value.replace(" ", "\u00a0"), BODY.bold())]
            document.text(runs, BODY)
            document.y += 8
        if body.strip():
            self._body(body)
            document.y += 8
        if procedure.start_when.strip():
            start = [Run(_("Start here when") + " ", BODY.bold())]
            parts = blocks_of(procedure.start_when, self.values)
            rest = [run for part in parts for run in (*part.runs, Run("\n", BODY))][:-1]
            blocks.bar_block(document, [*start, *rest], "amber")
        blocks.heading(document, _("Steps"), keep=70)
        if procedure.steps:
            draw_steps(document, procedure.steps, self.values)
        else:
            document.text(_("No steps are written yet. Write down here what was done, and by whom."), QUIET)
            blocks.lines_to_write_on(document, 8)
        for title, text in ((_("Check that it worked"), procedure.check), (_("Going back"), procedure.going_back)):
            if text.strip():
                blocks.heading(document, title, keep=2 * BODY.leading)
                self._body(text)
        if document.y + 90 <= document.bottom:
            blocks.heading(document, _("Notes"), keep=60)
            blocks.lines_to_write_on(document, 3)


def _numbered(sections: Sequence[Section], before: str = "") -> Iterator[tuple[str, Section]]:
    for number, section in enumerate(sections, start=1):
        count = f"{before}{number}"
        yield count, section
        yield from _numbered(section.parts, f"{count}.")


def _begins_page(section: Section) -> bool:
    return isinstance(section.block, (CallTree, Systems, Procedure))


def _key(count: str) -> str:
    return f"section-{count}"


def _phone(number: str) -> str:
    """A number that never breaks over two lines."""
    return clean(number).replace(" ", "\u00a0").replace("-", "\u2011")


def _call(first: Contact, second: Contact | None) -> list[Run]:
    values = {"first": first.name, "number": _phone(first.phone)}
    if second is None:
        return blocks.fill(_("Call {first}, **{number}**."), BODY, **values)
    values |= {"second": second.name, "other": _phone(second.phone)}
    return blocks.fill(_("Call {first}, **{number}**. No answer? {second}, **{other}**."), BODY, **values)


def _span(minutes: int | None) -> str:
    """4 h, 72 h, 7 days."""
    if minutes is None:
        return "–"
    if minutes >= 5 * DAY and minutes % DAY == 0:
        return _("{count} days").format(count=minutes // DAY)
    return format_duration(minutes)


def _proof(system: System) -> Proof:
    promised = system.back_in or 0
    said = _("{time} promised").format(time=_span(promised))
    if system.proven_minutes is None:
        return Proof(system.name, promised / 60, None, _("Never tested"), f", {said}")
    strong = format_duration(system.proven_minutes)
    proven = _("{time} proven").format(time="").rstrip()
    return Proof(system.name, promised / 60, system.proven_minutes / 60, strong, f"{proven}, {said}")
