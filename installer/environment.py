"""The clone's own Python environment: made from a hashed lock file, whole or not at all.

Several starts at once wait for each other; an unfinished environment is recognised and made anew; one that is out of
date is replaced only while no app runs from it, and comes back when its successor can't be made.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import platform
import re
import shutil
import subprocess
import sys
import sysconfig
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

WINDOWS = os.name == "nt"
_MARK = (
    "itdesk-environment"  # lies in every environment of ours, from its first moment: no other folder is ever removed
)
_ATTEMPTS = 2
# Settings of the person's own that would turn what the app starts into something else.
_UNWANTED = ("PYTHONHOME", "PYTHONPATH", "PYTHONDONTWRITEBYTECODE", "PIP_USER", "PIP_TARGET", "PIP_PREFIX", "PIP_ROOT")

UNWRITABLE = "itdesk can't write to {error.filename} ({error.strerror}). Name a folder of your own in {name}."
_NO_PIP = """This Python has no pip, which fetches the packages. Install it, then start again:
    Debian, Ubuntu:  sudo apt-get install -y python3-pip
    Fedora:          sudo dnf install -y python3-pip
    elsewhere:       python3 -m ensurepip --user"""


class SetupError(Exception):
    """What went wrong and what to do, in sentences for the person at the keyboard."""


class Progress:
    """One line on a terminal that keeps changing; elsewhere a line for each new step."""

    def __init__(self, output: IO[str] | None = None) -> None:
        self._output = output or sys.stderr
        self._terminal = self._output.isatty()
        self._step = ""
        self._width = 0

    def show(self, step: str, detail: str = "") -> None:
        """Say what is being done; the detail only where it can be overwritten."""
        if self._terminal:
            line = f"[itdesk] {step} {detail}".rstrip()[: shutil.get_terminal_size().columns - 1]
            self._output.write("\r" + line.ljust(self._width))
            self._width = len(line)
        elif step != self._step:
            self._output.write(f"[itdesk] {step}\n")
        self._step = step
        self._output.flush()

    def line(self, text: str) -> None:
        """Say something that stays."""
        self.end()
        self._output.write(f"[itdesk] {text}\n")
        self._output.flush()

    def end(self) -> None:
        """Leave the changing line as it stands."""
        if self._terminal and self._width:
            self._output.write("\n")
        self._width = 0


def clean_environ() -> dict[str, str]:
    """The environment variables for programs started here, without those that redirect Python or pip."""
    return {name: value for name, value in os.environ.items() if name not in _UNWANTED}


@contextlib.contextmanager
def alone(path: Path, say: Callable[[str], None]) -> Iterator[None]:
    """Only one process at a time gets past here; the others say that they wait. The lock ends with the process."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a") as handle:
        if not _try_lock(handle):
            say("Another start is busy with the same; waiting for it.")
            while not _try_lock(handle):
                time.sleep(0.1)
        yield


def can_install() -> str:
    """What fetches packages here, uv or pip; empty when neither is there."""
    return shutil.which("uv") or " ".join(_pip())


