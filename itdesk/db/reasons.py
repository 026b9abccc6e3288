"""Why a record stays as it is, in sentences that name who or what is in the way, and since when."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from itdesk.core import formats
from itdesk.core.formats import format_count
from itdesk.core.texts import _, ngettext
from itdesk.db import changes, finding, hanging_words, history, operations, tables
from itdesk.db.changes import Verb
from itdesk.db.deeds import Unit, Why
from itdesk.db.mapping import Tables, column_of

_SAID = 3  # records that are named
_LOOKED_AT = 200  # later changes of a record among which the one in the way is looked for


def said(session: Session, kept: Sequence[Unit], operation: str = "") -> list[str]:
    """Sentences about the first few that stay, wholly or in part, and how many more there are.

    operation is what they would have gone back from: whoever changed them after it is named.
    """
    found = [_sentence(session, operation, unit) for unit in kept[:_SAID]]
    more = len(kept) - _SAID
    if more > 0:
        found.append(
            ngettext("{n} more stays as it is.", "{n} more stay as they are.", more).format(n=format_count(more))
        )
    return found


def nothing_left(session: Session, units: Sequence[Unit], operation: str) -> str:
    """That there is nothing to take back, since somebody did it by other means."""
    found = Since()
    what = ""
    for unit in units:
        what = finding.title_of(session, unit.kind, unit.record_id)
        found = since(session, operation, unit.kind, unit.record_id)
        if found.when and what:
            break
    if not found.when or not what:
        return _("All of this is as it was before already.")
    if not found.who:
        return _("{what} is as it was before already, since {when}.").format(what=what, when=found.when)
    words = _("{what} is as it was before already: {who} changed it back ({when}).")
    return words.format(what=what, who=found.who, when=found.when)


@dataclass(frozen=True, slots=True)
class Since:
    """Who did something after an operation, when, and as which step; each empty where it isn't known."""

    who: str = ""
    when: str = ""
    step: str = ""
    values: dict[str, Any] | None = None  # old and new by column

    def changed(self, what: str) -> str:
        """That this was changed."""
        if self.who:
            return _("{what} was changed by {who} since ({when}), so it stays.").format(
                what=what, who=self.who, when=self.when
            )
        if self.when:
            return _("{what} was changed since ({when}), so it stays.").format(what=what, when=self.when)
        return _("{what} was changed since, so it stays.").format(what=what)

    def deleted(self, what: str) -> str:
        """That this was deleted."""
        if self.who:
            return _("{what} was deleted by {who} since ({when}).").format(what=what, who=self.who, when=self.when)
        if self.when:
            return _("{what} was deleted since ({when}).").format(what=what, when=self.when)
        return _("{what} was deleted since.").format(what=what)


def since(
    session: Session, operation: str, kind: str, record_id: int, *, column: str = "", part: str | None = None,
    verb: Verb | None = None,
) -> Since:  # fmt: skip
    """Who was at a record after an operation: at this column, or this kind of part, or by this verb, as the last."""
    log = tables.history
    mine = select(log.c.id).where(log.c.operation == operation, log.c.kind == kind, log.c.record_id == record_id)
    after = session.connection().execute(mine.order_by(log.c.id.desc()).limit(1)).scalar() or 0
    later = (
        select(log)
        .where(log.c.kind == kind, log.c.record_id == record_id, log.c.id > after)
        .where(log.c.operation.not_in([operation, changes.pending_of(session).operation]))
        .order_by(log.c.id.desc())
        .limit(_LOOKED_AT)
    )
    rows = session.connection().execute(later.where(log.c.verb == verb.value) if verb else later).all()
    there = operations.standing(session, {row.operation for row in rows})
    rows = [row for row in rows if row.operation in there] or rows
    fits = (row for row in rows if row.part == part and (not column or column in json.loads(row.changes)))
    row = next(fits, rows[0] if rows else None)
    if row is None:
        return Since()
    who = "" if row.actor_id is None else history.people(session, {row.actor_id}).get(row.actor_id, "")
    _root, step, _steps = operations.origin(session, row.operation)
    return Since(who, when(session, row.at), step, json.loads(row.changes))


def when(session: Session, at: datetime) -> str:
    """An instant by the firm's clock."""
    workspace = session.info["workspace"]
    return formats.format_instant(at, ZoneInfo(workspace.zone), workspace.locale)


def _sentence(session: Session, operation: str, unit: Unit) -> str:
    own: Tables = session.info["tables"]
    what = finding.title_of(session, unit.kind, unit.record_id) or own.registry[unit.kind].singular
    if unit.reason is None and unit.left:
        return _changed(session, operation, unit, what, unit.left)
    if unit.reason is None or unit.reason is Why.SECRET:
        label = _label(own, unit.kind, unit.reason_in if unit.reason else unit.hidden[0])
        return _("{field} of {what} is kept out of history, so what it was isn't known.").format(field=label, what=what)
    if unit.reason is Why.CHANGED:
        return _changed(session, operation, unit, what, [unit.reason_in])
    if unit.reason in (Why.BINNED, Why.GONE):
        return _gone(session, operation, unit, what)
    if unit.reason is Why.USED:
        kind, _dot, user = unit.reason_in.partition(".")
        used_by = f"{own.registry[kind].singular} {finding.title_of(session, kind, int(user))}"
        return _("{what} is in use by {user}, so it stays.").format(what=what, user=used_by)
    if unit.reason is Why.TAKEN:
        return _taken(session, unit, what)
    if unit.reason is Why.LINK:
        return _link(session, unit, what)
    if unit.reason is Why.WRONG:
        return _wrong(session, operation, unit, what)
    return unit.reason_in  # it says so itself


