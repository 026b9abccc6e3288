"""What a search shows of what it found: narrowed by person, day and state, by kind, the newest first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import IntEnum
from typing import Any

from itdesk.areas.home.search.days import Span
from itdesk.core.texts import _


class Since(IntEnum):
    """How many days ago a record was changed last, at most; 0 for ever."""

    EVER = 0
    WEEK = 7
    MONTH = 31
    YEAR = 366

    @property
    def label(self) -> str:
        """Its name in the language in use."""
        return {
            Since.EVER: _("any time"),
            Since.WEEK: _("the last 7 days"),
            Since.MONTH: _("the last month"),
            Since.YEAR: _("the last year"),
        }[self]


@dataclass(frozen=True, slots=True)
class Hit:
    """One record. number is what people call it by, people are the ids of those it is linked to, at the day of its last change."""

    kind: str
    id: int
    title: str
    subtitle: str = ""
    excerpt: str = ""
    number: str = ""
    state: str = ""
    people: frozenset[int] = frozenset()
    at: date | None = None


@dataclass(frozen=True, slots=True)
class Asked:
    """What a person looks for, and the chips that narrow it."""

    words: str = ""
    kind: str = ""
    person: int = 0
    person_name: str = ""
    since: Since = Since.EVER
    state: str = ""
    deleted: bool = False
    span: Span | None = None  # days that stand in the words

    @property
    def searched(self) -> str:
        """The words that are looked for: without the days among them."""
        return self.words if self.span is None else self.span.rest

    @property
    def is_narrowed(self) -> bool:
        """Whether a chip hides anything."""
        return self != replace(Asked(), words=self.words, span=self.span)


def plain_of(asked: Asked) -> dict[str, Any]:
    """What is asked, as a saved search keeps it; days in its words are counted anew each time."""
    return {
        "words": asked.words, "kind": asked.kind, "person": asked.person, "person_name": asked.person_name,
        "since": int(asked.since), "state": asked.state, "deleted": asked.deleted,
    }  # fmt: skip


def asked_of(plain: Mapping[str, Any]) -> Asked:
    """The other way."""
    return Asked(
        str(plain["words"]), str(plain["kind"]), int(plain["person"]), str(plain["person_name"]),
        Since(int(plain["since"])), str(plain["state"]), bool(plain["deleted"]),
    )  # fmt: skip


def narrow(hits: Sequence[Hit], asked: Asked, today: date) -> list[Hit]:
    """The hits that the chips leave."""
    first = today - timedelta(days=asked.since.value)
    return [
        hit
        for hit in hits
        if (not asked.kind or hit.kind == asked.kind)
        and (not asked.person or asked.person in hit.people or (hit.kind == "people" and hit.id == asked.person))
        and (asked.since is Since.EVER or (hit.at is not None and hit.at >= first))
        and (not asked.state or hit.state == asked.state)
        and (asked.span is None or (hit.at is not None and asked.span.first <= hit.at <= asked.span.last))
    ]


def grouped(hits: Sequence[Hit]) -> list[tuple[str, list[Hit]]]:
    """The hits by kind, the kind with the best hit first; inside, the order in which they were found: newest first."""
    found: dict[str, list[Hit]] = {}
    for hit in hits:
        found.setdefault(hit.kind, []).append(hit)
    return list(found.items())


def states(hits: Sequence[Hit]) -> list[tuple[str, int]]:
    """The states that the hits are in, the most frequent first."""
    return Counter(hit.state for hit in hits if hit.state).most_common()


def kinds(hits: Sequence[Hit]) -> list[tuple[str, int]]:
    """The kinds of the hits with how many of each."""
    return Counter(hit.kind for hit in hits).most_common()
