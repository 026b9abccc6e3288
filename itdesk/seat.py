"""Who sits at a window: chosen, asked for a password where there is one, and locked out until they are back."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject

from itdesk.core.texts import _
from itdesk.ui.page import Action

if TYPE_CHECKING:
    from itdesk.db.signing_in import Candidate
    from itdesk.shell import Shell


class Seat(QObject):
    """The same person sits at all windows of the workspace."""

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        self._shell = shell

    def choose(self) -> None:
        """Ask who takes over."""
        from itdesk.ui.record_chooser import RecordChooser

        shell = self._shell
        chooser = RecordChooser(shell.desk, "people", _("Who are you?"), shell.window)
        chooser.chosen.connect(self.be)
        chooser.open()

    def be(self, person_id: int) -> None:
        """Work as somebody else, after their password."""
        database: Any = self._shell.desk.database

        def read() -> tuple[Candidate | None, bool]:
            from itdesk.areas.directory.people.acting import is_led
            from itdesk.db.signing_in import candidates

            with database.as_itself() as session:
                found = next((one for one in candidates(session) if one.id == person_id), None)
                return found, database.read_only or is_led(session)

        def found(answer: tuple[Candidate | None, bool]) -> None:
            candidate, is_led = answer
            arrive = partial(self.become, person_id)
            if candidate is not None and not is_led:
                arrive = partial(self._ask_to_lead, candidate)
            if candidate is None or not candidate.has_password:
                arrive()
            else:
                self._ask(candidate, arrive)

        self._shell.desk.work.read(self, read, found)

    def _ask_to_lead(self, candidate: Candidate) -> None:
        """Where nobody is an administrator, whoever comes first becomes one, or everybody would be locked out."""
        from itdesk.ui.dialogs import Dialog

        dialog = Dialog(
            self._shell.window,
            _("Make {name} an administrator?").format(name=candidate.name),
            _(
                "Nobody here is one yet. Somebody has to be, to change the settings, to bring records in, and to say who may "
                "do what. Roles can be changed under People at any time."
            ),
            act=_("Make administrator"),
        )
        dialog.accepted.connect(partial(self._lead, candidate))
        dialog.finished.connect(lambda _result: dialog.deleteLater())
        dialog.open()

    def _lead(self, candidate: Candidate) -> None:
        desk = self._shell.desk
        database: Any = desk.database
        words = _("{name} made administrator").format(name=candidate.name)

        def job(session: Any) -> None:
            from itdesk.areas.directory.people import operations
            from itdesk.db.operations import named

            operations.lead(session, candidate.id)
            named(session, words)

        desk.work.write(
            self, lambda *_progress: database.write(job), lambda _none: self.become(candidate.id), desk.refused.emit
        )

    def _ask(self, candidate: Candidate, arrive: Callable[[], object]) -> None:
        from itdesk.ui.sign_in_dialog import SignInDialog

        shell = self._shell
        title = _("Sign in as {name}").format(name=candidate.name)
        dialog = SignInDialog(shell.window, shell.desk.database, [candidate], title)
        dialog.accepted.connect(arrive)
        dialog.finished.connect(lambda _result: dialog.deleteLater())
        dialog.open()

    def become(self, person_id: int) -> None:
        """Work as somebody who is known to be here."""
        windows = self._shell.windows
        if not all(shell.window.may_close() for shell in windows.shells):
            return  # what is typed belongs to who was here before
        windows.settings.setValue("actor", person_id)
        self._shell.desk.typed_by(person_id)
        for shell in windows.shells:
            shell.ask_anew()

    def lock(self) -> None:
        """Lock where a passphrase or a password would be asked for; else say what is missing."""
        shell = self._shell
        if shell.windows.can_lock:
            shell.windows.lock()
            return
        way = Action(_("Settings"), partial(shell.open_settings, "signing_in"))
        shell.window.notices.done(_("Nothing would be asked after a lock: give yourself a password first."), way)
