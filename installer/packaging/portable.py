"""The portable archive: the folder with its data folder beside the program, to be carried on a stick."""

from __future__ import annotations

import platform
import shutil
import sys
from pathlib import Path

from itdesk.paths import PORTABLE_FOLDER

README = f"""itdesk, portable

Start the program "itdesk" in this folder. Because the folder "{PORTABLE_FOLDER}" lies beside it, workspaces, settings, drafts
and logs are kept in there, and nothing is left on the computer. To make it an ordinary copy that keeps its settings with
the computer's user, delete "{PORTABLE_FOLDER}" while it is empty.

A newer version: unpack it beside this one and move "{PORTABLE_FOLDER}" into its folder.
"""


def build(folder: Path, version: str, target: Path) -> Path:
    """Write target/itdesk-VERSION-SYSTEM-MACHINE-portable.zip or .tar.gz from the built folder; its path."""
    kind = "zip" if sys.platform == "win32" else "gztar"
    base = target / f"itdesk-{version}-{platform.system().lower()}-{platform.machine().lower()}-portable"
    data = folder / PORTABLE_FOLDER
    data.mkdir()
    (data / "README.txt").write_text(README, encoding="utf-8")
    try:
        return Path(shutil.make_archive(str(base), kind, folder.parent, folder.name))
    finally:
        shutil.rmtree(data)
