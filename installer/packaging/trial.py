"""Tries Debian's package where nothing of ours is: in a bare system of its own, on a screen that nobody sees.

Needs root, debootstrap and Xvfb. Installs the package with apt, runs its self-test and its window there as an ordinary
user, removes it, and looks at what it left behind.
"""

from __future__ import annotations

import contextlib
import os
import platform
import re
import shutil
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from installer.environment import Progress, SetupError

USER = 1000
HOME = "/home/somebody"
_WINDOW_PATIENCE = 60.0  # seconds
_OWN_PLACES = ("opt/itdesk", "usr/bin/itdesk", "usr/share/applications/itdesk.desktop", "usr/share/doc/itdesk")


@dataclass(frozen=True)
class Trial:
    """What was seen; times in seconds. picture is what the screen showed once the window was there."""

    system: str
    selftest: str
    selftest_took: float
    version_took: float
    window_took: float
    second_window_took: float
    picture: Path


def run(package: Path, work: Path, progress: Progress) -> Trial:
    """Go through the package's whole life; raises SetupError with what failed."""
    _require(("debootstrap", "Xvfb", "xdotool", "xwd"))
    base = work / "bare-system"
    release = _release()
    progress.line(f"Making a bare {release}")
    _make_bare(base, release)
    with _mounted(base), _screen() as display:
        progress.line("Installing the package there")
        shutil.copyfile(package, base / "package.deb")
        _checked(["chroot", str(base), "apt-get", "install", "-y", "-qq", "--no-install-recommends", "/package.deb"])
        inside = _Inside(base, display)
        progress.line("Running its self-test and its window")
        began = time.monotonic()
        said = inside.run("itdesk", "--selftest")
        selftest_took = time.monotonic() - began
        began = time.monotonic()
        inside.run("itdesk", "--version")
        version_took = time.monotonic() - began
        inside.run("itdesk", "demo", f"{HOME}/Sample.itdesk")
        first = inside.open_window(work / "window.xwd")
        second = inside.open_window(work / "window.xwd")
        progress.line("Removing the package")
        _checked(["chroot", str(base), "apt-get", "purge", "-y", "-qq", "itdesk"])
        left = [place for place in _OWN_PLACES if (base / place).exists()]
        if left:
            raise SetupError(f"The removed package left behind: {', '.join(left)}")
    shutil.rmtree(base)
    return Trial(release, said, selftest_took, version_took, first, second, work / "window.xwd")


def _require(programs: tuple[str, ...]) -> None:
    missing = [name for name in programs if not shutil.which(name)]
    if os.geteuid() != 0 or missing:
        what = f" Missing: {', '.join(missing)}." if missing else ""
        raise SetupError(f"The trial needs root on Debian or Ubuntu with debootstrap, xvfb, xdotool, x11-apps.{what}")


def _release() -> str:
    return platform.freedesktop_os_release().get("VERSION_CODENAME", "bookworm")


def _make_bare(base: Path, release: str) -> None:
    """A system with what every Debian has, from the mirror and with the settings that this computer's apt uses."""
    shutil.rmtree(base, ignore_errors=True)
    base.parent.mkdir(parents=True, exist_ok=True)
    asked = subprocess.run(
        ["apt-get", "indextargets", "--format", "$(SITE)"], check=False, capture_output=True, text=True
    )
    sites = [line for line in asked.stdout.splitlines() if "debian" in line or "ubuntu" in line]
    command = ["debootstrap", "--variant=minbase", release, str(base), *sites[:1]]
    _checked(command)


@contextlib.contextmanager
def _mounted(base: Path) -> Iterator[None]:
    """Show the bare system this computer's processes and devices."""
    places = [base / "proc", base / "dev"]
    with contextlib.ExitStack() as stack:
        for place in places:
            _checked(["mount", "--rbind", f"/{place.name}", str(place)])
            stack.callback(subprocess.run, ["umount", "-l", str(place)], check=False)
        yield


@contextlib.contextmanager
def _screen() -> Iterator[str]:
    """A screen that nobody sees; its name. It listens where a program in another root finds it too."""
    read, write = os.pipe()
    command = ["Xvfb", "-displayfd", str(write), "-screen", "0", "1440x900x24", "-nolisten", "tcp"]
    with subprocess.Popen(command, pass_fds=(write,), stderr=subprocess.DEVNULL) as server:
        os.close(write)
        with os.fdopen(read) as told:
            number = told.readline().strip()
        if not number:
            raise SetupError("Xvfb did not start.")
        try:
            yield f":{number}"
        finally:
            server.terminate()


@dataclass(frozen=True)
class _Inside:
    """Programs in the bare system, as an ordinary user."""

    base: Path
    display: str

    def _command(self, *words: str) -> list[str]:
        home = self.base / HOME.lstrip("/")
        home.mkdir(parents=True, exist_ok=True)
        os.chown(home, USER, USER)
        variables = [
            f"HOME={HOME}",
            f"DISPLAY={self.display}",
            "QT_QPA_PLATFORM=xcb",
            "LANG=C.UTF-8",
            "PATH=/usr/bin:/bin",
        ]
        return ["chroot", f"--userspec={USER}:{USER}", str(self.base), "env", "-i", *variables, *words]

    def run(self, *words: str) -> str:
        """What a program printed; SetupError if it failed."""
        return _checked(self._command(*words))

    def open_window(self, picture: Path) -> float:
        """Seconds until the window stood on the screen; takes a picture of it and closes it."""
        began = time.monotonic()
        with subprocess.Popen(self._command("itdesk", f"{HOME}/Sample.itdesk"), stderr=subprocess.PIPE) as app:
            try:
                search = ["xdotool", "search", "--onlyvisible", "--name", "."]
                surroundings = os.environ | {"DISPLAY": self.display}
                while not subprocess.run(search, check=False, capture_output=True, env=surroundings).stdout.strip():
                    if app.poll() is not None or time.monotonic() - began > _WINDOW_PATIENCE:
                        raise SetupError("The installed app showed no window.")
                    time.sleep(0.02)
                took = time.monotonic() - began
                time.sleep(3)  # for the picture alone: until the sample's cards are read
                if app.poll() is not None:
                    raise SetupError("The installed app closed by itself.")
                _checked(["xwd", "-root", "-silent", "-display", self.display, "-out", str(picture)])
            finally:
                app.terminate()
        return took


def _checked(command: list[str]) -> str:
    done = subprocess.run(
        command,
        check=False,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        env=os.environ | {"DEBIAN_FRONTEND": "noninteractive"},
    )
    if done.returncode:
        last = "\n".join(f"    {line}" for line in done.stdout.strip().splitlines()[-10:])
        raise SetupError(f"{re.split('/', command[0])[-1]} failed: {' '.join(command)}\n{last}")
    return done.stdout
