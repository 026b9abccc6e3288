"""Qt kit: window frame, tables, forms, charts, threads, theme. Names no feature."""

from __future__ import annotations

import contextlib

import PySide6  # noqa: F401  (the import that installs the hook below)

# QT-WORKAROUND feature-hook: PySide6 reads the source of every module imported after it, to look for its `__feature__`
# switch, which the app doesn't use: a quarter of all later import time. Try without it when PySide6 changes this.
with contextlib.suppress(ImportError):
    from shibokensupport import feature as _feature

    if hasattr(_feature, "_mod_uses_pyside"):
        _feature._mod_uses_pyside = lambda _module: False  # noqa: SLF001
