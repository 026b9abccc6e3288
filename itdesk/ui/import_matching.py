"""Step two of an import: columns matched to fields, rows fixed; every choice changes the job and asks for a dry run."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget

from itdesk.core.errors import UserError
from itdesk.core.record import RecordType
from itdesk.ui.desk import Desk
from itdesk.ui.import_asks import ask_tax, save_matching
from itdesk.ui.import_columns import ColumnsPart
from itdesk.ui.import_fixes import FixesPart
from itdesk.ui.import_state import Effect, Looked, effect_of, first_key, guessed_kind, targets_of
from itdesk.ui.record_list import may_add_field
from itdesk.ui.sections import NoticeCard

if TYPE_CHECKING:
    from itdesk.files.planning import Job, Outcome

WAIT_MS = 250  # between the last correction and the next dry run


class MatchingStep(QScrollArea):
    """Works on the job that `begin` hands over; nothing is read or run here but a saved matching."""

    run_wanted = Signal()  # the job changed: find out what it does now
    anew_wanted = Signal()  # the file is to be looked at anew
    save_wanted = Signal()  # the refused rows to a file
    type_changed = Signal(object)  # the record type, with a field more

    def __init__(self, desk: Desk, record_type: RecordType) -> None:
        super().__init__()
        self._desk = desk
        self._type = record_type
        self.job: Job | None = None
        self.looked: Looked | None = None
        self.outcome: Outcome | None = None
        self.error: NoticeCard | None = None
        self.columns = ColumnsPart(targets_of(desk.registry, record_type), may_add=may_add_field(desk, record_type))
        self.fixes = FixesPart()
        body = QWidget()
        body.setObjectName("scrolled")
        self._column = QVBoxLayout(body)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._column.addWidget(self.columns)
        self._column.addWidget(self.fixes, 1)
        self.setWidgetResizable(True)
        self.setWidget(body)
        self.viewport().setAutoFillBackground(False)
        self._wait = QTimer(self, singleShot=True, interval=WAIT_MS)
        self._wait.timeout.connect(self.run_wanted)
        columns, fixes = self.columns, self.fixes
        columns.target_chosen.connect(self._choose_target)
        columns.order_chosen.connect(self._choose_order)
        columns.header_chosen.connect(self._choose_header)
        columns.key_chosen.connect(self._choose_key)
        columns.mapping_chosen.connect(self._choose_mapping)
        columns.ask_wanted.connect(self._ask)
        columns.save_wanted.connect(self._save_mapping)
        columns.field_wanted.connect(self._add_field)
        fixes.corrected.connect(self.correct)
        fixes.skipped.connect(self.skip)
        fixes.all_accepted.connect(self.accept_all)
        fixes.save_wanted.connect(self.save_wanted)

    @property
    def is_waiting(self) -> bool:
        """Whether a correction waits for its dry run."""
        return self._wait.isActive()

    def begin(self, job: Job, looked: Looked) -> None:
        """Show a file's columns; the job's own targets, else what was found out, and ask for the first dry run."""
        self.job, self.looked, self.outcome = job, looked, None
        if job.targets is None:
            job.targets = {column.header: column.target for column in looked.facts}
            job.update_by = first_key(self._type, list(job.targets.values()))
        self.columns.header.setChecked(looked.header > 0)
        self.columns.show_columns(
            [
                (one.header, ", ".join(looked.samples.get(one.header, ())), job.targets.get(one.header, ""))
                for one in looked.facts
            ]
        )
        self.columns.show_mappings(looked.mappings)
        self._show_effects()
        self._run()

    def show_outcome(self, outcome: Outcome, names: dict[int, str]) -> None:
        """Show what a dry run found; names are what the refused rows are called."""
        self.outcome = outcome
        key = self._type.by_name.get(self.job.update_by) if self.job is not None else None
        self.fixes.name_rows(key.label if key is not None else "", names)
        self.say(None)
        self._show_effects()
        ready = outcome.taken + outcome.changed + outcome.same
        self.fixes.show_refusals(outcome.refused, ready, len(outcome.verdicts))

    def say(self, error: UserError | None) -> None:
        """Say above the columns what keeps the file from being imported."""
        if self.error is not None:
            self._column.removeWidget(self.error)
            self.error.hide()
            self.error.deleteLater()
            self.error = None
        if error is not None:
            self.error = NoticeCard("red", error.message, error.cure)
            self.error.setContentsMargins(16, 12, 16, 0)
            self._column.insertWidget(0, self.error)

    def _show_effects(self) -> None:
        if self.looked is None or self.job is None or self.job.targets is None:
            return
        facts = self.outcome.columns if self.outcome is not None else self.looked.facts
        effects: dict[str, Effect] = {}
        for column in facts:
            target = self.job.targets.get(column.header, "")
            known = column if column.target == target else replace(column, target=target, why_not="", confidence=1.0)
            effects[column.header] = effect_of(self._desk.registry, self._type, known, self.job)
        self.columns.show_effects(effects, self.job.targets)
        told = [key.rpartition("|")[2] for key in self._type.import_keys]
        keys = [name for name in told if name in self.job.targets.values()]
        self.columns.show_keys([(name, self._type.by_name[name].label) for name in keys], self.job.update_by)

    def _choose_target(self, column: str, target: str) -> None:
        if self.job is None or self.job.targets is None:
            return
        for other, taken in self.job.targets.items():
            if target and taken == target and other != column:
                self.job.targets[other] = ""  # a field is filled by one column
        self.job.targets[column] = target
        self.job.taxes.pop(column, None)
        if self.job.update_by not in self.job.targets.values():
            self.job.update_by = first_key(self._type, list(self.job.targets.values()))
        self._show_effects()
        self._run()

    def _add_field(self, column: str) -> None:
        """Offer a field of the firm's own that is called as the column is and holds what its first values are."""
        samples = self.looked.samples.get(column, ()) if self.looked is not None else ()
        values = {"label": column.strip()[:60], "value_kind": guessed_kind(samples, self._desk.workspace.locale).value}
        self._desk.add_field(self._type.kind, values, partial(self._field_added, column))

    def _field_added(self, column: str, key: str) -> None:
        """The column goes to the new field, and the rows are tried again with it."""
        self._type = self._desk.registry[self._type.kind]
        self.type_changed.emit(self._type)
        if self.job is None or self.looked is None or self.job.targets is None:
            return
        self.columns.offer(targets_of(self._desk.registry, self._type))
        self.job.targets[column] = key
        self.begin(self.job, self.looked)

    def _choose_order(self, order: str) -> None:
        if self.job is not None and self.job.targets is not None:
            self.job.orders = dict.fromkeys(self.job.targets, order) if order else {}
            self._run()

    def _choose_header(self, on: bool) -> None:  # noqa: FBT001 -- a signal's parameter
        if self.job is None or self.looked is None:
            return
        self.job.header = self.looked.rows[0][0] if on and self.looked.rows else 0
        forget_rows(self.job)
        self.anew_wanted.emit()

    def _choose_key(self, name: str) -> None:
        if self.job is not None:
            self.job.update_by = name
            self._show_effects()
            self._run()

    def _choose_mapping(self, name: str) -> None:
        looked, job, kind = self.looked, self.job, self._type.kind
        if looked is None or job is None:
            return
        if not name:
            job.targets = None
            self.anew_wanted.emit()
            return

        def read(session: Any) -> dict[str, str]:
            from itdesk.db import batches

            return batches.mapping(session, kind, name)

        def take(targets: dict[str, str]) -> None:
            job.targets = {column.header: targets.get(column.header, "") for column in looked.facts}
            job.update_by = first_key(self._type, list(job.targets.values()))
            self._show_effects()
            self._run()

        self._desk.read(self, read, take, self.say, key="mapping")

    def _save_mapping(self) -> None:
        if self.job is not None and self.job.targets is not None:
            save_matching(self._desk, self.window(), self._type.kind, dict(self.job.targets))

    def _ask(self, column: str, what: str) -> None:
        job = self.job
        if what == "order":
            self.columns.order.showPopup()
        elif job is not None:

            def take(percent: Decimal) -> None:
                job.taxes.pop(column, None)
                if percent:
                    job.taxes[column] = percent
                self._show_effects()
                self._run()

            ask_tax(self.window(), column, job.taxes.get(column), take)

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
        self._run()

    def _run(self) -> None:
        self._wait.stop()
        self.run_wanted.emit()


def forget_rows(job: Job) -> None:
    """What was decided for columns and rows belongs to the file as it was read before."""
    job.targets = None
    job.corrections, job.skipped = {}, frozenset()
    job.orders, job.taxes = {}, {}
