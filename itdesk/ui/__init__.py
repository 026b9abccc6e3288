"""Qt kit: window frame, tables, forms, charts, threads, theme. Names no feature."""

from __future__ import annotations

from itdesk.late_methods import compile_late
from itdesk.ui.qt_imports import bring_in_qt

compile_late()
bring_in_qt()
