"""What people do that a fault may fall into: each is done to a small workspace, and there are two states that it may leave."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

from sqlalchemy import func, select

from itdesk.core import recovery_code
from itdesk.core.sealing import Cost, WrongKey
from itdesk.db import attachments, comments, connecting, keyslots, lists, records, tables, unlocking
from itdesk.db.backups import drill, folder, making, restoring
from itdesk.db.backups.manifest import Why
from itdesk.db.check import CHECKS, check
from itdesk.db.engine import Database, Encryption, create_workspace, open_database
from itdesk.db.listspec import ListSpec
from itdesk.db.sniff import backups_of
from tests.db.making import make
from tests.db.sample_types import REGISTRY

OLD, NEW = "correct horse battery", "staple horse battery"
TICKETS = 12


def prepared(place: Path, *, encrypted: bool = False) -> Path:
    """A small workspace with tickets, a file to attach and a backup, closed."""
    path = place / "Firm.itdesk"
    with closing(create_workspace(path, REGISTRY, name="Firm")) as database:
        with database.writing() as session:
            for number in range(TICKETS):
                make(session, "tickets", title=f"Ticket {number}")
        making.make(database, [backups_of(path)], Why.BY_HAND)
        with database.writing() as session:
            make(session, "people", name="Since the backup")
    (place / "attached.txt").write_text("attached " * 20_000)
    if encrypted:
        from itdesk.db import converting

        converting.encrypt(path, REGISTRY, Encryption(OLD, recovery_code.make(), Cost(1, 32)))
        connecting.let_go(path)
    return path


def create(path: Path) -> None:
    """One ticket more."""
    with closing(open_database(path, REGISTRY)) as database, database.writing() as session:
        make(session, "tickets", title="One more")


def comment(path: Path) -> None:
    """Words on a ticket."""
    with closing(open_database(path, REGISTRY)) as database, database.writing() as session:
        comments.add(session, "tickets", 1, "Seen")


def attach(path: Path) -> None:
    """A file on a ticket."""
    with closing(open_database(path, REGISTRY)) as database, database.writing() as session:
        attachments.add(session, "tickets", 1, path.with_name("attached.txt"))


def close_all(path: Path) -> None:
    """Every ticket done, in one step."""
    with closing(open_database(path, REGISTRY)) as database, database.writing() as session:
        for number in range(1, TICKETS + 1):
            draft = records.draft(session, "tickets", number)
            draft.values["state"] = "done"
            records.save(session, draft)


def take_in(path: Path) -> None:
    """Eighty records in one transaction, as an import writes them."""
    with closing(open_database(path, REGISTRY)) as database, database.writing() as session:
        for number in range(80):
            make(session, "people", name=f"Person {number}", email=f"p{number}@example.org")


def back_up(path: Path) -> None:
    """One backup more."""
    making.make_of_file(path, [backups_of(path)], Why.BY_HAND)


def restore(path: Path) -> None:
    """Back to the first backup."""
    restoring.restore(path, min(one.path for one in folder.listed([backups_of(path)])))


def change_passphrase(path: Path) -> None:
    """Another passphrase for an encrypted workspace."""
    unlocking.unlock(path, OLD)
    unlocking.change_passphrase(path, OLD, NEW)


Deed = Callable[[Path], None]
DEEDS: tuple[Deed, ...] = (create, comment, attach, close_all, take_in, back_up, restore, change_passphrase)


def state_of(path: Path, *, thorough: bool = True) -> tuple[Any, ...]:
    """What a workspace holds, whether it is whole, which passphrase opens it, and whether its backups are good.

    thorough: by every check that there is, instead of those of pages, references and history's chain.
    """
    opened_by = _unlocked(path) if unlocking.is_encrypted(path) else ""
    with closing(open_database(path, REGISTRY)) as database:
        found = [finding.message for finding in check(database)] if thorough else _torn(database)
        with database.reading() as session:
            counts = [lists.count(session, ListSpec(kind, ("id",))) for kind in ("tickets", "people")]
            others = [
                session.connection().execute(select(func.count()).select_from(table)).scalar_one()
                for table in (tables.comments, tables.attachments, tables.blobs)
            ]
            done = [row[1] for row in lists.page(session, ListSpec("tickets", ("state",)), limit=100).rows].count(
                "done"
            )
    copies = [] if opened_by else folder.listed([backups_of(path)])
    bad = [one.path.name for one in copies if drill.try_out(one.path).fault]
    connecting.let_go(path)
    return (*counts, *others, done, opened_by, tuple(found), tuple(bad))


def _torn(database: Database) -> list[str]:
    with database.as_itself() as session:
        looked = [one for one in CHECKS if one.name in {"file", "keys", "chain", "search"}]
        return [message for one in looked for message, _number in one.look(session)]


def _unlocked(path: Path) -> str:
    for name, passphrase in (("old", OLD), ("new", NEW)):
        try:
            keyslots.load(path).open_by(passphrase)
        except WrongKey:
            continue
        unlocking.unlock(path, passphrase)
        return name
    raise AssertionError("neither passphrase opens it")
