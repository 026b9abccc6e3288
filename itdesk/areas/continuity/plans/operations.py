"""What is done to a plan: sections and steps written, moved and taken out, calls drawn, versions signed off."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import date
from typing import TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from itdesk.areas.continuity.plans.choices import PlanStatus, SectionKind
from itdesk.areas.continuity.plans.models import Plan, PlanCall, PlanEdition, PlanSection, PlanStep
from itdesk.core.errors import ChangedElsewhere, UserError
from itdesk.core.record import Verb
from itdesk.core.texts import _
from itdesk.db import records, rights

PlanRow = TypeVar("PlanRow", PlanSection, PlanStep, PlanCall)

_SECTION = ("title", "kind", "body", "system_id", "starts_when", "check_body", "back_body")
_STEP = ("body", "person_id", "vendor_id", "cover_id", "minutes")
_CALL = ("person_id", "vendor_id", "stand_in_id", "name", "duty", "phone", "note")


def add_section(
    session: Session,
    plan_id: int,
    title: str,
    kind: str = SectionKind.TEXT,
    *,
    parent_id: int | None = None,
    position: int | None = None,
    values: Mapping[str, object] | None = None,
) -> int:
    """Put a section among its parent's at a position, at the end if none is given; its id."""
    _open_plan(session, plan_id)
    section = PlanSection(plan_id=plan_id, parent_id=parent_id, position=0, title=_titled(title), kind=str(kind))
    _set(section, values or {}, _SECTION)
    session.add(section)
    _place(session, section, _sections_in(session, plan_id, parent_id), position)
    return section.id


def edit_section(
    session: Session, section_id: int, values: Mapping[str, object], *, seen: Mapping[str, object]
) -> None:
    """Type over parts of a section; seen are their values as the writer saw them, so that nobody overwrites another."""
    section = _row(session, PlanSection, section_id)
    if "title" in values:
        values = {**values, "title": _titled(str(values["title"]))}
    _compare(section, values, seen)
    _set(section, values, _SECTION)
    session.flush()


def move_section(session: Session, section_id: int, *, parent_id: int | None, position: int) -> None:
    """Put a section elsewhere, with everything in it. It can't be put into itself."""
    section = _row(session, PlanSection, section_id)
    above = parent_id
    while above is not None:
        if above == section_id:
            raise UserError(_("A section can't be put into itself."), _("Choose another place."))
        above = _row(session, PlanSection, above).parent_id
    old_parent = section.parent_id
    section.parent_id = parent_id
    _place(session, section, _sections_in(session, section.plan_id, parent_id), position)
    if old_parent != parent_id:
        _renumber(_sections_in(session, section.plan_id, old_parent))
    session.flush()


def delete_section(session: Session, section_id: int) -> None:
    """Take out a section with its parts and steps."""
    section = _row(session, PlanSection, section_id)
    for child in _sections_in(session, section.plan_id, section_id):
        delete_section(session, child.id)
    for step in _steps_in(session, section_id):
        session.delete(step)
    session.flush()
    session.delete(section)
    session.flush()
    _renumber(_sections_in(session, section.plan_id, section.parent_id))
    session.flush()


def add_step(session: Session, section_id: int, body: str, *, position: int | None = None, **values: object) -> int:
    """Put a step among the section's at a position, at the end if none is given; its id. A text section becomes one of steps."""
    section = _row(session, PlanSection, section_id)
    if not body.strip():
        raise UserError(_("A step says what to do."), _("Write it as an order: Call, Look, Restore."), field="body")
    if section.kind == SectionKind.TEXT:
        section.kind = str(SectionKind.PROCEDURE)
    step = PlanStep(plan_id=section.plan_id, section_id=section_id, position=0, body=body.strip())
    _set(step, values, _STEP)
    session.add(step)
    _place(session, step, _steps_in(session, section_id), position)
    return step.id


def edit_step(session: Session, step_id: int, values: Mapping[str, object], *, seen: Mapping[str, object]) -> None:
    """Type over parts of a step. A person takes the vendor's place and the other way round."""
    step = _row(session, PlanStep, step_id)
    _compare(step, values, seen)
    _set(step, values, _STEP)
    if values.get("person_id") is not None:
        step.vendor_id = None
    elif values.get("vendor_id") is not None:
        step.person_id, step.cover_id = None, None
    session.flush()


def move_step(session: Session, step_id: int, position: int, *, section_id: int | None = None) -> None:
    """Put a step elsewhere in its section, or into another section of the plan."""
    step = _row(session, PlanStep, step_id)
    old = step.section_id
    if section_id is not None and section_id != old:
        if _row(session, PlanSection, section_id).plan_id != step.plan_id:
            raise UserError(_("A step can't leave its plan."), _("Copy its text instead."))
        step.section_id = section_id
    _place(session, step, _steps_in(session, step.section_id), position)
    if step.section_id != old:
        _renumber(_steps_in(session, old))
    session.flush()


