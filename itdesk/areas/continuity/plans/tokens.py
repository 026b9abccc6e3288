"""Tokens in plan texts, such as {{hardware:HP-SV-001}} or {{vendor:Halden|support_phone}}, found and told apart from words."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

_TOKEN = re.compile(r"\{\{\s*([A-Za-z_]+)\s*:\s*([^{}|\n]+?)\s*(?:\|\s*([A-Za-z_]+)\s*)?\}\}")

# The word in a token, for people, and the kind of record that it names.
KINDS = {
    "hardware": "hardware",
    "asset": "hardware",
    "licence": "licences",
    "contract": "contracts",
    "vendor": "vendors",
    "person": "people",
    "system": "systems",
    "ticket": "tickets",
    "site": "sites",
    "place": "places",
}
WORDS = {kind: word for word, kind in reversed(KINDS.items())}


@dataclass(frozen=True, slots=True)
class Token:
    """A name for a record: its kind (empty where the word is none), what it is found by, and one of its values."""

    kind: str
    key: str
    part: str
    source: str


def split(text: str) -> tuple[str | Token, ...]:
    """Words and tokens in their order; words joined with the tokens' sources are the text again."""
    pieces: list[str | Token] = []
    position = 0
    for found in _TOKEN.finditer(text):
        if found.start() > position:
            pieces.append(text[position : found.start()])
        word = found[1].lower()
        pieces.append(
            Token(KINDS.get(word, word if word in WORDS else ""), found[2], (found[3] or "").lower(), found[0])
        )
        position = found.end()
    if position < len(text):
        pieces.append(text[position:])
    return tuple(pieces)


def tokens(text: str) -> tuple[Token, ...]:
    """The tokens alone."""
    return tuple(piece for piece in split(text) if isinstance(piece, Token))


def write(kind: str, key: str, part: str = "") -> str:
    """The token that names a record. Braces and bars can't stand in a token and become spaces."""
    clean = " ".join(re.sub(r"[{}|\n]", " ", key).split())
    return f"{{{{{WORDS[kind]}:{clean}|{part}}}}}" if part else f"{{{{{WORDS[kind]}:{clean}}}}}"


def replaced(text: str, value_of: Callable[[Token], str]) -> str:
    """The text with each token's value in its place."""
    return "".join(piece if isinstance(piece, str) else value_of(piece) for piece in split(text))
