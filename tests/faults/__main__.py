"""Tries every promise about faults and writes what came of it: `run.py faults`, or `run.py faults --long` with the full counts.

What was tried is remembered below `build/faults` as soon as it is done, so that a run that was ended or killed, or missed something, goes on
where it was; `--anew` begins from the start.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import sys
import tempfile
import threading
import time
import traceback
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import redirect_stdout
from pathlib import Path
from typing import Any

from tests.faults import cases, report
from tests.faults.promises import PROMISES, Promise

ROOT = Path(__file__).resolve().parents[2]
STATE = ROOT / "build" / "faults"


class Kept:
    """What was tried of a form, in a file."""

    def __init__(self, form: str, *, anew: bool) -> None:
        self._one = threading.Lock()
        self._passed, self._worked = time.monotonic(), processor()
        self._file = STATE / f"{form}.json"
        STATE.mkdir(parents=True, exist_ok=True)
        known = self._file.is_file() and not anew
        found: dict[str, Any] = json.loads(self._file.read_text(encoding="utf-8")) if known else {}
        # what was missed is tried again, and a run that was whole begins from the start
        self.found = {} if "whole" in found else {key: one for key, one in found.items() if not _was_missed(one)}

    def keep(self, key: str, value: Any) -> None:
        """Remember one outcome."""
        with self._one:
            passed, worked = time.monotonic(), processor()
            self.found["spent"] = self.found.get("spent", 0) + passed - self._passed
            self.found["worked"] = self.found.get("worked", 0) + worked - self._worked
            self._passed, self._worked = passed, worked
            self.found[key] = value
            draft = self._file.with_suffix(".new")
            draft.write_text(json.dumps(self.found, indent=1), encoding="utf-8")
            draft.replace(self._file)


def processor() -> float:
    """Seconds that this process and its ended children worked."""
    spent = os.times()
    return spent.user + spent.system + spent.children_user + spent.children_system


def _was_missed(outcome: Any) -> bool:
    return bool(outcome["missed"]) if isinstance(outcome, dict) else isinstance(outcome, list)


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
        with ThreadPoolExecutor(1) as beside:  # tests stand in processes of their own: two processors are used
            tried = [beside.submit(_try_tests, promise, kept, Path(scratch), long=options.long) for promise in wanted]
            for promise in wanted:
                _measure(promise, kept, Path(scratch), long=options.long)
            for job in tried:
                job.result()
    spent = time.monotonic() - began
    outcomes = report.outcomes_of(wanted, kept.found)
    for one in outcomes:
        print(f"{one.number:>3}  {one.verdict:<9} {one.holds}", flush=True)
    if not options.only:
        report.write(
            ROOT / "docs" / "reliability.md",
            outcomes,
            form="long" if options.long else "short",
            spent=kept.found["spent"],
            worked=kept.found["worked"],
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
        place = scratch / name
        place.mkdir()
        began, spent = time.monotonic(), processor()
        try:
            with redirect_stdout(sys.stderr):
                figures = run.run(place, count)
        except Exception:  # noqa: BLE001 -- a run that fails has missed, and the others go on
            figures = {"missed": [traceback.format_exc()[-1500:]]}
        finally:
            shutil.rmtree(place, ignore_errors=True)
        seconds, busy = time.monotonic() - began, processor() - spent
        missed = f", MISSED: {str(figures['missed'])[:600]}" if figures["missed"] else ""
        _say(f"{promise.number}: {name}, {count:,}: {seconds:.0f} s, {busy:.0f} of processor{missed}")
        kept.keep(key, figures | {"seconds": round(seconds)})


def _try_tests(promise: Promise, kept: Kept, scratch: Path, *, long: bool) -> None:
    """Those of one promise that are left, together."""
    names = [name for name in (*promise.tests, *promise.controls) if f"test {name}" not in kept.found]
    if not names:
        return
    began = time.monotonic()
    for name, outcome in cases.run(names, scratch, long=long).items():
        kept.keep(f"test {name}", outcome)
        if outcome["missed"]:
            _say(f"{promise.number}: {name}: MISSED: {outcome['missed']}")
    _say(f"{promise.number}: {len(names)} tests: {time.monotonic() - began:.0f} s")


def _say(line: str) -> None:
    print(line, file=sys.__stdout__, flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