def delete_step(session: Session, step_id: int) -> None:
    """Take out a step."""
    step = _row(session, PlanStep, step_id)
    session.delete(step)
    session.flush()
    _renumber(_steps_in(session, step.section_id))
    session.flush()


def set_cover(session: Session, section_id: int, person_id: int, cover_id: int) -> int:
    """Let somebody cover for a person in every step of a section that has no cover yet; how many steps."""
    if person_id == cover_id:
        raise UserError(_("Nobody can cover for themselves."), _("Choose somebody else."))
    _row(session, PlanSection, section_id)
    alone = [step for step in _steps_in(session, section_id) if step.person_id == person_id and step.cover_id is None]
    for step in alone:
        step.cover_id = cover_id
    session.flush()
    return len(alone)


def add_call(
    session: Session, plan_id: int, *, parent_id: int | None = None, position: int | None = None, **values: object
) -> int:
    """Put a box into the call tree; its id. It is a person, a vendor, or somebody with a name and a number."""
    _open_plan(session, plan_id)
    if not any(values.get(name) for name in ("person_id", "vendor_id", "name")):
        raise UserError(_("Say whom to call."), _("Choose a person or vendor, or type a name."), field="name")
    call = PlanCall(plan_id=plan_id, parent_id=parent_id, position=0)
    _set(call, values, _CALL)
    session.add(call)
    _place(session, call, _calls_in(session, plan_id, parent_id), position)
    return call.id


def edit_call(session: Session, call_id: int, values: Mapping[str, object], *, seen: Mapping[str, object]) -> None:
    """Type over parts of a box."""
    call = _row(session, PlanCall, call_id)
    _compare(call, values, seen)
    _set(call, values, _CALL)
    session.flush()


def move_call(session: Session, call_id: int, *, parent_id: int | None, position: int) -> None:
    """Let somebody else call this box, or in another order."""
    call = _row(session, PlanCall, call_id)
    above = parent_id
    while above is not None:
        if above == call_id:
            raise UserError(_("Nobody is called by somebody whom they call."), _("Choose another place."))
        above = _row(session, PlanCall, above).parent_id
    call.parent_id = parent_id
    _place(session, call, _calls_in(session, call.plan_id, parent_id), position)
    session.flush()


def delete_call(session: Session, call_id: int) -> None:
    """Take a box out of the call tree; those whom it calls move up to the one that called it."""
    call = _row(session, PlanCall, call_id)
    moved = _calls_in(session, call.plan_id, call_id)
    siblings = [other for other in _calls_in(session, call.plan_id, call.parent_id) if other.id != call_id]
    for child in moved:
        child.parent_id = call.parent_id
    _renumber([*siblings, *moved])
    session.flush()
    session.delete(call)
    session.flush()


def send_for_sign_off(session: Session, plan_id: int, approver_id: int) -> None:
    """Ask somebody to agree to the plan as it is."""
    draft = records.draft(session, "plans", plan_id)
    draft.values.update(status=PlanStatus.SIGN_OFF, approver=approver_id)
    records.save(session, draft)


def agree(session: Session, plan_id: int, on: date, by: int | None = None) -> None:
    """The approver agrees, or whoever did it for them: this version is kept as it reads today and stands from now on."""
    draft = records.draft(session, "plans", plan_id)
    draft.values.update(status=PlanStatus.AGREED, agreed_on=on)
    if by is not None:
        draft.values["approver"] = by
    records.save(session, draft)
    plan = session.get_one(Plan, plan_id)
    session.add(
        PlanEdition(
            plan_id=plan_id,
            edition=plan.edition,
            agreed_on=on,
            agreed_by_id=plan.approver_id,
            content=json.dumps(_snapshot(session, plan_id, on), ensure_ascii=False),
        )
    )
    session.flush()


def _snapshot(session: Session, plan_id: int, today: date) -> dict[str, object]:
    from itdesk.areas.continuity.plans.queries import document

    told = document(session, plan_id, today)
    return {
        "name": told.name,
        "edition": told.edition,
        "sections": [
            {
                "number": section.number,
                "title": section.title,
                "body": section.shown_body.text,
                "starts_when": section.shown_starts_when.text,
                "steps": [
                    {"body": step.shown.text, "who": step.who, "cover": step.cover, "minutes": step.minutes}
                    for step in section.steps
                ],
                "check": section.shown_check.text,
                "back": section.shown_back.text,
            }
            for section in told.sections
        ],
        "calls": [{"depth": box.depth, "name": box.name, "phone": box.phone} for box in told.calls],
    }


def new_edition(session: Session, plan_id: int) -> int:
    """Begin the next version as a draft with the same text; its number."""
    draft = records.draft(session, "plans", plan_id)
    edition = draft.values["edition"]
    following = edition + 1 if isinstance(edition, int) else 1
    draft.values.update(edition=following, status=PlanStatus.DRAFT, agreed_on=None)
    records.save(session, draft)
    return following


