"""What the operating system has to offer: a screen, Qt's libraries, and on request the packages that bring them."""

from __future__ import annotations

import contextlib
import ctypes
import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from installer.environment import SetupError

LINUX = sys.platform.startswith("linux")

# shared library: its package for apt and for dnf
_QT_LIBRARIES = {
    "libGL.so.1": ("libgl1", "libglvnd-glx"),
    "libEGL.so.1": ("libegl1", "libglvnd-egl"),
    "libxkbcommon.so.0": ("libxkbcommon0", "libxkbcommon"),
    "libfontconfig.so.1": ("libfontconfig1", "fontconfig"),
    "libdbus-1.so.3": ("libdbus-1-3", "dbus-libs"),
    "libglib-2.0.so.0": ("libglib2.0-0", "glib2"),
}
_QT_ON_X11 = {
    "libxcb-cursor.so.0": ("libxcb-cursor0", "xcb-util-cursor"),
    "libxkbcommon-x11.so.0": ("libxkbcommon-x11-0", "libxkbcommon-x11"),
    "libX11-xcb.so.1": ("libx11-xcb1", "libX11-xcb"),
    "libxcb-icccm.so.4": ("libxcb-icccm4", "xcb-util-wm"),
    "libxcb-keysyms.so.1": ("libxcb-keysyms1", "xcb-util-keysyms"),
    "libxcb-shape.so.0": ("libxcb-shape0", "libxcb"),
    "libxcb-image.so.0": ("libxcb-image0", "xcb-util-image"),
    "libxcb-render-util.so.0": ("libxcb-render-util0", "xcb-util-renderutil"),
    "libxcb-xkb.so.1": ("libxcb-xkb1", "libxcb"),
    "libxcb-randr.so.0": ("libxcb-randr0", "libxcb"),
}
# program that tests call, and skip visibly without: its package for apt and for dnf
_TEST_PROGRAMS = {
    "Xvfb": ("xvfb", "xorg-x11-server-Xvfb"),
    "zbarimg": ("zbar-tools", "zbar"),
    "pdftoppm": ("poppler-utils", "poppler-utils"),
}
_POSTGRESQL = ("postgresql", "postgresql-server")
_PIP = ("python3-pip", "python3-pip")


def why_no_screen() -> str:
    """A sentence when no window can be shown to anybody here; empty when one can."""
    chosen = os.environ.get("QT_QPA_PLATFORM", "").partition(":")[0].partition(";")[0]
    if chosen in {"offscreen", "minimal", "vkkhrdisplay"}:
        return f"QT_QPA_PLATFORM={chosen} shows nothing to anybody."
    if not LINUX or chosen not in {"", "xcb", "wayland", "wayland-egl"}:
        return ""
    wayland, x11 = os.environ.get("WAYLAND_DISPLAY", ""), os.environ.get("DISPLAY", "")
    if wayland and (Path(os.environ.get("XDG_RUNTIME_DIR", "/")) / wayland).exists():
        return ""
    if x11:
        return "" if _x11_answers(x11) else f"The display {x11} does not answer."
    return "There is no screen (neither DISPLAY nor WAYLAND_DISPLAY is set)."


def _x11_answers(display: str) -> bool:
    """Whether something listens where DISPLAY points; Qt itself would end the program when nothing does."""
    host, _, number = display.rpartition(":")
    number = number.partition(".")[0]
    if not number.isdigit():
        return True  # an address of a kind unknown here: Qt is the judge
    if host in {"", "unix"}:
        return any(
            _connects(socket.AF_UNIX, address)
            for address in (f"/tmp/.X11-unix/X{number}", f"\0/tmp/.X11-unix/X{number}")  # noqa: S108
        )
    return _connects(socket.AF_INET, (host, 6000 + int(number)))


def _connects(family: int, address: str | tuple[str, int]) -> bool:
    with socket.socket(family) as tried:
        tried.settimeout(2)
        try:
            tried.connect(address)
        except OSError:
            return False
    return True


def missing_qt_libraries(*, x11: bool) -> list[tuple[str, str]]:
    """Packages of the shared libraries that Qt asks for and this system lacks; X11's only when a window is wanted."""
    if not LINUX:
        return []
    wanted = _QT_LIBRARIES | (_QT_ON_X11 if x11 else {})
    return _unique(package for library, package in wanted.items() if not _loads(library))


def missing_for_tests() -> list[tuple[str, str]]:
    """Packages of everything that some test uses and this system lacks."""
    packages = missing_qt_libraries(x11=True)
    packages += [package for program, package in _TEST_PROGRAMS.items() if not shutil.which(program)]
    if LINUX and not any(Path("/usr/lib/postgresql").glob("*/bin/postgres")) and not shutil.which("postgres"):
        packages.append(_POSTGRESQL)
    return packages


def install_pip(say: Callable[[str], None]) -> None:
    """Have the system install pip for its own Python."""
    install([_PIP], say)


def install(packages: Iterable[tuple[str, str]], say: Callable[[str], None]) -> None:
    """Install packages of the system. Raises SetupError with the line to type when this account may not."""
    packages = list(packages)
    if not packages:
        return
    if not LINUX or os.geteuid() != 0:
        raise SetupError("Only root can install system packages. " + how_to_install(packages))
    say("Installing system packages: " + " ".join(_names(packages)))
    for command in _commands(packages):
        with _without_server_of_its_own(packages):
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
            last = "\n".join(f"    {line}" for line in done.stdout.strip().splitlines()[-6:])
            raise SetupError(f"System packages could not be installed: {' '.join(command)}\n{last}")


def how_to_install(packages: Iterable[tuple[str, str]]) -> str:
    """The line to type that installs these packages here."""
    packages = list(packages)
    if not shutil.which("apt-get") and not shutil.which("dnf"):
        return "Install what your system calls: " + " ".join(_names(packages))
    return "Type:\n    sudo " + " ".join(_commands(packages)[-1])


def _commands(packages: list[tuple[str, str]]) -> list[list[str]]:
    names = _names(packages)
    if shutil.which("apt-get"):
        return [["apt-get", "update"], ["apt-get", "install", "-y", "--no-install-recommends", *names]]
    if shutil.which("dnf"):
        return [["dnf", "install", "-y", *names]]
    raise SetupError("Neither apt-get nor dnf is here. Install what your system calls: " + " ".join(names))


def _names(packages: list[tuple[str, str]]) -> list[str]:
    fedora = not shutil.which("apt-get") and shutil.which("dnf")
    return [package[1 if fedora else 0] for package in packages]


@contextlib.contextmanager
def _without_server_of_its_own(packages: list[tuple[str, str]]) -> Iterator[None]:
    """Tests want PostgreSQL's programs; keep Debian from also setting up a server that starts with the computer."""
    settings = Path("/etc/postgresql-common/createcluster.d/itdesk.conf")
    if _POSTGRESQL not in packages or not shutil.which("apt-get") or shutil.which("pg_createcluster"):
        yield
        return
    made = [folder for folder in (settings.parent, settings.parent.parent) if not folder.exists()]
    settings.parent.mkdir(parents=True, exist_ok=True)
    settings.write_text("create_main_cluster = false\n", encoding="ascii")
    try:
        yield
    finally:
        settings.unlink(missing_ok=True)
        for folder in made:
            with contextlib.suppress(OSError):  # not empty any more: the package put something there
                folder.rmdir()


def _loads(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def _unique(packages: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    return list(dict.fromkeys(packages))
