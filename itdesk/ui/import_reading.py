"""Step one of an import: the file, how it is read, and its first rows as proof."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import (
    QComboBox,
    QFileDialog,
    QFrame,
    QHBoxLayout,
    QHeaderView,
    QSizePolicy,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from itdesk.core.errors import UserError
from itdesk.core.texts import _
from itdesk.ui.buttons import Button
from itdesk.ui.delegates import TextDelegate
from itdesk.ui.emptystate import IconTile
from itdesk.ui.flow import FlowLayout
from itdesk.ui.import_state import Looked
from itdesk.ui.labels import label
from itdesk.ui.sections import NoticeCard
from itdesk.ui.theme import Theme

Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()
TONE = int(Qt.ItemDataRole.UserRole) + 3
ENDINGS = "*.csv *.tsv *.txt *.xlsx *.xlsm *.xlsb *.xls *.ods"


class _FirstRows(QAbstractTableModel):
    """Rows as they are in the file, with their numbers; the one with the columns' names stands out."""

    def __init__(self) -> None:
        super().__init__()
        self._rows: Sequence[tuple[int, tuple[str, ...]]] = ()
        self._width = 0
        self._header = 0

    def show(self, rows: Sequence[tuple[int, tuple[str, ...]]], header: int) -> None:
        self.beginResetModel()
        self._rows, self._header = rows, header
        self._width = min(60, max((len(cells) for _number, cells in rows), default=0))
        self.endResetModel()

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else self._width + 1

    def data(self, index: Index, role: int = 0) -> object:
        number, cells = self._rows[index.row()]
        if role == 0:
            if not index.column():
                return str(number)
            return cells[index.column() - 1] if index.column() <= len(cells) else ""
        if role == TONE:
            return "text-3" if not index.column() or number < self._header else "text"
        return None

    def is_header(self, row: int) -> bool:
        """Whether the row has the columns' names."""
        return self._rows[row][0] == self._header


