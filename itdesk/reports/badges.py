"""A small tinted mark with an icon and a word, so that no state is told by colour alone."""

from __future__ import annotations

from dataclasses import dataclass

from itdesk.core.charts import Box
from itdesk.reports.icons import draw_icon
from itdesk.reports.surface import Surface
from itdesk.reports.text import Run, Style, elide, width_of

HEIGHT = 12.5
_TONES = {"red", "amber", "green", "violet", "grey", "blue"}


@dataclass(frozen=True, slots=True)
class Badge:
    """tone is red, amber, green, violet, grey or blue (accent counts as blue); icon a name of resources/icons."""

    text: str
    tone: str = "grey"
    icon: str = ""

    @property
    def token(self) -> str:
        return self.tone if self.tone in _TONES else "blue" if self.tone == "accent" else "grey"


def _style(badge: Badge) -> Style:
    return Style(7.5, 10, 600, f"{badge.token}-text")


def _word(badge: Badge, room: float) -> str:
    return elide(badge.text, _style(badge), room - (18 if badge.icon else 9))


def badge_width(badge: Badge, room: float) -> float:
    """How wide it will be, no wider than room."""
    return width_of([Run(_word(badge, room), _style(badge))]) + (18 if badge.icon else 9)


def draw_badge(surface: Surface, badge: Badge, x: float, middle: float, room: float = 200) -> float:
    """Draw it with its middle at that height, and return its width."""
    wide = badge_width(badge, room)
    surface.rect(Box(x, middle - HEIGHT / 2, wide, HEIGHT), f"{badge.token}-tint", radius=2.6)
    left = x + 4.5
    if badge.icon:
        draw_icon(surface, badge.icon, (left, middle - 4), 8, f"{badge.token}-text")
        left += 10
    surface.write((left, middle + 2.7), [Run(_word(badge, room), _style(badge))])
    return wide
