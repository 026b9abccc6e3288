"""Tries every promise about faults and writes what came of it: `run.py faults`, or `run.py faults --long` with the full counts.

What was tried is remembered below `build/faults`, so that a run that was ended, or missed something, goes on where it was; `--anew` begins
from the start.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
import traceback
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import redirect_stdout
from functools import partial
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

from itdesk.core.uids import new_uid
from tests.faults import report
from tests.faults.promises import PROMISES, Promise

ROOT = Path(__file__).resolve().parents[2]
STATE = ROOT / "build" / "faults"


class Kept:
    """What was tried of a form, in a file."""

    def __init__(self, form: str, *, anew: bool) -> None:
        self._file = STATE / f"{form}.json"
        STATE.mkdir(parents=True, exist_ok=True)
        known = self._file.is_file() and not anew
        found: dict[str, Any] = json.loads(self._file.read_text(encoding="utf-8")) if known else {}
        # what was missed is tried again, and a run that was whole begins from the start
        self.found = {} if "whole" in found else {key: one for key, one in found.items() if not _was_missed(one)}

    def keep(self, key: str, value: Any) -> None:
        """Remember one outcome."""
        self.found[key] = value
        draft = self._file.with_suffix(".new")
        draft.write_text(json.dumps(self.found, indent=1), encoding="utf-8")
        draft.replace(self._file)


def _was_missed(outcome: Any) -> bool:
    return bool(outcome["missed"] if isinstance(outcome, dict) else isinstance(outcome, list) and outcome[1])


def main(words: Sequence[str]) -> int:
    """Carry out a run; 1 if anything that was promised didn't hold."""
    parser = argparse.ArgumentParser(prog="run.py faults", description=__doc__)
    parser.add_argument("--long", action="store_true", help="the full counts, which take hours; goes on where it was")
    parser.add_argument("--anew", action="store_true", help="begin from the start")
    parser.add_argument("--only", default="", metavar="1,2,17", help="these promises alone; the page isn't written")
    options = parser.parse_args(words)
    wanted = [one for one in PROMISES if not options.only or one.number in options.only.split(",")]
    kept = Kept("long" if options.long else "short", anew=options.anew)
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="itdesk-faults-") as scratch:
        os.environ |= {"ITDESK_HOME": str(Path(scratch, "home")), "QT_QPA_PLATFORM": "offscreen"}
        for promise in wanted:
            _measure(promise, kept, Path(scratch), long=options.long)
        _try_tests(wanted, kept, Path(scratch), long=options.long)
    spent = time.monotonic() - began
    kept.keep("spent", kept.found.get("spent", 0) + spent)
    outcomes = report.outcomes_of(wanted, kept.found)
    for one in outcomes:
        print(f"{one.number:>3}  {one.verdict:<9} {one.holds}", flush=True)
    if not options.only:
        report.write(
            ROOT / "docs" / "reliability.md",
            outcomes,
            form="long" if options.long else "short",
            spent=kept.found["spent"],
        )
    missed = [one.number for one in outcomes if one.verdict == report.MISSED]
    if not missed and not options.only:
        kept.keep("whole", True)
    print(
        f"{spent:.0f} s. " + (f"Missed: {', '.join(missed)}." if missed else "Every promise that was tried was kept.")
    )
    return 1 if missed else 0


def _measure(promise: Promise, kept: Kept, scratch: Path, *, long: bool) -> None:
    for run in promise.runs:
        name = run.run.__name__
        key = f"{promise.number} {name}"
        if key in kept.found:
            continue
        count = run.long if long else run.short
        print(f"{promise.number}: {name}, {count:,} …", end=" ", flush=True)
        place = scratch / name
        place.mkdir()
        began = time.monotonic()
        try:
            with redirect_stdout(sys.stderr):
                figures = run.run(place, count)
        except Exception:  # noqa: BLE001 -- a run that fails has missed, and the others go on
            figures = {"missed": [traceback.format_exc()[-1500:]]}
        seconds = time.monotonic() - began
        print(
            f"{seconds:.0f} s{'' if not figures['missed'] else ', MISSED: ' + str(figures['missed'])[:600]}", flush=True
        )
        kept.keep(key, figures | {"seconds": round(seconds)})


def _try_tests(wanted: Sequence[Promise], kept: Kept, scratch: Path, *, long: bool) -> None:
    """Those that are there, some together and two at a time."""
    names = sorted({name for promise in wanted for name in promise.tests if _is_there(name)})
    left = [name for name in names if f"test {name}" not in kept.found]
    size = 1 if long else 8
    portions = [left[at : at + size] for at in range(0, len(left), size)]
    run = partial(_run_tests, scratch=scratch, long=long)
    with ThreadPoolExecutor(1 if long else 2) as pool:
        for found in pool.map(run, portions):
            for name, counts in found.items():
                kept.keep(f"test {name}", counts)
            print(
                "tests:",
                ", ".join(f"{name.rpartition('/')[2]} {'/'.join(map(str, counts))}" for name, counts in found.items()),
                flush=True,
            )


def _is_there(name: str) -> bool:
    file, _mark, test = name.partition("::")
    return (ROOT / file).is_file() and (not test or f"def {test}(" in (ROOT / file).read_text(encoding="utf-8"))


def _run_tests(names: Sequence[str], scratch: Path, *, long: bool) -> dict[str, list[int]]:
    """Passed, failed and skipped of each name."""
    told = scratch / f"{new_uid()}.xml"
    command = [sys.executable, "-m", "pytest", *names, "-q", "-n0", "-p", "no:randomly", f"--junitxml={told}"]
    environment = {name: value for name, value in os.environ.items() if name != "ITDESK_HOME"}
    subprocess.run(
        [*command, *(["-m", "long or not long"] if long else [])],
        cwd=ROOT,
        check=False,
        env=environment,
        stdout=sys.stderr,
    )
    found = {name: [0, 0, 0] for name in names}
    for case in ET.parse(told).getroot().iter("testcase") if told.is_file() else ():  # noqa: S314 -- pytest wrote it
        file = case.get("classname", "").replace(".", "/") + ".py"
        test = case.get("name", "").partition("[")[0]
        failed = case.find("failure") is not None or case.find("error") is not None
        outcome = 1 if failed else 2 if case.find("skipped") is not None else 0
        for name in names:
            if name in (file, f"{file}::{test}"):
                found[name][outcome] += 1
    return found


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
