"""What hangs on records: tags, comments, links, files, the firm's own fields, saved views."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from sqlalchemy import ColumnElement, Table, and_, func, or_, select
from sqlalchemy.orm import Session

from itdesk.core.custom import FIELDS
from itdesk.core.errors import UserError
from itdesk.core.record import Field, Kind
from itdesk.core.texts import _
from itdesk.db import tables
from itdesk.db.checks.rule import N_, Check, Wrong, counted, every_kind
from itdesk.db.custom_values import column_name_of
from itdesk.db.hanging import PARTS, ends_of
from itdesk.db.link_meanings import known_meanings
from itdesk.db.list_state import from_plain
from itdesk.db.mapping import Tables

_TYPED = ("word", "body", "number", "day")


def _hung(session: Session) -> Wrong:
    """Each row hangs on a record that exists, in the bin or not."""
    own: Tables = session.info["tables"]
    for table in PARTS.values():
        for kind_column, id_column in ends_of(table):
            named, record_id = table.c[kind_column], table.c[id_column]
            strange = select(table.c.id).where(named.not_in(list(own.classes)))
            sentence = _("{n} rows of {table} hang on records of a kind that doesn't exist.")
            yield from counted(session, strange, sentence, table=table.name)
            for record_type, record in every_kind(session):
                lost = select(table.c.id).where(named == record_type.kind, ~_is_there(record, record_id))
                sentence = _("{kind}: {n} rows of {table} hang on a record that isn't there.")
                yield from counted(session, lost, sentence, kind=record_type.plural, table=table.name)


def _is_there(record: Table, record_id: Any) -> ColumnElement[bool]:
    return select(record.c.id).where(record.c.id == record_id).exists()


def _tags(session: Session) -> Wrong:
    tags, worn = tables.tags, tables.record_tags
    lost = select(worn.c.id).where(~select(tags.c.id).where(tags.c.id == worn.c.tag_id).exists())
    yield from counted(session, lost, _("{n} records wear a tag that isn't there."))
    nameless = select(tags.c.id).where(or_(tags.c.name == "", tags.c.folded == ""))
    yield from counted(session, nameless, _("{n} tags have no name."))


def _meanings(session: Session) -> Wrong:
    links = tables.links
    unknown = select(links.c.id).where(links.c.meaning.not_in(list(known_meanings(session))))
    yield from counted(session, unknown, _("{n} links have a meaning that doesn't exist."))
    itself = select(links.c.id).where(links.c.from_kind == links.c.to_kind, links.c.from_id == links.c.to_id)
    yield from counted(session, itself, _("{n} links lead from a record to itself."))


def _mentions(session: Session) -> Wrong:
    own: Tables = session.info["tables"]
    people: Any = own["people"].__table__
    named, comments = tables.mentions, tables.comments
    lost = select(named.c.comment_id).where(
        or_(
            ~select(people.c.id).where(people.c.id == named.c.person_id).exists(),
            ~select(comments.c.id).where(comments.c.id == named.c.comment_id).exists(),
        )
    )
    yield from counted(session, lost, _("{n} mentions are of a person or in a comment that isn't there."))


def _versions(session: Session) -> Wrong:
    older, files = tables.attachment_versions, tables.attachments
    there = select(files.c.id).where(files.c.id == older.c.attachment_id).exists()
    yield from counted(session, select(older.c.id).where(~there), _("{n} earlier versions belong to no file."))


def _own_fields(session: Session) -> Wrong:
    """Values of the firm's own fields: of a field, of a record, in the column of their type."""
    own: Tables = session.info["tables"]
    values = tables.custom_values
    defined: Any = own[FIELDS].__table__ if FIELDS in own.classes else None
    of_none = values.c.field_id.not_in([]) if defined is None else ~_is_there(defined, values.c.field_id)
    lost = select(values.c.record_id).where(of_none)
    yield from counted(session, lost, _("{n} values belong to a field that isn't there."))
    for declared, record in _fields(session):
        here = values.c.field_id == declared.custom
        mistyped = select(values.c.record_id).where(here, _elsewhere(declared))
        yield from counted(session, mistyped, _("{field}: {n} values are of another type."), field=declared.label)
        lost = select(values.c.record_id).where(here, ~_is_there(record, values.c.record_id))
        yield from counted(session, lost, _("{field}: {n} values belong to no record."), field=declared.label)


def _fields(session: Session) -> Iterator[tuple[Field, Table]]:
    for record_type, record in every_kind(session):
        for declared in record_type.custom:
            yield declared, record


def _elsewhere(declared: Field) -> ColumnElement[bool]:
    own, columns = column_name_of(declared), tables.custom_values.c
    wrong: list[ColumnElement[bool]] = [columns[name].is_not(None) for name in _TYPED if name != own]
    if declared.kind is Kind.YES_NO:
        wrong.append(columns.number.not_in([0, 1]))
    return or_(and_(*(columns[name].is_(None) for name in _TYPED)), *wrong)


def _views(session: Session) -> Wrong:
    own: Tables = session.info["tables"]
    views = tables.views
    broken = []
    for name, kind, state in session.connection().execute(select(views.c.name, views.c.kind, views.c.state)):
        try:
            record_type = own.registry[kind]
            from_plain(own.registry, record_type, json.loads(state))
        except (ArithmeticError, AttributeError, LookupError, TypeError, UserError, ValueError):
            broken.append(name)
    if broken:
        yield (
            _("{n} saved views can't be read: {names}.").format(n=len(broken), names=", ".join(broken[:5])),
            len(broken),
        )
    twice = select(tables.view_places.c.view).where(func.length(tables.view_places.c.view) == 0)
    yield from counted(session, twice, _("{n} places of views name no view."))


CHECKS = (
    Check("hanging", N_("Tags, comments, links and files hang on records"), _hung),
    Check("tags", N_("Tags exist"), _tags),
    Check("meanings", N_("Links have a meaning"), _meanings),
    Check("mentions", N_("Mentions are of people"), _mentions),
    Check("versions", N_("Earlier versions of files belong to a file"), _versions),
    Check("own_fields", N_("Values of your own fields"), _own_fields),
    Check("views", N_("Saved views can be read"), _views),
)
