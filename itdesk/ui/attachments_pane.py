"""Files of a record: added, shown, opened as copies, renamed and replaced; names are only ever text."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QMimeData, Qt, QUrl
from PySide6.QtGui import QDesktopServices, QImage, QImageWriter
from PySide6.QtWidgets import QFileDialog, QWidget

from itdesk.core.texts import _, ngettext
from itdesk.files.reading_text import text_of
from itdesk.ui.buttons import Button
from itdesk.ui.desk import Desk
from itdesk.ui.dialogs import ask
from itdesk.ui.drafts import text_key
from itdesk.ui.facts_pane import Facts, FactsPane
from itdesk.ui.flow import FlowLayout
from itdesk.ui.hanging.asking import TextDialog
from itdesk.ui.hanging.copies import copy_of, free_name
from itdesk.ui.hanging.facts import Hung
from itdesk.ui.hanging.file_row import FileRow
from itdesk.ui.hanging.steps import do
from itdesk.ui.menus import menu_of
from itdesk.ui.page import Action

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


class AttachmentsPane(FactsPane):
    """A row for each file. Programs are named as such before they are opened."""

    def __init__(self, facts: Facts, desk: Desk, kind: str) -> None:
        super().__init__(facts, desk, kind)
        self._kind = kind
        self.files: tuple[Attachment, ...] = ()
        self.file_rows: list[FileRow] = []
        self.column.setSpacing(0)
        self._wanted_row = -1  # the row that gets the keyboard once the files are shown

    def fill(self, facts: Hung) -> bool:
        self.files = facts.files
        self.file_rows = [self._row(file, place) for place, file in enumerate(facts.files)]
        for row in self.file_rows:
            self.column.addWidget(row)
        holder = QWidget()
        buttons = FlowLayout(holder, gap=4)
        if self.desk.may_add_inside(self._kind, "attachments"):
            buttons.addWidget(Button(_("Add files…"), icon="plus", kind="quiet", small=True, run=self.choose))
        if len(facts.files) > 1:
            buttons.addWidget(Button(_("Save all…"), icon="download", kind="quiet", small=True, run=self.save_all))
        self.column.addWidget(holder)
        self.count_changed.emit(str(len(facts.files)) if facts.files else "")
        if self._wanted_row >= 0 and self.file_rows:
            self.file_rows[min(self._wanted_row, len(self.file_rows) - 1)].setFocus()
        self._wanted_row = -1
        return bool(facts.files)

    def _row(self, file: Attachment, place: int) -> FileRow:
        row = FileRow(self.desk, file)
        row.previewed.connect(partial(self.preview, place))
        row.opened.connect(partial(self.open, file))
        row.renamed.connect(partial(self.rename, file))
        row.removed.connect(partial(self.remove, file))
        row.menu_wanted.connect(partial(self._menu, file, place))
        row.stepped.connect(lambda by: self.file_rows[max(0, min(len(self.file_rows) - 1, place + by))].setFocus())
        return row

    def _menu(self, file: Attachment, place: int, below: QWidget) -> None:
        actions: list[Action | None] = [
            Action(_("Preview"), partial(self.preview, place), "Space", "eye"),
            Action(_("Open"), partial(self.open, file), "Return", "arrow"),
            Action(_("Save a copy…"), partial(self._save, file), icon="download"),
        ]
        if file.earlier:
            actions.append(Action(_("Earlier versions…"), partial(self.show_earlier, file), icon="clock"))
        if self.desk.may_work(self._kind):
            actions += [
                None,
                Action(_("Rename…"), partial(self.rename, file), "F2", "edit"),
                Action(_("Replace by a newer version…"), partial(self._choose_newer, file), icon="swap"),
                Action(_("Remove"), partial(self.remove, file), "Delete", "trash"),
            ]
        menu = menu_of(actions, self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(below.mapToGlobal(below.rect().bottomLeft()))

    # adding

    def choose(self) -> None:
        """Ask for files to be attached."""
        names, _kind = QFileDialog.getOpenFileNames(self.window(), _("Add files"))
        self.add([Path(name) for name in names])

    def add(self, paths: Sequence[Path]) -> None:
        """Attach files; each is stored by itself, so that one that can't be read keeps no other out."""
        for path in paths:
            self._store(path.name, partial(_add, kind=self._kind, record_id=self.record_id, path=path))

    def add_image(self, image: QImage) -> None:
        """Attach a picture from the clipboard."""
        buffer = QBuffer()
        buffer.open(QIODevice.OpenModeFlag.WriteOnly)
        QImageWriter(buffer, QByteArray(b"png")).write(image)
        data = bytes(buffer.data().data())
        name = _("Pasted {moment}.png").format(moment=f"{datetime.now(UTC).astimezone():%Y-%m-%d %H.%M.%S}")
        kind, record_id = self._kind, self.record_id
        self._store(name, lambda session, _progress: _add_bytes(session, kind, record_id, data, name))

    def _store(self, name: str, job: Callable[..., Any]) -> None:
        if self.record_id:
            what = _("Adding {file}").format(file=name)
            do(self.desk, self, job, _("{file} added").format(file=name), what=what)

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
            self.desk.notify(
                ngettext(
                    "{n} folder was left out: add the files in it.",
                    "{n} folders were left out: add the files in them.",
                    folders,
                ).format(n=folders)
            )
        return bool(files) or data.hasImage()

    # looking

    def preview(self, place: int) -> None:
        """Show a file in the app."""
        from itdesk.ui.hanging.preview import PreviewDialog

        if 0 <= place < len(self.files):
            PreviewDialog(self.desk, self.files, place, self.window(), self.open).open()

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
        what = _("Reading {file}").format(file=file.name)
        self.desk.read(
            self, lambda session, progress: copy_of(session, file.hash, file.name, progress), _open_copy, what=what
        )

    def show_earlier(self, file: Attachment) -> None:
        """Look through what a file held before."""

        def read(session: Any) -> tuple[Attachment, ...]:
            from itdesk.db import attachments

            return attachments.earlier_versions(session, file.id)

        def show(found: tuple[Attachment, ...]) -> None:
            from itdesk.ui.hanging.preview import PreviewDialog

            if found:
                PreviewDialog(self.desk, found, 0, self.window(), self.open).open()

        self.desk.read(self, read, show, key="earlier")

    def _save(self, file: Attachment) -> None:
        name, _kind = QFileDialog.getSaveFileName(self.window(), _("Save a copy"), _safe(file.name))
        if not name:
            return
        path = Path(name)

        def read(session: Any, progress: Any) -> None:
            from itdesk.db import attachments

            attachments.save_to(session, file.id, path, progress)

        said = _("Saved as {file}").format(file=path.name)
        what = _("Writing {file}").format(file=path.name)
        self.desk.read(self, read, lambda _none: self.desk.notify(said), what=what)

    def save_all(self) -> None:
        """Ask for a folder, and save every file there."""
        folder = QFileDialog.getExistingDirectory(self.window(), _("Save all files in"))
        if folder:
            self.save_into(Path(folder))

    def save_into(self, folder: Path) -> None:
        """Save every file into a folder; nothing there is replaced."""
        files = self.files

        def read(session: Any, progress: Any) -> int:
            from itdesk.db import attachments

            for place, file in enumerate(files):
                progress.step(place, len(files))
                attachments.save_to(session, file.id, free_name(folder, file.name))
            return len(files)

        def done(number: int) -> None:
            words = ngettext("{n} file saved in {folder}", "{n} files saved in {folder}", number)
            self.desk.notify(words.format(n=number, folder=folder.name))

        self.desk.read(self, read, done, what=_("Saving files"))

    # changing

    def rename(self, file: Attachment) -> None:
        """Ask for another name."""
        if not self.desk.may_work(self._kind):
            return
        dialog = TextDialog(self.window(), _("Rename file"), _("Name"), file.name, act=_("Rename"))
        dialog.select(len(file.name.rpartition(".")[0]) or len(file.name))

        def write(session: Any) -> None:
            from itdesk.db import attachments

            attachments.rename(session, file.id, dialog.text)

        def save() -> None:
            words = _("{file} renamed").format(file=file.name)
            closed = lambda _none: dialog.done(TextDialog.DialogCode.Accepted)  # noqa: E731 -- read beside its use
            do(self.desk, self, write, words, done=closed, failed=lambda error: dialog.say_wrong(str(error)))

        dialog.wanted.connect(save)
        dialog.keep(self.desk, text_key(self._kind, self.record_id, f"file/{file.id}"), _("Rename file"))
        dialog.open()

    def _choose_newer(self, file: Attachment) -> None:
        name, _kind = QFileDialog.getOpenFileName(self.window(), _("Newer version of {file}").format(file=file.name))
        if name:
            self.replace(file, Path(name))

    def replace(self, file: Attachment, path: Path) -> None:
        """Put a newer version in a file's place; the older one is kept."""

        def write(session: Any, progress: Any) -> None:
            from itdesk.db import attachments

            attachments.replace(session, file.id, path, text=text_of(path), progress=progress)

        words = _("{file} replaced by a newer version").format(file=file.name)
        do(self.desk, self, write, words, what=_("Adding {file}").format(file=path.name), tell=True)

    def remove(self, file: Attachment) -> None:
        """Take a file off the record, with a way back."""
        if not self.desk.may_work(self._kind):
            return
        self._wanted_row = next((place for place, row in enumerate(self.file_rows) if row.hasFocus()), -1)

        def write(session: Any) -> None:
            from itdesk.db import attachments

            attachments.remove(session, file.id)

        do(self.desk, self, write, _("{file} removed").format(file=file.name), tell=True)


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


def _add(session: Any, progress: Any, *, kind: str, record_id: int, path: Path) -> int:
    from itdesk.db import attachments

    return attachments.add(session, kind, record_id, path, text=text_of(path), progress=progress)


def _add_bytes(session: Any, kind: str, record_id: int, data: bytes, name: str) -> int:
    import io

    from itdesk.db import attachments

    return attachments.add_stream(session, kind, record_id, io.BytesIO(data), name)
