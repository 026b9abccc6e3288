"""Packages: what they carry, what a system is told of them, and in the long run one that is installed, run and removed."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tarfile
import tomllib
import zipfile
from pathlib import Path

import pytest

from installer.packaging import debian, licences, portable, with_figures
from itdesk.paths import PORTABLE_FOLDER

ROOT = Path(__file__).resolve().parents[2]
NEEDS_DPKG = pytest.mark.skipif(not shutil.which("dpkg-deb"), reason="dpkg-deb is on Debian and Ubuntu alone")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A built folder, as small as can be."""
    made = tmp_path / "built" / "itdesk"
    (made / "_internal").mkdir(parents=True)
    (made / "_internal" / "library.so").write_bytes(b"x" * 5000)
    program = made / "itdesk"
    program.write_text("#!/bin/sh\necho here\n", encoding="utf-8")
    program.chmod(0o755)
    return made


def test_every_library_of_the_app_brings_its_licence(tmp_path: Path) -> None:
    names = licences.names_in(ROOT / "installer" / "requirements.lock")
    without = licences.write(names, tmp_path / "licences", ROOT / "resources" / "licences")
    assert without == []
    assert "GNU LESSER GENERAL PUBLIC LICENSE" in (tmp_path / "licences" / "LGPL-3.0.txt").read_text(encoding="utf-8")
    versions = (tmp_path / "licences" / "VERSIONS.txt").read_text(encoding="utf-8")
    assert re.search(r"^PySide6_Essentials 6\.\d+", versions, re.MULTILINE)
    assert any((tmp_path / "licences" / "SQLAlchemy").iterdir())


def test_notice_names_every_library_of_the_app() -> None:
    notice = re.sub(r"[-_.]", "-", (ROOT / "NOTICE").read_text(encoding="utf-8").lower())
    names = licences.names_in(ROOT / "installer" / "requirements.lock")
    assert [name for name in names if re.sub(r"[-_.]", "-", name.lower()) not in notice] == []


def test_portable_archive_unpacks_to_a_copy_that_keeps_its_things_beside_it(folder: Path, tmp_path: Path) -> None:
    made = portable.build(folder, "9.9", tmp_path)
    if made.suffix == ".zip":
        with zipfile.ZipFile(made) as archive:
            archive.extractall(tmp_path / "out")  # noqa: S202 -- made a line above
    else:
        with tarfile.open(made) as tar:
            tar.extractall(tmp_path / "out", filter="data")
    assert (tmp_path / "out" / "itdesk" / PORTABLE_FOLDER / "README.txt").is_file()
    assert os.access(tmp_path / "out" / "itdesk" / "itdesk", os.X_OK)
    assert not (folder / PORTABLE_FOLDER).exists(), "the folder that was built stays an ordinary copy"


@NEEDS_DPKG
def test_debian_package_has_command_menu_entry_file_type_and_papers(folder: Path, tmp_path: Path) -> None:
    work = tmp_path / "clone"
    work.mkdir()
    for name in ("LICENSE", "NOTICE", "CHANGELOG.md", "resources"):
        (work / name).symlink_to(ROOT / name)
    made = debian.build(folder, "9.9", work, tmp_path)
    listed = subprocess.run(["dpkg-deb", "-c", str(made)], check=True, capture_output=True, text=True).stdout
    for place in (
        "./usr/bin/itdesk -> /opt/itdesk/itdesk",
        "./opt/itdesk/_internal/library.so",
        "./usr/share/applications/itdesk.desktop",
        "./usr/share/mime/packages/itdesk.xml",
        "./usr/share/icons/hicolor/scalable/apps/itdesk.svg",
        "./usr/share/doc/itdesk/copyright",
    ):
        assert place in listed
    assert " root/root " in listed
    said = subprocess.run(["dpkg-deb", "-f", str(made)], check=True, capture_output=True, text=True).stdout
    assert "Version: 9.9" in said
    assert "libxcb-cursor0" in said


def test_figures_replace_those_of_an_earlier_run() -> None:
    page = "# Packages\n\nText.\n\n## Measured\n\nstale 1\n"
    told = with_figures(with_figures(page, {"Folder": "1 MB"}), {"Folder": "2 MB"})
    assert told.startswith("# Packages\n\nText.\n\n## Measured\n")
    assert "2 MB" in told
    assert "1 MB" not in told
    assert "stale" not in told


def test_version_is_the_same_everywhere() -> None:
    import itdesk

    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    changes = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    newest = re.search(r"^## ([\d.]+)$", changes, re.MULTILINE)
    assert newest is not None
    assert project["version"] == itdesk.__version__ == newest[1]


@pytest.mark.long
@pytest.mark.timeout(1800)
@pytest.mark.skipif(
    not sys.platform.startswith("linux") or os.geteuid() != 0 or not shutil.which("debootstrap"),
    reason="the trial needs root on Debian or Ubuntu with debootstrap, xvfb, xdotool and x11-apps",
)
def test_package_is_built_installed_in_a_bare_system_run_and_removed() -> None:
    command = [sys.executable, str(ROOT / "installer" / "run.py"), "package", "--trial"]
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert "failed" not in done.stderr
    assert done.stderr.count("ok      ") == 8
