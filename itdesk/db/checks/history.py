"""History and the change log: every record is in them, and they say the same."""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from itdesk.core.texts import _
from itdesk.db import tables
from itdesk.db.changes import Verb
from itdesk.db.checks.rule import N_, Check, Wrong, counted, every_kind, is_file

_log = tables.history


def _made(session: Session) -> Wrong:
    """Every record that exists was made in history."""
    for record_type, table in every_kind(session):
        told = select(_log.c.id).where(_log.c.kind == record_type.kind, _log.c.record_id == table.c.id)
        untold = select(table.c.id).where(~told.exists())
        yield from counted(session, untold, _("{kind}: {n} have no history."), kind=record_type.plural)


def _bin(session: Session) -> Wrong:
    """What lies in the bin was deleted last, what doesn't was not."""
    later = _log.alias("later")
    for record_type, table in every_kind(session):
        own = [_log.c.kind == record_type.kind, _log.c.record_id == table.c.id, _log.c.part.is_(None)]
        deleted = select(_log.c.id).where(*own, _log.c.verb == Verb.DELETED.value)
        untold = select(table.c.id).where(table.c.deleted_at.is_not(None), ~deleted.exists())
        sentence = _("{kind}: {n} lie in the bin though nobody put them there.")
        yield from counted(session, untold, sentence, kind=record_type.plural)
        back = select(later.c.id).where(
            later.c.kind == record_type.kind, later.c.record_id == _log.c.record_id, later.c.part.is_(None),
            later.c.id > _log.c.id, later.c.verb.in_((Verb.RESTORED.value, Verb.CREATED.value)),
        )  # fmt: skip
        gone = (
            select(_log.c.id)
            .select_from(_log.join(table, table.c.id == _log.c.record_id))
            .where(*own, _log.c.verb == Verb.DELETED.value, table.c.deleted_at.is_(None), ~back.exists())
            .where(_log.c.record_uid == table.c.uid)
        )
        sentence = _("{kind}: {n} are in the list though history says that they were deleted.")
        yield from counted(session, gone, sentence, kind=record_type.plural)


def _actors(session: Session) -> Wrong:
    people: Any = session.info["tables"]["people"].__table__
    there = select(people.c.id).where(people.c.id == _log.c.actor_id)
    nobody = select(_log.c.actor_id).where(_log.c.actor_id.is_not(None), ~there.exists()).distinct()
    once = _log.alias("once")
    erased = select(once.c.id).where(once.c.kind == "people", once.c.record_id == _log.c.actor_id)
    yield from counted(session, nobody.where(~erased.exists()), _("{n} people who acted were never here."))


def _operations(session: Session) -> Wrong:
    """Every line of history belongs to an operation, and what was taken back was done."""
    done = tables.operations
    known = select(done.c.id).where(done.c.operation == _log.c.operation)
    lost = select(_log.c.operation).where(~known.exists()).distinct()
    yield from counted(session, lost, _("{n} operations of history are not in the list of what was done."))
    first = done.alias("first")
    undone = select(done.c.id).where(
        done.c.undoes.is_not(None), ~select(first.c.id).where(first.c.operation == done.c.undoes).exists()
    )
    yield from counted(session, undone, _("{n} operations took back something that was never done."))


def _change_log(session: Session) -> Wrong:
    """Whatever history tells, others are told too; positions rise."""
    log = tables.change_log
    told = select(log.c.operation).distinct().subquery()
    found = select(_log.c.operation).distinct().subquery()
    lost = select(found.c.operation).where(found.c.operation.not_in(select(told.c.operation)))
    yield from counted(session, lost, _("{n} operations of history are missing in the change log."))
    if is_file(session):
        asked = "SELECT coalesce((SELECT max(seq) FROM change_log), 0) - coalesce((SELECT seq FROM sqlite_sequence WHERE name = 'change_log'), 0)"
        ahead = int(session.connection().exec_driver_sql(asked).scalar_one())
        if ahead > 0:
            yield _("The change log's next position was used {n} times already.").format(n=ahead), ahead


def _readable(session: Session) -> Wrong:
    """Each line's values can be read, its verb is known and its time is no later than that of the lines behind it."""
    strange = select(_log.c.id).where(_log.c.verb.not_in([one.value for one in Verb]))
    yield from counted(session, strange, _("{n} lines of history tell of something that itdesk doesn't know."))
    if is_file(session):
        broken = select(_log.c.id).where(func.json_valid(_log.c.changes) == 0)
        yield from counted(session, broken, _("{n} lines of history can't be read."))
        return
    number = sum(1 for text in session.connection().execute(select(_log.c.changes)).scalars() if not _is_json(text))
    if number:
        yield _("{n} lines of history can't be read.").format(n=number), number


def _is_json(text: str) -> bool:
    try:
        json.loads(text)
    except ValueError:
        return False
    return True


CHECKS = (
    Check("history", N_("Every record has its history"), _made),
    Check("bin", N_("The bin and history say the same"), _bin),
    Check("actors", N_("Those who acted are people"), _actors),
    Check("operations", N_("What was done, and history"), _operations),
    Check("change_log", N_("The change log, and history"), _change_log),
    Check("readable", N_("History can be read"), _readable),
)
