"""What is told about the system: whether there is a screen, and the line to type for what is missing."""

from __future__ import annotations

import socket
import sys
from pathlib import Path

import pytest

from installer import system
from installer.environment import SetupError

pytestmark = pytest.mark.skipif(
    not sys.platform.startswith("linux"), reason="Windows and macOS have a screen of their own"
)


@pytest.fixture(autouse=True)
def bare(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("QT_QPA_PLATFORM", "DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)


def test_no_screen_without_displays() -> None:
    assert "neither DISPLAY nor WAYLAND_DISPLAY" in system.why_no_screen()


def test_no_screen_when_qt_is_told_to_show_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DISPLAY", ":0")
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
    assert "shows nothing" in system.why_no_screen()


def test_no_screen_when_the_display_does_not_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # bound and not listening: nobody answers here
        monkeypatch.setenv("DISPLAY", f"127.0.0.1:{taken.getsockname()[1] - 6000}.0")
        assert "does not answer" in system.why_no_screen()


def test_screen_when_the_display_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        monkeypatch.setenv("DISPLAY", f"127.0.0.1:{listening.getsockname()[1] - 6000}.0")
        assert system.why_no_screen() == ""


def test_screen_when_wayland_is_there(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "wayland-1").touch()
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    monkeypatch.setenv("WAYLAND_DISPLAY", "wayland-1")
    assert system.why_no_screen() == ""
    (tmp_path / "wayland-1").unlink()
    assert system.why_no_screen() != ""


def test_missing_library_is_named_by_its_package(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(system._QT_LIBRARIES, "libnowhere.so.9", ("libnowhere9", "nowhere"))
    assert ("libnowhere9", "nowhere") in system.missing_qt_libraries(x11=False)


@pytest.mark.parametrize(
    ("tools", "line"),
    [
        (["apt-get"], "sudo apt-get install -y --no-install-recommends libegl1 libxcb-xkb1"),
        (["dnf"], "sudo dnf install -y libglvnd-egl libxcb"),
        ([], "Install what your system calls: libegl1 libxcb-xkb1"),
    ],
)
def test_line_to_type_fits_the_system(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, tools: list[str], line: str
) -> None:
    for tool in tools:
        (tmp_path / tool).write_text("#!/bin/sh\n", encoding="ascii")
        (tmp_path / tool).chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert line in system.how_to_install([("libegl1", "libglvnd-egl"), ("libxcb-xkb1", "libxcb")])


def test_install_without_root_says_the_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(system.os, "geteuid", lambda: 1000)
    with pytest.raises(SetupError, match="Only root can"):
        system.install([("libegl1", "libglvnd-egl")], print)


def test_failed_install_shows_the_last_lines(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "apt-get").write_text("#!/bin/sh\necho 'E: Unable to locate it'\nexit 100\n", encoding="ascii")
    (tmp_path / "apt-get").chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    monkeypatch.setattr(system.os, "geteuid", lambda: 0)
    with pytest.raises(SetupError, match=r"apt-get update\n    E: Unable to locate it"):
        system.install([("libegl1", "libglvnd-egl")], print)
