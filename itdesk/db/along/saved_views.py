"""Saved views of a copy beside those that are here: the same view by its identity, or by its name and owner."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from itdesk.core.filters import ACTORS, JOINING
from itdesk.core.reach import is_known, reach
from itdesk.core.record import Kind, RecordType
from itdesk.core.texts import _
from itdesk.db import tables, views
from itdesk.db.along.ground import Ground
from itdesk.db.along.questions import Question, Side

if TYPE_CHECKING:
    from itdesk.db.along.applying import Applying
    from itdesk.db.along.comparing import Comparing

Plain = Mapping[str, Any]
Linked = Callable[[str, int], Any]  # of a kind and a record's id there: what stands for it
_GONE = 0  # a record that is not here: no record has this id


class Views:
    """What happens to each saved view that was touched there."""

    def __init__(self, compared: Comparing) -> None:
        self._all, self._here, self._there = compared, compared.here, compared.there
        self._put: list[tuple[str, Plain | None]] = []  # as it is there, by its identity here; None where it goes
        self.same: dict[str, str] = {}  # views that were made on both sides and are one: identity there -> here

    def compare(self, uid: str, old: Plain | None) -> None:
        """One view of the copy, beside what it was and what is here."""
        there, own = plain_of(self._there, uid), uid
        here = plain_of(self._here, uid)
        if here is None and there is not None and old is None:
            own = self._namesake(there) or uid
            if own != uid:
                self.same[uid] = own
                here = plain_of(self._here, own)
        was, now, new = self._token(self._there, old), self._token(self._here, here), self._token(self._there, there)
        if now == new or (there is None and here is None):
            return
        if now == was or self._asked(uid, (old, here, there)) is Side.THERE:
            self._put.append((own, there))
            self._all.plan.apart += 1

    def _namesake(self, there: Plain) -> str:
        """The view here that has the same name and owner."""
        rows, owner = tables.views, self._owner(self._there, there)
        asked = select(rows.c.uid, rows.c.owner_id).where(rows.c.kind == there["kind"], rows.c.name == there["name"])
        for row in self._here.session.connection().execute(asked).all():
            if self._owner(self._here, {"owner_id": row.owner_id}) == owner:
                return str(row.uid)
        return ""

    @staticmethod
    def _owner(side: Ground, plain: Plain) -> str:
        owner = plain["owner_id"]
        return "" if owner is None else side.uid(side.table(ACTORS), owner)

    def _token(self, side: Ground, plain: Plain | None) -> Any:
        """A view as it compares with the other side's."""
        if plain is None:
            return None
        state = translated(side, plain, lambda kind, record_id: side.uid(side.table(kind), record_id))
        return {**plain, "owner_id": self._owner(side, plain), "state": state}

    def _asked(self, uid: str, values: tuple[Plain | None, Plain | None, Plain | None]) -> Side:
        title = next(str(one["name"]) for one in reversed(values) if one is not None)
        told = [said(self._there.session.info["registry"], one, values) for one in values]
        return self._all.ask(Question(f"{views.KIND} {uid}", views.KIND, title, _("the whole view"), *told))

    def write(self, applying: Applying) -> None:
        """Write them; owners, and records that filters name, are what they are here."""
        session = self._here.session

        def linked(kind: str, record_id: int) -> Any:
            return applying.linked(self._there.table(kind), record_id) or _GONE

        for uid, there in self._put:
            new = None
            if there is not None:
                owner = there["owner_id"]
                new = {**there, "state": translated(self._there, there, linked)}
                new["owner_id"] = None if owner is None else linked(ACTORS, owner)
            views.put(session, uid, new)


def plain_of(side: Ground, uid: str) -> Plain | None:
    """A view as history keeps it; None where there is none."""
    stored = views.get(side.session, uid)
    return None if stored is None else json.loads(json.dumps(views.plain(stored)))


def translated(side: Ground, plain: Plain, linked: Linked) -> dict[str, Any]:
    """What a view shows, with the records that its filters name told by what stands for them."""
    state: dict[str, Any] = dict(plain["state"])
    kinds = side.session.info["registry"]
    if plain["kind"] not in side.own.classes:
        return state
    record_type: RecordType = kinds[plain["kind"]]

    def filters(found: Iterable[Any]) -> list[Any]:
        return [_filter(kinds, record_type, one, linked) for one in found]

    if "filters" in state:
        state["filters"] = filters(state["filters"])
    if "rules" in state:
        state["rules"] = [[name, tone, filters(found)] for name, tone, found in state["rules"]]
    return state


def _filter(kinds: Any, record_type: RecordType, one: Any, linked: Linked) -> list[Any]:
    name, operator, value = one
    if operator in JOINING:
        return [name, operator, [_filter(kinds, record_type, part, linked) for part in value]]
    if not is_known(kinds, record_type, name):
        return [name, operator, value]
    to = record_type.kind if name == "id" else ""
    if not to and (declared := reach(kinds, record_type, name).declared).kind is Kind.LINK:
        to = declared.to
    return [name, operator, _value(to, value, linked) if to else value]


def _value(to: str, value: Any, linked: Linked) -> Any:
    if isinstance(value, list):
        return [_value(to, one, linked) for one in value]
    return linked(to, value) if isinstance(value, int) and not isinstance(value, bool) else value


def said(kinds: Any, plain: Plain | None, beside: Iterable[Plain | None]) -> str:
    """A view in words: what of it isn't the same in all of these."""
    if plain is None:
        return _("not there")
    record_type = kinds[plain["kind"]] if plain["kind"] in {one.kind for one in kinds} else None
    own = _parts(kinds, record_type, plain)
    others = [_parts(kinds, record_type, one) for one in beside if one is not None]
    differing = [word for part, word in own.items() if any(other.get(part) != word for other in others)]
    return "\n".join(differing) or _("changed")


def _parts(kinds: Any, record_type: RecordType | None, plain: Plain) -> dict[str, str]:
    from itdesk.core.value_texts import noun

    def called(name: str) -> str:
        name = name.removeprefix("-")
        if record_type is None or name == "id" or not is_known(kinds, record_type, name):
            return name
        return reach(kinds, record_type, name).label

    state = plain["state"]
    columns = ", ".join(called(name) for name in state.get("columns", ()))
    filters = ", ".join(dict.fromkeys(called(one[0]) for one in state.get("filters", ()) if one[0]))
    order = ", ".join(noun(called(name)) for name in state.get("sort", ()))
    return {
        "name": plain["name"],
        "sharing": _SHARING[plain["sharing"]](),
        "columns": _("Columns: {names}").format(names=columns),
        "filters": _("Filtered by: {names}").format(names=filters or "–"),
        "sort": _("Ordered by: {names}").format(names=order or "–"),
    }


_SHARING: Mapping[str, Callable[[], str]] = {
    "own": lambda: _("for its owner alone"),
    "team": lambda: _("for the team to see"),
    "open": lambda: _("for the team to see and change"),
}
