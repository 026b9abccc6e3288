"""Merging a copy back: what comes in, and for everything that both sides changed what it was, is here, and is in the copy."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QButtonGroup, QFrame, QGridLayout, QRadioButton, QScrollArea, QWidget

from itdesk.core.errors import Stopped, UserError
from itdesk.core.formats import format_count
from itdesk.core.progress import Progress
from itdesk.core.texts import _, ngettext
from itdesk.ui.buttons import Button
from itdesk.ui.desk import Desk
from itdesk.ui.dialogs import Dialog
from itdesk.ui.flow import FlowLayout
from itdesk.ui.labels import label
from itdesk.ui.run_bar import RunBar
from itdesk.ui.theme import Theme
from itdesk.ui.turns import in_turns

if TYPE_CHECKING:
    from itdesk.db.along.questions import Merged, Plan, Question

WIDE, HIGH = 860, 360
REST = 260  # pixels that the dialog is high without the questions
MARGIN = 40  # pixels beside it on a narrow screen
SHOWN = 100  # questions that are shown one by one; the rest follows what is chosen for all
PORTION = 10  # questions that are made in one turn
LONGEST = 120
HERE, THERE = "here", "there"


class MergeBackDialog(Dialog):
    """Looks first; nothing is written until every question has its answer, which is what is here unless one says otherwise."""

    def __init__(self, desk: Desk, copy: Path, parent: QWidget) -> None:
        super().__init__(
            parent,
            _("Merge {file} back").format(file=copy.name),
            _("What was done in the copy comes in as one step that can be undone. A backup is made before."),
            act=_("Merge it back"),
            safe=_("Close"),
            icon="merge",
        )
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        screen = parent.screen().availableGeometry()
        self.setFixedWidth(min(Theme.current().px(WIDE), screen.width() - MARGIN))
        self._high = min(Theme.current().px(HIGH), screen.height() - Theme.current().px(REST))
        self._letters = max(10, self.width() * 3 // 11 // self.fontMetrics().averageCharWidth() - 6)  # of a choice
        self._desk, self._copy = desk, copy
        self.plan: Plan | None = None
        self.choices: dict[str, QButtonGroup] = {}
        self._rest = HERE
        self.told = label(_("Comparing"), "body", wrap=True)
        self.body.addWidget(self.told)
        self._build_all()
        self._build_questions()
        self.run_bar = RunBar()
        self.body.addWidget(self.run_bar)
        self.act.setEnabled(False)
        self._look()

    def _build_all(self) -> None:
        self.all = QWidget()
        row = FlowLayout(self.all)
        self.all_here = Button(_("All as here"), small=True, run=partial(self.choose_all, HERE))
        self.all_there = Button(_("All as in the copy"), small=True, run=partial(self.choose_all, THERE))
        row.addWidget(label(_("Changed on both sides: choose what stays."), "small", "text-2"))
        row.addWidget(self.all_here)
        row.addWidget(self.all_there)
        self.all.hide()
        self.body.addWidget(self.all)

    def _build_questions(self) -> None:
        self._table = QFrame()
        self._grid = QGridLayout(self._table)
        self._grid.setContentsMargins(0, 0, 8, 0)
        self._grid.setHorizontalSpacing(16)
        self._grid.setVerticalSpacing(10)
        for column, stretch in enumerate((3, 2, 3, 3)):
            self._grid.setColumnStretch(column, stretch)
        self.asked = QScrollArea()
        self.asked.setWidgetResizable(True)
        self.asked.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.asked.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.asked.setWidget(self._table)
        self.asked.viewport().setAutoFillBackground(False)
        self.asked.hide()
        self.body.addWidget(self.asked)
        self.more = label("", "small", "text-2", wrap=True)
        self.more.hide()
        self.body.addWidget(self.more)

    # What would happen

    def _look(self) -> None:
        def read(session: Any, progress: Progress) -> Any:
            from itdesk.db.along.merging import look

            return look(session, self._copy, progress)

        self._desk.read(self, self.run_bar.watched(read), self._show, self._refuse, what=_("Comparing"))

    def _show(self, plan: Plan) -> None:
        self.run_bar.end()
        self.plan = plan
        self.told.setText(self._summary(plan))
        self.act.setEnabled(not plan.is_empty)
        if not plan.questions:
            self.act.setFocus()
            return
        for column, title in enumerate(("", _("Before"), _("Here"), _("In the copy"))):
            self._grid.addWidget(label(title, "small-strong", "text-2"), 0, column)
        shown = plan.questions[:SHOWN]
        left = len(plan.questions) - len(shown)
        self.all.show()
        self.asked.show()
        self.more.setVisible(left > 0)
        words = ngettext(
            "{n} more is decided by the buttons above.", "{n} more are decided by the buttons above.", left
        )
        self.more.setText(words.format(n=format_count(left)))
        portions = [shown[start : start + PORTION] for start in range(0, len(shown), PORTION)]
        in_turns(
            self, *(partial(self._add_rows, place * PORTION + 1, one) for place, one in enumerate(portions)), self._fit
        )

    def _summary(self, plan: Plan) -> str:
        if plan.is_empty:
            return _("Nothing was done in this copy that isn't here already.")
        lines = []
        for words, counts in (
            (_("New: {what}"), plan.made),
            (_("Changed: {what}"), plan.changed),
            (_("Deleted: {what}"), plan.binned),
            (_("Out of the bin: {what}"), plan.restored),
        ):
            named = [f"{self._desk.registry[kind].plural} {format_count(number)}" for kind, number in counts.items()]
            lines += [words.format(what=", ".join(named))] if named else []
        if plan.inside:
            inside = ngettext(
                "In and on records: {n} message, comment, file, link or tag",
                "In and on records: {n} messages, comments, files, links and tags",
                plan.inside,
            )
            lines.append(inside.format(n=format_count(plan.inside)))
        if plan.apart:
            words = ngettext(
                "Saved views and settings: {n} change", "Saved views and settings: {n} changes", plan.apart
            )
            lines.append(words.format(n=format_count(plan.apart)))
        asked = len(plan.questions)
        if asked:
            words = ngettext("{n} thing was changed on both sides.", "{n} things were changed on both sides.", asked)
            lines.append(words.format(n=format_count(asked)))
        return "\n".join(lines)

    def _add_rows(self, first: int, questions: list[Question]) -> None:
        for row, question in enumerate(questions, first):
            what = f"{self._kind_word(question.kind)} · {question.what}"
            about = label(f"{question.title}\n{what}", "body", wrap=True)
            self._grid.addWidget(about, row, 0, Qt.AlignmentFlag.AlignTop)
            before = label(_short(question.before), "body", "text-2", wrap=True)
            self._grid.addWidget(before, row, 1, Qt.AlignmentFlag.AlignTop)
            group = self.choices[question.key] = QButtonGroup(self)
            sides = ((HERE, question.here, _("Here")), (THERE, question.there, _("In the copy")))
            for column, (side, value, word) in enumerate(sides, 2):
                button = QRadioButton(_wrapped(_short(value), self._letters).replace("&", "&&"))
                name = _("{title}, {field}, {side}: {value}")
                button.setAccessibleName(
                    name.format(title=question.title, field=question.what, side=word, value=_short(value))
                )
                button.setChecked(side == self._rest)
                group.addButton(button, int(side == THERE))
                self._grid.addWidget(button, row, column, Qt.AlignmentFlag.AlignTop)

    def _kind_word(self, kind: str) -> str:
        """What a question is about; saved views and the workspace itself are no records."""
        apart = {"views": _("Saved view"), "workspace": _("Workspace")}
        return apart.get(kind) or self._desk.registry[kind].singular

    def _fit(self) -> None:
        high = min(self._high, self._table.sizeHint().height() + 12)
        self.asked.setFixedHeight(high)
        self.fit()
        self.all_here.setFocus()

    def choose_all(self, side: str) -> None:
        """Let one side stand everywhere; single answers may be changed after it."""
        self._rest = side
        for group in self.choices.values():
            button = group.button(int(side == THERE))
            if button is not None:
                button.setChecked(True)

    def decisions(self) -> dict[str, str]:
        """The side of every question."""
        asked = self.plan.questions if self.plan is not None else []
        return {
            one.key: self._rest if one.key not in self.choices else (HERE, THERE)[self.choices[one.key].checkedId()]
            for one in asked
        }

    # What is done

    def accept(self) -> None:
        if self.run_bar.running or self.plan is None or self.plan.is_empty:
            return
        self.say_wrong("")
        chosen = self.decisions()

        def write(session: Any, progress: Progress) -> Any:
            from itdesk.db.along.merging import merge
            from itdesk.db.along.questions import Side

            return merge(session, self._copy, {key: Side(side) for key, side in chosen.items()}, progress)

        self.act.setEnabled(False)
        step = _("Merged back: {file}").format(file=self._copy.name)
        job = self.run_bar.watched(write)
        self._desk.write(self, job, self._done, self._refuse, what=_("Merging"), step=step, before="merge")

    def _done(self, merged: Merged) -> None:
        self.run_bar.end()
        words = ngettext("{n} record came in.", "{n} records came in.", merged.records)
        said = [words.format(n=format_count(merged.records))]
        if merged.renumbered:
            pairs = ", ".join(f"{old} → {new}" for old, new in merged.renumbered[:5])
            said.append(_("New numbers: {pairs}").format(pairs=pairs))
        said += merged.left
        self.done(Dialog.DialogCode.Accepted.value)
        self._desk.tell_done(" ".join(said))

    def _refuse(self, error: UserError) -> None:
        self.run_bar.end()
        self.act.setEnabled(self.plan is not None and not self.plan.is_empty)
        if isinstance(error, Stopped):
            self.told.setText(str(error))
        else:
            self.say_wrong(str(error))

    def reject(self) -> None:
        """Stop what runs; else close."""
        if self.run_bar.running:
            self.run_bar.stop()
        else:
            super().reject()


def _short(text: str) -> str:
    return (text if len(text) <= LONGEST else text[: LONGEST - 1] + "…") or "–"


def _wrapped(text: str, width: int) -> str:
    """Radio buttons don't wrap by themselves."""
    import textwrap

    lines = [line for part in text.splitlines() for line in textwrap.wrap(part, width) or [""]]
    return "\n".join(lines[:4] + (["…"] if len(lines) > 4 else []))
