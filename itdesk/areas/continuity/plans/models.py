"""The tables of recovery plans: sections, steps and the call tree live inside a plan."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, ClassVar

from sqlalchemy import ColumnElement, Date, ForeignKey, Integer, String, Text, UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session, aliased, mapped_column

from itdesk.areas.continuity.plans.choices import PlanStatus, SectionKind
from itdesk.core.texts import N_, _
from itdesk.db.base import Part, Record, Rule, unique_while_kept


class Plan(Record):
    """A recovery plan; edition is the version that people see, version the row's."""

    __tablename__ = "plans"

    name: Mapped[str] = mapped_column(String(255))
    subtitle: Mapped[str | None] = mapped_column(String(255))
    edition: Mapped[int] = mapped_column(Integer, default=1)
    status: Mapped[str] = mapped_column(String(20))
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"), index=True)
    approver_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"), index=True)
    agreed_on: Mapped[date | None] = mapped_column(Date)
    site_id: Mapped[int | None] = mapped_column(ForeignKey("sites.id"), index=True)
    review_on: Mapped[date | None] = mapped_column(Date, index=True)
    last_tested_on: Mapped[date | None] = mapped_column(Date)
    tested_what: Mapped[str | None] = mapped_column(String(255))
    copies: Mapped[str | None] = mapped_column(String(255))
    no_answer_minutes: Mapped[int] = mapped_column(Integer, default=15)
    purpose: Mapped[str | None] = mapped_column(Text)

    __table_args__ = (unique_while_kept("plans", "name"),)

    @classmethod
    def standing(cls, session: Session, ids: Sequence[int]) -> dict[int, str]:
        """Plans that are signed off: their text stands."""
        asked = select(cls.id, cls.name, cls.edition).where(cls.id.in_(ids), cls.status == PlanStatus.AGREED)
        said = _("Version {edition} of {name} is signed off, so its text stands.")
        return {row.id: said.format(edition=row.edition, name=row.name) for row in session.execute(asked)}


class PlanSection(Part):
    """A chapter, or a part of one. Bodies are Markdown with tokens for live values."""

    __tablename__ = "plan_sections"
    LABEL = N_("Section")
    LABELS: ClassVar = {
        "title": N_("Title"),
        "body": N_("Text"),
        "kind": N_("Type"),
        "position": N_("Order"),
        "parent_id": N_("Part of"),
        "system_id": N_("System"),
        "starts_when": N_("Start here when"),
        "check_body": N_("Check that it worked"),
        "back_body": N_("Going back"),
    }
    PARENT = ("plans", "plan_id")
    SEARCHED = ("title", "body", "starts_when", "check_body", "back_body")
    CHECKS: ClassVar = (
        Rule(
            N_("Recovery plans: {n} sections are part of a section of another plan."),
            lambda: _is_elsewhere(PlanSection.parent_id, PlanSection.plan_id),
        ),
    )

    plan_id: Mapped[int] = mapped_column(ForeignKey("plans.id", ondelete="CASCADE"), index=True)
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("plan_sections.id", ondelete="CASCADE"), index=True)
    position: Mapped[int] = mapped_column(Integer)
    kind: Mapped[str] = mapped_column(String(20), default=SectionKind.TEXT)
    title: Mapped[str] = mapped_column(String(255))
    body: Mapped[str] = mapped_column(Text, default="")
    system_id: Mapped[int | None] = mapped_column(ForeignKey("systems.id"), index=True)
    starts_when: Mapped[str] = mapped_column(Text, default="")
    check_body: Mapped[str] = mapped_column(Text, default="")
    back_body: Mapped[str] = mapped_column(Text, default="")


class PlanStep(Part):
    """A step of a procedure: what to do, who does it, who covers, how long it takes."""

    __tablename__ = "plan_steps"
    LABEL = N_("Step")
    LABELS: ClassVar = {
        "body": N_("What to do"),
        "person_id": N_("Who"),
        "vendor_id": N_("Vendor"),
        "cover_id": N_("Covers"),
        "minutes": N_("Minutes"),
        "position": N_("Order"),
        "section_id": N_("Section"),
    }
    PARENT = ("plans", "plan_id")
    SEARCHED = ("body",)
    CHECKS: ClassVar = (
        Rule(
            N_("Recovery plans: {n} steps stand in a section of another plan."),
            lambda: _is_elsewhere(PlanStep.section_id, PlanStep.plan_id),
        ),
        Rule(N_("Recovery plans: {n} steps have the same place as another."), lambda: _has_double(PlanStep)),
    )

    plan_id: Mapped[int] = mapped_column(ForeignKey("plans.id", ondelete="CASCADE"), index=True)
    section_id: Mapped[int] = mapped_column(ForeignKey("plan_sections.id", ondelete="CASCADE"), index=True)
    position: Mapped[int] = mapped_column(Integer)
    body: Mapped[str] = mapped_column(Text)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"), index=True)
    vendor_id: Mapped[int | None] = mapped_column(ForeignKey("vendors.id"), index=True)
    cover_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"), index=True)
    minutes: Mapped[int | None] = mapped_column(Integer)


class PlanCall(Part):
    """A box of the call tree: a person, a vendor, or somebody who stands in neither list."""

    __tablename__ = "plan_calls"
    LABEL = N_("Call")
    LABELS: ClassVar = {
        "person_id": N_("Person"),
        "vendor_id": N_("Vendor"),
        "stand_in_id": N_("Stand-in"),
        "name": N_("Name"),
        "duty": N_("Duty"),
        "phone": N_("Phone"),
        "note": N_("Note"),
        "position": N_("Order"),
        "parent_id": N_("Called by"),
    }
    PARENT = ("plans", "plan_id")
    SEARCHED = ("name", "duty")

    plan_id: Mapped[int] = mapped_column(ForeignKey("plans.id", ondelete="CASCADE"), index=True)
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("plan_calls.id", ondelete="CASCADE"), index=True)
    position: Mapped[int] = mapped_column(Integer)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"), index=True)
    vendor_id: Mapped[int | None] = mapped_column(ForeignKey("vendors.id"), index=True)
    stand_in_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"), index=True)
    name: Mapped[str | None] = mapped_column(String(255))
    duty: Mapped[str | None] = mapped_column(String(255))
    phone: Mapped[str | None] = mapped_column(String(80))
    note: Mapped[str | None] = mapped_column(String(255))


class PlanEdition(Part):
    """A version as it was signed off: its texts with the live values of that day, as JSON for reading and comparing."""

    __tablename__ = "plan_editions"
    PARENT = ("plans", "plan_id")
    LABEL = N_("Version")
    LABELS: ClassVar = {"edition": N_("Version"), "agreed_on": N_("Signed off on"), "agreed_by_id": N_("Signed off by")}

    plan_id: Mapped[int] = mapped_column(ForeignKey("plans.id", ondelete="CASCADE"))
    edition: Mapped[int] = mapped_column(Integer)
    agreed_on: Mapped[date] = mapped_column(Date)
    agreed_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"), index=True)
    content: Mapped[str] = mapped_column(Text)

    __table_args__ = (UniqueConstraint("plan_id", "edition"),)


def _is_elsewhere(section_id: Any, plan_id: Any) -> ColumnElement[bool]:
    section = aliased(PlanSection)
    return (
        select(section.id)
        .where(section.id == section_id, section.plan_id != plan_id)
        .correlate_except(section)
        .exists()
    )


def _has_double(step: type[PlanStep]) -> ColumnElement[bool]:
    other = aliased(step)
    same = (other.section_id == step.section_id, other.position == step.position, other.id < step.id)
    return select(other.id).where(*same).correlate_except(other).exists()
