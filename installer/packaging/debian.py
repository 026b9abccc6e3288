"""Debian's package of the app: the folder below /opt, a command, a menu entry with its icon, and the file type."""

from __future__ import annotations

import gzip
import shutil
import subprocess
from pathlib import Path

from installer.environment import SetupError
from installer.packaging.folder import size_of

# What Qt and the package's other libraries load from the system. Newer systems call GLib's package libglib2.0-0t64.
DEPENDS = (
    *("libc6 (>= 2.34)", "libdbus-1-3", "libegl1", "libfontconfig1", "libgl1", "libglib2.0-0 | libglib2.0-0t64"),
    *("libx11-xcb1", "libxcb-cursor0", "libxcb-icccm4", "libxcb-image0", "libxcb-keysyms1", "libxcb-randr0"),
    *("libxcb-render-util0", "libxcb-shape0", "libxcb-xkb1", "libxkbcommon-x11-0", "libxkbcommon0"),
)

_DESKTOP = """[Desktop Entry]
Type=Application
Name=itdesk
GenericName=IT department
GenericName[de]=IT-Abteilung
Comment=Help desk, inventory, contracts, budgets and recovery plans of a small firm
Comment[de]=Helpdesk, Inventar, Verträge, Budgets und Notfallpläne einer kleinen Firma
Exec=itdesk %f
Icon=itdesk
Terminal=false
Categories=Office;
MimeType=application/x-itdesk;
StartupWMClass=itdesk
"""
_MIME = """<?xml version="1.0" encoding="UTF-8"?>
<mime-info xmlns="http://www.freedesktop.org/standards/shared-mime-info">
  <mime-type type="application/x-itdesk">
    <comment>itdesk workspace</comment>
    <comment xml:lang="de">itdesk-Arbeitsbereich</comment>
    <icon name="itdesk"/>
    <glob pattern="*.itdesk"/>
  </mime-type>
</mime-info>
"""


def build(folder: Path, version: str, root: Path, target: Path) -> Path:
    """Write target/itdesk_VERSION_ARCHITECTURE.deb from the built folder; its path."""
    if not shutil.which("dpkg-deb"):
        raise SetupError("dpkg-deb is not here; Debian's package can be built on Debian and Ubuntu.")
    machine = subprocess.run(["dpkg", "--print-architecture"], check=True, capture_output=True, text=True)
    architecture = machine.stdout.strip()
    tree = root / "build" / "debian"
    shutil.rmtree(tree, ignore_errors=True)
    shutil.copytree(folder, tree / "opt" / "itdesk", symlinks=True)
    _add_entry(tree, root)
    _add_documents(tree, root, folder)
    control = tree / "DEBIAN" / "control"
    control.parent.mkdir()
    control.write_text(control_text(version, architecture, size_of(tree) // 1024), encoding="utf-8")
    made = target / f"itdesk_{version}_{architecture}.deb"
    made.unlink(missing_ok=True)
    # xz would make it a fifth smaller, and take fifty times as long
    command = ["dpkg-deb", "--root-owner-group", "-Zzstd", "--build", str(tree), str(made)]
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    shutil.rmtree(tree)
    if done.returncode:
        raise SetupError(f"Debian's package could not be built: {done.stderr.strip()}")
    return made


def control_text(version: str, architecture: str, kibibytes: int) -> str:
    """The control file; kibibytes is the installed size."""
    return f"""Package: itdesk
Version: {version}
Architecture: {architecture}
Maintainer: The itdesk authors <itdesk@localhost>
Installed-Size: {kibibytes}
Depends: {", ".join(DEPENDS)}
Section: misc
Priority: optional
Description: IT department of a small firm in one desktop app
 Help desk, hardware and licences, vendors and contracts, budget and recovery
 plans in one file on one computer, or in one PostgreSQL database for several
 people. Needs no server and no account.
"""


def _add_entry(tree: Path, root: Path) -> None:
    """Command, menu entry, icon and file type."""
    command = tree / "usr" / "bin" / "itdesk"
    command.parent.mkdir(parents=True)
    command.symlink_to("/opt/itdesk/itdesk")
    share = tree / "usr" / "share"
    for place, text in (("applications/itdesk.desktop", _DESKTOP), ("mime/packages/itdesk.xml", _MIME)):
        file = share / place
        file.parent.mkdir(parents=True)
        file.write_text(text, encoding="utf-8")
    icon = share / "icons" / "hicolor" / "scalable" / "apps" / "itdesk.svg"
    icon.parent.mkdir(parents=True)
    shutil.copyfile(root / "resources" / "icons" / "logo.svg", icon)


def _add_documents(tree: Path, root: Path, folder: Path) -> None:
    """Copyright and changes, where Debian looks for them."""
    documents = tree / "usr" / "share" / "doc" / "itdesk"
    documents.mkdir(parents=True)
    texts = [(root / name).read_text(encoding="utf-8") for name in ("LICENSE", "NOTICE")]
    where = "The licence texts of the libraries lie in /opt/itdesk/licences.\n"
    (documents / "copyright").write_text("\n".join([*texts, where]), encoding="utf-8")
    changes = (root / "CHANGELOG.md").read_bytes()
    (documents / "changelog.gz").write_bytes(gzip.compress(changes, mtime=int(folder.stat().st_mtime)))
