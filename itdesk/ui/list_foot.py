"""The foot of a list: how many records, how many selected with their sum, what went wrong, and the order."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QTimer

from itdesk.core.errors import UserError
from itdesk.core.formats import format_count
from itdesk.core.reach import reaching
from itdesk.core.record import Kind, RecordType
from itdesk.core.texts import _
from itdesk.core.value_texts import ValueTexts, field_of, list_order, noun
from itdesk.db.list_state import ListState
from itdesk.ui.bulk_fields import counted
from itdesk.ui.desk import Desk
from itdesk.ui.foot import Foot
from itdesk.ui.record_table import RecordTable
from itdesk.ui.voice import say

SUM_MS = 60


class ListFoot(Foot):
    """Follows a table; the sum of the selection is read once the selection rests."""

    def __init__(self, desk: Desk, record_type: RecordType, table: RecordTable) -> None:
        super().__init__()
        self._desk = desk
        self._type = record_type
        self._table = table
        self._texts = ValueTexts.of(record_type, desk.workspace)
        self._sums = ""
        self._error: UserError | None = None
        self._counted: tuple[object, str] | None = None  # the filters and words that the count was last told for
        self._wait = QTimer(self, singleShot=True, interval=SUM_MS)
        self._wait.timeout.connect(self._read_sum)
        table.selection_changed.connect(self._selection_changed)
        table.state_changed.connect(self.show_now)
        table.records.loaded.connect(self._loaded)
        table.records.modelReset.connect(self.show_now)
        table.records.failed.connect(self._failed)

    def _selection_changed(self) -> None:
        self._sums = ""
        self._wait.start()
        self.show_now()

    def _loaded(self) -> None:
        self._error = None
        self.show_now()
        before, self._counted = self._counted, (self._table.list_state.filters, self._table.list_state.text)
        if before not in {None, self._counted}:
            say(self, counted(self._type, len(self._table.records.ids)))

    def _failed(self, error: UserError) -> None:
        self._error = error
        self.show_now()
        say(self, str(error), urgent=True)

    def _read_sum(self) -> None:
        """The sum of the selection in the first money column, from the database."""
        if self._table.selected_count() < 2 or not any(
            self._is_summed(name) for name in self._table.list_state.columns
        ):
            return
        ids = None if self._table.all_selected() else self._table.selected_ids()
        state, record_type = self._table.list_state, self._type

        def read(session: Any) -> dict[str, Any]:
            from itdesk.db import lists

            return lists.totals(session, state.spec(record_type), ids)

        self._desk.read(self, read, self._show_sum, key="sum")

    def _is_summed(self, name: str) -> bool:
        """Whether the column holds amounts of the records themselves; one of a linked record may count twice."""
        return "." not in name and field_of(self._table.record_type, name).kind is Kind.MONEY

    def _show_sum(self, totals: Mapping[str, Mapping[str, Any]]) -> None:
        name = next((one for one in self._table.list_state.columns if self._is_summed(one)), "")
        self._sums = " + ".join(
            self._texts.text(name, total, currency) for currency, total in sorted(totals.get(name, {}).items())
        )
        self.show_now()

    def show_now(self) -> None:
        """Show how the table is now."""
        records = self._table.records
        facts = [counted(self._type, len(records.ids)) if records.complete else ""]
        if not records.complete and len(records.ids):
            facts = [_("{n}+ {things}").format(n=len(records.ids), things=noun(self._type.plural))]
        selected = self._table.selected_count()
        if selected > 1:
            words = _("{n} selected").format(n=format_count(selected))
            facts.append(f"{words} · {self._sums}" if self._sums else words)
        if self._error is not None:
            facts.append(str(self._error))
        state = self._table.list_state
        known = reaching(self._desk.registry, self._type, [name.removeprefix("-") for name in state.sort])
        self.show_facts(*facts, end=sorted_by(known, state))


def sorted_by(record_type: RecordType, state: ListState) -> str:
    """Sorted by cost, highest first."""
    order = state.sort or record_type.sort
    return _("Sorted by {fields}").format(fields=list_order(record_type, order)) if order else ""
