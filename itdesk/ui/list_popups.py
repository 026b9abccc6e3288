"""The popups and dialogs of a list that change what it shows: columns, order, rules."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from itdesk.core.reach import reaching
from itdesk.core.value_texts import field_of, listable
from itdesk.ui.column_popup import ColumnPopup
from itdesk.ui.sort_popup import SortPopup

if TYPE_CHECKING:
    from itdesk.ui.record_list import RecordList


def _listed(shown: RecordList) -> list[tuple[str, str]]:
    """Names and labels of what the list can show: its own fields, then those of linked records."""
    whole = reaching(shown.desk.registry, shown.record_type)
    return [(name, field_of(whole, name).label) for name in listable(whole)]


def open_columns(shown: RecordList, *, may_add: bool) -> None:
    """The popup that chooses and orders columns."""
    names = _listed(shown)
    popup = ColumnPopup(names, shown.state.columns, shown, frozen=shown.state.frozen, may_add=may_add)
    popup.frozen_changed.connect(lambda number: shown.change(replace(shown.state, frozen=number)))
    popup.add_wanted.connect(partial(shown.desk.add_field, shown.record_type.kind, {"is_listed": True}))
    popup.changed.connect(lambda columns: shown.change(replace(shown.state, columns=columns)))
    popup.save_wanted.connect(shown.views.save_as)

    def reset() -> None:
        shown.views.reset()
        popup.show_columns(shown.state.columns)
        popup.frozen.setCurrentIndex(shown.state.frozen)

    popup.reset_wanted.connect(reset)
    popup.open_below(shown.columns_button if shown.columns_button.isVisible() else shown.toolbar)


def open_sort(shown: RecordList) -> None:
    """The popup that orders the list by several columns."""
    names = _listed(shown)
    popup = SortPopup(names, shown.state.sort or shown.record_type.sort, shown)
    popup.changed.connect(lambda order: shown.change(replace(shown.state, sort=order)))

    def reset() -> None:
        order = shown.views.entry.state.sort
        popup.show_order(order or shown.record_type.sort)
        shown.change(replace(shown.state, sort=order))

    popup.reset_wanted.connect(reset)
    popup.open_below(shown.sort_button if shown.sort_button.isVisible() else shown.toolbar)


def open_rules(shown: RecordList) -> None:
    """The dialog of rules that colour rows."""
    from itdesk.ui.rules_dialog import RulesDialog  # made when it is first wanted

    dialog = RulesDialog(shown.desk, shown.record_type, shown.state, shown.window())
    dialog.accepted.connect(lambda: shown.change(replace(shown.state, rules=dialog.rules)))
    dialog.open()
