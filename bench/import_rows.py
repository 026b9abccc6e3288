"""Importing a file of hardware, on a file and on a server: beside the same rows written by the drivers alone."""

from __future__ import annotations

import csv
import random
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from bench import workspaces
from bench.bare import Bare
from bench.frame import Row, seconds

ROWS = 100_000
HEADER = (
    "Asset Tag", "Name", "Model", "Manufacturer", "Serial", "Location", "User", "Purchase Date", "Purchase Cost", "Notes",
)  # fmt: skip
# Every table into which an import of hardware writes, in an order that keeps foreign keys whole.
TABLES = (
    "makers", "models", "places", "people", "numbers", "hardware", "hardware_loans", "history", "change_log",
    "search_entries", "search_numbers", "imports", "import_mappings",
)  # fmt: skip


def measure(rows: int = ROWS, turns: int = 2) -> list[Row]:
    """Goals P14 and P15: the same rows, history, change log and search index included; memory of a process of its own."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_file(folder / "assets.csv", rows)
        imported, bare = [], []
        for turn in range(turns):
            imported.append(seconds_of_import(folder, turn))
            bare.append(seconds_by_hand(folder, turn))
        peak = int(run_alone("peak", folder / "assets.csv"))
        served, copied = on_server(folder / "assets.csv")
    what = "csv.reader, then executemany into the same tables"
    return [
        Row(f"P14 import of {rows:,} assets", min(imported), min(bare), "s", what, 2),
        Row(f"P14 import of {rows:,}, peak memory", peak / 1024, 150, "MiB", "what the goal allows", 1),
        Row(f"P15 import of {rows:,} assets, server", served, copied, "s", "csv.reader, then COPY by write_row", 2),
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


def workspace(place: Path | str) -> Any:
    """An empty workspace in a file, or on a server."""
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
    from itdesk.core.grams import gram_line

    ours, bare = workspace_rows(folder / f"ours{turn}.itdesk"), workspace(folder / f"bare{turn}.itdesk")
    entries, names = ours["search_entries"]
    at, text = names.index("id"), names.index("text")
    indexed = [(entry[at], gram_line(entry[text])) for entry in entries]
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


def on_server(file: Path) -> tuple[float, float]:
    """Seconds of our import into an empty workspace on a server of our own, and of its rows copied into another."""
    from itdesk.files.importing import import_file

    with workspaces.server() as address, _empty(address, "ours") as ours, _empty(address, "copied") as other:
        figure = seconds(lambda: import_file(ours, "hardware", file))
        source, target = Bare(ours), Bare(other)
        kept = {}
        for table in (*TABLES, "search_grams"):
            cursor = source.run(f"SELECT * FROM {table}")  # noqa: S608 -- names of ours
            kept[table] = ([column.name for column in cursor.description], cursor.fetchall())
        source.close()
        limit = seconds(lambda: _copy(target, kept, file))
        target.close()
    return figure, limit


def _copy(target: Bare, kept: dict[str, tuple[list[str], list[tuple[Any, ...]]]], file: Path) -> None:
    with file.open(encoding="utf-8", newline="") as read:
        for _row in csv.reader(read):
            continue
    for table, (columns, rows) in kept.items():
        target.run(f"DELETE FROM {table}")  # noqa: S608 -- what a new workspace holds already comes with the rows
        with target.driver.cursor() as cursor, cursor.copy(f"COPY {table} ({', '.join(columns)}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)
    target.commit()


@contextmanager
def _empty(address: str, name: str) -> Iterator[Any]:
    """A new workspace on a server, gone afterwards."""
    named = f"bench_import_{name}"
    workspaces.drop(address, named)
    database = workspace(workspaces.place_of(address, named))
    yield database
    database.close()
    workspaces.drop(address, named)


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


if __name__ == "__main__" and sys.argv[1:2] == ["peak"]:
    print(peak_of_import(Path(sys.argv[2])))
