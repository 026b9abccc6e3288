"""Tags in the files that people import: a column of names between commas, put on besides those that are there."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from sqlalchemy.orm import Session

from itdesk.core.errors import UserError
from itdesk.core.grams import norm
from itdesk.core.record import TAGS
from itdesk.db import tags
from itdesk.files.deciding import Row
from itdesk.files.planning import ColumnPlan, Refusal


class Tagging:
    """The tags of one run's rows."""

    def __init__(self, session: Session, kind: str, columns: Sequence[ColumnPlan]) -> None:
        self._session, self._kind = session, kind
        self._header = next((plan.header for plan in columns if plan.declared.kind is TAGS.kind), "")
        self._wanted: dict[int, tuple[str, ...]] = {}  # by the row's number

    def read(self, rows: Iterable[Row]) -> None:
        """Take the tags out of the rows' values; what is no tag refuses its row."""
        if not self._header:
            return
        for row in rows:
            cell = row.values.pop(TAGS.name, None)
            wanted = tuple(tags.split(str(cell))) if cell else ()
            try:
                for name in wanted:
                    tags.require_name(name)
            except UserError as problem:
                row.refusals.append(Refusal(row.number, self._header, str(cell), problem.message, problem.cure))
            self._wanted[row.number] = wanted

    def new(self, rows: Sequence[Row]) -> set[int]:
        """Numbers of those rows whose records, known before, lack one of their tags."""
        known = {row.number: row.before.id for row in rows if row.before is not None and self._wanted.get(row.number)}
        there: dict[int, set[str]] = tags.folded_of(self._session, self._kind, list(known.values())) if known else {}
        return {
            number
            for number, record_id in known.items()
            if not {norm(name) for name in self._wanted[number]} <= there.get(record_id, set())
        }

    def put(self, ids: Iterable[tuple[int, int]]) -> None:
        """Put the tags of rows, by number, on their records; rows with the same tags together."""
        alike: defaultdict[tuple[str, ...], list[int]] = defaultdict(list)
        for number, record_id in ids:
            if self._wanted.get(number):
                alike[self._wanted[number]].append(record_id)
        for names, records in alike.items():
            tags.put(self._session, self._kind, records, add=names)
