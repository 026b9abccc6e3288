"""The guard before a spreadsheet is opened: what its archive would unfold to, and how far its cells reach.

The reader of spreadsheets keeps a sheet as one rectangle and believes what the file claims, so two cells in opposite
corners, or a text repeated a million times, would take all memory and end the process. Everything is streamed here with
a bound, and refused with a sentence.
"""

from __future__ import annotations

import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from itdesk.core.errors import UserError
from itdesk.core.texts import _

MEMBERS = 10_000
TOTAL = 1_000_000_000  # bytes that all members together may claim
DENSE = 16_000_000  # up to here any compression ratio is harmless
RATIO = 100
CELLS = 4_000_000  # a rectangle of this size takes about 130 MB
FILLED = 2  # larger rectangles need at least a cell in so many that holds something
TEXT = 300_000_000  # bytes that repeated texts may unfold to
LONGEST_TEXT = 2_000_000
CLAIMED_TEXTS = 1_000_000
WIDEST, LONGEST = 16_384, 1_048_576  # what a sheet of a spreadsheet program has
CHUNK = 1 << 20

_PLACE = re.compile(rb'<c r="([A-Z]{1,6})(\d{1,9})"')
_FAR = re.compile(rb'<c r="(?:[A-Z]{2}|[A-Z]\d{6}|[^A-Z])')  # right of column Z, below row 99,999, or not a place
_ANY_CELL = re.compile(rb"<c\b")
_PREFIXED = re.compile(rb":(?:c|row)[\s/>]")
_UNUSUAL = re.compile(rb"""[<:](?:c|row)[\n\t\r/>]|<row (?!r=")|:(?:c|row) """)
_REPEATED = re.compile(rb'\st="s"[^>]*>\s*<(?:\w+:)?v>(\d{1,9})<')
_CLAIMED = re.compile(rb"<(?:\w+:)?sst\b[^>]*?\suniqueCount\s*=\s*[\"'](\d+)")


@dataclass
class Reach:
    """How far a sheet's cells reach, counted from one, and how many of them hold something."""

    rows: int = 0
    columns: int = 0
    filled: int = 0
    errors: int = 0

    @property
    def area(self) -> int:
        """The cells of the rectangle."""
        return self.rows * self.columns

    @property
    def is_sparse(self) -> bool:
        """Whether the rectangle is large and mostly empty."""
        return self.area > CELLS and self.area > FILLED * self.filled


def damaged(path: Path, detail: str) -> UserError:
    """The sentence for a file of which a part can't be read."""
    return UserError(
        _("{file} is damaged: a part of it can't be unpacked.").format(file=f"“{path.name}”"),
        _("Download or export it again."),
        detail=detail,
    )


def _bomb(path: Path, detail: str) -> UserError:
    return UserError(
        _("{file} would unfold to far more than a table holds, and was not opened.").format(file=f"“{path.name}”"),
        _("Ask where it comes from; a copy saved anew by a spreadsheet program can be read."),
        detail=detail,
    )


def _declared(path: Path) -> UserError:
    return UserError(
        _("{file} holds declarations that no spreadsheet has, and was not opened.").format(file=f"“{path.name}”"),
        _("Ask where it comes from; a copy saved anew by a spreadsheet program can be read."),
        detail="DOCTYPE or ENTITY inside a member",
    )


