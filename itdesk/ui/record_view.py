"""One record over the whole page: its form, and beside it the feature's panes, its files and its history."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property, partial
from typing import NamedTuple

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QSplitter, QVBoxLayout, QWidget

from itdesk.core.record import RecordType
from itdesk.core.rights import Verb
from itdesk.core.texts import _
from itdesk.core.value_texts import ValueTexts
from itdesk.ui.buttons import Button
from itdesk.ui.desk import Desk
from itdesk.ui.hanging.panes import HungPanes
from itdesk.ui.labels import ElidedLabel, label
from itdesk.ui.leave_dialog import may_leave
from itdesk.ui.pane_sections import Pane, Panes
from itdesk.ui.record_form import WIDEST, RecordForm
from itdesk.ui.record_list import may_add_field
from itdesk.ui.record_panel import history_of
from itdesk.ui.sections import SidePanel
from itdesk.ui.theme import Theme


class Beside(NamedTuple):
    """The feature's panes, what hangs on the record, and its history."""

    panes: Panes
    hung: HungPanes
    history: Panes


class RecordView(QWidget):
    """Esc and Back leave it, after asking about what isn't saved."""

    left = Signal()
    step_wanted = Signal(int)  # to the next (1) or previous (-1) record of the list
    delete_wanted = Signal(int)
    saved = Signal(int)

    def __init__(
        self, desk: Desk, record_type: RecordType, panes: Sequence[Pane] = (), parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setAccessibleName(record_type.singular)
        self._desk = desk
        self._type = record_type
        self._texts = ValueTexts.of(record_type, desk.workspace)
        self.record_id = 0
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._bar())
        # from the outside in: whatever gets another parent is styled anew with everything that it holds
        self.splitter = QSplitter()
        self.splitter.setChildrenCollapsible(False)
        column.addWidget(self.splitter, 1)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        self.side = SidePanel(_("About this record"), width=352)
        self.splitter.addWidget(scroll)
        self.splitter.addWidget(self.side)
        self.splitter.setStretchFactor(0, 1)
        holder = QWidget()
        holder.setObjectName("scrolled")
        scroll.setWidget(holder)
        scroll.viewport().setAutoFillBackground(False)
        self._row = QHBoxLayout(holder)
        self._row.setContentsMargins(24, 20, 24, 24)
        self._given = tuple(panes)

    @cached_property
    def form(self) -> RecordForm:
        """Every field; its groups are made in turns of their own before the view is shown."""
        holder = self._row.parentWidget()
        form = RecordForm(self._desk, self._type, parent=holder, later=True)
        form.saved.connect(self._saved)
        form.dirty_changed.connect(self._show_state)
        form.setMaximumWidth(Theme.current().px(WIDEST))
        self._row.addWidget(form, 1)
        self._row.addStretch(0)
        return form

    @cached_property
    def beside(self) -> Beside:
        """What stands beside the form; in another turn."""
        desk, inside = self._desk, self.side.inside
        made = Beside(
            Panes(desk, self._type, self._given, inside),
            HungPanes(desk, self._type.kind, self, inside),
            Panes(desk, self._type, history_of(desk), inside),
        )
        for part in (made.hung.top, *made):
            self.side.add(part)
        return made

    @property
    def parts(self) -> tuple[Callable[[], object], ...]:
        """What makes it whole, each for a turn of its own."""
        groups = [lambda: self.form.add_group()] * len(self._type.groups)  # noqa: PLW0108 -- the form is made a turn before
        return (lambda: self.form), *groups, (lambda: self.beside)

    @property
    def hung(self) -> HungPanes:
        """Tags, comments, links and files of the record."""
        return self.beside.hung

    def _bar(self) -> QFrame:
        bar = QFrame()
        bar.setProperty("look", "bar")
        bar.setFixedHeight(Theme.current().px(44) + 1)
        row = QHBoxLayout(bar)
        row.setContentsMargins(8, 0, 16, 0)
        row.setSpacing(8)
        row.addWidget(
            Button(icon="left", kind="quiet", small=True, name=_("Back to the list"), key="Esc", run=self.leave)
        )
        self._number = label("", "body", "text-2")
        self._title = ElidedLabel("", "strong")
        self._state = label("", "small", "text-3")
        row.addWidget(self._number)
        row.addWidget(self._title, 1)
        row.addWidget(self._state)
        step = self.step_wanted.emit
        row.addWidget(
            Button(icon="up", kind="quiet", small=True, name=_("Previous record"), key="Alt+Up", run=lambda: step(-1))
        )
        row.addWidget(
            Button(icon="down", kind="quiet", small=True, name=_("Next record"), key="Alt+Down", run=lambda: step(1))
        )
        if may_add_field(self._desk, self._type):
            add = partial(self._desk.add_field, self._type.kind)
            row.addWidget(Button(icon="sliders", kind="quiet", small=True, name=_("Add a field…"), run=add))
        if not self._desk.may(Verb.DELETE, self._type.kind):
            return bar
        trash = lambda: self.delete_wanted.emit(self.record_id)  # noqa: E731 -- read beside its button
        row.addWidget(Button(icon="trash", kind="quiet", small=True, name=_("Delete"), run=trash))
        return bar

    def form_save(self) -> None:
        """Save what is typed."""
        self.form.save()

    def show_record(self, record_id: int) -> None:
        """Read a record, show it and go to its first field; what was typed before has been asked about."""
        self.record_id = record_id
        self.form.complete()
        self.form.load(record_id, self._opened)
        self._show_panes(record_id)

    def _show_panes(self, record_id: int) -> None:
        for part in self.beside:
            part.show_record(record_id)

    def refresh(self) -> None:
        """Read again what isn't being edited."""
        if not self.form.is_dirty and not self.form.is_saving and self.record_id:
            self.form.load(self.record_id, self._loaded)
        self._show_panes(self.record_id)

    @property
    def holds_something(self) -> bool:
        """Whether something is typed here that isn't stored."""
        return self.form.is_dirty or self.form.is_saving or self.hung.is_written

    def may_leave(self) -> bool:
        """Ask about what isn't saved."""
        return may_leave(self.form, self.window())

    def leave(self) -> bool:
        """Go back to the list, unless the person stays."""
        if not self.may_leave():
            return False
        self.left.emit()
        return True

    def _opened(self) -> None:
        self._loaded()
        self.hung.landing.cover()
        if self.isVisible():
            self.form.focus_first()

    def _loaded(self) -> None:
        draft = self.form.draft
        if draft is None:
            return
        numbered = self._type.number_field if self._type.number_prefix else ""
        number = str(draft.values.get(numbered) or "") if numbered and numbered != self._type.title else ""
        self._number.setText(number)
        self._number.setVisible(bool(number))
        row = self.form.rows.get(self._type.title)
        shown = row.editor.typed() if row is not None else ""
        self._title.setText(shown or self._texts.text(self._type.title, draft.values.get(self._type.title)))
        self._show_state(dirty=False)

    def _show_state(self, dirty: bool) -> None:  # noqa: FBT001 -- a signal's parameter
        self._state.setText(_("Not saved yet") if dirty else "")

    def _saved(self, record_id: int) -> None:
        self._state.setText(_("Saved"))
        self.form.load(record_id, self._loaded)
        self._show_panes(record_id)
        self.saved.emit(record_id)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.side.setVisible(self.width() >= Theme.current().px(760))
