"""python -m bench [subject ...] [--write FILE]: every figure beside its bare limit of the same run."""

from __future__ import annotations

import argparse
import sys
from importlib import import_module
from pathlib import Path
from time import perf_counter

from bench import page
from bench.frame import Row, table

SUBJECTS = (
    "start", "peers", "list_page", "window", "answers", "million", "search_index", "save_record", "bulk_edit", "import_rows",
    "sheets", "pdf_rows", "references", "rights", "safe",
)  # fmt: skip


def main() -> int:
    """Measure what was asked for, print the table, and write it where asked."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("subjects", nargs="*", metavar="subject", help=f"one of {', '.join(SUBJECTS)}; all by default")
    parser.add_argument(
        "--write",
        type=Path,
        help="also write the table to this Markdown file, with what earlier runs found of other subjects",
    )
    options = parser.parse_args()
    unknown = set(options.subjects) - set(SUBJECTS)
    if unknown:
        parser.error(f"no such subject: {', '.join(sorted(unknown))}")
    rows: list[Row] = []
    runs = page.kept(options.write) if options.write else {}
    for subject in options.subjects or SUBJECTS:
        started = perf_counter()
        print(f"measuring {subject} …", file=sys.stderr, end="", flush=True)
        found = import_module(f"bench.{subject}").measure()
        rows.extend(found)
        print(f": {perf_counter() - started:.0f} s", file=sys.stderr, flush=True)
        if options.write:  # after each subject, so that a run that is cut short keeps what it measured
            runs[subject] = page.Run.now(found)
            page.write(options.write, runs, SUBJECTS)
    print(table(rows))
    return 0


if __name__ == "__main__":
    sys.exit(main())
