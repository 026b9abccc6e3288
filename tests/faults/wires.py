"""Cables to a server that are cut in the middle of saving, and bells that stop ringing."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from queue import Empty, Queue
from typing import Any

import psycopg

from itdesk.areas import load_models
from itdesk.core.errors import Unreachable
from itdesk.db import lists, records
from itdesk.db.engine import Database, create_workspace, open_database
from itdesk.db.listspec import ListSpec
from tests import postgres_server
from tests.db.making import made
from tests.db.proxy import Proxy
from tests.db.sample_types import REGISTRY

load_models()  # a server's functions name tables of the areas
WORDS = (b"BEGIN", b"SELECT", b"INSERT", b"COMMIT")
TOLD_WITHIN = 10.0
SEEN_WITHIN = 10.0


@contextmanager
def _firm() -> Iterator[tuple[str, Proxy]]:
    with postgres_server.server() as server:
        url = server.create()
        create_workspace(url, REGISTRY, name="Firm").close()
        with Proxy(url) as proxy:
            yield url, proxy


def cables(_place: Path, times: int) -> dict[str, Any]:
    """Cut while a ticket is saved, before or after the server got the word; what was refused is saved again under its uid."""
    chance, refused, slowest = random.Random(3), 0, 0.0
    with _firm() as (url, proxy):
        with closing(open_database(proxy.url, REGISTRY)) as database:
            for number in range(times):
                proxy.cut_at(chance.choice(WORDS), forward=bool(chance.getrandbits(1)))
                began, told = time.monotonic(), _saved(database, f"Ticket {number}")
                slowest, refused = max(slowest, time.monotonic() - began), refused + told
        control = _without_uid(proxy, times // 10)
        with closing(open_database(url, REGISTRY)) as database:
            titles = _titles(database)
    found = {
        "cuts": times,
        "told": refused,
        "lost": times - len(set(titles)),
        "doubled": len(titles) - len(set(titles)),
        "slowest, s": round(slowest, 1),
    }
    missed = [found] * bool(found["lost"] or found["doubled"] or slowest > TOLD_WITHIN)
    return {
        **found,
        "control: sent again without a uid": control,
        "missed": missed + ["control"] * (not control["doubled"]),
    }


def _saved(database: Database, title: str) -> int:
    """Save a ticket, by hand again as often as it is refused; how often that was."""
    draft, refused = records.blank(REGISTRY, "tickets"), 0
    draft.values["title"] = title
    while True:
        try:
            database.write(
                lambda session: records.is_stored(session, "tickets", draft.uid) or records.save(session, draft)
            )
        except Unreachable:
            refused += 1
        else:
            return refused


def _without_uid(proxy: Proxy, times: int) -> dict[str, int]:
    """What a bare driver that just tries again does: the answer is lost, what it said is there twice."""
    with psycopg.connect(proxy.url, autocommit=True) as bare:
        bare.execute("CREATE TABLE control (title text)")
    for number in range(times):
        with suppress(psycopg.OperationalError), psycopg.connect(proxy.url, autocommit=True) as bare:
            proxy.cut_at(b"INSERT", forward=True)
            bare.execute("INSERT INTO control VALUES (%s)", [str(number)])
        with psycopg.connect(proxy.url, autocommit=True) as bare:
            bare.execute("INSERT INTO control VALUES (%s)", [str(number)])
    with psycopg.connect(proxy.url, autocommit=True) as bare:
        row = bare.execute("SELECT count(*) - count(DISTINCT title) FROM control").fetchone()
        bare.execute("DROP TABLE control")
    return {"tries": times, "doubled": int(row[0]) if row else 0}


def _titles(database: Database) -> list[str]:
    with database.reading() as session:
        rows = lists.page(session, ListSpec("tickets", ("title",)), limit=10_000_000).rows
    return [row[1] for row in rows]


def bells(_place: Path, changes: int) -> dict[str, Any]:
    """Somebody else saves so often, while now and then the bell's own connection is ended; what is not seen soon."""
    rings: Queue[float] = Queue()
    unseen, ended, late = 0, 0, []
    with (
        _firm() as (url, proxy),
        closing(open_database(proxy.url, REGISTRY)) as ours,
        closing(open_database(url, REGISTRY)) as theirs,
    ):
        end = ours.listen(lambda: rings.put(time.monotonic()), lambda _reached: None)
        assert end is not None
        rings.get(timeout=SEEN_WITHIN)
        for number in range(changes):
            if number % 10 == 9:
                ended += _end_bell(url)
            while not rings.empty():
                rings.get()
            ours.notice_others()
            began = time.monotonic()
            made(theirs, "tickets", title=f"Ticket {number}")
            seen = _is_seen(ours, rings, began)
            late.append(time.monotonic() - began)
            unseen += not seen
        end()
    late.sort()
    found = {
        "changes": changes,
        "bells ended": ended,
        "unseen": unseen,
        "p50, ms": round(1000 * late[len(late) // 2], 1),
        "slowest, s": round(late[-1], 2),
    }
    return {**found, "missed": [found] * bool(unseen)}


def _is_seen(ours: Database, rings: Queue[float], began: float) -> bool:
    while time.monotonic() - began < SEEN_WITHIN:
        with suppress(Empty):
            rings.get(timeout=SEEN_WITHIN)
            if "tickets" in ours.notice_others():
                return True
    return False


def _end_bell(url: str) -> int:
    with psycopg.connect(url, autocommit=True) as admin:
        found = admin.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE 'LISTEN %'")
        return len(found.fetchall())
