"""Puts the parts of a font that a document uses into its PDF, so that text looks the same everywhere and can be copied.

The code of a character in the page is its Unicode number, so a text goes into the page by one call of the codec, and
what a reader copies out is what was put in. Glyphs that stand for no single character (shaped scripts) get codes from
the private use area.
"""

from __future__ import annotations

import hashlib
from typing import Any

from itdesk.reports.fonts import Face

_PRIVATE = range(0xE000, 0xF900)
_SURROGATES = range(0xD800, 0xE000)  # no character has these, so they serve when the private codes are used up


class EmbeddedFont:
    """One font in one document."""

    def __init__(self, face: Face, name: str) -> None:
        self.face = face
        self.name = name  # as the pages call it
        self._characters: set[str] = set()
        self._private: dict[tuple[int, str], int] = {}  # glyph and what it means here, to code
        self._meanings: dict[int, str] = {}  # private code to text
        self._free = iter((*_PRIVATE, *_SURROGATES))

    def encode(self, text: str) -> str:
        """Hexadecimal codes of a text whose characters all have a glyph below U+10000 in this font."""
        self._characters.update(text)
        return text.encode("utf-16-be").hex()

    def encode_glyph(self, glyph: int, meaning: str) -> str:
        """Hexadecimal code of one glyph; meaning is the text it stands for, which may be several characters or none."""
        if len(meaning) == 1 and ord(meaning) <= 0xFFFF and self.face.glyph(meaning) == glyph:
            return self.encode(meaning)
        code = self._private.get((glyph, meaning))
        if code is None:
            code = next(self._free, None)
            if code is None:
                return self.encode(" ")
            self._private[glyph, meaning] = code
            if meaning:
                self._meanings[code] = meaning
        return f"{code:04x}"

    def add_to(self, document: Any) -> None:
        """Add the font's objects to the PDF; the last thing before it is written."""
        from reportlab.pdfbase import pdfdoc

        glyphs = {ord(character): self.face.glyph(character) for character in self._characters}
        glyphs |= {code: glyph for (glyph, _meaning), code in self._private.items()}
        data, numbers = _subset(self.face, set(glyphs.values()))
        tag = _tag(self.face.name, glyphs)
        base = pdfdoc.PDFName(f"{tag}+{self.face.name}")

        def refer(thing: Any, what: str) -> Any:
            return document.Reference(thing, f"{what}:{self.name}")

        compressed = [pdfdoc.PDFZCompress]
        file = pdfdoc.PDFStream(pdfdoc.PDFDictionary({"Length1": len(data)}), data, compressed)
        codes = sorted(glyphs)
        codes_to_glyphs = bytearray(2 * (codes[-1] + 1) if codes else 2)
        for code, glyph in glyphs.items():
            codes_to_glyphs[2 * code : 2 * code + 2] = numbers.get(glyph, 0).to_bytes(2, "big")
        meanings = {ord(character): character for character in self._characters} | self._meanings
        descendant = pdfdoc.PDFDictionary(
            {
                "Type": pdfdoc.PDFName("Font"),
                "Subtype": pdfdoc.PDFName("CIDFontType2"),
                "BaseFont": base,
                "CIDSystemInfo": pdfdoc.PDFDictionary(
                    {
                        "Registry": pdfdoc.PDFString("Adobe"),
                        "Ordering": pdfdoc.PDFString("Identity"),
                        "Supplement": 0,
                    }
                ),
                "FontDescriptor": refer(self._descriptor(base, refer(file, "fontFile")), "fontDescriptor"),
                "DW": 0,
                "W": pdfdoc.PDFArray(self._widths(glyphs)),
                "CIDToGIDMap": refer(pdfdoc.PDFStream(content=bytes(codes_to_glyphs), filters=compressed), "codes"),
            }
        )
        font = pdfdoc.PDFDictionary(
            {
                "Type": pdfdoc.PDFName("Font"),
                "Subtype": pdfdoc.PDFName("Type0"),
                "BaseFont": base,
                "Encoding": pdfdoc.PDFName("Identity-H"),
                "DescendantFonts": pdfdoc.PDFArray([refer(descendant, "descendant")]),
                "ToUnicode": refer(pdfdoc.PDFStream(content=_meaning_map(meanings), filters=compressed), "meanings"),
            }
        )
        document.idToObject["BasicFonts"].dict[self.name] = refer(font, "font")

    def _widths(self, glyphs: dict[int, int]) -> list[Any]:
        from reportlab.pdfbase import pdfdoc

        runs: list[tuple[int, list[float]]] = []
        for code in sorted(glyphs):
            width = round(self.face.font.get_glyph_h_advance(glyphs[code]) * self.face.scale, 3)
            if runs and code == runs[-1][0] + len(runs[-1][1]):
                runs[-1][1].append(width)
            else:
                runs.append((code, [width]))
        return [part for code, widths in runs for part in (code, pdfdoc.PDFArray(widths))]

    def _descriptor(self, base: Any, file: Any) -> Any:
        from reportlab.pdfbase import pdfdoc

        scale = self.face.scale
        extents = self.face.font.get_font_extents("ltr")
        ascent, descent = round(extents.ascender * scale), round(extents.descender * scale)
        return pdfdoc.PDFDictionary(
            {
                "Type": pdfdoc.PDFName("FontDescriptor"),
                "FontName": base,
                "Flags": 4 | (64 if "Italic" in self.face.name else 0),
                "FontBBox": pdfdoc.PDFArray([-1000, descent, 2000, ascent]),
                "ItalicAngle": -9 if "Italic" in self.face.name else 0,
                "Ascent": ascent,
                "Descent": descent,
                "CapHeight": 727,
                "StemV": 140 if "Bold" in self.face.name else 90,
                "FontFile2": file,
            }
        )


