"""What the search page says where nothing is found, and what may help."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from itdesk.areas.home.search.rules import Asked
from itdesk.core.texts import _, ngettext
from itdesk.ui.emptystate import EmptyState
from itdesk.ui.page import Action

if TYPE_CHECKING:
    from itdesk.areas.home.search.queries import Result


@dataclass(frozen=True, slots=True)
class Ways:
    """How the page looks for words alone, for something narrowed, and for the same with another narrowing."""

    words: Callable[[str], object]
    asked: Callable[[Asked], object]
    changed: Callable[..., object]


def nothing_found(
    asked: Asked, found: Result | None, ways: Ways, make_ticket: Callable[[], object] | None
) -> EmptyState:
    """Says what wasn't found, and leads to what may be."""
    words, span = asked.words.strip(), asked.span
    actions = []
    if span is not None and span.rest:
        other_days = replace(asked, words=span.rest)
        actions.append(
            Action(_("Leave out “{word}”").format(word=span.said), partial(ways.asked, other_days), icon="cal")
        )
    if asked.is_narrowed:
        actions.append(Action(_("Remove all filters"), partial(ways.words, words), icon="x"))
    actions += _nearby(found, ways) if found is not None else []
    if make_ticket is not None:
        actions.append(Action(_("New ticket “{title}”").format(title=words[:60]), make_ticket, icon="plus"))
    return EmptyState("search", _said(asked), "", actions)


def _nearby(found: Result, ways: Ways) -> list[Action]:
    actions = [
        Action(_("Search for “{words}”").format(words=one), partial(ways.words, one), icon="search")
        for one in found.instead
    ]
    actions += [
        Action(_("Leave out “{word}”").format(word=word), partial(ways.words, rest), icon="search")
        for word, rest in found.without
    ]
    if found.in_bin:
        text = ngettext("Look at {n} in the bin", "Look at {n} in the bin", found.in_bin).format(n=found.in_bin)
        actions.append(Action(text, partial(ways.changed, deleted=True), icon="trash"))
    return actions


def _said(asked: Asked) -> str:
    words, span = asked.searched.strip()[:60], asked.span
    if span is None:
        return _("Nothing contains “{words}”").format(words=words)
    if not words:
        return _("Nothing was changed: {days}").format(days=span.said)
    return _("Nothing contains “{words}” and was changed: {days}").format(words=words, days=span.said)
