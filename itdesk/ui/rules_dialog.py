"""The rules by which a list colours its rows: their order, names, colours and filters."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QComboBox, QFormLayout, QHBoxLayout, QLineEdit, QListWidget, QListWidgetItem, QWidget

from itdesk.core.filters import Filter
from itdesk.core.record import RecordType
from itdesk.core.row_rules import MOST, TONES, Rule
from itdesk.core.texts import _
from itdesk.db.list_state import ListState
from itdesk.ui import icons
from itdesk.ui.badges import hue
from itdesk.ui.buttons import Button
from itdesk.ui.desk import Desk
from itdesk.ui.dialogs import Dialog
from itdesk.ui.filter_bar import FilterBar
from itdesk.ui.labels import label
from itdesk.ui.popup_rows import ROW, SHAPE, PopupRows
from itdesk.ui.theme import Theme
from itdesk.ui.toolbar import Toolbar


class RulesDialog(Dialog):
    """The rule that is chosen in the list is changed below it. Alt with the arrows moves it, Delete takes it out."""

    def __init__(self, desk: Desk, record_type: RecordType, state: ListState, parent: QWidget) -> None:
        super().__init__(
            parent,
            _("Colour rows"),
            _("A row gets the colour and the word of the first rule whose filters it meets."),
            act=_("Colour"),
            check=self._flaw,
        )
        self._rules: list[Rule] = list(state.rules)
        self.list = QListWidget()
        self.list.setAccessibleName(_("Rules in their order. Alt and the arrows move one, Delete takes it out."))
        self.list.setItemDelegate(PopupRows(self.list))
        self.list.setFixedHeight(Theme.current().px(ROW) * 4 + 4)
        self.list.installEventFilter(self)
        self.body.addWidget(self.list)
        self.add_button = Button(_("Add a rule"), icon="plus", kind="link", run=self._add)
        row = QHBoxLayout()
        row.addWidget(self.add_button)
        row.addStretch(1)
        row.addWidget(
            Button(icon="up", kind="quiet", small=True, name=_("Move the rule up"), run=lambda: self._move(-1))
        )
        row.addWidget(
            Button(icon="down", kind="quiet", small=True, name=_("Move the rule down"), run=lambda: self._move(1))
        )
        row.addWidget(Button(icon="trash", kind="quiet", small=True, name=_("Take the rule out"), run=self._remove))
        self.body.addLayout(row)
        self._build_form(desk, record_type, state)
        self.list.currentRowChanged.connect(self._show)
        if not self._rules:
            self._rules.append(Rule("", "red", ()))
        self._fill(0)
        (self.list if state.rules else self.name).setFocus()

    def _build_form(self, desk: Desk, record_type: RecordType, state: ListState) -> None:
        form = QFormLayout()
        form.setSpacing(8)
        form.setLabelAlignment(Qt.AlignmentFlag.AlignTrailing | Qt.AlignmentFlag.AlignVCenter)
        self.name = QLineEdit()
        self.name.setMaxLength(40)
        self.name.setAccessibleName(_("Word of the rule"))
        self.name.textEdited.connect(lambda text: self._change(name=text.strip()))
        form.addRow(_("Word"), self.name)
        self.tone = QComboBox()
        self.tone.setAccessibleName(_("Colour"))
        for tone, word in TONES.items():
            self.tone.addItem(icons.icon("flag", f"{hue(tone)}-text"), _(word), tone)
        self.tone.activated.connect(lambda _row: self._change(tone=str(self.tone.currentData())))
        form.addRow(_("Colour"), self.tone)
        self.body.addLayout(form)
        self.body.addWidget(label(_("Rows that meet all of these"), "small-strong", "text-2"))
        self._bar = Toolbar()
        self.filters = FilterBar(desk, record_type, self._bar)
        self.filters.listed = lambda: state
        self.filters.add_chip.key = ""  # F is the list's
        self.filters.add_chip.setMinimumWidth(0)
        self.filters.changed.connect(self._take_filters)
        self.body.addWidget(self._bar)

    @property
    def rules(self) -> tuple[Rule, ...]:
        """The rules as they were chosen; none if every one was taken out."""
        return tuple(self._rules)

    def _flaw(self) -> str:
        for number, rule in enumerate(self._rules):
            if rule.name and rule.filters:
                continue
            self.list.setCurrentRow(number)
            if not rule.name:
                return _("A rule needs a word that is read beside its colour.")
            return _("A rule needs a filter, or it would colour every row.")
        return ""

    def _fill(self, current: int) -> None:
        self.list.blockSignals(True)
        self.list.clear()
        for rule in self._rules:
            item = QListWidgetItem(rule.name or _("New rule"))
            item.setData(SHAPE, ("flag", f"{hue(rule.tone)}-text"))
            item.setData(Qt.ItemDataRole.AccessibleTextRole, f"{rule.name}, {_(TONES[rule.tone])}")
            self.list.addItem(item)
        self.list.setCurrentRow(min(current, len(self._rules) - 1))
        self.list.blockSignals(False)
        self.add_button.setEnabled(len(self._rules) < MOST)
        self._show(self.list.currentRow())

    def _show(self, row: int) -> None:
        there = 0 <= row < len(self._rules)
        for part in (self.name, self.tone, self._bar):
            part.setEnabled(there)
        rule = self._rules[row] if there else Rule("", "red", ())
        if self.name.text().strip() != rule.name:
            self.name.setText(rule.name)
        self.tone.setCurrentIndex(self.tone.findData(rule.tone))
        self.filters.set_filters(rule.filters)

    def _change(self, *, name: str | None = None, tone: str | None = None) -> None:
        row = self.list.currentRow()
        if row < 0:
            return
        rule = self._rules[row]
        self._rules[row] = replace(rule, name=rule.name if name is None else name, tone=tone or rule.tone)
        self._fill(row)

    def _take_filters(self, filters: Sequence[Filter]) -> None:
        row = self.list.currentRow()
        if row >= 0:
            self._rules[row] = replace(self._rules[row], filters=tuple(filters))

    def _add(self) -> None:
        unused = next((tone for tone in TONES if tone not in {rule.tone for rule in self._rules}), "grey")
        self._rules.append(Rule("", unused, ()))
        self._fill(len(self._rules) - 1)
        self.name.setFocus()

    def _remove(self) -> None:
        row = self.list.currentRow()
        if row >= 0:
            del self._rules[row]
            self._fill(max(0, row - 1))
            self.list.setFocus()

    def _move(self, by: int) -> None:
        row, to = self.list.currentRow(), self.list.currentRow() + by
        if row >= 0 and 0 <= to < len(self._rules):
            self._rules.insert(to, self._rules.pop(row))
            self._fill(to)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is not self.list or event.type() != QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return super().eventFilter(watched, event)
        alt = bool(event.modifiers() & Qt.KeyboardModifier.AltModifier)
        if event.key() == Qt.Key.Key_Delete:
            self._remove()
        elif alt and event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self._move(-1 if event.key() == Qt.Key.Key_Up else 1)
        else:
            return super().eventFilter(watched, event)
        return True
