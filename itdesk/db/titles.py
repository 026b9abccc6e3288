"""What records are called, many at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from itdesk.db.expressions import Source
from itdesk.db.mapping import Tables


def titles(session: Session, kind: str, ids: set[int]) -> dict[int, str]:
    """Titles of records of one kind by id, those in the bin too; a kind that isn't known here has none."""
    own: Tables = session.info["tables"]
    if not ids or kind not in own.classes:
        return {}
    source = Source(own, kind)
    title = source.title()
    wanted = select(source.table.c.id, title).select_from(source.selectable).where(source.table.c.id.in_(sorted(ids)))
    return {row[0]: str(row[1] or "") for row in session.connection().execute(wanted)}


def titles_of(session: Session, places: Iterable[tuple[str, int]]) -> dict[tuple[str, int], str]:
    """Titles of records of several kinds, by kind and id: a statement per kind."""
    wanted: defaultdict[str, set[int]] = defaultdict(set)
    for kind, record_id in places:
        wanted[kind].add(record_id)
    return {(kind, one): title for kind, ids in wanted.items() for one, title in titles(session, kind, ids).items()}
