"""Panes of a record's panel that tell facts of one kind: the facts are read once for all of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from itdesk.ui.desk import Desk
from itdesk.ui.layouts import clear
from itdesk.ui.sections import Section


class Facts(QObject):
    """One read for all panes that ask in the same moment. `read(session, record_id)` tells the facts, None for none."""

    found = Signal(object)  # the facts by record

    def __init__(self, desk: Desk, read: Callable[[Any, int], Any]) -> None:
        super().__init__(desk)
        self._desk = desk
        self._facts = read
        self._wanted: dict[int, int] = {}  # the record that a pane waits for, by the pane's identity
        self._asked = QTimer(self, singleShot=True, interval=0)
        self._asked.timeout.connect(self._read)

    def want(self, pane: QObject, record_id: int) -> None:
        """Read this record's facts for a pane; what it waited for before is no longer wanted."""
        self._wanted[id(pane)] = record_id
        self._asked.start()

    def _read(self) -> None:
        ids, facts = set(self._wanted.values()), self._facts

        def read(session: Any) -> dict[int, Any]:
            return {one: facts(session, one) for one in ids}

        self._desk.read(self, read, self._answer, key="facts")

    def _answer(self, found: Mapping[int, Any]) -> None:
        if not self._asked.isActive():  # else it was wanted once more since this was asked for, and is read once more
            self._wanted = {pane: one for pane, one in self._wanted.items() if one not in found}
        self.found.emit(found)


class FactsPane(QWidget):
    """A part of a record's panel; what it tells is put into `column` anew each time."""

    count_changed = Signal(str)
    shown_changed = Signal(bool)

    def __init__(self, facts: Facts, desk: Desk, _kind: str) -> None:
        super().__init__()
        self.desk = desk
        self.record_id = 0
        self.locale_name = desk.workspace.locale
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(4)
        self._facts = facts
        facts.found.connect(self._show)

    def show_record(self, record_id: int) -> None:
        """Show one record."""
        self.record_id = record_id
        self._facts.want(self, record_id)

    def _show(self, found: Mapping[int, Any]) -> None:
        if self.record_id in found:
            facts = found[self.record_id]
            clear(self.column)
            self.shown_changed.emit(facts is not None and self.fill(facts))

    def fill(self, facts: Any) -> bool:
        """Tell the facts; False if there is nothing to say, which hides the pane with its title."""
        raise NotImplementedError

    def keep_below(self) -> QVBoxLayout:
        """Room under what is told, which stays when the facts are told anew."""
        below, told = self.column, QVBoxLayout()
        told.setSpacing(below.spacing())
        below.addLayout(told)
        self.column = told
        return below

    def section(self) -> Section:
        """Rows or links without a title and margins of their own, under what is there."""
        made = Section("")
        made.setProperty("look", "")
        layout = made.layout()
        if layout is not None:
            layout.setContentsMargins(0, 0, 0, 0)
        self.column.addWidget(made)
        return made

    def rows(self, *pairs: tuple[str, str | QWidget]) -> None:
        """Names with what they are."""
        section = self.section()
        for name, value in pairs:
            section.add_row(name, value)

    def write(self, job: Callable[[Any], Any], words: str) -> None:
        """Change something and say so."""
        self.desk.write(self, job, lambda _result: self.desk.tell_done(words), self.desk.refused.emit, step=words)
