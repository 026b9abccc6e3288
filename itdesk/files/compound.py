"""Old workbooks (XLS): their one stream taken out of its container, measured, and put into a container of our own.

The reader of spreadsheets trusts the container's chains and sizes, which may run in circles or claim any amount.
"""

from __future__ import annotations

import io
import struct
from collections.abc import Iterator
from pathlib import Path

from itdesk.core.errors import UserError
from itdesk.core.texts import _
from itdesk.files.archives import Reach, damaged, too_sparse
from itdesk.files.kinds import DAMAGE, protected

_BEGINNINGS = frozenset({0x0009, 0x0209, 0x0409, 0x0809})
_CELLS = frozenset({0x0006, 0x0203, 0x0204, 0x0205, 0x027E, 0x00BD, 0x00D6, 0x00FD, 0x0206, 0x0406})
_FILE_PASS, _SHEET, _EOF, _DIMENSIONS, _MANY_NUMBERS = 0x2F, 0x85, 0x0A, 0x0200, 0xBD
MOST_SHEETS = 1000
_SECTOR = 4096
_FREE, _END, _FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD


def checked_xls(path: Path) -> io.BytesIO:
    """The workbook alone in a sound container. Raises UserError for damage, a password or cells far apart."""
    stream = _stream(path)
    found = _reach(path, stream)
    if found.is_sparse:
        raise too_sparse(path, found)
    return _contained(stream)


def _stream(path: Path) -> bytes:
    import olefile

    try:
        with olefile.OleFileIO(path) as compound:
            name = "Workbook" if compound.exists("Workbook") else "Book"
            if compound.get_size(name) > path.stat().st_size:
                raise damaged(path, f"{name} claims {compound.get_size(name)} bytes")
            return bytes(compound.openstream(name).read())
    except DAMAGE as problem:
        raise damaged(path, f"{type(problem).__name__}: {problem}") from problem


def _records(stream: bytes, at: int) -> Iterator[tuple[int, bytes]]:
    """The records of one substream, from its beginning to its end, those of charts inside it left out."""
    depth = 0
    while at + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, at)
        at += 4
        if kind in _BEGINNINGS:
            depth += 1
        elif kind == _EOF:
            depth -= 1
            if depth <= 0:
                return
        elif depth <= 1:
            yield kind, stream[at : at + length]
        at += length


def _reach(path: Path, stream: bytes) -> Reach:
    """The largest rectangle of any sheet; each is followed from where the workbook says that it begins."""
    largest = Reach()
    places = [0]
    for kind, data in _records(stream, 0):
        if kind == _FILE_PASS:  # everything behind it is encrypted
            raise protected(path)
        if kind == _SHEET and len(data) > 8:
            places.append(struct.unpack_from("<I", data)[0])
    if len(places) > MOST_SHEETS:
        raise damaged(path, f"{len(places)} sheets")
    for place in places:
        sheet = Reach()
        for kind, data in _records(stream, place):
            if kind == _DIMENSIONS and len(data) in (10, 14):
                _check_claim(path, data)
            elif kind in _CELLS and len(data) >= 6:
                row, column = struct.unpack_from("<HH", data)
                last = struct.unpack_from("<H", data, len(data) - 2)[0] if kind == _MANY_NUMBERS else column
                sheet.rows, sheet.columns = max(sheet.rows, row + 1), max(sheet.columns, column + 1, last + 1)
                sheet.filled += max(1, last - column + 1)
        largest = max(largest, sheet, key=lambda reach: reach.area)
    return largest


def _check_claim(path: Path, data: bytes) -> None:
    """Refuse a sheet that claims more rows and columns than its kind can have, or fewer than none."""
    first, last, left, right = struct.unpack_from("<HHHH" if len(data) == 10 else "<IIHH", data)
    if last and right and (last > 65_536 or last <= first or right > 256 or left > right):
        raise UserError(
            _("{file} claims more cells than an old workbook can have.").format(file=f"“{path.name}”"),
            _("Open it in a spreadsheet program and save it as XLSX."),
            detail=f"rows {first} to {last}, columns {left} to {right}",
        )


def _contained(stream: bytes) -> io.BytesIO:
    """A compound file (MS-CFB, version 4) that holds nothing but the stream "Workbook"."""
    size = max(len(stream), _SECTOR)  # shorter streams would have to lie in a second, smaller kind of sector
    body = stream.ljust(-(-size // _SECTOR) * _SECTOR, b"\0")
    sectors = len(body) // _SECTOR
    entries = _SECTOR // 4
    tables = 1
    while tables * entries < sectors + 1 + tables:
        tables += 1
    chain = [*range(tables + 2, tables + 1 + sectors), _END]
    fat = [_FAT] * tables + [_END] + chain
    fat += [_FREE] * (tables * entries - len(fat))
    header = struct.pack(
        "<8s16sHHHHH6xIIIIIIIII",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"", 0x3E, 4, 0xFFFE, 12, 6,
        1, tables, tables, 0, _SECTOR, _END, 0, _END, 0,
    )  # fmt: skip
    places = [*range(tables)] + [_FREE] * (109 - tables)
    out = io.BytesIO()
    out.write((header + struct.pack("<109I", *places)).ljust(_SECTOR, b"\0"))
    out.write(struct.pack(f"<{len(fat)}I", *fat))
    out.write(
        (_entry("Root Entry", 5, tables + 1, 0, child=1) + _entry("Workbook", 2, tables + 1, size)).ljust(
            _SECTOR, b"\0"
        )
    )
    out.write(body)
    out.seek(0)
    return out


def _entry(name: str, kind: int, start: int, size: int, child: int = _FREE) -> bytes:
    """One line of the container's directory."""
    written = name.encode("utf-16-le")
    return struct.pack(
        "<64sHBBIII16sIQQIQ", written, len(written) + 2, kind, 1, _FREE, _FREE, child, b"", 0, 0, 0, start, size
    )
