"""A recovery plan as it is printed: every live value in its place, whom to call, and a page for each procedure."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.orm import Session

from itdesk.areas.continuity.plans import queries
from itdesk.areas.continuity.plans.choices import PlanStatus, SectionKind
from itdesk.areas.continuity.plans.models import Plan
from itdesk.areas.continuity.plans.rules import hours_in_words
from itdesk.areas.continuity.plans.views import CallBox, Document, SectionView, SystemRow
from itdesk.core.errors import UserError
from itdesk.core.formats import format_date
from itdesk.core.texts import _
from itdesk.db.own_facts import own_facts

if TYPE_CHECKING:
    from itdesk.reports.plan import Branch, CallTree, Contact, PlanTable, Procedure, RecoveryPlan, Section, Systems


def current(session: Session) -> int:
    """The plan that is printed when none is named: the agreed one reviewed last, else any. Refuses without a plan."""
    plans = select(Plan.id).where(Plan.deleted_at.is_(None))
    agreed = plans.where(Plan.status == str(PlanStatus.AGREED)).order_by(Plan.review_on.desc(), Plan.id)
    found = session.scalar(agreed.limit(1)) or session.scalar(plans.order_by(Plan.id).limit(1))
    if found is None:
        raise UserError(_("There is no recovery plan to print yet."), _("Write one under Continuity, then print it."))
    return found


def compose(session: Session, today: date, plan_id: int | None = None) -> RecoveryPlan:
    """The plan on paper as of a day."""
    from itdesk.reports.plan import RecoveryPlan

    chosen = current(session) if plan_id is None else plan_id
    plan = queries.document(session, chosen, today)
    locale = session.info["workspace"].locale
    top = next((call for call in plan.calls if call.parent_id is None), None)
    second = next((call for call in plan.calls if top is not None and call.parent_id == top.id), None)
    return RecoveryPlan(
        title=plan.name,
        subtitle=plan.subtitle or plan.site,
        running=_("{plan}, version {number}").format(plan=plan.name, number=plan.edition),
        facts=_facts(plan, locale),
        call_first=_contact(top) if top is not None else None,
        call_next=_contact(second) if second is not None else None,
        sections=(
            *(_section(plan, section, locale) for section in plan.sections if section.parent_id is None),
            *_own_fields(own_facts(session, "plans", chosen)),
        ),
        small_print=_("Paper is a copy. The plan in itdesk is the newest; print it again after each change."),
    )


def _facts(plan: Document, locale: str) -> tuple[tuple[str, str], ...]:
    status = PlanStatus(plan.status)
    version = _("{number} · {status}").format(number=plan.edition, status=status.label)
    if plan.agreed_on is not None:
        version = _("{number}, agreed on {day}").format(number=plan.edition, day=format_date(plan.agreed_on, locale))
    tested = format_date(plan.last_tested_on, locale)
    if plan.last_tested_on is not None and plan.tested_what:
        tested = f"{tested}, {plan.tested_what}"
    return (
        (_("Version"), version),
        (_("Owner"), ", ".join(part for part in (plan.owner, plan.owner_title) if part)),
        (_("Agreed by") if plan.agreed_on is not None else _("To be agreed by"), plan.approver),
        (_("Review by"), format_date(plan.review_on, locale)),
        (_("Last tested"), tested if plan.last_tested_on is not None else _("never")),
        (_("Copies"), plan.copies),
    )


def _own_fields(facts: list[tuple[str, str]]) -> tuple[Section, ...]:
    """A last section with what the firm's own fields hold; none where they hold nothing."""
    from itdesk.reports.listing import ListColumn
    from itdesk.reports.plan import PlanTable, Section

    if not facts:
        return ()
    table = PlanTable((ListColumn(_("Field")), ListColumn(_("Value"))), tuple(facts))
    return (Section(title=_("Fields of the firm"), body="", block=table, parts=()),)


def _section(plan: Document, section: SectionView, locale: str) -> Section:
    from itdesk.reports.plan import Section

    return Section(
        title=section.title,
        body=section.shown_body.text,
        block=_block(plan, section, locale),
        parts=tuple(_section(plan, part, locale) for part in plan.sections if part.parent_id == section.id),
    )


