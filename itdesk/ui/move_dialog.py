"""Where a workspace is to move: what goes along is said first, and that the old place stays until all of it is compared."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any
from urllib.parse import quote

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QFileDialog,
    QFormLayout,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QRadioButton,
    QScrollArea,
    QWidget,
)

from itdesk.core.formats import format_count, format_size
from itdesk.core.texts import _, ngettext
from itdesk.ui.buttons import Button
from itdesk.ui.desk import Desk
from itdesk.ui.dialogs import Dialog
from itdesk.ui.labels import label
from itdesk.ui.theme import Theme
from itdesk.ui.wish import Start, Wish

WIDE = 560
REST = 400  # pixels that the dialog is high without the fields of a server
LEAST = 88


class MoveDialog(Dialog):
    """A file, or a server."""

    def __init__(self, desk: Desk, parent: QWidget) -> None:
        super().__init__(
            parent,
            _("Move this workspace"),
            _(
                "Everything is copied and compared, row by row. Only then the old place is marked as moved; it stays, and opens for reading. "
                "All windows of this workspace close, and open again at the new place."
            ),
            act=_("Move it"),
            icon="arrow",
            check=self._problem,
        )
        self.setFixedWidth(Theme.current().px(WIDE))
        self._desk = desk
        database: Any = desk.database
        self._encrypted: bool = getattr(database, "is_encrypted", False)
        self._source: str = database.location
        self.going = label(_("Counting what goes along…"), "body", wrap=True)
        self.body.addWidget(self.going)
        self.to_server = QRadioButton(_("To a server, for people who work at the same time"))
        self.to_file = QRadioButton(_("To a file"))
        self.fields, self.file = self._server_fields(), self._file_fields()
        self.server = self._scrolled(self.fields)
        self.in_clear = QCheckBox(_("It may lie there in clear: the server's disks are encrypted by others"))
        for part in (self.to_server, self.server, self.in_clear, self.to_file, self.file):
            self.body.addWidget(part)
        self.to_server.toggled.connect(self._follow)
        (self.to_file if database.is_server else self.to_server).setChecked(True)
        self._follow()
        (self.path if database.is_server else self.host).setFocus()
        desk.read(self, _what_goes, self._show_going)

    def _server_fields(self) -> QWidget:
        box = QWidget()
        rows = QFormLayout(box)
        rows.setContentsMargins(24, 0, 0, 0)
        self.host, self.port, self.database = QLineEdit(), QLineEdit("5432"), QLineEdit()
        self.user, self.password = QLineEdit(), QLineEdit()
        self.password.setEchoMode(QLineEdit.EchoMode.Password)
        for title, field in (
            (_("Server"), self.host),
            (_("Port"), self.port),
            (_("Database"), self.database),
            (_("User"), self.user),
            (_("Password"), self.password),
        ):
            field.setAccessibleName(title)
            rows.addRow(label(title, "body", "text-2", buddy=field), field)
        return box

    def _scrolled(self, fields: QWidget) -> QScrollArea:
        """The fields, which scroll where large letters leave them no room on the screen."""
        scroll = QScrollArea()
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setWidgetResizable(True)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        fields.setObjectName("scrolled")
        scroll.setWidget(fields)
        scroll.viewport().setAutoFillBackground(False)
        room = self.screen().availableGeometry().height() - Theme.current().px(REST)
        scroll.setFixedHeight(min(fields.sizeHint().height(), max(room, Theme.current().px(LEAST))))
        return scroll

    def _file_fields(self) -> QWidget:
        box = QWidget()
        row = QHBoxLayout(box)
        row.setContentsMargins(24, 0, 0, 0)
        self.path = QLineEdit()
        self.path.setAccessibleName(_("File"))
        row.addWidget(self.path, 1)
        row.addWidget(Button(_("Choose…"), run=self._choose))
        return box

    def say_wrong(self, text: str) -> None:
        """Say it, with room for it."""
        super().say_wrong(text)
        if self.isVisible():
            self.fit()

    def _follow(self) -> None:
        is_server = self.to_server.isChecked()
        self.server.setVisible(is_server)
        self.file.setVisible(not is_server)
        self.in_clear.setVisible(is_server and self._encrypted)
        self.say_wrong("")
        self.fit()

    def _choose(self) -> None:
        chosen, _kind = QFileDialog.getSaveFileName(
            self, _("Where to keep the workspace"), self.path.text(), _("itdesk workspaces (*.itdesk)")
        )
        if chosen:
            self.path.setText(chosen)

    def _show_going(self, what: Any) -> None:
        records, locale = sum(what.rows.values()), self._desk.workspace.locale
        parts = (
            ngettext("{n} record", "{n} records", records).format(n=format_count(records)),
            ngettext("{n} line of history", "{n} lines of history", what.history).format(n=format_count(what.history)),
            ngettext("{n} file", "{n} files", what.files).format(n=format_count(what.files)),
        )
        words = _("{name} goes along whole: {parts} ({size}), with people, own fields, views and settings.")
        self.going.setText(words.format(name=what.name, parts=", ".join(parts), size=format_size(what.size, locale)))
        self.fit()

    def _problem(self) -> str:
        if self.to_server.isChecked():
            return self._server_problem()
        if not self.path.text().strip():
            self.path.setFocus()
            return _("Say where the file is to lie.")
        path = self._path()
        if path.exists() and str(path) != self._source:
            return _("There is a file {name} already. Choose another name.").format(name=path.name)
        if not path.parent.is_dir():
            return _("There is no folder {folder}. Choose one that exists.").format(folder=path.parent)
        return ""

    def _server_problem(self) -> str:
        for field, why in (
            (self.host, _("The server's name is missing.")),
            (self.database, _("The database's name is missing.")),
            (self.user, _("The user's name is missing.")),
        ):
            if not field.text().strip():
                field.setFocus()
                return why
        if not re.fullmatch(r"\d{1,5}", self.port.text().strip()):
            self.port.setFocus()
            return _("A port is a number, such as 5432.")
        if self._encrypted and not self.in_clear.isChecked():
            self.in_clear.setFocus()
            return _("This workspace is encrypted, and a server's database is not.")
        return ""

    def _path(self) -> Path:
        path = Path(self.path.text().strip()).expanduser()
        return path if path.suffix == ".itdesk" else path.with_name(path.name + ".itdesk")

    def target(self) -> str:
        """The new place, without a password."""
        if self.to_file.isChecked():
            return str(self._path())
        host = self.host.text().strip()
        shown = f"[{host}]" if ":" in host else host
        user, database = (quote(field.text().strip(), safe="") for field in (self.user, self.database))
        return f"postgresql://{user}@{shown}:{self.port.text().strip()}/{database}"

    def start(self) -> Start:
        """What was asked for."""
        password = self.password.text() if self.to_server.isChecked() else ""
        return Start(
            Wish.MOVE,
            self._source,
            self._desk.workspace.name,
            password=password,
            target=self.target(),
            actor=self._desk.actor,
            in_clear=self.in_clear.isChecked(),
        )


def _what_goes(session: Any) -> Any:
    from itdesk.db.whole.moving import what_goes

    return what_goes(session)
