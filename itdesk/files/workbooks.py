"""Tables in spreadsheets (XLSX, XLS, ODS): sheets with their names, cells as plain typed values."""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from itdesk.core.errors import UserError
from itdesk.core.texts import _
from itdesk.files.archives import Archive
from itdesk.files.compound import checked_xls
from itdesk.files.kinds import FileKind, protected

Value = str | int | Decimal | date | datetime | bool | None
MIDNIGHT = time()
WHOLE = 1e15  # what a spreadsheet holds to the last digit
_AS_THEY_ARE = frozenset({bool, int, Decimal, date})
REPACKED = 50_000_000


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet of a workbook; hidden ones are listed, since their data may be wanted."""

    name: str
    hidden: bool
    part: str = ""


class Workbook:
    """An opened workbook. Nothing is loaded before its size was checked."""

    def __init__(self, path: Path, kind: FileKind) -> None:
        self.path = path
        self.kind = kind
        self.archive = Archive(path) if kind in (FileKind.XLSX, FileKind.ODS) else None
        self.strings: list[int] = []
        self.errors = 0
        source: str | io.BytesIO = str(path)
        if self.archive and kind is FileKind.XLSX:
            source = self._checked_xlsx(self.archive)
        elif self.archive:
            self.archive.check_repeats("content.xml")
            if b"manifest:encryption-data" in self.archive.read("META-INF/manifest.xml"):
                raise protected(path)
        else:
            source = checked_xls(path)
        self.book = self._open(source)
        self.sheets = self._sheets()
        if not self.sheets:
            raise UserError(_("{file} has no sheets with cells.").format(file=self._name), _("Choose another file."))

    @property
    def _name(self) -> str:
        return f"“{self.path.name}”"

    def _open(self, source: str | io.BytesIO) -> Any:
        import python_calamine

        if isinstance(source, str) and self.path.suffix.lower() != f".{self.kind}":
            source = io.BytesIO(self.path.read_bytes())  # by a path the reader believes the name's ending
        with self._damage_named():
            return python_calamine.CalamineWorkbook.from_object(source)

    @contextmanager
    def _damage_named(self) -> Iterator[None]:
        """What the reader raises, a panic of its own included, as a sentence."""
        import python_calamine

        try:
            yield
        except python_calamine.PasswordError as problem:
            raise protected(self.path) from problem
        except (python_calamine.CalamineError, OSError, ValueError) as problem:
            raise self._damaged(problem) from problem
        except BaseException as problem:
            if type(problem).__name__ != "PanicException":  # how the reader's own language reports its bugs
                raise
            raise self._damaged(problem) from None

    def _damaged(self, problem: BaseException) -> UserError:
        return UserError(
            _("{file} can't be read as a spreadsheet.").format(file=self._name),
            _("Open it in its program, save it again as XLSX and choose that file."),
            detail=f"{type(problem).__name__}: {problem}",
        )

    def _checked_xlsx(self, archive: Archive) -> str | io.BytesIO:
        """Check the parts that will be read, and give a workbook under another name the name that readers expect."""
        main = _target(archive.read("_rels/.rels"), "officeDocument") or "xl/workbook.xml"
        folder, base = posixpath.split(main)
        relations = archive.read(f"{folder}/_rels/{base}.rels")
        self.parts = {
            key: posixpath.normpath(target.lstrip("/") if target.startswith("/") else posixpath.join(folder, target))
            for key, target in _relations(relations).items()
        }
        archive.read(main)
        for name in archive.members:
            if name.endswith(("/sharedStrings.xml", "/sharedstrings.xml")):
                self.strings = archive.check_strings(name)
            elif name.endswith("/styles.xml"):
                archive.read(name, limit=50_000_000)
        self.listing = archive.read(main)
        if main == "xl/workbook.xml" or sum(member.file_size for member in archive.members.values()) > REPACKED:
            return str(self.path)
        return _renamed(archive, {main: "xl/workbook.xml", f"{folder}/_rels/{base}.rels": "xl/_rels/workbook.xml.rels"})

    def _sheets(self) -> tuple[Sheet, ...]:
        parts = _sheet_parts(self.listing, self.parts) if self.kind is FileKind.XLSX else {}
        return tuple(
            Sheet(found.name, not str(found.visible).endswith(".Visible"), parts.get(found.name, ""))
            for found in self.book.sheets_metadata
            if str(found.typ).endswith("WorkSheet")
        )

    def choose(self, wanted: str | None) -> tuple[Sheet, Any]:
        """The sheet of that name, or the first that holds something, visible ones first; loaded."""
        if wanted is not None:
            for sheet in self.sheets:
                if sheet.name == wanted:
                    return sheet, self.load(sheet)
            raise UserError(
                _("{file} has no sheet called {sheet}.").format(file=self._name, sheet=f"“{wanted}”"),
                _("Its sheets are: {names}.").format(names=", ".join(sheet.name for sheet in self.sheets)),
            )
        for sheet in (*(s for s in self.sheets if not s.hidden), *(s for s in self.sheets if s.hidden)):
            loaded = self.load(sheet)
            if loaded.height:
                return sheet, loaded
        return self.sheets[0], self.load(self.sheets[0])

    def load(self, sheet: Sheet) -> Any:
        """The reader's sheet, after its reach was checked."""
        if self.archive and sheet.part:
            self.errors = self.archive.reach(sheet.part, self.strings).errors
        elif self.archive and self.kind is FileKind.XLSX:
            for name in self.archive.members:  # the book doesn't say which part it is, so every one is checked
                if "/worksheets/" in name and name.endswith(".xml"):
                    self.archive.reach(name, self.strings)
        with self._damage_named():
            return self.book.get_sheet_by_name(sheet.name)

    def close(self) -> None:
        """Give the memory back."""
        self.book.close()


