"""What a file is, by its content: a table that can be read, or something else that is refused by its name."""

from __future__ import annotations

import re
import stat
import zipfile
from enum import StrEnum
from pathlib import Path

from itdesk.core.errors import UserError
from itdesk.core.formats import format_size
from itdesk.core.texts import N_, _

HEAD = 4096
LARGEST = 4_000_000_000

# what reading a damaged old container raises
DAMAGE = (
    OSError, ValueError, IndexError, TypeError, AttributeError, MemoryError, RecursionError, OverflowError,
)  # fmt: skip


class FileKind(StrEnum):
    """The kinds of tables that can be read."""

    TEXT = "text"
    XLSX = "xlsx"
    XLS = "xls"
    ODS = "ods"


_STARTS: tuple[tuple[bytes, str], ...] = (
    (b"SQLite format 3\0", N_("an SQLite database or a workspace")),
    (b"\x89PNG\r\n", N_("a picture (PNG)")),
    (b"\xff\xd8\xff", N_("a picture (JPEG)")),
    (b"GIF8", N_("a picture (GIF)")),
    (b"II*\0", N_("a picture (TIFF)")),
    (b"MM\0*", N_("a picture (TIFF)")),
    (b"BM", ""),
    (b"\x1f\x8b", N_("a compressed file (gzip)")),
    (b"BZh", N_("a compressed file (bzip2)")),
    (b"7z\xbc\xaf\x27\x1c", N_("a compressed file (7-Zip)")),
    (b"\xfd7zXZ\0", N_("a compressed file (xz)")),
    (b"(\xb5/\xfd", N_("a compressed file (Zstandard)")),
    (b"Rar!\x1a", N_("a compressed file (RAR)")),
    (b"MZ", ""),
    (b"\x7fELF", N_("a program")),
    (b"{\\rtf", N_("a text document (RTF)")),
    (b"PAR1", N_("a data file (Parquet)")),
    (b"wOFF", N_("a font")),
    (b"\0\x01\0\0", N_("a font or an Access database")),
)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def refuse(path: Path, what: str, cure: str = "") -> UserError:
    """The sentence for a file that is something else."""
    return UserError(
        _("{file} is not a table but {what}.").format(file=f"“{path.name}”", what=what),
        cure or _("Choose a CSV, XLSX, XLS or ODS file."),
    )


def recognise(path: Path) -> FileKind:
    """The kind of table in the file, whatever its name ends with. Raises UserError that says what else it is."""
    size = _size(path)
    try:
        with path.open("rb") as file:
            head = file.read(HEAD)
    except OSError as problem:
        raise unreadable(path, problem) from problem
    if not head.strip(b"\0 \t\r\n"):
        raise UserError(
            _("{file} is empty.").format(file=f"“{path.name}”") if not size or len(head) == size else _zeros(path),
            _("Export it again from the program that it comes from."),
        )
    if head.startswith(b"PK"):
        return _archive(path)
    if head.startswith(_OLE):
        return _compound(path)
    other = _other(head, size)
    if other:
        raise refuse(path, *other)
    return FileKind.TEXT


def _zeros(path: Path) -> str:
    return _("{file} begins with nothing but zeros or spaces.").format(file=f"“{path.name}”")


def _size(path: Path) -> int:
    try:
        found = path.stat()
    except OSError as problem:
        raise unreadable(path, problem) from problem
    if stat.S_ISDIR(found.st_mode):
        raise UserError(
            _("{file} is a folder.").format(file=f"“{path.name}”"), _("Choose the file inside it that holds the table.")
        )
    if not stat.S_ISREG(found.st_mode):
        raise UserError(
            _("{file} is not an ordinary file.").format(file=f"“{path.name}”"), _("Copy its content into a file.")
        )
    if found.st_size > LARGEST:
        raise UserError(
            _("{file} is too large: {size}.").format(file=f"“{path.name}”", size=format_size(found.st_size)),
            _("Split it into files of less than {size}.").format(size=format_size(LARGEST)),
        )
    return found.st_size


def unreadable(path: Path, problem: OSError) -> UserError:
    """The sentence for a file that the system doesn't give us."""
    if isinstance(problem, FileNotFoundError):
        return UserError(
            _("There is no file {file}.").format(file=f"“{path}”"), _("Check its name and folder."), detail=str(problem)
        )
    if isinstance(problem, PermissionError):
        return UserError(
            _("{file} may not be read.").format(file=f"“{path.name}”"),
            _("Close it in other programs, or ask for the right to read it."),
            detail=str(problem),
        )
    return UserError(
        _("{file} could not be read.").format(file=f"“{path.name}”"),
        _("Check the drive, or copy the file to this computer first."),
        detail=str(problem),
    )


def _other(head: bytes, size: int) -> tuple[str, str] | tuple[str] | None:
    """What a file that is neither a spreadsheet nor text is, perhaps with a cure of its own."""
    for start, what in _STARTS:
        if what and head.startswith(start):
            return (_(what),)
    if b"%PDF-" in head[:1024] or (b" 0 obj" in head[:64] and b"<<" in head[:256]):
        return (_("a PDF"), _("Export the table as CSV or XLSX from the program that it comes from."))
    if head.startswith(b"MZ") and b"\0" in head:
        return (_("a program"),)
    if head.startswith(b"BM") and b"\0" in head[:32]:
        return (_("a picture (BMP)"),)
    if head[:4] == b"RIFF" or head[4:8] == b"ftyp":
        return (_("a picture, sound or film"),)
    markup = _markup(head)
    if markup:
        return markup
    if _is_binary(head):
        return (_("a binary file"),)
    return None if size else (_("empty"),)


