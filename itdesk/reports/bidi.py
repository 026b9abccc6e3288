"""The order of characters on a line that mixes scripts written from left and from right (Unicode annex 9)."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from typing import Any

_RIGHT = {"R", "AL"}
_FIRST_LOOKED_AT = 2000  # a paragraph that starts with more neutral characters than this reads from the left


def reads_from_right(text: str) -> bool:
    """Whether the first letter belongs to a script written from the right."""
    if text.isascii():
        return False
    for character in text[:_FIRST_LOOKED_AT]:
        kind = unicodedata.bidirectional(character)
        if kind == "L":
            return False
        if kind in _RIGHT:
            return True
    return False


def levels(text: str, *, from_right: bool) -> list[int]:
    """Embedding level of each character; even ones read from the left."""
    base = 1 if from_right else 0
    if not from_right and not any(unicodedata.bidirectional(character) in {"R", "AL", "AN"} for character in text):
        return [0] * len(text)
    from bidi import algorithm

    characters: list[dict[str, Any]] = [
        {"ch": character, "level": base, "type": kind, "orig": kind}
        for character, kind in ((each, _kind(each)) for each in text)
    ]
    storage = algorithm.get_empty_storage()
    storage["base_level"], storage["base_dir"] = base, "LR"[base]
    storage["chars"] = list(characters)
    algorithm.explicit_embed_and_overrides(storage)
    algorithm.resolve_weak_types(storage)
    algorithm.resolve_neutral_types(storage, debug=False)
    algorithm.resolve_implicit_levels(storage, debug=False)
    found: list[int] = []
    for character in characters:
        # joiners take no part in the algorithm and stay with the letter before them
        ignored = character["orig"] == "BN"
        found.append(found[-1] if ignored and found else character["level"])
    for number in range(len(found) - 1, -1, -1):
        if text[number] not in " \u00a0":
            break
        found[number] = base
    return found


def _kind(character: str) -> str:
    """The character's class; unassigned ones count as letters from the left, and isolates as neutral."""
    kind = unicodedata.bidirectional(character) or "L"
    return "ON" if kind in {"LRI", "RLI", "FSI", "PDI", "B", "S"} else kind


def visual_order(depths: Sequence[int]) -> list[int]:
    """Positions of stretches from left to right, by reversing nested ones, deepest first."""
    order = list(range(len(depths)))
    if not any(depths):
        return order
    for depth in range(max(depths), 0, -1):
        start = 0
        while start < len(order):
            end = start
            while end < len(order) and depths[order[end]] >= depth:
                end += 1
            if end > start:
                order[start:end] = reversed(order[start:end])
            start = max(end, start + 1)
    return order
