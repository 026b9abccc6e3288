"""A server's workspace as a login has it that may call functions alone: a store that asks and tells by them, without tables."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any, TypeVar

from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from itdesk.core.errors import UserError
from itdesk.core.registry import Registry
from itdesk.core.rights import Role, Standing
from itdesk.core.texts import _
from itdesk.db import postgres
from itdesk.db.failures import is_cut, sorted_out
from itdesk.db.firm import Workspace
from itdesk.db.server.entrance import Gate

Answer = TypeVar("Answer")
_TRIES = 3
_PATIENCE = 10.0


class Counter:
    """Stands in the place of `itdesk.db.database.Database`.

    functions is what its sessions are asked through; once makes what a write carries that is sent again after a cut line;
    firm reads the workspace's settings.
    """

    is_whole = True
    is_server = True
    read_only = False
    why_read_only = ""
    login = None

    def __init__(
        self,
        location: str,
        engine: Engine,
        functions: Any,
        once: Callable[[], Any],
        firm: Callable[[Session], Workspace],
    ) -> None:
        self.location = location
        self.functions, self._once = functions, once
        self.path = None
        self.registry = Registry(())
        self._engine = engine
        with self._session(saving=False) as session:
            self.workspace = firm(session)

    def glance(self, _actor: int | None) -> Standing:
        """Nobody in particular, who sees nothing."""
        return Standing(Role.STAFF, 0)

    def registry_for(self, _actor: int | None) -> Registry:
        """No record types: none of their tables can be read."""
        return self.registry

    @contextmanager
    def reading(self, *, actor: int | None = None) -> Iterator[Session]:  # noqa: ARG002 -- nobody in particular
        """A short session; the server counts wrong tries in it, so that it is no read-only one."""
        with self._session(saving=False) as session:
            yield session

    @contextmanager
    def _session(self, *, saving: bool, once: Any = None) -> Iterator[Session]:
        with sorted_out(self.registry, saving=saving), Session(self._engine) as session:
            session.info.update(functions=self.functions, once=once)
            yield session

    @contextmanager
    def writing(self, *, actor: int | None = None) -> Iterator[Session]:  # noqa: ARG002 -- as in reading
        """One transaction, kept at its end."""
        with self._session(saving=True, once=self._once()) as session:
            yield session
            session.commit()

    def write(self, job: Callable[[Any], Answer], *, actor: int | None = None) -> Answer:  # noqa: ARG002 -- as in reading
        """Run job(session) in one transaction; after a cut line again, under the same uid, which the server knows."""
        once = self._once()
        with sorted_out(self.registry, saving=True):
            for attempt in range(_TRIES):
                try:
                    with Session(self._engine) as session:
                        session.info.update(functions=self.functions, once=once)
                        answer = job(session)
                        session.commit()
                        return answer
                except DBAPIError as error:
                    if attempt + 1 == _TRIES or not is_cut(error):
                        raise
                    time.sleep(0.05 * 4**attempt)
        raise AssertionError("the last attempt returns or raises")

    def notice_others(self) -> frozenset[str]:
        """Whatever is shown is read anew with each step."""
        return frozenset()

    def listen(self, _rung: Callable[[], None], _reached: Callable[[bool], None]) -> Callable[[], None] | None:
        """Nothing rings for this login."""
        return None

    def on_change(self, _callback: Callable[[frozenset[str]], None]) -> None:
        """Nothing is told of what others change."""

    def as_itself(self) -> AbstractContextManager[Session]:
        """There is nobody else to be."""
        return self._session(saving=False)

    def gate(self) -> Gate:
        """What lets through whoever may leave the screen."""
        return Gate(self.location)

    def close(self) -> None:
        """Let go of every connection."""
        self._engine.dispose()


def open_counter(
    location: str,
    functions: Any,
    once: Callable[[], Any],
    firm: Callable[[Session], Workspace],
    patience: float = _PATIENCE,
) -> Counter:
    """The workspace at an address whose login may call functions alone."""
    readers, engine = postgres.engines(location, patience, read_only=False)
    readers.dispose()
    if engine is None:
        raise RuntimeError("an engine that may write was asked for")
    try:
        return Counter(location, engine, functions, once, firm)
    except DBAPIError as error:
        engine.dispose()
        raise UserError(
            _("This server was set up by an earlier itdesk."),
            _("Have an administrator set it up again: itdesk server set-up."),
            detail=str(error),
        ) from error
