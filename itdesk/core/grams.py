"""The one function that feeds search on both engines: a text's grams, and what a query demands of them.

Alphabets give trigrams and a two-letter prefix per word, Han, kana and Hangul single characters and pairs.
A text that the matcher accepts always has every gram that qgrams asks for.
"""

from __future__ import annotations

import re
import unicodedata
import zlib
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from itertools import pairwise
from operator import itemgetter
from typing import TypeVar

BLOCK_BITS = 14  # records of one block of 16,384 share a salt
Value = TypeVar("Value")
GOLDEN = 0x9E3779B1
_KNOWN = 40  # letters of the longest word whose cuts are kept
_MOST = 20_000  # stretches of text whose grams are kept at hand, and as many that were met before them: 10 MB

# Letters that decomposition leaves whole.
_PLAIN = {"đ": "d", "ð": "d", "ø": "o", "ł": "l", "æ": "ae", "œ": "oe", "ı": "i", "ħ": "h", "þ": "th"}
_DOT = "·"  # parts the second line of every entry; it folds to itself and is in no word
_CJK = "\u1100-\u11ff\u2e80-\ua4cf\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003ffff"


@cache
def _pattern(text: str) -> re.Pattern[str]:
    """Made when it is first needed: a start needs none of them."""
    return re.compile(text)


@cache
def _runs() -> re.Pattern[str]:
    """Stretches of one kind of script; made when they are first needed, since that takes 10 milliseconds."""
    return re.compile(f"[{_CJK}]+|[^{_CJK}]+")


@cache
def _cjk() -> re.Pattern[str]:
    return re.compile(f"[{_CJK}]")


def _is_cjk(text: str) -> bool:
    return _cjk().match(text) is not None


def is_accent(letter: str) -> bool:
    """Marks over and under Latin, Greek, Cyrillic and Hebrew letters; not kana voicing, virama, nukta or Thai vowels."""
    combining = unicodedata.combining(letter)
    return combining == 1 or 10 <= combining <= 36 or combining >= 200


class _Folding(dict[int, str]):
    """What each code point becomes once decomposed: nothing for accents. Filled as letters are met."""

    def __missing__(self, code: int) -> str:
        letter = chr(code)
        self[code] = folded = "" if is_accent(letter) else _PLAIN.get(letter, letter)
        return folded


class _Separating(dict[int, str]):
    """A space for everything that is neither letter, digit nor mark. Filled as characters are met."""

    def __missing__(self, code: int) -> str:
        letter = chr(code)
        self[code] = kept = letter if letter.isalnum() or unicodedata.category(letter)[0] == "M" else " "
        return kept


class _Mixing(dict[str, bool]):
    """Whether folding a character gives one of these of ASCII, or joins them: accents, full-width digits. Filled as met."""

    def __init__(self, letters: str) -> None:
        super().__init__()
        self._letters = frozenset(letters)

    def __missing__(self, letter: str) -> bool:
        self[letter] = mixes = not letter.isascii() and (
            unicodedata.combining(letter) > 0 or not self._letters.isdisjoint(norm(letter))
        )
        return mixes


_folding = _Folding()
_separating = _Separating()


def norm(text: str) -> str:
    """The text as search compares it: case folded, accents dropped, composed."""
    if text.isascii() or text.replace(_DOT, "").isascii():
        return text.lower()
    decomposed = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    return unicodedata.normalize("NFC", decomposed.translate(_folding))


def _words(text: str) -> list[str]:
    normed = norm(text)
    return _pattern("[a-z0-9]+").findall(normed) if normed.isascii() else normed.translate(_separating).split()


class _Cuts(dict[int, Callable[[str], Sequence[str]]]):
    """What takes the grams out of a word of an alphabet, by its length: twice as quick as one at a time."""

    def __missing__(self, length: int) -> Callable[[str], Sequence[str]]:
        self[length] = cut = itemgetter(slice(2), *[slice(at, at + 3) for at in range(length - 2)])
        return cut


_cuts = _Cuts()


def _cut(word: str) -> Sequence[str]:
    """The two letters that a word of an alphabet begins with, and every three of it."""
    if 2 < len(word) <= _KNOWN:
        return _cuts[len(word)](word)
    return [word[:2], *[word[at : at + 3] for at in range(len(word) - 2)]] if len(word) > 1 else ()


def _word_grams(word: str) -> Sequence[str]:
    if word.isascii():
        return _cut(word)
    found: list[str] = []
    for run in _runs().findall(word):
        if _is_cjk(run):
            found += run
            found += map("".join, pairwise(run))
        else:
            found += _cut(run)
    return found


