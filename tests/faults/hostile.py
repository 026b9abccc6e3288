"""Tables whose bytes were changed at random: each is refused with a sentence, or read as rows of text."""

from __future__ import annotations

import random
import resource
import sys
import time
from pathlib import Path
from typing import Any

import xlsxwriter

from itdesk.core.errors import UserError
from itdesk.files.tables import open_table

WITHIN, MOST_MB = 2.0, 200


def changed_tables(place: Path, number: int) -> dict[str, Any]:
    """So many files, half of them text and half workbooks; what ended otherwise, the slowest, and what memory it took."""
    chance = random.Random(20)
    samples = [_text(place / "whole.csv"), _workbook(place / "whole.xlsx")]
    read = refused = 0
    unhandled: list[str] = []
    slowest, before = 0.0, _peak()
    for one in range(number):
        sample = samples[one % 2]
        path = place / f"changed{sample.suffix}"
        path.write_bytes(_changed(sample.read_bytes(), chance))
        began = time.process_time()
        try:
            rows = sum(1 for _row in open_table(path).rows())
            read += rows >= 0
        except UserError:
            refused += 1
        except Exception as error:  # noqa: BLE001 -- whatever it is, it is what the run looks for
            unhandled.append(f"{one}: {error!r}")
        slowest = max(slowest, time.process_time() - began)
    found = {"files": number, "read": read, "refused": refused, "unhandled": len(unhandled), "slowest, s of processor": round(slowest, 2), "MB more": _peak() - before}  # fmt: skip
    return {**found, "missed": unhandled[:3] + [found] * bool(slowest > WITHIN or found["MB more"] > MOST_MB)}


def _text(path: Path) -> Path:
    path.write_text("name;serial;price\n" + "".join(f"Laptop {one};SN{one:05};{one},5\n" for one in range(500)))
    return path


def _workbook(path: Path) -> Path:
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet()
    for row in range(200):
        sheet.write_row(row, 0, [f"Laptop {row}", row, row * 1.5])
    book.close()
    return path


def _changed(whole: bytes, chance: random.Random) -> bytes:
    torn = bytearray(whole)
    for _time in range(chance.randrange(1, 8)):
        at = chance.randrange(len(torn))
        kind = chance.randrange(3)
        if kind == 0:
            torn[at] ^= 1 << chance.randrange(8)
        elif kind == 1:
            torn[at:at] = chance.randbytes(chance.randrange(1, 64))
        else:
            del torn[at : at + chance.randrange(1, 64)]
    return bytes(torn) or b"\0"


def _peak() -> int:
    """The most memory that this process had so far, in MB."""
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most // (1 << 20 if sys.platform == "darwin" else 1 << 10)
