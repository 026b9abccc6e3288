"""A recovery plan as its editor and its paper show it: outline, sections, and the blocks that come from the data."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from itdesk.areas.continuity.plans import rules
from itdesk.areas.continuity.plans.choices import Completeness, SectionKind
from itdesk.areas.continuity.plans.live import Live
from itdesk.areas.continuity.plans.models import Plan, PlanCall, PlanSection, PlanStep
from itdesk.areas.continuity.plans.rules import Placed, Score, SectionFacts, StepFacts
from itdesk.areas.continuity.plans.views import CallBox, Document, SectionView, StepView, SystemRow
from itdesk.areas.continuity.systems.models import System
from itdesk.areas.directory.people.models import Person
from itdesk.areas.directory.sites.models import Site
from itdesk.areas.inventory.hardware.models import Hardware
from itdesk.areas.vendors.choices import Decision, Renewal
from itdesk.areas.vendors.contracts.queries import Row as ContractRow
from itdesk.areas.vendors.contracts.queries import running
from itdesk.areas.vendors.vendors.models import Vendor
from itdesk.areas.vendors.vendors.queries import ToCall, to_call
from itdesk.core.errors import UserError
from itdesk.core.formats import format_day
from itdesk.core.texts import _


def systems(session: Session) -> tuple[SystemRow, ...]:
    """Every system, the first to bring back first."""
    first, second = aliased(Vendor), aliased(Vendor)
    statement = (
        select(System, Hardware.tag, first.name, second.name)
        .outerjoin(Hardware, Hardware.id == System.hardware_id)
        .outerjoin(first, first.id == System.vendor_id)
        .outerjoin(second, second.id == System.other_vendor_id)
        .where(System.deleted_at.is_(None))
        .order_by(System.priority, System.back_within_hours, System.name)
    )
    return tuple(_system(session, *row) for row in session.execute(statement))


def _system(session: Session, system: System, tag: str | None, one: str | None, other: str | None) -> SystemRow:
    ids = (system.vendor_id, system.other_vendor_id)
    return SystemRow(
        id=system.id,
        name=system.name,
        priority=system.priority,
        back_within_hours=system.back_within_hours,
        may_lose_hours=system.may_lose_hours,
        needs_proof=system.needs_proof,
        last_proven_on=system.last_proven_on,
        proven_minutes=system.proven_minutes,
        hardware_id=system.hardware_id,
        hardware=tag or "",
        vendors=tuple(name for name in (one, other) if name),
        vendor_ids=tuple(key for key in ids if key is not None),
        work_that_stops=system.work_that_stops or "",
        people_count=system.people_count,
        day_cost=system.day_cost,
        currency=system.currency or session.info["workspace"].currency,
    )


def call_tree(session: Session, plan_id: int) -> tuple[CallBox, ...]:
    """The call tree from top to bottom, each box after the one that calls it."""
    stand_in = aliased(Person)
    number = func.coalesce(func.nullif(PlanCall.phone, ""), func.nullif(Person.mobile, ""), Person.phone)
    vendor_number = func.coalesce(func.nullif(Vendor.support_phone, ""), Vendor.phone, "")
    statement = (
        select(
            PlanCall,
            func.coalesce(func.nullif(PlanCall.name, ""), Person.name, Vendor.name, ""),
            func.coalesce(number, vendor_number),
            func.coalesce(func.nullif(PlanCall.duty, ""), Person.job_title, ""),
            func.coalesce(stand_in.name, ""),
        )
        .outerjoin(Person, Person.id == PlanCall.person_id)
        .outerjoin(Vendor, Vendor.id == PlanCall.vendor_id)
        .outerjoin(stand_in, stand_in.id == PlanCall.stand_in_id)
        .where(PlanCall.plan_id == plan_id)
    )
    rows = {row[0].id: row for row in session.execute(statement)}
    order = rules.numbered(Placed(row[0].id, row[0].parent_id, row[0].position) for row in rows.values())
    out = []
    for call_id, _number, depth in order:
        call, name, phone, duty, covers = rows[call_id]
        out.append(
            CallBox(
                id=call.id,
                parent_id=call.parent_id if call.parent_id in rows else None,
                depth=depth,
                name=name,
                duty=duty,
                phone=phone or "",
                note=call.note or "",
                stand_in=covers,
                person_id=call.person_id,
                vendor_id=call.vendor_id,
                stand_in_id=call.stand_in_id,
                own_phone=call.phone or "",
            )
        )
    return tuple(out)


def document(session: Session, plan_id: int, today: date) -> Document:
    """The whole plan: the outline, every section with its live values, and the blocks from the data."""
    approver, owner = aliased(Person), aliased(Person)
    found = session.execute(
        select(Plan, owner.name, owner.job_title, approver.name, Site.name)
        .outerjoin(owner, owner.id == Plan.owner_id)
        .outerjoin(approver, approver.id == Plan.approver_id)
        .outerjoin(Site, Site.id == Plan.site_id)
        .where(Plan.id == plan_id, Plan.deleted_at.is_(None))
    ).first()
    if found is None:
        raise UserError(_("This plan was deleted."), _("Look into the bin to bring it back."))
    plan: Plan = found[0]
    read = _read(session, plan_id, today)
    sections = _sections(read)
    parents = {section.parent_id for section in sections}
    return Document(
        id=plan.id,
        version=plan.version,
        name=plan.name,
        subtitle=plan.subtitle or "",
        edition=plan.edition,
        status=plan.status,
        owner=found[1] or "",
        owner_title=found[2] or "",
        owner_id=plan.owner_id,
        approver=found[3] or "",
        agreed_on=plan.agreed_on,
        site=found[4] or "",
        review_on=plan.review_on,
        last_tested_on=plan.last_tested_on,
        tested_what=plan.tested_what or "",
        copies=plan.copies or "",
        no_answer_minutes=plan.no_answer_minutes,
        purpose=plan.purpose or "",
        sections=sections,
        calls=read.calls,
        systems=read.systems,
        vendors=read.vendors,
        contracts=read.contracts,
        score=rules.plan_score([section.score for section in sections if section.id not in parents]),
        needs_you=sum(1 for section in sections if section.score.state is Completeness.WRONG),
    )


def section_of(plan: Document, section_id: int) -> SectionView:
    """One section of a plan that was read."""
    for section in plan.sections:
        if section.id == section_id:
            return section
    raise UserError(_("This section was deleted."), _("Choose another one in the outline."))


def _steps(session: Session, plan_id: int, live: Live) -> dict[int, list[StepView]]:
    cover = aliased(Person)
    statement = (
        select(PlanStep, Person.name, Vendor.name, cover.name)
        .outerjoin(Person, Person.id == PlanStep.person_id)
        .outerjoin(Vendor, Vendor.id == PlanStep.vendor_id)
        .outerjoin(cover, cover.id == PlanStep.cover_id)
        .where(PlanStep.plan_id == plan_id)
        .order_by(PlanStep.section_id, PlanStep.position, PlanStep.id)
    )
    out: dict[int, list[StepView]] = defaultdict(list)
    for step, person, vendor, covers in session.execute(statement):
        mine = out[step.section_id]
        mine.append(
            StepView(
                id=step.id,
                number=len(mine) + 1,
                body=step.body,
                shown=live.resolve(step.body),
                person_id=step.person_id,
                vendor_id=step.vendor_id,
                cover_id=step.cover_id,
                who=person or vendor or "",
                cover=covers or "",
                minutes=step.minutes,
            )
        )
    return out


@dataclass
class _Read:
    """Everything of a plan, read once."""

    live: Live
    today: date
    raw: list[PlanSection]
    steps: dict[int, list[StepView]]
    calls: tuple[CallBox, ...]
    systems: tuple[SystemRow, ...]
    vendors: tuple[ToCall, ...] = ()
    contracts: tuple[ContractRow, ...] = ()

    @cached_property
    def texts(self) -> list[str]:
        """Every text as it is edited."""
        written = [text for row in self.raw for text in (row.body, row.starts_when, row.check_body, row.back_body)]
        return written + [step.body for mine in self.steps.values() for step in mine]

    @cached_property
    def named_contracts(self) -> set[int]:
        """Contracts that the texts name."""
        return set(self.live.named(self.texts, "contracts"))

    @cached_property
    def by_system(self) -> dict[int, SystemRow]:
        """Systems by id."""
        return {system.id: system for system in self.systems}


def _read(session: Session, plan_id: int, today: date) -> _Read:
    live = Live(session)
    read = _Read(
        live=live,
        today=today,
        raw=list(session.scalars(select(PlanSection).where(PlanSection.plan_id == plan_id))),
        steps=_steps(session, plan_id, live),
        calls=call_tree(session, plan_id),
        systems=systems(session),
    )
    # vendors that are named, that do a step, or that stand in the call tree; then what runs with them or is named
    wanted = list(live.named(read.texts, "vendors"))
    wanted += [step.vendor_id for mine in read.steps.values() for step in mine if step.vendor_id is not None]
    wanted += [box.vendor_id for box in read.calls if box.vendor_id is not None]
    read.vendors = to_call(session, tuple(dict.fromkeys(wanted)))
    called = {vendor.id for vendor in read.vendors}
    read.contracts = tuple(
        row for row in running(session, today) if row.id in read.named_contracts or row.vendor_id in called
    )
    return read


def _sections(read: _Read) -> tuple[SectionView, ...]:
    by_id = {row.id: row for row in read.raw}
    order = rules.numbered(Placed(row.id, row.parent_id, row.position) for row in read.raw)
    children: dict[int, list[int]] = defaultdict(list)
    for row in read.raw:
        if row.parent_id in by_id:
            children[row.parent_id].append(row.id)
    scores: dict[int, Score] = {}
    for row_id, _number, _depth in reversed(order):  # parts before the chapters that they make up
        own = rules.section_score(_facts(read, by_id[row_id], has_children=bool(children[row_id])))
        scores[row_id] = rules.parent_score(own, [scores[child] for child in children[row_id]])
    return tuple(_view(read, by_id[row_id], number, depth, scores[row_id]) for row_id, number, depth in order)


def _facts(read: _Read, row: PlanSection, *, has_children: bool) -> SectionFacts:
    entries, wanting = {
        SectionKind.CALL_TREE: (len(read.calls), sum(1 for box in read.calls if not box.phone)),
        SectionKind.SYSTEMS: (len(read.systems), 0),
        SectionKind.VENDORS: (len(read.vendors), sum(1 for vendor in read.vendors if not vendor.phone)),
    }.get(SectionKind(row.kind), (0, 0))
    return SectionFacts(
        kind=row.kind,
        body=row.body,
        starts_when=row.starts_when,
        check_body=row.check_body,
        steps=step_facts(read.steps[row.id]),
        system=read.by_system[row.system_id].facts if row.system_id in read.by_system else None,
        entries=entries,
        entries_wanting=wanting,
        wrong=_ending(read) if row.kind == SectionKind.VENDORS else (),
        has_children=has_children,
    )


def _ending(read: _Read) -> tuple[str, ...]:
    """A sentence for each contract that the plan names and that ends soon."""
    sentences = (
        ending_words(read.live.session, row, "", read.today) for row in read.contracts if row.id in read.named_contracts
    )
    return tuple(sentence for sentence in sentences if sentence)


def step_facts(steps: list[StepView] | tuple[StepView, ...]) -> tuple[StepFacts, ...]:
    """What the rules read of steps."""
    return tuple(
        StepFacts(step.number, step.who, step.person_id is not None, step.cover_id is not None, step.minutes)
        for step in steps
    )


def _view(read: _Read, row: PlanSection, number: str, depth: int, score: Score) -> SectionView:
    live, steps = read.live, tuple(read.steps[row.id])
    facts = step_facts(steps)
    return SectionView(
        id=row.id,
        version=row.version,
        parent_id=row.parent_id,
        position=row.position,
        number=number,
        depth=depth,
        kind=row.kind,
        title=row.title,
        body=row.body,
        starts_when=row.starts_when,
        check_body=row.check_body,
        back_body=row.back_body,
        shown_body=live.resolve(row.body),
        shown_starts_when=live.resolve(row.starts_when),
        shown_check=live.resolve(row.check_body),
        shown_back=live.resolve(row.back_body),
        steps=steps,
        total_minutes=rules.total_minutes(facts),
        system=read.by_system.get(row.system_id) if row.system_id is not None else None,
        score=score,
        cover=tuple(rules.cover_sentences(facts)),
    )


def ending_words(session: Session, row: ContractRow, place: str, today: date) -> str:
    """What to say of a contract that ends soon, or ended, and does not renew by itself; empty for any other."""
    if row.term_end is None or row.term_end - today > rules.ENDS_SOON:
        return ""
    leaves = row.decision in (Decision.LEAVE, Decision.NOTICED)
    if row.renewal != Renewal.ENDS and not leaves:
        return ""
    day = format_day(row.term_end, session.info["workspace"].locale)
    return rules.ending_sentence(row.number or row.name, row.term_end, day, place or _("This plan"), today)