def _markup(head: bytes) -> tuple[str, str] | tuple[str] | None:
    text = head.replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").lower()
    in_spreadsheet = _("Open it in a spreadsheet program and save it as XLSX.")
    if text.startswith((b"<!doctype html", b"<html", b"<table", b"<head")) or b"<html" in text[:2000]:
        return (_("a web page (HTML)"), in_spreadsheet)
    if text.startswith((b"<?xml", b"<!doctype", b"<!--", b"<!entity")):
        if b"urn:schemas-microsoft-com:office:spreadsheet" in text:
            return (_("an XML spreadsheet of 2003"), in_spreadsheet)
        return (_("an XML document"),)
    if re.match(rb"<[a-z?!]", text) and (b"</" in text or b"/>" in text):
        return (_("an XML document"),)
    if re.match(rb"(from |return-path:|received:|delivered-to:|message-id:|mime-version:|x-[a-z-]+: )", text):
        return (_("an e-mail"),)
    if text.startswith((b"begin:vcard", b"begin:vcalendar")):
        return (_("an address book or a calendar"),)
    if text.startswith((b'{"', b"{\n", b"{\r\n", b"[{", b"[\n", b"{}")):
        return (_("a JSON document"),)
    return None


def _is_binary(head: bytes) -> bool:
    """Whether the bytes can't be text in any encoding that is read: control characters that no table has."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf")) or _looks_like_utf16(head):
        return False
    strange = sum(byte < 32 and byte not in (9, 10, 11, 12, 13, 26, 27) for byte in head)
    return strange > 4 and strange * 20 > len(head)


def _looks_like_utf16(head: bytes) -> bool:
    """Whether every second byte is mostly zero, as western text in UTF-16 without its mark."""
    even, odd = head[0::2].count(0), head[1::2].count(0)
    half = max(1, len(head) // 2)
    return len(head) > 3 and max(even, odd) * 10 >= half * 7 and min(even, odd) * 10 <= half


def _archive(path: Path) -> FileKind:
    try:
        with zipfile.ZipFile(path) as archive:
            names = set(archive.namelist()[:20_000])
            start = archive.read("mimetype")[:200] if "mimetype" in names and _small(archive, "mimetype") else b""
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, ValueError, EOFError) as problem:
        raise UserError(
            _("{file} is damaged: the end of the file is missing or wrong.").format(file=f"“{path.name}”"),
            _("Download or export it again."),
            detail=str(problem),
        ) from problem
    except OSError as problem:
        raise unreadable(path, problem) from problem
    if start.startswith(b"application/vnd.oasis.opendocument.spreadsheet"):
        return FileKind.ODS
    if start.startswith(b"application/vnd.oasis.opendocument"):
        raise refuse(path, _("a text, drawing or presentation (OpenDocument)"))
    if any(name.startswith("xl/") and name.endswith(".bin") and "workbook" in name for name in names):
        raise refuse(path, _("a binary spreadsheet (XLSB)"), _("Open it in a spreadsheet program and save it as XLSX."))
    if "[Content_Types].xml" in names or "_rels/.rels" in names:
        if any(name.startswith("word/") for name in names):
            raise refuse(path, _("a text document (DOCX)"))
        if any(name.startswith("ppt/") for name in names):
            raise refuse(path, _("a presentation (PPTX)"))
        return FileKind.XLSX
    if "content.xml" in names:
        return FileKind.ODS
    raise refuse(path, _("a ZIP archive"), _("Unpack it and choose the file inside that holds the table."))


def _small(archive: zipfile.ZipFile, name: str) -> bool:
    return archive.getinfo(name).file_size < 1000


def _compound(path: Path) -> FileKind:
    """The old container of Excel, Word, Outlook and encrypted files."""
    import olefile

    try:
        with olefile.OleFileIO(path) as compound:
            names = {"/".join(parts) for parts in compound.listdir()}
    except DAMAGE as problem:
        raise UserError(
            _("{file} is damaged: its inner folder can't be read.").format(file=f"“{path.name}”"),
            _("Download or export it again."),
            detail=str(problem),
        ) from problem
    if names & {"Workbook", "Book"}:
        return FileKind.XLS
    if "EncryptedPackage" in names:
        raise protected(path)
    if "WordDocument" in names:
        raise refuse(path, _("a text document (DOC)"))
    if any(name.startswith("__substg1.0_") for name in names):
        raise refuse(path, _("an e-mail (MSG)"))
    raise refuse(path, _("a document of another program"))


def protected(path: Path) -> UserError:
    """The sentence for a spreadsheet that asks for a password."""
    return UserError(
        _("{file} is protected by a password.").format(file=f"“{path.name}”"),
        _("Open it in its program, save a copy without a password and choose that copy."),
    )