def _block(plan: Document, section: SectionView, locale: str) -> CallTree | Systems | Procedure | PlanTable | None:
    kind = SectionKind(section.kind)
    if kind is SectionKind.PROCEDURE:
        return _procedure(section)
    if kind is SectionKind.CALL_TREE and plan.calls:
        return _tree(plan)
    if kind is SectionKind.SYSTEMS and plan.systems:
        return _systems(plan)
    if kind is SectionKind.VENDORS and (plan.vendors or plan.contracts):
        return _vendors(plan, locale)
    return None


def _procedure(section: SectionView) -> Procedure:
    from itdesk.reports.plan import Procedure, Step

    facts = []
    if section.system is not None:
        facts.append((_("Back in"), hours_in_words(section.system.back_within_hours)))
        if section.system.may_lose_hours is not None:
            facts.append((_("May lose"), hours_in_words(section.system.may_lose_hours)))
        if section.system.hardware:
            facts.append((_("Device"), section.system.hardware))
        if section.system.vendors:
            facts.append((_("Vendors"), ", ".join(section.system.vendors)))
    steps = [
        Step(
            step.shown.text,
            "\n".join((step.who, _("Cover: {name}").format(name=step.cover))) if step.cover else step.who,
            step.minutes,
        )
        for step in section.steps
    ]
    return Procedure(
        steps,
        tuple(facts),
        start_when=section.shown_starts_when.text,
        check=section.shown_check.text,
        going_back=section.shown_back.text,
    )


def _contact(call: CallBox) -> Contact:
    from itdesk.reports.plan import Contact

    more = [
        part for part in (call.note, _("Stands in: {name}").format(name=call.stand_in) if call.stand_in else "") if part
    ]
    return Contact(call.name, call.duty, call.phone, tuple(more))


def _tree(plan: Document) -> CallTree:
    from itdesk.reports.plan import CallTree

    tops = [call for call in plan.calls if call.parent_id is None]
    branches = [_branch(plan, call) for call in plan.calls if call.parent_id == tops[0].id]
    return CallTree(_contact(tops[0]), (*branches, *(_branch(plan, other) for other in tops[1:])))


def _branch(plan: Document, first: CallBox) -> Branch:
    from itdesk.reports.plan import Branch

    return Branch(_contact(first), tuple(_contact(call) for call in _below(plan, first)))


def _below(plan: Document, call: CallBox) -> list[CallBox]:
    """Everybody under a box, however deep, in reading order."""
    out: list[CallBox] = []
    for child in plan.calls:
        if child.parent_id == call.id:
            out += [child, *_below(plan, child)]
    return out


def _systems(plan: Document) -> Systems:
    from itdesk.reports.plan import Impact, System, Systems

    def minutes(system: SystemRow) -> int | None:
        return None if system.may_lose_hours is None else int(system.may_lose_hours * 60)

    rows = [
        System(
            name=one.name,
            priority=one.priority,
            back_in=int(one.back_within_hours * 60),
            may_lose=minutes(one),
            vendors=", ".join(one.vendors),
            proven_on=one.last_proven_on,
            proven_minutes=one.proven_minutes,
            test_needed=one.needs_proof,
        )
        for one in plan.systems
    ]
    impacts = [
        Impact(one.name, one.work_that_stops, one.people_count, one.day_cost)
        for one in plan.systems
        if one.work_that_stops
    ]
    return Systems(rows, impacts)


def _vendors(plan: Document, locale: str) -> PlanTable:
    from itdesk.reports.listing import ListColumn
    from itdesk.reports.plan import PlanTable

    columns = (ListColumn(_("Vendor")), ListColumn(_("Telephone")), ListColumn(_("Hours")), ListColumn(_("Contract")))
    named = {row.vendor_id: row for row in plan.contracts}
    rows = []
    for vendor in plan.vendors:
        contract = named.get(vendor.id)
        words = ""
        if contract is not None:
            end = format_date(contract.term_end, locale)
            words = ", ".join(part for part in (contract.number, end) if part)
        rows.append((vendor.name, vendor.phone, vendor.hours, words))
    return PlanTable(columns, tuple(rows))
