"""The runs with counts of their own: each makes what it needs below a folder, and says what it found and what it missed."""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any

import psycopg

from tests import postgres_server
from tests.faults import many, power, shim
from tests.faults.shim import How

ROOT = Path(__file__).resolve().parents[2]
OPENS_WITHIN = 3.0


def killed(place: Path, most: int) -> dict[str, Any]:
    """Kill at each thing that every deed does to its files."""
    return _swept(place, How.KILL, most // 8, opening=True)


def disk_errors(place: Path, most: int) -> dict[str, Any]:
    """Let the disk fail at each, once and for ever after."""
    return _joined([_swept(place / how.name, how, most // 16) for how in (How.EIO_ONCE, How.EIO_EVER)])


def disk_full(place: Path, most: int) -> dict[str, Any]:
    """The same with a disk that is full."""
    return _joined([_swept(place / how.name, how, most // 16) for how in (How.FULL_ONCE, How.FULL_EVER)])


def _swept(place: Path, how: How, most: int, *, opening: bool = False) -> dict[str, Any]:
    if why := shim.why_not():
        return {"not tried": why, "missed": []}
    place.mkdir(parents=True, exist_ok=True)
    run = shim.again_with(shim.compiled(place), ["tests.faults.sweep", how.name, str(place), str(max(1, most))])
    deeds = [json.loads(line) for line in run.stdout.splitlines()]
    wrong = [[one["deed"], *case] for one in deeds for case in one["wrong"]]
    if run.returncode or not deeds:
        wrong.append(["the run itself", run.stderr[-1500:]])
    slowest = max((one["opening"] for one in deeds), default=0.0)
    found = {
        "points": sum(one["points"] for one in deeds),
        "tried": sum(one["tried"] for one in deeds),
        "wrong": len(wrong),
        "missed": wrong[:5],
    }
    return found | ({"slowest look afterwards, s": round(slowest, 1)} if opening else {})


def _joined(parts: list[dict[str, Any]]) -> dict[str, Any]:
    if "not tried" in parts[0]:
        return parts[0]
    summed = {name: sum(one[name] for one in parts) for name in ("points", "tried", "wrong")}
    return summed | {"missed": [case for one in parts for case in one["missed"]][:5]}


def power_cuts_of(mode: str, place: Path, number: int, commits: int) -> tuple[dict[str, Any], Path]:
    """Record a writer, and cut its power so often."""
    files = place / mode.replace(", ", "-") / "files"
    files.mkdir(parents=True)
    run = shim.again_with(shim.compiled(files.parent), ["tests.faults.power", mode, str(files), str(commits)])
    if run.returncode:
        raise RuntimeError(run.stderr[-1500:])
    return power.cuts(mode, files.parent, number), files.parent


def power_cut_figures(place: Path, number: int) -> dict[str, Any]:
    """Our own settings, then those that are known to lose."""
    if why := shim.why_not():
        return {"not tried": why, "missed": []}
    figures: dict[str, Any] = {"missed": []}
    for mode in (power.OURS, *power.SAFE):
        found, kept = power_cuts_of(mode, place, number // 2, 25)
        figures[mode] = found
        figures["missed"] += [[mode, found]] * bool(found["lost"] or found["torn"])
        if mode == power.OURS:
            lying = power.cuts(mode, kept, number // 8, lying=True)
            figures["control: a disk that lies"] = lying
            figures["missed"] += [["control", lying]] * (not lying["lost"] + lying["torn"])
    for mode in power.CONTROLS:
        found, _kept = power_cuts_of(mode, place, number // 8, 25)
        figures[f"control: {mode}"] = found
        figures["missed"] += [["control", mode, found]] * (not found["lost"] + found["torn"])
    return figures


def damaged(place: Path, places: int) -> dict[str, Any]:
    """Flip, zero and cut at random places."""
    from tests.faults.damage import damaged_at, firm_in

    rungs = damaged_at(firm_in(place), places)
    return {"places": places, "ways back": sorted(str(one.name).lower() for one in rungs), "missed": []}


def server_crashes(place: Path, times: int) -> dict[str, Any]:
    """Crash a server under several writers; then one that was told to acknowledge what isn't on its disk yet."""
    with _lasting_server(place / "lasting", {"synchronous_commit": "on"}) as server:
        found = many.crashes(server.create(), times)
    with _lasting_server(place / "hasty", {"synchronous_commit": "off", "wal_writer_delay": "10s"}) as server:
        control = many.crashes(server.create(), max(1, times // 10))
    missed = [found] * bool(found["lost"] or found["doubled"] or not found["whole"])
    missed += [["control", control]] * (not control["lost"])
    return {"crashes": times, "found": found, "control: acknowledged before it is written": control, "missed": missed}


@contextmanager
def _lasting_server(folder: Path, settings: dict[str, object]) -> Iterator[postgres_server.Server]:
    """A server that keeps its data as a firm's does."""
    for one in (folder.parent, folder.parent.parent):
        one.chmod(0o755)  # the server runs as somebody else
    with postgres_server.kept(folder, settings) as address:
        running = postgres_server.Server(address)
        try:
            yield running
        finally:
            with suppress(psycopg.OperationalError):  # its own connection fell with a crash
                running.close()


def editors(place: Path, edits: int) -> dict[str, Any]:
    """Several who edit ten records, on each engine."""
    found = {"file": many.editors(str(place / "Firm.itdesk"), edits)}
    with postgres_server.server() as server:
        found["server"] = many.editors(server.create(), edits)
    return found | {"missed": [[name, one] for name, one in found.items() if one["missing"] or not one["whole"]]}


def shared_folder(_place: Path, letters: int) -> dict[str, Any]:
    """Twenty who report into a shared folder while keepers are killed, and a kill at each step of keeping."""
    from tests import faults_share

    found = faults_share.run(letters, max(3, letters // 200))
    swept = faults_share.sweep(4 if letters < 1000 else 1)
    runs = {"twenty who report": found}
    if faults_share.has_sshfs():
        runs["the same through sshfs"] = faults_share.run(letters // 2, max(3, letters // 500), over_sshfs=True)
    missed = [one for one in runs.values() if one["lost"] or one["doubled"] or one["two published"]]
    return {
        **runs,
        "a keeper killed": swept,
        "missed": missed + [swept] * bool(swept["lost"] or swept["stuck"]),
    }


def verified(place: Path, lines: int) -> dict[str, Any]:
    """How long it takes to hold so many lines of history against what is known of them."""
    from datetime import UTC, datetime

    from itdesk.core.uids import new_uid
    from itdesk.db import chaining, tables
    from itdesk.db.bulk import put_rows
    from itdesk.db.engine import create_workspace
    from itdesk.db.verifying import verify
    from tests.db.sample_types import REGISTRY

    columns = chaining.COLUMNS[1:]
    with closing(create_workspace(place / "Firm.itdesk", REGISTRY, name="Firm")) as database:
        row = (
            datetime.now(UTC),
            None,
            "changed",
            "tickets",
            1,
            new_uid(),
            new_uid(),
            None,
            None,
            '{"state":["new","open"],"title":["Printer","Copier"]}',
        )
        with database.writing() as session:
            put_rows(session.connection(), tables.history, columns, (row for _line in range(lines)))
        chaining.catch_up(database)
        spent = passed = float("inf")
        for _round in range(3):  # the quickest: others work here as well
            began, wall = time.process_time(), time.monotonic()
            found = verify(database)
            spent, passed = min(spent, time.process_time() - began), min(passed, time.monotonic() - wall)
    goal = 5.0 * lines / 1_000_000
    figures = {"lines": lines, "s of processor": round(spent, 2), "s": round(passed, 2), "goal, s": goal}
    return figures | {"missed": [figures] * (spent > goal or not found["ok"])}


def large(place: Path, tickets: int) -> dict[str, Any]:
    """Check and backup of many tickets: time and memory, each in a process of its own."""
    from bench.workspaces import copy_of

    path = copy_of(tickets, place)
    figures: dict[str, Any] = {"tickets": tickets}
    missed = []
    for what in ("check", "backup"):
        wall = time.monotonic()
        command = [sys.executable, "-m", "itdesk", what, str(path), "--json"]
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        run = subprocess.run(
            command,
            cwd=ROOT,
            env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
            check=False,
            capture_output=True,
            text=True,
        )
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        spent = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        figures |= {f"{what}, s": round(time.monotonic() - wall, 1), f"{what}, s of processor": round(spent, 1)}
        if run.returncode not in (0, 1) or spent > max(10.0, 60 * tickets / 1_000_000):
            missed.append([what, run.returncode, run.stderr[-300:]])
    figures["MB"] = after.ru_maxrss // 1024
    return figures | {"missed": missed + [["memory", figures["MB"]]] * (figures["MB"] > 500)}
