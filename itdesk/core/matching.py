"""How well a few typed letters fit a title: by words, initials, letters in order, or with a slip of the finger."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

from itdesk.core.grams import norm


class Match(NamedTuple):
    """A higher score fits better, 0 not at all; places are the letters of the text that were typed."""

    score: float
    places: tuple[int, ...] = ()


NOTHING = Match(0)


def match(typed: str, text: str) -> Match:
    """Compare as search does: without case and accents. Every typed word has to be found; the score is that of the worst."""
    words = norm(typed).split()
    if not words:
        return Match(1)
    folded, origin = _folded(text)
    found = [_word(word, folded) for word in words]
    if all(one.score for one in found):
        places = {place for one in found for place in one.places}
        return Match(min(one.score for one in found) - len(text) / 10_000, _at(origin, places))
    spread = _in_order("".join(words), folded)
    if spread.score:
        return Match(spread.score, _at(origin, spread.places))
    return _slip(" ".join(words), folded)


def occurrences(typed: str, text: str) -> tuple[int, ...]:
    """The letters of a text that are one of the typed words, anywhere and as often as they stand there."""
    folded, origin = _folded(text)
    places: set[int] = set()
    for word in norm(typed).split():
        at = folded.find(word)
        while at >= 0:
            places.update(range(at, at + len(word)))
            at = folded.find(word, at + len(word))
    return _at(origin, places)


@lru_cache(maxsize=4096)
def _folded(text: str) -> tuple[str, tuple[int, ...] | None]:
    """The text as it is compared, and which letter of the text each of its letters comes from (None: the same)."""
    whole = norm(text)
    if text.isascii():
        return whole, None
    letters = [norm(letter) for letter in text]
    return "".join(letters), tuple(place for place, letter in enumerate(letters) for _one in letter)


def _at(origin: tuple[int, ...] | None, places: Iterable[int]) -> tuple[int, ...]:
    return tuple(sorted(places if origin is None else {origin[place] for place in places}))


def _word(word: str, text: str) -> Match:
    at = text.find(word)
    while at >= 0:
        if at == 0 or not text[at - 1].isalnum():
            return Match(100 - at / 100, tuple(range(at, at + len(word))))
        at = text.find(word, at + 1)
    initials = [
        number
        for number, letter in enumerate(text)
        if letter.isalnum() and (not number or not text[number - 1].isalnum())
    ]
    letters = "".join(text[number] for number in initials)
    at = letters.find(word)
    if at >= 0 and len(word) > 1:
        return Match(80 - at, tuple(initials[at : at + len(word)]))
    at = text.find(word)
    if at >= 0:
        return Match(60 - at / 100, tuple(range(at, at + len(word))))
    return NOTHING


def _in_order(letters: str, text: str) -> Match:
    """All letters in order, each gap costing; too scattered is no match."""
    if len(letters) < 3:
        return NOTHING
    places, at = [], -1
    for letter in letters:
        at = text.find(letter, at + 1)
        if at < 0:
            return NOTHING
        places.append(at)
    spread = places[-1] - places[0] + 1 - len(letters)
    return Match(40 - spread, tuple(places)) if spread <= 2 * len(letters) else NOTHING


def _slip(typed: str, text: str) -> Match:
    """A letter wrong, missing or swapped in one of the words."""
    if len(typed) < 4:
        return NOTHING
    from rapidfuzz import fuzz  # only where nothing exact was found

    best = max((fuzz.ratio(typed, word) for word in [text, *text.split()]), default=0)
    return Match(best / 5) if best >= 75 else NOTHING
