"""The words of a choice: typed one under the other, each with its colour; Enter begins the next one."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QApplication, QComboBox, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from itdesk.core.custom import OwnValue
from itdesk.core.texts import N_, _
from itdesk.ui import icons
from itdesk.ui.buttons import Button
from itdesk.ui.labels import label
from itdesk.ui.theme import Theme

TONES = (
    ("grey", N_("Grey")),
    ("accent", N_("Blue")),
    ("green", N_("Green")),
    ("amber", N_("Amber")),
    ("red", N_("Red")),
    ("violet", N_("Violet")),
)
LONGEST = 60


class ValueRow(QWidget):
    """One word, its colour, and whether it is still offered."""

    edited = Signal()

    def __init__(self, value: OwnValue) -> None:
        super().__init__()
        self._key = value.key
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        self.tone = QComboBox()
        self.tone.setAccessibleName(_("Colour"))
        for name, words in TONES:
            self.tone.addItem(icons.icon("square", name), _(words), name)
        self.tone.setCurrentIndex(max(0, self.tone.findData(value.tone)))
        self.tone.setMinimumWidth(Theme.current().px(96))
        self.tone.activated.connect(lambda _place: self.edited.emit())
        self.word = QLineEdit(value.label)
        self.word.setMaxLength(LONGEST)
        self.word.setAccessibleName(_("Value"))
        self.word.setPlaceholderText(_("A word, then Enter for the next"))
        self.word.textEdited.connect(lambda _text: self.edited.emit())
        self.archive = Button(icon="eye", kind="quiet", small=True, name="", run=self._turn)
        self.remove = Button(icon="x", kind="quiet", small=True, name=_("Remove this value"))
        for part in (self.tone, self.word, self.archive, self.remove):
            row.addWidget(part)
        row.setStretch(1, 1)
        self._archived = value.archived
        self._show_archived()

    def _turn(self) -> None:
        self._archived = not self._archived
        self._show_archived()
        self.edited.emit()

    def _show_archived(self) -> None:
        self.archive.setVisible(bool(self._key))
        self.archive.tone = "text-3" if self._archived else ""
        self.archive.set_name(_("Offer it again") if self._archived else _("No longer offer it"))
        self.word.setToolTip(_("No longer offered; records keep it.") if self._archived else "")
        font = self.word.font()
        font.setStrikeOut(self._archived)
        self.word.setFont(font)
        self.archive.update()

    def value(self) -> OwnValue:
        """What stands here."""
        return OwnValue(self._key, self.word.text().strip(), self.tone.currentData(), self._archived)


class ValuesPart(QWidget):
    """All words of a choice in their order. Alt with the arrows moves one; several pasted lines become several words."""

    edited = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._rows: list[ValueRow] = []
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 4, 0, 4)
        column.setSpacing(6)
        column.addWidget(label(_("Values, in the order in which they are offered and sorted"), "small", "text-2"))
        self._lines = QVBoxLayout()
        self._lines.setSpacing(4)
        column.addLayout(self._lines)
        column.addWidget(
            Button(_("Add a value"), icon="plus", kind="link", run=self._append), 0, Qt.AlignmentFlag.AlignLeading
        )
        self.show_values(())

    def show_values(self, values: Sequence[OwnValue]) -> None:
        """Show these words; an empty line waits where there are none."""
        for row in list(self._rows):
            self._drop(row)
        for value in values or (OwnValue("", ""),):
            self._insert(value, len(self._rows))

    def values(self) -> tuple[OwnValue, ...]:
        """The words that were typed."""
        return tuple(value for row in self._rows if (value := row.value()).label)

    def focus_first(self) -> None:
        """Give the first line the keyboard."""
        self._rows[0].word.setFocus()

    def _insert(self, value: OwnValue, place: int) -> ValueRow:
        row = ValueRow(value)
        row.edited.connect(self.edited)
        row.remove.clicked.connect(partial(self._remove, row))
        row.word.installEventFilter(self)
        self._rows.insert(place, row)
        self._lines.insertWidget(place, row)
        return row

    def _append(self) -> None:
        self._insert(self._next(), len(self._rows)).word.setFocus()

    def _next(self) -> OwnValue:
        """An empty line of a colour that was not used yet."""
        used = {row.tone.currentData() for row in self._rows}
        return OwnValue("", "", next((tone for tone, _words in TONES if tone not in used), "grey"))

    def _remove(self, row: ValueRow, _checked: bool = False) -> None:  # noqa: FBT001, FBT002 -- a signal's parameter
        self._drop(row)
        if not self._rows:
            self._insert(OwnValue("", ""), 0)
        self.edited.emit()

    def _drop(self, row: ValueRow) -> None:
        self._rows.remove(row)
        self._lines.removeWidget(row)
        row.hide()
        row.deleteLater()

    def _move(self, row: ValueRow, by: int) -> None:
        place = self._rows.index(row) + by
        if 0 <= place < len(self._rows):
            self._rows.remove(row)
            self._lines.removeWidget(row)
            self._rows.insert(place, row)
            self._lines.insertWidget(place, row)
            row.word.setFocus()
            self.edited.emit()

    def _take_lines(self, row: ValueRow) -> bool:
        lines = [line.strip() for line in QApplication.clipboard().text().splitlines() if line.strip()]
        if len(lines) < 2:
            return False
        place = self._rows.index(row)
        row.word.setText(lines[0][:LONGEST])
        for offset, line in enumerate(lines[1:], 1):
            made = self._next()
            self._insert(OwnValue("", line[:LONGEST], made.tone), place + offset)
        self.edited.emit()
        return True

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() != QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return False
        row = next((one for one in self._rows if one.word is watched), None)
        if row is None:
            return False
        alt = bool(event.modifiers() & Qt.KeyboardModifier.AltModifier)
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers():
            if row.word.text().strip():
                self._insert(self._next(), self._rows.index(row) + 1).word.setFocus()
            return True
        if alt and event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self._move(row, -1 if event.key() == Qt.Key.Key_Up else 1)
            return True
        if event.matches(QKeySequence.StandardKey.Paste):
            return self._take_lines(row)
        return False
