"""One record beside its list: number, title, status, facts by group, the feature's panes, files and history."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from itdesk.core.record import RecordType
from itdesk.core.rights import Deed
from itdesk.core.texts import N_
from itdesk.ui.badges import StatusLabel
from itdesk.ui.desk import Desk
from itdesk.ui.fact_rows import FactRows
from itdesk.ui.hanging.panes import HungPanes
from itdesk.ui.history_pane import HistoryPane
from itdesk.ui.labels import label
from itdesk.ui.layouts import clear
from itdesk.ui.pane_sections import Pane, Panes
from itdesk.ui.record_jobs import read_whole
from itdesk.ui.sections import Head, Section, SidePanel
from itdesk.ui.turns import in_turns

if TYPE_CHECKING:
    from itdesk.db.records import Draft


HISTORY = Pane(N_("History"), HistoryPane)


def history_of(desk: Desk) -> list[Pane]:
    """Who changed what, for those who may see it."""
    return [HISTORY] if desk.may_do(Deed.HISTORY) else []


class _Parts(NamedTuple):
    """What the panel is made of: its head, its facts, what fills itself for a record, and everything from top to end."""

    head: QVBoxLayout
    facts: QVBoxLayout
    hung: HungPanes
    filled: tuple[Panes | HungPanes, ...]
    order: tuple[QWidget, ...]


def _column(holder: QWidget) -> QVBoxLayout:
    column = QVBoxLayout(holder)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(0)
    return column


class RecordPanel(SidePanel):
    """The panel beside a list. It keeps showing the record before while the next one is read."""

    opened = Signal(int)
    made = Signal()  # once, before the first record is shown

    def __init__(
        self, desk: Desk, record_type: RecordType, panes: Sequence[Pane] = (), parent: QWidget | None = None
    ) -> None:
        super().__init__(record_type.singular, parent=parent)
        self._desk = desk
        self._type = record_type
        self._rows = FactRows(desk, record_type)
        self._texts = self._rows.texts
        self.record_id = 0
        self._panes = tuple(panes)
        self._listening: list[QWidget] = []
        self._is_awaited = False  # its parts are being made

    @cached_property
    def _own(self) -> tuple[Panes, Panes]:
        """The feature's panes above and below the facts."""
        inside = self.inside
        before = Panes(self._desk, self._type, [pane for pane in self._panes if pane.before], inside)
        return before, Panes(self._desk, self._type, [pane for pane in self._panes if not pane.before], inside)

    @cached_property
    def hung(self) -> HungPanes:
        """Tags, comments, links and files of the record."""
        hung = HungPanes(self._desk, self._type.kind, self, self.inside)
        for widget in self._listening:
            hung.landing.listen(widget)
        return hung

    @cached_property
    def _parts(self) -> _Parts:
        """All of it, made for the first record that is shown: the list is painted before."""
        inside, hung = self.inside, self.hung
        head, facts = QWidget(inside), QWidget(inside)
        before, after = self._own
        history = Panes(self._desk, self._type, history_of(self._desk), inside)
        order = (head, hung.top, before, facts, after, hung, history)
        for part in order:
            self.add(part)
            part.hide()
        return _Parts(_column(head), _column(facts), hung, (before, after, hung, history), order)

    @property
    def is_made(self) -> bool:
        """Whether a record was shown here, so that something can be hung on it."""
        return "_parts" in self.__dict__

    @property
    def is_written(self) -> bool:
        """Whether somebody is writing a comment here now."""
        return self.is_made and self.hung.is_written

    def listen(self, widget: QWidget) -> None:
        """Let what is pasted there land on the record that is shown."""
        self._listening.append(widget)
        if "hung" in self.__dict__:
            self.hung.landing.listen(widget)

    def show_record(self, record_id: int) -> None:
        """Read a record and show it; 0 shows nothing. For the first one the parts are made before, each in its turn."""
        self.record_id = record_id
        if not record_id:
            self._show_parts(shown=False)
        elif self.is_made:
            self._read()
        elif not self._is_awaited:
            self._is_awaited = True
            in_turns(self, lambda: self._own, lambda: self.hung, lambda: self._parts, self._begin)

    def _begin(self) -> None:
        self._is_awaited = False
        self.made.emit()
        if self.record_id:
            self._read()

    def _read(self) -> None:
        record_type, record_id = self._type, self.record_id

        def done(result: tuple[Draft, dict[str, str], dict[str, object]]) -> None:
            if record_id == self.record_id:
                self._fill(*result)
                self._show_parts(shown=True)

        def gone(_error: object) -> None:
            self._show_parts(shown=False)

        self._desk.read(
            self, lambda session: read_whole(session, record_type, record_type.kind, record_id), done, gone, key="panel"
        )
        for part in self._parts.filled:
            part.show_record(record_id)

    def refresh(self) -> None:
        """Read the record again."""
        self.show_record(self.record_id)

    def _show_parts(self, *, shown: bool) -> None:
        if self.is_made:
            for part in self._parts.order:
                part.setVisible(shown)

    def _fill(self, draft: Draft, titles: Mapping[str, str], computed: Mapping[str, object]) -> None:
        values = {**draft.values, **computed}
        clear(self._parts.head)
        clear(self._parts.facts)
        self._parts.head.addWidget(self._head(values, titles))
        head = {self._type.title, self._number_name()}
        for group in self._type.groups:
            section = Section(group.label)
            filled = False
            for name in group.names:
                declared = self._type.by_name[name]
                if declared.secret or name in head or values.get(name) in (None, "", False):
                    continue
                if declared.name == "currency":
                    continue  # it stands beside each sum
                self._rows.add(section, declared, values, titles)
                filled = True
            if filled:
                self._parts.facts.addWidget(section)

    def _number_name(self) -> str:
        return self._type.number_field if self._type.number_prefix else ""

    def _head(self, values: Mapping[str, object], titles: Mapping[str, str]) -> Head:
        title = titles.get(self._type.title) or self._texts.text(self._type.title, values.get(self._type.title))
        number = str(values.get(self._number_name()) or "") if self._number_name() else self._type.singular
        subtitle = [
            text
            for name in self._type.subtitle
            if name in values and (text := titles.get(name) or self._rows.text(name, values))
        ]
        if self._number_name() == self._type.title and subtitle:
            title = subtitle.pop(0)  # the number stands above; what it is makes the better title
        head = Head(number, title, open_record=lambda: self.opened.emit(self.record_id))
        for name, styles in self._texts.choices.items():
            style = styles.get(str(values.get(name)))
            if style is not None and style[2] and name in self._type.columns:
                head.add(StatusLabel(*style))
        for text in subtitle[:2]:
            head.add(label(text, "body", "text-2"))
        return head
