"""Importing a spreadsheet: choose the file, match its columns and fix rows, see what will happen, do it in one step."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import (
    QFileDialog,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QProgressBar,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from itdesk.core.errors import Stopped, UserError
from itdesk.core.progress import Progress
from itdesk.core.record import RecordType
from itdesk.core.texts import _
from itdesk.core.value_texts import noun
from itdesk.ui.bulk_edit import counted
from itdesk.ui.buttons import Button
from itdesk.ui.desk import Desk
from itdesk.ui.dialogs import Dialog, ask
from itdesk.ui.import_columns import ColumnsPart, percent_of
from itdesk.ui.import_fixes import FixesPart
from itdesk.ui.import_reading import ReadingStep
from itdesk.ui.import_results import CheckStep, DoneStep, read_preview, row_names
from itdesk.ui.import_state import Effect, Looked, effect_of, first_key, look_at, targets_of
from itdesk.ui.import_steps import ImportHead
from itdesk.ui.labels import label
from itdesk.ui.page import Action
from itdesk.ui.sections import NoticeCard
from itdesk.ui.theme import Theme

if TYPE_CHECKING:
    from itdesk.files.planning import Job, Outcome

READ, MATCH, CHECK, DONE = range(4)
SHOW_AFTER = 0.4  # seconds
WAIT_MS = 250  # between the last correction and the next dry run


class ImportPage(QWidget):
    """Stays on one file until it is imported or left. Nothing is written before step three's button is pressed."""

    left = Signal()
    imported = Signal()

    def __init__(self, desk: Desk, record_type: RecordType) -> None:
        super().__init__()
        self.desk = desk
        self.record_type = record_type
        self.setAccessibleName(_("Import {things}").format(things=noun(record_type.plural)))
        self.job: Job | None = None
        self.looked: Looked | None = None
        self.outcome: Outcome | None = None
        self.step = READ
        self._progress: Progress | None = None
        self._running = ""  # "dry" or "real"
        self._started = 0.0
        self._advance = False
        self._stopped = False
        self._error: NoticeCard | None = None
        self._build()
        self._connect()
        self._show_step(READ)

    def _build(self) -> None:
        self.head = ImportHead(_("Import {things}").format(things=noun(self.record_type.plural)), self.leave)
        self.reading = ReadingStep(noun(self.record_type.plural))
        self.columns = ColumnsPart(targets_of(self.desk.registry, self.record_type))
        self.fixes = FixesPart()
        self.check = CheckStep(self.desk.registry, self.record_type)
        self.done_step = DoneStep(self.desk.registry)
        matching = QWidget()
        matching.setObjectName("scrolled")
        self._matching = QVBoxLayout(matching)
        self._matching.setContentsMargins(0, 0, 0, 0)
        self._matching.setSpacing(0)
        self._matching.addWidget(self.columns)
        self._matching.addWidget(self.fixes, 1)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setWidget(matching)
        scroll.viewport().setAutoFillBackground(False)
        self.stack = QStackedWidget()
        for part in (self.reading, scroll, self.check, self.done_step):
            self.stack.addWidget(part)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.head)
        column.addWidget(self.stack, 1)
        column.addWidget(self._foot())

    def _foot(self) -> QFrame:
        foot = self._foot_frame = QFrame()
        foot.setProperty("look", "foot")
        foot.setFixedHeight(Theme.current().px(64))
        row = QHBoxLayout(foot)
        row.setContentsMargins(16, 0, 16, 0)
        row.setSpacing(12)
        self._bar_holder = QWidget()
        bars = QVBoxLayout(self._bar_holder)
        bars.setContentsMargins(0, 0, 0, 0)
        bars.setSpacing(4)
        words = QHBoxLayout()
        self._what = label("", "small", "text-2")
        self._how_far = label("", "small", "text-2")
        words.addWidget(self._what)
        words.addStretch(1)
        words.addWidget(self._how_far)
        bars.addLayout(words)
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setFixedWidth(Theme.current().px(320))
        bars.addWidget(self.bar)
        self.stop_button = Button(_("Stop"), kind="link", run=self.stop)
        row.addWidget(self._bar_holder)
        row.addWidget(self.stop_button)
        row.addStretch(1)
        self.hint = label("", "small", "text-2")
        self.back_button = Button(_("Back"), run=self.back)
        self.next_button = Button("", icon="arrow", kind="primary", run=self.go_on)
        row.addWidget(self.hint)
        row.addWidget(self.back_button)
        row.addWidget(self.next_button)
        self._bar_holder.hide()
        self.stop_button.hide()
        return foot

    def _connect(self) -> None:
        self.reading.chosen.connect(self.start)
        self.reading.changed.connect(self._read_otherwise)
        columns, fixes = self.columns, self.fixes
        columns.target_chosen.connect(self._choose_target)
        columns.order_chosen.connect(self._choose_order)
        columns.header_chosen.connect(self._choose_header)
        columns.key_chosen.connect(self._choose_key)
        columns.mapping_chosen.connect(self._choose_mapping)
        columns.ask_wanted.connect(self._ask)
        columns.save_wanted.connect(self._save_mapping)
        fixes.corrected.connect(self.correct)
        fixes.skipped.connect(self.skip)
        fixes.all_accepted.connect(self.accept_all)
        fixes.save_wanted.connect(self.save_refused)
        self._clock = QTimer(self, interval=100)
        self._clock.timeout.connect(self._show_progress)
        self._wait = QTimer(self, singleShot=True, interval=WAIT_MS)
        self._wait.timeout.connect(self.dry_run)

    # the page

    def page_actions(self) -> list[Action]:
        """What can be done now."""
        found = [Action(_("Choose file…"), self.reading.choose, "Ctrl+O", "folder")]
        if self._running:
            found.append(Action(_("Stop"), self.stop, "", "x"))
        return found

    def can_leave(self) -> bool:
        """Ask before an import that runs is stopped, or corrections are lost."""
        if self._running == "real":
            if ask(
                self.window(),
                _("Stop the import?"),
                _("Nothing of it is kept; the workspace stays as it was."),
                act=_("Stop it"),
                safe=_("Go on"),
            ):
                self.stop()
            return False
        if self.step in (MATCH, CHECK) and self.job is not None and (self.job.corrections or self.job.skipped):
            return ask(
                self.window(),
                _("Leave the import?"),
                _("Nothing was imported. Your corrections are not kept."),
                act=_("Leave"),
                safe=_("Stay"),
                danger=True,
            )
        return True

    def leave(self) -> None:
        """Back to the list, unless the person stays."""
        if self.can_leave():
            self.stop()
            self.left.emit()

    def _show_step(self, step: int) -> None:
        self.step = step
        self.stack.setCurrentIndex(step)
        self.head.steps.show_step(step)
        self._say(None)
        self._show_buttons()

    def _show_buttons(self) -> None:
        step, outcome = self.step, self.outcome
        ready = outcome.taken + outcome.changed + outcome.same if outcome is not None else 0
        rows = _("1 row") if ready == 1 else _("{n} rows").format(n=f"{ready:,}")
        words = {
            READ: _("Match columns"),
            MATCH: _("Check {rows}").format(rows=rows) if outcome is not None else _("Check rows"),
            CHECK: _("Import {rows}").format(rows=rows),
            DONE: _("Show the list"),
        }[step]
        self.next_button.setText(words)
        self.next_button.set_name(words)
        self.next_button.updateGeometry()
        self.next_button.setVisible(step != READ or self.looked is not None)
        self._foot_frame.setVisible(step != DONE)
        self.next_button.setEnabled(self._running != "real")
        self.back_button.setVisible(step in (MATCH, CHECK))
        self.back_button.setEnabled(self._running != "real")
        self.hint.setText(
            _("Nothing is saved yet. You can undo the whole import later.") if step in (MATCH, CHECK) else ""
        )

    def back(self) -> None:
        """One step back; what was chosen stays."""
        if self._running != "real" and self.step in (MATCH, CHECK):
            self._show_step(self.step - 1)

    def go_on(self) -> None:
        """What the primary button does."""
        if self._running == "real":
            return
        if self.step == READ and self.looked is not None:
            self._start_matching()
        elif self.step == MATCH:
            if self._running or self._wait.isActive() or self.outcome is None:
                self._advance = True
                if not self._running:
                    self.dry_run()
            else:
                self._start_checking()
        elif self.step == CHECK:
            self.run_import()
        elif self.step == DONE:
            self.left.emit()

    def _say(self, error: UserError | None) -> None:
        """Say above the columns what keeps the file from being imported."""
        if self._error is not None:
            self._matching.removeWidget(self._error)
            self._error.hide()
            self._error.deleteLater()
            self._error = None
        if error is not None:
            self._error = NoticeCard("red", error.message, error.cure)
            self._error.setContentsMargins(16, 12, 16, 0)
            self._matching.insertWidget(0, self._error)

    # step one

    def start(self, path: Path) -> None:
        """Read a file from its beginning."""
        from itdesk.files.planning import Job

        self.stop()
        self.job = Job(self.record_type.kind, path)
        self.looked = self.outcome = None
        self._show_step(READ)
        self._look(self._show_reading)

    def _look(self, then: Callable[[Looked], None]) -> None:
        if self.job is None:
            return
        job = _copied(self.job)

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
        self.next_button.setFocus()

    def _show_file(self, looked: Looked) -> None:
        parts = [looked.path.name]
        if len(looked.sheets) > 1:
            parts.append(_("sheet “{name}”").format(name=looked.sheet))
        if self.outcome is not None:
            count = len(self.outcome.verdicts)
            parts.append(_("1 row") if count == 1 else _("{n} rows").format(n=f"{count:,}"))
        self.head.file.setText(" · ".join(parts))

    def _read_otherwise(self, what: str, value: Any) -> None:
        if self.job is None:
            return
        if what == "header":
            self.job.header = int(value)
        else:
            setattr(self.job, what, value)
            self.job.header = None
        self._forget_rows()
        self._look(self._show_reading)

    def _forget_rows(self) -> None:
        """What was decided for columns and rows belongs to the file as it was read before."""
        if self.job is not None:
            self.job.targets = None
            self.job.corrections, self.job.skipped = {}, frozenset()
            self.job.orders, self.job.taxes = {}, {}
        self.outcome = None

    # step two

    def _start_matching(self) -> None:
        looked, job = self.looked, self.job
        if looked is None or job is None:
            return
        if job.targets is None:
            job.targets = {column.header: column.target for column in looked.facts}
            job.update_by = first_key(self.record_type, list(job.targets.values()))
        self._show_step(MATCH)
        self.columns.header.setChecked(looked.header > 0)
        self.columns.show_columns(
            [
                (one.header, ", ".join(looked.samples.get(one.header, ())), job.targets.get(one.header, ""))
                for one in looked.facts
            ]
        )
        self.columns.show_mappings(looked.mappings)
        self._show_effects()
        self.dry_run()

    def _show_effects(self) -> None:
        if self.looked is None or self.job is None or self.job.targets is None:
            return
        facts = self.outcome.columns if self.outcome is not None else self.looked.facts
        effects: dict[str, Effect] = {}
        for column in facts:
            target = self.job.targets.get(column.header, "")
            known = column if column.target == target else replace(column, target=target, why_not="", confidence=1.0)
            effects[column.header] = effect_of(self.desk.registry, self.record_type, known, self.job)
        self.columns.show_effects(effects, self.job.targets)
        told = [key.rpartition("|")[2] for key in self.record_type.import_keys]
        keys = [name for name in told if name in self.job.targets.values()]
        self.columns.show_keys([(name, self.record_type.by_name[name].label) for name in keys], self.job.update_by)

    def _choose_target(self, column: str, target: str) -> None:
        if self.job is None or self.job.targets is None:
            return
        for other, taken in self.job.targets.items():
            if target and taken == target and other != column:
                self.job.targets[other] = ""  # a field is filled by one column
        self.job.targets[column] = target
        self.job.taxes.pop(column, None)
        if self.job.update_by not in self.job.targets.values():
            self.job.update_by = first_key(self.record_type, list(self.job.targets.values()))
        self._show_effects()
        self.dry_run()

    def _choose_order(self, order: str) -> None:
        if self.job is not None and self.job.targets is not None:
            self.job.orders = dict.fromkeys(self.job.targets, order) if order else {}
            self.dry_run()

    def _choose_header(self, on: bool) -> None:  # noqa: FBT001 -- a signal's parameter
        if self.job is None or self.looked is None:
            return
        self.job.header = self.looked.rows[0][0] if on and self.looked.rows else 0
        self._forget_rows()
        self._look(self._match_anew)

    def _match_anew(self, looked: Looked) -> None:
        self._show_reading(looked)
        self._start_matching()

    def _choose_key(self, name: str) -> None:
        if self.job is not None:
            self.job.update_by = name
            self._show_effects()
            self.dry_run()

    def _choose_mapping(self, name: str) -> None:
        looked, job, kind = self.looked, self.job, self.record_type.kind
        if looked is None or job is None:
            return
        if not name:
            job.targets = None
            self._look(self._match_anew)
            return

        def read(session: Any) -> dict[str, str]:
            from itdesk.db import batches

            return batches.mapping(session, kind, name)

        def take(targets: dict[str, str]) -> None:
            job.targets = {column.header: targets.get(column.header, "") for column in looked.facts}
            job.update_by = first_key(self.record_type, list(job.targets.values()))
            self._show_effects()
            self.dry_run()

        self.desk.read(self, read, take, self._say, key="mapping")

    def _save_mapping(self) -> None:
        job, kind = self.job, self.record_type.kind
        if job is None or job.targets is None:
            return
        targets = dict(job.targets)

        def save(name: str) -> None:
            def write(session: Any) -> None:
                from itdesk.db import batches

                batches.save_mapping(session, kind, name, targets)

            said = _("Matching “{name}” saved. Files with the same columns can use it.").format(name=name)
            self.desk.write(self, write, lambda _none: self.desk.notify(said))

        self._ask_text(
            _("Save this matching"), _("Name"), "", lambda text: "" if text else _("A matching needs a name."), save
        )

    def _ask(self, column: str, what: str) -> None:
        if what == "order":
            self.columns.order.showPopup()
            return
        job = self.job
        if job is None:
            return

        def take(text: str) -> None:
            percent = percent_of(text) or Decimal(0)
            if percent:
                job.taxes[column] = percent
            else:
                job.taxes.pop(column, None)
            self._show_effects()
            self.dry_run()

        known = job.taxes.get(column)
        self._ask_text(
            _("Take tax off “{column}”").format(column=column),
            _("Per cent, 0 to take the amounts as they are"),
            f"{known:f}" if known else "",
            lambda text: "" if percent_of(text) is not None else _("Type a number from 0 to 99."),
            take,
        )

    def _ask_text(
        self, title: str, name: str, text: str, wrong: Callable[[str], str], take: Callable[[str], None]
    ) -> None:
        field = QLineEdit(text)
        field.setMaxLength(60)
        field.setAccessibleName(name)
        dialog = Dialog(self.window(), title, name, act=_("Save"), check=lambda: wrong(field.text().strip()))
        dialog.body.addWidget(field)
        dialog.accepted.connect(lambda: take(field.text().strip()))
        field.setFocus()
        dialog.open()

    # rows

    def correct(self, row: int, column: str, text: str) -> None:
        """Read this text in place of what stands in a cell of the file."""
        if self.job is not None:
            self.job.corrections[row, column] = text
            self._wait.start()

    def skip(self, row: int) -> None:
        """Leave a row out."""
        if self.job is not None:
            self.job.skipped |= {row}
            self._wait.start()

    def accept_all(self) -> None:
        """Correct every cell that has a suggestion."""
        if self.job is None:
            return
        for refusal in self.fixes.refusals:
            if refusal.suggestion:
                self.job.corrections[refusal.row, refusal.column] = refusal.suggestion
        self.dry_run()

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
        copied = _copied(job)

        def write(_progress: Progress) -> int:
            from zoneinfo import ZoneInfo

            from itdesk.files.importing import write_refused

            return write_refused(copied, outcome, path, ZoneInfo(zone))

        def done(count: int) -> None:
            said = _("1 row") if count == 1 else _("{n} rows").format(n=f"{count:,}")
            self.desk.notify(_("{rows} saved to {file}").format(rows=said, file=path.name))

        self.desk.work.read(self, write, done, self.desk.refused.emit, what=_("Writing {file}").format(file=path.name))

    # running

    def dry_run(self) -> None:
        """Find out what the import would do; of several asked for, only the newest counts."""
        if self.job is None or self._running == "real":
            return
        self._wait.stop()
        if self._progress is not None:
            self._progress.cancel()
        job, actor = _copied(self.job), self.desk.actor
        database: Any = self.desk.database

        def run(progress: Progress) -> tuple[Outcome, dict[int, str]]:
            from itdesk.files import importing

            self._progress = progress
            outcome = importing.run(database, job, dry_run=True, actor=actor, progress=progress)
            return outcome, row_names(job, outcome)

        self._begin("dry")
        self.desk.work.read(
            self, run, lambda found: self._checked(*found), self._dry_failed, key="dry", what=_("Checking rows")
        )

    def _begin(self, what: str) -> None:
        self._running, self._started, self._stopped = what, time.monotonic(), False
        self._clock.start()
        self._show_buttons()

    def _end(self) -> None:
        self._running, self._progress = "", None
        self._clock.stop()
        self._bar_holder.hide()
        self.stop_button.hide()
        self._show_buttons()

    def _show_progress(self) -> None:
        progress = self._progress
        if not self._running or progress is None or time.monotonic() - self._started < SHOW_AFTER:
            return
        self._bar_holder.show()
        self.stop_button.show()
        self._what.setText(progress.what)
        self.bar.setRange(0, progress.of)
        self.bar.setValue(min(progress.done, progress.of))
        self.bar.setAccessibleName(progress.what)
        if progress.of:
            self._how_far.setText(_("{n} of {m}").format(n=f"{progress.done:,}", m=f"{progress.of:,}"))

    def stop(self) -> None:
        """Stop what runs; the data stays as it is."""
        self._stopped = True
        self._advance = False
        if self._progress is not None:
            self._progress.cancel()

    def _checked(self, outcome: Outcome, names: dict[int, str]) -> None:
        self._end()
        key = self.record_type.by_name.get(self.job.update_by) if self.job is not None else None
        self.fixes.name_rows(key.label if key is not None else "", names)
        self.outcome = outcome
        self._say(None)
        if self.looked is not None:
            self._show_file(self.looked)
        self._show_effects()
        ready = outcome.taken + outcome.changed + outcome.same
        self.fixes.show_refusals(outcome.refused, ready, len(outcome.verdicts))
        self._show_buttons()
        if self._advance:
            self._advance = False
            self._start_checking()

    def _dry_failed(self, error: UserError) -> None:
        self._end()
        self._advance = False
        if isinstance(error, Stopped):
            self.hint.setText(_("Stopped. Change something, or check again."))
            self.outcome = None
            self._show_next_check()
        else:
            self.outcome = None
            self._say(error)

    def _show_next_check(self) -> None:
        self.next_button.setText(_("Check rows"))
        self.next_button.updateGeometry()

    # steps three and four

    def _start_checking(self) -> None:
        outcome, job = self.outcome, self.job
        if outcome is None or job is None:
            return
        self._show_step(CHECK)
        self.check.show_outcome(outcome)
        copied = _copied(job)
        self.desk.work.read(
            self, lambda: read_preview(copied, outcome), self.check.show_preview, self._say, key="preview"
        )
        self.next_button.setFocus()

    def run_import(self) -> None:
        """Carry it out, all of it or nothing."""
        if self.job is None or self._running:
            return
        job, actor = _copied(self.job), self.desk.actor
        database: Any = self.desk.database

        def run(progress: Progress) -> Outcome:
            from itdesk.files import importing

            self._progress = progress
            return importing.run(database, job, dry_run=False, actor=actor, progress=progress)

        self._begin("real")
        what = _("Importing {file}").format(file=job.path.name)
        self.desk.work.write(self, run, self._imported, self._import_failed, what=what)

    def _imported(self, outcome: Outcome) -> None:
        self._end()
        self.outcome = outcome
        if outcome.operation:
            self._remember(outcome)
        actions = [Action(_("Show the list"), self.left.emit, icon="list")]
        if outcome.operation:
            actions.append(Action(_("Undo this import"), self._undo, icon="undo"))
        if outcome.refused:
            rows = len({refusal.row for refusal in outcome.refused})
            words = _("Save the row left out…") if rows == 1 else _("Save the {n} rows left out…").format(n=f"{rows:,}")
            actions.append(Action(words, self.save_refused, icon="download"))
        actions.append(Action(_("Import another file…"), self.reading.choose, icon="upload"))
        self.done_step.show_outcome(outcome, actions)
        self._show_step(DONE)
        self.imported.emit()

    def _remember(self, outcome: Outcome) -> None:
        operation = outcome.operation
        words = _("Import of {things}").format(things=counted(self.record_type, outcome.taken + outcome.changed))

        def undo(session: Any) -> None:
            from itdesk.db import batches

            batches.undo(session, operation)

        def again(_session: Any) -> None:
            raise UserError(
                _("An import that was taken back is not done again by itself."), _("Import the file again.")
            )

        self.desk.did(words, undo, again)

    def _undo(self) -> None:
        self.desk.undo.undo()
        self.left.emit()

    def _import_failed(self, error: UserError) -> None:
        self._end()
        if isinstance(error, Stopped):
            self.hint.setText(_("Stopped. Nothing was changed."))
        else:
            self.desk.refused.emit(error)


def _copied(job: Job) -> Job:
    """As it is now, so that later choices don't reach into a run."""
    return replace(
        job,
        targets=None if job.targets is None else dict(job.targets),
        orders=dict(job.orders),
        decimals=dict(job.decimals),
        taxes=dict(job.taxes),
        corrections=dict(job.corrections),
    )
