"""The C library with a fault in it: compiled where there is a compiler, and put before the real one in a process that is started anew."""

from __future__ import annotations

import ctypes
import os
import shutil
import subprocess
import sys
from enum import IntEnum
from pathlib import Path

SOURCE = Path(__file__).with_name("shim.c")


class How(IntEnum):
    """What becomes of the n-th thing that is done to a file."""

    NOTHING = 0
    KILL = 1
    EIO_ONCE = 2
    EIO_EVER = 3
    FULL_ONCE = 4
    FULL_EVER = 5


def why_not() -> str:
    """Why faults can't be put before the C library here; empty where they can."""
    if sys.platform != "linux":
        return "faults are put before the C library on Linux alone"
    return "" if shutil.which("cc") else "there is no C compiler here"


def compiled(folder: Path) -> Path:
    """The library, made of its source."""
    target = folder / "shim.so"
    subprocess.run(["cc", "-O1", "-shared", "-fPIC", "-o", str(target), str(SOURCE), "-ldl"], check=True)
    return target


def again_with(library: Path, arguments: list[str]) -> subprocess.CompletedProcess[str]:
    """Run a module of the tests with the library in front; what it prints is what is known of it."""
    environment = {**os.environ, "LD_PRELOAD": str(library), "QT_QPA_PLATFORM": "offscreen"}
    return subprocess.run(
        [sys.executable, "-m", *arguments], env=environment, check=False, capture_output=True, text=True
    )


class Shim:
    """The library from inside a process that has it in front."""

    def __init__(self) -> None:
        self._library = ctypes.CDLL(os.environ["LD_PRELOAD"])

    def arm(self, how: How, at: int, folder: Path) -> None:
        """Let the at-th thing that is done below a folder fail so; counting begins anew."""
        self._library.shim_arm(int(how), ctypes.c_long(at), os.fsencode(folder))

    @property
    def seen(self) -> int:
        """How many things were done since it was armed."""
        return int(self._library.shim_seen())

    @property
    def taken(self) -> int:
        """How many of them failed."""
        return int(self._library.shim_taken())

    def log(self, handle: int, folder: Path) -> None:
        """Write down from now on what is done below a folder."""
        self._library.shim_log(handle, os.fsencode(folder))

    def mark(self, number: int) -> None:
        """Write down that this much was acknowledged."""
        self._library.shim_mark(ctypes.c_long(number))
