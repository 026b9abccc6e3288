"""Opens the sample workspace, made on first use; `--print` writes its reports instead. Runs inside the environment."""

from __future__ import annotations

import contextlib
import io
import sys
import time
from pathlib import Path

from installer.environment import alone
from itdesk import cli, paths

REPORTS = ("budget", "audit", "recovery")


def main(words: list[str]) -> int:
    """Open, or print; the exit code is the command line's."""
    sample = paths.user_data_dir() / "Sample.itdesk"
    if not sample.exists():
        code = _make(sample)
        if code:
            return code
    return _print_reports(sample) if words == ["--print"] else cli.run([str(sample)])


def _make(sample: Path) -> int:
    """Make the sample under another name first: a start that is cut short leaves no half of it."""
    with alone(sample.with_name(f"{sample.name}.lock"), _say):
        if sample.exists():  # another start made it meanwhile
            return 0
        _say(f"Making the sample workspace {sample}")
        unfinished = sample.with_name("Unfinished sample.itdesk")
        _remove(unfinished)
        with contextlib.redirect_stdout(io.StringIO()):  # it names the file by its name of the moment
            code = cli.run(["demo", str(unfinished)])
        if code == 0:
            unfinished.rename(sample)
        _remove(unfinished)
        return code


def _remove(workspace: Path) -> None:
    """A workspace and the files that lie beside it."""
    for path in workspace.parent.glob(f"{workspace.name}*"):
        path.unlink()


def _print_reports(sample: Path) -> int:
    folder = sample.with_name("Sample reports")
    folder.mkdir(exist_ok=True)
    for report in REPORTS:
        began = time.monotonic()
        code = cli.run(["report", str(sample), report, str(folder / f"{report}.pdf")])
        if code:
            return code
        _say(f"Printed {report}.pdf in {time.monotonic() - began:.1f} s")
    _say(f"The reports are in {folder}")
    return 0


def _say(text: str) -> None:
    print(f"[itdesk] {text}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
