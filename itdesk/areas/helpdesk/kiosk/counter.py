"""A server's workspace as the shared PCs' own login has it: a store that asks and tells by functions, and has no tables."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from types import ModuleType
from typing import Any, TypeVar

from sqlalchemy import Engine, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from itdesk.areas.helpdesk.kiosk import by_functions
from itdesk.areas.helpdesk.kiosk.by_functions import Once
from itdesk.core.errors import UserError
from itdesk.core.registry import Registry
from itdesk.core.rights import Role, Standing
from itdesk.core.texts import _
from itdesk.db import postgres
from itdesk.db.failures import is_cut, sorted_out
from itdesk.db.firm import Workspace
from itdesk.db.server.entrance import Gate

Answer = TypeVar("Answer")
_FIRM = text("SELECT uid, name, currency, locale, zone, fiscal_month, colour, tile FROM app.kiosk_firm()")
_TRIES = 3
_PATIENCE = 10.0


class Counter:
    """Stands in the place of `itdesk.db.database.Database`, for the shared PC's screen alone."""

    is_whole = True
    is_server = True
    read_only = False
    why_read_only = ""
    login = None
    functions: ModuleType = by_functions  # what its sessions are asked through

    def __init__(self, location: str, engine: Engine) -> None:
        self.location = location
        self.path = None
        self.registry = Registry(())
        self._engine = engine
        with self.reading() as session:
            self.workspace = Workspace(**session.execute(_FIRM).mappings().one())

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
    def _session(self, *, saving: bool, once: Once | None = None) -> Iterator[Session]:
        with sorted_out(self.registry, saving=saving), Session(self._engine) as session:
            session.info.update(functions=self.functions, once=once)
            yield session

    @contextmanager
    def writing(self, *, actor: int | None = None) -> Iterator[Session]:  # noqa: ARG002 -- as in reading
        """One transaction, kept at its end."""
        with self._session(saving=True, once=Once()) as session:
            yield session
            session.commit()

    def write(self, job: Callable[[Any], Answer], *, actor: int | None = None) -> Answer:  # noqa: ARG002 -- as in reading
        """Run job(session) in one transaction; after a cut line again, under the same uid, which the server knows."""
        once = Once()
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
        return self.reading()

    def gate(self) -> Gate:
        """What lets through whoever may leave the screen."""
        return Gate(self.location)

    def close(self) -> None:
        """Let go of every connection."""
        self._engine.dispose()


def open_counter(location: str, patience: float = _PATIENCE) -> Counter:
    """The workspace at an address whose login is the shared PCs'."""
    _reading, engine = postgres.engines(location, patience, read_only=False)
    _reading.dispose()
    if engine is None:
        raise RuntimeError("an engine that may write was asked for")
    try:
        return Counter(location, engine)
    except DBAPIError as error:
        engine.dispose()
        raise UserError(
            _("This server was set up by an earlier itdesk."),
            _("Have an administrator set it up again: itdesk server set-up."),
            detail=str(error),
        ) from error