@dataclass(frozen=True)
class Environment:
    """One environment: its folder, the code that runs in it, and the lock files of what it may hold, smallest first."""

    folder: Path
    root: Path
    locks: tuple[Path, ...]

    @property
    def python(self) -> Path:
        """Its interpreter."""
        return self.folder / ("Scripts/python.exe" if WINDOWS else "bin/python")

    def ready(self, lock: Path) -> bool:
        """Whether it holds what this lock file names, or a longer one that contains it."""
        longer = self.locks[self.locks.index(lock) :]
        return self.python.exists() and any(self._whole(each) for each in longer)

    def prepare(self, lock: Path, progress: Progress) -> None:
        """Make it ready for this lock file; does nothing, quickly, when it is. Raises SetupError."""
        if self.ready(lock):
            return
        with contextlib.ExitStack() as stack:
            try:
                stack.enter_context(alone(self.folder.with_name(self.folder.name + ".lock"), progress.line))
            except OSError as error:
                raise SetupError(UNWRITABLE.format(error=error, name="ITDESK_VENV")) from error
            if self.ready(lock):  # another start made it meanwhile
                return
            began = time.monotonic()
            if any(self.ready(shorter) for shorter in self.locks[: self.locks.index(lock)]):
                self._install(lock, progress)
            else:
                self._make_anew(lock, progress)
            self._compile(progress)
            self._stamp(lock).write_text("\n".join([self._digest(lock), *sorted(self._installed())]), encoding="utf-8")
            progress.line(f"Ready after {time.monotonic() - began:.0f} s.")

    def keep_while_running(self) -> None:
        """Mark it as in use until this process ends, whatever program it turns into, so that nobody replaces it."""
        if not WINDOWS:  # Windows itself keeps files that are in use
            import fcntl

            handle = os.open(self.folder / _MARK, os.O_RDONLY)
            os.set_inheritable(handle, True)
            fcntl.flock(handle, fcntl.LOCK_SH)

    @property
    def _old(self) -> Path:
        return self.folder.with_name(self.folder.name + ".old")

    def _stamp(self, lock: Path) -> Path:
        return self.folder / f"{lock.stem}.sha256"

    def _digest(self, lock: Path) -> str:
        python = (*sys.version_info[:2], sys.base_prefix, platform.machine(), self.root, self.folder)
        return hashlib.sha256(lock.read_bytes() + repr(python).encode()).hexdigest()

    def _whole(self, lock: Path) -> bool:
        """Whether it was finished for this very lock file, and every package that it had then is still there."""
        try:
            digest, *installed = self._stamp(lock).read_text(encoding="utf-8").splitlines()
        except (OSError, ValueError):
            return False
        return digest == self._digest(lock) and set(installed) <= self._installed()

    def _installed(self) -> set[str]:
        return {path.name for path in self._packages().iterdir()} if self._packages().is_dir() else set()

    def _make_anew(self, lock: Path, progress: Progress) -> None:
        if self.folder.exists() and any(self.folder.iterdir()) and not (self.folder / _MARK).exists():
            raise SetupError(
                f"{self.folder} is not an environment of itdesk's, so it is left alone. "
                "Move it away, or name another folder in ITDESK_VENV."
            )
        finished = any(self._stamp(each).exists() for each in self.locks)
        if finished:
            self._set_aside()
        elif (self.folder / _MARK).exists():
            progress.line("An unfinished environment is here; it is made anew.")
            shutil.rmtree(self.folder)
        try:
            self._create()
            self._install(lock, progress)
        except BaseException:
            shutil.rmtree(self.folder, ignore_errors=True)
            if finished:
                self._old.rename(self.folder)
            raise
        shutil.rmtree(self._old, ignore_errors=True)

    def _set_aside(self) -> None:
        in_use = SetupError(
            "itdesk has changed and its environment has to be made anew, but the app is open. "
            "Close it, then start again; nothing was changed."
        )
        shutil.rmtree(self._old, ignore_errors=True)
        with (self.folder / _MARK).open("a") as handle:
            if not WINDOWS and not _try_lock(handle):
                raise in_use
            if not WINDOWS:
                self.folder.rename(self._old)
                return
        try:
            self.folder.rename(self._old)
        except OSError as error:
            raise in_use from error

    def _create(self) -> None:
        import venv  # slow to import, and needed once

        self.folder.mkdir(parents=True, exist_ok=True)
        (self.folder / _MARK).write_text("Made by installer/run.py; may be deleted.\n", encoding="ascii")
        # Without pip, since Debian leaves out what puts it there; the one that runs this program serves.
        venv.EnvBuilder(with_pip=False, symlinks=not WINDOWS).create(self.folder)
        packages = self._packages()
        packages.mkdir(parents=True, exist_ok=True)
        # Python reads this file in the system's encoding (ascii() keeps any folder name whole), and reads it twice.
        (packages / "itdesk-src.pth").write_text(
            f"import sys; sys.path[:] = dict.fromkeys([*sys.path, {str(self.root)!a}])\n", encoding="ascii"
        )

    def _packages(self) -> Path:
        base = str(self.folder)
        return Path(sysconfig.get_path("purelib", "venv", vars={"base": base, "platbase": base}))

    def _install(self, lock: Path, progress: Progress) -> None:
        uv = shutil.which("uv")
        if uv:
            progress.show("Fetching packages with uv")
            command = [uv, "pip", "install", "--python", str(self.python), "--require-hashes"]
            done = subprocess.run(
                [*command, "--only-binary", ":all:", "-r", str(lock)],
                check=False,
                capture_output=True,
                env=clean_environ(),
            )
            if done.returncode == 0:
                return
            progress.line("uv could not fetch the packages; pip tries.")  # each has settings of its own
        pip = _pip()
        if not pip:
            raise SetupError(_NO_PIP)
        output: list[str] = []
        for attempt in range(_ATTEMPTS):
            again = ["--no-cache-dir"] if attempt else []  # a damaged archive may lie in the cache
            code, output = self._run_pip([*pip, "--python", str(self.python)], [*again, "-r", str(lock)], progress)
            if code == 0:
                return
            if attempt + 1 < _ATTEMPTS:
                progress.line("The packages did not arrive whole; trying once more.")
        raise SetupError(_explained("\n".join(output)))

    def _run_pip(self, pip: list[str], what: list[str], progress: Progress) -> tuple[int, list[str]]:
        options = ["--require-hashes", "--only-binary", ":all:", "--no-compile", "--no-input", "--progress-bar", "off"]
        total = sum(line[:1].isalnum() for line in Path(what[-1]).read_text(encoding="utf-8").splitlines())
        fetched = 0
        output: list[str] = []
        with subprocess.Popen(
            [*pip, "install", "--disable-pip-version-check", *options, *what],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            encoding="utf-8",
            errors="replace",
            env=clean_environ() | {"PYTHONIOENCODING": "utf-8", "PIP_USER": "0"},
        ) as process:
            for line in process.stdout or ():
                output.append(line.rstrip())
                if line.startswith("Ignoring "):  # meant for another system
                    total -= 1
                elif found := re.match(r"(?:Collecting|Requirement already satisfied:) ([\w.-]+)", line):
                    fetched += 1
                    progress.show("Fetching packages", f"{fetched} of {total}: {found[1]}")
                elif line.startswith("Installing collected"):
                    progress.show("Installing packages")
        return process.returncode, output

    def _compile(self, progress: Progress) -> None:
        """Compile in all processors at once; what can't be (templates for other Pythons) is compiled never."""
        progress.show("Compiling")
        command = [str(self.python), "-m", "compileall", "-qq", "-j", "0", str(self._packages())]
        subprocess.run([*command, str(self.root / "itdesk")], check=False, capture_output=True, env=clean_environ())


