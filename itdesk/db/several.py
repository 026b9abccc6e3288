"""Several records changed at once: judged first, for the preview, and written by the same judgement, all or none."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from itdesk.core import validation
from itdesk.core.errors import Problem, UserError
from itdesk.core.progress import Progress
from itdesk.core.record import TAGS, Field, Kind, RecordType, Verb
from itdesk.core.several import (
    Change,
    Judged,
    Judgement,
    Outdated,
    SameForAll,
    Verdict,
    Wanted,
    changed_value,
    in_order,
)
from itdesk.core.texts import _
from itdesk.db import changes, intake, rights, tags
from itdesk.db.intake import Stored
from itdesk.db.numbering import settled
from itdesk.db.several_others import Others
from itdesk.db.several_tags import TagChange, judge_tags, put_tags
from itdesk.db.titles import titles

_SLICE = 500
_MISSING = object()
_PLAIN = frozenset({Kind.TEXT, Kind.PHONE})


@dataclass(slots=True)
class _Case:
    """A record on its way: as it is stored, what is wanted of it, what it becomes."""

    stored: Stored | None
    asked: Sequence[Change]
    judged: Judged
    new: dict[str, object] = field(default_factory=dict)
    tags: TagChange | None = None


def judge(
    session: Session, kind: str, ids: Sequence[int], asked: Sequence[Change], progress: Progress | None = None
) -> Judgement:
    """What the same changes would do to each of these records; nothing is written."""
    return judge_each(session, kind, SameForAll(ids, asked), progress)


def judge_each(session: Session, kind: str, wanted: Wanted, progress: Progress | None = None) -> Judgement:
    """What changes of its own would do to each record; nothing is written."""
    judged: list[Judged] = []
    rights.require_fields(session, kind, {one.name for _record, asked in wanted for one in asked})
    for cases in _Judge(session, kind, titled=True).cases(wanted, progress):
        judged += [one.judged for one in cases]
    return Judgement(kind, wanted, judged, _titles(session, kind, judged))


def change(session: Session, seen: Judgement, progress: Progress | None = None) -> int:
    """Write what a judgement said of each record, judged again now; how many changed.

    Those that were refused stay as they are. Where a record would fare otherwise than was seen, because somebody changed
    it meanwhile, nothing at all is written: Outdated names the first of them.
    """
    before = {one.id: one for one in seen.records}
    names = frozenset(seen.names)
    record_type = session.info["registry"][seen.kind]
    wanted = [(one, asked) for one, asked in seen.wanted if before[one].verdict is not Verdict.REFUSED]
    changed = 0
    for cases in _Judge(session, seen.kind, titled=False).cases(wanted, progress):
        for case in cases:
            _require_as_seen(session, record_type, names, before[case.judged.id], case.judged)
        fresh = [case for case in cases if case.judged.verdict is Verdict.CHANGED]
        intake.change_many(session, record_type, [(one.stored, one.new) for one in fresh if one.stored and one.new])
        put_tags(session, seen.kind, [(one.judged.id, one.tags) for one in fresh if one.tags])
        changed += len(fresh)
    changes.settle(session, None if progress is None else lambda done: progress.step(done, changed))
    return changed


def _require_as_seen(
    session: Session, record_type: RecordType, names: frozenset[str], seen: Judged, now: Judged
) -> None:
    """Refuse what a person didn't see; that it has the value meanwhile is fine."""
    if now.verdict is Verdict.SAME:
        return
    if now.why:
        sentence = now.why
    else:
        differing = [name for name in sorted(names) if seen.pairs.get(name) != now.pairs.get(name)]
        if not differing:
            return
        sentence = _("Somebody else changed {field} meanwhile.").format(field=record_type.by_name[differing[0]].label)
    title = titles(session, record_type.kind, {now.id}).get(now.id, "") or seen.title
    raise Outdated(
        f"{title}: {sentence}", _("Nothing was changed. Look at the preview again: it shows them as they are now.")
    )


