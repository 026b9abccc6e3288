"""Several who write at once: with a server that crashes under them, and on the same records."""

from __future__ import annotations

import os
import random
import signal
import threading
import time
from collections.abc import Callable
from contextlib import closing, suppress
from typing import Any

from sqlalchemy import text

from itdesk.areas import load_models
from itdesk.core.errors import Busy, ChangedElsewhere, Unreachable
from itdesk.db import lists, records
from itdesk.db.check import check
from itdesk.db.engine import Database, create_workspace, open_database
from itdesk.db.listspec import ListSpec
from tests.db.making import make
from tests.db.sample_types import REGISTRY

load_models()  # a server's functions name tables of the areas
WRITERS = 4
RECORDS = 10


def crashes(url: str, times: int) -> dict[str, Any]:
    """Kill a process of the server, whose others then end at once, so often, while several save tickets; what was lost or doubled."""
    create_workspace(url, REGISTRY, name="Firm").close()
    over, acknowledged = threading.Event(), [0] * WRITERS
    retried = [0]

    def write(writer: int) -> None:
        with closing(open_database(url, REGISTRY)) as database:
            while not over.is_set():
                draft = records.blank(REGISTRY, "tickets")
                draft.values["title"] = f"{writer} {acknowledged[writer]}"
                while True:  # the same uid, until the server says that it is there
                    with suppress(Unreachable, Busy):
                        database.write(lambda session, one=draft: _saved(session, one))
                        break
                    retried[0] += 1
                acknowledged[writer] += 1

    _together(
        [lambda one=writer: write(one) for writer in range(WRITERS)], lambda: _kill(url, times, acknowledged), over
    )
    with closing(_opened(url)) as database:
        with database.reading() as session:
            spec = ListSpec("tickets", ("title",))
            titles = [row[1] for row in lists.page(session, spec, limit=10_000_000).rows]
        whole = check(database) == []
    wanted = {f"{writer} {number}" for writer in range(WRITERS) for number in range(acknowledged[writer])}
    extra = len(titles) - len(set(titles))
    return {
        "acknowledged": sum(acknowledged),
        "lost": len(wanted - set(titles)),
        "doubled": extra,
        "whole": whole,
        "again": retried[0],
    }


def _saved(session: Any, draft: Any) -> None:
    if not records.is_stored(session, draft.kind, draft.uid):
        records.save(session, draft)


def _opened(url: str) -> Database:
    until = time.monotonic() + 60
    while True:
        try:
            return open_database(url, REGISTRY)
        except Unreachable:
            if time.monotonic() > until:
                raise


def _kill(url: str, times: int, acknowledged: list[int]) -> None:
    for _crash in range(times):
        before = sum(acknowledged)
        while sum(acknowledged) < before + 20:  # it is up again, and something was written
            threading.Event().wait(0.05)
        with suppress(Unreachable), closing(_opened(url)) as database, database.reading() as session:
            os.kill(session.connection().execute(text("SELECT pg_backend_pid()")).scalar_one(), signal.SIGKILL)
            session.connection().execute(text("SELECT 1"))  # the server is gone


def _together(jobs: list[Callable[[], None]], meanwhile: Callable[[], None], over: threading.Event) -> None:
    failures: list[BaseException] = []

    def kept(job: Callable[[], None]) -> None:
        try:
            job()
        except BaseException as error:  # noqa: BLE001 -- told by the thread that waits
            failures.append(error)
            over.set()

    threads = [threading.Thread(target=kept, args=(job,)) for job in jobs]
    for thread in threads:
        thread.start()
    try:
        meanwhile()
    finally:
        over.set()
        for thread in threads:
            thread.join()
    if failures:
        raise failures[0]


def editors(location: str, edits: int) -> dict[str, Any]:
    """Several add their words to the same text of ten laptops, another changes other fields meanwhile; whose words are missing."""
    with closing(create_workspace(location, REGISTRY, name="Firm")) as database, database.writing() as session:
        for number in range(RECORDS):
            make(session, "laptops", name=f"Laptop {number}", notes="")
    over = threading.Event()
    wrote: list[list[tuple[int, str]]] = [[] for _writer in range(WRITERS)]
    told = [0]

    def write(writer: int) -> None:
        chance = random.Random(writer)
        with closing(open_database(location, REGISTRY, patience=60)) as database:
            for number in range(edits // WRITERS):
                laptop, word = chance.randrange(RECORDS) + 1, f"{writer}.{number}"
                while not _added(database, laptop, word, field="notes" if writer else "pin"):
                    told[0] += 1
                wrote[writer].append((laptop, word))

    _together([lambda one=writer: write(one) for writer in range(WRITERS)], lambda: None, over)
    missing = 0
    with closing(open_database(location, REGISTRY)) as database:
        with database.reading() as session:
            drafts = {laptop: records.draft(session, "laptops", laptop).values for laptop in range(1, RECORDS + 1)}
        whole = check(database) == []
    for writer, made in enumerate(wrote):
        last = dict(made)
        for laptop, word in made:
            if writer:
                missing += str(drafts[laptop]["notes"]).split().count(word) != 1
            else:
                missing += drafts[laptop]["pin"] != last[laptop]
    return {"edits": sum(map(len, wrote)), "missing": missing, "told": told[0], "whole": whole}


def _added(database: Database, laptop: int, word: str, *, field: str) -> bool:
    """Whether it was saved; False where somebody else was first, so that a person has to look again."""
    with database.reading() as session:
        draft = records.draft(session, "laptops", laptop)
    draft.values[field] = word if field == "pin" else f"{draft.values[field] or ''} {word}".strip()
    try:
        with database.writing() as session:
            records.save(session, draft)
    except ChangedElsewhere:
        return False
    return True
