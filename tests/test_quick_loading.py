"""Modules that are read quickly are those that Python would read."""

from __future__ import annotations

import os
import py_compile
import subprocess
import sys
from pathlib import Path

import pytest

PROGRAM = """
import importlib, sys
if sys.argv[2] == "quick":
    from itdesk.quick_loading import read_quickly
    read_quickly()
    import itdesk.quick_loading as quick
    slow = []
    usual = quick._usual
    quick._usual = lambda self, name: slow.append(name) or usual(self, name)
sys.path.insert(0, sys.argv[1])
try:
    import made
    print(made.value, made.__file__, made.__cached__, made.f.__code__.co_filename)
except Exception as error:
    print(type(error).__name__, error)
if sys.argv[2] == "quick":
    print("slow", *slow)
"""


def told(folder: Path, way: str) -> list[str]:
    command = [sys.executable, "-c", PROGRAM, str(folder), way]
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    root = str(Path(__file__).resolve().parent.parent)
    done = subprocess.run(command, check=True, capture_output=True, text=True, env={**environment, "PYTHONPATH": root})
    return done.stdout.splitlines()


@pytest.fixture
def source(tmp_path: Path) -> Path:
    file = tmp_path / "made.py"
    file.write_text("value = 1\ndef f(): return value\n", encoding="utf-8")
    return file


def test_what_was_compiled_before_is_read_at_once(source: Path) -> None:
    usual = told(source.parent, "usual")
    assert told(source.parent, "quick") == [*usual, "slow"]


def test_what_was_not_compiled_is_compiled_and_kept(source: Path) -> None:
    assert told(source.parent, "quick")[-1] == "slow made"
    assert told(source.parent, "quick")[-1] == "slow"


@pytest.mark.parametrize("text", ["value = 22\ndef f(): return value\n", "value = ("])
def test_a_source_that_changed_is_read_anew(source: Path, text: str) -> None:
    told(source.parent, "usual")
    source.write_text(text, encoding="utf-8")
    assert told(source.parent, "quick")[0] == told(source.parent, "usual")[0]


def test_one_that_was_compiled_by_its_contents_goes_the_ordinary_way(source: Path) -> None:
    py_compile.compile(str(source), invalidation_mode=py_compile.PycInvalidationMode.CHECKED_HASH)
    assert told(source.parent, "quick")[-1] == "slow made"


def test_one_that_was_cut_short_is_compiled_anew(source: Path) -> None:
    told(source.parent, "usual")
    (compiled,) = (source.parent / "__pycache__").iterdir()
    compiled.write_bytes(compiled.read_bytes()[:10])
    assert told(source.parent, "quick") == [told(source.parent, "usual")[0], "slow made"]


FOUND = """
import pkgutil, sys
from importlib.machinery import PathFinder
import itdesk
from itdesk.quick_loading import Beside, read_quickly
read_quickly()
assert sys.meta_path[0] is Beside
names = [(one.name, one.module_finder.path) for one in pkgutil.walk_packages(itdesk.__path__, "itdesk.") if not one.ispkg]
for name, folder in names:
    ours, usual = Beside.find_spec(name, [folder]), PathFinder.find_spec(name, [folder])
    if (ours.origin, ours.cached, ours.loader.path) != (usual.origin, usual.cached, usual.loader.path):
        print(name, ours, usual)
print(len(names) > 300, Beside.find_spec("itdesk.db", itdesk.__path__), Beside.find_spec("json.decoder", ["."]))
"""


def test_the_apps_own_modules_are_found_where_python_finds_them(tmp_path: Path) -> None:
    root = str(Path(__file__).resolve().parent.parent)
    environment = {**os.environ, "PYTHONPATH": root, "QT_QPA_PLATFORM": "offscreen", "ITDESK_HOME": str(tmp_path)}
    done = subprocess.run([sys.executable, "-c", FOUND], check=True, capture_output=True, text=True, env=environment)
    assert done.stdout.splitlines() == ["True None None"]
