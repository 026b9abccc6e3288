"""A table in any file that a person brings: sheets, encoding, delimiter, names of columns, and rows of typed values."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from functools import cached_property
from operator import itemgetter
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from itdesk.core.errors import UserError
from itdesk.core.formats import format_count
from itdesk.core.texts import _, ngettext
from itdesk.files.archives import column_letters
from itdesk.files.kinds import FileKind, recognise
from itdesk.files.texts import TextRows
from itdesk.files.workbooks import WHOLE, Value, Workbook, plain

WIDEST = 16_384
HEADER_ROWS = 40
SAMPLE = 200
_KEPT_PREFIX = re.compile(r"'+[=+\-@\t\r＝＋－＠]")
_NUMERIC = re.compile(r"[\d.,\s%£$€()/:\-]*\d[\d.,\s%£$€()/:\-]*")


class TableFile:
    """One table of a file. Rows are read anew with every pass; row numbers are those that a spreadsheet program shows.

    header is the number of the row with the columns' names, 0 if there is none. An empty cell is None.
    """

    def __init__(
        self,
        path: Path,
        kind: FileKind,
        *,
        sheet: str | None = None,
        encoding: str | None = None,
        delimiter: str | None = None,
        header: int | None = None,
    ) -> None:
        self.path = path
        self.kind = kind
        self.book: Workbook | None = None
        self.text: TextRows | None = None
        self.sheet = ""
        self.sheets: tuple[str, ...] = ()
        self.hidden_sheets: tuple[str, ...] = ()
        self.encoding = ""
        self.delimiter = ""
        self._left = 0  # empty columns before the table, which the reader leaves out
        if kind is FileKind.TEXT:
            self.text = TextRows(path, encoding, delimiter)
            self.encoding, self.delimiter = self.text.encoding, self.text.delimiter
        else:
            self.book = Workbook(path, kind)
            self.sheets = tuple(found.name for found in self.book.sheets)
            self.hidden_sheets = tuple(found.name for found in self.book.sheets if found.hidden)
            chosen, self._loaded = self.book.choose(sheet)
            self.sheet = chosen.name
            self._left = (self._loaded.start or (0, 0))[1]
        first = self._first_rows()
        self.header = _header_row(first) if header is None else header
        self.headers = self._names(first)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Give the memory of a spreadsheet back."""
        if self.book:
            self._loaded = None
            self.book.close()

    def _raw(self) -> Iterator[list[Any]]:
        """Every row of the file from the first on, cells as the file holds them."""
        if self.text:
            yield from self.text
        else:
            yield from self._loaded.iter_rows()  # from the sheet's first row and column on, empty ones included

    def _values(self) -> Callable[[list[Any]], tuple[Value, ...]]:
        return _text_values if self.text else _sheet_values

    def _first_rows(self) -> dict[int, tuple[Value, ...]]:
        read, found = self._values(), {}
        for number, row in enumerate(self._raw(), 1):
            if len(row) > WIDEST:
                raise UserError(
                    _("Row {row} of {file} has {count} cells.").format(
                        row=number, file=f"“{self.path.name}”", count=len(row)
                    ),
                    _("A table has at most {count} columns; check the delimiter.").format(count=WIDEST),
                )
            values = read(row) if row else ()
            if any(value is not None for value in values):
                found[number] = values
            if number >= SAMPLE and len(found) > 1:
                break
        if not found:
            raise UserError(
                _("{file} holds no rows.").format(file=f"“{self.path.name}”")
                if not self.sheet
                else _("The sheet {sheet} of {file} holds no rows.").format(
                    sheet=f"“{self.sheet}”", file=f"“{self.path.name}”"
                ),
                _("Choose another sheet or file."),
            )
        return found

    def _names(self, first: dict[int, tuple[Value, ...]]) -> tuple[str, ...]:
        """The columns' names, each made distinct; a column without one is called by its letter."""
        named = first.get(self.header, ())
        widest = max((_extent(row) for number, row in first.items() if number > self.header), default=0)
        told = len(named) if self.header else 0
        width = max(_extent(named), min(told, widest)) if told else widest
        out: list[str] = []
        seen: Counter[str] = Counter()
        for place in range(width):
            said = " ".join(str(named[place]).split()) if place < len(named) and named[place] is not None else ""
            name = said or _("Column {letter}").format(letter=column_letters(self._left + place + 1))
            seen[name.casefold()] += 1
            while seen[name.casefold()] > 1:
                name = f"{said or name} ({seen[name.casefold()]})"
                seen[name.casefold()] += 1
            out.append(name)
        return tuple(out)

    def numbered_rows(self) -> Iterator[tuple[int, tuple[Value, ...]]]:
        """Rows below the header with their numbers, blank ones left out, as wide as the header.

        A row that holds more cells than there are columns stays longer, so that nobody loses what stands there.
        """
        read, width, header = self._values(), len(self.headers), self.header
        none = (None,) * width
        for number, row in enumerate(self._raw(), 1):
            if number <= header or not row:
                continue
            values = read(row)
            length = len(values)
            if length != width:
                values = values[: max(width, _extent(values))] if length > width else values + none[length:]
            # most rows begin with a value: to count what is empty takes longer, since decimals are slow to compare
            if (values and values[0] is not None) or values.count(None) != len(values):
                yield number, values

    def rows(self) -> Iterator[tuple[Value, ...]]:
        """Rows below the header, blank ones left out, each at least as wide as the header."""
        return map(itemgetter(1), self.numbered_rows())

    def preview(self, count: int) -> list[tuple[Value, ...]]:
        """The first rows below the header."""
        out = []
        for values in self.rows():
            out.append(values)
            if len(out) >= count:
                break
        return out

    @cached_property
    def row_count(self) -> int:
        """How many rows there are below the header; the whole file is read once for it."""
        return sum(1 for _row in self.numbered_rows())

    @property
    def notes(self) -> tuple[str, ...]:
        """What was left out while reading, in sentences; complete once all rows were read."""
        out = []
        if self.text and self.text.nulls:
            words = ngettext("{n} NUL character was left out.", "{n} NUL characters were left out.", self.text.nulls)
            out.append(words.format(n=format_count(self.text.nulls)))
        if self.book and self.book.errors:
            out.append(
                ngettext(
                    "{n} cell holds an error of the spreadsheet (#N/A, #REF!) and is read as empty.",
                    "{n} cells hold an error of the spreadsheet (#N/A, #REF!) and are read as empty.",
                    self.book.errors,
                ).format(n=format_count(self.book.errors))
            )
        return tuple(out)


