"""Transactions as operations: what they are called, which of them were taken back, and the latest of a workspace."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from itdesk.core.formats import format_count
from itdesk.core.registry import Registry
from itdesk.core.texts import _
from itdesk.core.value_texts import noun
from itdesk.db import history, tables
from itdesk.db.changes import Verb, pending_of, settle

MOST = 200  # operations that are listed
_SLICE = 500
_rows = tables.operations


@dataclass(frozen=True, slots=True)
class Operation:
    """What one transaction did, in words. records is the number of the kind that most of it was about."""

    operation: str
    at: datetime
    who: str
    words: str
    records: int
    undone: bool  # it was taken back


def named(session: Session, words: str) -> str | None:
    """Call what this transaction did so, for undo and for the list; its operation, or None if it wrote nothing."""
    settle(session)
    pending = pending_of(session)
    pending.words = pending.words or words
    return pending.operation if pending.counted else None


def go_on(session: Session, operation: str | None) -> None:
    """Let this transaction be a further part of an operation, unless that was taken back meanwhile."""
    if operation is not None and not cancelled(session, [operation]):
        pending = pending_of(session)
        pending.operation, pending.goes_on = operation, True


def latest(session: Session, before: datetime | None = None, limit: int = MOST) -> list[Operation]:
    """The workspace's operations, newest first; what merely took another back stands with that one."""
    wanted = select(_rows).where(_rows.c.undoes.is_(None)).order_by(_rows.c.id.desc()).limit(limit)
    if before is not None:
        wanted = wanted.where(_rows.c.at < before)
    found = session.connection().execute(wanted).all()
    who = history.people(session, {row.actor_id for row in found})
    undone = cancelled(session, [row.operation for row in found])
    return [
        Operation(
            row.operation,
            row.at,
            who.get(row.actor_id, ""),
            _called(session, row),
            row.records,
            row.operation in undone,
        )
        for row in found
    ]


def cancelled(session: Session, operations: Iterable[str]) -> set[str]:
    """Those of the operations that were taken back, and not done again since."""
    back: dict[str, list[str]] = {}
    asked = list(dict.fromkeys(operations))
    while asked:
        found: list[str] = []
        for start in range(0, len(asked), _SLICE):
            wanted = select(_rows.c.undoes, _rows.c.operation).where(_rows.c.undoes.in_(asked[start : start + _SLICE]))
            for undone, by in session.connection().execute(wanted):
                back.setdefault(undone, []).append(by)
                found.append(by)
        asked = found

    def is_cancelled(operation: str) -> bool:
        return any(not is_cancelled(by) for by in back.get(operation, ()))

    return {one for one in back if is_cancelled(one)}


def standing(session: Session, operations: Iterable[str]) -> set[str]:
    """Those of the operations whose effect is there: neither taken back, nor themselves the taking back of another."""
    asked = list(dict.fromkeys(operations))
    roots: set[str] = set()
    for start in range(0, len(asked), _SLICE):
        part = asked[start : start + _SLICE]
        wanted = select(_rows.c.operation).where(_rows.c.operation.in_(part), _rows.c.undoes.is_not(None))
        roots |= set(part) - set(session.connection().execute(wanted).scalars())
    return roots - cancelled(session, roots)


def origin(session: Session, operation: str) -> tuple[str, str, int]:
    """The operation at the beginning of a chain of taking back, its words, and how often it was taken back and forth."""
    steps = 0
    while True:
        row = session.connection().execute(select(_rows).where(_rows.c.operation == operation)).first()
        if row is None or row.undoes is None:
            return operation, "" if row is None else _called(session, row), steps
        operation, steps = row.undoes, steps + 1


def _called(session: Session, row: Any) -> str:
    """What an operation is called: by its own words, else by what it did to how many of what."""
    registry: Registry = session.info["registry"]
    if row.words or row.kind not in registry:
        return str(row.words)
    record_type = registry[row.kind]
    things = noun(record_type.singular if row.records == 1 else record_type.plural)
    sentence = {
        Verb.CREATED: _("{n} {things} added"),
        Verb.DELETED: _("{n} {things} deleted"),
        Verb.RESTORED: _("{n} {things} restored"),
        Verb.ERASED: _("{n} {things} erased for good"),
    }.get(Verb(row.verb), _("{n} {things} changed"))
    return sentence.format(n=format_count(row.records), things=things)
