"""What the store puts where nothing was typed: human numbers, and values of columns that may not be empty."""

from __future__ import annotations

from sqlalchemy import insert, text, update
from sqlalchemy.orm import Session

from itdesk.core.record import TEXTUAL, Field, Kind, RecordType
from itdesk.db import tables
from itdesk.db.mapping import FIRST_NUMBER, number_text, sequence_of


def next_number(session: Session, record_type: RecordType) -> str:
    """The kind's next human number, given inside the transaction; on a server an undone one leaves a gap."""
    connection = session.connection()
    if connection.dialect.name == "postgresql":
        asked = text("SELECT nextval(:sequence)").bindparams(sequence=sequence_of(record_type))
        return number_text(record_type, connection.execute(asked).scalar_one())
    return number_text(record_type, take_numbers(session, record_type.kind, 1))


def take_numbers(session: Session, kind: str, count: int) -> int:
    """The first of `count` numbers on a file."""
    numbers = tables.numbers
    connection = session.connection()
    raised = update(numbers).where(numbers.c.kind == kind).values(last=numbers.c.last + count)
    last = connection.execute(raised.returning(numbers.c.last)).scalar()
    if last is None:
        last = FIRST_NUMBER - 1 + count
        connection.execute(insert(numbers).values(kind=kind, last=last))
    return last - count + 1


def instead_of_null(declared: Field) -> object:
    if declared.kind in TEXTUAL:
        return ""
    if declared.kind is Kind.YES_NO:
        return False
    return declared.first_value()
