"""Contents of attached files, and the search index."""

from __future__ import annotations

import hashlib
from typing import Any

from sqlalchemy import Connection, func, or_, select
from sqlalchemy.orm import Session

from itdesk.core.texts import _
from itdesk.db import search, tables
from itdesk.db.checks.rule import N_, Check, Wrong, counted, every_kind, is_file

_NAMED = 5


def _attachments(session: Session) -> Wrong:
    """Every attached file's content has its hash."""
    connection = session.connection()
    for digest, size in connection.execute(select(tables.blobs.c.hash, tables.blobs.c.size)).all():
        if _hash(connection, digest) != (digest, size):
            named = select(tables.attachments.c.name).where(tables.attachments.c.hash == digest).limit(_NAMED)
            names = ", ".join(connection.execute(named).scalars()) or digest
            yield _("An attached file's content is damaged: {names}.").format(names=names), 1


def _hash(connection: Connection, digest: str) -> tuple[str, int]:
    found, size, number = hashlib.sha256(), 0, 0
    chunks = tables.blob_chunks
    while True:
        wanted = select(chunks.c.data).where(chunks.c.hash == digest, chunks.c.number == number)
        data = connection.execute(wanted).scalar()
        if data is None:
            return found.hexdigest(), size
        found.update(data)
        size += len(data)
        number += 1


def _unused(session: Session) -> Wrong:
    """Every content is an attached file's, was one lately, or is gone."""
    blobs = tables.blobs
    users = (tables.attachments, tables.attachment_versions, tables.blob_leavings)
    used = or_(*(select(one.c.hash).where(one.c.hash == blobs.c.hash).exists() for one in users))
    yield from counted(session, select(blobs.c.hash).where(~used), _("{n} stored files belong to no record."))


def _search(session: Session) -> Wrong:
    """Each live record has one search entry, and no other has any."""
    entries = tables.search_entries
    for record_type, table in every_kind(session):
        known = select(entries.c.id).where(entries.c.kind == record_type.kind, entries.c.record_id == table.c.id)
        missing = select(table.c.id).where(table.c.deleted_at.is_(None), ~known.exists())
        sentence = _("{kind}: {n} are not in the search index.")
        yield from counted(session, missing, sentence, kind=record_type.plural)
        live = select(table.c.id).where(table.c.id == entries.c.record_id, table.c.deleted_at.is_(None))
        left_over = select(entries.c.id).where(entries.c.kind == record_type.kind, ~live.exists())
        sentence = _("{kind}: {n} are in the search index but not in the list.")
        yield from counted(session, left_over, sentence, kind=record_type.plural)


def _index(session: Session) -> Wrong:
    """The index of letters knows each entry, and the numbers lead to one."""
    entries: Any = tables.search_entries
    total = session.connection().execute(select(func.count()).select_from(entries)).scalar_one()
    indexed = search.count(session)
    if indexed != total:
        words = _("The search index holds {indexed} entries instead of {total}.")
        yield words.format(indexed=indexed, total=total), abs(indexed - total)
    if is_file(session):
        rows = "SELECT count(*) FROM search_grams_docsize WHERE id NOT IN (SELECT id FROM search_entries)"
        strange = int(session.connection().exec_driver_sql(rows).scalar_one())
        if strange:
            yield _("The search index holds {n} entries of records that aren't there.").format(n=strange), strange
    numbers = tables.search_numbers
    lost = select(numbers.c.number).where(~select(entries.c.id).where(entries.c.id == numbers.c.entry_id).exists())
    yield from counted(session, lost, _("{n} numbers in the search index lead nowhere."))


CHECKS = (
    Check("attachments", N_("Contents of attached files"), _attachments),
    Check("contents", N_("Stored files belong to records"), _unused),
    Check("search", N_("Records and the search index"), _search),
    Check("index", N_("The search index itself"), _index),
)
