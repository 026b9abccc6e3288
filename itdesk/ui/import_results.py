"""Steps three and four of an import: what will happen, row by row, and what happened, with a way back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QHBoxLayout, QHeaderView, QTableView, QVBoxLayout, QWidget

from itdesk.core.formats import format_count
from itdesk.core.record import RecordType
from itdesk.core.registry import Registry
from itdesk.core.texts import _
from itdesk.core.value_texts import noun
from itdesk.ui.badges import paint_status
from itdesk.ui.buttons import Button
from itdesk.ui.delegates import TextDelegate
from itdesk.ui.emptystate import IconTile
from itdesk.ui.flow import FlowLayout
from itdesk.ui.labels import label
from itdesk.ui.layouts import clear
from itdesk.ui.page import Action
from itdesk.ui.theme import Theme

if TYPE_CHECKING:
    from itdesk.files.planning import Job, Outcome

Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()
NAMED = 400  # refused rows that are named
PREVIEW = 300  # rows that step three shows


@dataclass(frozen=True, slots=True)
class Preview:
    """The first rows as they will be taken: number, what becomes of it, and the cells of the matched columns."""

    headers: tuple[str, ...]
    rows: tuple[tuple[int, str, tuple[str, ...]], ...]


def row_names(job: Job, outcome: Outcome) -> dict[int, str]:
    """What tells the first refused rows apart: the text of the column by which records are found; in a reader thread."""
    from itdesk.files.importing import opened

    header = next((column.header for column in outcome.columns if column.target and column.target == job.update_by), "")
    wanted = {refusal.row for refusal in outcome.refused[:NAMED]}
    found: dict[int, str] = {}
    if not header or not wanted:
        return found
    last = max(wanted)
    with opened(job) as table:
        place = table.headers.index(header)
        for number, cells in table.numbered_rows():
            if number in wanted and cells[place] is not None:
                found[number] = " ".join(str(cells[place])[:80].split())
            if number >= last:
                break
    return found


def read_preview(job: Job, outcome: Outcome) -> Preview:
    """Read the first rows of the file beside their verdicts; runs in a reader thread."""
    from itdesk.files.importing import opened

    with opened(job) as table:
        wanted = [place for place, column in enumerate(outcome.columns) if column.target]
        rows = []
        for number, cells in islice(table.numbered_rows(), PREVIEW):
            texts = []
            for place in wanted:
                cell = job.corrections.get((number, table.headers[place]), cells[place])
                texts.append("" if cell is None else " ".join(str(cell)[:200].split()))
            rows.append((number, str(outcome.verdicts.get(number, "")), tuple(texts)))
        return Preview(tuple(table.headers[place] for place in wanted), tuple(rows))


def verdict_words(verdict: str) -> tuple[str, str, str]:
    """A verdict as word, tone and shape."""
    return {
        "new": (_("New"), "green", "ring-check"),
        "changed": (_("Changed"), "accent", "ring-half"),
        "same": (_("As it is"), "grey", "ring"),
        "refused": (_("Left out"), "red", "triangle"),
        "skipped": (_("Skipped"), "grey", "ring-x"),
    }.get(verdict, (verdict, "grey", "ring"))


class _PreviewModel(QAbstractTableModel):
    def __init__(self) -> None:
        super().__init__()
        self.preview = Preview((), ())

    def show(self, preview: Preview) -> None:
        self.beginResetModel()
        self.preview = preview
        self.endResetModel()

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self.preview.rows)

    def columnCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self.preview.headers) + 2

    def data(self, index: Index, role: int = 0) -> object:
        if role:
            return None
        number, verdict, cells = self.preview.rows[index.row()]
        if index.column() == 0:
            return format_count(number)
        return verdict_words(verdict)[0] if index.column() == 1 else cells[index.column() - 2]

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = 0) -> object:
        if role or orientation != Qt.Orientation.Horizontal:
            return None
        return (_("Row"), _("What happens"), *self.preview.headers)[section]


class _PreviewDelegate(TextDelegate):
    """Text, with the verdict as shape and word."""

    def __init__(self, view: QTableView, model: _PreviewModel) -> None:
        super().__init__(view)
        self._model = model

    def paint(self, painter: QPainter, option: object, index: Index) -> None:
        if index.column() != 1:
            super().paint(painter, option, index)  # type: ignore[arg-type]
            return
        box = option.rect  # type: ignore[attr-defined]
        painter.fillRect(box.left(), box.bottom(), box.width(), 1, Theme.current().color("line"))
        word, tone, shape = verdict_words(self._model.preview.rows[index.row()][1])
        paint_status(painter, box.adjusted(8, 0, -8, -1), word, tone, shape)


class CheckStep(QWidget):
    """What will happen: numbers, what is made besides, remarks, and the first rows."""

    def __init__(self, registry: Registry, record_type: RecordType) -> None:
        super().__init__()
        self._registry = registry
        self._type = record_type
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self._top = QWidget()
        self._flow = FlowLayout(self._top, gap=32)
        self._flow.setContentsMargins(16, 14, 16, 14)
        column.addWidget(self._top)
        self._notes = QVBoxLayout()
        self._notes.setContentsMargins(16, 0, 16, 8)
        self._notes.setSpacing(2)
        column.addLayout(self._notes)
        self.model = _PreviewModel()
        self.table = QTableView()
        self.table.setModel(self.model)
        self.table.setItemDelegate(_PreviewDelegate(self.table, self.model))
        self.table.setAccessibleName(_("First rows and what happens with them"))
        self.table.verticalHeader().setVisible(False)
        self.table.verticalHeader().setDefaultSectionSize(Theme.current().row())
        self.table.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        self.table.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignVCenter)
        self.table.setShowGrid(False)
        self.table.setTabKeyNavigation(False)
        column.addWidget(self.table, 1)

    def show_outcome(self, outcome: Outcome) -> None:
        """Show what a dry run found."""
        clear(self._flow)
        for number, words in figures(self._registry, outcome, dry=True):
            self._flow.addWidget(_figure(number, words))
        clear(self._notes)
        for note in outcome.notes[:8]:
            self._notes.addWidget(label(note, "small", "text-2", wrap=True, selectable=True))

    def show_preview(self, preview: Preview) -> None:
        """Show the first rows."""
        self.model.show(preview)
        for place in range(self.model.columnCount()):
            self.table.setColumnWidth(place, Theme.current().px((56, 120)[place] if place < 2 else 160))


class DoneStep(QWidget):
    """What happened, and what can be done now; the first action is the primary one."""

    def __init__(self, registry: Registry) -> None:
        super().__init__()
        self._registry = registry
        self._column = QVBoxLayout(self)
        self._column.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._column.setSpacing(8)

    def show_outcome(self, outcome: Outcome, actions: Sequence[Action]) -> None:
        """Show what an import did."""
        clear(self._column)
        middle = Qt.AlignmentFlag.AlignHCenter
        self._column.addStretch(2)
        self._column.addWidget(IconTile("check"), 0, middle)
        done = outcome.taken + outcome.changed
        title = _("Import finished") if done else _("Nothing was imported")
        self._column.addWidget(label(title, "section"), 0, middle)
        top = QWidget()
        flow = FlowLayout(top, gap=32)
        for number, words in figures(self._registry, outcome, dry=False):
            flow.addWidget(_figure(number, words))
        self._column.addWidget(top, 0, middle)
        buttons = QWidget()
        line = QHBoxLayout(buttons)
        line.setSpacing(8)
        for place, action in enumerate(actions):
            kind = "plain" if place else "primary"
            line.addWidget(Button(action.label, icon=action.icon, kind=kind, run=action.run))
        self._column.addWidget(buttons, 0, middle)
        self._column.addStretch(3)


def figures(registry: Registry, outcome: Outcome, *, dry: bool) -> list[tuple[int, str]]:
    """The numbers of an import with their words; what is zero is left out, but for what is added."""
    left_out = len({refusal.row for refusal in outcome.refused})
    skipped = sum(verdict == "skipped" for verdict in outcome.verdicts.values())
    found = [
        (outcome.taken, _("will be added") if dry else _("added")),
        (outcome.changed, _("will be changed") if dry else _("changed")),
        (outcome.same, _("stay as they are")),
        (left_out, _("are left out") if dry else _("left out")),
        (skipped, _("skipped")),
    ]
    found += [
        (count, _("new {things}").format(things=noun(registry[kind].singular if count == 1 else registry[kind].plural)))
        for kind, count in outcome.created.items()
    ]
    return [(number, words) for place, (number, words) in enumerate(found) if number or not place]


def _figure(number: int, words: str) -> QWidget:
    holder = QWidget()
    column = QVBoxLayout(holder)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(0)
    column.addWidget(label(format_count(number), "figure"))
    column.addWidget(label(words, "small", "text-2"))
    holder.setAccessibleName(f"{format_count(number)} {words}")
    return holder
