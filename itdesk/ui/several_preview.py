"""What is going to become of several records: numbers to choose from, and old and new value of each record."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtWidgets import QButtonGroup, QHeaderView, QTableView, QVBoxLayout, QWidget

from itdesk.core.formats import format_count
from itdesk.core.record import RecordType
from itdesk.core.several import Judged, Judgement, Verdict
from itdesk.core.texts import _, ngettext
from itdesk.core.value_texts import EMPTY, ValueTexts
from itdesk.ui.buttons import Button
from itdesk.ui.delegates import TextDelegate
from itdesk.ui.desk import Desk
from itdesk.ui.flow import FlowLayout
from itdesk.ui.theme import Theme

Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()
_SHOWN = Qt.ItemDataRole.DisplayRole
_TIP = Qt.ItemDataRole.ToolTipRole
_SPOKEN = Qt.ItemDataRole.AccessibleTextRole


def count_words(verdict: Verdict, count: int) -> str:
    """312 change, 4 are so already, 3 stay as they are: of one verdict."""
    words = {
        Verdict.CHANGED: ngettext("{n} changes", "{n} change", count),
        Verdict.SAME: ngettext("{n} is so already", "{n} are so already", count),
        Verdict.REFUSED: ngettext("{n} is left out", "{n} are left out", count),
    }[verdict]
    return words.format(n=format_count(count))


class PreviewModel(QAbstractTableModel):
    """The records of one verdict: title, each field that was asked for, what follows from it, or why not."""

    def __init__(self, record_type: RecordType, texts: ValueTexts) -> None:
        super().__init__()
        self._type = record_type
        self._texts = texts
        self._judgement = Judgement(record_type.kind, (), ())
        self._verdict = Verdict.CHANGED
        self.rows: Sequence[Judged] = ()

    def show(self, judgement: Judgement, verdict: Verdict) -> None:
        """Show the records of this verdict."""
        self.beginResetModel()
        self._judgement, self._verdict = judgement, verdict
        self.rows = judgement.by_verdict[verdict]
        self.endResetModel()

    @property
    def headers(self) -> list[str]:
        """The titles of the columns."""
        if self._verdict is Verdict.REFUSED:
            return [self._type.singular, _("Why it is left out")]
        if self._verdict is Verdict.SAME:
            return [self._type.singular]
        asked = [self._type.by_name[name].label for name in self._judgement.names]
        return [self._type.singular, *asked, _("Follows from it")]

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self.headers)

    def data(self, index: Index, role: int = 0) -> object:
        if role not in (_SHOWN, _TIP, _SPOKEN):
            return None
        one, column = self.rows[index.row()], index.column()
        if not column:
            return one.title or f"#{one.id}"
        if self._verdict is Verdict.REFUSED:
            return one.why
        names = self._judgement.names
        if column <= len(names):
            return self._pair(one, names[column - 1])
        others = [name for name in one.pairs if name not in names]
        return "; ".join(f"{self._type.by_name[name].label}: {self._pair(one, name)}" for name in others) or EMPTY

    def _pair(self, one: Judged, name: str) -> str:
        pair = one.pairs.get(name)
        if pair is None:
            return EMPTY
        old, new = (self._text(one, name, value) for value in pair)
        return f"\u2068{old}\u2069 → \u2068{new}\u2069"

    def _text(self, one: Judged, name: str, value: object) -> str:
        shown = self._judgement.title_of(self._type.by_name[name], value)
        return " ".join((self._texts.text(name, shown, one.currency) or EMPTY)[:200].split())

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = 0) -> object:
        if role or orientation != Qt.Orientation.Horizontal:
            return None
        return self.headers[section]


class SeveralPreview(QWidget):
    """The numbers are buttons that choose which records the table shows."""

    def __init__(self, desk: Desk, record_type: RecordType) -> None:
        super().__init__()
        self.judgement = Judgement(record_type.kind, (), ())
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        top = QWidget()
        flow = FlowLayout(top, gap=8)
        self._group = QButtonGroup(self)
        self.buttons: dict[Verdict, Button] = {}
        for verdict in Verdict:
            made = self.buttons[verdict] = Button(count_words(verdict, 0), small=True, kind="plain")
            made.hide()
            made.setCheckable(True)
            made.clicked.connect(lambda _checked=False, wanted=verdict: self.choose(wanted))
            self._group.addButton(made)
            flow.addWidget(made)
        column.addWidget(top)
        self.model = PreviewModel(record_type, ValueTexts.of(record_type, desk.workspace))
        self.table = QTableView()
        self.table.setModel(self.model)
        self.table.setItemDelegate(TextDelegate(self.table))
        self.table.setAccessibleName(_("Records and what becomes of them"))
        self.table.verticalHeader().setVisible(False)
        self.table.verticalHeader().setDefaultSectionSize(Theme.current().row())
        self.table.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        self.table.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignVCenter)
        self.table.setShowGrid(False)
        self.table.setWordWrap(False)
        self.table.setTabKeyNavigation(False)
        self.table.setSelectionBehavior(QTableView.SelectionBehavior.SelectRows)
        column.addWidget(self.table, 1)

    def show_judgement(self, judgement: Judgement) -> None:
        """Show what was judged, first what changes, or why nothing does."""
        self.judgement = judgement
        for verdict, button in self.buttons.items():
            count = len(judgement.by_verdict[verdict])
            button.setText(count_words(verdict, count))
            button.set_name(button.text())
            button.updateGeometry()
            button.setVisible(bool(count) or verdict is Verdict.CHANGED)
        order = (Verdict.CHANGED, Verdict.REFUSED, Verdict.SAME)
        self.choose(next((one for one in order if judgement.by_verdict[one]), Verdict.CHANGED))

    def choose(self, verdict: Verdict) -> None:
        """Show the records of one verdict."""
        self.buttons[verdict].setChecked(True)
        self.model.show(self.judgement, verdict)
        theme = Theme.current()
        last = self.model.columnCount() - 1
        for place in range(last + 1):
            self.table.setColumnWidth(place, theme.px(150 if not place else 165))
        self.table.horizontalHeader().setStretchLastSection(True)