def plain(value: Any) -> Value:
    """A cell as text, whole number, decimal, date, instant of no zone, yes or no; None if it is empty."""
    kind = value.__class__
    if kind in _AS_THEY_ARE:
        return value  # type: ignore[no-any-return]
    if isinstance(value, str):
        return value or None
    if isinstance(value, float):
        if value.is_integer() and -WHOLE < value < WHOLE:
            return int(value)
        return Decimal(f"{value:.15g}") if value - value == 0 else None  # fifteen digits are what a spreadsheet shows
    if isinstance(value, datetime):
        return value.date() if value.time() == MIDNIGHT else value
    if isinstance(value, time):
        return value.isoformat() if value.second else f"{value:%H:%M}"
    if isinstance(value, timedelta):
        minutes, seconds = divmod(int(value.total_seconds()), 60)
        return f"{minutes // 60}:{minutes % 60:02}" + (f":{seconds:02}" if seconds else "")
    return str(value) if value is not None else None


def _local(tag: str) -> str:
    return tag.rpartition("}")[2]


def _elements(xml: bytes) -> Iterator[tuple[str, dict[str, str]]]:
    from defusedxml.ElementTree import fromstring

    if not xml:
        return
    try:
        root = fromstring(xml, forbid_dtd=True)
    except (SyntaxError, LookupError, ValueError):
        return  # the reader says what is wrong with it
    for element in root.iter():
        yield _local(str(element.tag)), {_local(key): value for key, value in element.attrib.items()}


def _relations(xml: bytes) -> dict[str, str]:
    return {found.get("Id", ""): found.get("Target", "") for tag, found in _elements(xml) if tag == "Relationship"}


def _target(xml: bytes, kind: str) -> str:
    for tag, found in _elements(xml):
        if tag == "Relationship" and found.get("Type", "").endswith("/" + kind):
            return found.get("Target", "").lstrip("/")
    return ""


def _sheet_parts(xml: bytes, parts: dict[str, str]) -> dict[str, str]:
    """The part in which each sheet lies, by its name."""
    return {
        found.get("name", ""): parts.get(found.get("id", ""), "") for tag, found in _elements(xml) if tag == "sheet"
    }


def _renamed(archive: Archive, names: dict[str, str]) -> io.BytesIO:
    """The archive once more in memory with some members renamed, and its main relation pointing to the new name."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as copy:
        for name in archive.members:
            data = archive.read(name, REPACKED)
            for old, new in names.items():
                if name == "_rels/.rels":
                    data = re.sub(re.escape(old.encode()), new.encode(), data)
            copy.writestr(names.get(name, name), data)
    out.seek(0)
    return out
