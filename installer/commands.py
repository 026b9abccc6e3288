"""What `run.py` can be asked for: open the app, run every check, a word of the command line, or a look at the set-up."""

from __future__ import annotations

import argparse
import os
import platform
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

from installer import environment, second_look, system
from installer.environment import Environment, Progress, SetupError

ROOT = Path(__file__).resolve().parent.parent
RUN_LOCK = ROOT / "installer" / "requirements.lock"
TEST_LOCK = ROOT / "installer" / "requirements-test.lock"
BUILD_LOCK = ROOT / "installer" / "requirements-build.lock"
_LINT_IMPORTS = "import sys; from importlinter.cli import lint_imports_command as run; sys.exit(run())"

ABOUT = """Sets itdesk up in this folder and opens it on the sample workspace.

  run.py [WORKSPACE]      open the app; without a screen, print the sample's reports
  run.py test [ARGS]      every check; ARGS go to pytest
  run.py faults [--long]  what is promised about faults, tried; the outcome goes into docs/reliability.md
  run.py package          the app as packages that need no Python, into dist/; --trial tries one in a bare system
  run.py cli ARGS         the command line: demo, new, import, export, report, search, check
  run.py doctor           what this computer has and lacks
"""


def main(words: Sequence[str]) -> int:
    """Carry out one command line; the process may turn into the app and never come back."""
    progress = Progress()
    try:
        return _carry_out(list(words), progress)
    except SetupError as error:
        progress.end()
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        progress.end()
        print("Stopped; nothing half-made was left behind.", file=sys.stderr)
        return 130


