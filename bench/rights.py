"""What it costs that a server holds each login to its rights: lists and search of a technician and of staff, beside an administrator's."""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import ExitStack, closing
from typing import Any
from urllib.parse import urlsplit

from bench.frame import Row, interleaved
from bench.list_page import FILTERED, NEWEST
from bench.workspaces import everything, server_with
from itdesk.db import lists, postgres, search
from itdesk.db.engine import Database, open_database
from itdesk.db.server import enrolling
from itdesk.db.server.setting_up import set_up

TICKETS = int(os.environ.get("ITDESK_BENCH_SERVED", "1000000"))
ROUNDS, PAGES = 12, 5
WORDS = ("printer", "docking station", "topic", "zzz no such thing")
# Of each role the person with the middle number of tickets of their own.
_PEOPLE = """
    SELECT role, id FROM (
      SELECT p.role, p.id, row_number() OVER (PARTITION BY p.role ORDER BY count(t.id), p.id) AS place,
        count(*) OVER (PARTITION BY p.role) AS people
      FROM app.people p LEFT JOIN app.tickets t ON t.requester_id = p.id GROUP BY p.role, p.id) known
    WHERE place = (people + 1) / 2
"""


def measure() -> list[Row]:
    """Goals: a list's page within 1.3 of the administrator's, staff's search within 3 of it."""
    with ExitStack() as stack:
        url = stack.enter_context(server_with(TICKETS))
        open_database(url, everything()).close()  # up to date
        set_up(url, everything())
        logins = _logins(url)
        bases = {role: stack.enter_context(closing(_opened(url, *login))) for role, login in logins.items()}
        administrator = bases.pop("administrator")
        rows = [
            _beside(f"{role}'s list page, {named}", database, administrator, _page(spec), 1.3)
            for role, database in bases.items()
            for named, spec in (("newest first", NEWEST), ("one status, by deadline", FILTERED))
        ]
        rows += [_beside(f"{role}'s search", database, administrator, _search, 3) for role, database in bases.items()]
    return rows


def _logins(url: str) -> dict[str, tuple[str, str]]:
    with postgres.connect(postgres.settings(url)) as root:
        root.execute(
            "UPDATE app.people SET role = 'administrator' WHERE id = (SELECT min(id) FROM app.people WHERE role = 'technician') "
            "AND NOT EXISTS (SELECT 1 FROM app.people WHERE role = 'administrator')"
        )
        root.execute("ANALYZE")
        people = dict(root.execute(_PEOPLE).fetchall())
        return {role: enrolling.enrol(root, people[role]) for role in ("administrator", "technician", "staff")}


def _opened(url: str, login: str, password: str) -> Database:
    parts = urlsplit(url)
    os.environ["ITDESK_PASSWORD"] = password
    return open_database(parts._replace(netloc=f"{login}@{parts.hostname}:{parts.port}").geturl(), everything())


def _page(spec: lists.ListSpec) -> Callable[[Any], object]:
    return lambda session: lists.page(session, spec)


def _search(session: Any) -> object:
    return [search.find(session, words) for words in WORDS]


def _beside(
    subject: str, database: Database, administrator: Database, job: Callable[[Any], object], goal: float
) -> Row:
    def through(one: Database) -> Callable[[], None]:
        def run() -> None:
            for _turn in range(PAGES):
                with one.reading() as session:
                    job(session)

        return run

    figure, limit = interleaved(through(database), through(administrator), ROUNDS)
    named = f"Rights on a server of {TICKETS:,}: {subject}"
    return Row(named, figure / PAGES * 1000, limit / PAGES * 1000, "ms", "the same as an administrator", goal)
