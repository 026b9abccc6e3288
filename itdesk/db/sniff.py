"""What a file is when it is not a workspace, told from its first bytes.

Only for a file that this process has not opened as a database: closing any other handle on it drops SQLite's locks.
"""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import Any

from itdesk.core.errors import Damaged, NotAWorkspace, Unreachable, UserError
from itdesk.core.texts import N_, _
from itdesk.db import connecting

APPLICATION_ID = 0x69544431  # "iTD1"
SHARED = b"itdesk shared workspace 1\n"  # the first line of what people open of a shared workspace
SQLITE_MAGIC = b"SQLite format 3\0"
_HEADER = 100
MOVED = "itdesk: moved"  # what FENCE says
# The one trigger that a workspace may have: nothing is written any more into one that was moved (`whereabouts`).
FENCE = f"CREATE TRIGGER moved_away BEFORE INSERT ON change_log BEGIN SELECT RAISE(ABORT, '{MOVED}'); END"
_OWN = FENCE.replace("'", "''")
FOREIGN = f"SELECT type, name FROM sqlite_master WHERE type = 'view' OR (type = 'trigger' AND sql IS NOT '{_OWN}')"  # noqa: S608 -- ours
PAGE = 4096  # bytes, of every workspace file

_BEGINNINGS = (
    (b"%PDF-", N_("a PDF document")),
    (b"\x89PNG\r\n\x1a\n", N_("a picture (PNG)")),
    (b"\xff\xd8\xff", N_("a picture (JPEG)")),
    (b"GIF8", N_("a picture (GIF)")),
    (b"BM", N_("a picture (BMP)")),
    (b"II*\0", N_("a picture (TIFF)")),
    (b"MM\0*", N_("a picture (TIFF)")),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", N_("an older Office document")),
    (b"7z\xbc\xaf\x27\x1c", N_("a 7-Zip archive")),
    (b"Rar!", N_("a RAR archive")),
    (b"\x1f\x8b", N_("a compressed file (gzip)")),
    (b"MZ", N_("a program for Windows")),
    (b"\x7fELF", N_("a program")),
    (b"{\\rtf", N_("a text document (RTF)")),
    (b"PGDMP", N_("a PostgreSQL backup")),
)
_INSIDE_ZIP = (
    ("xl/", N_("an Excel spreadsheet")),
    ("word/", N_("a Word document")),
    ("ppt/", N_("a PowerPoint presentation")),
    ("content.xml", N_("a LibreOffice document")),
)


def require_workspace(path: Path) -> None:
    """Raise what is wrong with path unless its first page says that it is a workspace."""
    beginning = _beginning(path)
    if not beginning:
        raise not_a_workspace(path, _("an empty file"))
    if beginning.startswith(SHARED):
        raise NotAWorkspace(
            _("{file} is a workspace in a shared folder.").format(file=path.name),
            _("It was not changed. This is done with a workspace file: make a backup of it first, and use that."),
        )
    if not beginning.startswith(SQLITE_MAGIC) and _has_keys(path):
        _require_pages(path, beginning)
        return
    if not beginning.startswith(SQLITE_MAGIC):
        if _may_be_encrypted(path, beginning):
            raise _without_keys(path)
        raise not_a_workspace(path, _what(path, beginning))
    if len(beginning) < _HEADER:
        raise damaged(path, _("The file ends within its first page."))
    if int.from_bytes(beginning[68:72], "big") != APPLICATION_ID:
        raise not_a_workspace(path, _("a database of another program (SQLite)"))


def require_own_schema(connection: Any, path: Path) -> None:
    """Raise if the file would do something by itself: a workspace has no triggers and no views, and those of a stranger run."""
    foreign = connection.execute(FOREIGN).fetchall()
    if foreign:
        raise NotAWorkspace(
            _("{file} holds commands that run by themselves, which no workspace has, and was not opened.").format(
                file=path.name
            ),
            _("It was not changed. Ask where it comes from, or use a backup."),
            detail=", ".join(f"{kind} {name}" for kind, name in foreign[:5]),
        )


def is_in_wal_mode(path: Path) -> bool:
    """Whether the file was last written with a write-ahead log beside it; an encrypted one doesn't tell, and may have been."""
    beginning = _beginning(path)
    return beginning[18:19] == b"\2" or not beginning.startswith(SQLITE_MAGIC)


