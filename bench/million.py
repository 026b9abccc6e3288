"""A million tickets with three million messages: pages anywhere in the list, its growth, and every key press of a search.

The workspaces are made at the first run and kept, which takes minutes; a server's million are copies of its first tickets, so that
file and server are asked for the same tickets where there are fewer. ITDESK_BENCH_SERVED=100000 measures the server with fewer.
"""

from __future__ import annotations

import os
import statistics
from collections.abc import Callable
from time import perf_counter
from typing import Any

from bench import workspaces
from bench.frame import Row
from bench.list_page import COLUMNS
from itdesk.areas.helpdesk.tickets.record import RECORD
from itdesk.db import lists, search
from itdesk.db.engine import Database, open_database

FEW, MANY = 100_000, 1_000_000
ROUNDS = 25
# Rare and common words, two together, the middle of a serial, two Han signs, kana, hangul, no accents, two letters, no hit, a number.
TYPED = (
    "printer",
    "vpn access",
    "SN9E37",
    "打印",
    "プリ",
    "네트",
    "cafe",
    "ne",
    "qqzzy",
    "hd-50123",
    "сеть",
    "docking station",
)
NEWEST = lists.ListSpec("tickets", COLUMNS, sort=("-opened_at",))
OPEN = lists.ListSpec(
    "tickets", COLUMNS, next(view.filters for view in RECORD.views if view.sort == ("due_at",)), ("due_at",)
)
_SCAN = "SELECT count(*) FROM tickets WHERE title LIKE '%qqzzy%' OR description LIKE '%qqzzy%'"


def measure(few: int = FEW, many: int = MANY, served: int | None = None) -> list[Row]:
    """Goals P6, P7 and P10 on a file and on a server with as many as served; of few tickets both must find the same."""
    served = served or int(os.environ.get("ITDESK_BENCH_SERVED", many))
    rows: list[Row] = []
    answers: dict[str, list[tuple[tuple[str, int], ...]]] = {}
    grown: dict[str, list[float]] = {}
    for number in (few, many):
        database = open_database(workspaces.file_with(number), workspaces.everything())
        grown.setdefault(f"page of {many:,}, file", []).append(_best(_asked(database, NEWEST)))
        grown.setdefault(f"open tickets of {many:,}, file", []).append(_best(_asked(database, OPEN)))
        if number == many:
            rows += _ends(database, "file") + _searched(database, "file", answers, many)
        else:
            _searched(database, "file", answers, few)
        database.close()
    for number in sorted({few, served}):
        with workspaces.server_with(number) as url:
            database = open_database(url, workspaces.everything())
            grown.setdefault(f"page of {served:,}, server", []).append(_best(_asked(database, NEWEST)))
            grown.setdefault(f"open tickets of {served:,}, server", []).append(_best(_asked(database, OPEN)))
            if number == served:
                rows += _ends(database, "server") + _searched(database, "server", answers, served)
            if number == few != served:
                _searched(database, "server", answers, few)
            database.close()
    if answers[f"file {few}"] != answers[f"server {few}"]:
        raise AssertionError("the engines found different tickets")
    for what, times in grown.items():
        if len(times) == 2:
            rows.append(Row(f"P7 {what}", times[1], times[0], "ms", f"the same at {few:,}", 2))
    return rows


def _best(job: Callable[[], object]) -> float:
    """Milliseconds of the quickest of many calls: what the machine's other work leaves alone."""
    times = []
    for _turn in range(ROUNDS):
        started = perf_counter()
        job()
        times.append(perf_counter() - started)
    return min(times) * 1000


def _asked(database: Database, spec: lists.ListSpec, after: Any = None) -> Callable[[], object]:
    def job() -> object:
        with database.reading(actor=1) as session:
            return lists.page(session, spec, after)

    return job


def _ends(database: Database, engine: str) -> list[Row]:
    """The last page, reached by the order's values of the row before it, beside the first."""
    oldest = lists.ListSpec("tickets", COLUMNS, sort=("opened_at",))
    with database.reading(actor=1) as session:
        turned = lists.page(session, oldest, limit=101).rows
    at = COLUMNS.index("opened_at") + 1
    last = _best(_asked(database, NEWEST, (turned[-1][at], turned[-1][0])))
    first = _best(_asked(database, NEWEST))
    return [Row(f"P6 last page of all, {engine}", last, first, "ms", "the first page", 3)]


def _searched(
    database: Database, engine: str, answers: dict[str, list[tuple[tuple[str, int], ...]]], number: int
) -> list[Row]:
    """Each key press of what is typed; beside a scan of subjects and descriptions on the same connection."""
    times: list[float] = []
    found = answers.setdefault(f"{engine} {number}", [])
    for words in TYPED:
        for end in range(2, len(words) + 1):
            started = perf_counter()
            with database.reading(actor=1) as session:
                hits = search.find(session, words[:end], 20, ("tickets",)).hits
            times.append((perf_counter() - started) * 1000)
            found.append(tuple((hit.kind, hit.id) for hit in hits))
    with database.reading(actor=1) as session:
        connection = session.connection()
        scan = min(
            _once(lambda: connection.exec_driver_sql(_SCAN.replace("%", "%%") if database.is_server else _SCAN).all())
            for _turn in range(2)
        )
    many, where = f"{len(times)} key presses", f"{engine}, {number:,}"
    rows = [
        Row(
            f"P10 search, worst of {many}, {where}",
            max(times),
            scan,
            "ms",
            "a LIKE scan of subjects and descriptions",
            1 / 20,
        )
    ]
    if engine == "server":
        rows[0] = Row(f"P10 search, worst of {many}, {where}", max(times), 150, "ms", "what the goal allows", 1)
        rows.append(
            Row(
                f"P10 search, 95 of 100, {where}",
                statistics.quantiles(times, n=20)[-1],
                20,
                "ms",
                "what the goal allows",
                1,
            )
        )
        return rows
    rows.append(
        Row(
            f"P10 search, median, {where}",
            statistics.median(times),
            scan,
            "ms",
            "a LIKE scan of subjects and descriptions",
        )
    )
    return rows


def _once(job: Callable[[], object]) -> float:
    started = perf_counter()
    job()
    return (perf_counter() - started) * 1000