class _Judge:
    """Judges record after record as saving it alone would, but asks the database once for many."""

    def __init__(self, session: Session, kind: str, *, titled: bool) -> None:
        rights.require(session, kind, Verb.CHANGE)
        self._session = session
        self._kind = kind
        self._type: RecordType = session.info["registry"][kind]
        self._class = session.info["tables"][kind]
        self._others = Others(session, self._type)
        self._titled = titled
        self._problems: dict[str, dict[object, Problem | None]] = {one.name: {} for one in self._type.stored}
        numbered = self._type.number_field if self._type.number_prefix else ""
        self._checked = [
            (one, self._problems[one.name], one.name == numbered, one.length if one.kind in _PLAIN else -1)
            for one in self._type.stored
        ]

    def cases(self, wanted: Wanted, progress: Progress | None) -> Iterator[list[_Case]]:
        """The records in slices; a writing session holds them until it ends."""
        once = dict(wanted)
        for name in {
            str(name) for asked in once.values() for one in asked if one.name == TAGS.name for name in _named(one)
        }:
            tags.require_name(name)
        ids = list(in_order(once)) if not self._titled else list(once)
        for start in range(0, len(ids), _SLICE):
            if progress is not None:
                progress.step(start, len(ids))
            part = ids[start : start + _SLICE]
            yield self._slice(part, [once[one] for one in part])

    def _slice(self, ids: Sequence[int], asked: Sequence[Sequence[Change]]) -> list[_Case]:
        session = self._session
        stored = intake.stored(session, self._type, ids, held=not self._titled)
        called = titles(session, self._kind, set(ids)) if self._titled else {}
        binned = self._binned(ids)
        tagged = any(one.name == TAGS.name for changes_of in asked for one in changes_of)
        worn = tags.worn_names(session, self._kind, ids) if tagged else {}
        cases = []
        for one, changes_of in zip(ids, asked, strict=True):
            title = called.get(one, "")
            case = _Case(stored.get(one), changes_of, Judged(one, title))
            if case.stored is None:
                _refuse(case, _("It is no longer there."))
            elif one in binned:
                _refuse(case, _("It lies in the bin."))
            else:
                self._judge(case, case.stored, worn.get(one, {}))
            cases.append(case)
        self._judge_by_others(cases)
        return cases

    def _binned(self, ids: Sequence[int]) -> set[int]:
        table: Any = self._class.__table__
        asked = select(table.c.id).where(table.c.id.in_(list(ids)), table.c.deleted_at.is_not(None))
        return set(self._session.connection().execute(asked).scalars())

    def _judge(self, case: _Case, stored: Stored, worn: Mapping[str, str]) -> None:
        """What is known of the record by itself."""
        theirs = {name: None if value == "" else value for name, value in stored.values.items()}
        values = dict(theirs)
        pairs: dict[str, tuple[object, object]] = {}
        for one in case.asked:
            if one.why:
                _refuse(case, one.why, one.name)
                return
            if one.name == TAGS.name:
                case.tags = judge_tags(worn, case.tags, one)
                continue
            declared = self._type.by_name[one.name]
            try:
                values[one.name] = validation.cleaned(declared, changed_value(declared, values[one.name], one))
            except UserError as error:
                _refuse(case, str(error), one.name)
                return
        if case.tags is not None and case.tags.differs:
            pairs[TAGS.name] = case.tags.before, case.tags.after
        asked = {one.name for one in case.asked} - {TAGS.name}
        if any(values[name] != theirs[name] for name in asked):
            new = self._settled(case, values, theirs)
            if case.judged.why:
                return
            case.new = new
            pairs |= {name: (theirs[name], value) for name, value in new.items()}
        currency = str({**theirs, **case.new}.get("currency") or "")
        case.judged = Judged(case.judged.id, case.judged.title, pairs, currency=currency)

    def _settled(self, case: _Case, values: dict[str, object], theirs: Mapping[str, object]) -> dict[str, object]:
        """What differs once everything that follows is filled in; refused by the first thing that is wrong."""
        for one in case.asked:
            value = values.get(one.name)
            problem = None if value is None else validation.problem_with(self._type.by_name[one.name], value)
            if problem is not None:
                _refuse(case, problem.message, problem.field)
                return {}
        values = settled(self._session, self._type, values, theirs)
        problem = self._first_problem(values, theirs)
        if problem is not None:
            _refuse(case, problem.message, problem.field)
            return {}
        values |= self._class.followed(self._session, values, theirs)
        return {name: value for name, value in values.items() if value != theirs[name]}

    def _problem(self, declared: Field, value: object) -> Problem | None:
        """What is wrong with a value by itself; remembered, since many records have the same few."""
        known = self._problems[declared.name]
        found = known.get(value, _MISSING)
        if found is _MISSING:
            found = known[value] = validation.problem_with(declared, value)
        return found  # type: ignore[return-value]

    def _first_problem(self, values: Mapping[str, object], theirs: Mapping[str, object]) -> Problem | None:
        """As `validation.check` finds it; an empty custom field that is required since yesterday stands in nobody's way."""
        for declared, known, is_number, limit in self._checked:
            value = values[declared.name]
            if value.__class__ is str and len(value) <= limit and value.isprintable():
                continue  # nothing is wrong with a short plain text
            found = known.get(value, _MISSING)
            if found is _MISSING:
                found = self._problem(declared, value)
            if found is None or (value is None and (is_number or not self._type.has(declared, values))):
                continue
            if not (declared.custom and theirs[declared.name] is None):
                return found  # type: ignore[return-value]
        return next(iter(self._type.check(values)), None) if self._type.check is not None else None

    def _judge_by_others(self, cases: Sequence[_Case]) -> None:
        """What other records have to say: unique values that are taken, links to what is gone."""
        open_ = [(one.judged.id, one.new) for one in cases if one.new and not one.judged.why]
        for record_id, problem in self._others.against(open_).items():
            case = next(one for one in cases if one.judged.id == record_id)
            _refuse(case, problem.message, problem.field)


def _named(change: Change) -> Sequence[object]:
    return change.value if isinstance(change.value, tuple) else ()


def _refuse(case: _Case, why: str, name: str = "") -> None:
    case.judged = Judged(case.judged.id, case.judged.title, {}, why, name)
    case.new, case.tags = {}, None


def _titles(session: Session, kind: str, judged: Sequence[Judged]) -> dict[str, dict[int, str]]:
    """What the linked records are called that stand in the pairs."""
    record_type: RecordType = session.info["registry"][kind]
    wanted: dict[str, set[int]] = {}
    for one in judged:
        for name, pair in one.pairs.items():
            declared = record_type.by_name[name]
            if declared.kind is Kind.LINK:
                wanted.setdefault(declared.to, set()).update(value for value in pair if isinstance(value, int))
    found: dict[str, dict[int, str]] = {}
    for to, ids in wanted.items():
        asked, found[to] = sorted(ids), {}
        for start in range(0, len(asked), _SLICE):
            found[to] |= titles(session, to, set(asked[start : start + _SLICE]))
    return found
