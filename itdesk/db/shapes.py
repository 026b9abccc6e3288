"""Statements that are built once: building costs several times what running them does."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Any, TypeVar

from sqlalchemy.orm import Session

Built = TypeVar("Built")
_MOST = 600  # saved views and columns are few; whoever scripts more starts again


def kept(session: Session, key: Hashable, build: Callable[[], Built]) -> Built:
    """What build returned for this key the first time in this open workspace."""
    shapes: dict[Hashable, Any] = session.info["shapes"]
    found: Built | None = shapes.get(key)
    if found is None:
        if len(shapes) > _MOST:
            shapes.clear()
        found = shapes[key] = build()
    return found
