"""What the help desk asks while working on a ticket: how it was solved, how long it took, until when it is hidden."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QWidget

from itdesk.areas.helpdesk.tickets.choices import Waiting
from itdesk.core.durations import parse_minutes
from itdesk.core.errors import UserError
from itdesk.core.texts import N_, _
from itdesk.ui import shared
from itdesk.ui.desk import Desk
from itdesk.ui.dialogs import Dialog
from itdesk.ui.drafts import text_key

_TOLD = {
    shared.How.SENT: N_("Sent. It stands here in a moment."),
    shared.How.WAITS: N_("Kept here, and sent as soon as the folder is back."),
}


def sending(ticket_id: int, text: str, *, note: bool, wait: bool) -> Callable[[Any], int]:
    """The job that keeps a note, or answers, and waits for the person if that is wanted; it says when it was sent."""
    now = datetime.now(UTC)

    def job(session: Any) -> int:
        from itdesk.areas.helpdesk.tickets import operations

        if note:
            return operations.add_note(session, ticket_id, text, now=now)
        return operations.reply(session, ticket_id, text, now=now, wait_for=Waiting.PERSON if wait else None)

    return job


def send(
    desk: Desk,
    composer: Any,
    ticket: Any,
    job: Callable[[Any], int],
    text: str,
    *,
    note: bool,
    then: Callable[[], None],
) -> None:
    """Store what is written about a ticket, or send it to who keeps the workspace; then() once nothing is left to do."""
    now = datetime.now(UTC)

    def letter(session: Any) -> Any:
        from itdesk.areas.helpdesk.tickets import letters

        return letters.reply(session, ticket.id, text, now=now)

    def done(_message: Any, how: shared.How) -> None:
        composer.stored(ticket.id, note=note)
        if how is not shared.How.DONE:
            desk.notify(_(_TOLD[how]))
        then()

    def refused(error: UserError) -> None:
        if not composer.refused(ticket.id, error, note=note):
            desk.refused.emit(error)

    step = (_("Note on {number}") if note else _("Reply to {number}")).format(number=ticket.number)
    shared.do(desk, composer, job, letter, done, refused, step=step)


def ask_how(desk: Desk, ticket_id: int, parent: QWidget, then: Callable[[str, Dialog], object]) -> None:
    """Ask whether it is over; then(text, dialog) with what was said about how, which may be nothing.

    The dialog stays until `then` says that it was taken.
    """
    dialog = Dialog(parent, _("Is it over?"), _("A word on how it was solved helps the next time."), act=_("Resolve"))
    said = _line(dialog, _("How it was solved"), _("How it was solved, optional"), then)
    dialog.keep_typed(desk, text_key("tickets", ticket_id, "how"), _("How it was solved"), {"text": said})


def ask_minutes(desk: Desk, ticket_id: int, parent: QWidget, then: Callable[..., object]) -> None:
    """Ask how long it took; then(minutes, asked=dialog), which stays until that was taken."""

    def wrong() -> str:
        try:
            parse_minutes(spent.text())
        except UserError as error:
            return str(error)
        return ""

    dialog = Dialog(parent, _("How long did it take?"), act=_("Log time"), check=wrong)
    hint = _("0:25, 25 min or 1.5 h")
    spent = _line(dialog, _("Time spent"), hint, lambda text, asked: then(parse_minutes(text), asked=asked))
    dialog.keep_typed(desk, text_key("tickets", ticket_id, "minutes"), _("Time spent"), {"text": spent})


def _line(dialog: Dialog, name: str, hint: str, then: Callable[[str, Dialog], object]) -> QLineEdit:
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    line = QLineEdit()
    line.setAccessibleName(name)
    line.setPlaceholderText(hint)
    dialog.body.addWidget(line)
    dialog.until_taken(lambda: then(line.text(), dialog))
    dialog.open()
    line.setFocus()
    return line


def snooze_times(zone_name: str) -> tuple[tuple[str, datetime | None], ...]:
    """In words, and until when; None shows it again."""
    zone = ZoneInfo(zone_name)
    now = datetime.now(zone)
    tomorrow = datetime.combine(now.date() + timedelta(days=1), time(9), zone)
    monday = datetime.combine(now.date() + timedelta(days=7 - now.weekday()), time(9), zone)
    return (
        (_("For an hour"), now + timedelta(hours=1)),
        (_("Until tomorrow, 09:00"), tomorrow),
        (_("Until Monday, 09:00"), monday),
        (_("Show it again"), None),
    )
