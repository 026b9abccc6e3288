"""What happened to a record, in words and newest first."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import case, select
from sqlalchemy.orm import Session

from itdesk.core.filters import ACTORS
from itdesk.core.record import TEXTUAL, Field, Kind
from itdesk.core.texts import _
from itdesk.db import beside, hanging, tables
from itdesk.db.changes import UNSAID, Verb
from itdesk.db.hanging_words import Hung
from itdesk.db.mapping import Tables, column_of
from itdesk.db.titles import titles


@dataclass(frozen=True, slots=True)
class Change:
    """One field of one change, or a change without fields (made, deleted, restored); old and new are texts.

    part is the word for a row inside the record ("Message"), empty for the record itself. id and operation group lines.
    words says what was taken back, where this is the taking back. column is where the value lies, for those who put it back.
    """

    at: datetime
    who: str
    verb: str
    field: str
    old: str
    new: str
    part: str = ""
    id: int = 0
    operation: str = ""
    words: str = ""
    column: str = ""


def of(session: Session, kind: str, record_id: int, before: int | None = None, limit: int = 200) -> list[Change]:
    """The newest changes, or those older than the history row `before` (a Change's id)."""
    own: Tables = session.info["tables"]
    record_type = own.registry[kind]
    log, named = tables.history, tables.operations
    undone = case((named.c.undoes.is_not(None), named.c.words), else_="").label("words")
    wanted = (
        select(log.c.id, log.c.at, log.c.actor_id, log.c.verb, log.c.part, log.c.changes, log.c.operation, undone)
        .select_from(log.outerjoin(named, named.c.operation == log.c.operation))
        .where(log.c.kind == kind, log.c.record_id == record_id)
    )
    if before is not None:
        wanted = wanted.where(log.c.id < before)
    found = session.connection().execute(wanted.order_by(log.c.id.desc()).limit(limit)).all()
    read = [(row, json.loads(row.changes)) for row in found]
    parts = {part.__tablename__: part for part in own.parts[kind]}
    actors = people(session, {row.actor_id for row in found})
    fields = {column_of(declared): declared for declared in (*record_type.former, *record_type.stored)}
    linked = _linked_titles(session, fields, [changed for row, changed in read if row.part is None])
    lines: list[Change] = []
    hung = Hung(session, (kind, record_id), [(row.part, changed) for row, changed in read])
    for row, changed in read:
        who = actors.get(row.actor_id, "") if row.actor_id is not None else ""
        if row.part in hanging.PARTS:
            told = hung.of(row.part, row.verb, changed)
            lines += [Change(row.at, who, row.verb, *one, row.id, row.operation, row.words or "") for one in told]
            continue
        if row.part in beside.LABELS:
            about, done = beside.in_words(row.part, changed)
            lines.append(Change(row.at, who, row.verb, about, "", done, "", row.id, row.operation, row.words or ""))
            continue
        part = part_label(parts.get(row.part), row.part) if row.part else ""
        plain = Change(row.at, who, row.verb, "", "", "", part, row.id, row.operation, row.words or "")
        if not changed or row.verb not in (Verb.CHANGED, Verb.ADDED, Verb.REMOVED):
            lines.append(plain)
        if row.verb in (Verb.CREATED, Verb.ERASED, Verb.MOVED):
            continue
        for column, (old, new) in changed.items():
            if row.part and column in UNSAID:
                continue
            declared = None if row.part else fields.get(column)
            label = declared.label if declared else column_label(parts.get(row.part) if row.part else None, column)
            before_text, after_text = (_text(session, declared, value, linked) for value in (old, new))
            lines.append(replace(plain, field=label, old=before_text, new=after_text, column=column))
    return lines


def part_label(part: Any, table: str) -> str:
    """The word for a row inside a record: its class's LABEL, else its table's name."""
    return _(getattr(part, "LABEL", "")) or table.replace("_", " ").capitalize()


def column_label(part: Any, column: str) -> str:
    """The word for a part's column: from its class's LABELS, else its name."""
    labels: Mapping[str, str] = getattr(part, "LABELS", {})
    return _(labels[column]) if column in labels else column.removesuffix("_id").replace("_", " ").capitalize()


def people(session: Session, ids: set[int | None]) -> dict[int, str]:
    """Names of those who acted, by id."""
    return titles(session, ACTORS, {one for one in ids if one is not None})


def last_actor(session: Session, kind: str, record_id: int) -> str:
    """Who changed a record last; empty if the app did or nobody was chosen."""
    log = tables.history
    last = select(log.c.actor_id).where(log.c.kind == kind, log.c.record_id == record_id)
    actor = session.connection().execute(last.order_by(log.c.id.desc()).limit(1)).scalar()
    return titles(session, ACTORS, {actor}).get(actor, "") if actor is not None else ""


def _linked_titles(
    session: Session, fields: Mapping[str, Field], changed: Iterable[Mapping[str, list[Any]]]
) -> dict[tuple[str, int], str]:
    wanted: defaultdict[str, set[int]] = defaultdict(set)
    for one in changed:
        for column, values in one.items():
            declared = fields.get(column)
            if declared is not None and declared.kind is Kind.LINK:
                wanted[declared.to].update(value for value in values if isinstance(value, int))
    return {(kind, key): title for kind, ids in wanted.items() for key, title in titles(session, kind, ids).items()}


def _text(session: Session, declared: Field | None, value: object, linked: Mapping[tuple[str, int], str]) -> str:
    if declared is not None and declared.kind is Kind.LINK and isinstance(value, int):
        return linked.get((declared.to, value), _("a record that is gone"))
    if declared is None or not declared.custom:
        return in_words(session, declared, value)
    if declared.kind is Kind.YES_NO and isinstance(value, str):
        return value
    try:
        return in_words(session, declared, value)
    except (ValueError, ArithmeticError):  # of another kind: what the field held before it was changed
        return str(value)


def in_words(session: Session, declared: Field | None, value: object) -> str:
    """A stored or JSON value as a person of this workspace reads it."""
    if value is None:
        return ""
    kind = declared.kind if declared else None
    if isinstance(value, str) and (kind in TEXTUAL or kind is Kind.LINK):
        return value
    from itdesk.core import formats

    workspace = session.info["workspace"]
    if isinstance(value, str) and kind in (Kind.DATE, Kind.INSTANT):
        value = datetime.fromisoformat(value) if kind is Kind.INSTANT else date.fromisoformat(value)
    if isinstance(value, str) and kind in (Kind.MONEY, Kind.DECIMAL):
        value = Decimal(value)
    if isinstance(value, datetime):
        return formats.format_instant(value, ZoneInfo(workspace.zone), workspace.locale)
    if isinstance(value, date):
        return formats.format_date(value, workspace.locale)
    if isinstance(value, bool) or kind is Kind.YES_NO:
        return _("Yes") if value else _("No")
    if isinstance(value, Decimal):
        return formats.format_number(value, workspace.locale)
    if kind is Kind.CHOICE and declared is not None and declared.choices is not None:
        labels = {member.value: member.label for member in declared.choices}
        return labels.get(str(value), str(value))
    return str(value)
