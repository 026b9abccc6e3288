"""Rules by which a list colours its rows: filters, and the word and tone of a row that meets all of them."""

from __future__ import annotations

from dataclasses import dataclass

from itdesk.core.filters import Filter
from itdesk.core.texts import N_

TONES = {
    "red": N_("Red"),
    "amber": N_("Amber"),
    "green": N_("Green"),
    "blue": N_("Blue"),
    "violet": N_("Violet"),
    "grey": N_("Grey"),
}
MOST = 8  # rules of one list


@dataclass(frozen=True, slots=True)
class Rule:
    """Of several rules the first that a record meets counts. Its name is read beside the colour, which never stands alone."""

    name: str
    tone: str
    filters: tuple[Filter, ...]
