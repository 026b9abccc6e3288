"""Importing a spreadsheet: choose the file, match its columns and fix rows, see what will happen, do it in one step."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QTemporaryDir, Signal
from PySide6.QtWidgets import (
    QFileDialog,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from itdesk.core.errors import Stopped, UserError
from itdesk.core.formats import format_count
from itdesk.core.progress import Progress
from itdesk.core.record import RecordType
from itdesk.core.texts import _, ngettext
from itdesk.core.value_texts import noun
from itdesk.files.session import session_folder
from itdesk.ui.bulk_fields import counted
from itdesk.ui.desk import Desk
from itdesk.ui.dialogs import ask
from itdesk.ui.import_draft import ImportDraft
from itdesk.ui.import_foot import ImportFoot
from itdesk.ui.import_matching import MatchingStep, forget_rows
from itdesk.ui.import_reading import ReadingStep
from itdesk.ui.import_results import CheckStep, DoneStep, read_preview
from itdesk.ui.import_runs import DRY, REAL, ImportRuns, copied_job
from itdesk.ui.import_state import Looked, look_at
from itdesk.ui.import_steps import ImportHead
from itdesk.ui.leave_dialog import may_leave
from itdesk.ui.page import Action
from itdesk.ui.undo import Step

if TYPE_CHECKING:
    from itdesk.files.planning import Job, Outcome

READ, MATCH, CHECK, DONE = range(4)


class ImportPage(QWidget):
    """Stays on one file until it is imported or left. Nothing is written before step three's button is pressed."""

    left = Signal()
    imported = Signal()

    def __init__(self, desk: Desk, record_type: RecordType, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        self.record_type = record_type
        self.setAccessibleName(_("Import {things}").format(things=noun(record_type.plural)))
        self.setProperty("chapter", "import")
        self.job: Job | None = None
        self.looked: Looked | None = None
        self.outcome: Outcome | None = None
        self._step: Step | None = None
        self.step = READ
        self._advance = False
        self.draft = ImportDraft(desk, record_type, self, lambda: self.job)
        self._build()
        self._connect()
        self._show_step(READ)
        self._go_on_before()

    def _go_on_before(self) -> None:
        """Go on with an import that was begun and not carried out."""
        kept = self.draft.left_over()
        if kept is None:
            return
        from itdesk.files.import_drafts import job_of

        self.job, same = job_of(self.record_type.kind, kept.data["job"])
        self._look(partial(self._again, same))

    def _again(self, same: bool, looked: Looked) -> None:  # noqa: FBT001 -- an answer
        self._match_anew(looked)
        if same:
            self.desk.notify(_("What you began with {file} is here again.").format(file=looked.path.name))
        else:
            words = _("{file} was changed meanwhile: its columns are matched as before, its rows are as they are now.")
            self.desk.notify(words.format(file=looked.path.name))

    def _build(self) -> None:
        self.head = ImportHead(_("Import {things}").format(things=noun(self.record_type.plural)), self.leave)
        self.reading = ReadingStep(noun(self.record_type.plural))
        self.matching = MatchingStep(self.desk, self.record_type)
        self.runs = ImportRuns(self.desk, self)
        self.foot = ImportFoot(stop=self.stop, back=self.back, go_on=self.go_on)
        self.stack = QStackedWidget()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.head)
        column.addWidget(self.stack, 1)
        column.addWidget(self.foot)
        for part in (self.reading, self.matching):
            self.stack.addWidget(part)

    @cached_property
    def check(self) -> CheckStep:
        """What will happen; made when there is something to show."""
        made = CheckStep(self.desk.registry, self.record_type)
        self.stack.addWidget(made)
        return made

    @cached_property
    def done_step(self) -> DoneStep:
        """What happened."""
        made = DoneStep(self.desk.registry)
        self.stack.addWidget(made)
        return made

    def _connect(self) -> None:
        self.reading.chosen.connect(self.start)
        self.reading.changed.connect(self._read_otherwise)
        self.matching.run_wanted.connect(self.dry_run)
        self.matching.run_wanted.connect(self.draft.typed)
        self.matching.anew_wanted.connect(lambda: self._look(self._match_anew))
        self.matching.save_wanted.connect(self.save_refused)
        self.matching.type_changed.connect(self._take_type)
        runs = self.runs
        runs.changed.connect(self._show_buttons)
        runs.progressed.connect(self.foot.show_progress)
        runs.checked.connect(self._checked)
        runs.imported.connect(self._imported)
        runs.failed.connect(self._failed)

    def _take_type(self, record_type: RecordType) -> None:
        """A column got a field of its own."""
        self.record_type = record_type

    # the page

    def page_actions(self) -> list[Action]:
        """What can be done now."""
        found = [Action(_("Choose file…"), self.reading.choose, "Ctrl+O", "folder")]
        if self.runs.running:
            found.append(Action(_("Stop"), self.stop, "", "x"))
        return found

    def can_leave(self) -> bool:
        """Ask before an import that runs is stopped, or corrections are lost."""
        if self.runs.running == REAL:
            if ask(
                self.window(),
                _("Stop the import?"),
                _("Nothing of it is kept; the workspace stays as it was."),
                act=_("Stop it"),
                safe=_("Go on"),
            ):
                self.stop()
            return False
        return may_leave(self.draft, self.window())

    def leave(self) -> None:
        """Back to the list, unless the person stays."""
        if self.can_leave():
            if not self.draft.is_dirty:
                self.draft.over()
            self.stop()
            self.left.emit()

    def _show_step(self, step: int) -> None:
        self.step = step
        if step in {READ, MATCH}:
            self.stack.setCurrentWidget(self.reading if step == READ else self.matching)
        else:
            self.stack.setCurrentWidget(self.check if step == CHECK else self.done_step)
        self.head.steps.show_step(step)
        self.matching.say(None)
        self._show_buttons()

    def _show_buttons(self) -> None:
        step, outcome = self.step, self.outcome
        ready = outcome.taken + outcome.changed + outcome.same if outcome is not None else 0
        rows = _("1 row") if ready == 1 else _("{n} rows").format(n=format_count(ready))
        words = {
            READ: _("Match columns"),
            MATCH: _("Check {rows}").format(rows=rows) if outcome is not None else _("Check rows"),
            CHECK: _("Import {rows}").format(rows=rows),
            DONE: _("Show the list"),
        }[step]
        self.foot.show_next(words)
        self.foot.go_on.setVisible(step != READ or self.looked is not None)
        self.foot.setVisible(step != DONE)
        self.foot.go_on.setEnabled(self.runs.running != REAL)
        self.foot.back.setVisible(step in (MATCH, CHECK))
        self.foot.back.setEnabled(self.runs.running != REAL)
        hint = _("Nothing is saved yet. You can undo the whole import later.") if step in (MATCH, CHECK) else ""
        wrong = len({refusal.row for refusal in outcome.refused}) if step == MATCH and outcome is not None else 0
        if wrong:
            told = ngettext("{n} row to fix below.", "{n} rows to fix below.", wrong).format(n=format_count(wrong))
            hint = f"{told} {_('Nothing is saved yet.')}"
        self.foot.hint.setText(hint)

    def back(self) -> None:
        """One step back; what was chosen stays."""
        if self.runs.running != REAL and self.step in (MATCH, CHECK):
            self._show_step(self.step - 1)

    def go_on(self) -> None:
        """What the primary button does."""
        if self.runs.running == REAL:
            return
        if self.step == READ and self.looked is not None:
            self._start_matching()
        elif self.step == MATCH:
            if self.runs.running or self.matching.is_waiting or self.outcome is None:
                self._advance = True
                if not self.runs.running:
                    self.dry_run()
            else:
                self._start_checking()
        elif self.step == CHECK:
            self.run_import()
        elif self.step == DONE:
            self.left.emit()

    # step one

    def start_with(self, table: bytes) -> None:
        """Read a table that was pasted; its file goes with the page."""
        self._pasted = QTemporaryDir(str(session_folder() / "import-XXXXXX"))
        place = Path(self._pasted.filePath(_("Pasted table") + ".csv"))
        place.write_bytes(table)
        self.start(place)

    def start(self, path: Path) -> None:
        """Read a file from its beginning."""
        from itdesk.files.planning import Job

        self.stop()
        self.draft.over()
        self.job = Job(self.record_type.kind, path)
        self.looked = self.outcome = None
        self._show_step(READ)
        self._look(self._show_reading)

    def _look(self, then: Callable[[Looked], None]) -> None:
        if self.job is None:
            return
        job = copied_job(self.job)

        def failed(error: UserError) -> None:
            if self.looked is None:
                self.job = None
            self._show_step(READ)
            self.reading.show_error(error)

        self.desk.read(
            self,
            lambda session, _progress: look_at(session, job),
            then,
            failed,
            key="look",
            what=_("Reading {file}").format(file=job.path.name),
        )

    def _show_reading(self, looked: Looked) -> None:
        self.looked = looked
        self.reading.show_looked(looked)
        self._show_file(looked)
        self._show_buttons()
        self.foot.go_on.setFocus()

    def _show_file(self, looked: Looked) -> None:
        parts = [looked.path.name]
        if len(looked.sheets) > 1:
            parts.append(_("sheet “{name}”").format(name=looked.sheet))
        if self.outcome is not None:
            count = len(self.outcome.verdicts)
            parts.append(_("1 row") if count == 1 else _("{n} rows").format(n=format_count(count)))
        self.head.file.setText(" · ".join(parts))

    def _read_otherwise(self, what: str, value: Any) -> None:
        if self.job is None:
            return
        if what == "header":
            self.job.header = int(value)
        else:
            setattr(self.job, what, value)
            self.job.header = None
        forget_rows(self.job)
        self.outcome = None
        self._look(self._show_reading)

    def save_refused(self) -> None:
        """Write the rows that are left out to a file of their own."""
        if self.job is None or self.outcome is None:
            return
        wanted = self.job.path.with_name(_("{file}, rows to fix").format(file=self.job.path.stem) + ".csv")
        name, _kind = QFileDialog.getSaveFileName(
            self.window(), _("Save these rows"), str(wanted), "CSV (*.csv);;Excel (*.xlsx)"
        )
        if name:
            self.write_refused(Path(name))

    def write_refused(self, path: Path) -> None:
        """Write the rows that are left out, with the reasons in a last column."""
        job, outcome, zone = self.job, self.outcome, self.desk.workspace.zone
        if job is None or outcome is None:
            return
        copied = copied_job(job)

        def write(_progress: Progress) -> int:
            from zoneinfo import ZoneInfo

            from itdesk.files.importing import write_refused

            return write_refused(copied, outcome, path, ZoneInfo(zone))

        def done(count: int) -> None:
            said = _("1 row") if count == 1 else _("{n} rows").format(n=format_count(count))
            self.desk.notify(_("{rows} saved to {file}").format(rows=said, file=path.name))

        self.desk.work.read(self, write, done, self.desk.refused.emit, what=_("Writing {file}").format(file=path.name))

    # running

    def _start_matching(self) -> None:
        if self.looked is not None and self.job is not None:
            self._show_step(MATCH)
            anew = self.job.targets is None
            self.matching.begin(self.job, self.looked)
            self.draft.began(anew=anew)

    def _match_anew(self, looked: Looked) -> None:
        self._show_reading(looked)
        self._start_matching()

    def dry_run(self) -> None:
        """Find out what the import would do; of several asked for, only the newest counts."""
        if self.job is not None:
            self.runs.dry(self.job)

    def stop(self) -> None:
        """Stop what runs; the data stays as it is."""
        self._advance = False
        self.runs.stop()

    def _checked(self, outcome: Outcome, names: dict[int, str]) -> None:
        self.outcome = outcome
        if self.looked is not None:
            self._show_file(self.looked)
        self.matching.show_outcome(outcome, names)
        self._show_buttons()
        if self._advance:
            self._advance = False
            self._start_checking()

    def _failed(self, what: str, error: UserError) -> None:
        self._advance = False
        if what == DRY:
            self.outcome = None
            self._show_buttons()
        if isinstance(error, Stopped):
            words = (
                _("Stopped. Change something, or check again.") if what == DRY else _("Stopped. Nothing was changed.")
            )
            self.foot.hint.setText(words)
        elif what == DRY:
            self.matching.say(error)
        else:
            self.desk.refused.emit(error)

    # steps three and four

    def _start_checking(self) -> None:
        outcome, job = self.outcome, self.job
        if outcome is None or job is None:
            return
        self._show_step(CHECK)
        self.check.show_outcome(outcome)
        copied = copied_job(job)
        self.desk.work.read(
            self, lambda: read_preview(copied, outcome), self.check.show_preview, self.matching.say, key="preview"
        )
        self.foot.go_on.setFocus()

    def run_import(self) -> None:
        """Carry it out, all of it or nothing."""
        if self.job is not None:
            self.runs.real(self.job)

    def _imported(self, outcome: Outcome) -> None:
        self.outcome = outcome
        self.draft.over()
        if outcome.operation:
            self._remember(outcome)
        actions = [Action(_("Show the list"), self.left.emit, icon="list")]
        if outcome.operation:
            actions.append(Action(_("Undo this import"), self._undo, icon="undo"))
        if outcome.refused:
            rows = len({refusal.row for refusal in outcome.refused})
            words = (
                _("Save the row left out…")
                if rows == 1
                else _("Save the {n} rows left out…").format(n=format_count(rows))
            )
            actions.append(Action(words, self.save_refused, icon="download"))
        actions.append(Action(_("Import another file…"), self.reading.choose, icon="upload"))
        self.done_step.show_outcome(outcome, actions)
        self._show_step(DONE)
        self.imported.emit()

    def _remember(self, outcome: Outcome) -> None:
        words = _("Import of {things}").format(things=counted(self.record_type, outcome.taken + outcome.changed))
        self._step = Step(words, outcome.operation)
        self.desk.undo.did(self._step)

    def _undo(self) -> None:
        if self._step is not None:
            self.desk.undo.take_back(self._step)
        self.left.emit()
