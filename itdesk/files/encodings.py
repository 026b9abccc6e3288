"""Which encoding a text file is in: its mark, UTF-8 if all of it is, else the one in which its words look like words.

Guesses of general detectors are poor on a few short names, which is what tables hold, so the candidates are few and
each is judged by letters that its languages really use.
"""

from __future__ import annotations

import codecs
import re
from pathlib import Path
from typing import IO

from itdesk.files.kinds import unreadable

ENCODINGS = (
    "utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252", "cp1250", "cp1251", "cp1253", "cp1254",
    "cp1257", "cp850", "cp437", "mac_roman", "koi8_r", "cp866", "cp932", "euc_jp", "gb18030", "big5", "cp949",
)  # fmt: skip
SAMPLE_BYTES = 262_144

# Letters and signs that texts of each code page are made of; the first encoding wins a draw.
_WESTERN = "äöüßéèêëàâçñáíóúåøæïîôùœìò’“”‘–—…€£©®™°§²³½¿¡«»·•×\u00a0"
_USUAL = {
    "cp1252": _WESTERN,
    "cp1250": "ąćęłńśźżáčďéěíňóřšťúůýžőűöüäßâîăşţôľĺ’“”„–—…€§°©®\u00a0",
    "cp1254": "şğıi̇çöüâîû’“”–…€\u00a0",
    "cp1251": "абвгдежзийклмнопрстуфхцчшщъыьэюяёєіїґ№«»–—“”’\u00a0",
    "koi8_r": "абвгдежзийклмнопрстуфхцчшщъыьэюяё",
    "cp866": "абвгдежзийклмнопрстуфхцчшщъыьэюяё№",
    "cp1253": "αβγδεζηθικλμνξοπρστυφχψωςάέήίόύώϊϋ’“”–€«»\u00a0",
    "cp850": _WESTERN,
    "mac_roman": _WESTERN,
}
_CYRILLIC = frozenset({"cp1251", "koi8_r", "cp866"})
_CJK = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uff01-\uff5e\u3000-\u303f]")
_KANA = re.compile("[\u3040-\u30ff]")
_MIXED = re.compile("(?<=[A-Za-z])[\u0370-\u052f]|[\u0370-\u052f](?=[A-Za-z])")
_AFTER_LATIN = re.compile("(?<=[A-Za-z])[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uff61-\uff9f]")


def detect_encoding(path: Path) -> str:
    """The encoding in which the whole file can be read and makes most sense."""
    try:
        with path.open("rb") as file:
            marked = _marked(file.read(SAMPLE_BYTES))
            if marked:
                return marked
            file.seek(0)
            if _is_utf8(file):
                return "utf-8"
            file.seek(0)
            telling = _telling_lines(file)
    except OSError as problem:
        raise unreadable(path, problem) from problem
    return _east_asian(telling) or _single_byte(telling)


def _marked(head: bytes) -> str:
    for mark, name in (
        (codecs.BOM_UTF8, "utf-8-sig"),
        (codecs.BOM_UTF32_LE, "utf-32"),
        (codecs.BOM_UTF32_BE, "utf-32"),
        (codecs.BOM_UTF16_LE, "utf-16"),
        (codecs.BOM_UTF16_BE, "utf-16"),
    ):
        if head.startswith(mark):
            return name
    return _unmarked_utf16(head) if b"\0" in head else ""


def _unmarked_utf16(head: bytes) -> str:
    """UTF-16 without its mark: line ends and delimiters give it away, and hardly any character is out of place."""
    for encoding, signs in (
        ("utf-16-le", (b"\n\0", b",\0", b";\0", b"\t\0")),
        ("utf-16-be", (b"\0\n", b"\0,", b"\0;", b"\0\t")),
    ):
        if not any(head.find(sign) % 2 == 0 for sign in signs if sign in head):
            continue
        text = head[: len(head) & ~1].decode(encoding, "replace")
        fitting = sum(letter.isalnum() or letter in " \t\r\n,;.:|\"'()/-_@&+“”’–€£" for letter in text)
        if text and fitting * 10 >= len(text) * 9:
            return encoding
    return ""


