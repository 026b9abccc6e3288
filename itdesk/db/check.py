"""Looking for damage and for things that don't add up in a workspace; nothing is repaired here."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, and_, func, or_, select
from sqlalchemy.orm import Session

from itdesk.core.errors import Damaged
from itdesk.core.texts import _, ngettext
from itdesk.db import search, tables
from itdesk.db.copying import count_rows
from itdesk.db.database import Database
from itdesk.db.expressions import Source
from itdesk.db.failures import sorted_out
from itdesk.db.mapping import Tables

_NAMED = 5


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong: which check found it, and a sentence."""

    check: str
    message: str


@dataclass(frozen=True, slots=True)
class Report:
    """What was looked at and found. rows counts every table's."""

    findings: tuple[Finding, ...]
    rows: dict[str, int]


def check(database: Database) -> list[Finding]:
    """Everything that is wrong with the workspace; empty when it is whole. Reads all of it, so not for every start."""
    return list(examine(database).findings)


def examine(database: Database) -> Report:
    """Check the workspace, and count its rows, all at one moment."""
    with database.reading() as session:
        found = [finding for name, looked in CHECKS.items() for finding in _findings(session, name, looked)]
        return Report(
            tuple(found), {} if any(one.check == "file" for one in found) else count_rows(session.connection())
        )


def _findings(session: Session, name: str, looked: Callable[[Session], Iterator[str]]) -> list[Finding]:
    """One check's findings; that the damage is too great to look at all is one as well."""
    try:
        with sorted_out(session.info["registry"], saving=False):
            return [Finding(name, message) for message in looked(session)]
    except Damaged as error:
        return [Finding("file", f"{error.message} {error.detail}".strip())]


def _file(session: Session) -> Iterator[str]:
    connection = session.connection()
    if connection.dialect.name != "sqlite":
        return
    for (said,) in connection.exec_driver_sql("PRAGMA integrity_check(20)").all():
        if said != "ok" and not said.startswith("***"):  # a heading
            yield _("The file's structure is damaged: {detail}").format(detail=said)


def _keys(session: Session) -> Iterator[str]:
    """References between tables. A server enforces them always, a file only while it is written through the app."""
    connection = session.connection()
    if connection.dialect.name != "sqlite":
        return
    broken: dict[tuple[str, str], int] = {}
    for table, _row, parent, _key in connection.exec_driver_sql("PRAGMA foreign_key_check").all():
        broken[table, parent] = broken.get((table, parent), 0) + 1
    for (table, parent), number in sorted(broken.items()):
        yield ngettext(
            "{n} row of {table} refers to a row of {parent} that isn't there.",
            "{n} rows of {table} refer to rows of {parent} that aren't there.",
            number,
        ).format(n=number, table=table, parent=parent)


def _links(session: Session) -> Iterator[str]:
    """Records that link to a record in the bin."""
    own: Tables = session.info["tables"]
    for kind, users in own.linked_from.items():
        target: Any = own[kind].__table__
        for user_kind, link in users:
            source = Source(own, user_kind)
            linked, other = source.stored(link.name), target.alias("linked")
            wanted = (
                select(func.count())
                .select_from(source.selectable.join(other, other.c.id == linked))
                .where(source.table.c.deleted_at.is_(None), other.c.deleted_at.is_not(None))
            )
            number = session.connection().execute(wanted).scalar_one()
            if number:
                yield ngettext(
                    "{n} of {kind} has a {field} that was deleted.",
                    "{n} of {kind} have a {field} that was deleted.",
                    number,
                ).format(n=number, kind=own.registry[user_kind].plural, field=link.label)


def _search(session: Session) -> Iterator[str]:
    """Each live record has one search entry, and the index knows each entry."""
    own: Tables = session.info["tables"]
    entries = tables.search_entries
    total = 0
    for kind, cls in own.classes.items():
        table: Any = cls.__table__
        join = and_(entries.c.kind == kind, entries.c.record_id == table.c.id)
        missing = (
            select(func.count())
            .select_from(table.outerjoin(entries, join))
            .where(table.c.deleted_at.is_(None), entries.c.id.is_(None))
        )
        left_over = (
            select(func.count())
            .select_from(entries.outerjoin(table, entries.c.record_id == table.c.id))
            .where(entries.c.kind == kind, or_(table.c.id.is_(None), table.c.deleted_at.is_not(None)))
        )
        for wanted, sentence in (
            (missing, _("{kind}: {n} are not in the search index.")),
            (left_over, _("{kind}: {n} are in the search index but not in the list.")),
        ):
            number = session.connection().execute(wanted).scalar_one()
            if number:
                yield sentence.format(kind=own.registry[kind].plural, n=number)
    total = session.connection().execute(select(func.count()).select_from(entries)).scalar_one()
    indexed = search.count(session)
    if indexed != total:
        yield _("The search index holds {indexed} entries instead of {total}.").format(indexed=indexed, total=total)


def _attachments(session: Session) -> Iterator[str]:
    """Every attached file's content has its hash, and every content is used."""
    connection = session.connection()
    for digest, size in connection.execute(select(tables.blobs.c.hash, tables.blobs.c.size)).all():
        if _hash(connection, digest) != (digest, size):
            named = select(tables.attachments.c.name).where(tables.attachments.c.hash == digest).limit(_NAMED)
            names = ", ".join(connection.execute(named).scalars()) or digest
            yield _("An attached file's content is damaged: {names}.").format(names=names)
    blobs = tables.blobs
    users = (tables.attachments, tables.attachment_versions, tables.blob_leavings)
    used = or_(*(select(one.c.hash).where(one.c.hash == blobs.c.hash).exists() for one in users))
    number = connection.execute(select(func.count()).select_from(blobs).where(~used)).scalar_one()
    if number:
        yield _("{n} stored files belong to no record.").format(n=number)


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


def _history(session: Session) -> Iterator[str]:
    """Every record that exists was made in history, and every actor is a person."""
    own: Tables = session.info["tables"]
    log = tables.history
    for kind, cls in own.classes.items():
        table: Any = cls.__table__
        told = select(log.c.record_id).where(log.c.kind == kind, log.c.record_id == table.c.id).exists()
        number = session.connection().execute(select(func.count()).select_from(table).where(~told)).scalar_one()
        if number:
            yield _("{kind}: {n} have no history.").format(kind=own.registry[kind].plural, n=number)


CHECKS: dict[str, Callable[[Session], Iterator[str]]] = {
    "file": _file,
    "keys": _keys,
    "links": _links,
    "search": _search,
    "attachments": _attachments,
    "history": _history,
}