def _carry_out(words: list[str], progress: Progress) -> int:
    place = Path(os.environ.get("ITDESK_VENV") or ROOT / ".venv").absolute()
    env = Environment(place, ROOT, (RUN_LOCK, TEST_LOCK))
    if words[:1] == ["cli"]:
        _prepare(env, RUN_LOCK, progress)
        _become(env, ["-P", "-m", "itdesk", *(words[1:] or ["--help"])])
    with_system = "--with-system-packages" in words
    words = [word for word in words if word != "--with-system-packages"]
    if with_system and not environment.can_install():
        system.install_pip(progress.line)
    if words[:1] == ["test"]:
        return _test(env, words[1:], progress, with_system=with_system)
    if words[:1] == ["faults"]:
        _prepare(env, TEST_LOCK, progress)
        os.chdir(ROOT)
        _become(env, ["-m", "tests.faults", *words[1:]])
    if words == ["doctor"]:
        return _doctor(env)
    if words[:1] == ["package"] and set(words[1:]) <= {"--trial"}:
        return _package(progress, tried="--trial" in words)
    parser = argparse.ArgumentParser(
        prog="run.py", description=ABOUT, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("workspace", nargs="?", help="a file that ends in .itdesk, or a postgresql:// address")
    parser.add_argument(
        "--with-system-packages", action="store_true", help="as root: install what the system lacks (apt-get, dnf)"
    )
    workspace = parser.parse_args(words).workspace
    return _open(env, workspace, progress, with_system=with_system)


def _prepare(env: Environment, lock: Path, progress: Progress) -> None:
    while True:
        env.prepare(lock, progress)
        env.keep_while_running()
        if env.ready(lock):  # nobody replaced it between the two
            return


def _open(env: Environment, workspace: str | None, progress: Progress, *, with_system: bool) -> int:
    no_screen = system.why_no_screen()
    if workspace and no_screen:
        raise SetupError(f"{no_screen} The app can't open here; `run.py cli` does its work without a window.")
    if not no_screen:
        missing = system.missing_qt_libraries(x11=_wants_x11())
        if missing and with_system:
            system.install(missing, progress.line)
        elif missing:
            raise SetupError("The window needs libraries that this system lacks. " + system.how_to_install(missing))
    _prepare(env, RUN_LOCK, progress)
    if workspace:
        _become(env, ["-P", "-m", "itdesk", workspace])
    if no_screen:
        progress.line(f"{no_screen} The sample's reports are printed instead.")
    _become(env, ["-P", "-m", "installer.start", *(["--print"] if no_screen else [])])


def _wants_x11() -> bool:
    chosen = os.environ.get("QT_QPA_PLATFORM", "")
    return chosen.startswith("xcb") or (not chosen and bool(os.environ.get("DISPLAY")))


def _become(env: Environment, arguments: list[str]) -> NoReturn:
    """Turn this process into the environment's Python; on Windows, which can't, wait for it."""
    command = [str(env.python), *arguments]
    if environment.WINDOWS:
        sys.exit(subprocess.run(command, check=False, env=environment.clean_environ()).returncode)
    sys.stdout.flush()
    os.execve(command[0], command, environment.clean_environ())  # noqa: S606 -- a fixed list, no shell


def _test(env: Environment, more: list[str], progress: Progress, *, with_system: bool) -> int:
    if with_system:
        system.install(system.missing_for_tests(), progress.line)
    missing = system.missing_qt_libraries(x11=False)
    if missing:
        raise SetupError("The tests need libraries that this system lacks. " + system.how_to_install(missing))
    _prepare(env, TEST_LOCK, progress)
    checks = {
        "ruff check": ["-m", "ruff", "check", "--quiet", "."],
        "ruff format": ["-m", "ruff", "format", "--check", "--quiet", "."],
        "mypy": ["-m", "mypy"],
        "lint-imports": ["-c", _LINT_IMPORTS],
        "pytest": ["-m", "pytest", "-n", "2", "--dist", "worksteal", "--durations=20", "-rs", *more],
    }
    second_look.forget(ROOT)
    outcomes: dict[str, tuple[int, float]] = {}
    for name, arguments in checks.items():
        outcomes[name] = _checked(env, name, arguments, progress)
    unsteady = second_look.failed(ROOT)
    if second_look.is_due(outcomes["pytest"][0], unsteady):
        outcomes["pytest alone"] = _checked(env, "pytest alone", second_look.ARGUMENTS, progress)
        if outcomes["pytest alone"][0] == 0:
            outcomes["pytest"] = (0, outcomes["pytest"][1])
            progress.line(f"Unsteady, failed beside others and passed alone: {', '.join(unsteady)}")
    for name, (code, seconds) in outcomes.items():
        verdict = "passed" if code == 0 else f"FAILED (exit code {code})"
        progress.line(f"{name:<14}{seconds:6.1f} s  {verdict}")
    failed = [name for name, (code, _) in outcomes.items() if code]
    progress.line(f"Failed: {', '.join(failed)}." if failed else "Every check passed.")
    return next((code for code, _ in outcomes.values() if code), 0)


def _checked(env: Environment, name: str, arguments: list[str], progress: Progress) -> tuple[int, float]:
    """How one check ended, and after how many seconds."""
    progress.line(name)
    surroundings = {"QT_QPA_PLATFORM": "offscreen"} | environment.clean_environ()
    began = time.monotonic()
    code = subprocess.run([str(env.python), *arguments], check=False, cwd=ROOT, env=surroundings).returncode
    return code, time.monotonic() - began


def _package(progress: Progress, *, tried: bool) -> int:
    from installer import packaging

    env = Environment(ROOT / ".venv-build", ROOT, (BUILD_LOCK,))  # of its own: what tests use has no place in a package
    _prepare(env, BUILD_LOCK, progress)
    packaging.make(env, RUN_LOCK, progress, tried=tried)
    return 0


def _doctor(env: Environment) -> int:
    missing = system.missing_for_tests()
    print(f"Python       {platform.python_version()}, {platform.platform()}")
    print(f"Environment  {env.folder}: {'ready' if env.ready(RUN_LOCK) else 'not made yet, or out of date'}")
    print(f"Screen       {system.why_no_screen() or 'yes'}")
    print(f"Fetches with {environment.can_install() or 'nothing: neither uv nor pip is here'}")
    print(f"System lacks {'nothing' if not missing else 'some of what the app and its tests use. '}", end="")
    print(system.how_to_install(missing) if missing else "")
    return 0
