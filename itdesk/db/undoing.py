"""Taking back whatever an operation did, from history: one reversal for every kind of write.

Doing it again is taking back the taking back.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from itdesk.core.errors import UserError
from itdesk.core.progress import Progress
from itdesk.core.record import Verb as Right
from itdesk.core.texts import _, ngettext
from itdesk.db import changes, deeds, finding, history, judging, operations, rights, tables
from itdesk.db.changes import Verb
from itdesk.db.deeds import Unit, Why
from itdesk.db.mapping import Tables, column_of
from itdesk.db.putting_back import put_back

_SAID = 3  # records that stayed and are named
_NEEDED = {Verb.DELETED: Right.DELETE, Verb.RESTORED: Right.DELETE}


@dataclass(frozen=True, slots=True)
class TakenBack:
    """What was taken back: operation takes this back in turn. kept says what stayed as it is, and why.

    kind and record_id are of the record that it was about, if it was one and is there; records is how many.
    """

    operation: str
    words: str
    records: int
    kept: tuple[str, ...]
    kind: str = ""
    record_id: int = 0


def take_back(session: Session, operation: str, progress: Progress | None = None) -> TakenBack:
    """Reverse everything that an operation did where nobody changed it since; refused if that is nothing at all.

    A record and the parts inside it go back together or not at all, except for fields that others changed since: those
    stay. One transaction; history, change log and search text are written as ever.
    """
    session.flush()
    units = deeds.units_of(session, operation)
    if not units:
        raise UserError(_("Nothing is known of this step any more."), _("Nothing was changed."))
    root, words, steps = operations.origin(session, operation)
    if operations.cancelled(session, [operation]):
        raise UserError(_("This was taken back already."), _("Nothing was changed."))
    _judge(session, operation, units, _Steps(progress, len(units)))
    back = [unit for unit in units if unit.goes_back]
    _require_rights(session, back)
    kept = [unit for unit in units if unit.reason is not None or unit.left or unit.hidden]
    if not back:
        said = _said(session, operation, kept)
        raise UserError(said[0] if said else _("All of this is as it was before already."), _("Nothing was changed."))
    pending = changes.pending_of(session)
    pending.undoes = operation
    pending.words = (_("Done again: {what}") if steps % 2 else _("Undone: {what}")).format(what=words).rstrip(": ")
    put_back(session, back, _Steps(progress, len(units)).at)
    _mark_import(session, root, undone=steps % 2 == 0)
    alive = back[0] if len(back) == 1 and back[0].verb is not Verb.DELETED else None
    return TakenBack(
        pending.operation,
        pending.words,
        len(back),
        tuple(_said(session, operation, kept)),
        alive.kind if alive else "",
        alive.record_id if alive else 0,
    )


class _Steps:
    """Progress in records; what finds out that it is to stop."""

    def __init__(self, progress: Progress | None, of: int) -> None:
        self._progress, self._of = progress, of

    def at(self, done: int) -> None:
        if self._progress is not None:
            self._progress.step(done, self._of)


def _judge(session: Session, operation: str, units: Sequence[Unit], steps: _Steps) -> None:
    own: Tables = session.info["tables"]
    known = [unit for unit in units if unit.kind in own.classes]
    touched = deeds.touched_since(session, operation)
    for kind in dict.fromkeys(unit.kind for unit in known):
        steps.at(0)
        judging.judge_records(session, kind, [unit for unit in known if unit.kind == kind], touched)
    for name in dict.fromkeys(one.part for unit in known for one in unit.parts if one.part):
        table = deeds.part_table(name)
        if table is not None:
            judging.judge_parts(session, name, table, known, touched)
    checks: tuple[Callable[[Session, Sequence[Unit]], None], ...] = (
        judging.keep_standing,
        judging.keep_parts,
        judging.keep_unlinkable,
        judging.keep_doubles,
        judging.keep_wrong,
        judging.keep_used,
    )
    for check in checks:
        steps.at(0)
        check(session, known)


def _require_rights(session: Session, units: Sequence[Unit]) -> None:
    for kind, verb in dict.fromkeys((unit.kind, unit.verb) for unit in units):
        rights.require(session, kind, _NEEDED.get(verb, Right.CHANGE))


def _mark_import(session: Session, operation: str, *, undone: bool) -> None:
    rows = tables.imports
    at = changes.now() if undone else None
    session.connection().execute(update(rows).where(rows.c.operation == operation).values(undone_at=at))


# ---------------------------------------------------------------- why something stays


def _said(session: Session, operation: str, kept: Sequence[Unit]) -> list[str]:
    """Sentences about the first few that stay, wholly or in part, and how many more there are."""
    said = [_sentence(session, operation, unit) for unit in kept[:_SAID]]
    more = len(kept) - _SAID
    if more > 0:
        said.append(ngettext("{n} more stays as it is.", "{n} more stay as they are.", more).format(n=f"{more:,}"))
    return said


def _sentence(session: Session, operation: str, unit: Unit) -> str:
    own: Tables = session.info["tables"]
    what = finding.title_of(session, unit.kind, unit.record_id) or own.registry[unit.kind].singular
    if unit.reason is None and unit.left:
        labels = [_label(own, unit.kind, name) for name in unit.left]
        return _changed(session, operation, unit, what, ", ".join(labels))
    if unit.reason is Why.CHANGED:
        return _changed(session, operation, unit, what, _label(own, unit.kind, unit.reason_in))
    if unit.reason is Why.USED:
        kind, _dot, user = unit.reason_in.partition(".")
        used_by = f"{own.registry[kind].singular} {finding.title_of(session, kind, int(user))}"
        return _("{what} is in use by {user}, so it stays.").format(what=what, user=used_by)
    if unit.reason is Why.TAKEN:
        column, _dot, holder = unit.reason_in.partition(".")
        label = _label(own, unit.kind, column)
        if not holder:
            return _("{what} has another {part} in its place by now.").format(what=what, part=_part(own, unit, column))
        other = finding.title_of(session, unit.kind, int(holder))
        return _("{field} of {what} belongs to {other} by now.").format(field=label, what=what, other=other)
    reason = unit.reason or Why.SECRET
    label = _label(own, unit.kind, unit.reason_in if unit.reason else unit.hidden[0])
    return {
        Why.GONE: _("{what} is gone for good."),
        Why.LINK: _("{field} of {what} was something that lies in the bin now. Restore that first."),
        Why.SECRET: _("{field} of {what} is kept out of history, so what it was isn't known."),
        Why.STANDS: "{reason}",
        Why.WRONG: _("{what} would not be right with what others changed: {reason}"),
    }[reason].format(what=what, field=label, reason=unit.reason_in)


def _changed(session: Session, operation: str, unit: Unit, what: str, field: str) -> str:
    who = _who(session, operation, unit)
    if field and who:
        return _("{field} of {what} was changed by {who} since, so it stays.").format(field=field, what=what, who=who)
    if field:
        return _("{field} of {what} was changed since, so it stays.").format(field=field, what=what)
    if who:
        return _("{what} was changed by {who} since, so it stays.").format(what=what, who=who)
    return _("{what} was changed since, so it stays.").format(what=what)


def _who(session: Session, operation: str, unit: Unit) -> str:
    log = tables.history
    mine = select(log.c.id).where(log.c.operation == operation, log.c.record_id == unit.record_id).limit(1)
    later = select(log.c.actor_id).where(
        log.c.kind == unit.kind,
        log.c.record_id == unit.record_id,
        log.c.operation.not_in([operation, changes.pending_of(session).operation]),
        log.c.id > mine.scalar_subquery(),
    )
    actor = session.connection().execute(later.order_by(log.c.id.desc()).limit(1)).scalar()
    return history.people(session, {actor}).get(actor, "") if actor is not None else ""


def _label(own: Tables, kind: str, name: str) -> str:
    """The word for a column of a record, or for "table.column" of a part; empty for none."""
    part, dot, column = name.partition(".")
    if dot:
        cls: Any = next((one for one in own.parts[kind] if one.__tablename__ == part), None)
        word = history.part_label(cls, part)
        return f"{word}, {history.column_label(cls, column)}" if column else word
    fields = {column_of(declared): declared.label for declared in own.registry[kind].stored}
    return fields.get(name, "")


def _part(own: Tables, unit: Unit, table: str) -> str:
    cls = next((one for one in own.parts[unit.kind] if one.__tablename__ == table), None)
    return history.part_label(cls, table)
