"""Values of a record before they are saved: cleaned by kind, and what is wrong with each in one sentence."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from itdesk.core.errors import Problem
from itdesk.core.record import TEXTUAL, Field, Kind, RecordType
from itdesk.core.texts import _
from itdesk.db.mapping import Tables, column_of

LONGEST_TEXT = 1_000_000  # characters of a LONG field that declares no length of its own
_LARGEST = Decimal(10) ** 14
_WHOLE = 2**31 - 1
_USUAL_LENGTH = 255
_EMAIL = re.compile(r"[^\s@,;<>()\[\]]+@[^\s@,;<>()\[\]]+")
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


def longest(declared: Field) -> int:
    """How many characters a textual field holds."""
    return LONGEST_TEXT if declared.kind is Kind.LONG and declared.length == _USUAL_LENGTH else declared.length


def cleaned(declared: Field, value: object) -> object:
    """The value as it is stored: texts without spaces around them, nothing instead of an empty text."""
    if isinstance(value, str) and declared.kind is not Kind.LONG:
        value = value.strip()
    if isinstance(value, str) and not value.strip():
        return None
    if declared.kind in (Kind.MONEY, Kind.DECIMAL) and isinstance(value, int) and not isinstance(value, bool):
        return Decimal(value)
    return value


def problems_of(declared: Field, value: object) -> str:
    """What is wrong with one cleaned value by itself, or nothing."""
    if value is None:
        missing = declared.required and not declared.given
        return _("{field} can't stay empty.").format(field=declared.label) if missing else ""
    if declared.kind in TEXTUAL:
        return _wrong_text(declared, value)
    if declared.kind in (Kind.INTEGER, Kind.DECIMAL, Kind.MONEY):
        return _wrong_number(declared, value)
    return _wrong_other(declared, value)


def _wrong_text(declared: Field, value: object) -> str:
    if not isinstance(value, str):
        return _("{field} has to be text.").format(field=declared.label)
    if len(value) > longest(declared):
        return _("{field} holds {limit} characters; this has {length}.").format(
            field=declared.label, limit=longest(declared), length=len(value)
        )
    if _CONTROLS.search(value) or not _is_storable(value):
        return _("{field} contains a character that can't be stored.").format(field=declared.label)
    if declared.kind is not Kind.LONG and ("\n" in value or "\r" in value):
        return _("{field} is one line.").format(field=declared.label)
    if declared.kind is Kind.EMAIL and not _EMAIL.fullmatch(value):
        return _("{value} is no email address.").format(value=f"“{value}”")
    return ""


def _is_storable(value: str) -> bool:
    try:
        value.encode()
    except UnicodeEncodeError:
        return False
    return True


def _wrong_number(declared: Field, value: object) -> str:
    if declared.kind is Kind.INTEGER:
        if not isinstance(value, int) or isinstance(value, bool):
            return _("{field} has to be a whole number.").format(field=declared.label)
        if abs(value) > _WHOLE:
            return _("{field} is too large a number.").format(field=declared.label)
    elif not isinstance(value, Decimal):
        return _("{field} has to be a number.").format(field=declared.label)
    elif not value.is_finite() or abs(value) >= _LARGEST:
        return _("{field} is too large a number.").format(field=declared.label)
    elif value != value.quantize(Decimal("0.0001")):
        return _("{field} holds four decimal places.").format(field=declared.label)
    if declared.minimum is not None and value < declared.minimum:
        return _("{field} has to be {minimum} or more.").format(field=declared.label, minimum=declared.minimum)
    return ""


def _wrong_other(declared: Field, value: object) -> str:
    if declared.kind is Kind.DATE and (not isinstance(value, date) or isinstance(value, datetime)):
        return _("{field} has to be a date.").format(field=declared.label)
    if declared.kind is Kind.INSTANT and (not isinstance(value, datetime) or value.tzinfo is None):
        return _("{field} has to be a date and a time.").format(field=declared.label)
    if declared.kind is Kind.YES_NO and not isinstance(value, bool):
        return _("{field} has to be yes or no.").format(field=declared.label)
    if declared.kind is Kind.LINK and (not isinstance(value, int) or isinstance(value, bool)):
        return _("{field} has to be another record.").format(field=declared.label)
    if declared.kind is Kind.CHOICE and declared.choices is not None:
        known = {member.value for member in declared.choices}
        if value not in known:
            labels = ", ".join(member.label for member in declared.choices)
            return _("{value} is none of: {choices}.").format(value=f"“{value}”", choices=labels)
    return ""


def check(record_type: RecordType, values: Mapping[str, object]) -> list[Problem]:
    """Everything that is wrong with cleaned values, without asking the database."""
    found = [
        Problem(declared.name, sentence)
        for declared in record_type.stored
        if declared.name in values and (sentence := problems_of(declared, values[declared.name]))
    ]
    if not found and record_type.check is not None:
        found = list(record_type.check(values))
    return found


def check_stored(
    session: Session, record_type: RecordType, values: Mapping[str, object], changed: frozenset[str], own_id: int | None
) -> list[Problem]:
    """What only the database knows: a unique value that is taken, a link to a record that is gone."""
    found: list[Problem] = []
    for name in sorted(changed):
        declared = record_type.by_name[name]
        value = values[name]
        if value is None:
            continue
        if declared.unique:
            found += _taken(session, record_type, declared, value, own_id)
        if declared.kind is Kind.LINK:
            found += _broken(session, declared, value, own_id if declared.to == record_type.kind else None)
    return found


def _taken(
    session: Session, record_type: RecordType, declared: Field, value: object, own_id: int | None
) -> list[Problem]:
    from itdesk.db import records

    tables: Tables = session.info["tables"]
    table: Any = tables[record_type.kind].__table__
    same = select(table.c.id).where(table.c[column_of(declared)] == value, table.c.deleted_at.is_(None))
    if own_id is not None:
        same = same.where(table.c.id != own_id)
    other = session.connection().execute(same.limit(1)).scalar()
    if other is None:
        return []
    sentence = _("{field} {value} is already used by {other}.").format(
        field=declared.label, value=f"“{value}”", other=records.title_of(session, record_type.kind, other)
    )
    return [Problem(declared.name, sentence)]


def _broken(session: Session, declared: Field, value: object, own_id: int | None) -> list[Problem]:
    if value == own_id:
        return [Problem(declared.name, _("{field} can't be the record itself.").format(field=declared.label))]
    tables: Tables = session.info["tables"]
    table: Any = tables[declared.to].__table__
    there = select(table.c.id).where(table.c.id == value, table.c.deleted_at.is_(None))
    if session.connection().execute(there).scalar() is not None:
        return []
    return [Problem(declared.name, _("{field} is no longer there. Choose another.").format(field=declared.label))]
