"""What everybody may do with a list who sees it: step through it, look at it otherwise, take it along."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from itdesk.core.texts import _
from itdesk.ui.list_clipboard import copy_rows
from itdesk.ui.page import Action
from itdesk.ui.record_list import RecordList


def looking(
    what: RecordList, panel: Callable[[], object], export: Callable[[], object], print_: Callable[[], object]
) -> list[Action]:
    """Actions on a list and its current row that change nothing; panel shows or hides what stands beside it."""
    table = what.table
    return [
        Action(_("Open"), table.open_current, "Return", "arrow", listen=False),
        Action(_("Next"), lambda: table.step(1), "J", "down", listen=False),
        Action(_("Previous"), lambda: table.step(-1), "K", "up", listen=False),
        Action(_("Tick or untick the row"), table.tick_current, "X", "check", listen=False),
        Action(_("Add a filter"), what.filters.add, "F", "filter"),
        Action(_("Find in this list"), what.open_find, "Ctrl+F", "search"),
        Action(_("Choose the view"), what.open_views, "V", "list"),
        Action(_("Columns"), what.open_columns, "", "cols"),
        Action(_("Group"), what.open_groups, "", "group"),
        Action(_("Sort…"), what.open_sort, "Shift+S", "sort"),
        Action(_("Colour rows…"), what.open_rules, "", "flag"),
        Action(_("Show or hide the panel"), panel, "Ctrl+I", "cols"),
        Action(_("Copy"), table.copy, "Ctrl+C", "note", listen=False),
        Action(_("Copy cell"), table.copy_cell, "Ctrl+Shift+C", "note", listen=False),
        Action(_("Copy as Markdown"), partial(copy_rows, table, markdown=True), "", "note"),
        Action(_("Export…"), export, "Ctrl+Shift+E", "download"),
        Action(_("Print or PDF…"), print_, "Ctrl+P", "printer"),
    ]
