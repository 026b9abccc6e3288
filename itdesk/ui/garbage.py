"""Looks for garbage on the window's thread alone.

Python looks for cycles in whatever thread happens to make objects. A widget that a reader thread finds and ends takes Qt's
locks there and waits for Python's, while the window's thread holds Python's and waits for Qt's: both stand still for ever.
"""

from __future__ import annotations

import gc

from PySide6.QtCore import QCoreApplication, QObject, QTimer

# A turn goes through what a fifth of a second made. What stays is looked through as rarely as once a second allowed: after ten.
EVERY = 200  # milliseconds
DUE = (700, 50, 10)  # objects made, or looks at the younger ones, beyond which a generation is due


class GarbageCollector(QObject):
    """Does what Python would do by itself, five times a second at most, while the window's thread has nothing else to do."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._clock = QTimer(self, interval=EVERY)
        self._clock.timeout.connect(tidy)
        self._clock.start()


def tidy() -> None:
    """Look through the oldest generation that is due; the count is Python's."""
    for generation, (made, limit) in reversed([*enumerate(zip(gc.get_count(), DUE, strict=True))]):
        if made > limit:
            gc.collect(generation)
            return


def collect_here() -> None:
    """From now on no other thread looks for garbage; to be called on the window's thread, before there are others."""
    gc.disable()
    app = QCoreApplication.instance()
    if app is not None and app.findChild(GarbageCollector) is None:
        GarbageCollector(app)
