"""Waiting at the window: for a state, however long a busy machine takes to get there."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from pytestqt.qtbot import QtBot

MOST = 60_000  # milliseconds, until a state that never comes is told


class Patient(QtBot):
    """Waits as pytest-qt does, and never gives up because others use the processor as well."""

    def waitUntil(self, callback: Callable[[], bool | None], *, timeout: int = MOST) -> None:
        super().waitUntil(callback, timeout=max(timeout, MOST))

    def waitSignal(self, signal: Any, *, timeout: int = MOST, **how: Any) -> Any:
        return super().waitSignal(signal, timeout=max(timeout, MOST), **how)