def _subset(face: Face, glyphs: set[int]) -> tuple[bytes, dict[int, int]]:
    """The font file with these glyphs alone, and where each went."""
    import uharfbuzz

    wanted = uharfbuzz.SubsetInput()
    wanted.glyph_set.update(glyphs)
    wanted.flags = uharfbuzz.SubsetFlags.NOTDEF_OUTLINE | uharfbuzz.SubsetFlags.NO_LAYOUT_CLOSURE
    for table in ("GSUB", "GPOS", "GDEF", "name", "OS/2", "post", "cmap", "kern", "STAT", "DSIG", "gasp"):
        wanted.drop_table_tag_set.add(_tag_number(table))
    plan = uharfbuzz.SubsetPlan(face.face, wanted)
    numbers = {int(old): int(new) for old, new in plan.old_to_new_glyph_mapping.items()}
    return bytes(plan.execute().blob.data), numbers


def _tag_number(table: str) -> int:
    return int.from_bytes(table.ljust(4).encode("ascii"), "big")


def _tag(name: str, glyphs: dict[int, int]) -> str:
    """Six capitals that name this subset; the same characters give the same letters."""
    digest = hashlib.sha256(f"{name} {sorted(glyphs)}".encode()).digest()
    return "".join(chr(65 + byte % 26) for byte in digest[:6])


def _meaning_map(meanings: dict[int, str]) -> bytes:
    """The table by which a reader copies and searches text."""
    entries = [f"<{code:04x}> <{text.encode('utf-16-be').hex()}>" for code, text in sorted(meanings.items())]
    blocks = []
    for first in range(0, len(entries), 100):
        block = entries[first : first + 100]
        blocks.append(f"{len(block)} beginbfchar\n" + "\n".join(block) + "\nendbfchar")
    body = "\n".join(blocks)
    return (
        "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n"
        "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def\n"
        "/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n"
        "1 begincodespacerange\n<0000> <ffff>\nendcodespacerange\n"
        f"{body}\nendcmap\nCMapName currentdict /CMap defineresource pop\nend\nend"
    ).encode("ascii")
