"""The shared PC's screen: three steps to report something, the receipt, and a look after one's own ticket."""

from __future__ import annotations

from functools import cached_property, partial
from typing import Any, TypeVar

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import (
    QCloseEvent,
    QGuiApplication,
    QHideEvent,
    QKeyEvent,
    QKeySequence,
    QResizeEvent,
    QShortcut,
    QShowEvent,
)
from PySide6.QtWidgets import QApplication, QHBoxLayout, QSpacerItem, QStackedWidget, QVBoxLayout, QWidget

from itdesk.areas.helpdesk.kiosk.asking import is_by_functions
from itdesk.areas.helpdesk.kiosk.page_bars import TintBar
from itdesk.areas.helpdesk.kiosk.page_buttons import BigButton
from itdesk.areas.helpdesk.kiosk.page_idle import Idle
from itdesk.areas.helpdesk.kiosk.page_leaving import Leaving
from itdesk.areas.helpdesk.kiosk.page_login import LeavingByLogin
from itdesk.areas.helpdesk.kiosk.page_own import LookSheet, OwnSheet
from itdesk.areas.helpdesk.kiosk.page_problem import ProblemSheet
from itdesk.areas.helpdesk.kiosk.page_receipt import ReceiptSheet
from itdesk.areas.helpdesk.kiosk.page_send import SendSheet
from itdesk.areas.helpdesk.kiosk.page_trail import StepTrail
from itdesk.areas.helpdesk.kiosk.page_who import WhoSheet
from itdesk.core.errors import UserError
from itdesk.core.texts import _, ngettext
from itdesk.ui import icons, shared
from itdesk.ui.avatars import Avatar
from itdesk.ui.desk import Desk
from itdesk.ui.labels import label
from itdesk.ui.theme import Theme
from itdesk.ui.turns import in_turns

IDLE_MS = 60_000
WARN_SECONDS = 15
LOW = 680  # pixels of height under which the air goes

STEPS = (WhoSheet, ProblemSheet, SendSheet)  # in the order in which somebody goes through them
Step = WhoSheet | ProblemSheet | SendSheet | ReceiptSheet | LookSheet | OwnSheet
Kind = TypeVar("Kind", WhoSheet, ProblemSheet, SendSheet, ReceiptSheet, LookSheet, OwnSheet)


def open_kiosk(desk: Desk) -> Kiosk:
    """The screen over everything else. It is left with Ctrl+Shift+Q and a password, and tells `left` then."""
    kiosk = Kiosk(desk)
    kiosk.showFullScreen()
    return kiosk


