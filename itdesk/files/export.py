"""Rows written as CSV or XLSX: typed, harmless to whoever opens them, and whole or not there at all."""

from __future__ import annotations

import csv
import re
import tempfile
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from decimal import Decimal
from pathlib import Path
from typing import Any

from itdesk.core.choices import Choice
from itdesk.core.errors import UserError
from itdesk.core.progress import Progress
from itdesk.core.record import Field, Kind
from itdesk.core.texts import _
from itdesk.files.writing import replacing, unwritable

LONGEST_CELL = 32_767  # characters that a cell of a spreadsheet holds
MOST_ROWS = 1_048_576
STEP = 500
_DANGEROUS = re.compile(r"'*[=+\-@\t\r＝＋－＠]")
_NUMBER = re.compile(r"[+-]\d[\d.,]*")
_TELEPHONE = re.compile(r"\+\d[\d\s()./-]{5,}")
_MONEY_FORMAT, _DATE_FORMAT, _INSTANT_FORMAT = "#,##0.00", "yyyy-mm-dd", "yyyy-mm-dd hh:mm"


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a file: its name and how its values are typed. choices turn stored values into words."""

    name: str
    kind: Kind = Kind.TEXT
    choices: type[Choice] | None = None

    @classmethod
    def of(cls, declared: Field) -> Column:
        """The column of a declared field."""
        kind = Kind.TEXT if declared.kind in (Kind.LINK, Kind.TAGS) else declared.kind
        return cls(declared.label, kind, declared.choices)


def write_table(
    path: str | Path,
    columns: Sequence[Column],
    rows: Iterable[Sequence[Any]],
    *,
    zone: tzinfo,
    title: str = "",
    of: int = 0,
    progress: Progress | None = None,
) -> int:
    """Write rows to a .csv or .xlsx; how many there were. Instants are written in zone, dates as ISO.

    of is how many rows are expected, for the progress; Stop leaves what stood at path as it was.
    """
    place = Path(path)
    write = {".csv": _write_csv, ".xlsx": _write_xlsx}.get(place.suffix.lower())
    if write is None:
        raise UserError(
            _("{file} ends with nothing that can be written.").format(file=f"“{place.name}”"),
            _("Let its name end with .csv or .xlsx."),
        )
    with replacing(place) as temporary:
        return write(temporary, columns, _counted(rows, of, progress), zone, title)


def _counted(rows: Iterable[Sequence[Any]], of: int, progress: Progress | None) -> Iterable[Sequence[Any]]:
    if progress is None:
        yield from rows
        return
    for number, row in enumerate(rows):
        if number % STEP == 0:
            progress.step(number, of)
        yield row


def harmless(text: str) -> str:
    """The text with an apostrophe before it if a spreadsheet program could run it; the reader takes it off again.

    Numbers and telephone numbers stay as they are: they can't do anything, and people need them.
    """
    if not _DANGEROUS.match(text) or _NUMBER.fullmatch(text) or _TELEPHONE.fullmatch(text):
        return text
    return f"'{text}"


# ---------------------------------------------------------------- CSV


def _write_csv(path: Path, columns: Sequence[Column], rows: Iterable[Sequence[Any]], zone: tzinfo, _title: str) -> int:
    written = [_text_of(column, zone) for column in columns]
    count = 0
    with path.open("w", encoding="utf-8-sig", newline="", errors="replace") as file:
        out = csv.writer(file)
        out.writerow([harmless(column.name) for column in columns])
        for row in rows:
            out.writerow(["" if value is None else text(value) for text, value in zip(written, row, strict=True)])
            count += 1
    return count


def _text_of(column: Column, zone: tzinfo) -> Callable[[Any], str]:
    if column.kind is Kind.CHOICE and column.choices is not None:
        words = {member.value: harmless(member.label) for member in column.choices}
        return lambda value: words.get(value) or harmless(str(value))
    if column.kind is Kind.INSTANT:
        return lambda value: value.astimezone(zone).isoformat(timespec="seconds")
    if column.kind is Kind.YES_NO:
        yes, no = _("Yes"), _("No")
        return lambda value: yes if value else no
    return _plain_text


def _plain_text(value: Any) -> str:
    if isinstance(value, str):
        return harmless(value)
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, date):
        return value.isoformat()
    return str(value)


# ---------------------------------------------------------------- XLSX


def _write_xlsx(path: Path, columns: Sequence[Column], rows: Iterable[Sequence[Any]], zone: tzinfo, title: str) -> int:
    import xlsxwriter
    from xlsxwriter.exceptions import XlsxWriterException

    with tempfile.TemporaryDirectory(prefix=".itdesk-", dir=path.parent) as folder:
        options = {
            "constant_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
            "nan_inf_to_errors": True,
            "tmpdir": folder,
        }
        book = xlsxwriter.Workbook(str(path), options)
        sheet = book.add_worksheet(_sheet_name(title))
        try:
            count = _fill_sheet(book, sheet, columns, rows, zone)
        except BaseException:
            book.fileclosed = True  # closing it would write what is no longer wanted
            sheet.row_data_fh.close()
            raise
        try:
            book.close()
        except XlsxWriterException as problem:
            cause = problem.__context__ if isinstance(problem.__context__, OSError) else OSError(str(problem))
            raise unwritable(path, cause) from problem
    return count


def _sheet_name(title: str) -> str:
    return re.sub(r"[\[\]:*?/\\']", " ", title).strip()[:31] or _("Table")


def _fill_sheet(book: Any, sheet: Any, columns: Sequence[Column], rows: Iterable[Sequence[Any]], zone: tzinfo) -> int:
    head = book.add_format({"bold": True, "bottom": 1})
    writers = [_cell_writer(book, sheet, column, zone) for column in columns]
    widths = [len(column.name) + 2 for column in columns]
    for place, column in enumerate(columns):
        sheet.write_string(0, place, column.name, head)
    number = 0
    for number, row in enumerate(rows, 1):
        if number >= MOST_ROWS:
            raise UserError(
                _("A spreadsheet holds {count} rows, and there are more.").format(count=MOST_ROWS - 1),
                _("Filter the list, or write a CSV file."),
            )
        for place, value in enumerate(row):
            if value is not None:
                writers[place](number, place, value)
        if number <= STEP:
            widths = [max(width, len(str(value or ""))) for width, value in zip(widths, row, strict=True)]
    for place, width in enumerate(widths):
        sheet.set_column(place, place, min(60, width + 1))
    sheet.freeze_panes(1, 0)
    if columns:
        sheet.autofilter(0, 0, number, len(columns) - 1)
    return number


def _cell_writer(book: Any, sheet: Any, column: Column, zone: tzinfo) -> Callable[[int, int, Any], object]:
    """How a column's cells are written, chosen once; a value of another type than declared falls back to its text."""

    def text(row: int, place: int, value: Any) -> object:
        return sheet.write_string(row, place, _fitting(str(value)))

    if column.kind is Kind.CHOICE and column.choices is not None:
        words = {member.value: member.label for member in column.choices}
        return lambda row, place, value: text(row, place, words.get(value, value))
    if column.kind is Kind.YES_NO:
        yes, no = _("Yes"), _("No")
        return lambda row, place, value: sheet.write_string(row, place, yes if value else no)
    if column.kind in (Kind.INTEGER, Kind.DECIMAL, Kind.MONEY):
        form = book.add_format({"num_format": _MONEY_FORMAT}) if column.kind is Kind.MONEY else None
        return lambda row, place, value: (
            sheet.write_number(row, place, value, form)
            if isinstance(value, int | Decimal) and -(10**15) < value < 10**15
            else text(row, place, value)
        )
    if column.kind is Kind.DATE:
        day = book.add_format({"num_format": _DATE_FORMAT, "align": "left"})
        return lambda row, place, value: (
            sheet.write_datetime(row, place, value, day)
            if isinstance(value, date) and value.year >= 1900
            else text(row, place, value)
        )
    if column.kind is Kind.INSTANT:
        moment = book.add_format({"num_format": _INSTANT_FORMAT, "align": "left"})
        return lambda row, place, value: (
            sheet.write_datetime(row, place, value.astimezone(zone).replace(tzinfo=None), moment)
            if isinstance(value, datetime)
            else text(row, place, value)
        )
    return text


def _fitting(text: str) -> str:
    return text if len(text) <= LONGEST_CELL else text[: LONGEST_CELL - 1] + "…"
