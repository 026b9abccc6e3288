"""Where files live: what ships with the app, and what belongs to the person who runs it."""

from __future__ import annotations

import os
import sys
from pathlib import Path

_SHIPPED = Path(getattr(sys, "_MEIPASS", Path(__file__).resolve().parent.parent)) / "resources"
PORTABLE_FOLDER = "itdesk-data"  # beside the program, it takes everything that the app keeps


def resource(*parts: str) -> Path:
    """A file or folder that ships with the app, from a clone and from a package alike."""
    return _SHIPPED.joinpath(*parts)


def program_dir() -> Path:
    """The folder that a person would call the program's: a package's own, or the clone."""
    return Path(sys.executable).resolve().parent if getattr(sys, "frozen", False) else _SHIPPED.parent


def portable_home() -> Path | None:
    """The folder beside the program that keeps everything, on a stick for instance; None for an ordinary copy."""
    folder = program_dir() / PORTABLE_FOLDER
    return folder if folder.is_dir() else None


def keep_together() -> bool:
    """For a portable copy, before anything is read: temporary files go into its folder too. False if it can't be written."""
    portable = portable_home()
    if portable is None:
        return True
    temporary = portable / "tmp"
    try:
        temporary.mkdir(exist_ok=True)
    except OSError:
        return False
    for name in ("TMPDIR", "TEMP", "TMP"):
        os.environ[name] = str(temporary)
    return os.access(temporary, os.W_OK)


def workspaces_dir() -> Path:
    """Where new workspaces are offered to lie: in the portable folder, else among the person's documents."""
    portable = portable_home()
    if portable is not None:
        folder = portable / "workspaces"
        folder.mkdir(exist_ok=True)
        return folder
    documents = Path.home() / "Documents"
    return documents if documents.is_dir() else Path.home()


def user_data_dir() -> Path:
    """Folder for what the app keeps by itself (the sample workspace, backups); made on first use.

    ITDESK_HOME puts it, the settings and the logs below one folder, for tests; so does the portable folder.
    """
    return _own_folder("data")


def user_config_dir() -> Path:
    """Folder for settings of this person on this computer; made on first use."""
    return _own_folder("config")


def settings_file() -> Path:
    """The settings of this person on this computer."""
    return user_config_dir() / "settings.json"


def guide(*parts: str) -> Path:
    """A page or picture of the user guide; the pages of another language than English lie in a folder of its name."""
    shipped = resource("guide")
    return (shipped if shipped.is_dir() else _SHIPPED.parent / "docs" / "guide").joinpath(*parts)


def log_dir() -> Path:
    """Folder for logs and crash reports; made on first use."""
    return _own_folder("logs")


def _own_folder(what: str) -> Path:
    home = os.environ.get("ITDESK_HOME") or portable_home()
    if home:
        folder = Path(home) / what
    else:
        import platformdirs  # kept out of `--version` and other commands that write nothing

        folders = platformdirs.PlatformDirs("itdesk", appauthor=False)
        folder = {"data": folders.user_data_path, "config": folders.user_config_path, "logs": folders.user_log_path}[
            what
        ]
    folder.mkdir(parents=True, exist_ok=True)
    return folder
