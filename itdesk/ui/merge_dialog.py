"""Two or more records that are one: which is kept, and for each field in which they differ, whose value."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QButtonGroup, QFrame, QGridLayout, QRadioButton, QScrollArea, QWidget

from itdesk.core.errors import UserError
from itdesk.core.formats import format_count
from itdesk.core.progress import Progress
from itdesk.core.record import Kind, RecordType
from itdesk.core.texts import _, ngettext
from itdesk.core.value_texts import EMPTY, ValueTexts, noun
from itdesk.ui.desk import Desk
from itdesk.ui.dialogs import Dialog
from itdesk.ui.labels import label
from itdesk.ui.theme import Theme

if TYPE_CHECKING:
    from itdesk.db.merging import Candidate, Comparison

MOST = 4  # records side by side
LONGEST = 120  # characters of a value to choose by
WIDE = 760
HIGH = 420


class MergeDialog(Dialog):
    """The first row chooses the record that is kept; its values are chosen first, and each can be another's."""

    merged = Signal(int)

    def __init__(self, desk: Desk, record_type: RecordType, ids: Sequence[int], parent: QWidget) -> None:
        super().__init__(
            parent,
            _("Merge {n} {things}").format(n=len(ids), things=noun(record_type.plural)),
            _("One is kept. What links to the others and hangs on them goes to it; they go into the bin."),
            act=_("Merge"),
            icon="merge",
        )
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setModal(True)
        self._desk = desk
        self._type = record_type
        self._ids = list(ids)
        self._texts = ValueTexts.of(record_type, desk.workspace)
        self._comparison: Comparison | None = None
        self.keep = QButtonGroup(self)
        self.choices: dict[str, QButtonGroup] = {}
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.viewport().setAutoFillBackground(False)
        self._scroll.setFixedHeight(Theme.current().px(HIGH))
        self.body.addWidget(self._scroll)
        self.moves = label("", "small", "text-2", wrap=True)
        self.body.addWidget(self.moves)
        self.setFixedWidth(Theme.current().px(WIDE))
        self.act.setEnabled(False)
        self.keep.idToggled.connect(self._kept)
        self._read()

    def _read(self) -> None:
        kind, ids = self._type.kind, self._ids

        def read(session: Any) -> Comparison:
            from itdesk.db import merging

            return merging.compare(session, kind, ids)

        self._desk.read(self, read, self._show, self._refuse)

    def _show(self, found: Comparison) -> None:
        self._comparison = found
        body = QFrame()
        grid = QGridLayout(body)
        grid.setContentsMargins(0, 0, 8, 0)
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(8)
        middle = Qt.AlignmentFlag.AlignVCenter
        grid.addWidget(label(_("Keep"), "body", "text-2"), 0, 0, middle)
        for column, one in enumerate(found.candidates, 1):
            button = self._radio(_("Keep"), one, one.title)
            self.keep.addButton(button, column - 1)
            grid.addWidget(button, 0, column, middle)
            grid.setColumnStretch(column, 1)
        for row, name in enumerate(found.differing, 1):
            declared = self._type.by_name[name]
            grid.addWidget(label(declared.label, "body", "text-2"), row, 0, middle)
            group = self.choices[name] = QButtonGroup(self)
            for column, one in enumerate(found.candidates, 1):
                button = self._radio(declared.label, one, self._text(name, one))
                group.addButton(button, column - 1)
                grid.addWidget(button, row, column, middle)
        grid.setRowStretch(len(found.differing) + 1, 1)
        self._scroll.setWidget(body)
        self.act.setEnabled(True)
        self.keep.button(0).setChecked(True)
        self.keep.button(0).setFocus()
        self._scroll.setFixedHeight(min(Theme.current().px(HIGH), body.sizeHint().height() + 8))
        QTimer.singleShot(0, self, self.adjustSize)

    def _radio(self, field: str, one: Candidate, text: str) -> QRadioButton:
        shown = text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"
        made = QRadioButton(shown.replace("&", "&&"))
        made.setToolTip(text)
        made.setAccessibleName(_("{field}, {who}: {value}").format(field=field, who=one.title, value=text))
        return made

    def _text(self, name: str, one: Candidate) -> str:
        value = one.values[name]
        if self._comparison is not None and self._type.by_name[name].kind is Kind.LINK and isinstance(value, int):
            return self._comparison.titles.get((self._type.by_name[name].to, value), EMPTY)
        return self._texts.text(name, value, str(one.values.get("currency") or "")) or EMPTY

    def _kept(self, place: int, on: bool) -> None:  # noqa: FBT001 -- a signal's values
        """Its values are chosen where it has any; else the first that has."""
        if not on or self._comparison is None:
            return
        candidates = self._comparison.candidates
        for name, group in self.choices.items():
            with_value = [at for at, one in enumerate(candidates) if one.values[name] not in (None, "")]
            group.button(place if place in with_value else with_value[0]).setChecked(True)
        brought = [
            f"{word} {format_count(number)}"
            for at, one in enumerate(candidates)
            if at != place
            for word, number in one.brings
        ]
        moves = _("Goes to the one that is kept: {what}").format(what=", ".join(brought))
        self.moves.setText(moves if brought else _("Nothing links to the others or hangs on them."))

    def values(self) -> dict[str, object]:
        """What was chosen, by declared name."""
        if self._comparison is None:
            return {}
        candidates = self._comparison.candidates
        return {name: candidates[group.checkedId()].values[name] for name, group in self.choices.items()}

    def accept(self) -> None:
        """Merge as one step; the dialog stays with what was chosen where it can't be."""
        if self._comparison is None:
            return
        kind, values = self._type.kind, self.values()
        keep = self._comparison.candidates[self.keep.checkedId()].record_id
        lose = [one for one in self._ids if one != keep]

        def write(session: Any, progress: Progress) -> str:
            from itdesk.db import merging

            return merging.merge(session, kind, keep, lose, values, progress=progress)

        def done(words: str) -> None:
            self._desk.tell_done(words)
            self.merged.emit(keep)
            self.done(Dialog.DialogCode.Accepted.value)

        self.act.setEnabled(False)
        self._desk.write(self, write, done, self._refuse, what=_("Merging"), step=lambda words: words)

    def _refuse(self, error: UserError) -> None:
        self.act.setEnabled(self._comparison is not None)
        self.say_wrong(str(error))


def merge_with(desk: Desk, record_type: RecordType, record_id: int, parent: QWidget) -> None:
    """Ask for the other record, then merge the two."""
    from itdesk.ui.record_chooser import RecordChooser

    title = _("Merge with which {what}?").format(what=noun(record_type.singular))
    chooser = RecordChooser(desk, record_type.kind, title, parent, act=_("Compare"))

    def chosen(other: int) -> None:
        if other == record_id:
            desk.refused.emit(UserError(_("This is the same record."), _("Choose another one.")))
        else:
            MergeDialog(desk, record_type, [record_id, other], parent.window()).open()

    chooser.chosen.connect(chosen)
    chooser.open()


def too_many(count: int) -> str:
    """Why so many can't be merged at once; empty if they can."""
    if count < 2:
        return _("Pick the records that are one: at least two.")
    if count > MOST:
        return ngettext("At most {n} at once.", "At most {n} at once.", MOST).format(n=MOST)
    return ""
