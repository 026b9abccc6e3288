"""Qt kit: window frame, tables, forms, charts, threads, theme. Names no feature."""

from __future__ import annotations

from itdesk.ui.qt_imports import bring_in_qt

bring_in_qt()
