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

    def __init__(self, session: Session) -> None:
        self._session = session
        self._ids: defaultdict[tuple[str, bool], array[int]] = defaultdict(lambda: array("q"))

    def add(self, records: Sequence[tuple[str, int]], fresh: AbstractSet[tuple[str, int]]) -> None:
        """Remember these records; fresh are those that nothing was written of yet and that have nothing inside."""
        for kind, record_id in records:
            self._ids[kind, (kind, record_id) in fresh].append(record_id)
        if sum(map(len, self._ids.values())) >= _TOGETHER:
            self.write()

    def write(self) -> None:
        """Write the texts of all of them; of what was made and changed since, what it is now."""
        ids, self._ids = self._ids, defaultdict(lambda: array("q"))
        for (kind, are_fresh), some in sorted(ids.items(), key=lambda item: not item[0][1]):
            made = frozenset() if are_fresh else frozenset(ids.get((kind, True), ()))
            indexing.index_kind(self._session, kind, [one for one in some if one not in made], fresh=are_fresh)


@contextmanager
def gathering(session: Session) -> Iterator[None]:
    """What is written meanwhile is searched for once it ends, by anybody: the transaction goes on."""
    gathered = session.info["gathered"] = Gathered(session)
    try:
        with indexing.engine_of(session).expecting_many(session.connection()):
            yield
            gathered.write()
    finally:
        del session.info["gathered"]