class Kiosk(QWidget):
    """Goes through the steps; whoever walks away leaves nothing behind after idle_ms."""

    left = Signal(int)  # who said their password for it; 0 where nobody had to

    def __init__(self, desk: Desk, *, idle_ms: int = IDLE_MS) -> None:
        super().__init__()
        self._desk = desk
        self._person = (0, "")
        self._leaving = False
        self._left_by = 0
        self._copied = False  # something was copied on this screen
        self.setObjectName("window")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setWindowTitle(_("{firm} IT help").format(firm=desk.workspace.name))
        self.trail = StepTrail((_("You"), _("The problem"), _("Send")))
        self.stack = QStackedWidget()
        self.idle = Idle(self, idle_ms)
        self.leaving = (LeavingByLogin if is_by_functions(desk) else Leaving)(self, desk, self.idle.watch)
        self.leaving.agreed.connect(self.leave)
        self._compact: bool | None = None
        self._sheets: list[Step] = []  # those that are made
        self.shown: Step = self.who
        self._warning = TintBar("amber", "clock")
        self._build()
        self._connect()
        self.start()
        in_turns(self, *(partial(getattr, self, name) for name in ("problem", "send", "receipt", "look", "own")))

    # each sheet is made when it is needed, or in a turn of its own after the first one is there

    @cached_property
    def who(self) -> WhoSheet:
        """One's name."""
        sheet = WhoSheet(self._desk)
        sheet.picked.connect(self._pick)
        sheet.look_wanted.connect(lambda: self._show(self.look))
        return self._add(sheet)

    @cached_property
    def problem(self) -> ProblemSheet:
        """What it is about; its pictures are read ahead."""
        sheet = ProblemSheet(self._desk)
        sheet.back_wanted.connect(self.go_back)
        sheet.done.connect(self._sum_up)
        sheet.join_wanted.connect(self._join)
        sheet.read_pictures()
        return self._add(sheet)

    @cached_property
    def send(self) -> SendSheet:
        """Everything once more, and the button."""
        sheet = SendSheet(self._desk)
        sheet.back_wanted.connect(self.go_back)
        sheet.change_problem.connect(lambda: self._show(self.problem))
        sheet.change_name.connect(lambda: self._show(self.who))
        sheet.sent.connect(self._sent)
        sheet.busy.connect(self._hold)
        return self._add(sheet)

    @cached_property
    def receipt(self) -> ReceiptSheet:
        """The number and the code."""
        sheet = ReceiptSheet(self._desk)
        sheet.finished.connect(self.start)
        return self._add(sheet)

    @cached_property
    def look(self) -> LookSheet:
        """The way to one's own ticket."""
        sheet = LookSheet(self._desk)
        sheet.back_wanted.connect(self.start)
        sheet.found.connect(self._show_own)
        return self._add(sheet)

    @cached_property
    def own(self) -> OwnSheet:
        """One's own ticket."""
        sheet = OwnSheet(self._desk)
        sheet.finished.connect(self.start)
        sheet.busy.connect(self._hold)
        return self._add(sheet)

    def _add(self, sheet: Kind) -> Kind:
        self._sheets.append(sheet)
        self.stack.addWidget(sheet)
        if self._compact is not None:
            sheet.set_compact(compact=self._compact)
        return sheet

    def _build(self) -> None:
        theme = Theme.current()
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        head = QHBoxLayout()
        head.setSpacing(12)
        logo = label()
        logo.setPixmap(icons.pixmap("logo", "accent", theme.px(32)))
        head.addWidget(logo)
        head.addItem(QSpacerItem(0, theme.px(48)))  # as high without a name as with one
        head.addWidget(label(self.windowTitle(), "section"))
        head.addStretch(1)
        self._avatar = Avatar("", 28)
        self._name = label("", "lead", "text-2")
        self.not_you = BigButton(_("Not you?"), kind="link", run=self.start)
        self._you = QWidget()
        row = QHBoxLayout(self._you)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        for part in (self._avatar, self._name, self.not_you):
            row.addWidget(part)
        head.addWidget(self._you)
        head.setContentsMargins(40, 8, 40, 0)
        self._above, self._below = QSpacerItem(0, 0), QSpacerItem(0, 0)
        whole.addLayout(head)
        whole.addItem(self._above)
        whole.addWidget(self.trail)
        whole.addItem(self._below)
        whole.addWidget(self.stack, 1)
        self._warning.setParent(self)
        self._warning.hide()
        self._make_room()

    def _make_room(self) -> None:
        """Less air on a low screen, so that what matters is in sight."""
        theme = Theme.current()
        compact = self.height() < theme.px(LOW)
        if compact == self._compact:
            return
        self._compact = compact
        self._above.changeSize(0, 0 if compact else theme.px(18))
        self._below.changeSize(0, theme.px(8 if compact else 36))
        for sheet in self._sheets:
            sheet.set_compact(compact=compact)
        layout = self.layout()
        if layout is not None:
            layout.invalidate()

    def _reveal(self, _old: QWidget | None, new: QWidget | None) -> None:
        """Scroll to what has the keyboard."""
        self.shown.middle.reveal(new)

    def _connect(self) -> None:
        self.idle.seconds_left.connect(self._count_down)
        self.idle.over.connect(self.start)
        self._desk.changed.connect(self._refresh)
        QApplication.clipboard().dataChanged.connect(self._note_copy)
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._reveal)
        QShortcut(QKeySequence("Ctrl+Shift+Q"), self).activated.connect(self.ask_to_leave)

    # From step to step

    def start(self) -> None:
        """Back to the start, with everything forgotten that was typed, picked or shown."""
        self.leaving.drop()
        self._hold(on=False)
        self._person = (0, "")
        for sheet in self._sheets:
            sheet.forget()
        if self._copied:
            QApplication.clipboard().clear()
        self._copied = False
        if "problem" in self.__dict__:
            self.problem.read_pictures()
        self._show(self.who)

    def _show(self, sheet: Step) -> None:
        in_steps = isinstance(sheet, STEPS)
        # kept as room, so that nothing jumps
        self.trail.setVisible(in_steps)
        if in_steps:
            self.trail.show_step(STEPS.index(type(sheet)))
        known = bool(self._person[0]) and sheet is not self.who
        self._you.setVisible(known)
        self._name.setText(self._person[1])
        self._avatar.set_name(self._person[1])
        self.not_you.setAccessibleDescription(self._person[1])
        self.shown = sheet
        self.stack.setCurrentWidget(sheet)
        sheet.middle.verticalScrollBar().setValue(0)
        sheet.begin()
        self.idle.restart()

    def _pick(self, person_id: int, name: str) -> None:
        self._person = (person_id, name)
        self._show(self.problem)

    def _sum_up(self) -> None:
        words = self.problem.words.toPlainText().strip()
        self.send.show_report(self._person, self.problem.grid.chosen, words, self.problem.usual.text())
        self._show(self.send)

    def _sent(self, receipt: Any, how: shared.How) -> None:
        self._end_with()
        self.receipt.show_receipt(receipt, how)
        self._show(self.receipt)

    def _end_with(self) -> None:
        """What was typed is stored: only the receipt is left of it."""
        self._person = (0, "")
        for sheet in self._sheets:
            if isinstance(sheet, STEPS):
                sheet.forget()

    def _join(self, announcement_id: int) -> None:
        person_id = self._person[0]

        def job(session: Any) -> Any:
            from itdesk.areas.helpdesk.kiosk import operations

            return operations.join(session, announcement_id, person_id)

        def letter(session: Any) -> Any:
            from itdesk.areas.helpdesk.kiosk import letters

            return letters.join(session, announcement_id, person_id)

        def joined(number: str, _how: shared.How) -> None:
            self._hold(on=False)
            self._end_with()
            self.receipt.show_joined(number)
            self._show(self.receipt)

        def failed(error: UserError) -> None:
            self._hold(on=False)
            self.problem.error.show_error(error.message, error.cure)

        self._hold(on=True)
        self.problem.setFocus()
        shared.do(self._desk, self, job, letter, joined, failed)

    def _show_own(self, receipt: Any, ticket: Any) -> None:
        self.look.forget()
        self.own.show_ticket(receipt, ticket)
        self._show(self.own)

    def go_back(self) -> None:
        """One step back; what was typed stays until the start is reached by waiting or by "Not you?"."""
        sheet = self.shown
        if sheet is self.send and self.send.back.isEnabled():
            self._show(self.problem)
        elif sheet is self.problem:
            self._show(self.who)
        elif sheet is not self.send:
            self.start()

    def _refresh(self, kinds: frozenset[str]) -> None:
        """Show what the help desk changed meanwhile."""
        sheet = self.shown
        if sheet is self.who and "people" in kinds:
            self.who.read()
        elif sheet is self.problem and kinds & {"ticket_categories", "announcements"}:
            self.problem.read()
        elif sheet is self.own and "tickets" in kinds:
            self.own.refresh()

    # Nobody there

    def _hold(self, on: bool) -> None:  # noqa: FBT001 -- a Qt slot
        self.not_you.setEnabled(not on)
        if on:
            self.idle.hold()
            self._warning.hide()
        else:
            self.idle.restart()

    @property
    def _fresh(self) -> bool:
        return self.shown is self.who and self.who.is_fresh

    def _count_down(self, left: int) -> None:
        if self.shown is self.receipt:
            self.receipt.show_seconds(left)
        warn = left <= WARN_SECONDS and not self._fresh and self.shown is not self.receipt
        if warn:
            self._warning.say(
                _("Are you still there?"),
                ngettext(
                    "This starts anew in {n} second, and forgets what was typed. Press any key to stay.",
                    "This starts anew in {n} seconds, and forgets what was typed. Press any key to stay.",
                    left,
                ).format(n=left),
            )
            self._warning.show()
            self._warning.raise_()
            self._place_warning()
        else:
            self._warning.hide()

    def _place_warning(self) -> None:
        width = min(self.width() - 48, Theme.current().px(640))
        height = max(self._warning.heightForWidth(width), self._warning.sizeHint().height())
        self._warning.setGeometry((self.width() - width) // 2, 8, width, height)  # no button lies there

    def _note_copy(self) -> None:
        self._copied = self._copied or self.isActiveWindow()

    # Leaving

    def ask_to_leave(self) -> None:
        """Anybody can press the keys, so it is asked."""
        self.leaving.ask()

    def leave(self, person: int = 0) -> None:
        """Close this screen."""
        self._leaving, self._left_by = True, person
        self.close()

    # Qt

    def sizeHint(self) -> QSize:
        return QSize(1440, 900)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._make_room()
        self._place_warning()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        handle = self.windowHandle()
        if handle is not None:
            self.idle.watch(handle)
        self.idle.restart()

    def hideEvent(self, event: QHideEvent) -> None:
        self.idle.hold()
        super().hideEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        sheet = self.shown
        enter = event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}
        if event.key() == Qt.Key.Key_Escape and not event.modifiers():
            self.go_back()
        elif event.key() == Qt.Key.Key_F2 and sheet is self.who:
            self._show(self.look)
        elif enter and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            # held down it would run through the next step as well
            if not event.isAutoRepeat():
                self.shown.go_on()
        elif event.matches(QKeySequence.StandardKey.Paste) and sheet is self.send:
            self.send.paste()
        else:
            super().keyPressEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        app = QGuiApplication.instance()
        saving = isinstance(app, QGuiApplication) and app.isSavingSession()
        if not self._leaving and not saving:
            event.ignore()
            self.ask_to_leave()
            return
        self.idle.hold()
        super().closeEvent(event)
        self.left.emit(self._left_by)