def _text_values(row: list[Any]) -> tuple[Value, ...]:
    # most cells begin with a letter or digit and end without a blank: those are taken as they are
    return tuple([None if not cell else cell if cell[0] > "'" and cell[-1] != " " else _cell(cell) for cell in row])


def _cell(cell: str) -> str | None:
    """A cell of a text file, less blanks around it and the apostrophe with which an export keeps a formula from running."""
    text = cell.strip(" ")
    if text[:1] == "'" and _KEPT_PREFIX.match(text):
        return text[1:]
    return text or None


def _sheet_values(row: list[Any]) -> tuple[Value, ...]:
    # texts, numbers and days are nearly all of a sheet: told apart here, a call less for each
    return tuple(
        [
            cell or None
            if (kind := cell.__class__) is str
            else (int(cell) if cell.is_integer() else Decimal(f"{cell:.15g}"))
            if kind is float and -WHOLE < cell < WHOLE
            else cell
            if kind is date
            else plain(cell)
            for cell in row
        ]
    )


def _extent(row: tuple[Value, ...]) -> int:
    """How many cells the row has up to the last that holds something."""
    length = len(row)
    while length and row[length - 1] is None:
        length -= 1
    return length


def _header_row(first: dict[int, tuple[Value, ...]]) -> int:
    """The row with the columns' names: the first that is nearly as wide as the table and holds words, not numbers.

    Titles and notes above it are narrower. If no row is like that, the first one is taken if it holds any word, else none.
    """
    rows = list(first.items())
    filled = sorted((sum(value is not None for value in row) for _number, row in rows), reverse=True)
    usual = filled[len(filled) // 4]
    for number, row in rows[:HEADER_ROWS]:
        count = sum(value is not None for value in row)
        words = sum(isinstance(value, str) and not _NUMERIC.fullmatch(value) for value in row)
        if count * 10 >= usual * 6 and words * 10 >= count * 7:
            return number
    number, row = rows[0]
    return number if any(isinstance(value, str) and not _NUMERIC.fullmatch(value) for value in row) else 0


def open_table(
    path: str | Path,
    *,
    sheet: str | None = None,
    encoding: str | None = None,
    delimiter: str | None = None,
    header: bool | int | None = None,
) -> TableFile:
    """Open the table in a file, whatever its name ends with; what isn't given is found out.

    header is the number of the row with the columns' names, True for the first, False for none. Raises UserError for
    anything that isn't a table, is damaged, asks for a password or would take more memory than a table needs.
    """
    place = Path(path)
    row = None if header is None else int(header)
    return TableFile(place, recognise(place), sheet=sheet, encoding=encoding, delimiter=delimiter, header=row)
