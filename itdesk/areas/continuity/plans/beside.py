"""What the plan's page shows at once: a plan, and beside each section the data that it is about."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from itdesk.areas.continuity.plans.findings import findings_of
from itdesk.areas.continuity.plans.models import Plan
from itdesk.areas.continuity.plans.queries import document
from itdesk.areas.continuity.plans.rules import Finding
from itdesk.areas.continuity.plans.views import Document, SectionView, SystemRow
from itdesk.areas.vendors.vendors.queries import ToCall


@dataclass(frozen=True, slots=True)
class Known:
    """A plan to choose from."""

    id: int
    name: str
    edition: int
    status: str


@dataclass(frozen=True, slots=True)
class Beside:
    """The data beside a section; its own findings come first."""

    systems: tuple[SystemRow, ...]
    vendors: tuple[ToCall, ...]
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class Shown:
    """A plan with what stands beside each of its sections; 0 stands for none in front."""

    plan: Document
    beside: dict[int, Beside]


def known(session: Session) -> tuple[Known, ...]:
    """Every plan by name."""
    statement = select(Plan.id, Plan.name, Plan.edition, Plan.status).where(Plan.deleted_at.is_(None))
    return tuple(Known(*row) for row in session.execute(statement.order_by(Plan.name, Plan.id)))


def shown(session: Session, plan_id: int, today: date) -> Shown:
    """A plan and what stands beside its sections."""
    plan = document(session, plan_id, today)
    found = findings_of(session, plan, today)
    beside = {0: Beside((), (), found)}
    for section in plan.sections:
        beside[section.id] = Beside(
            systems_of(plan, section), vendors_of(plan, section), findings_beside(found, section)
        )
    return Shown(plan, beside)


def family(plan: Document, section: SectionView) -> tuple[SectionView, ...]:
    """A section and everything in it."""
    inside = {section.id}
    out = []
    for one in plan.sections:  # in reading order, so that parents come first
        if one.id in inside or one.parent_id in inside:
            inside.add(one.id)
            out.append(one)
    return tuple(out)


def named(plan: Document, section: SectionView, kind: str) -> frozenset[int]:
    """Records of a kind that the texts of a section and of its parts name."""
    shown = [
        text
        for one in family(plan, section)
        for text in (one.shown_body, one.shown_starts_when, one.shown_check, one.shown_back)
    ]
    shown += [step.shown for one in family(plan, section) for step in one.steps]
    return frozenset(
        piece.record_id
        for text in shown
        for piece in text.pieces
        if not isinstance(piece, str) and piece.kind == kind and piece.record_id is not None
    )


def systems_of(plan: Document, section: SectionView) -> tuple[SystemRow, ...]:
    """The systems that a section brings back or names; none means that it is about no system."""
    own = {one.system.id for one in family(plan, section) if one.system is not None}
    wanted = own | named(plan, section, "systems")
    return tuple(system for system in plan.systems if system.id in wanted)


def vendors_of(plan: Document, section: SectionView) -> tuple[ToCall, ...]:
    """The vendors that a section names, that do one of its steps, or that look after its systems."""
    wanted = set(named(plan, section, "vendors"))
    wanted |= {step.vendor_id for one in family(plan, section) for step in one.steps if step.vendor_id is not None}
    wanted |= {key for system in systems_of(plan, section) for key in system.vendor_ids}
    return tuple(vendor for vendor in plan.vendors if vendor.id in wanted)


def findings_beside(found: tuple[Finding, ...], section: SectionView) -> tuple[Finding, ...]:
    """Findings with those of a section before those of others."""
    mine = tuple(one for one in found if one.section_id == section.id)
    return (*mine, *(one for one in found if one not in mine))
