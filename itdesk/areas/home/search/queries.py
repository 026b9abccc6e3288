"""What palette and search page ask the store: by words, numbers, phone digits, people, in the bin."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any
from zoneinfo import ZoneInfo

from itdesk.areas.home.search.rules import Hit
from itdesk.core.errors import UserError
from itdesk.core.filters import Filter, Operator
from itdesk.core.record import Kind
from itdesk.core.texts import ngettext
from itdesk.db import finding, history, lists, records, search, suggesting

PEOPLE = "people"
TOLD = 6  # people whose devices and tickets are counted
MOST = 500  # hits of the search page; more are narrowed by words
DIGITS = 5  # from here on a number may be a part of a phone number


@dataclass(frozen=True, slots=True)
class Among:
    """Which records are looked through: one kind if it is named, else those of areas that aren't switched off (None: all)."""

    kind: str = ""
    on: tuple[str, ...] | None = None

    @property
    def kinds(self) -> list[str] | None:
        """The kinds; None for all."""
        return [self.kind] if self.kind else list(self.on) if self.on is not None else None


@dataclass(frozen=True, slots=True)
class Result:
    """What was found; where nothing was: words to look for instead, words to leave out with the rest, and the bin."""

    hits: tuple[Hit, ...] = ()
    more: bool = False
    instead: tuple[str, ...] = ()
    without: tuple[tuple[str, str], ...] = ()
    in_bin: int = 0


def lately(session: Any, known: Sequence[tuple[str, int]]) -> Result:
    """Records that were open lately, with what they are called now; those that are gone are left out."""
    found: list[Hit] = []
    for kind, record_id in known:
        if kind not in session.info["registry"]:
            continue
        try:
            title = records.title_of(session, kind, record_id)
        except UserError:  # may not be read any more
            continue
        if title and not records.is_in_bin(session, kind, record_id):
            found.append(Hit(kind, record_id, title))
    return Result(tuple(found))


def look(session: Any, words: str, scope: str, among: Among, limit: int) -> Result:
    """Search as the scope says: "#" by numbers, "@" people, a kind, or everything."""
    if scope == "@":
        people = records.choices_for(session, PEOPLE, words, limit)
        hits = [Hit(PEOPLE, key, title, subtitle) for key, title, subtitle in people]
        return _helped(session, words, Result(tuple(_told(session, hits)), more=len(people) == limit), Among(PEOPLE))
    kind = among.kind
    if kind and not words:
        rows = lists.page(
            session, lists.ListSpec(kind, (session.info["registry"][kind].title,), sort=("-id",)), limit=limit
        )
        return Result(tuple(Hit(kind, row[0], str(row[1] or "")) for row in rows.rows), more=rows.next is not None)
    if scope == "#":
        found = search.find_number(session, words, limit)
        hits = [Hit(one.kind, one.id, one.title, one.subtitle, one.excerpt) for one in _on(found.hits, among)]
        return Result(tuple(_with_phones(session, words, hits)), more=found.more)
    found = search.find(session, words, limit, kinds=among.kinds)
    hits = [Hit(one.kind, one.id, one.title, one.subtitle, one.excerpt) for one in _on(found.hits, among)]
    if not kind and any(letter.isdigit() for letter in words):
        named = search.find_number(session, words, limit)
        hits = [*(Hit(one.kind, one.id, one.title, one.subtitle, one.excerpt) for one in _on(named.hits, among)), *hits]
        hits = list({(one.kind, one.id): one for one in hits}.values())[:limit]
        hits = _with_phones(session, words, hits)
    return _helped(session, words, Result(tuple(_told(session, hits)), more=found.more), among)


def _on(hits: Sequence[search.Hit], among: Among) -> list[search.Hit]:
    """Hits of numbers come from every kind."""
    return [one for one in hits if among.on is None or one.kind in among.on]


def _with_phones(session: Any, words: str, hits: list[Hit]) -> list[Hit]:
    """Whoever has these digits in a phone number as well, however it is written."""
    digits = "".join(letter for letter in words if letter.isdigit())
    if len(digits) < DIGITS or any(letter.isalpha() for letter in words):
        return hits
    known = {(one.kind, one.id) for one in hits}
    phones = [Hit(*one) for one in finding.by_phone(session, digits, 12)]
    return [*hits, *(one for one in phones if (one.kind, one.id) not in known)]


