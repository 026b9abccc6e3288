"""The sample's systems and its recovery plan."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from itdesk.areas.continuity.plans.models import PlanCall, PlanSection, PlanStep

if TYPE_CHECKING:
    from itdesk.areas.sample.writing import Book


def write(book: Book) -> None:
    """Systems, then the plan with its sections, steps and call tree."""
    told = book.story.read("continuity")
    for system in told["systems"]:
        book.add("systems", system["name"], owner="Mara Ellison", **book.story.dated(system))
    plan = book.add("plans", told["plan"]["name"], **book.story.dated(told["plan"]))
    _sections(book, plan.id, None, told["sections"])
    _calls(book, plan.id, None, told["calls"])


def _sections(book: Book, plan_id: int, parent_id: int | None, told: list[dict[str, Any]]) -> None:
    for position, section in enumerate(told):
        row = PlanSection(
            plan_id=plan_id,
            parent_id=parent_id,
            position=position,
            kind=section["kind"],
            title=section["title"],
            body=section["body"],
            system_id=book.id("systems", section.get("system")),
            starts_when=section.get("starts_when", ""),
            check_body=section.get("check_body", ""),
            back_body=section.get("back_body", ""),
        )
        book.session.add(row)
        book.session.flush()
        for number, step in enumerate(section.get("steps", ())):
            is_vendor = step["who"] in book.ids["vendors"]
            book.session.add(
                PlanStep(
                    plan_id=plan_id,
                    section_id=row.id,
                    position=number,
                    body=step["body"],
                    person_id=None if is_vendor else book.id("people", step["who"]),
                    vendor_id=book.id("vendors", step["who"]) if is_vendor else None,
                    cover_id=book.id("people", step.get("cover")),
                    minutes=step["minutes"],
                )
            )
        _sections(book, plan_id, row.id, section.get("sections", []))


def _calls(book: Book, plan_id: int, parent_id: int | None, told: list[dict[str, Any]]) -> None:
    for position, call in enumerate(told):
        row = PlanCall(
            plan_id=plan_id,
            parent_id=parent_id,
            position=position,
            person_id=book.id("people", call.get("person")),
            vendor_id=book.id("vendors", call.get("vendor")),
            stand_in_id=book.id("people", call.get("stand_in")),
            name=call.get("name"),
            duty=call.get("duty"),
            phone=call.get("phone"),
            note=call.get("note"),
        )
        book.session.add(row)
        book.session.flush()
        _calls(book, plan_id, row.id, call.get("calls", []))
