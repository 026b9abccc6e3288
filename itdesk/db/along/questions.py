"""What merging a copy back would do, and what it has to be told: plain values for window and command line."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Side(StrEnum):
    """Whose value stays."""

    HERE = "here"
    THERE = "there"


@dataclass(frozen=True, slots=True)
class Question:
    """Something that both sides did something else to. key says what it is about, in every reading of the same copy."""

    key: str
    kind: str
    title: str
    what: str  # a field, or what it is about
    before: str
    here: str
    there: str


Decisions = Mapping[str, Side]


@dataclass(slots=True)
class Plan:
    """What would come in, by kind, and the questions; what is already the same on both sides isn't in it."""

    made: Counter[str] = field(default_factory=Counter)
    changed: Counter[str] = field(default_factory=Counter)
    binned: Counter[str] = field(default_factory=Counter)
    restored: Counter[str] = field(default_factory=Counter)
    inside: int = 0  # messages, comments, files, links and tags
    apart: int = 0  # saved views, where people keep them, and settings of the workspace
    questions: list[Question] = field(default_factory=list)

    @property
    def number(self) -> int:
        """Records that come in, go or change, without what waits for an answer."""
        return sum(sum(one.values()) for one in (self.made, self.changed, self.binned, self.restored))

    @property
    def is_empty(self) -> bool:
        """Whether nothing would change."""
        return not (self.number or self.inside or self.apart or self.questions)


@dataclass(frozen=True, slots=True)
class Merged:
    """What a merge did. renumbered are human numbers that were taken here meanwhile: the copy's, and the new ones."""

    records: int
    inside: int
    renumbered: tuple[tuple[str, str], ...]
    left: tuple[str, ...] = ()  # what was deleted there and is in use here, in sentences
