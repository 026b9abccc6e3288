"""What a bug shows: that something broke, what is safe, and the report to copy."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QHBoxLayout, QPlainTextEdit, QVBoxLayout, QWidget

from itdesk.core.texts import _, ngettext
from itdesk.ui.buttons import Button
from itdesk.ui.labels import label
from itdesk.ui.theme import Theme


class CrashDialog(QDialog):
    """Says that something broke, what is safe, and hands over the report."""

    def __init__(self, text: str, folder: Path, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
        self.setWindowTitle(_("Something broke"))
        self._reports = [text]
        self._title = label(_("Something broke in itdesk"), "section")
        what = label(
            _(
                "What you saved is safe, and what you are typing is still there. You can go on. "
                "If a screen looks odd, close the app and open it again."
            ),
            "body",
            "text-2",
            wrap=True,
        )
        where = label(
            _("The report is also in {file}.").format(file=folder / "itdesk.log"), "small", "text-3", wrap=True
        )
        self._details = QPlainTextEdit()
        self._details.setReadOnly(True)
        self._details.setAccessibleName(_("Report"))
        self._details.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self._details.hide()
        self._fold = Button(_("Details"), kind="link", icon="right", run=self._unfold)
        self._copy = Button(_("Copy report"), icon="clip", run=self.copy)
        go_on = Button(_("Go on"), kind="primary", run=self.close)
        row = QHBoxLayout()
        row.addWidget(self._fold)
        row.addStretch()
        row.addWidget(self._copy)
        row.addWidget(go_on)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 20, 20, 20)
        column.setSpacing(8)
        for part in (self._title, what, where, self._details):
            column.addWidget(part)
        column.addSpacing(8)
        column.addLayout(row)
        self.setFixedWidth(Theme.current().px(480))
        go_on.setFocus()
        self._fill()

    def add(self, text: str) -> None:
        """One more while it is open."""
        self._reports.append(text)
        number = len(self._reports)
        self._title.setText(
            ngettext("One thing broke in itdesk", "{n} things broke in itdesk", number).format(n=number)
        )
        self._fill()

    def copy(self) -> None:
        """Put the report on the clipboard."""
        QGuiApplication.clipboard().setText("\n\n".join(self._reports[:20]))
        self._copy.setText(_("Copied"))
        self._copy.updateGeometry()

    def _fill(self) -> None:
        self._details.setPlainText("\n\n".join(self._reports[:20]))

    def _unfold(self) -> None:
        self._details.setVisible(not self._details.isVisible())
        self._fold.icon_name = "down" if self._details.isVisible() else "right"
        self._fold.update()
        self.adjustSize()
