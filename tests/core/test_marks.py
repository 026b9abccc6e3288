"""Tiles of workspaces: white reads on each colour, and a name gives the same one everywhere."""

from __future__ import annotations

import pytest

from itdesk.core.marks import COLOURS, mark_of


def light(colour: str) -> float:
    """Relative luminance as WCAG has it."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("colour", [pair[0] for pair in COLOURS.values()])
def test_white_letters_read_on_each_colour(colour: str) -> None:
    assert 1.05 / (light(colour) + 0.05) >= 4.5


def test_what_was_chosen_comes_before_what_the_name_gives() -> None:
    assert mark_of("Harbour & Pine", "ruby", "hp").colour == COLOURS["ruby"][0]
    assert mark_of("Harbour & Pine", "ruby", "hp").letters == "hp"
    assert mark_of("Harbour & Pine").letters == "HP"
    assert mark_of("harbour & pine").colour == mark_of("Harbour & Pine").colour
    assert mark_of("", "no colour").letters == "?"
