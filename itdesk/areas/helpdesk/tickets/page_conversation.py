"""The reading pane: what was said about a ticket, oldest first, and the box in which an answer or a note is written."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import partial
from typing import Any

import shiboken6
from PySide6.QtCore import QMimeData, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import (
    QDialog,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from itdesk.areas.helpdesk.tickets.choices import Source
from itdesk.core.errors import UserError
from itdesk.core.formats import format_when
from itdesk.core.texts import _
from itdesk.ui.avatars import Avatar
from itdesk.ui.badges import Badge, BadgeLabel
from itdesk.ui.buttons import Button
from itdesk.ui.desk import Desk
from itdesk.ui.drafts import text_key
from itdesk.ui.labels import label
from itdesk.ui.sections import IconMark
from itdesk.ui.theme import Theme
from itdesk.ui.turns import in_turns

LONGEST = 100_000  # characters that can be written at once; what is longer belongs into a file
AT_ONCE = 12  # messages that are laid out in one turn, the newest first
READ_AT_ONCE = 8_000  # characters of a message that are laid out before the rest is asked for


class _Bubble(QFrame):
    """The yellow ground of a note that the requester never sees."""

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = Theme.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme.color("note-line"), 1))
        painter.setBrush(theme.color("note"))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 6, 6)


class Conversation(QScrollArea):
    """Title, where it came from, then messages, notes and events; the newest is in sight."""

    shown = Signal()  # it was laid out anew

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._locale, self._zone = desk.workspace.locale, desk.workspace.zone
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(_("Conversation"))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._shown = 0
        self._count = 0
        self._earlier: tuple[Any, ...] = ()  # of the ticket that is shown, still to be laid out
        self._from_end = -1  # how far what is in sight lies from the end, while that is done
        self.verticalScrollBar().rangeChanged.connect(self._keep_in_sight)
        self.texts: list[QLabel] = []  # everything that can be read, in order

    def show_ticket(self, ticket: Any) -> None:
        """Show a ticket, at its end when it is another one or something was added."""
        inside = QWidget()
        inside.setObjectName("scrolled")
        column = QVBoxLayout(inside)
        column.setContentsMargins(24, 20, 24, 16)
        column.setSpacing(18)
        head = QVBoxLayout()
        head.setSpacing(4)
        title = label(ticket.title, "title", wrap=True, selectable=True)
        self.texts = [title]
        head.addWidget(title)
        head.addWidget(label(self._origin(ticket), "small", "text-2", wrap=True))
        column.addLayout(head)
        self._earlier = tuple(ticket.entries[:-AT_ONCE])
        for entry in ticket.entries[-AT_ONCE:]:
            column.addWidget(self._entry(entry))
        column.addStretch(1)
        anew = ticket.id != self._shown or len(ticket.entries) > self._count
        self._shown, self._count = ticket.id, len(ticket.entries)
        bar = self.verticalScrollBar()
        place, from_end = bar.value(), 0 if anew else bar.maximum() - bar.value()
        self.setWidget(inside)
        if self._earlier:
            self._from_end = from_end
            in_turns(self, partial(self._add_earlier, column))
        else:
            self._from_end = -1
            self.shown.emit()
        QTimer.singleShot(0, self, lambda: bar.setValue(bar.maximum() if anew else place))

    def _add_earlier(self, column: QVBoxLayout) -> None:
        """Some of what was said before, above what is there, which stays where it is on the screen."""
        if not self._shows(column):
            return
        part, self._earlier = self._earlier[-AT_ONCE:], self._earlier[:-AT_ONCE]
        below, self.texts = self.texts, self.texts[:1]
        self.viewport().setUpdatesEnabled(False)
        for place, entry in enumerate(part, 1):
            column.insertWidget(place, self._entry(entry))
        self.texts += below[1:]
        in_turns(self, partial(self._go_on, column))

    def _shows(self, column: QVBoxLayout) -> bool:
        """Whether no other ticket came meanwhile."""
        return shiboken6.isValid(column) and column.parentWidget() is self.widget()

    def _go_on(self, column: QVBoxLayout) -> None:
        self.viewport().setUpdatesEnabled(True)
        if self._shows(column) and self._earlier:
            self._add_earlier(column)
        else:
            in_turns(self, self._stand_still)

    def _stand_still(self) -> None:
        self._from_end = -1
        self.shown.emit()

    def _keep_in_sight(self, _least: int, most: int) -> None:
        if self._from_end >= 0:
            self.verticalScrollBar().setValue(most - self._from_end)

    def _when(self, at: datetime) -> str:
        return format_when(at, now=datetime.now(UTC), zone=self._zone, locale=self._locale)

    def _origin(self, ticket: Any) -> str:
        who = ", ".join(part for part in (ticket.requester, ticket.requester_title) if part)
        opened = _("Opened {when}").format(when=self._when(ticket.opened_at))
        if ticket.source:
            opened = f"{opened}  ·  {Source(ticket.source).label}"
        return "  ·  ".join(part for part in (ticket.number, who, opened) if part)

    def _entry(self, entry: Any) -> QWidget:
        if entry.sort == "event":
            return self._event(entry)
        row = QWidget()
        line = QHBoxLayout(row)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(12)
        line.addWidget(Avatar(entry.author or "?", 28), 0, Qt.AlignmentFlag.AlignTop)
        box = _Bubble() if entry.sort == "note" else QWidget()
        words = QVBoxLayout(box)
        words.setContentsMargins(*((12, 8, 12, 10) if entry.sort == "note" else (0, 2, 0, 0)))
        words.setSpacing(2)
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(label(entry.author or _("Nobody known"), "strong"))
        if entry.sort == "note":
            head.addWidget(BadgeLabel(Badge(_("Internal note"), "amber", "lock")))
        head.addWidget(label(self._when(entry.at), "small", "text-2"))
        head.addStretch(1)
        words.addLayout(head)
        body = label(entry.body[:READ_AT_ONCE], "body", wrap=True, selectable=True)
        body.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
        words.addWidget(body)
        self.texts.append(body)
        if len(entry.body) > READ_AT_ONCE:
            more = Button(_("Show the whole message…"), kind="link", run=partial(self._show_whole, entry.body))
            words.addWidget(more, 0, Qt.AlignmentFlag.AlignLeft)
        line.addWidget(box, 1)
        return row

    def _show_whole(self, text: str) -> None:
        """A message of megabytes is laid out by a widget that only lays out what is in sight."""
        dialog = QDialog(self)
        dialog.setWindowTitle(_("The whole message"))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        words = QPlainTextEdit(text)
        words.setReadOnly(True)
        words.setAccessibleName(_("The whole message"))
        column = QVBoxLayout(dialog)
        column.addWidget(words)
        column.addWidget(Button(_("Close"), key="Esc", run=dialog.accept), 0, Qt.AlignmentFlag.AlignRight)
        dialog.resize(Theme.current().px(720), Theme.current().px(560))
        dialog.open()

    def _event(self, entry: Any) -> QWidget:
        row = QWidget()
        line = QHBoxLayout(row)
        line.setContentsMargins(6, 0, 0, 0)
        line.setSpacing(18)
        line.addWidget(IconMark("flag", "text-2"), 0, Qt.AlignmentFlag.AlignTop)
        said = f"{entry.body} · {self._when(entry.at)}"
        told = label(said, "small", "text-2", wrap=True)
        self.texts.append(told)
        line.addWidget(told, 1)
        return row


class _Text(QPlainTextEdit):
    """Ctrl+Enter sends; Tab leaves."""

    send_wanted = Signal()
    too_long = Signal()

    def insertFromMimeData(self, source: QMimeData) -> None:
        if len(source.text()) + self.document().characterCount() > LONGEST:
            self.too_long.emit()
            return
        super().insertFromMimeData(source)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        enter = event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}
        if enter and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.send_wanted.emit()
            return
        super().keyPressEvent(event)


class Composer(QFrame):
    """Reply or internal note; what is typed is kept for each ticket until it is sent."""

    sent = Signal(str, bool, bool)  # text, is a note, wait for an answer; then `stored` or `refused` has to be told
    saved = Signal()
    failed = Signal()
    dirty_changed = Signal(bool)
    stays = True  # leaving never sends

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        drafts = self._drafts = desk.drafts
        self._dirty = False
        drafts.person_changed.connect(self._show_kept)
        self._ticket = 0
        self._note = False
        self._under_way: set[str] = set()  # drafts that are being stored
        self._reply_tab = Button(_("Reply"), kind="quiet", small=True, run=lambda: self.write(note=False))
        self._note_tab = Button(_("Internal note"), kind="quiet", small=True, run=lambda: self.write(note=True))
        for tab in (self._reply_tab, self._note_tab):
            tab.setCheckable(True)
        self.text = _Text()
        self.text.setProperty("look", "plain")
        self.text.setTabChangesFocus(True)
        self.text.setAccessibleName(_("Your answer"))
        self.text.textChanged.connect(self._typed)
        self.text.send_wanted.connect(self.send)
        self.text.too_long.connect(self._refuse_long)
        self._wrong = label("", "small", "red-text", wrap=True)
        self._wait = Button(_("Send and wait"), small=True, run=lambda: self.send(wait=True))
        self._go = Button(_("Send"), kind="primary", small=True, key="Ctrl+Return", run=self.send)
        tabs, foot = QHBoxLayout(), QHBoxLayout()
        for widget in (self._reply_tab, self._note_tab):
            tabs.addWidget(widget)
        self._of_the_desk = desk.may_work("tickets")  # whoever asks for help writes no notes, and waits for nobody
        if not self._of_the_desk:
            self._note_tab.hide()
        tabs.addStretch(1)
        foot.addWidget(self._wrong, 1)
        for widget in (self._wait, self._go):
            foot.addWidget(widget)
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 8, 8, 8)
        column.setSpacing(4)
        column.addLayout(tabs)
        column.addWidget(self.text, 1)
        column.addLayout(foot)
        self._rescale()
        Theme.current().follow(self, self._rescale)
        desk.unsaved.add(self)

    # an editor of `desk.unsaved`; a draft that nobody touched since it was shown is asked about by nothing

    @property
    def is_dirty(self) -> bool:
        """Whether something was typed here that isn't sent."""
        return self._dirty

    @property
    def is_saving(self) -> bool:
        """Whether it is on its way."""
        return self.draft_key in self._under_way

    @property
    def draft_key(self) -> str:
        """Where what is typed here is kept."""
        return self._key(note=self._note)

    def typed_title(self) -> str:
        """What is typed here, as a person calls it."""
        return _("Internal note") if self._note else self._reply_tab.text()

    def save(self) -> bool:
        """Nothing is sent by itself."""
        return False

    def keep(self) -> None:
        """Have it on its way to the disk now."""
        self._drafts.save()

    def discard(self) -> None:
        """Forget what was typed."""
        self._drafts.drop(self.draft_key)
        self._show_kept()

    def _mark_dirty(self, *, dirty: bool) -> None:
        if dirty != self._dirty:
            self._dirty = dirty
            self.dirty_changed.emit(dirty)

    @property
    def is_written(self) -> bool:
        """Whether somebody is writing here now."""
        return self.text.hasFocus() and bool(self.text.toPlainText().strip())

    def _rescale(self) -> None:
        self.setFixedHeight(Theme.current().px(132))

    def show_ticket(self, ticket_id: int, requester: str) -> None:
        """Write about this ticket, going on with what was left here."""
        first = requester.split(maxsplit=1)[0] if requester.split() else ""
        self._reply_tab.setText(_("Reply to {name}").format(name=first) if first and self._of_the_desk else _("Reply"))
        self._reply_tab.updateGeometry()
        if ticket_id != self._ticket:
            self._ticket = ticket_id
            self._note = bool(not self._drafts.get(self._key(note=False)) and self._drafts.get(self._key(note=True)))
            self._show_kept()

    def write(self, *, note: bool) -> None:
        """Put the keyboard into the box, for a note or a reply."""
        if note != self._note:
            self._note = note
            self._show_kept()
        self._mark()
        self.text.setFocus()

    def send(self, *, wait: bool = False) -> None:
        """Hand over what was typed, once; it stays until it is stored."""
        if self._key(note=self._note) in self._under_way:
            return
        text = self.text.toPlainText()
        if not text.strip():
            self._wrong.setText(_("Write something first."))
            self.text.setFocus()
            return
        self._under_way.add(self._key(note=self._note))
        self.text.setReadOnly(True)
        self.sent.emit(text, self._note, wait and not self._note)

    def stored(self, ticket_id: int, *, note: bool) -> None:
        """It was stored: its draft goes, whatever is in front meanwhile."""
        key = self._key(note=note, ticket_id=ticket_id)
        self._under_way.discard(key)
        self._drafts.set(key, "")
        self._drafts.save()
        if key == self._key(note=self._note):
            self._show_kept()

    def refused(self, ticket_id: int, error: UserError, *, note: bool) -> bool:
        """It was not stored: say why, the text stays. False if another ticket is in front by now."""
        key = self._key(note=note, ticket_id=ticket_id)
        self._under_way.discard(key)
        if key != self._key(note=self._note):
            return False
        self.text.setReadOnly(False)
        self._wrong.setText(_("{why} The text is kept as a draft.").format(why=str(error)))
        return True

    def _refuse_long(self) -> None:
        self._wrong.setText(_("That is too long for a message. Nothing was pasted; attach it as a file."))

    def _key(self, *, note: bool, ticket_id: int = 0) -> str:
        return text_key("tickets", ticket_id or self._ticket, "note" if note else "reply")

    def _show_kept(self) -> None:
        kept = self._drafts.get(self._key(note=self._note))
        self.text.blockSignals(True)
        self.text.setPlainText(kept)
        self.text.moveCursor(self.text.textCursor().MoveOperation.End)
        self.text.blockSignals(False)
        self.text.setReadOnly(self._key(note=self._note) in self._under_way)
        self._wrong.setText("")
        self._mark()
        self._mark_dirty(dirty=False)

    def _mark(self) -> None:
        self._reply_tab.setChecked(not self._note)
        self._note_tab.setChecked(self._note)
        self._wait.setVisible(self._of_the_desk and not self._note)
        self._go.setText(_("Keep note") if self._note else _("Send"))
        self._go.updateGeometry()
        self.text.setAccessibleName(_("Internal note") if self._note else self._reply_tab.text())
        self.update()

    def _typed(self) -> None:
        self._wrong.setText("")
        self._drafts.set(
            self._key(note=self._note), self.text.toPlainText(), _("Internal note") if self._note else _("Reply")
        )
        self._mark_dirty(dirty=bool(self.text.toPlainText().strip()))

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = Theme.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        focused = self.text.hasFocus()
        painter.setPen(QPen(theme.color("accent" if focused else "line-input"), 2 if focused else 1))
        painter.setBrush(theme.color("note" if self._note else "surface"))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 8, 8)


def framed(composer: Composer) -> QWidget:
    """The composer with the pane's margins around it."""
    holder = QWidget()
    column = QVBoxLayout(holder)
    column.setContentsMargins(24, 0, 24, 16)
    column.addWidget(composer)
    return holder
