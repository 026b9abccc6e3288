"""From a command to its first painted window on a screen of its own, beside programs of the same kind; start them warm.

The screen is Xvfb's, whose picture lies in a file: nothing asks the X server anything while a program starts.
"""

from __future__ import annotations

import mmap
import os
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from bench.frame import Row
from bench.start import in_turn, prepared

ROUNDS = 3
PATIENCE = 40  # seconds
COLOURS = 9  # a painted window has at least so many among the points that are looked at
EVERY = 4 * 997  # bytes from one of these points to the next
# Program, its command, and how many times its time ours may be at most.
PEERS = (
    ("KeePassXC", ("keepassxc",), 1.6),
    ("Vorta", ("vorta",), 0.7),
    ("Electrum", ("electrum", "--offline"), 0.5),
    ("Anki", ("anki",), 0.4),
)


def measure() -> list[Row]:
    """Goal P3; programs that aren't installed here are left out, and named."""
    if not sys.platform.startswith("linux") or shutil.which("Xvfb") is None:
        print("P3 is left out: there is no Xvfb here", file=sys.stderr)
        return []
    there = [one for one in PEERS if shutil.which(one[1][0])]
    for name, command, _goal in PEERS:
        if not shutil.which(command[0]):
            print(f"P3 is left out for {name}: there is no {command[0]} here", file=sys.stderr)
    with prepared() as (file, environment), _screen() as (display, picture):
        ours = ("itdesk", (sys.executable, "-m", "itdesk", str(file)), environment)
        with tempfile.TemporaryDirectory(prefix="itdesk-bench-home-") as home:
            others = [(name, command, {**os.environ, "HOME": home}) for name, command, _goal in there]
            programs = [(name, command, {**env, **display}) for name, command, env in (ours, *others)]
            found = in_turn({name: _starter(command, env, picture) for name, command, env in programs}, ROUNDS)
    came = {name: [one for one in seconds if one is not None] for name, seconds in found.items()}
    times = {name: statistics.median(one) * 1000 for name, one in came.items() if one}
    figure = times["itdesk"]
    return [
        Row(f"P3 first painted window, beside {name}", figure, times[name], "ms", f"{name} on the same screen", goal)
        for name, _command, goal in there
        if name in times
    ]


@contextmanager
def _screen() -> Iterator[tuple[dict[str, str], Path]]:
    """A screen without a window manager: what a program needs to find it, and the file of its picture."""
    with tempfile.TemporaryDirectory(prefix="itdesk-bench-screen-") as folder:
        reading, writing = os.pipe()
        command = ["Xvfb", "-displayfd", str(writing), "-screen", "0", "1600x1000x24", "-nolisten", "tcp"]
        server = subprocess.Popen([*command, "-fbdir", folder], pass_fds=(writing,), stderr=subprocess.DEVNULL)
        os.close(writing)
        try:
            with os.fdopen(reading) as said:
                number = said.readline().strip()
            yield {"DISPLAY": f":{number}", "QT_QPA_PLATFORM": "xcb"}, Path(folder) / "Xvfb_screen0"
        finally:
            server.terminate()
            server.wait()


def _starter(command: Sequence[str], environment: Mapping[str, str], picture: Path) -> Callable[[], float | None]:
    return lambda: _seconds(command, environment, picture)


def _seconds(command: Sequence[str], environment: Mapping[str, str], picture: Path) -> float | None:
    """Seconds until the screen shows more than a bare frame; None if nothing came."""
    hidden = {name: value for name, value in environment.items() if name not in ("WAYLAND_DISPLAY", "QT_SCALE_FACTOR")}
    with picture.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as screen:
        started = time.perf_counter()
        program = subprocess.Popen(
            command, env=hidden, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
        )
        try:
            while time.perf_counter() - started < PATIENCE and program.poll() is None:
                if _is_painted(screen):
                    return time.perf_counter() - started
                _wait(0.004)
            return None
        finally:
            _end(program)
            while _is_painted(screen):
                _wait(0.02)


def _is_painted(screen: mmap.mmap) -> bool:
    return len({screen[at : at + 3] for at in range(4096, len(screen) - 4, EVERY)}) >= COLOURS


def _wait(seconds: float) -> None:
    """Leave the processor to the program that starts."""
    time.sleep(seconds)


def _end(program: subprocess.Popen[bytes]) -> None:
    """End what was started here, with everything that it started."""
    for how in (signal.SIGTERM, signal.SIGKILL):
        try:
            os.killpg(program.pid, how)
            program.wait(3)
        except (ProcessLookupError, subprocess.TimeoutExpired):
            continue
    program.wait()
