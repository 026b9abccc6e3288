"""The file's pages, and references between tables."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from itdesk.core.texts import _, ngettext
from itdesk.db import tables
from itdesk.db.checks.rule import N_, Check, Wrong, counted, is_file
from itdesk.db.mapping import Tables
from itdesk.db.migrations import HEAD


def _file(session: Session) -> Wrong:
    if not is_file(session):
        return
    for (said,) in session.connection().exec_driver_sql("PRAGMA integrity_check(20)").all():
        if said != "ok" and not said.startswith("***"):  # a heading
            yield _("The file's structure is damaged: {detail}").format(detail=said), 1


def _keys(session: Session) -> Wrong:
    """A server enforces references always, a file only while it is written through the app."""
    if not is_file(session):
        return
    broken: dict[tuple[str, str], int] = {}
    for table, _row, parent, _key in session.connection().exec_driver_sql("PRAGMA foreign_key_check").all():
        broken[table, parent] = broken.get((table, parent), 0) + 1
    for (table, parent), number in sorted(broken.items()):
        yield (
            ngettext(
                "{n} row of {table} refers to a row of {parent} that isn't there.",
                "{n} rows of {table} refer to rows of {parent} that aren't there.",
                number,
            ).format(n=number, table=table, parent=parent),
            number,
        )


def _settings(session: Session) -> Wrong:
    number = len(session.connection().execute(select(tables.workspace.c.id)).all())
    if number != 1:
        yield _("The workspace has {n} rows of settings instead of one.").format(n=number), number
    found = session.connection().exec_driver_sql("SELECT version_num FROM alembic_version").scalars().all()
    if found != [HEAD]:
        yield _("The tables are marked as {found} instead of {head}.").format(found=", ".join(found), head=HEAD), 1


def _parts(session: Session) -> Wrong:
    """Rows inside a record, such as messages of a ticket, have that record."""
    own: Tables = session.info["tables"]
    for kind, parts in own.parts.items():
        parent: Any = own.classes[kind].__table__
        for part in parts:
            table: Any = part.__table__
            lost = select(table.c.id).where(~select(parent.c.id).where(parent.c.id == table.c[part.PARENT[1]]).exists())
            sentence = _("{n} rows of {table} belong to no record of {kind}.")
            yield from counted(session, lost, sentence, table=table.name, kind=own.registry[kind].plural)


CHECKS = (
    Check("file", N_("Pages of the file"), _file, is_beside=True),
    Check("keys", N_("References between tables"), _keys),
    Check("settings", N_("Settings and version of the tables"), _settings),
    Check("parts", N_("Parts of records have their record"), _parts),
)
