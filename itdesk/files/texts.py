"""Tables in text files: encoding and delimiter found out, rows streamed, damage named with its row."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from itdesk.core.errors import UserError
from itdesk.core.formats import format_number
from itdesk.core.texts import _
from itdesk.files.encodings import ENCODINGS, SAMPLE_BYTES, detect_encoding
from itdesk.files.kinds import unreadable

DELIMITERS = (",", ";", "\t", "|")
LONGEST_CELL = 10_000_000  # characters
SAMPLE_ROWS = 200
_SEP = re.compile(r"sep=(.)\s*", re.IGNORECASE)

csv.field_size_limit(LONGEST_CELL)


def detect_delimiter(text: str) -> str:
    """The delimiter that cuts most rows into the same number of cells; a comma for a single column."""
    first = text.split("\n", 1)[0].strip("\ufeff\r")
    told = _SEP.fullmatch(first)
    if told:
        return told[1]
    best, chosen = (0.0, 0), ","
    for delimiter in DELIMITERS:
        counts = [len(row) for row in _sample_rows(text, delimiter) if any(cell.strip() for cell in row)]
        wide = [count for count in counts if count > 1]
        if not wide:
            continue
        usual = max(set(wide), key=lambda count: (wide.count(count), count))
        score = (round(wide.count(usual) / len(counts), 2), usual)
        if score > best:
            best, chosen = score, delimiter
    return chosen


def _sample_rows(text: str, delimiter: str) -> list[list[str]]:
    rows: list[list[str]] = []
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter):
            rows.append(row)
            if len(rows) >= SAMPLE_ROWS:
                break
    except csv.Error:
        return rows
    return rows


class TextRows:
    """The rows of one text file; each pass opens it afresh and holds one row at a time."""

    def __init__(self, path: Path, encoding: str | None, delimiter: str | None) -> None:
        self.path = path
        self.encoding = encoding or detect_encoding(path)
        try:
            codecs.lookup(self.encoding)
        except LookupError:
            raise UserError(
                _("There is no encoding called {name}.").format(name=f"“{self.encoding}”"),
                _("Use one of: {names}.").format(names=", ".join(ENCODINGS)),
            ) from None
        self.nulls = 0
        sample = self._sample()
        self.delimiter = delimiter or detect_delimiter(sample)
        if len(self.delimiter) != 1 or self.delimiter in '"\r\n':
            raise UserError(_("A delimiter is a single character."), _("Use a comma, a semicolon, a tab or a bar."))
        self.told = bool(_SEP.fullmatch(sample.split("\n", 1)[0].strip("\ufeff\r")))

    def _open(self, errors: str = "strict") -> IO[str]:
        try:
            return self.path.open(encoding=self.encoding, errors=errors, newline="")
        except OSError as problem:
            raise unreadable(self.path, problem) from problem

    def _sample(self) -> str:
        try:
            with self._open("replace") as file:
                return file.read(SAMPLE_BYTES)
        except (OSError, UnicodeError) as problem:
            raise self._undecodable(1, problem) from problem

    def _first_undecodable(self) -> int:
        """The row in which the first wrong byte stands; text is decoded in large pieces, so the reader can't know it."""
        with self._open("replace") as file:
            for row, cells in enumerate(csv.reader(_Lines(file), delimiter=self.delimiter), 1):
                if any("\ufffd" in cell for cell in cells):
                    return row
        return 1

    def _undecodable(self, row: int, problem: Exception) -> UserError:
        where = _("Row {row} of {file} is not {encoding} text.").format(
            row=row, file=f"“{self.path.name}”", encoding=self.encoding
        )
        return UserError(where, _("Choose another encoding, or save the file as UTF-8."), detail=str(problem))

    def __iter__(self) -> Iterator[list[str]]:
        """Every row, blank ones as empty lists, so that their numbers are those that a spreadsheet shows."""
        number = 1
        with self._open() as file:
            lines = _Lines(file)
            reader = csv.reader(lines, delimiter=self.delimiter)
            try:
                for row in reader:
                    lines.pending = 0
                    yield [] if number == 1 and self.told else row
                    number += 1
            except csv.Error as problem:
                raise self._torn(number, problem) from problem
            except UnicodeError as problem:
                raise self._undecodable(self._first_undecodable(), problem) from problem
            except OSError as problem:
                raise unreadable(self.path, problem) from problem
            self.nulls = lines.nulls
            if lines.torn:
                raise self._unclosed(number - 1)

    def _torn(self, row: int, problem: csv.Error) -> UserError:
        if "field larger" in str(problem):
            return UserError(
                _("A cell in row {row} of {file} has more than {count} characters.").format(
                    row=row, file=f"“{self.path.name}”", count=format_number(LONGEST_CELL)
                ),
                _("A quotation mark there may never be closed, or the delimiter may be another one."),
                detail=str(problem),
            )
        return UserError(
            _("Row {row} of {file} can't be read.").format(row=row, file=f"“{self.path.name}”"),
            _("Open the file in a spreadsheet program and save it again as CSV."),
            detail=str(problem),
        )

    def _unclosed(self, row: int) -> UserError:
        return UserError(
            _("A quotation mark that opens in row {row} of {file} is never closed.").format(
                row=row, file=f"“{self.path.name}”"
            ),
            _("Close it, or take it out, and choose the file again."),
        )


class _Lines:
    """Lines for csv.reader that count what the row under way has taken: what is left at the end stands in open quotes."""

    def __init__(self, file: IO[str]) -> None:
        self.file = file
        self.pending = 0
        self.torn = False
        self.nulls = 0

    def __iter__(self) -> Iterator[str]:
        read = self.file.readline
        while line := read(LONGEST_CELL + 1):
            if len(line) > LONGEST_CELL:
                raise csv.Error("field larger than the longest cell")
            if "\0" in line:
                self.nulls += line.count("\0")
                line = line.replace("\0", "")
            self.pending += 1
            yield line
        self.torn = self.pending > 0
