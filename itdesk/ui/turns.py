"""What a person asked for and takes longer than one turn may: each part gets a turn of its own, and the window answers between."""

from __future__ import annotations

from collections.abc import Callable

import shiboken6
from PySide6.QtCore import QObject, QTimer

BETWEEN = 1  # milliseconds in which everything else that waits has its turn

Parts = list[Callable[[], object]]
_waiting: list[tuple[QObject, Parts]] = []


def in_turns(owner: QObject, *parts: Callable[[], object]) -> None:
    """Do these one after the other, the first of them in the next turn; none once the owner is gone."""
    entry = owner, list(parts)
    _waiting.append(entry)
    _later(entry)


def soon(owner: QObject, part: Callable[[], object]) -> None:
    """In the next turn, once for everything that asks for it in this one."""
    if not any(one is owner and parts == [part] for one, parts in _waiting):
        in_turns(owner, part)


def leave_undone(owner: QObject) -> None:
    """Let go of what still waits for this one, which is about to go."""
    _waiting[:] = [one for one in _waiting if one[0] is not owner]


def all_done() -> bool:
    """Whether nothing waits for its turn."""
    return not any(shiboken6.isValid(owner) for owner, _parts in _waiting)


def _later(entry: tuple[QObject, Parts]) -> None:
    owner, parts = entry

    def wanted() -> bool:
        return bool(parts) and shiboken6.isValid(owner) and any(one is entry for one in _waiting)

    def run() -> None:
        try:
            if wanted():
                parts.pop(0)()
        finally:
            if wanted():
                _later(entry)
            else:
                _waiting[:] = [one for one in _waiting if one is not entry]

    QTimer.singleShot(BETWEEN, run)
