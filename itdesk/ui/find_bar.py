"""Finding inside the page in front: a line to type in, how many there are, the next and the one before."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QWidget

from itdesk.core.formats import format_count
from itdesk.core.texts import _, ngettext
from itdesk.ui.buttons import Button
from itdesk.ui.found_marks import Findable
from itdesk.ui.labels import label
from itdesk.ui.page import Action

WAIT_MS = 80


class FindBar(QFrame):
    """Hidden until it is asked for; Enter and F3 go on, Shift goes back, Esc closes and gives the keyboard back."""

    def __init__(self, target: Findable, back: QWidget) -> None:
        super().__init__()
        self.setProperty("look", "bar")
        self._target, self._back = target, back
        self._count = 0
        self._at = -1
        self.field = QLineEdit()
        self.field.setPlaceholderText(_("Find on this page"))
        self.field.setAccessibleName(_("Find on this page"))
        self.field.setClearButtonEnabled(True)
        self.said = label("", "small", "text-2")
        self.said.setMinimumWidth(self.said.fontMetrics().horizontalAdvance(_("{n} of {all}").format(n=999, all=999)))
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 6, 12, 6)
        row.setSpacing(8)
        row.addWidget(self.field, 1)
        row.addWidget(self.said)
        for icon, name, key, run in (
            ("up", _("Hit before"), "Shift+F3", self.previous),
            ("down", _("Next hit"), "F3", self.next),
            ("x", _("Close"), "Esc", self.close_bar),
        ):
            row.addWidget(Button(icon=icon, kind="quiet", small=True, name=name, key=key, run=run))
        self._wait = QTimer(self, singleShot=True, interval=WAIT_MS)
        self._wait.timeout.connect(self.look)
        self.field.textChanged.connect(lambda _text: self._wait.start())
        self.hide()

    def open(self) -> None:
        """Show it, with what was looked for last marked."""
        self.show()
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.field.selectAll()
        if self.field.text():
            self.look()

    def close_bar(self) -> None:
        """Hide it, and mark nothing."""
        self._wait.stop()
        self.hide()
        self._target.find("")
        self._back.setFocus(Qt.FocusReason.OtherFocusReason)

    def look(self) -> None:
        """Find anew, such as when the page shows something else; the first hit is in front."""
        if self.isHidden():
            return
        self._wait.stop()
        self.tell(self._target.find(self.field.text()))

    def tell(self, count: int) -> None:
        """How many hits there are, from whoever looks for them beside the window; the first is in front."""
        self._count = count
        self._at = -1
        self._go(1)

    def next(self) -> None:
        """The next hit; after the last comes the first."""
        if self.isHidden():
            self.open()
        elif self._wait.isActive():
            self.look()
        else:
            self._go(1)

    def previous(self) -> None:
        """The hit before."""
        if self.isHidden():
            self.open()
        else:
            self._go(-1)

    def _go(self, by: int) -> None:
        if self._count > 0:
            self._at = (self._at + by) % self._count
            self._target.show_hit(self._at)
        self._say()

    def _say(self) -> None:
        words = ""
        if self._count < 0:
            words = _("Looking…")
        elif self._count:
            words = _("{n} of {all}").format(n=format_count(self._at + 1), all=format_count(self._count))
        elif self.field.text():
            words = _("Nothing found")
        self.said.setText(words)
        told = ngettext("{n} hit", "{n} hits", max(0, self._count)).format(n=max(0, self._count))
        self.field.setAccessibleDescription(words and f"{told}, {words}")

    def finding(self, key: str = "Ctrl+F") -> list[Action]:
        """For a page's own actions; key is empty where it is taken."""
        return [
            Action(_("Find on this page"), self.open, key, "search"),
            Action(_("Next hit"), self.next, "F3", "down"),
            Action(_("Hit before"), self.previous, "Shift+F3", "up"),
        ]

    def listen(self, dialog: QWidget) -> None:
        """Answer to the keys anywhere in a dialog, which has no actions of a page, while what is looked through is shown."""
        for action in self.finding():
            shortcut = QShortcut(QKeySequence(action.key), dialog)
            shortcut.activated.connect(partial(self._run_if_shown, action))

    def _run_if_shown(self, action: Action) -> None:
        if self._back.isVisible():
            action.run()

    def escape(self) -> bool:
        """Close it; False if it wasn't open."""
        if self.isHidden():
            return False
        self.close_bar()
        return True

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            back = event.modifiers() & Qt.KeyboardModifier.ShiftModifier
            self.previous() if back else self.next()
        elif event.key() == Qt.Key.Key_Escape:
            self.close_bar()
        else:
            super().keyPressEvent(event)
