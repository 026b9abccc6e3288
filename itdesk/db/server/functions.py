"""Functions that features have a server do for logins with no rights of their own, such as a shared PC's."""

from __future__ import annotations

import importlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import cast

from itdesk.db.server.groups import KIOSK, Names

PINNED = "SECURITY DEFINER SET search_path = app, pg_temp"


@dataclass(frozen=True, kw_only=True)
class OnServer:
    """What a feature has made: statements, the signatures that the shared PC's login may call, and tables of its own."""

    statements: tuple[str, ...]
    called: tuple[str, ...]
    tables: tuple[str, ...] = ()


def of_features() -> Sequence[OnServer]:
    """Those of all features; looked up by name since this layer knows none."""
    return cast(Sequence[OnServer], importlib.import_module("itdesk.areas").on_server())


def tables() -> tuple[str, ...]:
    """Tables that only a server has."""
    return tuple(name for one in of_features() for name in one.tables)


def statements() -> Iterator[str]:
    """What makes them."""
    for one in of_features():
        yield from one.statements


def grants(names: Names) -> Iterator[str]:
    """Who may call them: the shared PC's login, and nothing else is its to do."""
    for one in of_features():
        for function in one.called:
            yield f"GRANT EXECUTE ON FUNCTION app.{function} TO {names[KIOSK]}"
