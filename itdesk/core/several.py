"""What is to become of fields of several records at once, and what was judged of it: pure, for the window and the store."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from functools import cached_property
from typing import overload

from itdesk.core.errors import UserError
from itdesk.core.record import Field, Kind
from itdesk.core.texts import _


class How(StrEnum):
    """What is done with a field's value."""

    SET = "set"
    CLEAR = "clear"
    ADD = "add"  # tags besides those there are, a number or days to what stands there, a line under a text
    TAKE = "take"  # tags off
    REFUSE = "refuse"  # what was given can't be read: why says so


ADDED_TO = frozenset({Kind.INTEGER, Kind.DECIMAL, Kind.MONEY, Kind.DATE, Kind.LONG, Kind.TAGS})


@dataclass(frozen=True, slots=True)
class Change:
    """One field's change. A tag's value is a tuple of names, a link's an id, what is added to a date whole days."""

    name: str
    how: How
    value: object = None
    why: str = ""


class Verdict(StrEnum):
    """What becomes of a record."""

    CHANGED = "changed"
    SAME = "same"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Judged:
    """A record and what would become of it: old and new value by name, those that follow from others as well."""

    id: int
    title: str
    pairs: Mapping[str, tuple[object, object]] = field(default_factory=dict)
    why: str = ""
    field: str = ""
    currency: str = ""  # of the sums in it

    @property
    def verdict(self) -> Verdict:
        """Refused where a reason is told, else by whether anything differs."""
        if self.why:
            return Verdict.REFUSED
        return Verdict.CHANGED if self.pairs else Verdict.SAME


_NEAR = 16_384  # ids that are sorted at once

Wanted = Sequence[tuple[int, Sequence[Change]]]


class SameForAll(Sequence[tuple[int, Sequence[Change]]]):
    """The same changes for each of these records, which may be a million: no list of pairs is made of them."""

    def __init__(self, ids: Sequence[int], changes: Sequence[Change]) -> None:
        self._ids, self._changes = ids, changes

    def __len__(self) -> int:
        return len(self._ids)

    @overload
    def __getitem__(self, place: int) -> tuple[int, Sequence[Change]]: ...
    @overload
    def __getitem__(self, place: slice) -> SameForAll: ...
    def __getitem__(self, place: int | slice) -> tuple[int, Sequence[Change]] | SameForAll:
        if isinstance(place, slice):
            return SameForAll(self._ids[place], self._changes)
        return self._ids[place], self._changes

    def __iter__(self) -> Iterator[tuple[int, Sequence[Change]]]:
        for one in self._ids:
            yield one, self._changes


def in_order(ids: Iterable[int]) -> Iterator[int]:
    """Ids from the lowest on, sorted some at a time: sorting a million at once holds up every other thread."""
    near: dict[int, list[int]] = {}
    for one in ids:
        near.setdefault(one // _NEAR, []).append(one)
    for key in sorted(near):
        yield from sorted(near[key])


@dataclass(frozen=True)
class Judgement:
    """Every record with what was wanted of it and what was judged; titles of linked records by kind and id."""

    kind: str
    wanted: Wanted
    records: Sequence[Judged]
    titles: Mapping[str, Mapping[int, str]] = field(default_factory=dict)

    @cached_property
    def by_verdict(self) -> Mapping[Verdict, Sequence[Judged]]:
        """The records of each verdict, in their order."""
        found: dict[Verdict, list[Judged]] = {verdict: [] for verdict in Verdict}
        for one in self.records:
            found[one.verdict].append(one)
        return found

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The fields that were asked to change, in the order in which they were asked."""
        return tuple(dict.fromkeys(change.name for _id, changes in self.wanted for change in changes))

    def title_of(self, declared: Field, value: object) -> object:
        """A link's value as its title; any other as it is."""
        if declared.kind is not Kind.LINK or not isinstance(value, int):
            return value
        return self.titles.get(declared.to, {}).get(value, "")


class Outdated(UserError):
    """Somebody changed what the preview showed; nothing was written, and the preview has to be seen anew."""


def changed_value(declared: Field, old: object, change: Change) -> object:
    """The value that a change makes of the old one; a UserError says why it can't."""
    if change.how is How.CLEAR:
        return None
    if change.how is How.SET:
        return change.value
    if declared.kind is Kind.LONG:
        return f"{old}\n{change.value}" if old else change.value
    if old is None:
        raise UserError(_("{field} is empty, so there is nothing to add to.").format(field=declared.label))
    try:
        return _sum(old, change.value)
    except OverflowError as error:
        raise UserError(_("{field} would be too far away.").format(field=declared.label)) from error


def _sum(old: object, more: object) -> object:
    if isinstance(old, date) and not isinstance(old, datetime) and isinstance(more, int):
        return old + timedelta(days=more)
    if isinstance(old, Decimal) and isinstance(more, Decimal | int):
        return old + more
    if isinstance(old, int) and isinstance(more, int):
        return old + more
    raise TypeError(f"{more!r} can't be added to {old!r}")


def tag_names(text: str) -> tuple[str, ...]:
    """The names of tags in a typed text: between commas, semicolons or line ends, each once."""
    parts = (" ".join(part.split()) for part in text.replace(";", ",").replace("\n", ",").split(","))
    return tuple(dict.fromkeys(part for part in parts if part))
