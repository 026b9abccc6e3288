"""What the page of custom fields shows."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from itdesk.core.custom import FIELDS
from itdesk.core.record import Kind
from itdesk.db import lists, tables


@dataclass(frozen=True, slots=True)
class FieldFacts:
    """A definition as its row tells it; category is the name of the one whose records have the field."""

    id: int
    record_kind: str
    label: str
    kind: Kind
    link_to: str
    category: str
    required: bool
    unique: bool
    searched: bool
    group: str


_COLUMNS = (
    "record_kind", "label", "value_kind", "link_to", "category", "ticket_category", "is_required", "is_unique",
    "is_searched", "group_title",
)  # fmt: skip


def fields(session: Session) -> dict[str, list[FieldFacts]]:
    """Every field that isn't in the bin, by record type in the order of its form."""
    spec = lists.ListSpec(FIELDS, _COLUMNS, sort=("record_kind", "position"))
    found: dict[str, list[FieldFacts]] = {}
    for own, kind, label, holds, to, category, ticket_category, *rules, group in lists.page(
        session, spec, limit=1000
    ).rows:
        required, unique, searched = (bool(rule) for rule in rules)
        facts = FieldFacts(
            own,
            kind,
            label,
            Kind(holds),
            to or "",
            category or ticket_category or "",
            required,
            unique,
            searched,
            group or "",
        )
        found.setdefault(kind, []).append(facts)
    return found


def holding(session: Session, field_id: int) -> int:
    """How many records have a value of a field."""
    values = tables.custom_values
    counted = select(func.count()).select_from(values).where(values.c.field_id == field_id)
    return int(session.connection().execute(counted).scalar_one())