def slots_of(path: Path) -> Path:
    """Where the keys of an encrypted workspace file lie, each sealed."""
    return path.with_name(path.name + "-keys")


def is_encrypted_here(path: Path) -> bool:
    """Whether a workspace file, which nothing has open here, is encrypted."""
    return _has_keys(path) and not _beginning(path).startswith(SQLITE_MAGIC)


def _has_keys(path: Path) -> bool:
    return connecting.key_of(path) is not None or slots_of(path).is_file()


def _require_pages(path: Path, beginning: bytes) -> None:
    """An encrypted file says nothing about itself but its length: whole pages."""
    if len(beginning) < PAGE or path.stat().st_size % PAGE:
        raise damaged(path, _("The file doesn't end with a page."))


def _may_be_encrypted(path: Path, beginning: bytes) -> bool:
    """Whether it is named as a workspace and looks like noise, as an encrypted one does."""
    named = path.name.lower().endswith(".itdesk") and len(beginning) == PAGE and not path.stat().st_size % PAGE
    return named and len(set(beginning)) > 250


def _without_keys(path: Path) -> UserError:
    return UserError(
        _("{file} is encrypted, and the file with its keys isn't beside it: {keys}.").format(
            file=path.name, keys=slots_of(path).name
        ),
        _(
            "Copy that file here from where the workspace came from, or from beside a backup. Without it nobody can open it."
        ),
    )


def _beginning(path: Path) -> bytes:
    try:
        if path.is_dir():
            raise not_a_workspace(path, _("a folder"))
        if not path.exists():
            raise missing(path)
        with path.open("rb") as file:
            return file.read(PAGE)
    except OSError as error:
        raise Unreachable(
            _("The file {file} can't be read.").format(file=path),
            _("Check that it is there and that you may open it."),
            detail=str(error),
        ) from error


def missing(path: Path) -> NotAWorkspace:
    """Nothing is there; tells a missing folder from a missing file."""
    if not path.parent.is_dir():
        return NotAWorkspace(
            _("There is no folder {folder}.").format(folder=path.parent),
            _("Check the path; a drive or a share may not be connected."),
        )
    return NotAWorkspace(_("There is no file {file}.").format(file=path), _("Check the name and the folder."))


def not_a_workspace(path: Path, what: str) -> NotAWorkspace:
    """The sentence for a file that is something else."""
    return NotAWorkspace(
        _("{file} is not a workspace: it is {what}.").format(file=path.name, what=what),
        _("It was not changed. A workspace is a file that ends in .itdesk."),
    )


def damaged(path: Path, detail: str) -> Damaged:
    """The sentence for a workspace that is broken."""
    return Damaged(
        _("{file} is damaged and can't be read to the end.").format(file=path.name),
        _("It was not changed. Open the newest file of the folder {folder} instead.").format(
            folder=backups_of(path).name
        ),
        detail=detail,
    )


def backups_of(path: Path) -> Path:
    """The folder beside a workspace where its copies lie."""
    return path.with_name(f"{path.stem}.itdesk-backups")


def _what(path: Path, beginning: bytes) -> str:
    for start, what in _BEGINNINGS:
        if beginning.startswith(start):
            return _(what)
    if beginning.startswith(b"PK"):
        return _what_zip(path)
    if beginning[:4] == b"RIFF" and beginning[8:12] == b"WEBP":
        return _("a picture (WebP)")
    if b"\0" not in beginning:
        return _what_text(beginning)
    return _("a file of a kind that itdesk doesn't know")


def _what_zip(path: Path) -> str:
    try:
        with zipfile.ZipFile(path) as archive:
            names = archive.namelist()
    except (zipfile.BadZipFile, OSError, ValueError):
        return _("a damaged ZIP archive")
    for prefix, what in _INSIDE_ZIP:
        if any(name.startswith(prefix) for name in names):
            return _(what)
    return _("a ZIP archive")


def _what_text(beginning: bytes) -> str:
    start = beginning.lstrip(b"\xef\xbb\xbf \t\r\n")[:200].lower()
    if start.startswith((b"<!doctype html", b"<html")):
        return _("a web page")
    if start.startswith((b"<?xml", b"<svg")):
        return _("an XML file")
    if start[:1] in (b"{", b"["):
        return _("a JSON file")
    line = beginning.split(b"\n", 1)[0]
    if max(line.count(b","), line.count(b";"), line.count(b"\t")) >= 2:
        return _("a table as text (CSV)")
    return _("a text file")
