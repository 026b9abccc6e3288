"""The filters of a list as chips in its toolbar, the "+ Filter" chip, and the search within the list."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from itdesk.core.filter_texts import Condition, conditions, in_words, linked
from itdesk.core.filters import Filter
from itdesk.core.record import RecordType
from itdesk.core.texts import _
from itdesk.core.value_texts import ValueTexts
from itdesk.db.list_state import ListState
from itdesk.ui import icons
from itdesk.ui.chips import Chip
from itdesk.ui.desk import Desk
from itdesk.ui.page import Action
from itdesk.ui.theme import Theme
from itdesk.ui.toolbar import Toolbar

WAIT_MS = 150


class FilterBar(QObject):
    """Keeps chips in a toolbar in step with a list's filters. What a person changes comes out as `changed`."""

    changed = Signal(object)  # tuple of Filter

    def __init__(self, desk: Desk, record_type: RecordType, toolbar: Toolbar) -> None:
        super().__init__(toolbar)
        self._desk = desk
        self._type = record_type
        self._bar = toolbar
        self._texts = ValueTexts.of(record_type, desk.workspace)
        self._filters: tuple[Filter, ...] = ()
        self._titles: dict[tuple[str, int], str] = {}
        self.listed: Callable[[], ListState] | None = None  # what the list shows, to count what each choice would find
        self.chips: list[Chip] = []
        self.add_chip = Chip(_("Filter"), look="add", key="F")
        self.add_chip.setAccessibleName(_("Add a filter"))
        self.add_chip.setMinimumWidth(self.add_chip.sizeHint().width())
        self.add_chip.clicked.connect(self.add)
        toolbar.add(self.add_chip)

    @property
    def filters(self) -> tuple[Filter, ...]:
        """The filters in the order of their chips."""
        return self._filters

    def set_filters(self, filters: Sequence[Filter]) -> None:
        """Show these; nothing is told."""
        self._filters = tuple(filters)
        self._show()
        named = linked(self._desk.registry, self._type, self._filters)
        missing = {key for key in named if key not in self._titles}
        if missing:
            self._desk.read(self, lambda session: _titles(session, missing), self._take_titles, key="titles")

    def words(self) -> list[tuple[str, Condition]]:
        """Each chip's text, for sentences such as "Remove …"."""
        return [(" ".join(self._words(one)), one) for one in conditions(self._filters)]

    def _words(self, condition: Condition) -> tuple[str, str]:
        return in_words(self._texts, condition, self._titles, self._desk.registry)

    def add(self) -> None:
        """Open the list of fields under the "+ Filter" chip."""
        self._open(self.add_chip, None)

    def remove(self, condition: Condition) -> None:
        """Take a chip away."""
        self._change([one for one in conditions(self._filters) if one != condition])
        (self.chips[-1] if self.chips else self.add_chip).setFocus()

    def remove_last(self) -> None:
        """Take the last chip away."""
        known = conditions(self._filters)
        if known:
            self._change(known[:-1])

    def clear(self) -> None:
        """Take every chip away."""
        self._change([])

    def _change(self, kept: Sequence[Condition]) -> None:
        self.set_filters([one for condition in kept for one in condition.filters])
        self.changed.emit(self._filters)

    def _show(self) -> None:
        for chip in self.chips:
            self._bar.take(chip)
        self.chips = []
        for condition in conditions(self._filters):
            field, value = self._words(condition)
            chip = Chip(field, value)
            chip.clicked.connect(lambda _checked=False, chip=chip, one=condition: self._open(chip, one))
            chip.removed.connect(lambda one=condition: self.remove(one))
            self._bar.insert(chip, self.add_chip, action=Action(f"{field} {value}", partial(self.edit, condition)))
            self.chips.append(chip)

    def edit(self, condition: Condition) -> None:
        """Open the values of a chip."""
        known = conditions(self._filters)
        chip = self.chips[known.index(condition)]
        self._open(chip if chip.isVisible() else self.add_chip, condition)

    def _open(self, under: QWidget, condition: Condition | None) -> None:
        from itdesk.ui.filter_asked import Asked
        from itdesk.ui.filter_editor import FilterEditor  # made when it is first wanted

        editor = FilterEditor(Asked(self._desk, self._type, self._others(condition), self._words), condition, under)
        editor.chosen.connect(lambda filters: self._put(condition, filters))
        editor.removed_last.connect(self.remove_last)
        editor.open_below(under)

    def _others(self, condition: Condition | None) -> ListState | None:
        """The list without this condition: in it the choices are counted."""
        if self.listed is None:
            return None
        kept = [one for other in conditions(self._filters) if other != condition for one in other.filters]
        return replace(self.listed(), filters=tuple(kept))

    def _put(self, condition: Condition | None, filters: Sequence[Filter]) -> None:
        known = conditions(self._filters)
        new = conditions(filters)
        if condition in known and condition is not None:
            place = known.index(condition)
            self._change([*known[:place], *new, *known[place + 1 :]])
        else:
            self._change([*known, *new])

    def _take_titles(self, titles: dict[tuple[str, int], str]) -> None:
        self._titles.update(titles)
        self._show()


def _titles(session: Any, wanted: set[tuple[str, int]]) -> dict[tuple[str, int], str]:
    from itdesk.db import records

    return {key: records.title_of(session, *key) or _("gone") for key in wanted}


class FindBox(QLineEdit):
    """Searches within the list while one types; Esc empties it, then leaves it."""

    wanted = Signal(str)
    left = Signal()  # with nothing in it: back to the list

    def __init__(self, plural: str) -> None:
        super().__init__()
        self.setPlaceholderText(_("Find in {list}").format(list=plural))
        self.setAccessibleName(self.placeholderText())
        self.setMaxLength(500)
        self.setFixedWidth(Theme.current().px(200))
        mark = QAction(self)
        icons.put(mark, "search", "text-3")
        self.addAction(mark, QLineEdit.ActionPosition.LeadingPosition)
        self._wait = QTimer(self, singleShot=True, interval=WAIT_MS)
        self._wait.timeout.connect(lambda: self.wanted.emit(self.text().strip()))
        self.textEdited.connect(lambda _text: self._wait.start())

    def empty(self) -> None:
        """Show everything again."""
        if self.text():
            self.clear()
            self._wait.stop()
            self.wanted.emit("")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and not event.modifiers():
            if self.text():
                self.empty()
            else:
                self.left.emit()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Down) and not event.modifiers():
            if self._wait.isActive():
                self._wait.stop()
                self.wanted.emit(self.text().strip())
            self.left.emit()
        else:
            super().keyPressEvent(event)
