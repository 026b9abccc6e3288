"""Reports: choose one, see it as it will be printed, save or open it."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Sequence
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import (
    QComboBox,
    QFileDialog,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QListView,
    QSpinBox,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from itdesk import areas
from itdesk.areas.reports.catalogue.choices import ABOUT, BELONGS, WAYS, ReportKey
from itdesk.core.dates import parse_date
from itdesk.core.errors import UserError
from itdesk.core.formats import format_date
from itdesk.core.locales import marks
from itdesk.core.progress import Progress
from itdesk.core.texts import _, ngettext
from itdesk.files.session import session_folder
from itdesk.ui.clock import own_today
from itdesk.ui.delegates import ItemDelegate, Items, Line
from itdesk.ui.desk import Desk
from itdesk.ui.emptystate import EmptyState
from itdesk.ui.foot import Foot
from itdesk.ui.labels import label, restyle
from itdesk.ui.page import Action
from itdesk.ui.pdf_preview import PdfPreview
from itdesk.ui.theme import Theme
from itdesk.ui.toolbar import Toolbar

KEPT = 3  # files
KINDS = {"budget": "budgets", "recovery": "plans"}


def make_page(desk: Desk) -> QWidget:
    """The page for the window."""
    return ReportsPage(desk)


class ReportsPage(QWidget):
    """The list stays on the left; the preview is made anew when anything is chosen, in a folder that goes with the page."""

    actions_changed = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._folder = tempfile.TemporaryDirectory(prefix="reports-", dir=session_folder(), ignore_cleanup_errors=True)
        self.destroyed.connect(self._folder.cleanup)
        self._key = ReportKey.BUDGET
        self._number = 0
        self._file: Path | None = None  # what is shown; None while it is made
        self._opened: set[Path] = set()  # other programs may be showing these
        self._made_before: list[Path] = []
        self._as_of: date = own_today()
        self._build()
        self._choose(self._keys[0])

    def _build(self) -> None:
        self._items = Items(self)
        self._list = QListView()
        self._list.setModel(self._items)
        self._list.setItemDelegate(ItemDelegate(self._list, line_height=40))
        self._list.setAccessibleName(_("Reports"))
        self._keys: list[ReportKey] = []
        self._list_reports()
        self._about = label("", "small", "text-2", wrap=True)
        self._about.setContentsMargins(16, 12, 16, 12)
        self._about.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._build_choices()
        self.preview = PdfPreview()
        self._stack = QStackedWidget()
        self._stack.addWidget(self.preview)
        self._told: QWidget | None = None
        side = QFrame()
        restyle(side, look="surface")
        column = QVBoxLayout(side)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._list, 1)
        column.addWidget(self._about)
        reading = QWidget()
        words = QVBoxLayout(reading)
        words.setContentsMargins(0, 0, 0, 0)
        words.setSpacing(0)
        self._foot = Foot()
        words.addWidget(self.toolbar)
        words.addWidget(self._stack, 1)
        words.addWidget(self._foot)
        splitter = QSplitter(Qt.Orientation.Horizontal)
        splitter.setHandleWidth(1)
        splitter.addWidget(side)
        splitter.addWidget(reading)
        splitter.setStretchFactor(1, 1)
        splitter.setSizes([Theme.current().px(240), Theme.current().px(960)])
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(splitter)
        self._list.setCurrentIndex(self._items.index(0))
        self._list.selectionModel().currentChanged.connect(
            lambda now, _before: self._choose(self._keys[now.row()]) if now.isValid() else None
        )
        self.setFocusProxy(self._list)

    def _list_reports(self) -> None:
        """Those whose records this workspace uses."""
        off = areas.off_for(self._desk)
        keys = [key for key in ReportKey if areas.is_on(BELONGS.get(key, "reports.catalogue"), off)]
        if keys != self._keys:
            self._keys = keys
            self._items.show([Line(str(key), key.label, key.icon) for key in keys])

    def _build_choices(self) -> None:
        self._day = QLineEdit()
        self._day.setAccessibleName(_("As of"))
        self._day.setFixedWidth(Theme.current().px(120))
        self._day.editingFinished.connect(self._day_typed)
        self._which = QComboBox()
        self._which.setAccessibleName(_("Which one"))
        self._which.setMinimumWidth(Theme.current().px(200))
        self._which.activated.connect(lambda _place: self._make())
        self._first = QSpinBox()
        self._first.setRange(1, 24)
        self._first.setAccessibleName(_("Begin at label"))
        self._first.setPrefix(_("Begin at label "))
        self._first.setMinimumWidth(Theme.current().px(160))
        self._first.valueChanged.connect(lambda _number: self._make())
        self.toolbar = Toolbar()
        self._as_of_words = label(_("As of"), "small", "text-2", buddy=self._day)
        for widget in (self._as_of_words, self._day, self._which, self._first):
            self.toolbar.add(widget)
        self._open_button = self.toolbar.add_action(
            Action(_("Open"), self._open, "Ctrl+O", "eye"), kind="quiet", end=True
        )
        self._open_button.setEnabled(False)

    # Choosing

    def _choose(self, key: ReportKey) -> None:
        self._key = key
        self._about.setText(_(ABOUT[key]))
        self._day.setText(format_date(self._as_of, self._desk.workspace.locale))
        self._first.setVisible(key is ReportKey.LABELS)
        for widget in (self._as_of_words, self._day):
            widget.setVisible(key is not ReportKey.LABELS)
        kind = KINDS.get(key, "")
        self._which.setVisible(bool(kind))
        self._which.clear()
        if not kind:
            self._make()
            return

        def read(session: Any) -> Any:
            from itdesk.db import records

            return records.choices_for(session, kind, "", 200)

        self._desk.read(self, read, self._show_which, key="which")

    def _show_which(self, found: list[tuple[int, str, str]]) -> None:
        self._which.clear()
        self._which.addItem(_("The one in force"), None)
        for record_id, title, subtitle in found:
            self._which.addItem(" · ".join(part for part in (title, subtitle) if part), record_id)
        self._which.setVisible(len(found) > 1)
        self._make()

    def _day_typed(self) -> None:
        try:
            today = own_today()
            day = parse_date(self._day.text(), today=today, order=marks(self._desk.workspace.locale).order)
        except UserError as error:
            restyle(self._day, invalid="true")
            self._day.setAccessibleDescription(str(error))
            self._foot.show_facts(str(error))
            return
        restyle(self._day, invalid="false")
        self._day.setAccessibleDescription("")
        self._day.setText(format_date(day, self._desk.workspace.locale))
        if day != self._as_of:
            self._as_of = day
            self._make()

    # Making

    def _make(self) -> None:
        self._number += 1
        self._forget()
        path = Path(self._folder.name) / f"{self._number:04}-{self._key}.pdf"
        key, as_of, record_id, first = str(self._key), self._as_of, self._which.currentData(), self._first.value()
        database, actor = self._desk.database, self._desk.actor

        def job(progress: Progress) -> tuple[Path, int]:
            from itdesk.areas.reports.catalogue.report import Choices, write_report

            chosen = Choices(record_id=record_id, first=first)
            pages = write_report(database, key, path, as_of=as_of, choices=chosen, progress=progress, actor=actor)  # type: ignore[arg-type]
            return path, pages

        what = _("Making {report}").format(report=self._key.label)
        self._desk.work.read(self, job, self._made, self._failed, key="report", what=what)

    def _made(self, result: tuple[Path, int]) -> None:
        self._file, pages = result
        self.preview.show_file(self._file)
        self._tidy(self._file)
        self._open_button.setEnabled(True)
        self._stack.setCurrentWidget(self.preview)
        self._foot.show_facts(ngettext("{n} page", "{n} pages", pages).format(n=pages))
        self.actions_changed.emit()

    def _forget(self) -> None:
        """What is shown is about to be out of date: it can't be saved under the new one's name."""
        self._file = None
        self._open_button.setEnabled(False)
        self.actions_changed.emit()

    def _tidy(self, newest: Path) -> None:
        """Delete what nobody looks at any more; pages of the last ones may still be drawn."""
        self._made_before.append(newest)
        while len(self._made_before) > KEPT:
            old = self._made_before.pop(0)
            if old in self._opened:
                continue
            try:
                old.unlink(missing_ok=True)
            except OSError:
                self._opened.add(old)  # another program holds it; it goes with the folder

    def _failed(self, error: UserError) -> None:
        if self._told is not None:
            self._stack.removeWidget(self._told)
            self._told.deleteLater()
        place = BELONGS.get(self._key)
        way = [Action(_(WAYS[self._key]), partial(self._desk.go_to, place), "", "right")] if place else []
        self._told = EmptyState(self._key.icon, error.message, error.cure, way)
        self._stack.addWidget(self._told)
        self._stack.setCurrentWidget(self._told)
        self._foot.show_facts("")
        self.actions_changed.emit()

    # Doing

    def _on_file(self) -> tuple[Action, ...]:
        return (
            Action(_("Open"), self._open, "Ctrl+O", "eye"),
            Action(_("Save PDF…"), self._save, "Ctrl+S", "download", primary=True),
        )

    def _save(self) -> None:
        if self._file is None:
            return
        name = f"{self._key.label} {self._as_of.isoformat()}.pdf"
        chosen, _kind = QFileDialog.getSaveFileName(self, _("Save PDF"), str(Path.home() / name), _("PDF (*.pdf)"))
        if not chosen:
            return
        target = Path(chosen) if chosen.lower().endswith(".pdf") else Path(f"{chosen}.pdf")
        source = self._file

        def copy() -> Path:
            try:
                beside = target.with_name(f".{target.name}.part")
                shutil.copyfile(source, beside)
                beside.replace(target)
            except OSError as error:
                raise UserError(
                    _("{file} could not be saved.").format(file=target.name),
                    _("Choose another folder, or free some room."),
                    detail=str(error),
                ) from error
            return target

        self._desk.work.read(
            self,
            copy,
            lambda path: self._desk.notify(_("Saved as {file}").format(file=path.name)),
            self._desk.refused.emit,
        )

    def _open(self) -> None:
        if self._file is None:
            return
        self._opened.add(self._file)
        if not QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._file))):
            self._desk.refused.emit(
                UserError(_("This computer has no program that opens PDFs."), _("Save it, and open it elsewhere."))
            )

    # Page

    def refresh(self, kinds: frozenset[str]) -> None:
        """Make the report again from the new data."""
        if "workspace" in kinds:
            self._list_reports()
        if kinds:
            self._make()

    def page_actions(self) -> Sequence[Action]:
        """What can be done with the report in front."""
        return (*self._on_file(), *self.preview.finder.finding()) if self._file is not None else ()

    def can_leave(self) -> bool:
        """Nothing is typed here that could be lost."""
        return True
