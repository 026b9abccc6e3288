"""Links of imported rows: the record that a file's texts mean, one that is made for them, or the reason why neither."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from itdesk.core import validation
from itdesk.core.record import Field, Kind, RecordType
from itdesk.core.registry import Registry
from itdesk.core.texts import _
from itdesk.db import intake
from itdesk.db.changes import WorkSession
from itdesk.files.calling import WHOLE, Called, Several
from itdesk.files.cells import Wrong

_HINTS = 20


@dataclass(slots=True)
class New:
    """A record that the import makes because a row names it. Its id is negative until it is stored."""

    kind: str
    id: int
    values: dict[str, object]
    wanted: bool = False


@dataclass(slots=True)
class Facts:
    """What became of the different texts of one link's columns."""

    found: int = 0
    added: int = 0
    unknown: int = 0


@dataclass(slots=True)
class Links:
    """Resolves the links of one import. `hints` are sentences about new records that are nearly called like known ones."""

    session: WorkSession
    registry: Registry
    dry: bool
    facts: dict[str, Facts] = field(default_factory=dict)
    hints: list[str] = field(default_factory=list)
    _called: dict[str, Called] = field(default_factory=dict)
    _parts: dict[str, set[str]] = field(default_factory=dict)
    _new: dict[int, New] = field(default_factory=dict)
    _waiting: list[int] = field(default_factory=list)
    _real: dict[int, int] = field(default_factory=dict)
    _answers: dict[tuple[str, str | frozenset[tuple[str, str]]], int | Wrong] = field(default_factory=dict)
    _links: dict[str, list[Field]] = field(default_factory=dict)
    _next: int = -1

    def expect(self, declared: Field, parts: Sequence[str]) -> None:
        """Say beforehand which fields of the linked kind the file names, so that they are compared."""
        self._parts.setdefault(declared.to, set()).update(part for part in parts if part)

    def called(self, kind: str) -> Called:
        """The index of a kind's records by what they are called."""
        found = self._called.get(kind)
        if found is None:
            record_type = self.registry[kind]
            stored = {declared.name for declared in record_type.stored}
            found = Called(record_type, sorted(self._parts.get(kind, set()) & stored))
            for record_id, *values in intake.known(self.session, kind, found.names):
                found.add(record_id, values)
            self._called[kind] = found
        return found

    def resolve(self, declared: Field, texts: Mapping[str, str], row: Mapping[str, object]) -> int | Wrong:
        """The id of the record that the texts mean; negative while it is not stored yet."""
        key = (declared.name, texts[WHOLE] if len(texts) == 1 and WHOLE in texts else frozenset(texts.items()))
        answer = self._answers.get(key)
        if answer is None:
            facts = self.facts.setdefault(declared.name, Facts())
            answer = self._resolve(declared, texts, row, facts)
            self._answers[key] = answer
        elif isinstance(answer, int) and answer < 0:
            if answer not in self._real and answer in self._new:
                self._agree(self._new[answer], declared, row)
            return self._real.get(answer, answer)
        return answer

    def _agree(self, new: New, declared: Field, row: Mapping[str, object]) -> None:
        """Rows that name the same new record hand on only what they agree on."""
        for name in declared.gives:
            mine, known = row.get(name), new.values.get(name)
            if mine != known and (not isinstance(known, int) or mine != self._real.get(known, known)):
                new.values[name] = None

    def _resolve(
        self, declared: Field, texts: Mapping[str, str], row: Mapping[str, object], facts: Facts
    ) -> int | Wrong:
        record_type = self.registry[declared.to]
        called = self.called(declared.to)
        found = called.find(texts)
        if isinstance(found, int):
            facts.found += 1
            return found
        said = texts.get(WHOLE) or " ".join(texts.values())
        if isinstance(found, Several):
            facts.unknown += 1
            return Wrong(
                _("Several {kind} are called {name}.").format(kind=record_type.plural, name=f"“{said}”"),
                _("Name the one that is meant by something that it alone has."),
            )
        near = called.near(texts.get(WHOLE, "")) if texts.get(WHOLE) else ""
        if not declared.create_missing:
            facts.unknown += 1
            return Wrong(
                _("No {kind} is called {name}.").format(kind=record_type.singular.lower(), name=f"“{said}”"),
                _("Try {value}.").format(value=near) if near else _("Add it first, or leave the cell empty."),
                near,
            )
        made = self._make(declared, record_type, texts, row)
        if isinstance(made, Wrong):
            facts.unknown += 1
            return made
        facts.added += 1
        if near and len(self.hints) < _HINTS:
            self.hints.append(
                _("{new} will be added; {near} is there already.").format(new=f"“{said}”", near=f"“{near}”")
            )
        return made

    def _make(
        self, declared: Field, record_type: RecordType, texts: Mapping[str, str], row: Mapping[str, object]
    ) -> int | Wrong:
        """A new record from the texts and from what the row hands on, checked as any other."""
        values: dict[str, object] = {one.name: one.first_value() for one in record_type.stored} | dict(declared.starts)
        if texts.get(WHOLE):
            values[record_type.title] = texts[WHOLE]
        for name in declared.gives:
            if name in record_type.by_name and row.get(name) is not None:
                values[name] = row[name]
        for name, text in texts.items():
            part = record_type.by_name.get(name)
            if part is None or part.computed:
                continue
            answer = self._part(part, text)
            if isinstance(answer, Wrong):
                return answer
            values[name] = answer
        values = record_type.filled(
            {one.name: validation.cleaned(one, values.get(one.name)) for one in record_type.stored}, {}
        )
        problems = validation.check(record_type, values)
        if problems:
            return Wrong(problems[0].message, _("Correct it in the file."), problems[0].suggestion)
        new = New(record_type.kind, self._next, values)
        self._next -= 1
        self._new[new.id] = new
        called = self.called(record_type.kind)
        called.add(new.id, [self._text_of(record_type, name, values, texts) for name in called.names])
        return new.id

    def _part(self, part: Field, text: str) -> object:
        if part.kind is Kind.LINK:
            return self.resolve(part, {WHOLE: text}, {})
        if part.kind is Kind.YES_NO or part.kind is Kind.CHOICE:
            return Wrong(_("{field} can't be given with a linked record.").format(field=part.label))
        return text

    @staticmethod
    def _text_of(record_type: RecordType, name: str, values: Mapping[str, object], texts: Mapping[str, str]) -> object:
        return texts.get(name) if record_type.by_name[name].kind is Kind.LINK else values.get(name)

    # -- storing what is wanted

    def want(self, values: Mapping[str, object], record_type: RecordType) -> None:
        """Note that a row which is taken uses these links, so that the new records behind them are stored."""
        if not self._new:
            return
        for declared in self._links_of(record_type):
            value = values.get(declared.name)
            if isinstance(value, int) and value in self._new:
                new = self._new[value]
                if not new.wanted:
                    new.wanted = True
                    self.want(new.values, self.registry[new.kind])
                    self._waiting.append(new.id)

    def created(self) -> Counter[str]:
        """How many new records each kind got or, in a dry run, would get."""
        return Counter(new.kind for new in self._new.values() if new.wanted)

    def store(self) -> None:
        """Write the new records that are wanted; those that others link to first, since want() noted them first."""
        waiting, self._waiting = self._waiting, []
        if self.dry:
            return
        while waiting:
            kind = self._new[waiting[0]].kind
            together: list[int] = []
            for one in waiting:
                new = self._new[one]
                if new.kind == kind and not any(value in waiting for value in self._links_in(new)):
                    together.append(one)
            rows = [self.real(self._new[one].values, self.registry[kind]) for one in together]
            for one, stored_id in zip(together, intake.insert(self.session, kind, rows), strict=True):
                self._real[one] = stored_id
            waiting = [one for one in waiting if one not in set(together)]

    def _links_in(self, new: New) -> list[int]:
        links = (new.values.get(one.name) for one in self._links_of(self.registry[new.kind]))
        return [link for link in links if isinstance(link, int) and link < 0]

    def real(self, values: Mapping[str, object], record_type: RecordType) -> dict[str, object]:
        """The values with the ids of what was stored meanwhile."""
        found = dict(values)
        for declared in self._links_of(record_type):
            value = found.get(declared.name)
            if isinstance(value, int) and value < 0:
                found[declared.name] = self._real.get(value, value)
        return found

    def _links_of(self, record_type: RecordType) -> list[Field]:
        found = self._links.get(record_type.kind)
        if found is None:
            found = self._links[record_type.kind] = [one for one in record_type.stored if one.kind is Kind.LINK]
        return found

    def became(self, placeholder: int, stored_id: int) -> None:
        """A row of the file itself was stored under this id."""
        self._real[placeholder] = stored_id
