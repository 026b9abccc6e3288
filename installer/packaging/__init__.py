"""Packages that run without Python: a folder, a portable archive, and Debian's format; `run.py package` makes them."""

from __future__ import annotations

import platform
import shutil
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

from installer.environment import Environment, Progress
from installer.packaging import debian, folder, portable, trial

REPORT = "docs/packaging.md"
_MEASURED = "## Measured"
_BARE = {
    "Folder": "229 to 258 MB",
    "Debian package": "71 to 93 MB",
    "Self-test, installed": "0.95 s",
    "Start to window, again": "0.30 s",
}  # what a program without a feature came to, with the same libraries and tools on such a machine
MEGA = 1_000_000  # sizes are told as disks and downloads tell them


def make(env: Environment, lock: Path, progress: Progress, *, tried: bool) -> None:
    """Build all packages into dist/, and with tried run the Debian one in a bare system and write down what was seen."""
    from itdesk import __version__

    target = env.root / "dist"
    built = folder.build(env, lock, target, progress)
    facts = {"Folder": f"{folder.size_of(built) / MEGA:.0f} MB"}
    progress.line("Packing it for a stick")
    stick = portable.build(built, __version__, target)
    facts["Portable archive"] = f"{stick.stat().st_size / MEGA:.0f} MB"
    progress.line(f"dist/{stick.name}")
    if shutil.which("dpkg-deb"):
        package = debian.build(built, __version__, env.root, target)
        facts["Debian package"] = f"{package.stat().st_size / MEGA:.0f} MB"
        progress.line(f"dist/{package.name}")
        if tried:
            seen = trial.run(package, env.root / "build", progress)
            progress.line(seen.selftest.strip())
            facts |= {
                "Self-test, installed": f"{seen.selftest_took:.2f} s",
                "--version, installed": f"{seen.version_took:.2f} s",
                "Start to window, first time": f"{seen.window_took:.2f} s",
                "Start to window, again": f"{seen.second_window_took:.2f} s",
            }
    for what, figure in facts.items():
        progress.line(f"{what:<28} {figure}")
    if tried:
        report = env.root / REPORT
        report.write_text(with_figures(report.read_text(encoding="utf-8"), facts), encoding="utf-8")


def with_figures(page: str, facts: Mapping[str, str]) -> str:
    """The page with the figures of this run at its end, in place of older ones."""
    day = datetime.now(UTC).date().isoformat()
    machine = f"{platform.system()} {platform.machine()}, Python {platform.python_version()}"
    lines = [f"| {what} | {figure} | {_BARE.get(what, '')} |" for what, figure in facts.items()]
    table = "\n".join(["| What | Figure | The same libraries, empty program |", "|---|---:|---:|", *lines])
    head = page.partition(_MEASURED)[0]
    return f"{head}{_MEASURED}\n\nWritten by `run.py package --trial` on {day}, {machine}.\n\n{table}\n"
