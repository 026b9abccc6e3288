"""Where people keep views: what was moved, pinned or put first in a copy, beside where it stands here."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from itdesk.core.filters import ACTORS
from itdesk.core.texts import _
from itdesk.db import rights, views
from itdesk.db.along.questions import Question, Side

if TYPE_CHECKING:
    from itdesk.db.along.applying import Applying
    from itdesk.db.along.comparing import Comparing
    from itdesk.db.along.saved_views import Views

Place = Mapping[str, Any] | None
_NOWHERE = {"position": None, "pinned": None, "is_first": 0}


class Standings:
    """What happens to each place that was touched there; a person is who they are by identity."""

    def __init__(self, compared: Comparing, saved: Views) -> None:
        self._all, self._here, self._there, self._saved = compared, compared.here, compared.there, saved
        self._put: list[tuple[int, str, str, Place]] = []  # a person's id there, kind, view here, and where
        self.left: list[str] = []

    def compare(self, name: str, old: Place) -> None:
        """One person's place of one view."""
        person, kind, key = views.place_named(name)
        own = self._saved.same.get(key, key)
        here_id = self._person(person)
        if not self._may(here_id):
            return
        new = views.place(self._there.session, person, kind, key)
        now = views.place(self._here.session, here_id, kind, own) if here_id is not None else None
        if _token(now) == _token(new):
            return
        if _token(now) == _token(old) or self._asked(person, kind, key, (old, now, new)) is Side.THERE:
            self._put.append((person, kind, own, new))
            self._all.plan.apart += 1

    def _person(self, there_id: int) -> int | None:
        """Who that is here; 0 is nobody in particular on both sides, None somebody who is new."""
        if not there_id:
            return 0
        table = self._there.table(ACTORS)
        return self._here.id(self._here.table(ACTORS), self._there.uid(table, there_id))

    def _may(self, here_id: int | None) -> bool:
        """A server shows and lets a login write its own places alone."""
        standing = rights.standing(self._here.session)
        on_server = self._here.session.info["dialect"].name == "postgresql"
        return not on_server or standing.is_free or here_id == standing.person

    def _asked(self, person: int, kind: str, key: str, places: tuple[Place, Place, Place]) -> Side:
        stored = views.get(self._there.session, key)
        whose = self._there.title(ACTORS, person) if person else ""
        title = stored.name if stored is not None else _(key)
        what = _("where {name} keeps it").format(name=whose) if whose else _("where it is kept")
        uid = self._there.uid(self._there.table(ACTORS), person) if person else "0"
        return self._all.ask(
            Question(f"{views.KIND} {uid} {kind} {key}", views.KIND, title, what, *(_said(one) for one in places))
        )

    def write(self, applying: Applying) -> None:
        """Write them; a sidebar that is full stays as it is."""
        session = self._here.session
        for there_id, kind, key, place in sorted(self._put, key=lambda one: (one[3] or {}).get("pinned") is not None):
            person = applying.linked(self._there.table(ACTORS), there_id) if there_id else 0
            if person is None:
                continue
            new = dict(place) if place else None
            if new and new["pinned"] is not None and views.pinned(session, person, kind, key) >= views.PINNED:
                stored = views.get(session, key)
                words = _("{view} was not pinned: {n} views are pinned already.")
                self.left.append(words.format(view=f"“{stored.name if stored else _(key)}”", n=views.PINNED))
                new["pinned"] = None
            views.put_place(session, person, kind, key, new)


def _token(place: Place) -> Any:
    return {**_NOWHERE, **(place or {})}


def _said(place: Place) -> str:
    found = _token(place)
    words = [_("first")] if found["is_first"] else []
    if found["pinned"] is not None:
        words.append(_("in the sidebar, {n}").format(n=found["pinned"] + 1))
    if found["position"] is not None:
        words.append(_("in the menu, {n}").format(n=found["position"] + 1))
    return ", ".join(words) or _("in its usual place")