def _pip() -> list[str]:
    """The command of a pip that can install into another environment; nothing when there is none."""
    for python in dict.fromkeys((getattr(sys, "_base_executable", ""), sys.executable)):
        if python:
            asked = subprocess.run(
                [python, "-m", "pip", "--version"], check=False, capture_output=True, env=clean_environ()
            )
            if asked.returncode == 0:
                return [python, "-m", "pip"]
    return []


def _explained(output: str) -> str:
    """A failed download in words; pip's own last lines below them."""
    nothing_left = "Nothing half-made was left behind."
    if "DO NOT MATCH THE HASHES" in output:
        what = "A package that arrived is not the one that was locked: damaged on the way, or changed by the index."
        cure = "Start again; if it stays so, ask whoever runs your package index."
    elif "No space left" in output:
        what, cure = "The disk is full.", "Free about 600 MB, then start again."
    elif re.search(r"(?i)connection|timed? ?out|name resolution|getaddrinfo|unreachable|ssl|proxy", output):
        what = "The package index could not be reached."
        cure = "Look at the network and the proxy settings, then start again; what has arrived is kept."
    elif re.search(r"No matching distribution|Could not find a version", output):
        what = f"The package index has no package for Python {platform.python_version()} on this {platform.system()}."
        cure = "Use Python 3.11, 3.12 or 3.13 on a 64-bit system, then start again."
    else:
        what, cure = "A package could not be installed.", "Start again; the lines below say what pip found."
    last = [line for line in output.splitlines() if line.strip()][-6:]
    return "\n".join([f"{what} {nothing_left} {cure}", *(f"    {line.strip()}" for line in last)])


def _try_lock(handle: IO[str]) -> bool:
    """Lock an open file for this process alone; False if another has it."""
    try:
        if sys.platform == "win32":
            import msvcrt

            msvcrt.locking(handle.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
