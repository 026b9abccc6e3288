"""Brings in the store beside a window that is at work already, in pieces so small that nobody feels them."""

from __future__ import annotations

import gc
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module

PIECES = (
    "sqlalchemy.exc", "sqlalchemy.util", "sqlalchemy.event", "sqlalchemy.sql.visitors", "sqlalchemy.sql.type_api",
    "sqlalchemy.sql.elements", "sqlalchemy.sql.selectable", "sqlalchemy.sql.functions", "sqlalchemy.sql", "sqlalchemy.engine",
    "sqlalchemy.pool", "sqlalchemy", "sqlalchemy.orm.interfaces", "sqlalchemy.orm.mapper", "sqlalchemy.orm",
    "sqlalchemy.dialects.sqlite", "itdesk.db.base", "itdesk.db.tables", "itdesk.db.database", "itdesk.db.engine",
    "itdesk.db.records", "itdesk.db.lists", "itdesk.db.search",
)  # fmt: skip
PAUSE = 0.002  # seconds in which the window gets its turn


@contextmanager
def gently() -> Iterator[None]:
    """While modules are brought in: they stay, so no later collection goes through them."""
    try:
        yield
    finally:
        gc.freeze()


def bring_in_store() -> None:
    """Import what a whole workspace needs; to be run on a thread of its own."""
    from itdesk.areas import ENTRIES

    models = [f"itdesk.areas.{entry.folder}.models" for entry in ENTRIES if entry.is_record]
    for name in (*PIECES, *models):
        import_module(name)
        time.sleep(PAUSE)