class _Met(dict[str, Value]):
    """What stretches of signs between spaces give: filled as they are met, most of them again and again.

    Once it is full, what is met again within the next as many stays; numbers that only one record has go by.
    """

    def __init__(self) -> None:
        super().__init__()
        self._before: dict[str, Value] = {}

    def __missing__(self, stretch: str) -> Value:
        known = self._before.pop(stretch, None)
        value = self._made(stretch) if known is None else known
        if len(self) >= _MOST:
            self._before = dict(self)
            self.clear()
        self[stretch] = value
        return value

    def _made(self, stretch: str) -> Value:
        raise NotImplementedError  # a dict can't be abstract; both kinds below say what they make


class _Lines(_Met[str]):
    """The grams of a stretch as one line."""

    def _made(self, stretch: str) -> str:
        if stretch.isascii() and stretch.isalnum():
            return " ".join(_cut(stretch.lower()))
        return " ".join([gram for word in _words(stretch) for gram in _word_grams(word)])


class _Hashes(_Met[tuple[int, ...]]):
    """The same as 32-bit numbers."""

    def _made(self, stretch: str) -> tuple[int, ...]:
        return tuple(map(hash32, _lines[stretch].split()))


_lines, _hashes = _Lines(), _Hashes()


def _stretches(text: str) -> set[str]:
    """What stands between spaces. Folding changes each by itself, since no letter joins another over a space."""
    if _DOT in text:
        text = text.replace(_DOT, " ")
    return set(text.lower().split() if text.isascii() else text.split())


def gram_line(text: str) -> str:
    """Every gram under which the text is found, with spaces between; one that several words share may stand there again."""
    return " ".join(map(_lines.__getitem__, _stretches(text)))


def grams(text: str) -> set[str]:
    """Every gram under which the text is found."""
    return set(gram_line(text).split())


def hashes(text: str) -> set[int]:
    """The same as 32-bit numbers; two grams on one number only add candidates, which the matcher drops."""
    return set().union(*map(_hashes.__getitem__, _stretches(text)))


def hash32(gram: str) -> int:
    """A signed 32-bit number that stays the same for ever: it is stored."""
    return zlib.crc32(gram.encode("utf-8", "surrogatepass")) - 0x80000000


def salted(numbers: Iterable[int], block: int) -> list[int]:
    """Gram hashes as they are stored for records of one block (id >> BLOCK_BITS), which bounds the index's lists."""
    salt = (block * GOLDEN) & 0xFFFFFFFF
    mixed = ((number ^ salt) & 0xFFFFFFFF for number in numbers)
    return [value - (1 << 32) if value >> 31 else value for value in mixed]


def _terms(query: str) -> list[str]:
    return norm(query).split()


def is_word_start(term: str) -> bool:
    """Whether a term is two letters of an alphabet, which are looked for at the start of words only."""
    return len(term) == 2 and " " not in term.translate(_separating) and not any(map(_is_cjk, term))


def qgrams(query: str) -> set[str] | None:
    """The grams that a text must have to match; None if the query is too short to ask an index."""
    found: set[str] = set()
    for term in _terms(query):
        separated = term.translate(_separating)
        for word in _pattern(r"\S+").finditer(separated):
            for run in _runs().finditer(word.group()):
                letters, at = run.group(), word.start() + run.start()
                if _is_cjk(letters):
                    found.update([letters] if len(letters) == 1 else map("".join, pairwise(letters)))
                elif len(letters) > 2:
                    found.update(letters[begin : begin + 3] for begin in range(len(letters) - 2))
                elif len(letters) == 2 and (at or len(term) == 2):
                    found.add(
                        letters
                    )  # at the term's start it may be the tail of a longer word: "ck-0054" is in "TCK-0054"
    return found or None


def matcher(query: str) -> Callable[[str], bool]:
    """A test of texts: every term is in the text, two-letter ones at the start of a word."""
    terms = _terms(query)
    starts = [term for term in terms if is_word_start(term)]
    inside = [term for term in terms if not is_word_start(term)]

    is_plain, mixing = not starts and all(term.isascii() for term in inside), _Mixing("".join(inside))

    def plainly(text: str) -> bool | None:
        """Without folding, a tenth of the time; None where the text has letters that may become those of the terms."""
        lowered = text.lower()
        if all(term in lowered for term in inside):
            return True
        foreign = _pattern(r"[^\x00-\x7f]+").findall(text.replace(_DOT, ""))
        return None if any(map(mixing.__getitem__, set("".join(foreign)))) else False

    def matches(text: str) -> bool:
        told = plainly(text) if is_plain else None
        if told is not None:
            return told
        normed = norm(text)
        return all(term in normed for term in inside) and all(_starts_word(term, normed) for term in starts)

    return matches


def _starts_word(term: str, normed: str) -> bool:
    at = normed.find(term)
    while at >= 0:
        if at == 0 or normed[at - 1].translate(_separating) == " " or _is_cjk(normed[at - 1]):
            return True
        at = normed.find(term, at + 1)
    return False