def _is_utf8(file: IO[bytes]) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        while chunk := file.read(1 << 20):
            decoder.decode(chunk)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _telling_lines(file: IO[bytes]) -> bytes:
    """Lines with bytes beyond ASCII, enough of them to judge by."""
    out: list[bytes] = []
    size = 0
    while size < SAMPLE_BYTES and (chunk := file.read(1 << 20)):
        for line in chunk.splitlines():
            if not line.isascii():
                out.append(line[:2000])
                size += len(out[-1])
                if size >= SAMPLE_BYTES:
                    break
    return b"\n".join(out)


def _single_byte(sample: bytes) -> str:
    best, chosen = -1.0, "cp1252"
    for encoding, usual in _USUAL.items():
        text = sample.decode(encoding, "replace")
        foreign = [letter for letter in text if letter > "\x7f"]
        fitting = sum(letter.casefold() in usual for letter in foreign) - _out_of_place(text)
        if encoding in _CYRILLIC:
            fitting -= sum(letter.isupper() for letter in re.findall(r"(?<=[а-яё])[А-ЯЁ]", text))
        fitting -= len(_MIXED.findall(text))
        score = fitting / len(foreign) if len(foreign) > 2 or encoding == "cp1252" else 0.0
        if score > best + 0.02:
            best, chosen = score, encoding
    return chosen


def _out_of_place(text: str) -> int:
    """How often a sign stands inside a word, or a capital after a small letter, as happens in the wrong encoding."""
    inside: list[str] = re.findall(r"(?<=[A-Za-z])[^\x00-\x7f\w’‘–\xa0](?=[A-Za-z])", text)
    behind: list[str] = re.findall(r"(?<=[a-z])[^\x00-\x7f](?=[a-z\s,;])", text)
    usual = "’“”‘–—…€£©®™°§²³½¿¡«»·•×\xa0"
    return len(inside) + sum(letter.isupper() or not (letter.isalpha() or letter in usual) for letter in behind)


def _east_asian(sample: bytes) -> str:
    """A double-byte encoding in which everything is East Asian text; empty if the text is not of that kind."""
    for encoding in ("euc", "cp932", "big5", "gb18030", "cp949"):
        name = _euc(sample) if encoding == "euc" else encoding
        if not name:
            continue
        try:
            text = sample.decode(name)
        except UnicodeDecodeError:
            continue
        foreign = [letter for letter in text if letter > "\x7f"]
        fitting = len(_CJK.findall(text))
        if fitting * 10 < len(foreign) * 9 or len(_AFTER_LATIN.findall(text)) * 4 > len(foreign):
            continue
        rare = {
            "cp932": not (_KANA.search(text) or _common(sample, 0x88, 0x98)),
            "big5": not _common(sample, 0xA4, 0xC7),
        }
        if rare.get(name, False):
            continue
        return name
    return ""


def _common(sample: bytes, first: int, last: int) -> bool:
    """Whether most pairs begin in the rows where an encoding keeps its commonest characters."""
    pairs: list[bytes] = re.findall(rb"[\x81-\xfe][\x40-\xfe]", sample)
    return sum(first <= pair[0] <= last for pair in pairs) * 10 >= len(pairs) * 7


def _euc(sample: bytes) -> str:
    """Which of the encodings whose both bytes are high it is, if any: by rows of kana, Hangul and Han characters."""
    runs = re.findall(rb"[\x80-\xff]+", sample)
    pairs = [run[at : at + 2] for run in runs for at in range(0, len(run) - 1, 2)]
    if any(len(run) % 2 for run in runs) or not pairs or any(min(pair) < 0xA1 for pair in pairs):
        return ""
    letters = [pair[0] for pair in pairs if pair[0] >= 0xB0 or pair[0] in (0xA4, 0xA5)]
    if not letters:
        return ""
    if sum(lead in (0xA4, 0xA5) for lead in letters) * 10 >= len(letters):
        return "euc_jp"
    if all(0xB0 <= lead <= 0xC8 for lead in letters):
        return "cp949"
    return "gb18030"
