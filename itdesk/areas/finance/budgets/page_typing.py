"""What is being typed over a month of the budget: kept as a draft, committed by saving, and offered again after a crash."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from itdesk.areas.finance.budgets.choices import Figure
from itdesk.core.texts import _
from itdesk.ui.amount_edit import AmountEdit
from itdesk.ui.drafts import text_key
from itdesk.ui.unsaved import Editing

if TYPE_CHECKING:
    from itdesk.areas.finance.budgets.page_sheet import Sheet
    from itdesk.ui.desk import Desk


class CellTyping(Editing):
    """An editor for `desk.unsaved` over the one cell that is open; the sheet tells of each key and of its closing."""

    is_saving = False

    def __init__(self, desk: Desk, sheet: Sheet, show_figures: Callable[[Figure], object]) -> None:
        super().__init__(sheet)
        self._show_figures = show_figures
        self._drafts, self._sheet = desk.drafts, sheet
        self._budget = 0
        sheet.sheet.typing.connect(self._typed)
        sheet.closed.connect(self._closed)
        desk.unsaved.add(self)

    def show_budget(self, budget_id: int) -> None:
        """Another budget is in front; what was typed into it before stands in its cell again."""
        if budget_id == self._budget:
            return
        self._budget = budget_id
        kept = self._drafts.find(self.draft_key)
        if kept is not None:
            cell = kept.data["cell"]
            self._show_figures(Figure(cell["figure"]))
            self._sheet.type_again(cell["line"], cell["place"], kept.data["text"])

    def _typed(self, line: Any, place: int, text: str) -> None:
        cell = {"line": line.id, "place": place, "figure": str(self._sheet.sheet.figure)}
        self._drafts.keep(self.draft_key, self._title(line.name), {"cell": cell, "text": text})
        self._mark(dirty=True)

    @staticmethod
    def _title(line: str) -> str:
        return _("Amount of {line}").format(line=line)

    def _closed(self) -> None:
        """Its value is on its way, or the person gave it up with Esc."""
        if self._dirty:
            self._drafts.drop(self.draft_key)
            self._mark(dirty=False)

    @property
    def draft_key(self) -> str:
        """One cell is typed over at a time."""
        return text_key("budgets", self._budget, "cell")

    def typed_title(self) -> str:
        """What is typed here, as a person calls it."""
        line = self._sheet.current_line()
        return self._title(line.name) if line is not None else ""

    def save(self) -> bool:
        """Take the amount; one that can't be read keeps the person."""
        editor = self._sheet.open_editor()
        if not isinstance(editor, AmountEdit) or not editor.read():
            self.failed.emit()
            return False
        self._sheet.commitData(editor)
        self._sheet.closeEditor(editor, self._sheet.no_hint)
        self.saved.emit()
        return True

    def keep(self) -> None:
        """Have it on its way to the disk now."""
        self._drafts.save()

    def discard(self) -> None:
        """Close the cell as it was."""
        editor = self._sheet.open_editor()
        if editor is not None:
            self._sheet.closeEditor(editor, self._sheet.no_hint)
        self._closed()
