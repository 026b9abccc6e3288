"""Texts of search by the thousand, while an import tells of its rows in smaller portions."""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from contextlib import contextmanager

from sqlalchemy.orm import Session

from itdesk.db import indexing

_TOGETHER = 4_000  # records: half of what an engine does for them goes on while the other half is read


class Gathered:
    """Records whose texts are still to be written."""

    def __init__(self, session: Session, together: int) -> None:
        self._session = session
        self._together = together
        self._ids: defaultdict[tuple[str, bool], array[int]] = defaultdict(lambda: array("q"))

    def add(self, records: Sequence[tuple[str, int]], fresh: AbstractSet[tuple[str, int]]) -> None:
        """Remember these records; fresh are those that nothing was written of yet and that have nothing inside."""
        for kind, record_id in records:
            self._ids[kind, (kind, record_id) in fresh].append(record_id)
        if sum(map(len, self._ids.values())) >= self._together:
            self.write()

    def write(self) -> None:
        """Write the texts of all of them as they are now: first of what was made, which may have been changed since."""
        ids, self._ids = self._ids, defaultdict(lambda: array("q"))
        for (kind, are_fresh), some in sorted(ids.items(), key=lambda item: not item[0][1]):
            indexing.index_kind(self._session, kind, some, fresh=are_fresh)


@contextmanager
def gathering(session: Session, together: int = _TOGETHER) -> Iterator[None]:
    """What is written meanwhile is searched for once it ends, by anybody: the transaction goes on."""
    gathered = session.info["gathered"] = Gathered(session, together)
    try:
        with indexing.engine_of(session).expecting_many(session.connection()):
            yield
            gathered.write()
    finally:
        del session.info["gathered"]
