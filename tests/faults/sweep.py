"""One fault at each thing that a deed does to its files, one run after another: `python -m tests.faults.sweep HOW FOLDER MOST`.

Every run is a fork of a process that has imported everything; what is printed is one line of JSON a deed.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
import time
import traceback
from pathlib import Path
from typing import Any

from itdesk.core.errors import UserError
from tests.faults.deeds import DEEDS, Deed, change_passphrase, prepared, state_of
from tests.faults.shim import How, Shim

ACKNOWLEDGED, REFUSED, FAILED = 0, 3, 4


def carried_out(shim: Shim, deed: Deed, path: Path, how: How, at: int) -> tuple[int, str]:
    """Do it in a fork under a fault; how that ended, or minus the signal, and what it said."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        said, code = "", FAILED
        try:
            shim.arm(how, at, path.parent)
            deed(path)
            code = ACKNOWLEDGED
        except UserError as error:
            said, code = error.message, REFUSED
        except BaseException:  # noqa: BLE001 -- whatever it is, it is what the run looks for
            said = traceback.format_exc()[-1500:]
        finally:
            os.write(writing, said.encode()[:4000])
            os._exit(code)
    os.close(writing)
    with os.fdopen(reading, "rb") as told:
        said = told.read().decode()
    _pid, status = os.waitpid(child, 0)
    return (-os.WTERMSIG(status) if os.WIFSIGNALED(status) else os.WEXITSTATUS(status)), said


def points_of(shim: Shim, deed: Deed, path: Path) -> int:
    """How many things a deed does to its files."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        shim.arm(How.KILL, 1 << 40, path.parent)
        deed(path)
        os.write(writing, str(shim.seen).encode())
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading, "rb") as told:
        number = int(told.read() or b"0")
    os.waitpid(child, 0)
    return number


def swept(shim: Shim, deed: Deed, template: Path, work: Path, how: How, most: int) -> dict[str, Any]:  # noqa: PLR0917 -- what makes a run
    """One deed under a fault at each of its points, or at so many of them spread evenly."""
    path = work / template.name

    def fresh() -> None:
        shutil.rmtree(work, ignore_errors=True)
        shutil.copytree(template.parent, work)

    fresh()
    before = state_of(path)
    fresh()
    points = points_of(shim, deed, path)
    after = state_of(path)
    tried = sorted({1 + place * points // most for place in range(most)} if points > most else range(1, points + 1))
    result: dict[str, Any] = {
        "deed": deed.__name__,
        "points": points,
        "tried": 0,
        "ends": {},
        "wrong": [],
        "opening": 0.0,
    }
    for at in tried:
        fresh()
        end, said = carried_out(shim, deed, path, how, at)
        began = time.monotonic()
        try:
            found: tuple[Any, ...] = state_of(path, thorough=result["tried"] % 8 == 0)
        except Exception as error:  # noqa: BLE001 -- whatever it is, it is what the run looks for
            found = (f"{type(error).__name__}: {error}",)
        result["opening"] = max(result["opening"], time.monotonic() - began)
        result["tried"] += 1
        result["ends"][str(end)] = result["ends"].get(str(end), 0) + 1
        good = (after,) if end == ACKNOWLEDGED else (before, after)
        if end == FAILED or not any(_same(found, one) for one in good):
            result["wrong"].append([at, end, said, repr(found)[:600]])
    return result


def _same(found: tuple[Any, ...], expected: tuple[Any, ...]) -> bool:
    return found == expected


def main(words: list[str]) -> None:
    """Sweep every deed that is named, or all."""
    how, folder, most, *named = words
    shim, place = Shim(), Path(folder)
    templates: dict[bool, Path] = {}
    for deed in DEEDS:
        if named and deed.__name__ not in named:
            continue
        encrypted = deed is change_passphrase
        if encrypted not in templates:
            home = place / f"template {encrypted}"
            home.mkdir(parents=True)
            templates[encrypted] = prepared(home, encrypted=encrypted)
        print(json.dumps(swept(shim, deed, templates[encrypted], place / "work", How[how], int(most))), flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
