"""One's own ticket at the shared PC, by code and PIN: where it stands, what was said, an answer, and how it went."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from typing import Any

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QSizePolicy, QVBoxLayout, QWidget

from itdesk.areas.helpdesk.kiosk.page_buttons import BigButton
from itdesk.areas.helpdesk.kiosk.page_sheet import Sheet
from itdesk.areas.helpdesk.kiosk.page_words import WordsEdit
from itdesk.areas.helpdesk.tickets.choices import DONE, Status
from itdesk.areas.helpdesk.tickets.rules import HIGHEST_RATING
from itdesk.core.errors import UserError
from itdesk.core.formats import format_when
from itdesk.core.texts import N_, _
from itdesk.ui import shared
from itdesk.ui.badges import Badge, BadgeLabel
from itdesk.ui.desk import Desk
from itdesk.ui.flow import FlowLayout
from itdesk.ui.labels import label
from itdesk.ui.layouts import clear
from itdesk.ui.theme import Theme

Receipt = tuple[str, str]  # code and PIN as typed
_ANSWERED = {
    shared.How.DONE: N_("Your answer is with the help desk."),
    shared.How.SENT: N_("Your answer is on its way. It stands here in a moment."),
    shared.How.WAITS: N_("Your answer is kept on this PC and sent as soon as the network is back."),
}


class LookSheet(Sheet):
    """Asks for code and PIN."""

    back_wanted = Signal()
    found = Signal(object, object)  # the receipt, the ticket

    def __init__(self, desk: Desk) -> None:
        super().__init__(_("Look after my ticket"), _("Code and PIN stand on your receipt."))
        self._desk = desk
        self.code, self.pin = QLineEdit(), QLineEdit()
        for field, name, hint in (
            (self.code, _("Code"), _("Four signs, a dash, four signs")),
            (self.pin, _("PIN"), _("Four digits")),
        ):
            field.setProperty("role", "big")
            field.setAccessibleName(name)
            field.setPlaceholderText(hint)
            field.textEdited.connect(lambda _text: self.error.hide())
            self.column.addWidget(label(name, "section", buddy=field))
            self.column.addWidget(field)
            self.column.addSpacing(8)
        self.code.setMaxLength(20)
        self.pin.setMaxLength(8)
        self.pin.setEchoMode(QLineEdit.EchoMode.Password)
        self.code.returnPressed.connect(self.pin.setFocus)
        self.pin.returnPressed.connect(self.go_on)
        self.back = BigButton(_("Back"), icon="left", run=self.back_wanted.emit)
        self.next = BigButton(_("Show my ticket"), after="arrow", kind="primary", run=self.go_on)
        self.foot.addWidget(self.back)
        self.foot.addStretch(1)
        self.foot.addWidget(self.next)

    def begin(self) -> None:
        """Take the keyboard."""
        self.code.setFocus()

    def forget(self) -> None:
        """Start anew, with nothing to bring back by undo."""
        self.code.setText("")
        self.pin.setText("")
        self.error.hide()

    def go_on(self) -> None:
        """Look it up."""
        receipt = self.code.text(), self.pin.text()
        for field, typed, words in (
            (self.code, receipt[0], _("Type the code of your receipt.")),
            (self.pin, receipt[1], _("Type the PIN of your receipt.")),
        ):
            if not typed.strip():
                self.error.show_error(words)
                field.setFocus()
                return
        self.error.hide()
        read_own(self._desk, self, receipt, lambda ticket: self.found.emit(receipt, ticket), self._refused)

    def _refused(self, error: UserError) -> None:
        self.error.show_error(error.message, error.cure)
        self.code.setFocus()
        self.code.selectAll()


def read_own(
    desk: Desk, owner: QWidget, receipt: Receipt, done: Callable[[Any], None], failed: Callable[[UserError], None]
) -> None:
    """Read the ticket of a receipt beside the window."""

    def job(session: Any) -> Any:
        from itdesk.areas.helpdesk.kiosk.asking import asked

        return asked(session).own_ticket(session, *receipt)

    desk.read(owner, job, done, failed, key="own")


class _Said(QFrame):
    """A message: the help desk's on white, one's own on blue."""

    def __init__(self, line: Any, when: str) -> None:
        super().__init__()
        self._mine = line.by_you
        column = QVBoxLayout(self)
        column.setContentsMargins(18, 12, 18, 14)
        column.setSpacing(2)
        who = _("You") if line.by_you else line.author or _("Help desk")
        head = QHBoxLayout()
        head.setSpacing(10)
        head.addWidget(label(who, "section"))
        head.addWidget(label(when, "lead", "text-2"))
        head.addStretch(1)
        column.addLayout(head)
        body = label(line.body, "lead", wrap=True)
        body.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
        column.addWidget(body)

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = Theme.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(theme.color("line"))
        painter.setBrush(theme.color("selected" if self._mine else "surface"))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 8, 8)


class OwnSheet(Sheet):
    """State, messages between requester and help desk, a box to answer, and the rating once it is over."""

    HEADING = "figure"
    finished = Signal()
    busy = Signal(bool)

    def __init__(self, desk: Desk) -> None:
        super().__init__("")
        self._desk = desk
        self._receipt: Receipt = ("", "")
        self._facts = FlowLayout(gap=16, centred=True)
        self.column.addLayout(self._facts)
        self.column.addSpacing(8)
        self._said = QVBoxLayout()
        self._said.setSpacing(8)
        self.column.addLayout(self._said)
        self.rating = QFrame()
        self.rating.setProperty("look", "card")
        column = QVBoxLayout(self.rating)
        column.setContentsMargins(20, 14, 20, 16)
        column.addWidget(label(_("How did it go?"), "section"))
        row = FlowLayout(gap=12)
        words = (_("Badly"), _("Not well"), _("All right"), _("Well"), _("Very well"))
        self.marks = [
            BigButton(f"{mark}  {word}", icon="star", run=partial(self._rate, mark))
            for mark, word in zip(range(1, HIGHEST_RATING + 1), words, strict=True)
        ]
        for button in self.marks:
            row.addWidget(button)
        column.addLayout(row)
        self.column.addWidget(self.rating)
        self.words = WordsEdit(_("Your answer"))
        self.words.finished.connect(self.go_on)
        self.words.textChanged.connect(self.error.hide)
        self.column.addSpacing(4)
        self.column.addWidget(label(_("Write to the help desk"), "section", buddy=self.words))
        self.column.addWidget(self.words)
        self.told = label("", "lead", "green-text", wrap=True)
        self.send = BigButton(_("Send answer"), icon="reply", key="Ctrl+Return", run=self.go_on)
        self.finish = BigButton(_("Done"), icon="check", kind="primary", run=self.finished.emit)
        self.foot.addWidget(self.send)
        self.foot.addWidget(self.told, 1)
        self.foot.addWidget(self.finish)

    def show_ticket(self, receipt: Receipt, ticket: Any) -> None:
        """Show a ticket; the receipt stays until Done, so that it can be answered."""
        self._receipt = receipt
        self._fill(ticket)

    def begin(self) -> None:
        """Take the keyboard."""
        self.words.setFocus()

    def forget(self) -> None:
        """Start anew; without a ticket nothing of the last one is left in sight."""
        self._receipt = ("", "")
        self.words.clear()
        self.title.setText("")
        self.told.setText("")
        self.error.hide()
        clear(self._facts)
        clear(self._said)

    def _fill(self, ticket: Any) -> None:
        status = Status(ticket.status)
        zone, locale, now = self._desk.workspace.zone, self._desk.workspace.locale, datetime.now(UTC)
        when = partial(format_when, now=now, zone=zone, locale=locale)
        self.title.setText(ticket.title)
        clear(self._facts)
        clear(self._said)
        self._facts.addWidget(label(ticket.number, "lead", "text-2", selectable=True))
        self._facts.addWidget(BadgeLabel(Badge.of(status)))
        self._facts.addWidget(label(_("Opened {when}").format(when=when(ticket.opened_at)), "lead", "text-2"))
        if ticket.due_at is not None and status not in DONE:
            due = _("Should be over by {when}").format(when=when(ticket.due_at))
            self._facts.addWidget(label(due, "lead", "text-2"))
        for line in ticket.lines:
            self._said.addWidget(_Said(line, when(line.at)))
        self.rating.setVisible(ticket.can_rate)

    def refresh(self) -> None:
        """Read it again; somebody may have written."""
        if self._receipt != ("", ""):
            read_own(self._desk, self, self._receipt, self._fill, self._refused)

    def go_on(self) -> None:
        """Send what is written; it stays in the box until it is stored."""
        body = self.words.toPlainText()
        if not body.strip():
            self.error.show_error(_("There is nothing to send. Write something first."))
            self.words.setFocus()
            return
        if self.send.isEnabled():
            code, pin = self._receipt
            now = datetime.now(UTC)

            def job(session: Any) -> None:
                from itdesk.areas.helpdesk.kiosk.asking import told

                told(session).answer(session, code, pin, body, now=now)

            def letter(session: Any) -> Any:
                from itdesk.areas.helpdesk.kiosk import letters

                return letters.answer(session, code, pin, body, now=now)

            self._write(job, letter, self._answered)

    def _answered(self, how: shared.How) -> None:
        self.words.clear()
        self.told.setText(_(_ANSWERED[how]))
        self.words.setFocus()

    def _rate(self, mark: int) -> None:
        code, pin = self._receipt

        def job(session: Any) -> None:
            from itdesk.areas.helpdesk.kiosk import operations

            operations.rate(session, code, pin, mark)

        def letter(session: Any) -> Any:
            from itdesk.areas.helpdesk.kiosk import letters

            return letters.rate(session, code, pin, mark)

        self._write(job, letter, self._rated)

    def _rated(self, _how: shared.How) -> None:
        self.told.setText(_("Thank you for saying so."))
        self.finish.setFocus(Qt.FocusReason.OtherFocusReason)

    def _write(
        self, job: Callable[[Any], None], letter: Callable[[Any], Any], done: Callable[[shared.How], None]
    ) -> None:
        self.error.hide()
        self.told.setText("")
        self._set_busy(on=True)

        def stored(_nothing: None, how: shared.How) -> None:
            self._set_busy(on=False)
            done(how)
            self.refresh()

        shared.do(self._desk, self, job, letter, stored, self._refused)

    def _refused(self, error: UserError) -> None:
        self._set_busy(on=False)
        kept = _("What you wrote is still here.") if self.words.toPlainText().strip() else ""
        self.error.show_error(error.message, f"{error.cure} {kept}".strip())
        self.words.setFocus()

    def _set_busy(self, *, on: bool) -> None:
        if on:
            self.setFocus()  # disabling would hand the keyboard, and the next Enter, to a neighbour
        for button in (self.send, self.finish, *self.marks):
            button.setEnabled(not on)
        self.busy.emit(on)
