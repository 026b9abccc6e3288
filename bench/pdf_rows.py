"""A list as PDF: rows a second beside ReportLab's bare canvas, time a row as the list grows, and memory."""

from __future__ import annotations

import random
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from bench.frame import Row, interleaved, seconds

TITLES = ("Tag", "Name", "Maker", "Serial", "Status", "Person", "Bought", "Cost")
SMALL, LARGE = 10_000, 50_000
PER_PAGE = 34  # rows on a page of ours, so that both draw the same number of pages

Rows = Sequence[tuple[str, ...]]


def measure() -> list[Row]:
    """Goals P17 (10,000 rows against drawString) and P18 (time and memory of 50,000 rows)."""
    rows = sample(LARGE)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        few = rows[:SMALL]
        figure, bare = interleaved(
            lambda: ours(folder / "ours.pdf", few), lambda: drawn_by_hand(folder / "bare.pdf", few), 3
        )
        shorter = min(seconds(lambda: ours(folder / "ours.pdf", few)) for _turn in range(2))
        longer = min(seconds(lambda: ours(folder / "ours.pdf", rows)) for _turn in range(2))
    return [
        Row("P17 PDF of 10,000 rows", figure, bare, "s", "canvas.drawString, Helvetica, no table logic", 1.0),
        Row(
            "P18 PDF, time a row at 50,000",
            longer / LARGE * 1e6,
            shorter / SMALL * 1e6,
            "µs",
            "the same at 10,000 rows",
            1.1,
        ),
        Row(
            "P18 PDF of 50,000 rows, memory more than at 10",
            _peak(LARGE) - _peak(10),
            150,
            "MiB",
            "what the goal allows",
            1,
        ),
    ]


def sample(count: int) -> list[tuple[str, ...]]:
    """Rows like those of a hardware list, the same on every call."""
    chosen = random.Random(4)
    things = ("switch", "router", "laptop", "monitor", "dock", "camera", "server", "printer")
    makers = ("Halden", "Tessera", "Café Büro", "Orbit")
    people = ("Mara Ellison", "Owen Hale", "Łukasz Żak", "Joanna Lindqvist")
    return [
        (
            f"HP-{number:05}",
            f"{chosen.choice(things)} {chosen.choice(things)}",
            chosen.choice(makers),
            f"SN{chosen.getrandbits(40):X}",
            "In use",
            chosen.choice(people),
            f"{chosen.randint(1, 28)} Nov 2026",
            f"£{chosen.randint(10, 5000):,}",
        )
        for number in range(count)
    ]


def ours(path: Path, rows: Rows) -> int:
    """The list as the app writes it; returns the pages."""
    from itdesk.reports.document import Imprint
    from itdesk.reports.listing import ListColumn, Listing, write_listing

    columns = [ListColumn(title, "right" if title in {"Bought", "Cost"} else "left") for title in TITLES]
    imprint = Imprint("Bench", "Nobody", datetime(2026, 11, 20, tzinfo=UTC))
    return write_listing(path, imprint, Listing("Hardware", columns, rows, len(rows)))


def drawn_by_hand(path: Path, rows: Rows) -> None:
    """The same cells at fixed places with the library's own calls."""
    from reportlab.lib.pagesizes import A4
    from reportlab.pdfgen.canvas import Canvas

    canvas = Canvas(str(path), pagesize=A4)
    lefts = (57, 110, 180, 235, 305, 345, 410, 480)
    for start in range(0, len(rows), PER_PAGE):
        canvas.setFont("Helvetica-Bold", 8.5)
        for x, title in zip(lefts, TITLES, strict=True):
            canvas.drawString(x, 760, title)
        canvas.setFont("Helvetica", 8.5)
        y = 740.0
        for row in rows[start : start + PER_PAGE]:
            for x, text in zip(lefts, row, strict=True):
                canvas.drawString(x, y, text)
            canvas.line(57, y - 4, 538, y - 4)
            y -= 19.5
        canvas.drawRightString(538, 30, f"Page {start // PER_PAGE + 1}")
        canvas.showPage()
    canvas.save()


def _peak(count: int) -> float:
    """Highest memory of a process of its own that writes so many rows, in MiB; 0 where the system doesn't tell."""
    status = Path("/proc/self/status")
    if not status.exists():
        return 0.0
    code = (
        "import tempfile; from pathlib import Path; from bench import pdf_rows;"
        f"rows = pdf_rows.sample({count}); folder = tempfile.TemporaryDirectory();"
        "pdf_rows.ours(Path(folder.name) / 'peak.pdf', rows);"
        "print(Path('/proc/self/status').read_text().split('VmHWM:')[1].split()[0])"
    )
    told = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout
    return int(told) / 1024
