"""Taking back whatever an operation did, from history: one reversal for every kind of write.

Doing it again is taking back the taking back.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from itdesk.core.errors import UserError
from itdesk.core.progress import Progress
from itdesk.core.record import Verb as Right
from itdesk.core.texts import _
from itdesk.db import (
    changes,
    deeds,
    finding,
    judging,
    judging_parts,
    operations,
    reasons,
    retyping,
    rights,
    tables,
    tag_changes,
    views,
    workspace,
)
from itdesk.db.changes import Verb
from itdesk.db.deeds import Unit
from itdesk.db.mapping import Tables, column_of
from itdesk.db.putting_back import put_back

_Apart = list[tuple[Any, Mapping[Any, Any]]]  # the module that knows how it goes back, and what was written
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
    apart = _written_apart(session, operation)
    own: Tables = session.info["tables"]
    units = [unit for unit in deeds.units_of(session, operation) if unit.kind in own.classes or not apart]
    if apart and not units:
        return _take_back_apart(session, operation, apart)
    if not units:
        raise UserError(_("Nothing is known of this step any more."), _("Nothing was changed."))
    root, words, steps = operations.origin(session, operation)
    if operations.cancelled(session, [operation]):
        raise UserError(_("This was taken back already."), _("Nothing was changed."))
    if any(unit.deed is not None and unit.deed.verb is Verb.ERASED for unit in units):
        raise UserError(_("This was deleted for good and can't come back."), _("Nothing was changed."))
    turned = retyping.turned_by(session, operation, units)
    _judge(session, operation, units, _Steps(progress, len(units)))
    if turned is not None:
        turned.judge()
    back = [unit for unit in units if unit.goes_back]
    _require_rights(session, back)
    kept = [unit for unit in units if unit.reason is not None or unit.left or unit.hidden]
    if not back and not apart:
        told = reasons.said(session, kept, operation)
        raise UserError(told[0] if told else reasons.nothing_left(session, units, operation), _("Nothing was changed."))
    pending = changes.pending_of(session)
    pending.undoes = operation
    pending.words = (_("Done again: {what}") if steps % 2 else _("Undone: {what}")).format(what=words).rstrip(": ")
    put_back(session, back, _Steps(progress, len(units)).at)
    stayed = _put_back_each(session, operation, apart)
    if turned is not None and turned.definition in back:
        kept += turned.put_back(session)
    _mark_import(session, root, undone=steps % 2 == 0)
    alive = back[0] if len(back) == 1 and back[0].verb is not Verb.DELETED else None
    return TakenBack(
        pending.operation,
        pending.words,
        len(back),
        (*reasons.said(session, kept, operation), *(one.message for one in stayed)),
        alive.kind if alive else "",
        alive.record_id if alive else 0,
    )


def _written_apart(session: Session, operation: str) -> _Apart:
    """What an operation did to the firm's own settings, saved views and tags, which are no records."""
    found = ((apart, apart.written_by(session, operation)) for apart in (workspace, views, tag_changes))
    return [(apart, written) for apart, written in found if written]


def _take_back_apart(session: Session, operation: str, apart: _Apart) -> TakenBack:
    """What did nothing to records: all of it, or of a merge what nobody changed since."""
    _root, words, steps = operations.origin(session, operation)
    if operations.cancelled(session, [operation]):
        raise UserError(_("This was taken back already."), _("Nothing was changed."))
    pending = changes.pending_of(session)
    pending.undoes = operation
    pending.words = (_("Done again: {what}") if steps % 2 else _("Undone: {what}")).format(what=words).rstrip(": ")
    if len(apart) == 1:
        [(module, written)] = apart
        module.put_back(session, written, operation)
        return TakenBack(pending.operation, pending.words, 1, ())
    stayed = _put_back_each(session, operation, apart)
    if len(stayed) == sum(len(written) for _module, written in apart):
        raise stayed[0]
    return TakenBack(pending.operation, pending.words, 1, tuple(one.message for one in stayed))


def _put_back_each(session: Session, operation: str, apart: _Apart) -> list[UserError]:
    """Put back one by one what nobody changed since; why the others stay as they are."""
    stayed: list[UserError] = []
    for module, written in apart:
        for name, pair in written.items():
            try:
                module.put_back(session, {name: pair}, operation)
            except UserError as error:
                stayed.append(error)
    return stayed


def put_value_back(session: Session, change: int, column: str) -> str:
    """Give one field of a record the value that it had before a change, a row of history; what that is called.

    Whatever others made of the field since is overwritten: the person asked for this very value.
    """
    own: Tables = session.info["tables"]
    log = tables.history
    asked = select(log.c.kind, log.c.record_id, log.c.changes).where(log.c.id == change, log.c.part.is_(None))
    row = session.connection().execute(asked).first()
    pairs = {} if row is None else json.loads(row.changes)
    if row is None or column not in pairs or column in own.secrets[row.kind]:
        raise UserError(_("What this value was isn't known."), _("Nothing was changed."))
    table: Any = own[row.kind].__table__
    record_type = own.registry[row.kind]
    now = deeds.record_states(session, row.kind, [row.record_id], [column]).get(row.record_id)
    if now is None or not deeds.is_stored(record_type, table, column):
        raise UserError(_("There is nothing any more that it could be put back into."), _("Nothing was changed."))
    old = deeds.value_of(record_type, table, column, pairs[column][0])
    unit = Unit(row.kind, row.record_id, uid=now["uid"], back={column: (now[column], old)}, left=[column])
    for check in (judging.keep_unlinkable, judging.keep_doubles, judging.keep_wrong):
        check(session, [unit])
    if unit.reason is not None:
        raise UserError(reasons.said(session, [unit])[0], _("Nothing was changed."))
    rights.require(session, row.kind, Right.CHANGE)
    if now[column] != old:
        put_back(session, [unit], lambda _done: None)
    label = next(one.label for one in record_type.stored if column_of(one) == column)
    title = finding.title_of(session, row.kind, row.record_id)
    return _("{field} of {what} put back").format(field=label, what=title)


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
            judging_parts.judge_parts(session, name, table, known, touched)
    checks: tuple[Callable[[Session, Sequence[Unit]], None], ...] = (
        judging.keep_standing,
        judging_parts.keep_parts,
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