def new_plan(session: Session, name: str, *, owner_id: int | None = None, chapters: bool = True) -> int:
    """Begin a plan as a draft, with the usual chapters unless told otherwise; its id."""
    draft = records.blank(session.info["registry"], "plans")
    draft.values.update(name=name, owner=owner_id)
    plan_id = records.save(session, draft)
    if chapters:
        skeleton(session, plan_id)
    return plan_id


def skeleton(session: Session, plan_id: int) -> None:
    """Give an empty plan the chapters that every recovery plan needs (after NIST SP 800-34 and ISO 22301)."""
    if _sections_in(session, plan_id, None):
        raise UserError(_("This plan has sections already."), _("Add what is missing, or start a new plan."))
    for title, kind in (
        (_("Purpose and scope"), SectionKind.TEXT),
        (_("Who decides"), SectionKind.TEXT),
        (_("Call tree"), SectionKind.CALL_TREE),
        (_("Systems and priorities"), SectionKind.SYSTEMS),
        (_("Recovery steps"), SectionKind.TEXT),
        (_("Backups and where they are"), SectionKind.TEXT),
        (_("Vendors and contracts"), SectionKind.VENDORS),
        (_("Going back to normal"), SectionKind.TEXT),
        (_("Exercises and lessons"), SectionKind.TEXT),
    ):
        add_section(session, plan_id, title, kind)


def _open_plan(session: Session, plan_id: int) -> Plan:
    rights.require(session, "plans", Verb.CHANGE)
    plan = session.get(Plan, plan_id)
    if plan is None or plan.deleted_at is not None:
        raise UserError(_("This plan was deleted."), _("Look into the bin to bring it back."))
    if plan.status == PlanStatus.AGREED:
        raise UserError(
            _("Version {edition} is signed off, so its text stands.").format(edition=plan.edition),
            _("Start a new version to change it."),
        )
    return plan


def _row(session: Session, cls: type[PlanRow], row_id: int) -> PlanRow:
    row = session.get(cls, row_id)
    if row is None:
        raise UserError(_("This part of the plan was deleted."), _("Nothing was changed."))
    _open_plan(session, row.plan_id)
    return row


def _titled(title: str) -> str:
    if not title.strip():
        raise UserError(_("A section needs a title."), _("Name what it is about."), field="title")
    return " ".join(title.split())[:255]


def _set(row: PlanSection | PlanStep | PlanCall, values: Mapping[str, object], names: Iterable[str]) -> None:
    unknown = set(values) - set(names)
    if unknown:
        raise TypeError(f"{type(row).__name__} has no {', '.join(sorted(unknown))}")
    for name, value in values.items():
        setattr(row, name, str(value) if name == "kind" else value)


def _compare(row: PlanSection | PlanStep | PlanCall, values: Mapping[str, object], seen: Mapping[str, object]) -> None:
    theirs = {name: getattr(row, name) for name in values}
    collided = [name for name in values if name in seen and theirs[name] not in (seen[name], values[name])]
    if collided:
        raise ChangedElsewhere(
            _("Somebody else changed this part of the plan meanwhile."),
            _("Nothing was overwritten. Choose which text to keep."),
            original={name: seen[name] for name in collided},
            theirs={name: theirs[name] for name in collided},
            yours={name: values[name] for name in collided},
            version=row.version,
        )


def _place(session: Session, row: PlanRow, siblings: list[PlanRow], position: int | None) -> None:
    others = [other for other in siblings if other is not row]
    at = len(others) if position is None else max(0, min(position, len(others)))
    others.insert(at, row)
    _renumber(others)
    session.flush()


def _renumber(rows: Iterable[PlanSection | PlanStep | PlanCall]) -> None:
    for position, row in enumerate(rows):
        if row.position != position:
            row.position = position


def _sections_in(session: Session, plan_id: int, parent_id: int | None) -> list[PlanSection]:
    inside = select(PlanSection).where(PlanSection.plan_id == plan_id, PlanSection.parent_id == parent_id)
    with session.no_autoflush:
        return list(session.scalars(inside.order_by(PlanSection.position, PlanSection.id)))


def _steps_in(session: Session, section_id: int) -> list[PlanStep]:
    inside = select(PlanStep).where(PlanStep.section_id == section_id)
    with session.no_autoflush:
        return list(session.scalars(inside.order_by(PlanStep.position, PlanStep.id)))


def _calls_in(session: Session, plan_id: int, parent_id: int | None) -> list[PlanCall]:
    inside = select(PlanCall).where(PlanCall.plan_id == plan_id, PlanCall.parent_id == parent_id)
    with session.no_autoflush:
        return list(session.scalars(inside.order_by(PlanCall.position, PlanCall.id)))