def _changed(session: Session, operation: str, unit: Unit, what: str, names: Sequence[str]) -> str:
    own: Tables = session.info["tables"]
    part, dot, column = names[0].partition(".")
    labels = ", ".join(label for name in names if (label := _label(own, unit.kind, name)))
    what = _("{field} of {what}").format(field=labels, what=what) if labels else what
    found = since(
        session,
        operation,
        unit.kind,
        unit.record_id,
        column=column if dot else part,
        part=part if dot else None,
        verb=Verb.REMOVED if unit.reason is Why.CHANGED and unit.part_gone else None,
    )
    return found.deleted(what) if unit.part_gone else found.changed(what)


def _gone(session: Session, operation: str, unit: Unit, what: str) -> str:
    """That a record lies in the bin, or isn't there any more, or that a part has nothing to come back to."""
    own: Tables = session.info["tables"]
    if unit.reason_in:
        part = _label(own, unit.kind, unit.reason_in)
        return _("{part} of {what} can't come back: what it belonged to is gone for good.").format(part=part, what=what)
    verb = Verb.DELETED if unit.reason is Why.BINNED else Verb.ERASED
    found = since(session, operation, unit.kind, unit.record_id, verb=verb)
    if unit.reason is Why.BINNED:
        if found.who:
            words = _("{what} was put into the bin by {who} since ({when}: “{step}”). Restore it first.")
        else:
            words = _("{what} was put into the bin since ({when}: “{step}”). Restore it first.")
        return words.format(what=what, who=found.who, when=found.when, step=found.step)
    title = own.registry[unit.kind].title
    what = str(((found.values or {}).get(title) or [what])[0] or what)
    if not found.when:
        return _("{what} is gone for good.").format(what=what)
    if not found.who:
        return _("{what} was deleted for good since ({when}).").format(what=what, when=found.when)
    return _("{what} was deleted for good by {who} since ({when}).").format(what=what, who=found.who, when=found.when)


def _wrong(session: Session, operation: str, unit: Unit, what: str) -> str:
    found = since(session, operation, unit.kind, unit.record_id, column=unit.left[0] if unit.left else "")
    if found.who:
        words = _("{what} would not be right with what {who} changed ({when}): {reason}")
    else:
        words = _("{what} would not be right with what others changed: {reason}")
    return words.format(what=what, who=found.who, when=found.when, reason=unit.reason_in)


def _taken(session: Session, unit: Unit, what: str) -> str:
    own: Tables = session.info["tables"]
    column, _dot, holder = unit.reason_in.partition(".")
    if not holder:
        return _("{what} has another {part} in its place by now.").format(what=what, part=_part(own, unit.kind, column))
    other = finding.title_of(session, unit.kind, int(holder))
    label = _label(own, unit.kind, column)
    return _("{field} of {what} belongs to {other} by now.").format(field=label, what=what, other=other)


def _link(session: Session, unit: Unit, what: str) -> str:
    own: Tables = session.info["tables"]
    column, _dot, old = unit.reason_in.partition(".")
    declared = next(one for one in own.registry[unit.kind].stored if column_of(one) == column)
    title = finding.title_of(session, declared.to, int(old))
    if not title:
        return _("{field} of {what} was a record that is gone for good.").format(field=declared.label, what=what)
    found = since(session, "", declared.to, int(old), verb=Verb.DELETED)
    if found.who:
        words = _("{field} of {what} was {old}, put into the bin by {who} ({when}). Restore that first.")
    else:
        words = _("{field} of {what} was {old}, which lies in the bin now. Restore that first.")
    return words.format(field=declared.label, what=what, old=title, who=found.who, when=found.when)


def _label(own: Tables, kind: str, name: str) -> str:
    """The word for a column of a record, or for "table.column" of a part; empty for none."""
    part, dot, column = name.partition(".")
    if dot:
        word = _part(own, kind, part)
        cls: Any = next((one for one in own.parts[kind] if one.__tablename__ == part), None)
        return f"{word}, {history.column_label(cls, column)}" if column and cls is not None else word
    fields = {column_of(declared): declared.label for declared in own.registry[kind].stored}
    return fields.get(name, "")


def _part(own: Tables, kind: str, table: str) -> str:
    cls = next((one for one in own.parts[kind] if one.__tablename__ == table), None)
    return hanging_words.word(table) or history.part_label(cls, table)
