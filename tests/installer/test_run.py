"""The command itself, from a small clone in a temporary folder: what it starts, what it says, how it ends."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.installer.wheels import make_wheel

ROOT = Path(__file__).resolve().parents[2]

WITHOUT_SCREEN = pytest.mark.skipif(
    not sys.platform.startswith("linux"), reason="Windows and macOS have a screen of their own"
)

# Stands where the app's package stands in a clone: says what it was asked, from where, and ends with its own code.
APP = """import os, sys
print(sys.argv[1:], os.getcwd(), sorted(set(os.environ) & {"PYTHONDONTWRITEBYTECODE", "PYTHONPATH"}))
sys.exit(3 if "fail" in sys.argv else 0)
"""

CLI = """import os, pathlib
def run(words):
    assert words.pop() == "--json"
    place = pathlib.Path(words[-1])
    if os.environ.get("FAIL") == words[0]:
        place.with_name(place.name + "-half").write_text("half")
        return 1
    print('{"pages": 3}')
    place.write_text(" ".join(words[2:3]))
    return 0
"""
PATHS = """import os, pathlib
def user_data_dir():
    folder = pathlib.Path(os.environ["ITDESK_HOME"])
    folder.mkdir(exist_ok=True, parents=True)
    return folder
"""


@pytest.fixture(scope="module")
def clone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("clone")
    shutil.copytree(ROOT / "installer", folder / "installer", ignore=shutil.ignore_patterns("__pycache__", "*.lock"))
    wheel = make_wheel(folder / "wheels", "ours")
    for name in ("requirements.lock", "requirements-test.lock"):
        (folder / "installer" / name).write_text(wheel.locked, encoding="utf-8")
    (folder / "itdesk").mkdir()
    for name, code in {"__init__": "", "__main__": APP, "cli": CLI, "paths": PATHS}.items():
        (folder / "itdesk" / f"{name}.py").write_text(code, encoding="utf-8")
    return folder


def start(clone: Path, *words: str, **more: str) -> subprocess.CompletedProcess[str]:
    without = ("PIP_", "DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM", "ITDESK_")
    surroundings = {name: value for name, value in os.environ.items() if not name.startswith(without)} | {
        "PIP_CONFIG_FILE": os.devnull,
        "PIP_NO_INDEX": "1",
        "PIP_FIND_LINKS": (clone / "wheels").as_uri(),
        "ITDESK_HOME": str(clone / "home"),
        "PYTHONPATH": "",
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    (clone / "elsewhere").mkdir(exist_ok=True)
    return subprocess.run(
        [sys.executable, str(clone / "installer" / "run.py"), *words],
        check=False,
        capture_output=True,
        text=True,
        cwd=clone / "elsewhere",
        env=surroundings | more,
    )


def test_cli_passes_words_and_exit_code_from_where_it_was_called(clone: Path) -> None:
    done = start(clone, "cli", "demo", "A firm.itdesk")
    assert done.returncode == 0, done.stderr
    assert done.stdout == f"['demo', 'A firm.itdesk'] {clone / 'elsewhere'} []\n"
    assert start(clone, "cli", "fail").returncode == 3


def test_second_start_adds_less_than_half_a_second(clone: Path) -> None:
    assert start(clone, "cli").returncode == 0

    def seconds(command: list[str]) -> float:
        began = time.perf_counter()
        subprocess.run(command, check=True, capture_output=True)
        return time.perf_counter() - began

    python = clone / ".venv" / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    direct = min(seconds([str(python), "-P", "-m", "itdesk", "--help"]) for _ in range(5))
    through = min(seconds([sys.executable, str(clone / "installer" / "run.py"), "cli", "--help"]) for _ in range(5))
    assert through - direct < 0.5


@WITHOUT_SCREEN
def test_workspace_without_a_screen_is_refused_in_words(clone: Path) -> None:
    done = start(clone, "Firm.itdesk")
    assert done.returncode == 1
    assert done.stdout == ""
    assert done.stderr.startswith("There is no screen")
    assert "run.py cli" in done.stderr


@WITHOUT_SCREEN
def test_start_without_a_screen_prints_the_samples_reports(clone: Path, tmp_path: Path) -> None:
    done = start(clone, ITDESK_HOME=str(tmp_path))
    assert done.returncode == 0, done.stderr
    assert "There is no screen" in done.stderr
    assert done.stderr.endswith(f"The reports are in {tmp_path / 'Sample reports'}\n")
    assert sorted(path.name for path in (tmp_path / "Sample reports").iterdir()) == [
        "audit.pdf",
        "budget.pdf",
        "recovery.pdf",
    ]
    assert "Printed audit.pdf, 3 pages" in done.stderr
    assert done.stdout == ""
    again = start(clone, ITDESK_HOME=str(tmp_path))
    assert "Making the sample" in done.stderr
    assert "Making the sample" not in again.stderr


@WITHOUT_SCREEN
def test_sample_that_was_cut_short_is_made_anew(clone: Path, tmp_path: Path) -> None:
    failed = start(clone, ITDESK_HOME=str(tmp_path), FAIL="demo")
    assert failed.returncode == 1
    (tmp_path / "Unfinished sample.itdesk").write_text("half", encoding="utf-8")
    assert not (tmp_path / "Sample.itdesk").exists()
    assert start(clone, ITDESK_HOME=str(tmp_path)).returncode == 0
    assert not list(tmp_path.glob("Unfinished*"))


@WITHOUT_SCREEN
def test_unwritable_home_is_named(clone: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way", encoding="ascii")
    done = start(clone, ITDESK_HOME=str(tmp_path / "file" / "home"))
    assert done.returncode == 1
    assert "Name a folder of your own in ITDESK_HOME." in done.stderr
    assert "Traceback" not in done.stderr


@WITHOUT_SCREEN
def test_report_that_fails_gives_its_exit_code(clone: Path, tmp_path: Path) -> None:
    done = start(clone, ITDESK_HOME=str(tmp_path), FAIL="report")
    assert done.returncode == 1
    assert "The reports are in" not in done.stderr


def test_failed_check_is_named_and_gives_the_exit_code(clone: Path) -> None:
    """The clone's environment has none of the checking tools, so that every check fails."""
    done = start(clone, "test")
    assert done.returncode == 1
    assert done.stderr.endswith("[itdesk] Failed: ruff check, ruff format, mypy, lint-imports, pytest.\n")


