"""A file shown in the app: pictures, PDF, texts, tables and mail; the arrows go to the next file of the record."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, QObject, QSize, Qt
from PySide6.QtGui import QImage, QImageReader, QKeyEvent, QPixmap, QResizeEvent, QTextDocument
from PySide6.QtWidgets import (
    QAbstractScrollArea,
    QDialog,
    QHBoxLayout,
    QPlainTextEdit,
    QScrollArea,
    QStackedWidget,
    QTableWidget,
    QTableWidgetItem,
    QTextBrowser,
    QVBoxLayout,
    QWidget,
)

from itdesk.core.texts import _
from itdesk.files.reading_text import MAILS, TABLES, TEXTS, ending_of, mail_text, plain_text, table_rows
from itdesk.ui.buttons import Button
from itdesk.ui.desk import Desk
from itdesk.ui.hanging.copies import copy_of
from itdesk.ui.labels import ElidedLabel, label
from itdesk.ui.outside_links import nothing_fetched
from itdesk.ui.pdf_preview import PdfPreview

if TYPE_CHECKING:
    from itdesk.db.attachments import Attachment

MARKDOWN = frozenset({"md", "markdown"})
STEP = 1.25


class PreviewDialog(QDialog):
    """Space and Esc close it; Left and Right go on; + and − change the size, 0 fits it again."""

    def __init__(
        self, desk: Desk, files: Sequence[Attachment], at: int, parent: QWidget, open_file: Callable[[Attachment], None]
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._desk, self._files, self._at = desk, list(files), at
        self._open_file = open_file
        self._name = ElidedLabel("", "strong")
        self._place = label("", "small", "text-2")
        self.earlier = Button(icon="left", kind="quiet", small=True, name=_("Previous file"), key="Left")
        self.later = Button(icon="right", kind="quiet", small=True, name=_("Next file"), key="Right")
        self.earlier.clicked.connect(lambda _checked=False: self.step(-1))
        self.later.clicked.connect(lambda _checked=False: self.step(1))
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(self._name, 1)
        for part in (self._place, self.earlier, self.later):
            head.addWidget(part)
        head.addWidget(Button(_("Open"), icon="arrow", small=True, key="Return", run=self._open))
        head.addWidget(Button(_("Close"), small=True, key="Esc", run=self.reject))
        self.picture = PictureView()
        self.pdf = PdfPreview()
        self.pdf.finder.listen(self)
        self.text = QPlainTextEdit()
        self.text.setReadOnly(True)
        self.rich = _Pages()
        self.rich.setOpenLinks(False)
        self.table = QTableWidget()
        self.table.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
        self.none = label("", "body", "text-2", wrap=True)
        self.none.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.stack = QStackedWidget()
        for shown in (self.picture, self.pdf, self.text, self.rich, self.table, self.none):
            shown.setAccessibleName(_("Preview"))
            shown.installEventFilter(self)
            self.stack.addWidget(shown)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(16, 12, 16, 16)
        whole.setSpacing(12)
        whole.addLayout(head)
        whole.addWidget(self.stack, 1)
        room = parent.window().size()
        self.resize(QSize(round(room.width() * 0.8), round(room.height() * 0.88)))
        self._show()

    @property
    def file(self) -> Attachment:
        """The file that is shown."""
        return self._files[self._at]

    def step(self, by: int) -> None:
        """To another file of the record."""
        wanted = self._at + by
        if 0 <= wanted < len(self._files):
            self._at = wanted
            self._show()

    def _open(self) -> None:
        self._open_file(self.file)

    def _show(self) -> None:
        file = self.file
        self.setWindowTitle(file.name)
        self._name.setText(file.name)
        self._place.setText(_("{n} of {all}").format(n=self._at + 1, all=len(self._files)))
        for button, by in ((self.earlier, -1), (self.later, 1)):
            button.setEnabled(0 <= self._at + by < len(self._files))
        self._say(_("Reading {file}").format(file=file.name))
        self._desk.read(self, partial(_read, file), partial(self._shown, file), self._failed, key="preview")

    def _failed(self, error: object) -> None:
        self._say(str(error))

    def _say(self, words: str) -> None:
        self.none.setText(words)
        self._put(self.none)

    def _shown(self, file: Attachment, read: tuple[Path, Any]) -> None:
        if file is not self.file:
            return
        path, content = read
        ending = ending_of(file.name)
        if ending == "pdf":
            self.pdf.show_file(path)
            self._put(self.pdf)
        elif isinstance(content, QImage) and not content.isNull():
            self.picture.show_image(content)
            self._put(self.picture)
        elif ending in MARKDOWN and isinstance(content, str):
            whole = QTextDocument.MarkdownFeature.MarkdownDialectGitHub | QTextDocument.MarkdownFeature.MarkdownNoHTML
            self.rich.document().setMarkdown(content, whole)
            self._put(self.rich)
        elif isinstance(content, str):
            self.text.setPlainText(content)
            self._put(self.text)
        elif isinstance(content, list):
            self._fill_table(content)
            self._put(self.table)
        else:
            self._say(_("There is no preview for this kind of file. Open it with its own program."))

    def _put(self, shown: QWidget) -> None:
        self.stack.setCurrentWidget(shown)
        if isinstance(shown, QAbstractScrollArea):
            shown.setFocus()
        else:
            self.setFocus()

    def _fill_table(self, rows: list[list[str]]) -> None:
        heads, body = (rows[0], rows[1:]) if rows else ([], [])
        self.table.clear()
        self.table.setColumnCount(max((len(row) for row in rows), default=0))
        self.table.setRowCount(len(body))
        self.table.setHorizontalHeaderLabels(heads)
        for number, row in enumerate(body):
            for column, text in enumerate(row):
                self.table.setItem(number, column, QTableWidgetItem(text))
        self.table.resizeColumnsToContents()

    def _zoom(self, factor: float) -> None:
        shown = self.stack.currentWidget()
        if shown is self.picture:
            self.picture.zoom_by(factor)
        elif shown is self.pdf:
            self.pdf.zoom_by(factor) if factor else self.pdf.fit()
        elif isinstance(shown, QPlainTextEdit | QTextBrowser) and factor:
            shown.zoomIn(1 if factor > 1 else -1)

    def _key(self, event: QKeyEvent) -> bool:
        key = event.key()
        if key in {Qt.Key.Key_Space, Qt.Key.Key_Escape}:
            self.reject()
        elif key in {Qt.Key.Key_Left, Qt.Key.Key_Right}:
            self.step(1 if key == Qt.Key.Key_Right else -1)
        elif key in {Qt.Key.Key_Plus, Qt.Key.Key_Equal}:
            self._zoom(STEP)
        elif key == Qt.Key.Key_Minus:
            self._zoom(1 / STEP)
        elif key == Qt.Key.Key_0:
            self._zoom(0)
        elif key in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self._open()
        else:
            return False
        return True

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        return event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent) and self._key(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self._key(event):
            super().keyPressEvent(event)


class _Pages(QTextBrowser):
    """A text that somebody sent: nothing that it names is fetched."""

    def loadResource(self, _kind: int, _name: object) -> object:
        return nothing_fetched()


class PictureView(QScrollArea):
    """A picture as large as there is room, or larger with scroll bars."""

    def __init__(self) -> None:
        super().__init__()
        self._image = QImage()
        self._zoom = 0.0  # nothing: fitted into the view
        self._label = label()
        self._label.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setWidget(self._label)
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def show_image(self, image: QImage) -> None:
        """Show a picture, fitted."""
        self._image, self._zoom = image, 0.0
        self._draw()

    @property
    def scale(self) -> float:
        """How large it is shown, 1 for its own size."""
        return self._zoom or self._fitting()

    def zoom_by(self, factor: float) -> None:
        """Larger or smaller; 0 fits it again."""
        self._zoom = max(0.05, min(8.0, self.scale * factor)) if factor else 0.0
        self._draw()

    def _fitting(self) -> float:
        size, room = self._image.size(), self.viewport().size()
        if size.isEmpty():
            return 1.0
        return min(1.0, room.width() / size.width(), room.height() / size.height())

    def _draw(self) -> None:
        if self._image.isNull():
            return
        ratio = self.devicePixelRatioF()
        wanted = QSize(self._image.size()) * self.scale
        picture = self._image.scaled(
            wanted * ratio, Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
        )
        picture.setDevicePixelRatio(ratio)
        self._label.setPixmap(QPixmap.fromImage(picture))
        self._label.setMinimumSize(wanted if self._zoom else QSize(1, 1))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._draw()


def _read(file: Attachment, session: Any) -> tuple[Path, Any]:
    """The file's copy, and what can be shown of it; made in a reader thread."""
    path = copy_of(session, file.hash, file.name)
    ending = ending_of(file.name)
    if file.media_type.startswith("image/"):
        reader = QImageReader(str(path))
        reader.setAutoTransform(True)
        return path, reader.read()
    if ending in TABLES:
        return path, table_rows(path)
    if ending in MAILS:
        return path, mail_text(path)
    return path, plain_text(path) if ending in TEXTS else None
