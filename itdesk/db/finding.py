"""Records by what people call them: titles, exact names, and what a link editor offers."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session

from itdesk.core.errors import Invalid, Problem
from itdesk.core.grams import norm
from itdesk.core.record import TAGS, TEXTUAL, Kind, RecordType, Verb
from itdesk.core.registry import Registry
from itdesk.core.texts import _
from itdesk.db import history, rights, tag_sql, tags
from itdesk.db.binding import escaped
from itdesk.db.expressions import Source
from itdesk.db.types import folded


def title_of(session: Session, kind: str, record_id: int) -> str:
    """What a record is called; empty if there is none. One that the acting person may not see is called so."""
    if kind == TAGS.to:
        return tag_sql.title_of(session, record_id)
    held = rights.is_held(session)
    if held and rights.unseen(session, kind, [record_id]):
        return _("not visible to you")
    source = Source(session.info["tables"], kind)
    title = source.title()
    found = (
        session.connection()
        .execute(select(title).select_from(source.selectable).where(source.table.c.id == record_id))
        .scalar()
    )
    return "" if found is None else str(found)


def find(session: Session, kind: str, typed: str) -> int | None:
    """The one record that is called this, by the kind's `match` fields; upper case and accents don't matter.

    Several records of one name are refused with a sentence: nobody can say which is meant.
    """
    record_type: RecordType = session.info["registry"][kind]
    wanted = norm(" ".join(typed.split()))
    if not wanted:
        return None
    for match in record_type.match or (record_type.title,):
        found = _called(session, kind, match, wanted)
        if len(found) == 1:
            return found[0]
        if found:
            sentence = _("Several {kind} are called {name}.").format(kind=record_type.plural, name=f"“{typed}”")
            raise Invalid([Problem("", sentence)])
    return None


def _called(session: Session, kind: str, match: str, wanted: str) -> list[int]:
    source = Source(session.info["tables"], kind)
    parts = [func.coalesce(source.value(name), "") for name in match.split("|")]
    whole: ColumnElement[Any] = parts[0]
    for part in parts[1:]:
        whole = whole + " " + part
    same = select(source.table.c.id).select_from(source.selectable)
    same = same.where(source.table.c.deleted_at.is_(None), folded(whole) == wanted)
    return list(session.connection().execute(same.order_by(source.table.c.id).limit(2)).scalars())


def choices_for(session: Session, kind: str, typed: str, limit: int = 20) -> list[tuple[int, str, str]]:
    """Records that a link editor offers for what was typed: (id, title, subtitle), beginnings before insides of words."""
    if kind == TAGS.to:
        return [(tag.id, tag.name, "") for tag in tags.offered(session, typed, limit)]
    source = Source(session.info["tables"], kind)
    title = source.title()
    declared = [name for name in source.record_type.subtitle if source.kind_of(name) is not Kind.MONEY]
    shown = [source.value(name) for name in declared]
    table = source.table
    wanted = norm(" ".join(typed.split()))
    statement = select(table.c.id, title, *shown).where(table.c.deleted_at.is_(None))
    if not wanted:
        statement = statement.select_from(source.selectable).order_by(table.c.updated_at.desc(), table.c.id.desc())
        found = session.connection().execute(statement.limit(limit)).all()
    else:
        by_title = folded(title)
        texts = [source.value(name) for name in _texts(source.record_type)]
        inside = [folded(one).like(f"%{escaped(wanted)}%", escape="\\") for one in texts]
        begins = by_title.like(f"{escaped(wanted)}%", escape="\\")
        at_word = by_title.like(f"% {escaped(wanted)}%", escape="\\")
        statement = statement.select_from(source.selectable).where(or_(*inside))
        ordered = statement.order_by(begins.desc(), at_word.desc(), by_title, table.c.id)
        found = session.connection().execute(ordered.limit(limit)).all()
    registry: Registry = session.info["registry"]
    return [(row[0], str(row[1] or ""), subtitle_text(session, registry[kind], declared, row[2:])) for row in found]


def by_phone(session: Session, digits: str, limit: int) -> list[tuple[str, int, str, str]]:
    """Records with these digits in a phone number, however that is written: kind, id, title and the number."""
    found: list[tuple[str, int, str, str]] = []
    for record_type in session.info["registry"]:
        phones = [declared.name for declared in record_type.stored if declared.kind is Kind.PHONE]
        if not phones or not rights.allowed(session, record_type.kind, Verb.READ):
            continue
        source = Source(session.info["tables"], record_type.kind)
        for name in phones:
            number = source.value(name)
            bare = number
            for sign in " -/().+":
                bare = func.replace(bare, sign, "")
            statement = select(source.table.c.id, source.title(), number).select_from(source.selectable)
            statement = statement.where(source.table.c.deleted_at.is_(None), bare.like(f"%{digits}%"))
            rows = session.connection().execute(statement.order_by(source.table.c.id.desc()).limit(limit))
            found += [(record_type.kind, row[0], str(row[1] or ""), str(row[2])) for row in rows]
    return found[:limit]


def _texts(record_type: RecordType) -> list[str]:
    """Names whose text finds a record in a link editor: its title, what it is called elsewhere, its subtitle."""
    names = [record_type.title, record_type.number_field if record_type.number_prefix else record_type.title]
    names += [part for match in record_type.match for part in match.split("|")]
    names += record_type.subtitle
    kinds = {declared.name: declared.kind for declared in record_type.fields}
    return [name for name in dict.fromkeys(names) if kinds.get(name) in TEXTUAL or kinds.get(name) is Kind.LINK]


def subtitle_text(session: Session, record_type: RecordType, names: Iterable[str], values: Iterable[Any]) -> str:
    """The second line under a title: its parts in words, those that are empty left out."""
    said = [
        history.in_words(session, record_type.by_name.get(name), value)
        for name, value in zip(names, values, strict=True)
    ]
    return " · ".join(part for part in said if part)
