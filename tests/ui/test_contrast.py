"""Words and marks stand out from what is behind them, in light, dark and strong contrast; no colour speaks alone."""

from __future__ import annotations

from itertools import product

import pytest
from PySide6.QtGui import QColor

from itdesk import areas
from itdesk.core.choices import Choice
from itdesk.core.marks import COLOURS
from itdesk.ui.avatars import hue
from itdesk.ui.badges import hue as family
from itdesk.ui.theme import Theme
from tests.screens.ink import ratio

TEXT, LARGE = 4.5, 3.0
INKS = ("text", "text-2", "text-3", "accent-text", "red-text", "amber-text", "green-text", "violet-text")
PAPERS = ("window", "surface", "subtle", "hover", "selected", "selected-idle")
TONES = ("red", "amber", "green", "blue", "violet", "grey")
SERIES = ("c1", "c2", "c3", "c4", "c5", "c6")
READ = [
    *product(INKS, PAPERS),
    *((f"{tone}-text", f"{tone}-tint") for tone in TONES),  # badges and tags
    *((ink, f"{tone}-tint") for tone, ink in product(TONES, ("text",))),  # the words of a notice
    *(("on-accent", ground) for ground in ("accent", "accent-hover")),
    *((ink, "note") for ink in INKS[:3]),
    ("text", "pressed"),
    ("surface", "text"),  # toasts, tooltips and the bar over a selection
    ("accent-text", "blue-tint"),
]
SEEN = [
    *((tone, ground) for tone, ground in product(TONES, ("surface", "window", "subtle"))),
    *((one, "surface") for one in SERIES),
    *(("line-input", ground) for ground in ("surface", "window", "subtle")),
    *(
        ("focus", ground) for ground in ("surface", "window", "subtle", "hover", "selected")
    ),  # the ring round what has the keyboard
    ("budget", "surface"),
]


@pytest.fixture(params=[("light", "off"), ("dark", "off"), ("light", "on"), ("dark", "on")], ids="-".join)
def look(request: pytest.FixtureRequest, theme: Theme) -> Theme:
    """The theme in each mode, with usual and with strong contrast."""
    mode, contrast = request.param
    theme.choose(mode=mode, percent=100, density="normal", contrast=contrast, less_motion=False)
    return theme


def test_words_can_be_read_on_every_ground(look: Theme) -> None:
    weak = [(ink, paper) for ink, paper in READ if ratio(look.color(ink), look.color(paper)) < TEXT]
    assert weak == []


def test_marks_can_be_seen_on_every_ground(look: Theme) -> None:
    weak = [(ink, paper) for ink, paper in SEEN if ratio(look.color(ink), look.color(paper)) < LARGE]
    assert weak == []


def test_lines_can_be_seen_where_more_contrast_is_asked_for(look: Theme) -> None:
    found = min(ratio(look.color(line), look.color("surface")) for line in ("line", "line-strong", "grid"))
    assert (found >= LARGE) == look.strong


@pytest.mark.parametrize("colour", [colour for colour, _name in COLOURS.values()])
def test_letters_can_be_read_on_every_tile(colour: str) -> None:
    assert ratio(QColor("#FFFFFF"), QColor(colour)) >= TEXT


def test_initials_can_be_read_on_everybodys_disc() -> None:
    discs = {hue(f"{letter}{number}").name() for letter in "abcdefgh" for number in range(20)}
    assert len(discs) == 8
    assert min(ratio(QColor("#FFFFFF"), QColor(disc)) for disc in discs) >= TEXT


def choices() -> dict[str, type[Choice]]:
    """Every list of choices that a field of any record type has."""
    return {
        f"{record.kind}.{field.name}": field.choices
        for record in areas.registry()
        for field in record.fields
        if field.choices is not None and isinstance(field.choices, type)
    }


@pytest.mark.parametrize("name", sorted(choices()))
def test_each_choice_has_a_word_of_its_own_and_what_its_colour_means_has_a_shape(name: str) -> None:
    ones = list(choices()[name])
    assert len({one.label for one in ones}) == len(ones)
    telling = [one for one in ones if family(one.tone) in {"red", "amber"}]
    assert [one for one in telling if not one.label.strip()] == []
    shapes = [(one.icon, one.tone) for one in ones if one.icon]
    same_shape = {icon for icon, _tone in shapes if len({tone for other, tone in shapes if other == icon}) > 1}
    assert same_shape == set()  # one shape in two colours would be told apart by colour alone