class Archive:
    """A spreadsheet's ZIP archive, read without trusting its directory."""

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            with zipfile.ZipFile(path) as archive:
                self.members = {member.filename: member for member in archive.infolist()}
        except (zipfile.BadZipFile, NotImplementedError, ValueError, EOFError, struct.error) as problem:
            raise damaged(path, str(problem)) from problem
        self._check_claims()

    def _check_claims(self) -> None:
        claimed = sum(member.file_size for member in self.members.values())
        packed = sum(member.compress_size for member in self.members.values())
        if len(self.members) > MEMBERS or claimed > TOTAL:
            raise _bomb(self.path, f"{len(self.members)} members, {claimed} bytes claimed")
        if claimed > DENSE and claimed > RATIO * max(1, packed):
            raise _bomb(self.path, f"{claimed} bytes out of {packed}")
        if any(member.flag_bits & 1 for member in self.members.values()):
            from itdesk.files.kinds import protected

            raise protected(self.path)

    def read(self, name: str, limit: int = 20_000_000) -> bytes:
        """A small member as a whole; nothing if it isn't there."""
        out = bytearray()
        for chunk in self.stream(name):
            out += chunk
            if len(out) > limit:
                raise _bomb(self.path, f"{name} is larger than {limit} bytes")
        return bytes(out)

    def stream(self, name: str) -> Iterator[bytes]:
        """A member piece by piece, never more than its directory claims, and never a declaration of entities."""
        member = self.members.get(name)
        if member is None:
            return
        total, tail = 0, b""
        try:
            for chunk in self._unpacked(member):
                total += len(chunk)
                if total > member.file_size:
                    raise _bomb(self.path, f"{name} is larger than it claims")
                for piece in (chunk, tail + chunk[:10]):
                    # one sign is found at once, two of which the first is everywhere take ten times as long
                    if b"!" in piece and (b"<!DOCTYPE" in piece or b"<!ENTITY" in piece):
                        raise _declared(self.path)
                if total == len(chunk) and b"\0" in chunk[:8]:
                    raise damaged(self.path, f"{name} is not UTF-8")
                tail = chunk[-10:]
                yield chunk
        except (zlib.error, struct.error, OSError, EOFError) as problem:
            raise damaged(self.path, f"{name}: {problem}") from problem

    def _unpacked(self, member: zipfile.ZipInfo) -> Iterator[bytes]:
        if member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise damaged(self.path, f"{member.filename}: packed by method {member.compress_type}")
        with self.path.open("rb") as file:
            file.seek(member.header_offset)
            header = file.read(30)
            if header[:4] != b"PK\3\4":
                raise damaged(self.path, f"{member.filename}: no local header")
            name_length, extra_length = struct.unpack("<HH", header[26:30])
            file.seek(name_length + extra_length, 1)
            left = member.compress_size
            unpack = zlib.decompressobj(-15) if member.compress_type == zipfile.ZIP_DEFLATED else None
            while left > 0 and (packed := file.read(min(CHUNK // 4, left))):
                left -= len(packed)
                if unpack is None:
                    yield packed
                    continue
                while packed:
                    yield unpack.decompress(packed, CHUNK)
                    packed = unpack.unconsumed_tail
            if unpack is not None:
                yield unpack.flush(CHUNK)

    def check_strings(self, name: str) -> list[int]:
        """The lengths of shared texts, in their order; refuses one that no cell can hold."""
        lengths: list[int] = []
        rest, claimed = b"", 0
        for chunk in self.stream(name):
            for said in _CLAIMED.findall(rest + chunk):
                claimed = max(claimed, int(said[:18]))
            pieces = (rest + chunk).split(b"</si>")
            rest = pieces.pop()
            lengths.extend(map(len, pieces))
            if len(rest) > LONGEST_TEXT:
                if b"</" in rest[-LONGEST_TEXT:] and rest.count(b":si>") > 1:  # a prefix before every tag
                    lengths.extend(map(len, rest.split(b":si>")[:-1]))
                    rest = b""
                    continue
                raise _bomb(self.path, f"a text of {len(rest)} bytes in {name}")
        if rest.count(b":si>"):
            lengths.extend(map(len, rest.split(b":si>")[:-1]))
        if claimed > CLAIMED_TEXTS and claimed > 2 * len(lengths):  # the reader makes room for as many as are claimed
            raise _bomb(self.path, f"{claimed} texts claimed, {len(lengths)} found in {name}")
        return lengths

    def reach(self, name: str, strings: list[int]) -> Reach:
        """How far the cells of a sheet reach; refuses a rectangle or texts that would not fit into memory.

        Rows and cells that say where they are in the usual way are measured by searching bytes, which costs a tenth of
        parsing; a sheet with any other row or cell is parsed.
        """
        found, rest, plain = Reach(), b"", True
        for chunk in self.stream(name):
            joined = rest + chunk
            cut = joined.rfind(b"<")
            if len(joined) - cut > LONGEST_TEXT:
                raise _bomb(self.path, f"a text of {len(joined) - cut} bytes in {name}")
            rest = joined[cut:]
            plain = self._measure(joined[:cut], found) and plain
            check_size(self.path, found)
        plain = self._measure(rest, found) and plain
        if not plain or found.is_sparse:
            found = self._counted(name, found)
        check_size(self.path, found)
        if found.is_sparse:
            raise too_sparse(self.path, found)
        if max(strings, default=0) * found.filled > TEXT:
            self._check_texts(name, strings)
        return found

    def _measure(self, piece: bytes, found: Reach) -> bool:
        """Add a piece of whole tags to what was found; False if some row or cell is written in an unusual way."""
        cells = piece.count(b'<c r="')
        if _FAR.search(piece):
            places = set(_PLACE.findall(piece))
            found.rows = max([found.rows, *(int(row) for _letters, row in places)])
            found.columns = max([found.columns, *(column_number(letters) for letters, _row in places)])
        elif cells:
            found.rows, found.columns = max(found.rows, 99_999), max(found.columns, 26)
        found.filled += cells
        found.errors += piece.count(b' t="e"')
        begun = piece.count(b"<c")
        if (
            (cells == begun or cells == begun - piece.count(b"<col"))
            and piece.count(b'<row r="') == piece.count(b"<row")
            and not ((b":c" in piece or b":row" in piece) and _PREFIXED.search(piece))
        ):
            return True
        return len(_PLACE.findall(piece)) == len(_ANY_CELL.findall(piece)) and not _UNUSUAL.search(piece)

    def _check_texts(self, name: str, strings: list[int]) -> None:
        total, rest = 0, b""
        for chunk in self.stream(name):
            joined = rest + chunk
            cut = joined.rfind(b"<c ") if b"<c " in joined else joined.rfind(b"<")
            rest = joined[cut:]
            total += sum(
                strings[number] for number in map(int, _REPEATED.findall(joined[:cut])) if number < len(strings)
            )
            if total > TEXT:
                raise _bomb(self.path, f"texts of {total} bytes in {name}")

    def _counted(self, name: str, found: Reach) -> Reach:
        """The same for sheets whose cells don't say where they are: row by row, cell by cell."""
        from xml.parsers import expat

        exact = Reach(errors=found.errors)
        place = [0, 0]

        def start(tag: str, attributes: dict[str, str]) -> None:
            local = tag.rpartition(":")[2]
            said = attributes.get("r", "")
            if local == "row":
                place[0] = int(said) if said.isdigit() and len(said) < 10 else place[0] + 1
                place[1] = 0
                exact.rows = max(exact.rows, place[0])
            elif local == "c":
                letters, digits = said.rstrip("0123456789"), said.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
                place[1] = column_number(letters.encode()) if letters.isascii() and letters else place[1] + 1
                exact.columns = max(exact.columns, place[1])
                exact.rows = max(exact.rows, int(digits) if digits.isdigit() and len(digits) < 10 else 0)
                exact.filled += 1

        parser = expat.ParserCreate()
        parser.StartElementHandler = start
        try:
            for chunk in self.stream(name):
                parser.Parse(chunk)
                check_size(self.path, exact)
            parser.Parse(b"", True)
        except (expat.ExpatError, LookupError, ValueError) as problem:
            raise damaged(self.path, f"{name}: {problem}") from problem
        return exact

    def check_repeats(self, name: str) -> Reach:
        """The reach of an OpenDocument table, whose cells and rows say how often they are repeated."""
        from xml.parsers import expat

        repeats = _Repeats(self.path)
        parser = expat.ParserCreate()
        parser.StartElementHandler, parser.EndElementHandler = repeats.start, repeats.end
        try:
            for chunk in self.stream(name):
                parser.Parse(chunk)
            parser.Parse(b"", True)
        except (expat.ExpatError, LookupError, ValueError) as problem:
            raise damaged(self.path, f"{name}: {problem}") from problem
        return repeats.found


class _Repeats:
    """Counts the rows and cells of an OpenDocument table as its tags pass by."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.found = Reach()
        self.rows = self.repeat = self.columns = self.filled = 0

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        local = tag.rpartition(":")[2]
        if local == "table":
            self.rows = 0
        elif local == "table-row":
            self.repeat, self.columns, self.filled = _count(attributes, "number-rows-repeated"), 0, 0
        elif local in ("table-cell", "covered-table-cell"):
            self.columns += _count(attributes, "number-columns-repeated")
            if any(key.endswith(("value", "value-type", "formula")) for key in attributes):
                self.filled = self.columns
        elif local == "p":
            self.filled = self.columns

    def end(self, tag: str) -> None:
        if tag.rpartition(":")[2] != "table-row":
            return
        self.rows += self.repeat
        if self.filled:
            found = self.found
            found.rows, found.columns = max(found.rows, self.rows), max(found.columns, self.filled)
            found.filled += self.filled * min(self.repeat, 1000)
            if found.is_sparse:
                raise too_sparse(self.path, found)


def check_size(path: Path, found: Reach) -> None:
    """Refuse what is wider or longer than a sheet of any spreadsheet program."""
    if found.columns > WIDEST or found.rows > LONGEST:
        raise UserError(
            _("A sheet of {file} has {columns} columns and {rows} rows.").format(
                file=f"“{path.name}”", columns=found.columns, rows=found.rows
            ),
            _("A table has at most {columns} columns and {rows} rows; split it.").format(columns=WIDEST, rows=LONGEST),
        )


def too_sparse(path: Path, found: Reach) -> UserError:
    """The sentence for a sheet whose few cells stand too far apart."""
    return UserError(
        _("The cells of {file} reach to {cell}, with next to nothing between.").format(
            file=f"“{path.name}”", cell=f"{column_letters(found.columns)}{found.rows}"
        ),
        _("Delete the rows and columns behind the table, save the file and choose it again."),
    )


def _count(attributes: dict[str, str], name: str) -> int:
    said = next((value for key, value in attributes.items() if key.endswith(name)), "1")
    return int(said) if said.isdigit() and len(said) < 10 else 1


def column_number(letters: bytes) -> int:
    """A is 1, XFD 16384."""
    number = 0
    for letter in letters[:6]:
        number = number * 26 + letter - 64
    return number


def column_letters(number: int) -> str:
    """1 is A, 28 is AB."""
    letters = ""
    while number > 0:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
