"""Qt kit: window frame, tables, forms, charts, threads, theme. Names no feature."""

from __future__ import annotations

from itdesk.quick_loading import read_quickly

read_quickly()
from itdesk.late_methods import compile_late  # noqa: E402 -- read quickly, as all that follows
from itdesk.ui.qt_imports import bring_in_qt  # noqa: E402

compile_late()
bring_in_qt()
