"""The audit report: what was checked, what is in order, what isn't, and what to do about it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path

from itdesk.core.charts import Box, Part, Strip, Strips
from itdesk.core.formats import format_date, format_day, format_number
from itdesk.core.texts import _, ngettext
from itdesk.reports import blocks
from itdesk.reports.badges import Badge, badge_width, draw_badge
from itdesk.reports.blocks import Figure
from itdesk.reports.document import LEAD, QUIET, SMALL, TABLE, Document, Imprint, ProgressSink, joined
from itdesk.reports.listing import ListColumn
from itdesk.reports.tables import AnyRow, Cell, Column, Table, natural_width
from itdesk.reports.text import Run, Style, elide

FINDING_TITLE = Style(11, 14, 600)


class Result(StrEnum):
    """How a check came out."""

    MET = "met"
    PARTLY = "partly"
    NOT_MET = "not_met"

    @property
    def badge(self) -> Badge:
        return {
            Result.MET: Badge(_("Met"), "green", "check"),
            Result.PARTLY: Badge(_("Partly met"), "amber", "info"),
            Result.NOT_MET: Badge(_("Not met"), "red", "warn"),
        }[self]


class Weight(StrEnum):
    """How much a finding matters."""

    MAJOR = "major"
    MINOR = "minor"
    NOTE = "note"

    @property
    def badge(self) -> Badge:
        return {
            Weight.MAJOR: Badge(_("Major"), "red", "warn"),
            Weight.MINOR: Badge(_("Minor"), "amber", "info"),
            Weight.NOTE: Badge(_("Note"), "grey", "note"),
        }[self]


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at; rests_on says in a few words what the result rests on."""

    number: str
    area: str
    text: str
    result: Result
    rests_on: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is not in order. A text left empty leaves its row out."""

    number: str
    weight: Weight
    title: str
    area: str
    fix_by: date | None = None
    owner: str = ""
    saw: str = ""
    matters: str = ""
    to_do: str = ""
    evidence: str = ""


@dataclass(frozen=True, slots=True)
class Evidence:
    """A list that stands behind findings, such as the machines out of warranty; rows are read once."""

    title: str
    columns: Sequence[ListColumn]
    rows: Iterable[AnyRow]


@dataclass(frozen=True, slots=True)
class AuditReport:
    """period says when, where and by whom ("9 to 13 November 2026. Both sites."), running what the head of pages says.

    met_before is how many checks were met last time; since tells what became of the findings of then.
    """

    period: str
    checks: Sequence[Check]
    findings: Sequence[Finding]
    evidence: Sequence[Evidence] = ()
    running: str = ""
    met_before: int | None = None
    since: str = ""
    signers: Sequence[str] = ()


def write_audit(
    path: Path,
    imprint: Imprint,
    report: AuditReport,
    *,
    progress: ProgressSink | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> int:
    """Write the report and return the number of pages."""
    with Document(
        path,
        imprint,
        title=report.running or _("IT audit report"),
        subject=report.period,
        progress=progress,
        cancelled=cancelled,
    ) as document:
        writer = _Writer(document, report)
        for number, part in enumerate((writer.summary, writer.details, writer.checks, writer.evidence), start=1):
            document.check(number - 1, 4)
            part()
    return document.page


class _Writer:
    def __init__(self, document: Document, report: AuditReport) -> None:
        self.document = document
        self.report = report
        self.counts = {result: sum(1 for check in report.checks if check.result is result) for result in Result}
        self.major = [finding for finding in report.findings if finding.weight is Weight.MAJOR]

    def _number(self, value: int) -> str:
        return format_number(value, self.document.imprint.locale)

    def _day(self, day: date | None) -> str:
        if day is None:
            return "–"
        locale, made = self.document.imprint.locale, self.document.imprint.made_at.date()
        return format_day(day, locale) if abs((day - made).days) < 365 else format_date(day, locale)

    # -- page one

    def summary(self) -> None:
        document, report = self.document, self.report
        document.new_page()
        document.bookmark("summary", _("Summary"))
        blocks.title(document, _("IT audit report"), report.period, self._lead())
        blocks.figures(document, self._figures())
        if report.checks:
            strips = self._strips()
            tall = strips.height(document.surface.text_size)
            blocks.heading(document, _("Checks by area"), keep=tall, key="areas")
            blocks.chart(document, strips, tall)
        self._findings()
        if report.since:
            blocks.heading(document, _("Since last time"), keep=2 * QUIET.leading)
            document.text(report.since, QUIET)

    def _met(self) -> str:
        return _("{met} of {all}").format(
            met=self._number(self.counts[Result.MET]), all=self._number(len(self.report.checks))
        )

    def _lead(self) -> list[Run]:
        before, met = self.report.met_before, self.counts[Result.MET]
        if before is None or before == met:
            first = _("**{met} checks are met.**")
        elif met > before:
            first = _("**{met} checks are met**, {change} more than last time.")
        else:
            first = _("**{met} checks are met**, {change} fewer than last time.")
        if self.major:
            second = ngettext(
                "{count} finding is major. {titles}.", "{count} findings are major. {titles}.", len(self.major)
            )
        elif self.report.findings:
            second = ngettext(
                "{count} finding, none major.", "{count} findings, none major.", len(self.report.findings)
            )
        else:
            second = _("There are no findings.")
        named = [finding.title.rstrip(".") for finding in self.major[:3]]
        if len(self.major) > len(named):
            named.append(_("And more"))
        return blocks.fill(
            f"{first} {second}",
            LEAD,
            met=self._met(),
            change=self._number(abs(met - (before or 0))),
            count=self._number(len(self.major) or len(self.report.findings)),
            titles=". ".join(named),
        )

    def _figures(self) -> tuple[Figure, ...]:
        before = self.report.met_before
        met = (
            _("Checks met") if before is None else _("Checks met, {count} last time").format(count=self._number(before))
        )
        wrong = self.counts[Result.NOT_MET]
        return (
            Figure(self._met(), met),
            Figure(self._number(self.counts[Result.PARTLY]), _("Partly met")),
            Figure(self._number(wrong), _("Not met"), "red-text" if wrong else "text"),
            Figure(
                self._number(len(self.report.findings)),
                _("Findings, {count} major").format(count=self._number(len(self.major))),
            ),
        )

    def _strips(self) -> Strips:
        areas: dict[str, list[int]] = {}
        order = list(Result)
        for check in self.report.checks:
            areas.setdefault(check.area, [0, 0, 0])[order.index(check.result)] += 1
        parts = (
            Part(_("Met"), "c1"),
            Part(_("Partly met"), "c1", hatched=True),
            Part(_("Not met"), "text"),
        )
        strips = tuple(
            Strip(name, tuple(counts), _("{share} % met").format(share=round(100 * counts[0] / sum(counts))))
            for name, counts in areas.items()
        )
        return Strips(parts, strips, value=lambda value: self._number(int(value)))

    def _findings(self) -> None:
        document, findings = self.document, self.report.findings
        if not findings:
            blocks.heading(document, _("Findings"), key="findings")
            document.text(_("Everything that was checked is in order."), QUIET)
            return
        rows = [
            (
                Cell(finding.number, colour="text-2"),
                Cell(badge=finding.weight.badge),
                Cell(finding.title, 600),
                Cell(finding.area, colour="text-2"),
                self._day(finding.fix_by),
            )
            for finding in findings
        ]
        columns = (
            Column(_("No."), 28),
            Column(_("Weight"), _room_for(finding.weight.badge for finding in findings)),
            Column(_("Finding")),
            Column(_("Area"), max(64, natural_width((finding.area for finding in findings), TABLE, 110))),
            Column(_("Fix by"), 52, align="right"),
        )
        table = Table(columns, rows, most_lines=3)
        blocks.heading(document, _("Findings"), keep=table.least, key="findings")
        table.draw(document)

    # -- the pages after it

    def details(self) -> None:
        document = self.document
        if not self.report.findings:
            return
        document.new_page()
        blocks.page_title(document, _("Findings in detail"), key="details")
        for finding in self.report.findings:
            self._detail(finding)
            document.y += 13

    def _detail(self, finding: Finding) -> None:
        document, inset = self.document, 13.0
        rows = [
            (name, text)
            for name, text in (
                (_("What we saw"), finding.saw),
                (_("Why it matters"), finding.matters),
                (_("What to do"), finding.to_do),
                (_("Evidence"), finding.evidence),
            )
            if text
        ]
        room = document.width - inset
        heading = f"{finding.number} {finding.title}".strip()
        tall = document.height_of(heading, FINDING_TITLE, room) + 20
        tall += sum(document.height_of(text, TABLE, room - 74) + 8 for _name, text in rows)
        document.need(min(tall, document.height))
        page, top = document.page, document.y
        document.text(heading, FINDING_TITLE, x=inset)
        middle = document.y + 8
        wide = draw_badge(document.surface, finding.weight.badge, document.left + inset, middle)
        until = _("fix by {date}").format(date=format_date(finding.fix_by, document.imprint.locale))
        said = joined((finding.area, until if finding.fix_by else "", finding.owner))
        at = (document.left + inset + wide + 5, middle + SMALL.size * 0.36)
        document.surface.write(at, [Run(elide(said, SMALL, room - wide - 5), SMALL)])
        document.y += 18
        blocks.pairs(document, rows, x=inset)
        tone = finding.weight.badge.token
        first = top if page == document.page else document.y
        if document.page == page:
            document.surface.rect(Box(document.left, first, 3, document.y - first), tone)

    def checks(self) -> None:
        document, checks = self.document, self.report.checks
        if checks:
            document.new_page()
            count = ngettext("{count} check.", "{count} checks.", len(checks)).format(count=self._number(len(checks)))
            blocks.page_title(document, _("What was checked"), count, key="checks")
            rows = [
                (
                    Cell(check.number, colour="text-2"),
                    check.text,
                    Cell(badge=check.result.badge),
                    Cell(check.rests_on, colour="text-2"),
                )
                for check in checks
            ]
            columns = (
                Column(_("No."), 28),
                Column(_("Check"), weight=1.25),
                Column(_("Result"), _room_for(check.result.badge for check in checks)),
                Column(_("What it rests on")),
            )
            Table(columns, rows, most_lines=4).draw(document)
        if self.report.signers:
            blocks.heading(document, _("Sign-off"), keep=100, key="sign-off")
            document.text(_("The findings and dates in this report are agreed."), QUIET)
            blocks.signatures(document, self.report.signers)

    def evidence(self) -> None:
        document = self.document
        for number, shown in enumerate(self.report.evidence):
            columns = [Column(column.title, align=column.align) for column in shown.columns]
            table = Table(columns, shown.rows, most_lines=3, name=shown.title)
            if number == 0:
                document.new_page()
                blocks.page_title(document, _("Lists behind the findings"), key="evidence")
            blocks.heading(document, shown.title, keep=table.least, key=f"evidence-{number}")
            table.draw(document)


def _room_for(badges: Iterable[Badge]) -> float:
    """How wide a column of these badges is, so that no word of them is cut."""
    return max(badge_width(badge, 140) for badge in badges) + 1
