"""Importing a file of hardware, reading and writing spreadsheets: beside the same rows written and read by hand."""

from __future__ import annotations

import csv
import random
import subprocess
import sys
import tempfile
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from bench.frame import Row, interleaved, seconds

ROWS = 20_000
HEADER = (
    "Asset Tag", "Name", "Model", "Manufacturer", "Serial", "Location", "User", "Purchase Date", "Purchase Cost", "Notes",
)  # fmt: skip
# Every table into which an import of hardware writes, in an order that keeps foreign keys whole.
TABLES = (
    "makers", "models", "places", "people", "numbers", "hardware", "hardware_loans", "history", "change_log",
    "search_entries", "search_numbers", "imports", "import_mappings",
)  # fmt: skip


def measure() -> list[Row]:
    """Goals P14 (import against the same rows by executemany, memory) and P19 (spreadsheets against the bare libraries)."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_file(folder / "assets.csv", ROWS)
        imported, bare = [], []
        for turn in range(3):
            imported.append(seconds_of_import(folder, turn))
            bare.append(seconds_by_hand(folder, turn))
        peak = int(run_alone("peak", folder / "assets.csv"))
        read, read_bare = interleaved_reading(folder)
        written, written_bare = interleaved_writing(folder)
    return [
        Row(
            f"Import of {ROWS:,} assets",
            min(imported),
            min(bare),
            "s",
            "csv.reader, then executemany into the same tables",
            2,
        ),
        Row(f"Import of {ROWS:,}, peak memory", peak / 1024, 150, "MiB", "what the goal allows", 1),
        Row("Reading XLSX", read, read_bare, "s", "python-calamine to_python", 1.8),
        Row("Writing XLSX", written, written_bare, "s", "XlsxWriter constant_memory", 1.2),
    ]


def write_file(path: Path, count: int) -> None:
    """A list of hardware as firms have it: a few hundred models, rooms and people, the same on every call."""
    chosen = random.Random(7)
    with path.open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file)
        out.writerow(HEADER)
        for number in range(count):
            model, person = chosen.randrange(200), chosen.randrange(900)
            out.writerow(
                (
                    f"AT-{number:06}", f"Laptop {number}", f"Book {model}", f"Maker {model % 40}", f"SN{number * 7919:08x}",
                    f"Room {chosen.randrange(300)}", f"Person {person} Surname{person}",
                    (date(2015, 1, 1) + timedelta(chosen.randrange(4000))).strftime("%d/%m/%Y"),
                    f"{chosen.randrange(2_000_00) / 100:.2f}", f"bought with docking station {chosen.randrange(77)}",
                )
            )  # fmt: skip


def workspace(place: Path) -> Any:
    """An empty workspace in a file."""
    from itdesk.areas import load_models, registry
    from itdesk.db.engine import create_workspace

    load_models()
    return create_workspace(place, registry(), name="Bench")


def seconds_of_import(folder: Path, turn: int) -> float:
    """Our import into an empty workspace, which stays there."""
    from itdesk.files.importing import import_file

    database = workspace(folder / f"ours{turn}.itdesk")
    try:
        return seconds(lambda: import_file(database, "hardware", folder / "assets.csv"))
    finally:
        database.close()


def seconds_by_hand(folder: Path, turn: int) -> float:
    """The rows that the import left, written again into an empty workspace: read the file, executemany, one commit."""
    from itdesk.core.grams import grams

    ours, bare = workspace_rows(folder / f"ours{turn}.itdesk"), workspace(folder / f"bare{turn}.itdesk")
    entries, names = ours["search_entries"]
    at, text = names.index("id"), names.index("text")
    indexed = [(entry[at], " ".join(grams(entry[text]))) for entry in entries]
    connection = bare._writer.raw_connection()
    driver = connection.driver_connection

    def job() -> None:
        with (folder / "assets.csv").open(encoding="utf-8", newline="") as file:
            for _row in csv.reader(file):
                continue
        driver.execute("BEGIN IMMEDIATE")
        for table, (rows, columns) in ours.items():
            marks = ", ".join("?" * len(columns))
            driver.executemany(f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks})", rows)  # noqa: S608 -- names of ours
        driver.executemany("INSERT INTO search_grams (rowid, g) VALUES (?, ?)", indexed)
        driver.execute("COMMIT")

    try:
        return seconds(job)
    finally:
        connection.close()
        bare.close()


def workspace_rows(place: Path) -> dict[str, tuple[list[tuple[Any, ...]], list[str]]]:
    """What the tables of a workspace hold, as the driver gives it, with the names of the columns."""
    from itdesk.areas import registry
    from itdesk.db.engine import open_database

    database = open_database(str(place), registry())
    connection = database._writer.raw_connection()
    try:
        found = {}
        for table in TABLES:
            cursor = connection.driver_connection.execute(f"SELECT * FROM {table}")  # noqa: S608 -- names of ours
            found[table] = (cursor.fetchall(), [column[0] for column in cursor.description])
        return found
    finally:
        connection.close()
        database.close()


def run_alone(what: str, path: Path) -> str:
    """What another process, which did nothing else, says about it."""
    command = [sys.executable, "-m", "bench.import_rows", what, str(path)]
    return subprocess.run(command, check=True, capture_output=True, text=True, cwd=Path(__file__).parents[1]).stdout


def peak_of_import(path: Path) -> int:
    """Kilobytes that this process took at most while it imported the file."""
    import resource

    from itdesk.files.importing import import_file

    with tempfile.TemporaryDirectory() as name:
        database = workspace(Path(name) / "peak.itdesk")
        import_file(database, "hardware", path)
        database.close()
    status = Path("/proc/self/status")
    if status.exists():  # a process inherits the peak of its parent in what getrusage tells
        return int(next(line.split()[1] for line in status.read_text().splitlines() if line.startswith("VmHWM")))
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


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


if __name__ == "__main__" and sys.argv[1:2] == ["peak"]:
    print(peak_of_import(Path(sys.argv[2])))
