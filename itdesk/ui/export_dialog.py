"""Writing a list to a file: which rows, which kind of file, where to; then beside the work, with progress and Stop."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from PySide6.QtCore import QStandardPaths, Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QButtonGroup, QFileDialog, QRadioButton, QWidget

from itdesk.core.errors import UserError
from itdesk.core.formats import format_count
from itdesk.core.paper import Paper
from itdesk.core.progress import Progress
from itdesk.core.record import RecordType
from itdesk.core.texts import N_, _
from itdesk.db.list_state import ListState
from itdesk.ui.bulk_fields import counted
from itdesk.ui.desk import Desk
from itdesk.ui.dialogs import Dialog
from itdesk.ui.labels import label
from itdesk.ui.page import Action

FORMATS = (
    (".xlsx", N_("Excel workbook"), N_("Typed cells, to go on working with")),
    (".csv", N_("CSV file"), N_("Plain text for other programs")),
    (".pdf", N_("PDF"), N_("To read, send or print, with filters and sums in words")),
)


class ExportDialog(Dialog):
    """Columns, filters and order are those of the list. The file is chosen when the dialog is accepted."""

    def __init__(
        self,
        desk: Desk,
        record_type: RecordType,
        state: ListState,
        *,
        count: int,
        selected: Sequence[int] = (),
        title: str = "",
        ending: str = ".xlsx",
        parent: QWidget,
    ) -> None:
        super().__init__(
            parent,
            _("Export {things}").format(things=counted(record_type, count)),
            _("The file shows what the list shows: its columns, filters and order."),
            act=_("Choose where…"),
            icon="download",
        )
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setModal(True)
        self._desk = desk
        self._type = record_type
        self._state = state
        self._selected = list(selected)
        self._title = title or record_type.plural
        self.rows = QButtonGroup(self)
        if len(selected) > 1:
            self.body.addWidget(label(_("Rows"), "small-strong", "text-2"))
            every = QRadioButton(_("All {things}").format(things=counted(record_type, count)).replace("&", "&&"))
            some = QRadioButton(_("Only the {n} selected").format(n=format_count(len(selected))))
            some.setChecked(True)
            for place, button in enumerate((every, some)):
                self.rows.addButton(button, place)
                self.body.addWidget(button)
            self.body.addSpacing(8)
        self.body.addWidget(label(_("Kind of file"), "small-strong", "text-2"))
        self.formats = QButtonGroup(self)
        for place, (name, word, why) in enumerate(FORMATS):
            button = QRadioButton(f"{_(word)} (\u2068{name}\u2069)")
            button.setAccessibleDescription(_(why))
            button.setChecked(name == ending)
            self.formats.addButton(button, place)
            self.body.addWidget(button)
            hint = label(_(why), "small", "text-3", wrap=True)
            hint.setContentsMargins(24, 0, 0, 0)
            self.body.addWidget(hint)
        self.body.setSpacing(2)
        first = self.rows.checkedButton() or self.formats.checkedButton()
        if first is not None:
            first.setFocus()

    @property
    def ending(self) -> str:
        """The chosen kind of file, as the ending of its name."""
        return FORMATS[self.formats.checkedId()][0]

    @property
    def ids(self) -> list[int] | None:
        """The records to write; None for all of the list."""
        return self._selected if self.rows.checkedId() == 1 else None

    def accept(self) -> None:
        folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        name = re.sub(r"[^\w \-.]", "", self._title).strip() or self._type.kind
        wanted = str(Path(folder) / f"{name}{self.ending}")
        word = next(_(word) for ending, word, _why in FORMATS if ending == self.ending)
        chosen, _kind = QFileDialog.getSaveFileName(self, _("Export"), wanted, f"{word} (*{self.ending})")
        if chosen:
            path = Path(chosen)
            self.write(path if path.suffix.lower() == self.ending else path.with_name(path.name + self.ending))
            super().accept()

    def write(self, path: Path) -> None:
        """Write the file beside everything else; a toast says when it is there."""
        write_file(self._desk, self._type, self._state, path, ids=self.ids, title=self._title)


def write_pages(
    session: Any,
    record_type: RecordType,
    state: ListState,
    path: Path,
    *,
    title: str,
    ids: Sequence[int] | None = None,
    paper: Paper | None = None,
    most: int = 0,
    progress: Progress | None = None,
) -> int:
    """Write what a list shows to a PDF, in a job; how many rows it has. most ends it early, for a look."""
    from itdesk.reports import list_pages

    spec = replace(state.spec(record_type), columns=state.columns)
    rules, feet = state.rules, state.feet
    return list_pages.write_list(
        session, spec, path, title=title, ids=ids, rules=rules, feet=feet, paper=paper, most=most, progress=progress
    )


def write_file(
    desk: Desk,
    record_type: RecordType,
    state: ListState,
    path: Path,
    *,
    ids: Sequence[int] | None = None,
    title: str = "",
    paper: Paper | None = None,
) -> None:
    """Write a list, or these of its records, to a .csv, .xlsx or .pdf, with progress and Stop in the foot."""

    def job(session: Any, progress: Progress) -> int:
        if path.suffix.lower() == ".pdf":
            return write_pages(session, record_type, state, path, title=title, ids=ids, paper=paper, progress=progress)
        from itdesk.files import list_tables

        spec = replace(state.spec(record_type), columns=state.columns)
        return list_tables.write_list(session, spec, path, ids=ids, progress=progress)

    def done(count: int) -> None:
        said = _("{things} written to {file}").format(things=counted(record_type, count), file=path.name)
        open_it = Action(_("Open"), lambda: QDesktopServices.openUrl(QUrl.fromLocalFile(str(path))))
        desk.notify(said, open_it)

    def failed(error: UserError) -> None:
        desk.refused.emit(error)

    desk.read(desk, job, done, failed, what=_("Writing {file}").format(file=path.name))
