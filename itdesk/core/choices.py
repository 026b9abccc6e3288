"""Closed sets of values with what a person sees of each: a word, a tone and an icon."""

from __future__ import annotations

from enum import StrEnum
from typing import Self

from itdesk.core.texts import _, language


class Choice(StrEnum):
    """Members are written `NEW = "new", N_("New"), "blue", "ring-dashed"`: value, label, tone, icon, then aliases.

    The tone is a token of the theme (red, amber, green, violet, grey, accent); the icon a file of resources/icons, or
    a drawn status shape: ring-dashed, ring-half, ring-pause, ring-check, ring-x, square, diamond, bars-1 to bars-3, urgent.
    Aliases are words that other programs' files use for it; an import reads them without regard to case.
    """

    label_text: str
    tone: str
    icon: str
    aliases: tuple[str, ...]

    def __new__(
        cls, value: str, label: str = "", tone: str = "grey", icon: str = "", aliases: tuple[str, ...] = ()
    ) -> Self:
        member = str.__new__(cls, value)
        member._value_ = value
        member.label_text = label
        member.tone = tone
        member.icon = icon
        member.aliases = aliases
        return member

    @property
    def label(self) -> str:
        """The word for it in the language in use."""
        return _(self.label_text)

    @property
    def within(self) -> str:
        """The same inside a sentence; German keeps its capitals, as most of these words are nouns."""
        return self.label if language().startswith("de") else self.label.lower()
