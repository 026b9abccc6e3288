"""The menus of a list's groups: by which field, dates by which period, and within each group by which other one."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from itdesk.core.grouping import GROUPED, SPANS, Level, level_of, levels, written
from itdesk.core.texts import _
from itdesk.core.value_texts import field_of, listable
from itdesk.ui.page import Action

if TYPE_CHECKING:
    from itdesk.ui.record_list import RecordList


def group_actions(shown: RecordList) -> list[Action | None]:
    """Fields to group by, and what can be done with groups that are there."""
    found = levels(shown.state.group_by)
    actions: list[Action | None] = [
        Action(_("No groups"), partial(shown.group_by, ""), icon="" if found else "check"),
        None,
        *_fields(shown, found, 0),
    ]
    if not found:
        return actions
    actions += [*_spans(shown, found, 0), None, Action(_("Then by…"), shown.open_inner_groups, icon="group")]
    fold = shown.table.records.fold_all
    turned = written([replace(found[0], descending=not found[0].descending), *found[1:]])
    return [
        *actions,
        Action(_("Groups in the other order"), partial(shown.group_by, turned), icon="updown"),
        None,
        Action(_("Fold all"), partial(fold, folded=True), "Ctrl+Left", listen=False),
        Action(_("Unfold all"), partial(fold, folded=False), "Ctrl+Right", listen=False),
    ]


def inner_group_actions(shown: RecordList) -> list[Action | None]:
    """Fields to group by within each group."""
    found = levels(shown.state.group_by)
    outer = written(found[:1])
    return [
        Action(_("No inner groups"), partial(shown.group_by, outer), icon="" if found[1:] else "check"),
        None,
        *_fields(shown, found, 1),
        *(_spans(shown, found, 1) if found[1:] else []),
    ]


def _fields(shown: RecordList, found: tuple[Level, ...], at: int) -> list[Action | None]:
    """A level by each field; the other level stays as it is, as far as it is another field."""
    actions: list[Action | None] = []
    current = found[at].name if at < len(found) else ""
    for name in listable(shown.record_type):
        declared = field_of(shown.record_type, name)
        if declared.kind not in GROUPED or (at and name == found[0].name):
            continue
        level = level_of(shown.record_type, name)
        wanted = [*found[:at], level, *(one for one in found[at + 1 :] if one.name != name)]
        mark = "check" if name == current else ""
        actions.append(Action(declared.label, partial(shown.group_by, written(wanted)), icon=mark))
    return actions


def _spans(shown: RecordList, found: tuple[Level, ...], at: int) -> list[Action | None]:
    """For a date, by which period."""
    level = found[at]
    if not level.span:
        return []
    label = field_of(shown.record_type, level.name).label
    actions: list[Action | None] = [None]
    for span, word in SPANS.items():
        wanted = written([*found[:at], replace(level, span=span), *found[at + 1 :]])
        words = _("{field} by {span}").format(field=label, span=_(word))
        actions.append(Action(words, partial(shown.group_by, wanted), icon="check" if span == level.span else ""))
    return actions
