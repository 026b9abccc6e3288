"""Custom fields of every kind, for tests."""

from __future__ import annotations

from typing import Any

from itdesk.areas.directory.custom_fields.models import CustomChoice
from itdesk.core.custom import FIELDS, KINDS
from itdesk.core.record import Kind
from itdesk.db import records
from itdesk.db.database import Database
from itdesk.db.records import Draft

COLOURS = (("red", "Red", "red"), ("blue", "Blue", "accent"), ("old", "Old gold", "amber"))


def define(session: Any, record_kind: str, label: str, kind: Kind, **values: object) -> int:
    """A custom field; a choice is of colours."""
    given = {"record_kind": record_kind, "label": label, "value_kind": kind.value, **values}
    field_id = records.save(session, Draft(FIELDS, given))
    if kind is Kind.CHOICE:
        for place, (key, word, tone) in enumerate(COLOURS):
            session.add(CustomChoice(field_id=field_id, key=key, label=word, tone=tone, position=place, archived=False))
    return field_id


def add_custom_fields(database: Database) -> None:
    """A field of every kind on every record type, all of them searched."""
    with database.writing() as session:
        for record_type in database.registry:
            if record_type.kind == FIELDS:
                continue
            for place, kind in enumerate(KINDS):
                define(
                    session,
                    record_type.kind,
                    f"Own {kind.value} of {record_type.kind}",
                    kind,
                    link_to="sites" if kind is Kind.LINK else None,
                    is_searched=True,
                    is_unique=kind is Kind.TEXT,
                    position=place,
                )
