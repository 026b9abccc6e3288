"""The menu over a cell of a list."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from itdesk.core.grouping import GROUPED, level_of
from itdesk.core.record import Kind
from itdesk.core.summaries import possible, word
from itdesk.core.texts import _
from itdesk.core.value_texts import field_of, noun
from itdesk.db.list_state import MOST_FROZEN
from itdesk.ui.list_clipboard import copy_rows
from itdesk.ui.page import Action

if TYPE_CHECKING:
    from itdesk.ui.record_list import RecordList


def _pasting(shown: RecordList) -> list[Action]:
    return (
        [Action(_("Paste a table"), shown.paste, "Ctrl+V", "note")]
        if shown.desk.may_work(shown.record_type.kind)
        else []
    )


def cell_actions(shown: RecordList, record_id: int, name: str) -> list[Action | None]:
    """What can be done with a cell, its record and its column; record 0 is the head of a group."""
    declared = field_of(shown.table.record_type, name)
    is_own = name in shown.record_type.by_name or "." not in name
    by = declared.label
    actions: list[Action | None] = []
    if record_id:
        actions += [
            Action(_("Open"), partial(shown.opened.emit, record_id), "Return", "arrow"),
            Action(_("Change {field}").format(field=noun(by)), partial(shown.edit_cell, record_id, name), "F2", "edit"),
            Action(_("Copy"), shown.table.copy, "Ctrl+C", "note"),
            Action(_("Copy cell"), shown.table.copy_cell, "Ctrl+Shift+C", "note"),
            Action(_("Copy as Markdown"), partial(copy_rows, shown.table, markdown=True), icon="note"),
            *_pasting(shown),
            None,
            *shown.selection_actions(),
            None,
        ]
    actions += [
        Action(_("Sort by {field}, ascending").format(field=noun(by)), partial(shown.sort, name), icon="up"),
        Action(_("Sort by {field}, descending").format(field=noun(by)), partial(shown.sort, f"-{name}"), icon="down"),
        Action(_("Sort by several…"), shown.open_sort, "Shift+S", "sort"),
    ]
    if (
        record_id
        and declared.kind not in (Kind.LONG, Kind.INSTANT, Kind.TAGS)
        and (is_own or declared.kind is not Kind.LINK)
    ):
        actions.append(
            Action(
                _("Show only this {field}").format(field=noun(by)),
                partial(shown.show_only, record_id, name),
                icon="filter",
            )
        )
    if declared.kind in GROUPED and is_own:
        level = str(level_of(shown.record_type, name))
        actions.append(
            Action(_("Group by {field}").format(field=noun(by)), partial(shown.group_by, level), icon="group")
        )
    actions += [None, *_column_actions(shown, name), None]
    if len(shown.state.columns) > 1:
        kept = tuple(one for one in shown.state.columns if one != name)
        actions.append(
            Action(_("Hide this column"), lambda: shown.change(replace(shown.state, columns=kept)), icon="eye")
        )
    return actions


def _column_actions(shown: RecordList, name: str) -> list[Action | None]:
    """Width, place and foot of a column."""
    table = shown.table
    section = 1 + shown.state.columns.index(name)
    return [
        Action(_("Fit this column to its contents"), partial(table.columns.fit_to_contents, section)),
        Action(_("Fit every column to its contents"), table.columns.fit_to_contents),
        Action(_("Usual widths"), table.columns.usual_widths),
        Action(_("Move this column on"), partial(table.columns.move_column, name, 1), "Ctrl+Shift+Right", listen=False),
        Action(
            _("Move this column back"), partial(table.columns.move_column, name, -1), "Ctrl+Shift+Left", listen=False
        ),
        *_staying(shown, section),
        *([Action(_("In the foot…"), partial(shown.open_foot_menu, name), icon="down")] if "." not in name else []),
    ]


def _staying(shown: RecordList, section: int) -> list[Action]:
    """Which columns stay in sight while the others scroll sideways."""
    if section == shown.state.frozen:
        stay = partial(shown.change, replace(shown.state, frozen=0))
        return [Action(_("Let no column stay in sight"), stay, icon="list")]
    if section > MOST_FROZEN:
        return []
    stay = partial(shown.change, replace(shown.state, frozen=section))
    return [Action(_("Let the columns up to here stay in sight"), stay, icon="list")]


def foot_actions(shown: RecordList, name: str) -> list[Action | None]:
    """What the foot of a column may tell."""
    declared = field_of(shown.record_type, name)
    now = shown.state.feet.get(name)
    actions: list[Action | None] = [
        Action(_("Nothing"), partial(shown.show_foot, name, None), icon="" if now else "check"),
        None,
    ]
    for one in possible(declared):
        mark = "check" if one is now else ""
        actions.append(Action(_(word(declared, one)), partial(shown.show_foot, name, one), icon=mark))
    return actions
