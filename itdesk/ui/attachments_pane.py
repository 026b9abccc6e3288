"""Files of a record: added by a button, by dragging or by pasting; opened as copies; names are only ever text."""

from __future__ import annotations

import stat
import tempfile
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QMimeData, Qt, QUrl, Signal
from PySide6.QtGui import (
    QDesktopServices,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDropEvent,
    QGuiApplication,
    QImage,
    QImageWriter,
    QKeyEvent,
    QKeySequence,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QFileDialog, QFrame, QHBoxLayout, QVBoxLayout, QWidget

from itdesk.core.formats import format_size
from itdesk.core.texts import _, ngettext
from itdesk.ui.buttons import Button
from itdesk.ui.desk import Desk
from itdesk.ui.dialogs import ask
from itdesk.ui.labels import label
from itdesk.ui.layouts import clear
from itdesk.ui.menus import menu_of
from itdesk.ui.page import Action
from itdesk.ui.sections import IconMark, TextButton
from itdesk.ui.theme import Theme

if TYPE_CHECKING:
    from itdesk.db.attachments import Attachment

# What runs when it is opened, on any of the three systems.
PROGRAMS = frozenset(
    [
        "exe",
        "com",
        "bat",
        "cmd",
        "ps1",
        "psm1",
        "vbs",
        "vbe",
        "js",
        "jse",
        "wsf",
        "wsh",
        "msi",
        "msp",
        "scr",
        "pif",
        "cpl",
        "hta",
        "jar",
        "lnk",
        "url",
        "reg",
        "app",
        "command",
        "sh",
        "bash",
        "run",
        "desktop",
        "appimage",
        "deb",
        "rpm",
        "pkg",
        "dmg",
        "py",
        "pyw",
        "rb",
        "pl",
        "scpt",
        "action",
        "workflow",
        "msc",
        "gadget",
        "inf",
        "application",
        "docm",
        "xlsm",
        "pptm",
    ]
)


class AttachmentsPane(QWidget):
    """A list of files with a way to add, open, save and remove each. Programs are named as such before they are opened."""

    count_changed = Signal(str)

    def __init__(self, desk: Desk, kind: str) -> None:
        super().__init__()
        self._desk = desk
        self._kind = kind
        self._id = 0
        self._over = False
        self.setAcceptDrops(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(_("Files. Drop or paste files here to add them."))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        self._rows = QVBoxLayout()
        self._rows.setSpacing(0)
        column.addLayout(self._rows)
        self.add_button = Button(_("Add files…"), icon="clip", small=True, run=self._choose)
        line = QHBoxLayout()
        line.addWidget(self.add_button)
        hint = label(_("or drop them here"), "small", "text-3")
        line.addWidget(hint, 1)
        column.addLayout(line)
        self.add_button.setVisible(not desk.database.read_only)
        hint.setVisible(not desk.database.read_only)

    def show_record(self, record_id: int) -> None:
        """Read the record's files."""
        self._id = record_id
        kind = self._kind

        def read(session: Any) -> tuple[Attachment, ...]:
            from itdesk.db import attachments

            return attachments.list(session, kind, record_id)

        self._desk.read(self, read, self._show, key="files")

    def _show(self, files: Sequence[Attachment]) -> None:
        clear(self._rows)
        for file in files:
            self._rows.addWidget(self._row(file))
        self.count_changed.emit(str(len(files)) if files else "")

    def _row(self, file: Attachment) -> QWidget:
        row = QFrame()
        line = QHBoxLayout(row)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(8)
        line.addWidget(IconMark("img" if file.media_type.startswith("image/") else "doc"))
        line.addWidget(TextButton(file.name, partial(self.open, file)), 1)
        line.addWidget(label(format_size(file.size, self._desk.workspace.locale), "small", "text-2"))
        more = Button(icon="dots", kind="quiet", small=True, name=_("More for {file}").format(file=file.name))
        more.clicked.connect(lambda _checked=False: self._menu(file, more))
        line.addWidget(more)
        return row

    def _menu(self, file: Attachment, button: QWidget) -> None:
        menu = menu_of(
            [
                Action(_("Open"), partial(self.open, file), icon="arrow"),
                Action(_("Save a copy…"), partial(self._save, file), icon="download"),
                None,
                Action(_("Remove"), partial(self.remove, file), icon="trash"),
            ],
            self,
        )
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(button.mapToGlobal(button.rect().bottomLeft()))

    # adding

    def _choose(self) -> None:
        names, _kind = QFileDialog.getOpenFileNames(self.window(), _("Add files"))
        self.add([Path(name) for name in names])

    def add(self, paths: Sequence[Path]) -> None:
        """Attach files; each is stored by itself, so that one that can't be read keeps no other out."""
        for path in paths:
            self._store(path.name, partial(_add, kind=self._kind, record_id=self._id, path=path))

    def add_image(self, image: QImage) -> None:
        """Attach a picture from the clipboard."""
        buffer = QBuffer()
        buffer.open(QIODevice.OpenModeFlag.WriteOnly)
        QImageWriter(buffer, QByteArray(b"png")).write(image)
        data = bytes(buffer.data().data())
        name = _("Pasted {moment}.png").format(moment=f"{datetime.now(UTC).astimezone():%Y-%m-%d %H.%M.%S}")
        self._store(name, lambda session: _add_bytes(session, self._kind, self._id, data, name))

    def _store(self, name: str, job: Callable[[Any], int]) -> None:
        if not self._id:
            return
        record_id = self._id

        def done(_attachment_id: int) -> None:
            if self._id == record_id:
                self.show_record(record_id)

        what, step = _("Adding {file}").format(file=name), _("{file} added").format(file=name)
        self._desk.write(self, lambda session, _progress: job(session), done, what=what, step=step)

    def take(self, data: QMimeData) -> bool:
        """Attach what was dropped or pasted; False if it holds neither files nor a picture."""
        paths = [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]
        files = [path for path in paths if path.is_file()]
        folders = len(paths) - len(files)
        if files:
            self.add(files)
        elif data.hasImage():
            image = data.imageData()
            if isinstance(image, QImage) and not image.isNull():
                self.add_image(image)
        if folders:
            self._desk.notify(
                ngettext(
                    "{n} folder was left out: add the files in it.",
                    "{n} folders were left out: add the files in them.",
                    folders,
                ).format(n=folders)
            )
        return bool(files) or data.hasImage()

    # opening

    def open(self, file: Attachment) -> None:
        """Open a copy with the program of the system; what runs when opened is asked about first."""
        if is_program(file.name) and not ask(
            self.window(),
            _("Open a program?"),
            _(
                "“{file}” is a program or can run one. It can do whatever you can do on this computer. Open it only if you know where it comes from."
            ).format(file=_visible(file.name)),
            act=_("Open it"),
            safe=_("Leave it"),
            danger=True,
        ):
            return
        self._write_copy(file, None, _open_copy)

    def _save(self, file: Attachment) -> None:
        name, _kind = QFileDialog.getSaveFileName(self.window(), _("Save a copy"), _safe(file.name))
        if name:
            self._write_copy(
                file, Path(name), lambda path: self._desk.notify(_("Saved as {file}").format(file=path.name))
            )

    def _write_copy(self, file: Attachment, target: Path | None, then: Callable[[Path], None]) -> None:
        def read(session: Any, _progress: Any) -> Path:
            from itdesk.db import attachments

            path = target
            if path is None:
                folder = Path(tempfile.mkdtemp(prefix="itdesk-"))
                path = folder / _safe(file.name)
            attachments.save_to(session, file.id, path)
            if target is None:
                path.chmod(stat.S_IRUSR)  # a copy: changes made to it would be lost
            return path

        self._desk.read(self, read, then, what=_("Reading {file}").format(file=file.name))

    def remove(self, file: Attachment) -> None:
        """Take a file off the record."""
        record_id, words = self._id, _("{file} removed").format(file=file.name)

        def take(session: Any) -> None:
            from itdesk.db import attachments

            attachments.remove(session, file.id)

        def done(_result: None) -> None:
            if self._id == record_id:
                self.show_record(record_id)
            self._desk.tell_done(words)

        self._desk.write(self, take, done, step=words)

    # Qt

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Paste) and self.take(QGuiApplication.clipboard().mimeData()):
            return
        super().keyPressEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if not self._desk.database.read_only and (event.mimeData().hasUrls() or event.mimeData().hasImage()):
            event.acceptProposedAction()
            self._set_over(over=True)

    def dragLeaveEvent(self, _event: QDragLeaveEvent) -> None:
        self._set_over(over=False)

    def dropEvent(self, event: QDropEvent) -> None:
        self._set_over(over=False)
        if self.take(event.mimeData()):
            event.acceptProposedAction()

    def _set_over(self, *, over: bool) -> None:
        self._over = over
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        if not self._over and not self.hasFocus():
            return
        theme = Theme.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        pen = QPen(theme.color("accent"), 1.5)
        if self._over:
            pen.setStyle(Qt.PenStyle.DashLine)
            painter.setBrush(theme.color("selected"))
        painter.setPen(pen)
        painter.drawRoundedRect(self.rect().adjusted(1, 1, -1, -1), 6, 6)


def is_program(name: str) -> bool:
    """Whether the system would run the file when it is opened, by its real ending."""
    _stem, dot, ending = _safe(name).rpartition(".")
    return bool(dot) and ending.casefold() in PROGRAMS


def _visible(name: str) -> str:
    """The name without what would reverse or hide a part of it."""
    return "".join(letter for letter in name if letter.isprintable())


def _safe(name: str) -> str:
    from itdesk.db.attachments import safe_name

    return safe_name(name)


def _open_copy(path: Path) -> None:
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))


def _add(session: Any, *, kind: str, record_id: int, path: Path) -> int:
    from itdesk.db import attachments

    return attachments.add(session, kind, record_id, path)


def _add_bytes(session: Any, kind: str, record_id: int, data: bytes, name: str) -> int:
    import io

    from itdesk.db import attachments

    return attachments.add_stream(session, kind, record_id, io.BytesIO(data), name)


def _remove(session: Any, attachment_id: int) -> None:
    from itdesk.db import attachments

    attachments.remove(session, attachment_id)
