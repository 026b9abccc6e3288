"""The page that says what came of a run of faults."""

from __future__ import annotations

import os
import platform
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tests.faults.promises import Promise

KEPT, MISSED, UNTRIED = "kept", "missed", "not tried"


@dataclass(frozen=True)
class Outcome:
    """What came of a promise."""

    number: str
    holds: str
    goal: str
    tried: str
    figures: str
    verdict: str
    untested: str


def outcomes_of(promises: Sequence[Promise], found: Mapping[str, Any]) -> list[Outcome]:
    """One for each promise."""
    return [_outcome(promise, found) for promise in promises]


def _outcome(promise: Promise, found: Mapping[str, Any]) -> Outcome:
    measured = {run.run.__name__: found.get(f"{promise.number} {run.run.__name__}") for run in promise.runs}
    ran = {name: figures for name, figures in measured.items() if figures is not None and "not tried" not in figures}
    tests, controls = ({name: found[f"test {name}"] for name in names if f"test {name}" in found} for names in (promise.tests, promise.controls))  # fmt: skip
    tried = [*tests.values(), *controls.values()]
    missed = any(one["missed"] for one in (*ran.values(), *tried))
    passed = any(one["passed"] for one in tests.values())
    untried = [str(figures["not tried"]) for figures in measured.values() if figures is not None and "not tried" in figures]  # fmt: skip
    absent = [name for name in (*promise.tests, *promise.controls) if f"test {name}" not in found]
    if absent:
        untried.append("Not part of this run: " + ", ".join(f"`{name}`" for name in absent) + ".")
    names = [f"`{name}`" for name in (*ran, *sorted({name.partition("::")[0] for name in (*tests, *controls)}))]
    said = [*map(_said, ran.values()), _tests_said(list(tests.values()), ""), _tests_said(list(controls.values()), "control: ")]  # fmt: skip
    return Outcome(
        promise.number, promise.holds, promise.goal, ", ".join(names), "; ".join(filter(None, said)),
        MISSED if missed else KEPT if ran or passed else UNTRIED, " ".join(filter(None, (promise.untested, *untried))),
    )  # fmt: skip


def _tests_said(outcomes: Sequence[Mapping[str, Any]], what: str) -> str:
    """Their cases, and what they recorded."""
    if not outcomes:
        return ""
    figures: Counter[str] = Counter()
    for one in outcomes:
        figures.update(one["figures"])
    counts = {
        "passed": sum(one["passed"] for one in outcomes),
        "failed": sum(len(one["missed"]) for one in outcomes),
        "skipped": sum(one["skipped"] for one in outcomes),
    }
    cases = ", ".join(f"{number:,} {name}" for name, number in counts.items() if number)
    told = "".join(f", {name} {number:,}" for name, number in figures.items())
    return f"{what}cases: {cases}{told}"


def _said(figures: Mapping[str, Any]) -> str:
    """Figures in one line."""
    parts = []
    for name, value in figures.items():
        if name in {"missed", "seconds"}:
            continue
        if isinstance(value, Mapping):
            parts.append(
                f"{name}: "
                + ", ".join(
                    f"{one} {number:,}" if isinstance(number, int) else f"{one} {number}"
                    for one, number in value.items()
                )
            )
        elif isinstance(value, list):
            parts.append(f"{name}: {', '.join(map(str, value))}")
        else:
            parts.append(
                f"{name} {value:,}" if isinstance(value, int) and not isinstance(value, bool) else f"{name} {value}"
            )
    return "; ".join(parts)


def write(target: Path, outcomes: Sequence[Outcome], *, form: str, spent: float, worked: float) -> None:
    """Write the page anew."""
    from sqlcipher3 import dbapi2

    made = (
        f"The {form} form, {datetime.now(UTC):%Y-%m-%d}, {spent / 60:.0f} minutes, of which its processes worked {worked / 60:.0f} (on "
        f"{os.cpu_count()} processors, so at least {worked / 60 / (os.cpu_count() or 1):.0f} minutes with nothing else on them); {platform.system()} {platform.release()}, "
        f"Python {platform.python_version()}, SQLite {dbapi2.sqlite_version}."
    )
    lines = [
        "# Reliability: what is promised, and what came of trying it",
        "",
        "Written by `python3 installer/run.py faults`; `--long` tries the full counts. Every fault is a real one: a process is killed, a disk fails, a",
        "server crashes. Where a run has controls, they are settings that are known to lose something, and have to. What is known of a promise is kept",
        "below `build/faults` as soon as it was tried: a run that was killed goes on there when it is started again, and tries again what was missed.",
        "",
        made,
        "",
        "| # | Promise | Goal | What was found | Tried by | Outcome |",
        "|---|---|---|---|---|---|",
        *(
            f"| {one.number} | {one.holds} | {one.goal} | {one.figures or '–'} | {one.tried or '–'} | **{one.verdict}** |"
            for one in outcomes
        ),
        "",
        "## What was not tried",
        "",
        *(f"- {one.number}: {one.untested}" for one in outcomes if one.untested),
        "- Windows: its locks, its DLLs, and shares between Windows PCs.",
        "- The promise about roles (15) has runs of its own: `tests/security`.",
        "",
    ]
    target.write_text("\n".join(lines), encoding="utf-8")
