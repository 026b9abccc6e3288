"""Records one by one: filled, known, typed, in order."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Boolean, Date, String, Table, and_, func, literal_column, or_, select
from sqlalchemy.orm import Session

from itdesk.core.record import TEXTUAL, Field, Kind, RecordType
from itdesk.core.texts import _
from itdesk.db.base import Part
from itdesk.db.checks.rule import N_, Check, Wrong, counted, every_kind, is_file, sums
from itdesk.db.expressions import Source
from itdesk.db.mapping import Tables, column_of
from itdesk.db.types import Instant

_DAY, _UID = "____-__-__", "________-____-____-____-____________"


def _columns(record_type: RecordType, table: Table) -> Iterator[tuple[Field, Any]]:
    for declared in record_type.in_columns:
        yield declared, table.c[column_of(declared)]


def _required(session: Session) -> Wrong:
    for record_type, table in every_kind(session):
        wrong = [
            (one.label, or_(column.is_(None), column == "") if one.kind in TEXTUAL else column.is_(None))
            for one, column in _columns(record_type, table)
            if one.required and not one.given
        ]
        yield from sums(session, table, wrong, _("{kind}: {n} have no {field}."), record_type)


def _choices(session: Session) -> Wrong:
    for record_type, table in every_kind(session):
        wrong = [
            (one.label, and_(column.is_not(None), column.not_in([member.value for member in one.choices])))
            for one, column in _columns(record_type, table)
            if one.kind is Kind.CHOICE and one.choices is not None
        ]
        yield from sums(session, table, wrong, _("{kind}: {n} have a {field} that doesn't exist."), record_type)


def _lengths(session: Session) -> Wrong:
    for record_type, table in every_kind(session):
        wrong = [
            (one.label, func.length(column) > column.type.length)
            for one, column in _columns(record_type, table)
            if isinstance(column.type, String) and column.type.length
        ]
        yield from sums(
            session, table, wrong, _("{kind}: {n} have a {field} that is longer than it may be."), record_type
        )


def _types(session: Session) -> Wrong:
    """What a column holds is of its type: a file takes anything."""
    if not is_file(session):
        return
    for record_type, table in every_kind(session):
        wrong = [(one.label, _mistyped(column)) for one, column in _columns(record_type, table)]
        wrong += [(column.name, _mistyped(column)) for column in (table.c.created_at, table.c.updated_at)]
        yield from sums(session, table, wrong, _("{kind}: {n} have a {field} of another type."), record_type)


def _mistyped(column: Any) -> Any:
    kind = column.type
    named: Any = literal_column(f'"{column.name}"')
    stored = func.typeof(named)
    if isinstance(kind, Date):
        return and_(column.is_not(None), or_(stored != "text", named.not_like(_DAY), func.date(named).is_(None)))
    if isinstance(kind, Boolean):
        return and_(column.is_not(None), named.not_in([literal_column("0"), literal_column("1")]))
    textual = isinstance(kind, String | Instant)
    return stored.not_in(["null", "text" if textual else "integer"])


def _uids(session: Session) -> Wrong:
    for record_type, table in every_kind(session):
        odd = [(_("identity"), or_(table.c.uid.not_like(_UID), table.c.version < 1))]
        yield from sums(session, table, odd, _("{kind}: {n} have a broken {field}."), record_type)
        twice = select(table.c.uid).group_by(table.c.uid).having(func.count() > 1)
        yield from counted(session, twice, _("{kind}: {n} identities are there twice."), kind=record_type.plural)


def _times(session: Session) -> Wrong:
    for record_type, table in every_kind(session):
        late = [(_("day of its making"), table.c.updated_at < table.c.created_at)]
        yield from sums(session, table, late, _("{kind}: {n} were changed before the {field}."), record_type)


def _numbers(session: Session) -> Wrong:
    for record_type, table in every_kind(session):
        if not record_type.number_prefix:
            continue
        column = table.c[record_type.number_field]
        kept = table.c.deleted_at.is_(None)
        none = [(_("number"), and_(kept, or_(column.is_(None), column == "")))]
        yield from sums(session, table, none, _("{kind}: {n} have no {field}."), record_type)
        twice = select(column).where(kept, column.is_not(None)).group_by(column).having(func.count() > 1)
        yield from counted(session, twice, _("{kind}: {n} numbers were given twice."), kind=record_type.plural)


def _currencies(session: Session) -> Wrong:
    for record_type, table in every_kind(session):
        currency = record_type.by_name.get("currency")
        if currency is None or currency.computed or currency.custom:
            continue
        code = table.c.currency
        wrong = [
            (one.label, and_(column.is_not(None), or_(code.is_(None), func.length(code) != 3)))
            for one, column in _columns(record_type, table)
            if one.kind is Kind.MONEY
        ]
        yield from sums(session, table, wrong, _("{kind}: {n} have a {field} without a currency."), record_type)


def _links(session: Session) -> Wrong:
    """Records that link to a record in the bin."""
    own: Tables = session.info["tables"]
    for kind, users in own.linked_from.items():
        target: Any = own[kind].__table__
        for user_kind, link in users:
            source = Source(own, user_kind)
            linked, other = source.stored(link.name), target.alias("linked")
            wanted = (
                select(other.c.id)
                .select_from(source.selectable.join(other, other.c.id == linked))
                .where(source.table.c.deleted_at.is_(None), other.c.deleted_at.is_not(None))
            )
            sentence = _("{kind}: {n} have a {field} that was deleted.")
            yield from counted(session, wanted, sentence, kind=own.registry[user_kind].plural, field=link.label)


def _rules(session: Session) -> Wrong:
    """What a record type's own tables promise besides."""
    own: Tables = session.info["tables"]
    for kind, cls in own.classes.items():
        kept = select(cls.id).where(cls.deleted_at.is_(None))
        for one in cls.CHECKS:
            yield from counted(session, kept.where(one.wrong()), _(one.sentence))
        for part in own.parts[kind]:
            yield from _part_rules(session, part)


def _part_rules(session: Session, part: type[Part]) -> Wrong:
    for one in part.CHECKS:
        yield from counted(session, select(part.id).where(one.wrong()), _(one.sentence))


CHECKS = (
    Check("required", N_("Required fields are filled"), _required),
    Check("choices", N_("Choices exist"), _choices),
    Check("lengths", N_("Texts have their length"), _lengths),
    Check("types", N_("Values are of their type"), _types),
    Check("identities", N_("Identities are whole and unlike each other"), _uids),
    Check("times", N_("Times are in order"), _times),
    Check("numbers", N_("Numbers are given once"), _numbers),
    Check("currencies", N_("Amounts have a currency"), _currencies),
    Check("links", N_("Links lead to records that are not in the bin"), _links),
    Check("rules", N_("Rules of each kind of record"), _rules),
)
