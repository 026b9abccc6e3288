"""What may happen to a shared folder, made to happen: many who report, keepers that are killed, stopped and taken over.

`run(letters)` is the promise of twenty PCs, `sweep(every)` a kill at each step of keeping; both return figures. Processes are
forked, so nothing of theirs is simulated. The ordinary tests call both with small numbers.
"""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, nullcontext
from pathlib import Path
from typing import Any

from itdesk.core.errors import UserError
from itdesk.db import sqlite
from itdesk.db.engine import Database, Sharing, create_workspace, open_database
from itdesk.db.share import keeping, mailbox, snapshots, terms
from itdesk.db.share.letters import Enclosure, Letter
from itdesk.db.share.places import Folder, Here, folder_at
from tests.db.making import make
from tests.db.sample_types import REGISTRY

SUBMITTERS = 20
SFTP = "/usr/lib/openssh/sftp-server"
pause = threading.Event().wait


def _taken(session: Any, letter: Letter) -> None:
    make(session, "tickets", title=letter.values["title"])


TAKERS = {"report": _taken}


def run(letters: int, kills: int, seed: int = 1, *, careless: bool = False, over_sshfs: bool = False) -> dict[str, Any]:
    """Twenty report at once, now and then without the share, while keepers are killed or stopped and others take over.

    careless is the control: keepers file a letter before a published copy holds it, so that kills lose some. over_sshfs: all
    but the reader see the folder through four mounts of it, whose caches differ.
    """
    chance = random.Random(seed)
    began = time.monotonic()
    with _office() as (root, folder), mounts(root) if over_sshfs else nullcontext():
        children = [_child(_submit, root, folder, place, letters // SUBMITTERS, seed) for place in range(SUBMITTERS)]
        watched = _Watched(folder, root)
        stopped: list[int] = []
        keeper = _child(_keep, root, folder, "pc-0", False, careless)
        for number in range(1, kills + 1):
            watched.look_for(chance.uniform(0.1, 0.7))
            if number % 3:
                _end(keeper)
            else:  # it sleeps, somebody takes over, and it wakes up: it may publish nothing
                os.kill(keeper, signal.SIGSTOP)
                stopped.append(keeper)
            before = terms.highest(folder)
            keeper = _child(_keep, root, folder, f"pc-{number}", True, careless)
            if number % 2:  # the others are killed at any moment of their beginning
                watched.look_for(20.0, until=lambda before=before: terms.highest(folder) > before)
            watched.look_for(0.3)
            if stopped and number % 3 == 1:
                os.kill(stopped[-1], signal.SIGCONT)
        for child in children:
            os.waitpid(child, 0)
        for one in stopped:
            os.kill(one, signal.SIGCONT)
        watched.look_for(120.0, until=lambda: not mailbox.waiting(folder))
        for one in (*stopped, keeper):
            _end(one)
        waiting = len(mailbox.waiting(folder))
        titles = Counter(_titles(folder, root))
        expected = {f"{place}-{one}" for place in range(SUBMITTERS) for one in range(letters // SUBMITTERS)}
        late = sorted(json.loads(line) for file in root.glob("late-*") for line in file.read_text().splitlines())
        return {
            "letters": len(expected),
            "kills": kills,
            "lost": len(expected - set(titles)),
            "doubled": sum(count - 1 for count in titles.values()),
            "waiting": waiting,
            "put aside": mailbox.count_aside(folder),
            "two published": watched.wrong,
            "receipt p95, ms": round(1000 * late[int(0.95 * len(late))], 1),
            "seconds": round(time.monotonic() - began, 1),
        }


def sweep(every: int = 1) -> dict[str, Any]:
    """Kill a keeper before each n-th step of claiming, saving and publishing; another PC opens, and nothing saved is gone."""
    found = {"points": 0, "lost": 0, "stuck": 0}
    step = 1
    while True:
        with _office() as (root, folder):
            child = _child(_keep_until, root, folder, "a", step)
            _pid, status = os.waitpid(child, 0)
            found["points"] += 1
            saved = (root / "saved").exists()
            try:
                with _opened(root, folder, "a", takes_over=True) as again, again.as_itself() as session:
                    there = session.connection().exec_driver_sql("SELECT count(*) FROM t_tickets").scalar()
                with _opened(root, folder, "b", takes_over=True) as other:
                    found["stuck"] += other.read_only
                found["lost"] += bool(saved and not there)
            except UserError:
                found["stuck"] += 1
            if os.WIFEXITED(status):
                return found
        step += every


class _Watched:
    """A reader all the while: what everybody sees only goes on, and holds every letter that counts as taken."""

    def __init__(self, folder: Folder, root: Path) -> None:
        self.folder, self.root, self.wrong = folder, root, 0
        self._seen = (0, 0)
        (root / "reader").mkdir()

    def look_for(self, seconds: float, until: Callable[[], object] = lambda: False) -> None:
        end = time.monotonic() + seconds
        while time.monotonic() < end and not until():
            self._look()
            pause(0.05)

    def _look(self) -> None:
        taken = {one.stem for one in self.folder.taken.iterdir()}
        newest = snapshots.newest(self.folder)
        if newest is None or (newest.term, newest.number) == self._seen:
            return
        begun = snapshots.base_of(self.folder, newest.term)
        self.wrong += newest.term < self._seen[0] and begun is None
        self._seen = newest.term, newest.number
        try:
            path = snapshots.fetch(self.folder, newest, self.root / "reader")
        except OSError:  # it was replaced by newer ones meanwhile
            return
        with closing(sqlite.connect(path, mode="ro")) as connection:
            there = {row[0] for row in connection.execute("SELECT operation FROM operations")}
        path.unlink()
        self.wrong += bool(taken - there)


@contextmanager
def _office() -> Iterator[tuple[Path, Folder]]:
    with tempfile.TemporaryDirectory(prefix="itdesk-share-", ignore_cleanup_errors=True) as made:
        root = Path(made)
        (root / "server").mkdir()
        path = root / "server" / "Firm.itdesk"
        create_workspace(path, REGISTRY, "Oak & Elm").close()
        with _opened(root, None, "begin", begins=True):
            pass
        yield root, folder_at(path)


@contextmanager
def mounts(root: Path) -> Iterator[None]:
    """The server's folder four times through sshfs, which talks to the server's program without a network between."""
    served = root / "sftp"
    served.write_text(f"#!/bin/sh\nexec {SFTP}\n")
    served.chmod(0o755)
    points = [root / f"via-{number}" for number in range(4)]
    try:
        for mount in points:
            mount.mkdir()
            command = ["sshfs", f"server:{root / 'server'}", str(mount), "-o", f"ssh_command={served}"]
            subprocess.run(command, check=True)
        yield
    finally:
        for mount in points:
            subprocess.run(["fusermount", "-uz", str(mount)], check=False)


def _seen_from(root: Path, number: int) -> Path:
    """The server's folder as the PC of this number sees it."""
    mount = root / f"via-{number % 4}"
    return mount if mount.is_dir() else root / "server"


def has_sshfs() -> bool:
    """Whether shares can be mounted here."""
    return shutil.which("sshfs") is not None and Path(SFTP).exists() and os.access("/dev/fuse", os.W_OK)


@contextmanager
def _opened(root: Path, _folder: Folder | None, pc: str, **more: bool) -> Iterator[Database]:
    before = os.environ.get("ITDESK_HOME")
    os.environ["ITDESK_HOME"] = str(root / pc)
    try:
        database = open_database(
            _seen_from(root, int(pc[-1]) if pc[-1].isdecimal() else 0) / "Firm.itdesk",
            REGISTRY,
            remote=True if more.get("begins") else None,
            sharing=Sharing(TAKERS, **more),
        )
    finally:
        os.environ.pop("ITDESK_HOME")
        if before is not None:
            os.environ["ITDESK_HOME"] = before
    with closing(database):
        yield database


def _child(work: Callable[..., None], *given: Any) -> int:
    child = os.fork()
    if child == 0:
        try:
            work(*given)
            os._exit(0)
        except BaseException as error:  # noqa: BLE001 -- a child never returns into the parent's work
            print(f"{work.__name__}: {error!r} {getattr(error, 'detail', '')}", file=sys.stderr)  # noqa: T201 -- for whoever runs it
            os._exit(1)
    return child


def _end(child: int) -> None:
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)


def _hasten() -> None:
    keeping.TICK, keeping.EVERY, terms.BEAT = 0.02, 0.05, 0.05


def _keep(root: Path, folder: Folder, pc: str, takes_over: bool, careless: bool) -> None:
    """Until it is killed; once it was taken over it reads like everybody else."""
    _hasten()
    if careless:
        TAKERS["report"] = lambda session, letter: (_taken(session, letter), mailbox.file_taken(folder, {letter.uid}))
    with _opened(root, folder, pc, takes_over=takes_over) as database:
        while True:
            database.notice_others()
            pause(0.02)


def _keep_until(root: Path, folder: Folder, pc: str, step: int) -> None:
    """Open, save, publish and leave; killed before the step-th call that changes a file."""
    _hasten()
    left = [step]
    for name in ("fsync", "replace", "mkdir", "unlink", "rename", "link"):
        setattr(os, name, _counted(getattr(os, name), left))
    with _opened(root, folder, pc) as database:
        with database.writing() as session:
            make(session, "tickets", title="Saved")
        (root / "saved").touch()


def _counted(call: Callable[..., Any], left: list[int]) -> Callable[..., Any]:
    def counted(*given: Any, **named: Any) -> Any:
        left[0] -= 1
        if left[0] < 0:
            os.kill(os.getpid(), signal.SIGKILL)
        return call(*given, **named)

    return counted


def _submit(root: Path, folder: Folder, place: int, count: int, seed: int) -> None:
    chance = random.Random(seed * 1000 + place)
    mount = root / f"mount-{place}"
    mount.symlink_to(_seen_from(root, place))
    here = Here(root / f"kiosk-{place}", str(place), "kiosk", str(place))
    here.spool.mkdir(parents=True)
    seen = Folder(mount / folder.pointer.name, folder.uid)
    with (root / f"late-{place}").open("w") as late:
        for number in range(count):
            away = chance.random() < 0.1
            if away:
                mount.unlink()
            letter = Letter("report", {"title": f"{place}-{number}"}, [Enclosure("photo.png", chance.randbytes(2000))])
            began = time.monotonic()
            mailbox.post(seen, here, letter)
            late.write(f"{time.monotonic() - began}\n")
            if away:
                mount.symlink_to(_seen_from(root, place))
            pause(chance.uniform(0, 0.02))
    while mailbox.deliver(seen, here):
        pause(0.02)


def _titles(folder: Folder, root: Path) -> list[str]:
    newest = snapshots.newest(folder)
    if newest is None:
        raise AssertionError("nothing is published")
    path = snapshots.fetch(folder, newest, root / "reader")
    with closing(sqlite.connect(path, mode="ro")) as connection:
        return [row[0] for row in connection.execute("SELECT title FROM t_tickets")]


if __name__ == "__main__":
    told = {"share": run(10_000, 50), "control": run(2_000, 10, careless=True), "kill sweep": sweep()}
    if has_sshfs():
        told["sshfs"] = run(2_000, 10, over_sshfs=True)
    print(json.dumps(told, indent=1))  # noqa: T201 -- the program's output
