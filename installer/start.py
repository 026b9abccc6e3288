"""Opens the sample workspace, made on first use; `--print` writes its reports instead. Runs inside the environment."""

from __future__ import annotations

import contextlib
import io
import json
import sys
import time
from pathlib import Path
from typing import Any

from installer.environment import UNWRITABLE, alone
from itdesk import cli, paths

REPORTS = ("budget", "audit", "recovery")


def main(words: list[str]) -> int:
    """Open, or print; the exit code is the command line's."""
    try:
        sample = paths.user_data_dir() / "Sample.itdesk"
        code = 0 if sample.exists() else _make(sample)
        if code == 0 and words == ["--print"]:
            return _print_reports(sample)
    except OSError as error:
        _say(UNWRITABLE.format(error=error, name="ITDESK_HOME"))
        return 1
    return code or cli.run([str(sample)])


def _make(sample: Path) -> int:
    """Make the sample under another name first: a start that is cut short leaves no half of it."""
    with alone(sample.with_name(".sample.lock"), _say):
        if sample.exists():  # another start made it meanwhile
            return 0
        _say(f"Making the sample workspace {sample}")
        unfinished = sample.with_name("Unfinished sample.itdesk")
        _remove(unfinished)
        code, _result = _quietly(["demo", str(unfinished)])  # the name it tells is that of the moment
        if code == 0:
            if unfinished.with_name(f"{unfinished.name}-wal").exists():
                raise RuntimeError("the finished sample is still being written")
            unfinished.rename(sample)
        _remove(unfinished)
        return code


def _quietly(words: list[str]) -> tuple[int, dict[str, Any]]:
    """A word of the command line: its exit code, and its result instead of the lines that tell it."""
    with contextlib.redirect_stdout(io.StringIO()) as told:
        code = cli.run([*words, "--json"])
    return code, json.loads(told.getvalue()) if code == 0 else {}


def _remove(workspace: Path) -> None:
    """A workspace and the files that lie beside it."""
    for path in workspace.parent.glob(f"{workspace.name}*"):
        path.unlink()


def _print_reports(sample: Path) -> int:
    folder = sample.with_name("Sample reports")
    folder.mkdir(exist_ok=True)
    for report in REPORTS:
        began = time.monotonic()
        code, result = _quietly(["report", str(sample), report, str(folder / f"{report}.pdf")])
        if code:
            return code
        _say(f"Printed {report}.pdf, {result['pages']} pages, in {time.monotonic() - began:.1f} s")
    _say(f"The reports are in {folder}")
    return 0


def _say(text: str) -> None:
    print(f"[itdesk] {text}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
