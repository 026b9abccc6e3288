"""python -m bench [subject ...] [--write FILE]: every figure beside its bare limit of the same run."""

from __future__ import annotations

import argparse
import platform
import sys
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path
from time import perf_counter

from bench.frame import Row, table

SUBJECTS = (
    "start", "peers", "list_page", "window", "million", "search_index", "save_record", "bulk_edit", "import_rows", "sheets",
    "pdf_rows", "references",
)  # fmt: skip
_NOTES = Path(__file__).with_name("notes.md")  # why a goal is missed, and what a figure leaves out


def main() -> int:
    """Measure what was asked for, print the table, and write it where asked."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("subjects", nargs="*", metavar="subject", help=f"one of {', '.join(SUBJECTS)}; all by default")
    parser.add_argument("--write", type=Path, help="also write the table to this Markdown file")
    options = parser.parse_args()
    unknown = set(options.subjects) - set(SUBJECTS)
    if unknown:
        parser.error(f"no such subject: {', '.join(sorted(unknown))}")
    rows: list[Row] = []
    for subject in options.subjects or SUBJECTS:
        started = perf_counter()
        print(f"measuring {subject} …", file=sys.stderr, end="", flush=True)
        rows.extend(import_module(f"bench.{subject}").measure())
        print(f": {perf_counter() - started:.0f} s", file=sys.stderr, flush=True)
        if options.write:  # after each subject, so that a run that is cut short keeps what it measured
            options.write.write_text(_page(table(rows)), encoding="utf-8")
    print(table(rows))
    return 0


def _page(text: str) -> str:
    made = datetime.now(UTC).date().isoformat()
    machine = f"{platform.system()} {platform.machine()}, Python {platform.python_version()}"
    return (
        "# Performance\n\n"
        f"Written by `python -m bench --write` on {made}, {machine}. Each figure stands beside the bare limit of the same run; "
        "the ratio is what counts, because machines differ and are noisy.\n\n"
        f"{text}\n\n{_NOTES.read_text(encoding='utf-8')}"
    )


if __name__ == "__main__":
    sys.exit(main())
