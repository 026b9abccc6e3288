"""The page of figures: what each subject's last run found, whichever run that was, with its day."""

from __future__ import annotations

import json
import platform
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bench.frame import Row, table

_NOTES = Path(__file__).with_name("notes.md")  # why a goal is missed, and what a figure leaves out


@dataclass(frozen=True, slots=True)
class Run:
    """What one run found of one subject."""

    day: str
    machine: str
    rows: tuple[Row, ...]

    @classmethod
    def now(cls, rows: Sequence[Row]) -> Run:
        """A run of today, on this machine."""
        machine = f"{platform.system()} {platform.machine()}, Python {platform.python_version()}"
        return cls(datetime.now(UTC).date().isoformat(), machine, tuple(rows))


def kept(page: Path) -> dict[str, Run]:
    """By subject what earlier runs wrote beside the page."""
    file = page.with_suffix(".json")
    found: Mapping[str, Any] = json.loads(file.read_text(encoding="utf-8")) if file.exists() else {}
    return {
        subject: Run(run["day"], run["machine"], tuple(Row(**row) for row in run["rows"]))
        for subject, run in found.items()
    }


def write(page: Path, runs: Mapping[str, Run], subjects: Sequence[str]) -> None:
    """The page with the newest run of each subject, in the subjects' order, and its figures beside it for later runs."""
    known = {subject: runs[subject] for subject in subjects if subject in runs}
    plain = {subject: asdict(run) for subject, run in known.items()}
    page.with_suffix(".json").write_text(f"{json.dumps(plain, indent=1, ensure_ascii=False)}\n", encoding="utf-8")
    page.write_text(_text(known, [one for one in subjects if one not in known]), encoding="utf-8")


def _text(runs: Mapping[str, Run], missing: Sequence[str]) -> str:
    rows = [row for run in runs.values() for row in run.rows]
    days = [run.day for run in runs.values() for _row in run.rows]
    machines = " and ".join(dict.fromkeys(run.machine for run in runs.values()))
    left_out = f"\n\nNot measured so far: {', '.join(missing)}." if missing else ""
    return (
        "# Performance\n\n"
        f"Written by `python -m bench --write` on {machines}. Each figure stands beside the bare limit of the same run, whose day "
        "the last column tells; the ratio is what counts, because machines differ and are noisy.\n\n"
        f"{table(rows, days)}{left_out}\n\n{_NOTES.read_text(encoding='utf-8')}"
    )
