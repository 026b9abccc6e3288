"""Tests that failed beside others are asked once more, alone: what passes then is named, what fails again has failed.

A whole run keeps every processor at work for a quarter of an hour, and a computer that others share can stand still for
seconds. At most five get a second look, so that no real fault hides among many.
"""

from __future__ import annotations

import json
from pathlib import Path

MOST = 5
TESTS_FAILED = 1  # how pytest ends when tests failed, and nothing else went wrong
_KEPT = Path(".pytest_cache") / "v" / "cache" / "lastfailed"
ARGUMENTS = ["-m", "pytest", "--last-failed", "--last-failed-no-failures", "none", "-n", "0"]


def forget(root: Path) -> None:
    """What an earlier run left: only failures of the run that follows count."""
    (root / _KEPT).unlink(missing_ok=True)


def failed(root: Path) -> list[str]:
    """Names of the tests that failed in the last run."""
    try:
        return sorted(json.loads((root / _KEPT).read_text(encoding="utf-8")))
    except FileNotFoundError:  # nothing failed, or pytest was told to keep nothing
        return []


def is_due(code: int, names: list[str]) -> bool:
    """Whether a run that ended so is worth a second look."""
    return code == TESTS_FAILED and 0 < len(names) <= MOST