class _Zone(QFrame):
    """Where a file is dropped; a dashed line shows it."""

    dropped = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._over = False
        self.setAcceptDrops(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if any(url.isLocalFile() for url in event.mimeData().urls()):
            event.acceptProposedAction()
            self._over = True
            self.update()

    def dragLeaveEvent(self, _event: QDragLeaveEvent) -> None:
        self._over = False
        self.update()

    def dropEvent(self, event: QDropEvent) -> None:
        self._over = False
        self.update()
        files = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
        if files:
            event.acceptProposedAction()
            self.dropped.emit(files[0])

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        theme = Theme.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        pen = QPen(theme.color("accent" if self._over else "line-strong"), 1.5, Qt.PenStyle.DashLine)
        painter.setPen(pen)
        painter.setBrush(theme.color("selected" if self._over else "surface"))
        painter.drawRoundedRect(self.rect().adjusted(24, 24, -24, -24), 8, 8)


class ReadingStep(QWidget):
    """Asks for a file; then shows how it is read, with every guess open to be changed."""

    chosen = Signal(object)  # Path
    changed = Signal(str, object)  # "sheet", "encoding", "delimiter" or "header", and its value

    def __init__(self, plural: str) -> None:
        super().__init__()
        self._filling = False
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self.zone = _Zone()
        self.zone.dropped.connect(self.chosen)
        middle = QVBoxLayout(self.zone)
        middle.setAlignment(Qt.AlignmentFlag.AlignCenter)
        middle.setSpacing(8)
        middle.addWidget(IconTile("upload"), 0, Qt.AlignmentFlag.AlignHCenter)
        middle.addWidget(label(_("Drop a spreadsheet here"), "strong"), 0, Qt.AlignmentFlag.AlignHCenter)
        words = _("CSV, Excel or OpenDocument, from any program. Nothing is changed before you have seen what happens.")
        said = label(words, "body", "text-2", wrap=True)
        said.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        said.setFixedWidth(Theme.current().px(360))
        said.setMinimumHeight(said.heightForWidth(said.maximumWidth()))
        middle.addWidget(said, 0, Qt.AlignmentFlag.AlignHCenter)
        self.choose_button = Button(_("Choose file…"), icon="folder", kind="primary", run=self.choose)
        self.choose_button.setAccessibleDescription(_("Import {things}").format(things=plural))
        middle.addWidget(self.choose_button, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addWidget(self.zone, 1)
        self._card: QWidget | None = None
        self.reading = QWidget()
        self._build_reading()
        column.addWidget(self.reading, 1)
        self.reading.hide()
        self._column = column

    def _build_reading(self) -> None:
        column = QVBoxLayout(self.reading)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        bar = QWidget()
        flow = FlowLayout(bar, gap=16)
        flow.setContentsMargins(16, 12, 16, 12)
        self.sheet, self._sheet_holder = _named_combo(_("Sheet"), 180)
        self.encoding, self._encoding_holder = _named_combo(_("Letters"), 190)
        self.delimiter, self._delimiter_holder = _named_combo(_("Columns end with"), 130)
        self.header, header_holder = _named_combo(_("Names are in"), 150)
        for holder in (self._sheet_holder, self._encoding_holder, self._delimiter_holder, header_holder):
            flow.addWidget(holder)
        flow.addWidget(Button(_("Another file…"), icon="folder", small=True, run=self.choose))
        column.addWidget(bar)
        self.model = _FirstRows()
        self.table = QTableView()
        self.table.setModel(self.model)
        self.table.setItemDelegate(_RowsDelegate(self.table, self.model))
        self.table.setAccessibleName(_("First rows of the file"))
        self.table.horizontalHeader().setVisible(False)
        self.table.verticalHeader().setVisible(False)
        self.table.verticalHeader().setDefaultSectionSize(Theme.current().row())
        self.table.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        self.table.setSelectionMode(QTableView.SelectionMode.NoSelection)
        self.table.setShowGrid(False)
        self.table.setTabKeyNavigation(False)
        column.addWidget(self.table, 1)
        self.sheet.activated.connect(lambda _place: self._tell("sheet", self.sheet.currentData()))
        self.encoding.activated.connect(lambda _place: self._tell("encoding", self.encoding.currentData()))
        self.delimiter.activated.connect(lambda _place: self._tell("delimiter", self.delimiter.currentData()))
        self.header.activated.connect(lambda _place: self._tell("header", self.header.currentData()))

    def choose(self) -> None:
        """Ask for a file."""
        name, _kind = QFileDialog.getOpenFileName(
            self.window(), _("Choose a file to import"), "", f"{_('Tables')} ({ENDINGS});;{_('All files')} (*)"
        )
        if name:
            self.chosen.emit(Path(name))

    def _tell(self, what: str, value: object) -> None:
        if not self._filling:
            self.changed.emit(what, value)

    def show_looked(self, looked: Looked) -> None:
        """Show how the file is read and its first rows."""
        from itdesk.files.encodings import ENCODINGS
        from itdesk.files.texts import DELIMITERS

        self.show_error(None)
        self._filling = True
        _fill(self.sheet, [(name, name) for name in looked.sheets], looked.sheet)
        self._sheet_holder.setVisible(len(looked.sheets) > 1)
        words = {encoding_words(looked.encoding): looked.encoding}
        for name in ENCODINGS:
            words.setdefault(encoding_words(name), name)
        _fill(self.encoding, [(name, said) for said, name in words.items()], looked.encoding)
        self._encoding_holder.setVisible(bool(looked.encoding))
        signs = {",": _("Comma ,"), ";": _("Semicolon ;"), "\t": _("Tab"), "|": _("Bar |")}
        kept = [*DELIMITERS, *([looked.delimiter] if looked.delimiter not in DELIMITERS else [])]
        _fill(self.delimiter, [(sign, signs.get(sign, sign)) for sign in kept], looked.delimiter)
        self._delimiter_holder.setVisible(bool(looked.delimiter))
        rows = [(number, _("Row {n}").format(n=number)) for number, _cells in looked.rows]
        if looked.header and looked.header not in dict(rows):
            rows.append((looked.header, _("Row {n}").format(n=looked.header)))
        _fill(self.header, [(0, _("No row")), *rows], looked.header)
        self._filling = False
        self.model.show(looked.rows, looked.header)
        for place in range(self.model.columnCount()):
            self.table.setColumnWidth(place, Theme.current().px(56 if not place else 150))
        self.zone.hide()
        self.reading.show()

    def show_error(self, error: UserError | None) -> None:
        """Say why the file can't be read, above the place to choose another."""
        if self._card is not None:
            self._column.removeWidget(self._card)
            self._card.hide()
            self._card.deleteLater()
            self._card = None
        if error is None:
            return
        holder = QWidget()
        row = QHBoxLayout(holder)
        row.setContentsMargins(24, 16, 24, 0)
        row.addWidget(NoticeCard("red", error.message, error.cure))
        self._card = holder
        self._column.insertWidget(0, holder)


class _RowsDelegate(TextDelegate):
    """Text, with the row of names in bold."""

    def __init__(self, view: QTableView, model: _FirstRows) -> None:
        super().__init__(view, tone_role=TONE)
        self._rows = model
        self._bold = TextDelegate(view, strong=frozenset(range(1, 61)), tone_role=TONE)

    def paint(self, painter: QPainter, option: object, index: Index) -> None:
        if self._rows.is_header(index.row()) and index.column():
            self._bold.paint(painter, option, index)  # type: ignore[arg-type]
        else:
            super().paint(painter, option, index)  # type: ignore[arg-type]


def encoding_words(name: str) -> str:
    """An encoding as people may know it."""
    words = {
        "utf-8": _("Unicode (UTF-8)"),
        "utf-8-sig": _("Unicode (UTF-8)"),
        "utf-16": _("Unicode (UTF-16)"),
        "cp1252": _("Western (Windows)"),
        "cp1250": _("Central European (Windows)"),
        "cp1251": _("Cyrillic (Windows)"),
        "iso8859-1": _("Western (ISO)"),
        "latin-1": _("Western (ISO)"),
        "utf-16-le": _("Unicode (UTF-16, little-endian)"),
        "utf-16-be": _("Unicode (UTF-16, big-endian)"),
        "utf-32": _("Unicode (UTF-32)"),
        "cp1253": _("Greek (Windows)"),
        "cp1254": _("Turkish (Windows)"),
        "cp1257": _("Baltic (Windows)"),
        "cp866": _("Cyrillic (DOS)"),
        "mac-roman": _("Western (Mac)"),
        "cp437": _("United States (DOS)"),
        "cp850": _("Western (DOS)"),
        "shift_jis": _("Japanese (Shift JIS)"),
        "cp932": _("Japanese (Windows)"),
        "euc_jp": _("Japanese (EUC)"),
        "gb18030": _("Chinese (GB 18030)"),
        "big5": _("Chinese (Big5)"),
        "euc_kr": _("Korean (EUC)"),
        "cp949": _("Korean (Windows)"),
        "koi8_r": _("Cyrillic (KOI8-R)"),
    }
    return words.get(name.lower().replace("_", "-"), words.get(name.lower(), name.upper()))


def _named_combo(name: str, width: int) -> tuple[QComboBox, QWidget]:
    holder = QWidget()
    row = QHBoxLayout(holder)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(8)
    combo = QComboBox()
    combo.setAccessibleName(name)
    combo.setMinimumWidth(Theme.current().px(width))
    combo.setMaxVisibleItems(14)
    row.addWidget(label(name, "small", "text-2", buddy=combo))
    row.addWidget(combo)
    return combo, holder


def _fill(combo: QComboBox, entries: Sequence[tuple[object, str]], current: object) -> None:
    combo.clear()
    for value, text in entries:
        combo.addItem(text, value)
    combo.setCurrentIndex(max(0, combo.findData(current)))
