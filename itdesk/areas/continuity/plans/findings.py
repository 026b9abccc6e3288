"""What in a plan does not add up with the data of today."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from itdesk.areas.continuity.plans import rules
from itdesk.areas.continuity.plans.live import Live
from itdesk.areas.continuity.plans.queries import document, ending_words, step_facts
from itdesk.areas.continuity.plans.rules import Finding, FindingKind
from itdesk.areas.continuity.plans.views import Document, SectionView
from itdesk.areas.directory.people.models import Person
from itdesk.areas.inventory.hardware.choices import GONE
from itdesk.areas.inventory.hardware.models import Hardware
from itdesk.areas.vendors.contracts import queries as contracts
from itdesk.core.formats import format_date
from itdesk.core.texts import _


@dataclass(frozen=True, slots=True)
class _Reading:
    session: Session
    live: Live
    today: date


def does_not_add_up(session: Session, plan_id: int, today: date) -> tuple[Finding, ...]:
    """Every finding in a plan, in the order of its sections; the plan's own come first."""
    return findings_of(session, document(session, plan_id, today), today)


def findings_of(session: Session, plan: Document, today: date) -> tuple[Finding, ...]:
    """The same for a plan that was read already."""
    reading = _Reading(session, Live(session), today)
    found: list[Finding] = []
    if plan.review_on is not None and plan.review_on < today:
        day = format_date(plan.review_on, session.info["workspace"].locale)
        found.append(
            Finding(FindingKind.REVIEW, _("The review was due on {day}.").format(day=day), None, "plans", plan.id)
        )
    for section in plan.sections:
        found += _of_section(reading, section)
    in_steps = {one.record_id for one in found if one.kind is FindingKind.CONTRACT_ENDS and one.in_step}
    found = [
        one
        for one in found
        if one.kind is not FindingKind.CONTRACT_ENDS or one.in_step or one.record_id not in in_steps
    ]  # a chapter that names a contract as well says nothing new
    for box in plan.calls:
        if not box.phone:
            sentence = _("{name} stands in the call tree without a number.").format(name=box.name or _("Somebody"))
            kind, record_id = ("people", box.person_id) if box.person_id else ("vendors", box.vendor_id)
            found.append(Finding(FindingKind.NO_PHONE, sentence, None, kind if record_id else "", record_id))
    return tuple(found)


def _of_section(reading: _Reading, section: SectionView) -> Iterator[Finding]:
    system = section.system
    if system is not None:
        if sentence := rules.proof_sentence(system.facts):
            yield Finding(FindingKind.NEVER_PROVEN, sentence, section.id, "systems", system.id)
        goal, total = system.facts.goal_minutes, section.total_minutes
        if goal is not None and total > goal:
            yield Finding(FindingKind.TOO_LONG, rules.over_goal(total, goal), section.id, "systems", system.id)
    for sentence in rules.cover_sentences(step_facts(section.steps)):
        yield Finding(FindingKind.NO_COVER, sentence, section.id)
    for place, text in _places(section):
        yield from _of_text(reading, section, place, text)
    for step in section.steps:
        person = reading.session.get(Person, step.person_id) if step.person_id is not None else None
        if person is not None and not person.is_active:
            place = _("Step {number}").format(number=step.number)
            yield _left(section, place, person)


def _places(section: SectionView) -> Iterator[tuple[str, str]]:
    for step in section.steps:
        yield _("Step {number}").format(number=step.number), step.body
    for text in (section.body, section.starts_when, section.check_body, section.back_body):
        yield _("Section {number}").format(number=section.number), text


def _left(section: SectionView, place: str, person: Person) -> Finding:
    sentence = _("{name} has left. {place} relies on them.").format(name=person.name, place=place)
    return Finding(FindingKind.GONE, sentence, section.id, "people", person.id)


def _of_text(reading: _Reading, section: SectionView, place: str, text: str) -> Iterator[Finding]:
    session, live = reading.session, reading.live
    for chip in live.unknown([text]):
        sentence = _("{place} names “{name}”, which is not in your data.").format(place=place, name=chip.text)
        yield Finding(FindingKind.UNKNOWN, sentence, section.id)
    for contract_id in live.named([text], "contracts"):
        if sentence := ending_words(session, contracts.one(session, contract_id, reading.today), place, reading.today):
            in_step = any(step.body == text for step in section.steps)
            yield Finding(FindingKind.CONTRACT_ENDS, sentence, section.id, "contracts", contract_id, in_step=in_step)
    for device_id in live.named([text], "hardware"):
        device = session.get_one(Hardware, device_id)
        if device.status in {str(status) for status in GONE}:
            sentence = _("{tag} is no longer in use. {place} relies on it.").format(tag=device.tag, place=place)
            yield Finding(FindingKind.GONE, sentence, section.id, "hardware", device_id)
    for person_id in live.named([text], "people"):
        person = session.get_one(Person, person_id)
        if not person.is_active:
            yield _left(section, place, person)
