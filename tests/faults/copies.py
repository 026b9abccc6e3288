"""Backups of a workspace that goes on: each that is listed is restored, and holds what it held when it was made."""

from __future__ import annotations

import random
from contextlib import closing
from pathlib import Path
from typing import Any

from itdesk.core.errors import UserError
from itdesk.db import lists
from itdesk.db.backups import folder, making, restoring
from itdesk.db.backups.manifest import Why
from itdesk.db.check import check
from itdesk.db.engine import create_workspace, open_database
from itdesk.db.listspec import ListSpec
from itdesk.db.sniff import backups_of
from tests.db.making import make
from tests.db.sample_types import REGISTRY


def restored(place: Path, number: int) -> dict[str, Any]:
    """Make so many backups, restore each, and hold it against what was there; then the same with one bit of each turned."""
    path = place / "Firm.itdesk"
    create_workspace(path, REGISTRY, name="Firm").close()
    held: dict[Path, list[str]] = {}
    with closing(open_database(path, REGISTRY)) as database:
        for one in range(number):
            with database.writing() as session:
                make(session, "tickets", title=f"Ticket {one}")
            held[making.make(database, [backups_of(path)], Why.BY_HAND).backup.path] = [
                f"Ticket {each}" for each in range(one + 1)
            ]
    kept = {one.path for one in folder.listed([backups_of(path)])} & set(held)
    wrong = [copy.name for copy in sorted(kept) if _titles_of(path, copy) != sorted(held[copy])]
    refused = sum(_is_refused(path, copy) for copy in sorted(kept))
    found = {"backups": number, "listed": len(kept), "restored wrong": len(wrong)}
    control = {"tried": len(kept), "refused": refused}
    missed = (
        [wrong] * bool(wrong)
        + [["listed", len(kept)]] * (len(kept) != number)
        + [["control", control]] * (refused != len(kept))
    )
    return {**found, "control: a bit of each is turned": control, "missed": missed}


def _titles_of(path: Path, copy: Path) -> list[str]:
    done = restoring.restore(path, copy)
    if done.before is not None:
        folder.remove(done.before)
    with closing(open_database(path, REGISTRY)) as database:
        with database.reading() as session:
            rows = lists.page(session, ListSpec("tickets", ("title",)), limit=1_000_000).rows
        return sorted(row[1] for row in rows) if check(database) == [] else ["it is not whole"]


def _is_refused(path: Path, copy: Path) -> bool:
    """Whether a backup of which one bit differs is refused, and the workspace stays as it is."""
    chance, content = random.Random(copy.name), bytearray(copy.read_bytes())
    content[chance.randrange(len(content))] ^= 1 << chance.randrange(8)
    copy.write_bytes(content)
    before = path.read_bytes()
    try:
        restoring.restore(path, copy)
    except UserError:
        return path.read_bytes() == before
    return False