# Stands where the library stands: some tests fail beside others, and alone they end as they are told to.
CHECKER = """import json, os, pathlib, sys
if "--last-failed" in sys.argv:
    sys.exit(int(os.environ["ALONE"]))
kept = pathlib.Path(".pytest_cache/v/cache/lastfailed")
kept.parent.mkdir(parents=True, exist_ok=True)
kept.write_text(json.dumps({f"tests/test_{number}.py::test_it": True for number in range(int(os.environ["FAILING"]))}))
sys.exit(1)
"""
PASSED_ALONE = (
    "[itdesk] Unsteady, failed beside others and passed alone: tests/test_0.py::test_it, tests/test_1.py::test_it"
)


@pytest.mark.parametrize(
    ("failing", "alone", "is_told", "named"),
    [(2, 0, True, ""), (2, 1, False, ", pytest, pytest alone"), (6, 0, False, ", pytest")],
    ids=["passes-alone", "fails-again", "too-many"],
)
def test_few_failures_get_a_second_look_alone(
    clone: Path, failing: int, alone: int, named: str, *, is_told: bool
) -> None:
    library = clone / "pytest.py"
    library.write_text(CHECKER, encoding="utf-8")
    done = start(clone, "test", FAILING=str(failing), ALONE=str(alone))
    library.unlink()
    assert (PASSED_ALONE in done.stderr) == is_told
    assert done.stderr.endswith(f"[itdesk] Failed: ruff check, ruff format, mypy, lint-imports{named}.\n")


def test_help_and_doctor_need_no_environment(clone: Path) -> None:
    shown = start(clone, "--help", ITDESK_VENV=str(clone / "never"))
    assert "run.py test" in shown.stdout
    told = start(clone, "doctor", ITDESK_VENV=str(clone / "never"))
    assert "not made yet" in told.stdout
    assert not (clone / "never").exists()


def test_unknown_option_is_refused_before_anything_is_made(clone: Path) -> None:
    done = start(clone, "--wrong", ITDESK_VENV=str(clone / "never"))
    assert done.returncode == 2
    assert not (clone / "never").exists()


def test_older_python_is_refused_in_words() -> None:
    code = "import runpy, sys; sys.version_info = (3, 10, 4); runpy.run_path(sys.argv[1], run_name='__main__')"
    done = subprocess.run(
        [sys.executable, "-c", code, str(ROOT / "installer" / "run.py")], check=False, capture_output=True, text=True
    )
    assert done.returncode == 1
    assert done.stderr == "itdesk needs Python 3.11 or newer; this is Python 3.10.\n"


@WITHOUT_SCREEN
def test_start_without_a_screen_makes_the_real_sample_and_its_reports(tmp_path: Path) -> None:
    """The whole way with the app of this repository, in the environment that runs the tests."""
    surroundings = os.environ | {"ITDESK_HOME": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, "-P", "-m", "installer.start", "--print"],
        check=False,
        capture_output=True,
        text=True,
        env=surroundings | {"PYTHONPATH": str(ROOT)},
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout == ""
    data = tmp_path / "data"
    assert (data / "Sample.itdesk").is_file()
    assert not list(data.glob("Unfinished*"))
    for report in ("budget", "audit", "recovery"):
        assert (data / "Sample reports" / f"{report}.pdf").read_bytes().startswith(b"%PDF-")
