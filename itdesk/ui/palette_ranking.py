"""Which rows of the palette fit what is typed, and in which order: by the match, and by what a person uses."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

from itdesk.core.matching import match, occurrences
from itdesk.ui.page import Action
from itdesk.ui.palette_rows import Found, Place, Row

KEYED = 70.0  # score of an action whose key is typed
USED, MOST_USED = 8, 24  # what twice as much use is worth beside a better match, and all use together

Weigh = Callable[[str], float]


def liked(score: float, use: str, weigh: Weigh) -> float:
    """A match's score, raised by how much a person uses what it found."""
    return score + min(MOST_USED, USED * math.log2(1 + weigh(use))) if score else 0.0


def action_rows(actions: Sequence[Action], words: str, weigh: Weigh) -> list[Row]:
    """Actions whose words, or whose key, are typed; what fits as well stands as the page has it, however long it is."""
    rows = []
    for action in actions:
        found, use = match(words, action.label), f"do:{action.label}"
        score = found.score or (KEYED if words and _is_key(words, action.key) else 0.0)
        if score:
            row = Row(
                action.label, icon=action.icon or "bolt", key=action.key, marked=found.places, run=action.run, use=use
            )
            rows.append((round(liked(score, use, weigh), 2), row))
    return [row for _score, row in sorted(rows, key=lambda one: -one[0])]


def place_rows(places: Sequence[Place], words: str, weigh: Weigh) -> list[Row]:
    """Places by their path, or by other words for what lies there."""
    rows = []
    for place in places:
        title = match(words, place.title)
        other = match(words, place.words) if words and place.words else None
        score = max(title.score, other.score * 0.9 if other is not None else 0)
        if score:
            shown = other is not None and other.score > title.score
            row = Row(
                place.title,
                detail=place.words if shown else "",
                icon=place.icon,
                key=place.key,
                marked=title.places,
                marked_detail=other.places if shown and other is not None else (),
                run=place.run,
                use=f"place:{place.title}",
            )
            rows.append((liked(score, row.use, weigh), row))
    return [row for _score, row in sorted(rows, key=lambda one: -one[0])]


def record_row(found: Found, words: str) -> Row:
    """A record with the typed letters marked in its title, or in the text that has them."""
    title = match(words, found.title).places if words else ()
    detail = occurrences(words, found.detail) if words and not title else ()
    return Row(
        found.title,
        detail=found.detail,
        icon=found.icon,
        marked=title,
        marked_detail=detail,
        run=found.run,
        found=found,
        use=found.use,
    )


def _is_key(words: str, key: str) -> bool:
    """Whether what is typed is the key of an action, such as "ctrl+b" or "f5"."""
    return bool(key) and words.replace(" ", "").casefold() == key.replace(" ", "").casefold()
