"""The page of the settings on a server's logins: who has one, enrolling, disabling, the shared PCs' login, setting up."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLineEdit, QWidget

from itdesk.core.errors import UserError
from itdesk.core.formats import format_date
from itdesk.core.texts import _
from itdesk.ui.buttons import Button
from itdesk.ui.delegates import Line
from itdesk.ui.desk import Desk
from itdesk.ui.dialogs import Dialog
from itdesk.ui.labels import Note, label
from itdesk.ui.pick_list import PickList
from itdesk.ui.server_dialogs import FingerprintDialog, SetUpDialog, ShownOnceDialog
from itdesk.ui.settings_pages import FormPage
from itdesk.ui.theme import Theme

if TYPE_CHECKING:
    from itdesk.core.progress import Progress
    from itdesk.db.server.administering import Enrolled, Logins

HIGH = 162  # five people and a line
_ICONS = {"none": "", "invited": "mail", "joined": "check", "disabled": "lock"}


class ServerPage(FormPage):
    """Reads the server's logins when it is shown first, and after each act."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(
            _("Server"),
            _(
                "Each person has a login of their own. The server holds it to the rights of the person's role, whatever program they use."
            ),
        )
        self._desk = desk
        database: Any = desk.database
        self._location = str(database.location)
        self._own: int | None = database.login.person if database.login is not None else None
        self._people: tuple[Enrolled, ...] = ()
        self.state = Note(_("Asking the server…"))
        self.rows.addRow("", self.state)
        self.wrong = label("", "small", "red-text", wrap=True)
        self.rows.addRow("", self.wrong)
        self._say("")
        self._build_people()
        self._build_shared()
        self.setting_up = Button(_("Set the server up…"), icon="server", run=self._ask_set_up)
        self.rows.addRow("", self.setting_up)
        self.column.addStretch(1)
        self._show_parts(people=False, set_up=False)
        self._read()

    def _build_people(self) -> None:
        self.filter = QLineEdit()
        self.filter.setClearButtonEnabled(True)
        self.filter.textEdited.connect(lambda _typed: self._list())
        self.add(_("Find a person"), self.filter)
        self.list = PickList(_("People"), HIGH, many=False)
        self.list.picked.connect(self._follow)
        self.add(_("People"), self.list)
        self.about = self.note("")
        self.enrol = Button("", icon="key", run=self._ask_file)
        self.disable = Button(_("Let them in no more…"), icon="lock", kind="quiet", run=self._ask_disable)
        self.acts = QWidget()
        row = QHBoxLayout(self.acts)
        row.setContentsMargins(0, 0, 0, 0)
        for button in (self.enrol, self.disable):
            row.addWidget(button)
        row.addStretch(1)
        self.rows.addRow("", self.acts)

    def _build_shared(self) -> None:
        self.shared_head = label(_("Shared PCs"), "section")
        self.shared_head.setContentsMargins(0, Theme.current().px(16), 0, 0)
        self.rows.addRow(self.shared_head)
        self.shared_note = self.note(
            _(
                "Forms on shared PCs have a login of their own, which may report something and ask by a receipt's code and PIN, and nothing "
                "else: its password counts as known to everybody."
            )
        )
        self.shared = Button("", icon="desktop", run=self._give_shared)
        self.rows.addRow("", self.shared)

    def _show_parts(self, *, people: bool, set_up: bool) -> None:
        parts: tuple[QWidget, ...] = (self.filter, self.list, self.about)
        for widget in (*parts, self.acts, self.shared_head, self.shared_note, self.shared):
            self.rows.setRowVisible(widget, people)
        self.rows.setRowVisible(self.setting_up, set_up)

    # What is so

    def _read(self) -> None:
        self._desk.when_whole(
            partial(self._desk.work.read, self, partial(_look, self._location), self._show, self._refused, key="logins")
        )

    def _show(self, found: Logins) -> None:
        self._people = found.people
        has_login = sum(one.state in {"invited", "joined"} for one in found.people)
        if not found.is_set_up:
            self.state.setText(_("This server enforces no rights yet, and nobody has a login. Set it up once."))
        elif not found.may:
            self.state.setText(_("Your login may not change who logs in. Ask an administrator."))
        else:
            self.state.setText(
                _("The server enforces the rights. Logins: {n} of {all} people.").format(
                    n=has_login, all=len(found.people)
                )
            )
        self.setting_up.setText(_("Set the server up again…") if found.is_set_up else _("Set the server up…"))
        self.shared.setText(_("Give them a new password…") if found.kiosk else _("Give them a login…"))
        self._show_parts(people=found.may, set_up=True)
        self._list()

    def _list(self) -> None:
        kept = self.list.chosen()
        typed = self.filter.text().strip().casefold()
        found = [one for one in self._people if typed in one.name.casefold()]
        self.list.show_lines(
            [Line(one.person, one.name, _ICONS[one.state] or "user", end=self._words(one)) for one in found]
        )
        row = next((at for at, one in enumerate(found) if [one.person] == kept), -1)
        if row >= 0:
            self.list.setCurrentIndex(self.list.items.index(row))
        self._follow()

    def _words(self, one: Enrolled) -> str:
        workspace = self._desk.workspace
        day = format_date(one.at.astimezone(ZoneInfo(workspace.zone)).date(), workspace.locale) if one.at else ""
        said = {
            "none": _("No login"),
            "invited": _("Invited {day}, not joined yet").format(day=day),
            "joined": _("Has a login"),
            "disabled": _("Let in no more since {day}").format(day=day),
        }[one.state]
        return said if one.is_here else _("{state} · left the firm").format(state=said)

    def _picked(self) -> Enrolled | None:
        keys = self.list.chosen()
        return next((one for one in self._people if [one.person] == keys), None)

    def _follow(self) -> None:
        one = self._picked()
        self.about.setText(_("Nobody here is called so.") if one is None else f"{one.name}: {self._words(one)}.")
        self.enrol.setVisible(one is not None and one.is_here)
        can_end = one is not None and one.state in {"invited", "joined"} and one.person != self._own
        self.disable.setVisible(can_end)
        if one is not None:
            self.enrol.setText(
                {"none": _("Enrol…"), "disabled": _("Let them in again…")}.get(one.state, _("New one-time password…"))
            )

    # What is done

    def _act(
        self, job: Callable[..., Any], done: Callable[[Any], None], refused: Callable[[UserError], None] | None = None
    ) -> None:
        """Ask it of the server, beside the window; the buttons wait."""
        self._say("")
        self._wait(on=True)

        def came(result: Any) -> None:
            self._wait(on=False)
            done(result)
            self._read()

        self._desk.work.read(self, job, came, refused or self._refused)

    def _wait(self, *, on: bool) -> None:
        for button in (self.enrol, self.disable, self.shared, self.setting_up):
            button.setEnabled(not on)

    def _ask_file(self) -> None:
        one = self._picked()
        if one is None:
            return
        start = str(Path.home() / _("{name} invitation.json").format(name=one.name.replace("/", " ")))
        chosen, _kind = QFileDialog.getSaveFileName(
            self, _("Where to keep the invitation"), start, _("Invitations (*.json)")
        )
        if chosen:
            self.invite(one, Path(chosen if chosen.lower().endswith(".json") else f"{chosen}.json"))

    def invite(self, one: Enrolled, file: Path, fingerprint: str = "") -> None:
        """Enrol somebody, with their invitation in this file; fingerprint is the server's, as somebody told it."""

        def refused(error: UserError) -> None:
            self._refused(error)
            if not fingerprint and _is_unproven(error):
                dialog = FingerprintDialog(self._over())
                dialog.accepted.connect(lambda: self.invite(one, file, dialog.field.text()))
                dialog.open()

        def shown(given: Any) -> None:
            words = _(
                "It is shown this once, and is good for seven days. Give it to {name} by another way than the invitation, "
                "{file}: both together open the workspace."
            )
            title = _("A one-time password for {name}").format(name=one.name)
            ShownOnceDialog(self._over(), title, words.format(name=one.name, file=file.name), given).open()

        self._act(partial(_invite, self._location, one.person, file, fingerprint), shown, refused)

    def _ask_disable(self) -> None:
        one = self._picked()
        if one is None:
            return
        dialog = Dialog(
            self._over(),
            _("Let {name} in no more?").format(name=one.name),
            _(
                "Their windows lose the server at once, with what is not saved. You can let them in again by a new invitation."
            ),
            act=_("Let them in no more"),
            safe=_("Keep the login"),
            danger=True,
        )
        told = _("{name} is let in no more.").format(name=one.name)
        dialog.accepted.connect(
            lambda: self._act(
                partial(_disable, self._location, one.person),
                lambda _nothing: self._desk.notify(told, None),
            )
        )
        dialog.open()

    def _give_shared(self) -> None:
        def shown(given: Any) -> None:
            words = _("It is shown this once. The one before is worth nothing from now on.")
            ShownOnceDialog(self._over(), _("The shared PCs' password"), words, given).open()

        self._act(partial(_kiosk, self._location), shown)

    def _ask_set_up(self) -> None:
        dialog = SetUpDialog(self._over(), _user_of(self._location))
        database: Any = self._desk.database

        def run() -> None:
            user, password = dialog.user.text().strip(), dialog.password.text()
            job = partial(_set_up, self._location, user, database.declared, password)
            self._desk.work.read(dialog, job, done, dialog.refused, what=_("Setting the server up"))

        def done(_name: object) -> None:
            dialog.password.clear()
            dialog.taken()
            self._desk.notify(_("The server is set up."), None)
            self._read()

        dialog.until_taken(run)
        dialog.open()

    def _over(self) -> QWidget:
        return self.window()

    def _refused(self, error: UserError) -> None:
        self._wait(on=False)
        self._say(str(error))

    def _say(self, wrong: str) -> None:
        self.wrong.setText(wrong)
        self.rows.setRowVisible(self.wrong, bool(wrong))


def _look(location: str) -> Logins:
    from itdesk.db.server import administering

    return administering.look(location)


def _invite(location: str, person: int, file: Path, fingerprint: str) -> Any:
    from itdesk.db.server import administering

    return administering.invite(location, person, file, fingerprint)


def _is_unproven(error: UserError) -> bool:
    from itdesk.db.server.certificates import UnprovenCertificate

    return isinstance(error, UnprovenCertificate)


def _disable(location: str, person: int) -> None:
    from itdesk.db.server import administering

    administering.disable(location, person)


def _kiosk(location: str) -> Any:
    from itdesk.db.server import administering

    return administering.kiosk(location)


def _user_of(location: str) -> str:
    from itdesk.db.server import administering

    return administering.user_of(location)


def _set_up(location: str, user: str, registry: Any, password: str, progress: Progress) -> str:
    from itdesk.db.server import administering, setting_up

    return setting_up.set_up(administering.as_user(location, user), registry, password, progress)
