"""Tests of the ordinary run that try a promise, with the figures that they record.

A test records its figures by `record_property`: numbers of the same name are added up.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

from itdesk.core.uids import new_uid

_ANY_LOAD = ("--timeout=0", "-o", "junit_family=xunit1")  # a busy machine is no fault; the other family has no figures
ROOT = Path(__file__).resolve().parents[2]


def is_there(name: str) -> bool:
    """Whether a file has the test of this name, or is a file of tests."""
    file, _mark, test = name.partition("::")
    return (ROOT / file).is_file() and (not test or f"def {test}(" in (ROOT / file).read_text(encoding="utf-8"))


def run(names: Sequence[str], scratch: Path, *, long: bool) -> dict[str, dict[str, Any]]:
    """What came of each name: how many passed and were skipped, which were missed, and the figures they recorded."""
    told = scratch / f"{new_uid()}.xml"
    command = [sys.executable, "-m", "pytest", *names, "-q", "-n0", "-p", "no:randomly", f"--junitxml={told}"]
    environment = {name: value for name, value in os.environ.items() if name != "ITDESK_HOME"}
    subprocess.run(
        [*command, *_ANY_LOAD, *(["-m", "long or not long"] if long else [])],
        cwd=ROOT,
        check=False,
        env=environment,
        stdout=sys.stderr,
    )
    outcomes: dict[str, dict[str, Any]] = {
        name: {"passed": 0, "skipped": 0, "missed": [], "figures": {}} for name in names
    }
    for case in ET.parse(told).getroot().iter("testcase") if told.is_file() else ():  # noqa: S314 -- pytest wrote it
        for name in names:
            if _is_of(case, name):
                _count(outcomes[name], case)
    for outcome in outcomes.values():
        if not any((outcome["passed"], outcome["skipped"], outcome["missed"])):
            outcome["missed"].append("it did not run")
    return outcomes


def _is_of(case: ET.Element, name: str) -> bool:
    file = case.get("classname", "").replace(".", "/") + ".py"
    return name in {file, f"{file}::{case.get('name', '').partition('[')[0]}"}


def _count(outcome: dict[str, Any], case: ET.Element) -> None:
    if case.find("failure") is not None or case.find("error") is not None:
        outcome["missed"].append(case.get("name"))
        return
    outcome["skipped" if case.find("skipped") is not None else "passed"] += 1
    for told in case.iter("property"):
        name, value = told.get("name", ""), float(told.get("value", "0"))
        outcome["figures"][name] = outcome["figures"].get(name, 0) + (int(value) if value.is_integer() else value)