def _told(session: Any, hits: Sequence[Hit]) -> list[Hit]:
    """People with how much they have and how many tickets of theirs are open."""
    told: list[Hit] = []
    counted = 0
    for hit in hits:
        if hit.kind == PEOPLE and counted < TOLD:
            counted += 1
            told.append(
                replace(hit, excerpt=" · ".join(part for part in (hit.subtitle, *_counts(session, hit.id)) if part))
            )
        else:
            told.append(hit)
    return told


def _counts(session: Any, person: int) -> list[str]:
    mine = Filter("person", Operator.IS, person), Filter("requester", Operator.IS, person)
    open_ones = Filter("status", Operator.IS_NOT, ("resolved", "closed"))
    devices = lists.count(session, lists.ListSpec("hardware", ("tag",), (mine[0],)))
    tickets = lists.count(session, lists.ListSpec("tickets", ("number",), (mine[1], open_ones)))
    said = []
    if devices:
        said.append(ngettext("{n} device", "{n} devices", devices).format(n=devices))
    if tickets:
        said.append(ngettext("{n} open ticket", "{n} open tickets", tickets).format(n=tickets))
    return said


def _helped(session: Any, words: str, result: Result, among: Among) -> Result:
    """With what helps, where nothing was found."""
    if result.hits or not words:
        return result
    kinds = among.kinds
    return replace(
        result,
        instead=tuple(suggesting.instead(session, words, kinds)),
        without=tuple(suggesting.without(session, words, kinds)),
        in_bin=len(suggesting.in_bin(session, words, kinds)),
    )


def survey(session: Any, words: str, among: Among, *, deleted: bool) -> Result:
    """Everything that has the words, with what chips narrow by; or what helps where nothing has."""
    if not words.strip():
        return Result()
    if deleted:
        binned = suggesting.in_bin(session, words, among.kinds)
        return Result(tuple(_described(session, [Hit(*one) for one in binned[:MOST]])), more=len(binned) > MOST)
    found = search.find(session, words, MOST, kinds=among.kinds)
    hits = [Hit(one.kind, one.id, one.title, one.subtitle, one.excerpt) for one in found.hits]
    if not among.kind:
        hits = _with_phones(session, words, hits)
    return _helped(session, words, Result(tuple(_described(session, hits)), more=found.more), among)


def _described(session: Any, hits: Sequence[Hit]) -> list[Hit]:
    """The hits with number, state, people and day, in one read for each kind."""
    by_kind: dict[str, list[int]] = {}
    for hit in hits:
        by_kind.setdefault(hit.kind, []).append(hit.id)
    known = {kind: _of_kind(session, kind, ids) for kind, ids in by_kind.items()}
    return [replace(hit, **known[hit.kind].get(hit.id, {})) for hit in hits]


def _of_kind(session: Any, kind: str, ids: Sequence[int]) -> dict[int, dict[str, Any]]:
    record_type = session.info["registry"][kind]
    people = [f"{one.name}.id" for one in record_type.stored if one.kind is Kind.LINK and one.to == PEOPLE]
    state = "status" if "status" in record_type.by_name else ""
    number = record_type.number_field if record_type.number_prefix else ""
    named = [name for name in (number, state) if name]
    rows = lists.rows(session, lists.ListSpec(kind, ("updated_at", *named, *people)), ids)
    zone = ZoneInfo(session.info["workspace"].zone)
    found: dict[int, dict[str, Any]] = {}
    for record_id, row in rows.items():
        values = dict(zip(("updated_at", *named, *people), row[1:], strict=True))
        at = values["updated_at"]
        found[record_id] = {
            "at": at.astimezone(zone).date() if at is not None else None,
            "number": str(values.get(number) or ""),
            "state": history.in_words(session, record_type.by_name.get(state), values.get(state)) if state else "",
            "people": frozenset(values[name] for name in people if values[name]),
        }
    return found
