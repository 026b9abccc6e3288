"""Many records of one kind at once, for imports: the same rows as one by one, in a fraction of the time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from operator import itemgetter

from sqlalchemy import Table
from sqlalchemy.orm import Session

from itdesk.core.record import RecordType, Verb
from itdesk.core.uids import new_uids
from itdesk.db import changes, custom_values, rights, validation
from itdesk.db.bulk import next_ids, put_rows
from itdesk.db.mapping import column_of
from itdesk.db.numbering import instead_of_null, next_numbers, settled


def insert_many(
    session: Session, kind: str, rows: Sequence[Mapping[str, object]], *, complete: bool = False
) -> list[int]:
    """Store many new records of one kind whose values were checked before; their ids, in order.

    Values are by declared name. Gives uids, times, numbers, history, change log and search text. What the database alone
    knows (a unique value that is taken, a link that is gone) is refused for all of them together. complete: the rows hold
    every stored field, cleaned, with what follows from them.
    """
    rights.require(session, kind, Verb.CREATE)
    record_type: RecordType = session.info["registry"][kind]
    table: Table = session.info["tables"][kind].__table__
    connection = session.connection()
    session.flush()
    filled = [dict(row) for row in rows] if complete else [_completed(session, record_type, row) for row in rows]
    _number_all(session, record_type, filled)
    moment = changes.now()
    ids, uids = list(next_ids(connection, table, len(rows))), new_uids(len(rows))
    stored = [one for one in record_type.in_columns if column_of(one) in table.c]
    instead = [
        (5 + place, instead_of_null(one)) for place, one in enumerate(stored) if not table.c[column_of(one)].nullable
    ]
    columns = ["id", "uid", "version", "created_at", "updated_at", *(column_of(one) for one in stored)]
    rest = [column for column in table.c if column.name not in columns and not column.nullable]
    defaults = [getattr(column.default, "arg", None) for column in rest]
    columns += [column.name for column in rest]
    taken = itemgetter(*(one.name for one in stored), record_type.title)  # one name more: always a tuple

    def cells() -> Iterator[list[object]]:
        for record_id, uid, values in zip(ids, uids, filled, strict=True):
            row = [record_id, uid, 1, moment, moment, *taken(values)[:-1], *defaults]
            for place, other in instead:
                if row[place] is None:
                    row[place] = other
            yield row

    put_rows(connection, table, tuple(columns), cells())
    if record_type.custom:
        custom_values.put_new(session, record_type, zip(ids, filled, strict=True))
    session.info["tables"][kind].after_many(session, ids)
    note_bulk(session, kind, [(record_id, uid, changes.Verb.CREATED) for record_id, uid in zip(ids, uids, strict=True)])
    return ids


def _completed(session: Session, record_type: RecordType, row: Mapping[str, object]) -> dict[str, object]:
    """Every stored field, cleaned, with what follows from them."""
    cleaned = {one.name: validation.cleaned(one, row.get(one.name)) for one in record_type.stored}
    return settled(session, record_type, cleaned, {})


def _number_all(session: Session, record_type: RecordType, rows: Sequence[dict[str, object]]) -> None:
    """Give human numbers to those that have none."""
    field_name = record_type.number_field
    without = [values for values in rows if record_type.number_prefix and values[field_name] is None]
    if not without:
        return
    typed = {str(values[field_name]) for values in rows if values[field_name] is not None}
    numbers = next_numbers(session, record_type, len(without), typed)
    for values, number in zip(without, numbers, strict=True):
        values[field_name] = number


def note_bulk(session: Session, kind: str, rows: Iterable[tuple[int, str, changes.Verb]]) -> None:
    """Tell of rows that were written past the ORM: (id, uid, verb) each. Writes history, change log and search text."""
    noted = [changes.Noted(kind, record_id, uid, verb) for record_id, uid, verb in rows]
    if noted:
        changes.write(session, noted)
