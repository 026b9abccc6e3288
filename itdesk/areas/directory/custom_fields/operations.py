"""Definitions stored with their own values, put in order, and turned into another kind."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from itdesk.areas.directory.custom_fields.converting import way_of
from itdesk.areas.directory.custom_fields.models import CustomChoice, CustomField
from itdesk.core.custom import FIELDS, TODAY, OwnValue, choices_of, key_of, plain_key
from itdesk.core.errors import UserError
from itdesk.core.record import Field, Kind, Verb
from itdesk.core.texts import _, ngettext
from itdesk.db import records, rights, tables
from itdesk.db.records import Draft
from itdesk.files.cells import Reader, Wrong

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


def save(session: Session, draft: Draft, values: Sequence[OwnValue]) -> int:
    """Store a definition and, where it is a choice, its own values in this order; its id.

    A new one gets a key unlike every other and the last place on the form. A value without a key is new; one that is left
    out is removed, which is refused while records have it.
    """
    _require_name(session, draft)
    _settle_default(session, draft, values)
    if draft.values.get("value_kind") == Kind.CHOICE and not values:
        raise UserError(_("A choice needs at least one value."), _("Type a word."), field="value_kind")
    new = draft.id is None
    if new:
        draft.values["key"] = key_of(str(draft.values.get("label") or ""), _keys(session))
        draft.values["position"] = _next_place(session, str(draft.values.get("record_kind") or ""))
    field_id = records.save(session, draft)
    if draft.values.get("value_kind") == Kind.CHOICE:
        _put_values(session, field_id, values)
    return field_id


def _require_name(session: Session, draft: Draft) -> None:
    """No two fields of a record type are called the same: nobody could tell their columns apart."""
    kind, label = str(draft.values.get("record_kind") or ""), str(draft.values.get("label") or "").strip()
    registry = session.info["registry"]
    if kind not in registry:
        raise UserError(_("There is no kind of record called {kind}.").format(kind=f"“{kind}”"), field="record_kind")
    own = draft.values.get("key")
    for declared in registry[kind].fields:
        if label.casefold() in (declared.label.casefold(), declared.label_text.casefold()) and declared.name != own:
            raise UserError(
                _("{things} have a field called {name} already.").format(
                    things=registry[kind].plural, name=f"“{declared.label}”"
                ),
                _("Choose another name."),
                field="label",
            )


def _settle_default(session: Session, draft: Draft, values: Sequence[OwnValue]) -> None:
    """What a field starts as, read as its kind and kept in one spelling; refused where it can't be read."""
    typed = str(draft.values.get("default_value") or "").strip()
    kind = Kind(str(draft.values.get("value_kind")))
    if not typed or kind in (Kind.TEXT, Kind.LONG, Kind.LINK) or (kind is Kind.DATE and typed.casefold() == TODAY):
        draft.values["default_value"] = typed.casefold() if kind is Kind.DATE and typed else typed or None
        return
    choices = choices_of([replace(one, key=one.key or plain_key(one.label)) for one in values])
    declared = Field(name="default_value", label_text="", kind=kind, choices=choices if kind is Kind.CHOICE else None)
    found = Reader(declared, way_of(session)).read(typed)
    if isinstance(found, Wrong):
        raise UserError(found.why, found.cure, field="default_value")
    plain = found.value
    if isinstance(plain, bool):
        plain = "yes" if plain else "no"
    draft.values["default_value"] = None if plain is None else str(plain)


def _keys(session: Session) -> list[str]:
    """The keys that are taken, by fields in the bin too: their values may come back."""
    return list(session.scalars(select(CustomField.key)))


def _next_place(session: Session, record_kind: str) -> int:
    last = session.scalar(select(func.max(CustomField.position)).where(CustomField.record_kind == record_kind))
    return 0 if last is None else last + 1


def _put_values(session: Session, field_id: int, values: Sequence[OwnValue]) -> None:
    stored = {one.key: one for one in session.scalars(select(CustomChoice).where(CustomChoice.field_id == field_id))}
    kept = {one.key for one in values if one.key}
    for key, choice in stored.items():
        if key not in kept:
            _require_unused(session, field_id, choice)
            session.delete(choice)
    taken = set(stored)
    for place, one in enumerate(values):
        found = stored.get(one.key)
        if found is None:
            key = one.key or plain_key(one.label, taken)
            taken.add(key)
            found = CustomChoice(field_id=field_id, key=key)
            session.add(found)
        found.label, found.tone, found.position, found.archived = one.label, one.tone, place, one.archived
    session.flush()


def _require_unused(session: Session, field_id: int, choice: CustomChoice) -> None:
    held = tables.custom_values
    number = session.scalar(
        select(func.count()).select_from(held).where(held.c.field_id == field_id, held.c.word == choice.key)
    )
    if number:
        raise UserError(
            ngettext("{n} record has {value}.", "{n} records have {value}.", number).format(
                n=number, value=f"“{choice.label}”"
            ),
            _("Keep it and choose that it is no longer offered, or give those another value first."),
        )


def put_in_order(session: Session, ids: Sequence[int]) -> None:
    """Give the fields of a record type the order in which forms show them."""
    rights.require(session, FIELDS, Verb.CHANGE)
    for place, field_id in enumerate(ids):
        field = session.get(CustomField, field_id)
        if field is not None and field.position != place:
            field.position = place
    session.flush()


def values_of(session: Session, field_id: int) -> tuple[OwnValue, ...]:
    """A choice's own values in their order."""
    asked = (
        select(CustomChoice).where(CustomChoice.field_id == field_id).order_by(CustomChoice.position, CustomChoice.id)
    )
    return tuple(OwnValue(one.key, one.label, one.tone, one.archived) for one in session.scalars(asked))
