"""Reading and writing spreadsheets, beside the libraries' own calls."""

from __future__ import annotations

import tempfile
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from bench.frame import Row, interleaved

ROWS = 20_000


def measure() -> list[Row]:
    """Goal P19: ours with types, guards and one format for all columns."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        read, read_bare = interleaved_reading(folder)
        written, written_bare = interleaved_writing(folder)
    return [
        Row("P19 reading XLSX", read, read_bare, "s", "python-calamine to_python", 1.8),
        Row("P19 writing XLSX", written, written_bare, "s", "XlsxWriter constant_memory", 1.2),
    ]


def sheet_rows() -> list[tuple[Any, ...]]:
    """Typed rows for a spreadsheet."""
    return [
        (
            f"AT-{number:06}", f"Laptop {number % 97}", f"SN{number}", Decimal(number * 137).scaleb(-2), number,
            date(2020, 1, 1) + timedelta(number % 2000), f"user{number % 300}@example.com", "note " * 3,
        )
        for number in range(ROWS)
    ]  # fmt: skip


def interleaved_writing(folder: Path) -> tuple[float, float]:
    """Seconds for a spreadsheet of the rows: ours, and the library's own calls."""
    import xlsxwriter

    from itdesk.core.record import Kind
    from itdesk.files.export import Column, write_table

    rows = sheet_rows()
    kinds = (Kind.TEXT, Kind.TEXT, Kind.TEXT, Kind.MONEY, Kind.INTEGER, Kind.DATE, Kind.TEXT, Kind.TEXT)
    columns = [Column(f"Column {place}", kind) for place, kind in enumerate(kinds)]

    def ours() -> None:
        write_table(folder / "ours.xlsx", columns, rows, zone=ZoneInfo("UTC"))

    def bare() -> None:
        book = xlsxwriter.Workbook(str(folder / "bare.xlsx"), {"constant_memory": True})
        sheet, day = book.add_worksheet(), book.add_format({"num_format": "yyyy-mm-dd"})
        for number, row in enumerate(rows):
            for place, value in enumerate(row):
                if place == 5:
                    sheet.write_datetime(number, place, value, day)
                elif place in (3, 4):
                    sheet.write_number(number, place, value)
                else:
                    sheet.write_string(number, place, value)
        book.close()

    return interleaved(ours, bare, 3)


def interleaved_reading(folder: Path) -> tuple[float, float]:
    """Seconds for reading a spreadsheet: ours with its guard and types, and the library's own call."""
    import python_calamine

    from itdesk.core.record import Kind
    from itdesk.files.export import Column, write_table
    from itdesk.files.tables import open_table

    path = folder / "read.xlsx"
    kinds = (Kind.TEXT, Kind.TEXT, Kind.TEXT, Kind.MONEY, Kind.INTEGER, Kind.DATE, Kind.TEXT, Kind.TEXT)
    write_table(
        path, [Column(f"Column {place}", kind) for place, kind in enumerate(kinds)], sheet_rows(), zone=ZoneInfo("UTC")
    )

    def ours() -> None:
        with open_table(path) as table:
            for _row in table.rows():
                continue

    def bare() -> None:
        python_calamine.CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python()

    return interleaved(ours, bare, 5)
