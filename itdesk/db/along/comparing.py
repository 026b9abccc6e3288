"""What was done in a copy since it was taken along, beside what is here now: what comes in, and what has to be asked."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from itdesk.core.custom import FIELDS, key_of
from itdesk.core.errors import UserError
from itdesk.core.progress import Progress
from itdesk.core.record import Field
from itdesk.core.texts import _
from itdesk.db import deeds, tables
from itdesk.db.along.acts import Act, Bin, Change, Make, Same, Unbin, Whole
from itdesk.db.along.apart import Apart
from itdesk.db.along.ground import Ground
from itdesk.db.along.insides import Insides
from itdesk.db.along.questions import Decisions, Plan, Question, Side
from itdesk.db.changes import Verb
from itdesk.db.deeds import Unit


class Comparing:
    """One reading of both sides. Without decisions every question is collected and nothing of it comes in."""

    def __init__(self, here: Session, there: Session, decisions: Decisions | None, mine: frozenset[str]) -> None:
        self.here, self.there = Ground(here), Ground(there)
        self._decisions, self._mine = decisions, mine  # mine: operations of merges of the same copy
        self.plan = Plan()
        self.acts: list[Act] = []
        self._same: dict[tuple[str, str], int] = {}  # what was made on both sides and is one thing: its id here
        self._insides = Insides(self)
        self.apart = Apart(self)

    def read(self, after: int, steps: Progress) -> None:
        """Compare everything that the copy's history tells behind a line."""
        units = deeds.units_where(self.there.session, tables.history.c.id > after)
        known = [unit for unit in units if unit.kind in self.here.own.classes and unit.kind in self.there.own.classes]
        for place, unit in enumerate(sorted(known, key=lambda unit: unit.kind != FIELDS)):
            steps.step(place, len(known), _("Comparing"))
            self._unit(unit)
        for unit in units:
            self.apart.compare(unit)

    def ask(self, question: Question) -> Side:
        """How something is to be decided; as it is here while nobody said."""
        self.plan.questions.append(question)
        if self._decisions is None:
            return Side.HERE
        if question.key not in self._decisions:
            raise UserError(
                _("Something was changed since the copy was compared: {title}, {what}.").format(
                    title=question.title, what=question.what
                ),
                _("Nothing was merged. Look at it again."),
            )
        return self._decisions[question.key]

    def _unit(self, unit: Unit) -> None:
        there_row = self.there.row(self.there.table(unit.kind), unit.record_id)
        if there_row is None:
            return  # it was erased there for good: what is here stays
        unit.uid = str(there_row["uid"])
        here_id = self.here.id(self.here.table(unit.kind), unit.uid)
        is_gone = there_row["deleted_at"] is not None
        verb = unit.deed.verb if unit.deed is not None else Verb.CHANGED
        if here_id is None:
            self._missing(unit, is_new=verb is Verb.CREATED, is_gone=is_gone)
        elif is_gone:
            if verb is not Verb.CHANGED:
                self._deleted(unit, here_id)
        elif self._is_back(unit, here_id, verb):
            self._fields(unit, here_id, all_of_it=verb is Verb.CREATED)
            self._insides.compare(unit, here_id)

    def _missing(self, unit: Unit, *, is_new: bool, is_gone: bool) -> None:
        if is_gone:
            return
        if is_new:
            self._make(unit)
        elif self._asked(unit, _("the whole record"), _("erased for good"), _("changed")) is Side.THERE:
            self.acts.append(Whole(unit.kind, unit.uid))
            self.plan.made[unit.kind] += 1

    def _make(self, unit: Unit) -> None:
        values = self.there.values(unit.kind, unit.record_id)
        for declared in self.there.type(unit.kind).stored:
            if (
                not declared.unique
                or declared.custom
                or values[declared.name] is None
                or self._is_number(unit, declared)
            ):
                continue
            other = self._holder(unit.kind, declared, values[declared.name])
            if other is None:
                continue
            asked = self._asked(
                unit, declared.label, _("{title} has it").format(title=self.here.title(unit.kind, other)),
                self.there.words(declared, values[declared.name]), column=declared.name,
            )  # fmt: skip
            if asked is Side.HERE:
                self._same[unit.kind, unit.uid] = other
                self.acts.append(Same(unit.kind, unit.uid, other))
                self._insides.compare(unit, other)
                return
            values[declared.name] = self._instead(unit.kind, declared, values)
        self.acts.append(Make(unit.kind, unit.uid, values, unit.record_id))
        self.plan.made[unit.kind] += 1
        self._insides.compare(unit, None)

    def _instead(self, kind: str, declared: Field, values: Mapping[str, Any]) -> Any:
        """What a new record has where another has its value here: nothing, but a field of the firm's own needs a key."""
        if kind != FIELDS or declared.name != "key":
            return None
        table = self.here.table(kind)
        taken = self.here.session.connection().execute(select(table.c.key)).scalars().all()
        return key_of(str(values["label"]), taken)

    def _is_number(self, unit: Unit, declared: Field) -> bool:
        record_type = self.there.type(unit.kind)
        return bool(record_type.number_prefix) and declared.name == record_type.number_field

    def _holder(self, kind: str, declared: Field, value: Any) -> int | None:
        table = self.here.table(kind)
        asked = select(table.c.id).where(table.c[declared.name] == value, table.c.deleted_at.is_(None))
        found: int | None = self.here.one(asked)
        return found

    def _deleted(self, unit: Unit, here_id: int) -> None:
        """It lies in the copy's bin; whoever went on with it here is asked."""
        if self.here.is_binned(unit.kind, here_id):
            return
        since = self.here.operations(unit.kind, here_id) - self._mine
        if since - self.there.operations(unit.kind, unit.record_id):
            asked = self._asked(unit, _("the whole record"), _("changed"), _("deleted"))
            if asked is Side.HERE:
                return
        self.acts.append(Bin(unit.kind, unit.uid))
        self.plan.binned[unit.kind] += 1

    def _is_back(self, unit: Unit, here_id: int, verb: Verb) -> bool:
        """Whether a record that was changed there is here to be changed; one in the bin here is asked about."""
        if not self.here.is_binned(unit.kind, here_id):
            return True
        is_free = verb in (Verb.CREATED, Verb.RESTORED)  # made or brought back there: an earlier merge was undone
        if not is_free and self._asked(unit, _("the whole record"), _("deleted"), _("changed")) is Side.HERE:
            return False
        self.acts.append(Unbin(unit.kind, unit.uid))
        self.plan.restored[unit.kind] += 1
        return True

    def _asked(self, unit: Unit, what: str, here: str, there: str, column: str = "") -> Side:
        title = self.there.title(unit.kind, unit.record_id)
        key = f"{unit.kind} {unit.uid} {column}".strip()
        return self.ask(Question(key, unit.kind, title, what, "" if column else title, here, there))

    def _fields(self, unit: Unit, here_id: int, *, all_of_it: bool) -> None:
        """Each field that was changed there, beside what it was and what it is here."""
        changed: Mapping[str, Any] = unit.deed.changes if unit.deed is not None else {}
        fields = self.there.fields(unit.kind)
        wanted = [name for name in (fields if all_of_it else changed) if name in fields]
        if not wanted:
            return
        there, here = self.there.values(unit.kind, unit.record_id), self.here.values(unit.kind, here_id)
        values: dict[str, Any] = {}
        for name in wanted:
            declared = fields[name]
            own = self.own_field(unit.kind, declared)
            if own is None or own.name not in here:
                values[declared.name] = there[declared.name]
                continue
            value, was = here[own.name], self._base(unit, name, changed)
            new = self.there.field_token(declared, there[declared.name])
            if self.here.field_token(own, value) == new:
                continue
            is_same = not declared.secret and self.there.field_token(declared, was) == self.here.field_token(own, value)
            if not is_same and self._follows(unit, declared, there, changed):
                continue  # saving makes it of what it follows from
            if is_same or self._field_asked(unit, name, own, (was, value, there[declared.name])) is Side.THERE:
                values[declared.name] = there[declared.name]
        if values:
            self.acts.append(Change(unit.kind, unit.uid, values))
            self.plan.changed[unit.kind] += 1

    def _follows(self, unit: Unit, declared: Field, there: Mapping[str, Any], changed: Mapping[str, Any]) -> bool:
        """Whether a value came of others there, such as a whole name of its parts, or is the app's to give."""
        fields = self.there.fields(unit.kind)
        before = {fields[name].name: self._base(unit, name, changed) for name in changed if name in fields}
        base = {**there, **before}
        filled = self.there.type(unit.kind).filled({**there, declared.name: base[declared.name]}, base)
        return declared.given or bool(filled.get(declared.name) == there[declared.name])

    def _base(self, unit: Unit, name: str, changed: Mapping[str, Any]) -> Any:
        if name not in changed:
            return None
        return deeds.value_of(self.there.type(unit.kind), self.there.table(unit.kind), name, changed[name][0])

    def _field_asked(self, unit: Unit, name: str, declared: Field, values: tuple[Any, Any, Any]) -> Side:
        was, here, there = values
        return self.ask(
            Question(
                f"{unit.kind} {unit.uid} {name}",
                unit.kind,
                self.there.title(unit.kind, unit.record_id),
                declared.label,
                self.there.words(declared, was),
                self.here.words(declared, here),
                self.there.words(declared, there),
            )
        )

    def own_field(self, kind: str, declared: Field) -> Field | None:
        """The same field here; None for one that the copy's people added and that isn't here yet."""
        record_type = self.here.type(kind)
        if not declared.custom:
            return record_type.by_name.get(declared.name)
        uid = self.there.uid(self.there.table(FIELDS), declared.custom)
        own = self._same.get((FIELDS, uid)) or self.here.id(self.here.table(FIELDS), uid)
        return next((one for one in record_type.custom if one.custom == own), None)


def last_line(session: Session) -> int:
    """How far a workspace's history goes."""
    found: int = session.execute(select(func.coalesce(func.max(tables.history.c.id), 0))).scalar_one()
    return found
