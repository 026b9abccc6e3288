"""Two people saved one record: for each field that differs, what it was, theirs and yours, and which to keep."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QFrame, QGridLayout, QRadioButton, QScrollArea, QWidget

from itdesk.core.errors import ChangedElsewhere
from itdesk.core.record import Kind, RecordType
from itdesk.core.texts import _, ngettext
from itdesk.core.value_texts import EMPTY, ValueTexts, field_of
from itdesk.ui.desk import Desk
from itdesk.ui.dialogs import Dialog
from itdesk.ui.labels import label
from itdesk.ui.theme import Theme

MOST = 300  # characters of a value that are shown to choose by


class ConflictDialog(Dialog):
    """Fields that only one of the two changed are taken over; only those that collide are asked about."""

    merged = Signal(object)  # values by field

    def __init__(self, desk: Desk, record_type: RecordType, error: ChangedElsewhere, parent: QWidget) -> None:
        who = error.who or _("Somebody else")
        super().__init__(
            parent,
            _("{who} changed this too").format(who=who),
            _("Nothing is lost: both versions are here. Choose what to keep for each field."),
            act=_("Save this"),
            safe=_("Keep editing"),
        )
        self._desk = desk
        self._error = error
        self._type = record_type
        self._texts = ValueTexts.of(record_type, desk.workspace)
        self._choices: dict[str, QButtonGroup] = {}
        self._cells: dict[tuple[str, str], QRadioButton] = {}
        self.collided = [
            name
            for name in error.yours
            if error.yours[name] != error.original.get(name)
            and error.theirs.get(name) != error.original.get(name)
            and error.yours[name] != error.theirs.get(name)
        ]
        theirs_only = [
            name
            for name in error.theirs
            if name not in self.collided and error.theirs[name] != error.original.get(name)
        ]
        self.setFixedWidth(Theme.current().px(720))
        self.body.addWidget(self._table(who))
        if theirs_only:
            names = ", ".join(field_of(record_type, name).label for name in theirs_only)
            told = ngettext(
                "{names} was changed by {who} alone and is taken over.",
                "{names} were changed by {who} alone and are taken over.",
                len(theirs_only),
            )
            self.body.addWidget(label(told.format(names=names, who=who), "small", "text-2", wrap=True))
        self.accepted.connect(lambda: self.merged.emit(self.values()))
        self._read_titles()

    def _table(self, who: str) -> QWidget:
        body = QFrame()
        grid = QGridLayout(body)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(8)
        for column, title in enumerate(("", _("It was"), who, _("You"))):
            grid.addWidget(label(title, "small-strong", "text-2"), 0, column)
        for row, name in enumerate(self.collided, 1):
            declared = field_of(self._type, name)
            grid.addWidget(label(declared.label, "body", "text-2", wrap=True), row, 0, Qt.AlignmentFlag.AlignTop)
            group = self._choices[name] = QButtonGroup(self)
            for column, (side, values) in enumerate(
                (("original", self._error.original), ("theirs", self._error.theirs), ("yours", self._error.yours)), 1
            ):
                button = QRadioButton(self._text(name, values.get(name)))
                button.setAccessibleName(
                    _("{field}, {who}: {value}").format(
                        field=declared.label, who=(_("It was"), who, _("You"))[column - 1], value=button.text()
                    )
                )
                button.setChecked(side == "yours")
                group.addButton(button, column)
                self._cells[name, side] = button
                grid.addWidget(button, row, column, Qt.AlignmentFlag.AlignTop)
        for column in (1, 2, 3):
            grid.setColumnStretch(column, 1)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setWidget(body)
        scroll.setMaximumHeight(Theme.current().px(420))
        scroll.setMinimumHeight(min(Theme.current().px(420), body.sizeHint().height() + 8))
        scroll.viewport().setAutoFillBackground(False)
        return scroll

    def _text(self, name: str, value: object) -> str:
        currency = str(self._error.yours.get("currency") or "")
        text = self._texts.text(name, value, currency) or EMPTY
        shown = text if len(text) <= MOST else text[: MOST - 1] + "…"
        return _wrapped(shown).replace("&", "&&")

    def _read_titles(self) -> None:
        """Links are ids here; show what they are called."""
        wanted = {
            (self._type.by_name[name].to, value)
            for name in self.collided
            if name in self._type.by_name and self._type.by_name[name].kind is Kind.LINK
            for value in (self._error.original.get(name), self._error.theirs.get(name), self._error.yours.get(name))
            if isinstance(value, int)
        }
        if not wanted:
            return

        def read(session: Any) -> dict[tuple[str, int], str]:
            from itdesk.db import records

            return {(kind, one): records.title_of(session, kind, one) for kind, one in wanted}

        self._desk.read(self, read, self._show_titles)

    def _show_titles(self, titles: dict[tuple[str, int], str]) -> None:
        sides = {"original": self._error.original, "theirs": self._error.theirs, "yours": self._error.yours}
        for (name, side), button in self._cells.items():
            declared = self._type.by_name.get(name)
            value = sides[side].get(name)
            if declared is not None and declared.kind is Kind.LINK and isinstance(value, int):
                button.setText(_wrapped(titles.get((declared.to, value), "")).replace("&", "&&"))

    def values(self) -> dict[str, object]:
        """What to save: the chosen side of each collision, and what only they changed."""
        error = self._error
        found = {
            name: theirs
            for name, theirs in error.theirs.items()
            if name not in self.collided and theirs != error.original.get(name)
        }
        sides = (error.original, error.theirs, error.yours)
        for name, group in self._choices.items():
            found[name] = sides[group.checkedId() - 1].get(name)
        return found


def _wrapped(text: str, width: int = 28) -> str:
    """Radio buttons don't wrap by themselves."""
    import textwrap

    lines = [line for part in text.splitlines() for line in textwrap.wrap(part, width) or [""]]
    return "\n".join(lines[:6] + (["…"] if len(lines) > 6 else []))
