"""A custom field that becomes one of another kind: history is told each value, and kind and values go back as one step."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy.orm import Session

from itdesk.core.custom import FIELDS
from itdesk.core.errors import UserError
from itdesk.core.plain import typed
from itdesk.core.record import Field, Kind
from itdesk.core.texts import _
from itdesk.db import changes, custom_values, deeds, history, reasons
from itdesk.db.changes import Noted, Verb
from itdesk.db.deeds import Unit, Why
from itdesk.db.titles import titles

COLUMN = "value_kind"  # of a definition
_NUMBERS = (Kind.DECIMAL, Kind.MONEY)
_LONGEST = 255  # characters of a text in one line

Pairs = Mapping[int, tuple[object, object]]  # old and new by record


def retype(session: Session, kind: str, field: Field, new: Field, values: Mapping[int, object]) -> None:
    """Store a field's values anew as values of the new kind, by record; what has none here is empty from now on.

    History is told what stood there: the definition's change and this are one operation, which can be taken back.
    """
    before = custom_values.all_of(session, field)
    custom_values.retype(session, new, values)
    pairs = {one: (before.get(one), values.get(one)) for one in {**before, **values}}
    pending = changes.pending_of(session)
    for noted in _noted(session, kind, (field, new), pairs):
        pending.note(noted)


def as_text(session: Session, field: Field, value: Any) -> str:
    """A value of a field as the text that it becomes, or is read from."""
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    if isinstance(value, date):
        return value.isoformat()
    if field.kind is Kind.LINK and isinstance(value, int):
        return titles(session, field.to, {value}).get(value, "")
    return history.in_words(session, field, value)


@dataclass(frozen=True, slots=True)
class Turned:
    """An operation that turned a field into one of another kind, on its way back."""

    operation: str
    kind: str
    field: Field  # as it is now
    definition: Unit
    values: Pairs  # as history has them

    def judge(self) -> None:
        """The definition stays as a whole where its kind is another by now."""
        if COLUMN not in self.definition.back:
            self.definition.stays(Why.CHANGED, COLUMN)

    def put_back(self, session: Session) -> list[Unit]:
        """Values as they were, of a definition that is what it was again; those that somebody changed meanwhile, which are kept as the kind allows."""
        field = _field(session, self.definition.record_id)
        if field is None:
            return []
        _kind, new = field
        now = custom_values.all_of(session, self.field)
        back, since = self._as_before(session, new, now)
        _require_links(session, self.kind, new, back)
        custom_values.retype(session, new, {one: value for one, value in back.items() if value is not None})
        pairs = {one: (now.get(one), value) for one, value in back.items()}
        changes.write(session, _noted(session, self.kind, (self.field, new), pairs))
        return since

    def _as_before(
        self, session: Session, new: Field, now: Mapping[int, object]
    ) -> tuple[dict[int, object], list[Unit]]:
        own = session.info["tables"][self.kind].__table__
        there = deeds.states(session, own, {*now, *self.values}, ["uid"])
        back: dict[int, object] = {}
        since: list[Unit] = []
        for one in there:
            old, then = self.values.get(one, (None, None))
            if one in self.values and now.get(one) == typed(self.field.kind, then):
                back[one] = typed(new.kind, old)
                continue
            unit = Unit(self.kind, one, left=[self.field.name])
            since += [unit] if one in self.values else []
            back[one] = None if now.get(one) is None else self._turned(session, new, unit, now[one])
        return back, since

    def _turned(self, session: Session, new: Field, unit: Unit, value: object) -> object:
        """What somebody put there while the field was of the other kind; refused where that says nothing in the old one."""
        if {new.kind, self.field.kind} <= {*_NUMBERS}:
            return value
        text = as_text(session, self.field, value)
        if new.kind is Kind.LONG or (new.kind is Kind.TEXT and len(text) <= _LONGEST):
            return text
        raise UserError(reasons.said(session, [unit], self.operation)[0], _("Nothing was changed."))


def turned_by(session: Session, operation: str, units: list[Unit]) -> Turned | None:
    """What an operation did if it turned a field into one of another kind. Its records are taken out of the units."""
    definitions = [unit for unit in units if unit.kind == FIELDS and _turns(unit)]
    if len(definitions) != 1:
        return None
    definition = definitions[0]
    found = _field(session, definition.record_id)
    if found is None:
        return None
    kind, field = found
    records = [unit for unit in units if unit.kind == kind and unit.deed is not None]
    values = {unit.record_id: unit.deed.changes.get(field.name, (None, None)) for unit in records if unit.deed}
    units[:] = [unit for unit in units if unit not in records]
    return Turned(operation, kind, field, definition, values)


def _turns(unit: Unit) -> bool:
    return unit.deed is not None and unit.deed.verb is Verb.CHANGED and COLUMN in unit.deed.changes


def _field(session: Session, field_id: int) -> tuple[str, Field] | None:
    for record_type in session.info["registry"]:
        for declared in (*record_type.custom, *record_type.former):
            if declared.custom == field_id:
                return record_type.kind, declared
    return None


def _noted(session: Session, kind: str, turned: tuple[Field, Field], pairs: Pairs) -> list[Noted]:
    """What history is told: each value that doesn't come back by itself."""
    _old, new = turned
    return [
        Noted(kind, one, "", Verb.CHANGED, {new.name: (before, after)})
        for one, (before, after) in pairs.items()
        if not _comes_back(session, turned, before, after)
    ]


def _comes_back(session: Session, turned: tuple[Field, Field], before: object, after: object) -> bool:
    """Whether turning a value back gives what stood there, to the letter."""
    old, new = turned
    if before is None or after is None:
        return before is after
    if {old.kind, new.kind} <= {*_NUMBERS}:
        return before == after
    return old.kind in (Kind.TEXT, Kind.LONG) and as_text(session, new, after) == before


def _require_links(session: Session, kind: str, new: Field, back: Mapping[int, object]) -> None:
    """Links lead to what is there: refused where one of them lies in the bin or is gone."""
    if new.kind is not Kind.LINK:
        return
    table = session.info["tables"][new.to].__table__
    there = deeds.states(session, table, {one for one in back.values() if isinstance(one, int)}, ["deleted_at"])
    for one, linked in back.items():
        if isinstance(linked, int) and (linked not in there or there[linked]["deleted_at"] is not None):
            unit = Unit(kind, one)
            unit.stays(Why.LINK, f"{new.name}.{linked}")
            raise UserError(reasons.said(session, [unit])[0], _("Nothing was changed."))
