"""Any list written as CSV or XLSX: its columns, rows and order, read a portion at a time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from itdesk.core.progress import Progress
from itdesk.core.reach import purses, reaching
from itdesk.core.record import RecordType
from itdesk.core.value_texts import field_of
from itdesk.db import lists
from itdesk.db.lists import ListSpec
from itdesk.files.export import Column, write_table

PORTION = 2000


def write_list(
    session: Session,
    spec: ListSpec,
    path: str | Path,
    *,
    ids: Sequence[int] | None = None,
    progress: Progress | None = None,
) -> int:
    """Write a list, or these of its records in the order given, to a .csv or .xlsx; how many rows it has.

    A list with sums gets a column with their currency, because a bare number in a file tells nobody what it is worth.
    """
    registry = session.info["registry"]
    record_type: RecordType = reaching(registry, registry[spec.kind], spec.columns)
    spec = replace(with_currency(record_type, spec), rules=())
    columns = [Column.of(field_of(record_type, name)) for name in spec.columns]
    count = lists.count(session, spec) if ids is None else len(ids)
    return write_table(
        path,
        columns,
        (row[1:] for row in rows_of(session, spec, ids)),
        zone=ZoneInfo(session.info["workspace"].zone),
        title=record_type.plural,
        of=count,
        progress=progress,
    )


def with_currency(record_type: RecordType, spec: ListSpec) -> ListSpec:
    """The list with the currency of its sums beside them."""
    return replace(spec, columns=tuple(dict.fromkeys((*spec.columns, *purses(record_type, spec.columns)))))


def rows_of(session: Session, spec: ListSpec, ids: Sequence[int] | None = None) -> Iterator[tuple[Any, ...]]:
    """Every row of a list in its order, or of these records in theirs; those that are gone meanwhile are left out."""
    order = lists.ids(session, spec) if ids is None else ids  # once: a page of a sorted list would sort the whole again
    for start in range(0, len(order), PORTION):
        part = order[start : start + PORTION]
        found = lists.rows(session, spec, part)
        yield from (found[one] for one in part if one in found)
