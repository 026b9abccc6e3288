"""The IT audit: checks of equipment, licences, contracts and recovery with their findings and the lists behind them."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from sqlalchemy.orm import Session

from itdesk.areas.reports.audit import queries
from itdesk.core.errors import UserError
from itdesk.core.formats import format_date
from itdesk.core.texts import _, ngettext

if TYPE_CHECKING:
    from itdesk.reports.audit import AuditReport, Check, Evidence, Finding, Result

NAMED = 6  # in a finding; the rest stand in the list behind it


def compose(session: Session, today: date) -> AuditReport:
    """The audit as of a day. Refuses a workspace in which there is nothing to look at."""
    from itdesk.reports.audit import AuditReport, Result

    found = [one for one in queries.checks(session, today) if one.looked_at]
    if not found:
        raise UserError(
            _("There is nothing to audit yet."),
            _("Add equipment, licences or contracts first, or import a spreadsheet."),
        )
    locale = session.info["workspace"].locale
    shown = [(number, one, _result(one)) for number, one in enumerate(found, start=1)]
    failed = [(one, result) for _number, one, result in shown if result is not Result.MET]
    failed.sort(key=lambda pair: (not pair[0].major, pair[0].days))
    day = format_date(today, locale)
    return AuditReport(
        period=_("What the records say on {day}.").format(day=day),
        running=_("IT audit report, {day}").format(day=day),
        checks=[_check(number, one, result) for number, one, result in shown],
        findings=[_finding(number, one, today) for number, (one, _result_) in enumerate(failed, start=1)],
        evidence=[_evidence(one) for one, _result_ in failed if len(one.failed) > 1],
        signers=(_("IT"), _("Management")),
    )


def _result(one: queries.Checked) -> Result:
    from itdesk.reports.audit import Result

    if not one.failed:
        return Result.MET
    return Result.PARTLY if one.share <= queries.TOLERATED and not one.major else Result.NOT_MET


def _check(number: int, one: queries.Checked, result: Result) -> Check:
    from itdesk.reports.audit import Check

    rests_on = ngettext("{failed} of {n} failed", "{failed} of {n} failed", one.looked_at)
    if not one.failed:
        rests_on = ngettext("{n} looked at", "{n} looked at", one.looked_at)
    return Check(f"C-{number:02}", one.area, one.text, result, rests_on.format(failed=len(one.failed), n=one.looked_at))


def _finding(number: int, one: queries.Checked, today: date) -> Finding:
    from itdesk.reports.audit import Finding, Weight

    weight = Weight.MAJOR if one.major else Weight.MINOR if one.share > queries.TOLERATED else Weight.NOTE
    named = [" ".join(part for part in (bad.what, bad.name) if part) + f" ({bad.fact})" for bad in one.failed[:NAMED]]
    rest = len(one.failed) - len(named)
    if rest:
        named.append(ngettext("and {n} more", "and {n} more", rest).format(n=rest))
    return Finding(
        number=f"F-{number:02}",
        weight=weight,
        title=one.title.format(n=len(one.failed)),
        area=one.area,
        fix_by=today + timedelta(days=one.days),
        saw="; ".join(named),
        matters=one.matters,
        to_do=one.to_do,
    )


def _evidence(one: queries.Checked) -> Evidence:
    from itdesk.reports.audit import Evidence
    from itdesk.reports.listing import ListColumn

    columns = (ListColumn(_("What")), ListColumn(_("Name")), ListColumn(_("Why")))
    rows = [(bad.what, bad.name, bad.fact) for bad in one.failed]
    return Evidence(one.title.format(n=len(one.failed)), columns, rows)
