"""The lock files: they agree with pyproject.toml and with each other, and name no place to fetch from."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
RUN, TEST = ROOT / "installer" / "requirements.lock", ROOT / "installer" / "requirements-test.lock"
BUILD = ROOT / "installer" / "requirements-build.lock"
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def canonical(requirement: str) -> str:
    name = re.match(r"[\w.-]+", requirement)
    assert name is not None
    return re.sub(r"[-_.]+", "-", name[0]).lower()


def pins(lock: Path) -> dict[str, str]:
    found = re.findall(r"^([\w.-]+)(?:\[[\w,]+\])?==([^\s;]+)", lock.read_text(encoding="utf-8"), re.MULTILINE)
    return {canonical(name): version for name, version in found}


def asked_for(lock: Path) -> set[str]:
    """Names that the lock file itself says come straight from pyproject.toml."""
    text = lock.read_text(encoding="utf-8")
    blocks = re.split(r"^(?=\w)", text, flags=re.MULTILINE)[1:]
    return {canonical(block) for block in blocks if "itdesk (pyproject.toml)" in block}


def test_run_lock_has_the_names_of_pyproject() -> None:
    assert asked_for(RUN) == {canonical(each) for each in PROJECT["dependencies"]}, "run installer/lock.py"


def test_test_lock_has_the_names_of_pyproject() -> None:
    wanted = [*PROJECT["dependencies"], *PROJECT["optional-dependencies"]["test"]]
    assert asked_for(TEST) == {canonical(each) for each in wanted}, "run installer/lock.py"


def test_build_lock_has_the_names_of_pyproject() -> None:
    wanted = [*PROJECT["dependencies"], *PROJECT["optional-dependencies"]["build"]]
    assert asked_for(BUILD) == {canonical(each) for each in wanted}, "run installer/lock.py"


@pytest.mark.parametrize("lock", [TEST, BUILD], ids=lambda path: path.name)
def test_longer_lock_contains_the_run_lock(lock: Path) -> None:
    assert pins(RUN).items() <= pins(lock).items()


@pytest.mark.parametrize("lock", [RUN, TEST, BUILD], ids=lambda path: path.name)
def test_every_pin_has_hashes_and_no_address(lock: Path) -> None:
    text = lock.read_text(encoding="utf-8")
    assert "://" not in text
    assert not re.search(r"(?i)index-url|find-links|trusted-host|[a-z]\.(?:org|com|net|io)\b", text)
    blocks = re.split(r"^(?=\w)", text, flags=re.MULTILINE)[1:]
    heads = {
        block.partition("\\")[0].strip() for block in blocks
    }  # one for each name, and for each kind of computer that it differs on
    assert len(heads) == len(blocks) >= len(pins(lock)) > 30
    assert [block.split()[0] for block in blocks if "--hash=sha256:" not in block] == []


def test_qt_is_below_the_version_that_aborts_on_python_3_11() -> None:
    assert tuple(map(int, pins(RUN)["pyside6-essentials"].split("."))) < (6, 12)


def test_notice_names_every_library_and_every_font() -> None:
    notice = (ROOT / "NOTICE").read_text(encoding="utf-8").lower()
    assert [name for name in pins(RUN) if not re.search(rf"\b{re.escape(name)}\b", notice)] == []
    fonts = ROOT / "resources" / "fonts"
    families = {re.sub(r"-\w+$|Full$", "", path.stem) for path in fonts.glob("*.ttf")}
    assert [family for family in families if not list(fonts.glob(f"{family}.*.txt"))] == []
