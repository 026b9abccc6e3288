"""The colour and the letters by which a workspace is told from others, on windows, in lists and on every report."""

from __future__ import annotations

import zlib
from dataclasses import dataclass

from itdesk.core.texts import N_

LONGEST = 2  # letters on a tile

# White reads on each with at least 4.5:1, and each stands out from paper in both themes.
COLOURS = {
    "forest": ("#2F5E50", N_("Forest")),
    "plum": ("#5C4B7D", N_("Plum")),
    "brick": ("#7D4B3C", N_("Brick")),
    "steel": ("#34597F", N_("Steel")),
    "olive": ("#6B5A22", N_("Olive")),
    "berry": ("#7A3F5C", N_("Berry")),
    "ocean": ("#1F6173", N_("Ocean")),
    "moss": ("#4B6327", N_("Moss")),
    "rust": ("#93470F", N_("Rust")),
    "ruby": ("#9A2F3A", N_("Ruby")),
    "night": ("#3C4A5E", N_("Night")),
    "violet": ("#6A3FA0", N_("Violet")),
}
_BY_NAME = ("forest", "plum", "brick", "steel", "olive", "berry")  # what a name alone can give, the same everywhere


@dataclass(frozen=True, slots=True)
class Mark:
    """A tile: its ground, and one or two letters that stand on it in white."""

    colour: str
    letters: str


def mark_of(name: str, colour: str = "", letters: str = "") -> Mark:
    """What was chosen for a workspace; where nothing was, what its name gives."""
    known = colour if colour in COLOURS else colour_of(name)
    return Mark(COLOURS[known][0], letters.strip()[:LONGEST] or initials(name))


def colour_of(name: str) -> str:
    """The word for the colour that a name has of itself."""
    return _BY_NAME[zlib.crc32(name.casefold().encode()) % len(_BY_NAME)]


def initials(name: str) -> str:
    """Two letters at most: the first of the first and of the last word."""
    words = [word for word in name.split() if word[0].isalnum()]
    if not words:
        return "?"
    letters = words[0][0] + (words[-1][0] if len(words) > 1 else "")
    return letters.upper()
