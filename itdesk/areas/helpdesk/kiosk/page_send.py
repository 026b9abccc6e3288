"""The shared PC's third step: what will be sent, the device that it is about, and pictures or files."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QBuffer, QIODevice, QStandardPaths, Qt, Signal
from PySide6.QtGui import QImage, QImageWriter
from PySide6.QtWidgets import (
    QApplication,
    QFileDialog,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from itdesk.areas.helpdesk.kiosk.asking import is_by_functions
from itdesk.areas.helpdesk.kiosk.page_buttons import BigButton
from itdesk.areas.helpdesk.kiosk.page_sheet import Sheet
from itdesk.areas.helpdesk.kiosk.rules import Enclosed
from itdesk.core.errors import UserError
from itdesk.core.formats import format_size
from itdesk.core.texts import _
from itdesk.ui import shared
from itdesk.ui.desk import Desk
from itdesk.ui.flow import FlowLayout
from itdesk.ui.labels import label
from itdesk.ui.layouts import clear
from itdesk.ui.sections import IconMark
from itdesk.ui.theme import Theme


def png_of(image: QImage) -> bytes:
    """A picture as a file's bytes; slow for a large screen, so it runs beside the window."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    QImageWriter(buffer, b"png").write(image)
    return bytes(buffer.data().data())


