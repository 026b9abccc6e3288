"""Tags of several records: what putting on, taking off or setting them does to each, and writing it for many at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import cast

from sqlalchemy.orm import Session

from itdesk.core.grams import norm
from itdesk.core.several import Change, How
from itdesk.db import tags


@dataclass(frozen=True, slots=True)
class TagChange:
    """The tags of a record before and after, by folded name."""

    old: Mapping[str, str]
    new: Mapping[str, str]

    @property
    def differs(self) -> bool:
        """Whether a tag comes or goes."""
        return self.old.keys() != self.new.keys()

    @property
    def before(self) -> str:
        """What it had, as a list shows it."""
        return _said(self.old)

    @property
    def after(self) -> str:
        """What it gets, as a list shows it."""
        return _said(self.new)

    @property
    def on(self) -> tuple[str, ...]:
        """Names of those that come."""
        return tuple(name for folded, name in sorted(self.new.items()) if folded not in self.old)

    @property
    def off(self) -> tuple[str, ...]:
        """Names of those that go."""
        return tuple(name for folded, name in sorted(self.old.items()) if folded not in self.new)


def judge_tags(worn: Mapping[str, str], so_far: TagChange | None, asked: Change) -> TagChange:
    """What one more change makes of a record's tags."""
    old = worn if so_far is None else so_far.old
    new = dict(old if so_far is None else so_far.new)
    given = {norm(name): name for name in cast("tuple[str, ...]", asked.value or ())}
    if asked.how in (How.SET, How.CLEAR):
        new = {folded: old.get(folded, name) for folded, name in given.items()}
    elif asked.how is How.ADD:
        new = {**given, **new}
    else:
        new = {folded: name for folded, name in new.items() if folded not in given}
    return TagChange(old, new)


def put_tags(session: Session, kind: str, changed: Sequence[tuple[int, TagChange]]) -> None:
    """Write the changes, those that are the same together."""
    together: defaultdict[tuple[tuple[str, ...], tuple[str, ...]], list[int]] = defaultdict(list)
    for record_id, one in changed:
        together[one.on, one.off].append(record_id)
    for (on, off), ids in together.items():
        tags.put(session, kind, ids, on, off)


def _said(names: Mapping[str, str]) -> str:
    return ", ".join(name for _folded, name in sorted(names.items()))
