"""The two small forms of the first window: a new workspace, and the address of a server."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import quote

from PySide6.QtCore import QLocale, Qt, QTimeZone
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QLineEdit,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from itdesk.core.texts import _
from itdesk.ui.buttons import Button
from itdesk.ui.labels import label, restyle
from itdesk.ui.locale_choices import fill_locales, fill_months
from itdesk.ui.passphrase_fields import NewPassphrase
from itdesk.ui.theme import Theme
from itdesk.ui.wish import Start, Wish

ABOVE = 40  # pixels of a screen that a window's own frame takes
_UNFIT = re.compile(r'[<>:"/\\|?*\x00-\x1f]+')


class _Form(QDialog):
    """Title, rows, one error line, and two buttons with the safe one left."""

    def __init__(self, title: str, about: str, verb: str, parent: QWidget | None) -> None:
        super().__init__(parent)
        theme = Theme.current()
        self.setWindowTitle(title)
        self.setMinimumWidth(theme.px(480))
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 24, 24, 20)
        column.setSpacing(8)
        column.addWidget(label(title, "section"))
        column.addWidget(label(about, "body", "text-2", wrap=True))
        column.addSpacing(8)
        self.rows = QFormLayout()
        self.rows.setLabelAlignment(Qt.AlignmentFlag.AlignRight)
        self.rows.setHorizontalSpacing(12)
        self.rows.setVerticalSpacing(10)
        column.addLayout(self.rows)
        self._error = label("", "small", "red-text", wrap=True)
        column.addWidget(self._error)
        column.addSpacing(8)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(Button(_("Back"), key="Esc", run=self.reject))
        self.go = Button(verb, kind="primary", key="Return", run=self._try)
        self.go.setDefault(True)
        buttons.addWidget(self.go)
        column.addLayout(buttons)

    def add(self, title: str, field: QWidget, around: QWidget | None = None) -> None:
        """A row with its label as the field's name."""
        field.setAccessibleName(title)
        self.rows.addRow(label(title, "body", "text-2", buddy=field), around or field)

    def problem(self) -> tuple[QWidget, str] | None:
        """The first field that isn't right, and why."""
        return None

    def fit(self) -> None:
        """As high as its rows and wrapped texts are at this width; Qt alone would press them together at large sizes."""
        column, screen = self.layout(), self.screen()
        if column is not None:
            self.setMinimumHeight(0)
            needed = column.totalHeightForWidth(max(self.width(), self.minimumWidth()))
            self.setMinimumHeight(min(needed, screen.availableGeometry().height() - ABOVE))
            self.adjustSize()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.fit()

    def _try(self) -> None:
        found = self.problem()
        if found is None:
            self.accept()
            return
        field, why = found
        self._error.setText(why)
        restyle(field, invalid="true")
        field.setAccessibleDescription(why)
        field.setFocus()


