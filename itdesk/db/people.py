"""Where the people who work here stand, and what those who don't see everything read through."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Engine

from itdesk.core.registry import Registry
from itdesk.core.rights import FREE, Role, Standing, sees_all
from itdesk.db import rights
from itdesk.db.mapping import Tables
from itdesk.db.narrowed import narrowed
from itdesk.db.sessions import HeldReaders
from itdesk.db.shadows import Shadows

_MOST = 4  # people whose connections are kept; a shared PC sees many in a day


@dataclass(slots=True)
class Held:
    """What one person who doesn't see everything reads through: their connections, and the fields that they see."""

    readers: HeldReaders
    tables: Tables
    shapes: dict[Any, Any] = field(default_factory=dict)


class People:
    """Asks for a person's role once, and again after people or fields changed."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._lock = threading.RLock()
        self._standings: dict[int, Standing] = {}
        self._held: dict[int, Held | None] = {}
        self._lately: dict[int, Standing] = {}
        self._narrowed: dict[Role, Registry] = {}

    def at(self, engine: Engine, tables: Tables) -> People:
        """The same people in another copy of the workspace; asked here, so that the window's thread need not."""
        there = People(engine)
        for actor in list(self._lately):
            there.standing(tables, actor)
        return there

    def standing(self, tables: Tables, actor: int) -> Standing:
        """A person's role; somebody who isn't there any more may do the least."""
        known = self._standings.get(actor)
        if known is not None:
            return known
        with self._lock:
            known = self._lately[actor] = self._standings[actor] = rights.standing_of(self._asked, tables, actor)
        return known

    def glance(self, tables: Tables, actor: int) -> Standing:
        """A person's role as it was known last, for the window's thread, which doesn't wait for an answer."""
        return self._lately.get(actor) or self.standing(tables, actor)

    def registry(self, tables: Tables, actor: int) -> Registry:
        """The record types as a person sees them, for the window's thread."""
        role = self.glance(tables, actor).role
        if sees_all(role):
            return tables.registry
        with self._lock:
            if role not in self._narrowed:
                self._narrowed[role] = narrowed(tables.registry, role)
            return self._narrowed[role]

    def _asked(self, role: Any) -> Any:
        with self._engine.connect() as connection:
            found = connection.execute(role).scalar()
            connection.rollback()
        return found

    def held(self, tables: Tables, actor: int | None) -> Held | None:
        """What a person reads through; None for those who see everything."""
        if actor is None:
            return None
        if actor in self._held:
            return self._held[actor]
        with self._lock:
            if actor not in self._held:
                self._held[actor] = self._made(tables, self.standing(tables, actor))
                for other in [one for one, what in self._held.items() if what is not None and one != actor][:-_MOST]:
                    self._let_go(self._held.pop(other))
            return self._held[actor]

    def _made(self, tables: Tables, standing: Standing) -> Held | None:
        if standing == FREE or sees_all(standing.role):
            return None
        statements = list(Shadows(tables, standing, self._engine.dialect.name).statements())
        return Held(HeldReaders(self._engine, statements), Tables(narrowed(tables.registry, standing.role), held=True))

    def forget(self) -> None:
        """Ask anew: somebody's role, or the fields, may be others now."""
        with self._lock:
            self._standings.clear()
            self._narrowed.clear()
            held, self._held = self._held, {}
        for one in held.values():
            self._let_go(one)

    @staticmethod
    def _let_go(held: Held | None) -> None:
        if held is not None:
            held.readers.dispose()
