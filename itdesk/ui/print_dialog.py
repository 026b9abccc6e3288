"""A list before it is printed: its pages as they will be, on which paper, then to a printer or into a PDF."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import QStandardPaths, Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtPrintSupport import QPrintDialog, QPrinter, QPrinterInfo
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from itdesk.core.errors import UserError
from itdesk.core.formats import format_count
from itdesk.core.paper import SIZES, Lie, Paper, usual_size
from itdesk.core.progress import Progress
from itdesk.core.record import RecordType
from itdesk.core.texts import N_, _
from itdesk.db.list_state import ListState
from itdesk.files.session import session_folder
from itdesk.ui.bulk_fields import counted
from itdesk.ui.buttons import Button
from itdesk.ui.desk import Desk
from itdesk.ui.export_dialog import write_file, write_pages
from itdesk.ui.labels import label
from itdesk.ui.pdf_preview import PdfPreview, page_sizes
from itdesk.ui.theme import Theme

LIES = ((Lie.AUTO, N_("As the columns need")), (Lie.UPRIGHT, N_("Upright")), (Lie.LYING, N_("Lying")))
PREVIEWED = 2000  # rows that a look shows; paper and file have all of them
WAIT_MS = 250


class PrintDialog(QDialog):
    """What stands on the pages is exactly what the list shows: columns, filters in words, order, groups, sums, colours."""

    def __init__(
        self,
        desk: Desk,
        record_type: RecordType,
        state: ListState,
        *,
        count: int,
        selected: Sequence[int] = (),
        title: str = "",
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(_("Print"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setModal(True)
        self._desk, self._type, self._state = desk, record_type, state
        self._count, self._selected = count, list(selected)
        self._folder = tempfile.TemporaryDirectory(prefix="print-", dir=session_folder(), ignore_cleanup_errors=True)
        self.destroyed.connect(self._folder.cleanup)  # also where it goes with its window, without being answered
        self._run = 0
        self._progress: Progress | None = None
        self._wait = QTimer(self, singleShot=True, interval=WAIT_MS)
        self._wait.timeout.connect(self._draw)
        self.preview = PdfPreview()
        self.preview.finder.listen(self)
        self.told = label("", "small", "text-2", wrap=True)
        self._build_side(title or record_type.plural)
        theme, room = Theme.current(), parent.size()
        self.resize(min(theme.px(1040), room.width() - 40), min(theme.px(760), room.height() - 40))
        self.title.setFocus()
        self._draw()

    def _build_side(self, title: str) -> None:
        side = QVBoxLayout()
        side.setContentsMargins(0, 0, 0, 0)
        side.setSpacing(12)
        side.addWidget(label(_("Print"), "section"))
        side.addLayout(self._form(title))
        self.fit = QCheckBox(_("Every column on the page"))
        self.fit.setChecked(True)
        self.fit.setAccessibleDescription(_("Without it, columns that don't fit in full are left out."))
        self.fit.toggled.connect(lambda _on: self._wait.start())
        side.addWidget(self.fit)
        side.addWidget(self.told)
        side.addStretch(1)
        self.print_button = Button(_("Print…"), icon="printer", kind="primary", run=self._ask_printer)
        self.save_button = Button(_("Save as PDF…"), icon="download", key="Ctrl+S", run=self._ask_file)
        for button in (self.print_button, self.save_button, Button(_("Close"), key="Esc", run=self.reject)):
            side.addWidget(button)
        holder = QWidget()
        holder.setLayout(side)
        holder.setFixedWidth(Theme.current().px(240))
        outer = QHBoxLayout(self)
        outer.setContentsMargins(20, 20, 20, 20)
        outer.setSpacing(20)
        outer.addWidget(holder)
        outer.addWidget(self.preview, 1)

    def _form(self, title: str) -> QFormLayout:
        form = QFormLayout()
        form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapAllRows)
        form.setSpacing(6)
        self.title = QLineEdit(title)
        self.title.setMaxLength(120)
        self.title.textEdited.connect(lambda _text: self._wait.start())
        self.paper = _picks([(name, name) for name in SIZES], usual_size(self._desk.workspace.locale))
        self.lie = _picks([(str(one), _(word)) for one, word in LIES], str(Lie.AUTO))
        self.rows = _picks([("all", _("All {things}").format(things=counted(self._type, self._count)))], "all")
        if len(self._selected) > 1:
            self.rows.addItem(_("Only the {n} selected").format(n=format_count(len(self._selected))), "selected")
        words: tuple[tuple[QWidget, str], ...] = (
            (self.title, _("Title")),
            (self.paper, _("Paper")),
            (self.lie, _("It lies")),
            (self.rows, _("Rows")),
        )
        for part, word in words:
            part.setAccessibleName(word)
            form.addRow(word, part)
        for picks in (self.paper, self.lie, self.rows):
            picks.currentIndexChanged.connect(lambda _at: self._wait.start())
        return form

    @property
    def on_paper(self) -> Paper:
        """The paper as it is chosen."""
        return Paper(str(self.paper.currentData()), Lie(self.lie.currentData()), self.fit.isChecked())

    @property
    def ids(self) -> list[int] | None:
        """The records to print; None for all of the list."""
        return self._selected if self.rows.currentData() == "selected" else None

    def _draw(self) -> None:
        """Make the pages anew beside the window; what was being made before ends."""
        self._run += 1
        run, progress = self._run, Progress()
        if self._progress is not None:
            self._progress.cancel()
        self._progress = progress
        file = Path(self._folder.name) / f"{run}.pdf"
        self.told.setText(_("Making the pages…"))

        def done(_rows: object) -> None:
            if run == self._run:
                self.preview.show_file(file)
                many = len(self._selected) if self.ids is not None else self._count
                more = _("This look shows the first {n} rows. Paper and file have all of them.")
                self.told.setText(more.format(n=format_count(PREVIEWED)) if many > PREVIEWED else "")

        def failed(error: UserError) -> None:
            if run == self._run:
                self.told.setText(str(error))

        self._desk.read(self, self._job(file, progress, most=PREVIEWED), done, failed, key="pages")

    def _job(self, file: Path, progress: Progress, *, most: int = 0) -> Any:
        state, record_type, ids = self._state, self._type, self.ids
        title, paper = self.title.text().strip() or record_type.plural, self.on_paper

        def job(session: Any) -> int:
            return write_pages(
                session, record_type, state, file, title=title, ids=ids, paper=paper, most=most, progress=progress
            )

        return job

    # where they go

    def _ask_file(self) -> None:
        folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        name = re.sub(r"[^\w \-.]", "", self.title.text()).strip() or self._type.kind
        wanted = str(Path(folder) / f"{name}.pdf")
        chosen, _kind = QFileDialog.getSaveFileName(self, _("Save as PDF"), wanted, "PDF (*.pdf)")
        if chosen:
            path = Path(chosen)
            self.save(path if path.suffix.lower() == ".pdf" else path.with_name(f"{path.name}.pdf"))

    def save(self, path: Path) -> None:
        """Write the whole list beside everything else; a toast says when it is there."""
        title = self.title.text().strip()
        write_file(self._desk, self._type, self._state, path, ids=self.ids, title=title, paper=self.on_paper)
        self.accept()

    def _ask_printer(self) -> None:
        if not QPrinterInfo.availablePrinterNames():
            self.told.setText(_("No printer is set up on this computer. Save the PDF instead."))
            self.save_button.setFocus()
            return
        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        dialog = QPrintDialog(printer, self)
        dialog.accepted.connect(lambda: self.print_on(printer))
        dialog.setModal(True)
        dialog.show()

    def print_on(self, printer: QPrinter) -> None:
        """Write the whole list, then print it, with progress and Stop in the foot."""
        folder = tempfile.TemporaryDirectory(prefix="print-", dir=session_folder(), ignore_cleanup_errors=True)
        desk, title, file = self._desk, self.title.text().strip(), Path(folder.name) / "whole.pdf"
        write = self._job(file, Progress())

        def job(session: Any, progress: Progress) -> int:
            from itdesk.ui.printing import lay, print_pages

            with folder:
                write(session)
                progress.step(0)
                lay(printer, *page_sizes(file)[0])
                return print_pages(file, printer, progress)

        def done(pages: int) -> None:
            desk.notify(_("{title} printed, {n} pages").format(title=title, n=pages))

        desk.read(desk, job, done, desk.refused.emit, what=_("Printing {title}").format(title=title))
        self.accept()

    def done(self, result: int) -> None:
        if self._progress is not None:
            self._progress.cancel()
        self._run += 1
        self._folder.cleanup()
        super().done(result)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_S and event.modifiers() == Qt.KeyboardModifier.ControlModifier:
            self._ask_file()
            return
        super().keyPressEvent(event)


def _picks(entries: Sequence[tuple[str, str]], chosen: str) -> QComboBox:
    made = QComboBox()
    for value, word in entries:
        made.addItem(word, value)
    made.setCurrentIndex(max(0, made.findData(chosen)))
    return made