class NewWorkspaceDialog(_Form):
    """Five short questions; everything but the name has a first answer."""

    def __init__(self, folder: Path, parent: QWidget | None = None) -> None:
        super().__init__(
            _("Create a workspace"), _("One file holds everything. You can move it later."), _("Create"), parent
        )
        self._folder = folder
        self._own_place = False
        self._name = QLineEdit()
        self._place = QLineEdit()
        self._locale = QComboBox()
        self._currency = QLineEdit()
        self._month = QComboBox()
        self._name.textChanged.connect(self._follow_name)
        self._place.textEdited.connect(self._placed)
        self.add(_("Firm's name"), self._name)
        line = QWidget()
        row = QHBoxLayout(line)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self._place, 1)
        row.addWidget(Button(_("Choose…"), run=self._choose))
        self.add(_("File"), self._place, line)
        fill_locales(self._locale, QLocale.system().name())
        self.add(_("Country and language"), self._locale)
        self.add(_("Currency"), self._currency)
        self._currency.setMaxLength(3)
        self._currency.setText("EUR")  # where the country has none
        self._follow_locale()
        self._locale.currentIndexChanged.connect(self._follow_locale)
        fill_months(self._month)
        self.add(_("Budget year starts in"), self._month)
        self.encrypt = QCheckBox(_("Encrypt this workspace"))
        self.encrypt.setMinimumHeight(Theme.current().px(24))
        why = _(
            "Whoever finds the file or this PC can't read it without your passphrase. You get a recovery code to print."
        )
        self.encrypt.setAccessibleDescription(why)
        self.rows.addRow("", self.encrypt)
        self.rows.addRow("", label(why, "small", "text-2", wrap=True))
        self.passphrase = NewPassphrase()
        self.rows.addRow(self.passphrase)
        self.passphrase.hide()
        self._code = ""
        self.encrypt.toggled.connect(self._follow_encrypt)

    def answers(self) -> Start:
        """What was answered."""
        return Start(
            Wish.CREATE,
            location=str(self._path()),
            name=self._name.text().strip(),
            currency=self._currency.text().strip().upper(),
            locale=str(self._locale.currentData()),
            zone=bytes(QTimeZone.systemTimeZoneId().data()).decode(),
            fiscal_month=int(self._month.currentData()),
            passphrase=self.passphrase.text() if self._code else "",
            code=self._code,
        )

    def accept(self) -> None:
        """A workspace that is to be encrypted is made once its recovery code was typed back."""
        if not self.encrypt.isChecked() or self._code:
            super().accept()
            return
        from itdesk.ui.recovery_dialog import RecoveryDialog

        dialog = RecoveryDialog(self._name.text().strip(), self._path().name, self, act=_("Create"))

        def proven() -> None:
            self._code = dialog.code
            self.accept()

        dialog.accepted.connect(proven)
        dialog.open()

    def _follow_encrypt(self, on: bool) -> None:  # noqa: FBT001 -- a slot of Qt's
        self.passphrase.setVisible(on)
        self.fit()
        if on:
            self.passphrase.first.setFocus()

    def problem(self) -> tuple[QWidget, str] | None:
        if not self._name.text().strip():
            return self._name, _("The firm's name is missing. It stands on every window and report.")
        path = self._path()
        if path.exists():
            return self._place, _("There is a file {name} already. Choose another name or open it.").format(
                name=path.name
            )
        if not path.parent.is_dir():
            return self._place, _("There is no folder {folder}. Choose one that exists.").format(folder=path.parent)
        if not re.fullmatch(r"[A-Za-z]{3}", self._currency.text().strip()):
            return self._currency, _("A currency is three letters, such as EUR or GBP.")
        return self.passphrase.problem() if self.encrypt.isChecked() else None

    def _path(self) -> Path:
        path = Path(self._place.text().strip()).expanduser()
        return path if path.suffix == ".itdesk" else path.with_name(path.name + ".itdesk")

    def _follow_name(self, name: str) -> None:
        if not self._own_place:
            fit = _UNFIT.sub(" ", name).strip(" .") or "workspace"
            self._place.setText(str(self._folder / f"{fit}.itdesk"))

    def _placed(self) -> None:
        self._own_place = True

    def _choose(self) -> None:
        chosen, _kind = QFileDialog.getSaveFileName(
            self, _("Where to keep the workspace"), self._place.text(), _("itdesk workspaces (*.itdesk)")
        )
        if chosen:
            self._own_place = True
            self._place.setText(chosen)

    def _follow_locale(self) -> None:
        code = QLocale(self._locale.currentData()).currencySymbol(QLocale.CurrencySymbolFormat.CurrencyIsoCode)
        if code:
            self._currency.setText(code)


class ServerDialog(_Form):
    """Where the server is and who signs in; the password goes to the system's keyring or is asked for each time."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(_("Connect to a server"), _("A PostgreSQL server, version 15 or later."), _("Connect"), parent)
        self._host = QLineEdit()
        self._port = QSpinBox()
        self._port.setRange(1, 65535)
        self._port.setValue(5432)
        self._database = QLineEdit()
        self._user = QLineEdit()
        self._password = QLineEdit()
        self._password.setEchoMode(QLineEdit.EchoMode.Password)
        self.add(_("Server"), self._host)
        self.add(_("Port"), self._port)
        self.add(_("Database"), self._database)
        self.add(_("User"), self._user)
        self.add(_("Password"), self._password)

    def location(self) -> str:
        """The address, without the password."""
        host = self._host.text().strip()
        shown = f"[{host}]" if ":" in host else host
        user, database = quote(self._user.text().strip(), safe=""), quote(self._database.text().strip(), safe="")
        return f"postgresql://{user}@{shown}:{self._port.value()}/{database}"

    def password(self) -> str:
        """What was typed."""
        return self._password.text()

    def problem(self) -> tuple[QWidget, str] | None:
        for field, why in (
            (self._host, _("The server's name is missing.")),
            (self._database, _("The database's name is missing.")),
            (self._user, _("The user's name is missing.")),
        ):
            if not field.text().strip():
                return field, why
        return None