class _Summary(QFrame):
    """Rows of a name and what it is, each with a way to change it."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("look", "card")
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(24, 12, 16, 12)
        self._grid.setHorizontalSpacing(16)
        self._grid.setVerticalSpacing(4)
        self._grid.setColumnStretch(2, 1)
        self._rows = 0

    def add_row(self, name: str, icon: str, change: Callable[[], object]) -> Any:
        """Add a row; the label that shows its value."""
        top = Qt.AlignmentFlag.AlignTop
        key = label(name, "lead", "text-2")
        mark = IconMark(icon, "accent-text", Theme.current().px(18))
        mark.setFixedHeight(Theme.current().px(48))
        value = label("", "lead", wrap=True)
        for words in (key, value):
            words.setContentsMargins(0, Theme.current().px(15), 0, Theme.current().px(12))
        button = BigButton(_("Change"), kind="link", run=change)
        button.setAccessibleName(_("Change: {what}").format(what=name))
        for column, part in enumerate((key, mark, value, button)):
            self._grid.addWidget(part, self._rows, column, top)
        self._rows += 1
        return value


class SendSheet(Sheet):
    """Shows what was said, takes a device's label and files, and sends it. Failing, it keeps all of it."""

    back_wanted = Signal()
    change_name = Signal()
    change_problem = Signal()
    sent = Signal(object, object)  # the receipt, and what became of it
    busy = Signal(bool)

    def __init__(self, desk: Desk) -> None:
        self._takes_files = not is_by_functions(desk)
        hint = (
            _("Add what helps us to see it, then send it.") if self._takes_files else _("Look it over, then send it.")
        )
        super().__init__(_("Shall we send it?"), hint)
        self._desk = desk
        self._person_id, self._category_id, self._description = 0, None, ""
        self.files: list[Enclosed] = []
        self._dialog: QFileDialog | None = None
        summary = _Summary()
        self.person = summary.add_row(_("You"), "user", self.change_name.emit)
        self.about = summary.add_row(_("It is about"), "tag", self.change_problem.emit)
        self.words = summary.add_row(_("In your words"), "help", self.change_problem.emit)
        self.column.addWidget(summary)
        self.column.addSpacing(8)
        self.device = QLineEdit()
        self.device.setProperty("role", "big")
        self.device.setMaxLength(120)
        self.device.setAccessibleName(_("Number on the device's label, optional"))
        self.device.setPlaceholderText(_("What stands on its sticker; a scanner may read it in"))
        self.column.addWidget(label(_("Device, optional"), "section", buddy=self.device))
        self.column.addWidget(self.device)
        self.column.addSpacing(8)
        self._listed = QVBoxLayout()
        self._listed.setSpacing(4)
        self.column.addLayout(self._listed)
        self.add_file = BigButton(_("Add a photo or file"), icon="camera", run=self._choose_file)
        self.add_copied = BigButton(_("Add the copied picture"), icon="img", key="Ctrl+V", run=self.paste)
        holder = QWidget()
        ways = FlowLayout(holder, gap=12)
        ways.addWidget(self.add_file)
        ways.addWidget(self.add_copied)
        self.column.addWidget(holder)
        holder.setVisible(self._takes_files)
        self.usual = label("", "lead", "text-2", wrap=True)
        self.usual.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.back = BigButton(_("Back"), icon="left", run=self.back_wanted.emit)
        self.send = BigButton(_("Send"), after="arrow", kind="primary", key="Ctrl+Return", run=self.go_on)
        self.foot.addWidget(self.back)
        self.foot.addWidget(self.usual, 1)
        self.foot.addWidget(self.send)
        QApplication.clipboard().dataChanged.connect(self._look_at_clipboard)

    def show_report(self, person: tuple[int, str], category: Any, description: str, usual: str) -> None:
        """What is going to be sent; the category is a tile or None."""
        self._person_id, name = person
        self._category_id = category.id if category is not None else None
        self._description = description
        self.person.setText(name)
        self.about.setText(category.name if category is not None else _("No picture was pressed"))
        self.words.setText(description)
        self.usual.setText(usual)

    def begin(self) -> None:
        """Take the keyboard; Enter sends."""
        self._look_at_clipboard()
        self.send.setFocus(Qt.FocusReason.OtherFocusReason)

    def forget(self) -> None:
        """Start anew."""
        self._person_id, self._category_id, self._description = 0, None, ""
        for shown in (self.person, self.about, self.words):
            shown.setText("")
        self.device.setText("")  # clear() could be undone
        self.files = []
        self._list_files()
        self.error.hide()
        self._set_busy(on=False)
        if self._dialog is not None:
            self._dialog.reject()

    # Files

    def _choose_file(self) -> None:
        pictures = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.PicturesLocation)
        dialog = QFileDialog(self, _("Add a photo or file"), pictures)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        dialog.setNameFilters([_("All files (*)"), _("Pictures (*.png *.jpg *.jpeg *.heic *.webp *.gif *.bmp)")])
        # the system's own dialog would let anybody rename, delete and start things
        dialog.setOptions(QFileDialog.Option.DontUseNativeDialog | QFileDialog.Option.ReadOnly)
        dialog.filesSelected.connect(self.enclose)
        dialog.finished.connect(self._dialog_closed)
        self._dialog = dialog
        dialog.open()

    def _dialog_closed(self, _result: int) -> None:
        self._dialog = None

    def enclose(self, paths: list[str]) -> None:
        """Put files beside the report; each path once."""
        known = {file.path for file in self.files}
        self.files += [Enclosed(Path(path).name, path) for path in paths if path not in known]
        self.error.hide()
        self._list_files()

    def _look_at_clipboard(self) -> None:
        copied = QApplication.clipboard().mimeData()
        self.add_copied.setVisible(self._takes_files and copied is not None and copied.hasImage())

    def paste(self) -> bool:
        """Put the copied picture beside the report; False if none was copied."""
        copied = QApplication.clipboard().mimeData()
        if not self._takes_files or copied is None or not copied.hasImage():
            return False
        image = QApplication.clipboard().image()
        name = _("Picture {n}.png").format(n=1 + sum(1 for file in self.files if file.data))

        def take(data: bytes) -> None:
            self.files.append(Enclosed(name, data=data))
            self._list_files()

        self._desk.work.read(self, partial(png_of, image), take)
        return True

    def _list_files(self) -> None:
        clear(self._listed)
        for number, file in enumerate(self.files):
            row = QFrame()
            row.setProperty("look", "card")
            line = QHBoxLayout(row)
            line.setContentsMargins(16, 2, 12, 2)
            line.setSpacing(12)
            line.addWidget(IconMark("clip", "text-2", Theme.current().px(18)))
            line.addWidget(label(file.name, "lead", wrap=True), 1)
            line.addWidget(label(self._size(file), "lead", "text-2"))
            take_off = BigButton(_("Take off"), icon="x", kind="link", run=partial(self._take_off, number))
            take_off.setAccessibleName(_("Take off {file}").format(file=file.name))
            line.addWidget(take_off)
            self._listed.addWidget(row)

    def _size(self, file: Enclosed) -> str:
        try:
            size = Path(file.path).stat().st_size if file.path else len(file.data)
        except OSError:  # sending says what is wrong with it
            return ""
        return format_size(size, self._desk.workspace.locale)

    def _take_off(self, number: int) -> None:
        del self.files[number]
        self._list_files()
        self.add_file.setFocus(Qt.FocusReason.OtherFocusReason)

    # Sending

    def go_on(self) -> None:
        """Send it once; the pages change when it is stored."""
        if not self.send.isEnabled():
            return
        values = {"requester": self._person_id, "category": self._category_id, "description": self._description}
        device, files, now = self.device.text(), tuple(self.files), datetime.now(UTC)

        def job(session: Any) -> Any:
            from itdesk.areas.helpdesk.kiosk.asking import told

            return told(session).submit(session, values, now=now, device=device, files=files)

        def letter(session: Any) -> Any:
            from itdesk.areas.helpdesk.kiosk import letters

            return letters.report(session, values, now=now, device=device, files=files)

        self.error.hide()
        self._set_busy(on=True)
        shared.do(self._desk, self, job, letter, self._sent, self._failed)

    def _sent(self, receipt: Any, how: shared.How) -> None:
        self._set_busy(on=False)
        self.sent.emit(receipt, how)

    def _failed(self, error: UserError) -> None:
        self._set_busy(on=False)
        self.error.show_error(
            _("It was not sent. {why}").format(why=error.message),
            f"{error.cure} {_('Everything you typed is still here.')}".strip(),
            again=self.go_on,
        )
        self.send.setFocus(Qt.FocusReason.OtherFocusReason)

    def _set_busy(self, *, on: bool) -> None:
        if on:
            self.setFocus()  # disabling would hand the keyboard, and the next Enter, to a neighbour
        for button in (self.send, self.back, self.add_file):
            button.setEnabled(not on)
        self.send.setText(_("Sending…") if on else _("Send"))
        self.send.updateGeometry()
        self.busy.emit(on)
