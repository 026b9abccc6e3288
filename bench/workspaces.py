"""A workspace full of tickets, made as an import makes them, for whatever is measured on it."""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from itdesk.areas import load_models, registry
from itdesk.core.registry import Registry
from itdesk.db import records
from itdesk.db.engine import Database, create_workspace

WORDS = [
    "printer",
    "network",
    "outage",
    "laptop",
    "screen",
    "broken",
    "password",
    "reset",
    "vpn",
    "access",
    "request",
    "email",
    "sync",
    "failure",
    "monitor",
    "keyboard",
    "docking",
    "station",
    "install",
    "licence",
    "upgrade",
    "update",
    "server",
    "disk",
    "full",
    "backup",
    "restore",
    "failed",
    "switch",
    "port",
    "firewall",
    "rule",
    "certificate",
    "expired",
]


def everything() -> Registry:
    """Every record type of the app, its tables imported."""
    load_models()
    return registry()


@contextmanager
def full_of_tickets(number: int) -> Iterator[Database]:
    """A workspace file with so many tickets of forty people, gone afterwards."""
    chance = random.Random(7)
    start = datetime(2025, 1, 1, tzinfo=UTC)
    with TemporaryDirectory(prefix="itdesk-bench-") as folder:
        database = create_workspace(Path(folder) / "bench.itdesk", everything(), name="Bench")
        with database.writing() as session:
            people = records.insert_many(
                session, "people", [{"name": f"Person {n}", "role": "staff"} for n in range(40)]
            )
            for _portion in range(0, number, 5000):
                rows = [
                    {
                        "title": " ".join(chance.choices(WORDS, k=6)),
                        "description": " ".join(chance.choices(WORDS, k=60)),
                        "requester": chance.choice(people),
                        "status": chance.choice(("new", "open", "waiting", "closed")),
                        "opened_at": start + timedelta(minutes=chance.randrange(500_000)),
                    }
                    for _n in range(min(5000, number))
                ]
                records.insert_many(session, "tickets", rows)
        yield database
        database.close()
