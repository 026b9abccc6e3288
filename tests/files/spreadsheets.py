"""Spreadsheets made by hand for tests: whole ones, and ones that no program would write."""

from __future__ import annotations

import struct
import zipfile
from collections.abc import Iterable
from pathlib import Path

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_OFFICE = "urn:oasis:names:tc:opendocument:xmlns"


def xlsx(path: Path, rows: Iterable[str], strings: str = "", *, root: str = f'<worksheet xmlns="{_MAIN}">') -> Path:
    """A workbook with one sheet "S" whose rows are given as XML; strings are the shared texts as XML."""
    tag = root.split(maxsplit=1)[0].lstrip("<")
    data = tag.replace("worksheet", "sheetData")
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", f'<Types xmlns="{_PACKAGE}/content-types"/>')
        archive.writestr("_rels/.rels", _relations(("officeDocument", "xl/workbook.xml")))
        archive.writestr(
            "xl/workbook.xml",
            f'<workbook xmlns="{_MAIN}" xmlns:r="{_RELATION}"><sheets>'
            f'<sheet name="S" sheetId="1" r:id="rId1"/></sheets></workbook>',
        )
        archive.writestr(
            "xl/_rels/workbook.xml.rels",
            _relations(("worksheet", "worksheets/sheet1.xml"), ("sharedStrings", "sharedStrings.xml")),
        )
        with archive.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as sheet:
            sheet.write(f"{root}<{data}>".encode())
            for row in rows:
                sheet.write(row.encode())
            sheet.write(f"</{data}></{tag}>".encode())
        archive.writestr("xl/sharedStrings.xml", strings or f'<sst xmlns="{_MAIN}"/>')
    return path


def _relations(*targets: tuple[str, str]) -> str:
    lines = "".join(
        f'<Relationship Id="rId{number}" Type="{_RELATION}/{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(targets, 1)
    )
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{lines}</Relationships>'


def shared(*texts: str, unique: int | None = None) -> str:
    """The part with shared texts; unique is how many it claims."""
    claim = "" if unique is None else f' uniqueCount="{unique}"'
    return f'<sst xmlns="{_MAIN}"{claim}>' + "".join(f"<si><t>{text}</t></si>" for text in texts) + "</sst>"


def ods(path: Path, rows: str, *, prolog: str = "") -> Path:
    """An OpenDocument spreadsheet with one sheet whose rows are given as XML."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet", zipfile.ZIP_STORED)
        archive.writestr("META-INF/manifest.xml", f'<manifest:manifest xmlns:manifest="{_OFFICE}:manifest:1.0"/>')
        archive.writestr(
            "content.xml",
            f'<?xml version="1.0"?>{prolog}<office:document-content xmlns:office="{_OFFICE}:office:1.0" '
            f'xmlns:table="{_OFFICE}:table:1.0" xmlns:text="{_OFFICE}:text:1.0"><office:body><office:spreadsheet>'
            f'<table:table table:name="S">{rows}</table:table></office:spreadsheet></office:body></office:document-content>',
        )
    return path


def claim_size(path: Path, size: int) -> Path:
    """Change what the archive's directory claims about the size of every member."""
    data = bytearray(path.read_bytes())
    at = data.find(b"PK\1\2")
    while at >= 0:
        data[at + 24 : at + 28] = struct.pack("<I", size)
        at = data.find(b"PK\1\2", at + 4)
    path.write_bytes(data)
    return path
