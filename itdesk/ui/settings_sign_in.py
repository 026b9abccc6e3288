"""The page of the settings on signing in: one's own password, when the window is locked, and, for administrators, everybody's."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QWidget

from itdesk.core.errors import UserError
from itdesk.core.formats import format_date
from itdesk.core.rights import AS_CONSULTANT, CONSULTANT_COUNTS_AS, Deed
from itdesk.core.texts import _
from itdesk.ui.buttons import Button
from itdesk.ui.desk import Desk
from itdesk.ui.dialogs import Dialog
from itdesk.ui.labels import Note, label, restyle
from itdesk.ui.passphrase_fields import NewPassphrase, secret_field
from itdesk.ui.settings_pages import FormPage, lock_after
from itdesk.ui.settings_workspace import change_settings

if TYPE_CHECKING:
    from itdesk.db.signing_in import Candidate


class PasswordDialog(Dialog):
    """A new password for somebody, and the present one where they change their own."""

    def __init__(self, parent: QWidget, title: str, text: str, *, asks_present: bool) -> None:
        super().__init__(parent, title, text, act=_("Give this password"), safe=_("Cancel"), check=self._wrong_field)
        self.present = secret_field(_("Present password"))
        name = label(_("Present password"), "body", "text-2", buddy=self.present)
        for widget in (name, self.present):
            self.body.addWidget(widget)
            widget.setVisible(asks_present)
        self.new = NewPassphrase(_("Password"), _("A password needs at least {n} characters; a few words are best."))
        self.new.changed.connect(lambda: self.say_wrong(""))
        self.body.addWidget(self.new)
        (self.present if asks_present else self.new.first).setFocus()
        self.adjustSize()

    def _wrong_field(self) -> str:
        found = self.new.problem()
        if found is None:
            return ""
        field, why = found
        restyle(field, invalid="true")
        field.setAccessibleDescription(why)
        field.setFocus()
        return why


class SignInPage(FormPage):
    """One's own password and lock; an administrator gives passwords to others, and says what a consultant is."""

    lock_wanted = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__(
            _("Signing in"),
            _(
                "Who has a password is asked for it when itdesk begins, when somebody else takes over, and after a lock. "
                "It keeps others from working in your name at this PC."
            ),
        )
        self._desk = desk
        self._people: dict[int, Candidate] = {}
        if not desk.database.is_server:
            words = _("A workspace in a file has no security between its users; encryption keeps others out of it.")
            self.column.insertWidget(2, label(words, "body", "text-2", wrap=True))
        self.state = Note("")
        self.rows.addRow("", self.state)
        own = _("Give yourself a password…")
        self.own = Button(own, icon="key", run=self._give_own)
        self.rows.addRow("", self.own)
        self.drop_own = Button(_("Ask me for none"), kind="quiet", run=partial(self._drop, True))
        self.rows.addRow("", self.drop_own)
        self.idle = lock_after(self)
        self.lock = Button(_("Lock now"), icon="lock", run=self.lock_wanted.emit)
        self.rows.addRow("", self.lock)
        self.others: QComboBox | None = None
        if desk.may_do(Deed.SETTINGS):
            self._add_others()
        self.wrong = label("", "small", "red-text", wrap=True)
        self.column.addWidget(self.wrong)
        self.column.addStretch(1)
        for widget in (self.state, self.own, self.drop_own, self.lock):
            widget.hide()  # until it is known whether there is a password
        self._read()

    def _add_others(self) -> None:
        self.others = QComboBox()
        self.add(_("Others"), self.others)
        self.others.currentIndexChanged.connect(self._show_other)
        self.other_state = Note("")
        self.other_state.hide()
        self.rows.addRow("", self.other_state)
        self.give_other = Button(_("Give a password…"), icon="key", run=self._give_other)
        self.rows.addRow("", self.give_other)
        self.drop_other = Button(_("Ask them for none"), kind="quiet", run=partial(self._drop, False))
        self.rows.addRow("", self.drop_other)
        roles: Any = self._desk.registry["people"].by_name["role"].choices
        options = [(roles(one.value).label, one.value) for one in AS_CONSULTANT]
        chosen = self._desk.workspace.consultant or CONSULTANT_COUNTS_AS.value
        self.consultant = self.choice(
            _("A consultant has the rights of"),
            options,
            chosen,
            self._choose_consultant,
            _("Of people with the role consultant in this workspace."),
        )
        for widget in (self.consultant, self.give_other, self.drop_other):
            widget.setEnabled(not self._desk.database.read_only)

    # What is so

    def _read(self) -> None:
        database: Any = self._desk.database

        def everybody() -> Any:
            from itdesk.db import signing_in

            with database.as_itself() as session:
                return signing_in.candidates(session)

        self._desk.when_whole(partial(self._desk.work.read, self, everybody, self._show))

    def _show(self, people: Sequence[Candidate]) -> None:
        self._people = {one.id: one for one in people}
        own = self._people.get(self._desk.actor or 0)
        has = own is not None and own.has_password
        self.state.setText(self._words(own, mine=True))
        self.state.show()
        self.own.setText(_("Change your password…") if has else _("Give yourself a password…"))
        writable = not self._desk.database.read_only
        self.own.setVisible(own is not None and writable)
        self.drop_own.setVisible(has and writable)
        self.show_row(self.idle, shown=has or self._desk.sealer is not None)
        self.lock.setVisible(has or self._desk.sealer is not None)
        if self.others is not None:
            kept = self.others.currentData()
            self.others.blockSignals(True)
            self.others.clear()
            for one in people:
                if one.id != self._desk.actor:
                    self.others.addItem(one.name, one.id)
            self.others.setCurrentIndex(max(0, self.others.findData(kept)))
            self.others.blockSignals(False)
            self._show_other()

    def _show_other(self) -> None:
        if self.others is None:
            return
        one = self._people.get(self.others.currentData() or 0)
        self.other_state.setText(self._words(one, mine=False))
        self.other_state.show()
        self.give_other.setVisible(one is not None)
        self.drop_other.setVisible(one is not None and one.has_password)

    def _words(self, one: Candidate | None, *, mine: bool) -> str:
        if one is None:
            return (
                _("Choose who you are first: the name at the foot of the sidebar.")
                if mine
                else _("There is nobody else.")
            )
        if not one.has_password or one.given_at is None:
            return _("You have no password here.") if mine else _("{name} has no password here.").format(name=one.name)
        workspace = self._desk.workspace
        since = format_date(one.given_at.astimezone(ZoneInfo(workspace.zone)).date(), workspace.locale)
        if one.given_by:
            return _("Password since {day}, given by {name}.").format(day=since, name=one.given_by)
        return _("Password since {day}.").format(day=since)

    # What is done

    def _give_own(self) -> None:
        own = self._people.get(self._desk.actor or 0)
        if own is not None:
            self._give(own, asks_present=own.has_password)

    def _give_other(self) -> None:
        one = self._people.get(self.others.currentData() or 0) if self.others is not None else None
        if one is not None:
            self._give(one, asks_present=False)

    def _give(self, one: Candidate, *, asks_present: bool) -> None:
        dialog = PasswordDialog(
            self,
            _("A password for {name}").format(name=one.name),
            _(
                "It is asked for on every PC that opens this workspace. Nobody can read it; an administrator can give a new one."
            ),
            asks_present=asks_present,
        )
        database: Any = self._desk.database

        def write() -> None:
            present, new = dialog.present.text(), dialog.new.text()

            def put(session: Any) -> None:
                from itdesk.db import signing_in

                signing_in.put(session, one.id, new)

            def checked() -> None:
                from itdesk.db import signing_in

                if asks_present:
                    signing_in.check(database, one.id, present)

            self._desk.work.read(
                self, checked, lambda _none: self._desk.write(self, put, done, dialog.refused), dialog.refused
            )

        def done(_nothing: object) -> None:
            dialog.new.clear()
            dialog.present.clear()
            dialog.taken()
            self._desk.notify(_("{name} is asked for this password from now on.").format(name=one.name), None)
            self._read()

        dialog.until_taken(write)
        dialog.open()

    def _drop(self, own: bool) -> None:  # noqa: FBT001 -- bound in a partial
        key = self._desk.actor if own or self.others is None else self.others.currentData()
        if key not in self._people:
            return
        name = self._people[key].name

        def take(session: Any) -> None:
            from itdesk.db import signing_in

            signing_in.take_away(session, key)

        def done(_nothing: object) -> None:
            self._desk.notify(_("{name} is asked for no password any more.").format(name=name), None)
            self._read()

        dialog = Dialog(
            self,
            _("Ask {name} for no password?").format(name=name),
            _("Whoever sits at a PC of this workspace can then work in this name."),
            act=_("Ask for none"),
            safe=_("Keep it"),
            danger=True,
        )
        dialog.accepted.connect(lambda: self._desk.write(self, take, done, self._refused))
        dialog.open()

    def _choose_consultant(self, role: str) -> None:
        change_settings(
            self._desk, self, {"consultant": role}, _("What a consultant may changed"), failed=self._refused
        )

    def _refused(self, error: UserError) -> None:
        self.wrong.setText(str(error))
