"""What a file says, for search and for preview: text, CSV, Markdown, mail and PDF, as far as it is cheap."""

from __future__ import annotations

import csv
import io
import threading
from pathlib import Path

from itdesk.files.encodings import detect_encoding

LARGEST = 20 * 1024 * 1024  # bytes of a file that is looked into
MOST = 100_000  # characters that are kept
PAGES = 50  # of a PDF
ROWS = 500  # of a table that is shown
TEXTS = frozenset({"txt", "md", "markdown", "csv", "tsv", "log", "ini", "conf", "cfg", "json", "xml", "yaml", "yml"})
TABLES = frozenset({"csv", "tsv"})
MAILS = frozenset({"eml"})
pdfium = threading.Lock()  # pdfium reads one page at a time in a process


def ending_of(name: str) -> str:
    """The ending of a file's name in small letters."""
    return name.rpartition(".")[2].casefold() if "." in name else ""


def text_of(path: Path, name: str = "") -> str:
    """What people may search a file by, besides its name; empty where that can't be told cheaply."""
    ending = ending_of(name or path.name)
    try:
        if path.stat().st_size > LARGEST:
            return ""
        if ending in TEXTS:
            return plain_text(path)
        if ending in MAILS:
            return mail_text(path)
        return _pdf_text(path) if ending == "pdf" else ""
    except OSError:  # whoever stores the file meets the same, and tells it
        return ""


def plain_text(path: Path, most: int = MOST) -> str:
    """The beginning of a text in whatever encoding it has."""
    with path.open(encoding=detect_encoding(path), errors="replace") as file:
        return file.read(most)


def table_rows(path: Path) -> list[list[str]]:
    """The first rows of a table in a text file."""
    text = plain_text(path, MOST * 5)
    try:
        dialect: type[csv.Dialect] | csv.Dialect = csv.Sniffer().sniff(text[:4096], delimiters=",;\t|")
    except csv.Error:
        dialect = csv.excel
    return [row for row, _number in zip(csv.reader(io.StringIO(text), dialect), range(ROWS), strict=False)]


def mail_text(path: Path) -> str:
    """Who wrote a mail to whom, when and about what, and its plain text."""
    from email import message_from_binary_file, policy  # a start-up's time that only a mail needs
    from email.errors import MessageError

    try:
        with path.open("rb") as file:
            mail = message_from_binary_file(file, policy=policy.default)
        heads = [f"{name}: {mail[name]}" for name in ("From", "To", "Cc", "Date", "Subject") if mail[name]]
        body = mail.get_body(preferencelist=("plain",))
        return "\n".join([*heads, "", str(body.get_content()) if body is not None else ""])[:MOST]
    except (MessageError, LookupError, UnicodeError, ValueError):
        return plain_text(path)


def _pdf_text(path: Path) -> str:
    import pypdfium2

    with pdfium:
        try:
            document = pypdfium2.PdfDocument(path)
        except pypdfium2.PdfiumError:
            return ""
        try:
            pages = range(min(PAGES, len(document)))
            return "\n".join(document[page].get_textpage().get_text_bounded() for page in pages)[:MOST]
        finally:
            document.close()
