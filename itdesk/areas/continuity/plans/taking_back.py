"""Parts of a plan as they were before they were taken out, and putting them back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from itdesk.areas.continuity.plans import operations
from itdesk.areas.continuity.plans.models import PlanCall, PlanSection, PlanStep
from itdesk.core.errors import UserError
from itdesk.core.texts import _

Row = TypeVar("Row", PlanSection, PlanStep, PlanCall)

_STEP = ("body", "person_id", "vendor_id", "cover_id", "minutes")
_SECTION = ("body", "system_id", "starts_when", "check_body", "back_body")
_CALL = ("person_id", "vendor_id", "stand_in_id", "name", "duty", "phone", "note")


@dataclass(frozen=True, slots=True)
class TakenStep:
    """A step that was taken out."""

    section_id: int
    position: int
    values: dict[str, object]


@dataclass(frozen=True, slots=True)
class TakenSection:
    """A section that was taken out, with its steps and parts."""

    plan_id: int
    parent_id: int | None
    position: int
    title: str
    kind: str
    values: dict[str, object]
    steps: tuple[TakenStep, ...]
    parts: tuple[TakenSection, ...]


@dataclass(frozen=True, slots=True)
class TakenCall:
    """A box of the call tree that was taken out, and whom it called."""

    plan_id: int
    parent_id: int | None
    position: int
    values: dict[str, object]
    called: tuple[int, ...]


def take_step(session: Session, step_id: int) -> TakenStep:
    """Take out a step and tell what it was."""
    step = _there(session.get(PlanStep, step_id))
    taken = _step(step)
    operations.delete_step(session, step_id)
    return taken


def put_step(session: Session, taken: TakenStep) -> int:
    """Put a step back to its place; its new id."""
    values = dict(taken.values)
    body = str(values.pop("body"))
    return operations.add_step(session, taken.section_id, body, position=taken.position, **values)


def take_section(session: Session, section_id: int) -> TakenSection:
    """Take out a section with everything in it and tell what it was."""
    taken = _section(session, _there(session.get(PlanSection, section_id)))
    operations.delete_section(session, section_id)
    return taken


def put_section(session: Session, taken: TakenSection) -> int:
    """Put a section back with everything in it; its new id."""
    return _put(session, taken, taken.parent_id)


def take_call(session: Session, call_id: int) -> TakenCall:
    """Take a box out of the call tree and tell what it was; those whom it calls move up."""
    call = _there(session.get(PlanCall, call_id))
    called = tuple(
        session.scalars(select(PlanCall.id).where(PlanCall.parent_id == call_id).order_by(PlanCall.position))
    )
    values = {name: getattr(call, name) for name in _CALL}
    taken = TakenCall(call.plan_id, call.parent_id, call.position, values, called)
    operations.delete_call(session, call_id)
    return taken


def put_call(session: Session, taken: TakenCall) -> int:
    """Put a box back, above those whom it called; its new id."""
    call_id = operations.add_call(
        session, taken.plan_id, parent_id=taken.parent_id, position=taken.position, **taken.values
    )
    for place, below in enumerate(taken.called):
        if session.get(PlanCall, below) is not None:
            operations.move_call(session, below, parent_id=call_id, position=place)
    return call_id


def _put(session: Session, taken: TakenSection, parent_id: int | None) -> int:
    section_id = operations.add_section(
        session,
        taken.plan_id,
        taken.title,
        taken.kind,
        parent_id=parent_id,
        position=taken.position,
        values=taken.values,
    )
    for step in taken.steps:
        put_step(session, TakenStep(section_id, step.position, step.values))
    for part in taken.parts:
        _put(session, part, section_id)
    return section_id


def _section(session: Session, section: PlanSection) -> TakenSection:
    steps = session.scalars(select(PlanStep).where(PlanStep.section_id == section.id).order_by(PlanStep.position))
    parts = session.scalars(
        select(PlanSection).where(PlanSection.parent_id == section.id).order_by(PlanSection.position)
    )
    return TakenSection(
        plan_id=section.plan_id,
        parent_id=section.parent_id,
        position=section.position,
        title=section.title,
        kind=section.kind,
        values={name: getattr(section, name) for name in _SECTION},
        steps=tuple(_step(step) for step in steps),
        parts=tuple(_section(session, part) for part in parts),
    )


def _step(step: PlanStep) -> TakenStep:
    return TakenStep(step.section_id, step.position, {name: getattr(step, name) for name in _STEP})


def _there(row: Row | None) -> Row:
    if row is None:
        raise UserError(_("This part of the plan was deleted."), _("Nothing was changed."))
    return row
