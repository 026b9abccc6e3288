"""A workspace whose bytes were flipped, zeroed or cut off somewhere: it opens, or there is a way back."""

from __future__ import annotations

import random
from contextlib import closing
from pathlib import Path

from itdesk.core.errors import UserError
from itdesk.db import sqlite
from itdesk.db.backups import drill, folder, making, recovering
from itdesk.db.backups.manifest import Why
from itdesk.db.backups.recovering import Rung
from itdesk.db.check import Finding, check
from itdesk.db.engine import create_workspace, open_database
from itdesk.db.sniff import backups_of
from tests.db.making import make
from tests.db.sample_types import REGISTRY, Message

EVERY = 4  # how often the ways back are looked for


def firm_in(place: Path) -> Path:
    """A workspace with some pages of each kind, and a backup; its log is written into it."""
    path = place / "Firm.itdesk"
    create_workspace(path, REGISTRY, name="Firm").close()
    with closing(open_database(path, REGISTRY)) as database:
        with database.writing() as session:
            for number in range(60):
                asa = make(session, "people", name=f"Person {number}", email=f"p{number}@example.org")
                ticket = make(session, "tickets", title=f"Printer {number} " + "jams " * 20, person=asa)
                session.add(Message(ticket_id=ticket, body="in tray two " * 30))
        making.make(database, [backups_of(path)], Why.CHANGED)
    with closing(sqlite.connect(path)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return path


def damaged_at(path: Path, places: int) -> set[Rung]:
    """Damage so many places, one after another; the ways back that were offered. No other error, and the backup stays good."""
    whole = path.read_bytes()
    chance = random.Random(20261129)
    rungs: set[Rung] = set()
    for number in range(places):
        torn = _torn(whole, chance.randrange(16, len(whole)), number % 3, chance)
        path.write_bytes(torn)
        for ending in ("-wal", "-shm", "-journal", "-lock"):
            path.with_name(path.name + ending).unlink(missing_ok=True)
        if _found(path) and number % EVERY == 0:
            offered = {way.rung for way in recovering.ways_of(path)}
            assert Rung.BACKUP in offered
            rungs |= offered
        assert path.read_bytes() == torn, number
    [kept] = folder.listed([backups_of(path)])
    assert drill.try_out(kept.path).fault == ""
    recovering.clear_away(path)
    path.write_bytes(whole)
    return rungs


def _torn(whole: bytes, place: int, kind: int, chance: random.Random) -> bytes:
    torn = bytearray(whole)
    if kind == 0:
        torn[place] ^= 1 << chance.randrange(8)
    elif kind == 1:
        torn[place : place + 4096] = bytes(len(torn[place : place + 4096]))
    else:
        del torn[place:]
    return bytes(torn)


def _found(path: Path) -> list[Finding]:
    try:
        with closing(open_database(path, REGISTRY, read_only=True)) as database:
            return check(database)
    except UserError as refused:
        assert recovering.is_worth_a_look(path, refused), refused  # noqa: PT017 -- it is one of two ways out
        return [Finding("opening", str(refused))]
