"""How long a passphrase would stand against somebody who has the file: an estimate, told in a few words."""

from __future__ import annotations

import math
import re
import string
from dataclasses import dataclass

from itdesk.core.texts import N_, _

SHORTEST = 8
FAIR, STRONG = 40.0, 60.0  # bits; each try costs a second of a PC like this one
_WORD = 11.0  # bits that a word of a language is worth among others
_POOLS = (string.ascii_lowercase, string.ascii_uppercase, string.digits)
_RUNS = ("abcdefghijklmnopqrstuvwxyz", "0123456789", "qwertyuiopasdfghjklzxcvbnm", "qwertzuiopasdfghjklyxcvbnm")


@dataclass(frozen=True, slots=True)
class Strength:
    """Bits that somebody who guesses has to go through, with the word and tone that say so."""

    bits: float
    word: str
    tone: str

    @property
    def label(self) -> str:
        """In words, with what would help."""
        return _(self.word)


_WORDS = (
    (STRONG, N_("Strong: nobody will guess it."), "green-text"),
    (FAIR, N_("Fair: another word or two would make it strong."), "amber-text"),
    (0.0, N_("Weak: four or more words that don't belong together are strong and easy to type."), "red-text"),
)


def strength(passphrase: str) -> Strength:
    """What a passphrase is worth against guessing: runs and repetitions count little, words as words."""
    bits = min(_by_signs(passphrase), _by_words(passphrase))
    _least, word, tone = next(one for one in _WORDS if bits >= one[0])
    return Strength(bits, word, tone)


def _by_signs(text: str) -> float:
    pool = sum(len(signs) for signs in _POOLS if any(sign in signs for sign in text))
    pool += 33 if any(not sign.isalnum() for sign in text) else 0
    pool += 60 if any(sign.isalnum() and not sign.isascii() for sign in text) else 0
    return len(_without_runs(text)) * math.log2(max(pool, 2))


def _by_words(text: str) -> float:
    """Letters that stand together are a word, worth no more than one; all else counts by itself."""
    words = re.findall(r"[^\W\d_]{3,}", text)
    rest = re.sub(r"[^\W\d_]{3,}", "", text)
    different = {word.casefold() for word in words}
    return sum(min(_WORD * max(1, len(word) / 7), len(_without_runs(word)) * 4.7) for word in different) + _by_signs(
        rest
    )


def _without_runs(text: str) -> str:
    """What is left when signs that repeat or continue the one before are left out."""
    kept = ""
    for place, sign in enumerate(text):
        before = text[place - 1].lower() if place else ""
        follows = (
            any(before + sign.lower() in run or sign.lower() + before in run for run in _RUNS) if before else False
        )
        if not follows and before != sign.lower():
            kept += sign
    return kept
