"""Dialogs of 480 px with verbs on their buttons; the safe one is on the left and answers to Esc."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QDialog, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from itdesk.core.texts import _
from itdesk.ui.buttons import Button
from itdesk.ui.labels import label, restyle
from itdesk.ui.sections import IconMark
from itdesk.ui.theme import Theme

if TYPE_CHECKING:
    from itdesk.core.errors import UserError
    from itdesk.ui.desk import Desk, Done, Failed
    from itdesk.ui.typed_fields import TypedFields


class Dialog(QDialog):
    """Title, text, whatever is put into `body`, and two buttons. The title is a question or a verb.

    check is asked before the acting button closes it: it returns what is wrong, or nothing. With `until_taken` it stays
    open until what it asked for was written.
    """

    def __init__(
        self,
        parent: QWidget | None,
        title: str,
        text: str = "",
        *,
        act: str,
        safe: str = "",
        danger: bool = False,
        icon: str = "",
        check: Callable[[], str] | None = None,
    ) -> None:
        super().__init__(parent)
        self.typed: TypedFields | None = None
        self.setWindowTitle(title)
        self._check = check
        self._act_first: Callable[[], object] | None = None
        self._is_writing = False
        outer = QVBoxLayout(self)
        outer.setContentsMargins(20, 20, 20, 20)
        outer.setSpacing(8)
        outer.addWidget(label(title, "section", wrap=True))
        if text:
            outer.addWidget(label(text, "body", "text-2", wrap=True))
        self.body = QVBoxLayout()
        self.body.setSpacing(12)
        self.body.setContentsMargins(0, 4, 0, 0)
        outer.addLayout(self.body)
        self._wrong = QHBoxLayout()
        self._wrong.setSpacing(6)
        self._wrong_icon = IconMark("warn", "red-text", Theme.current().px(12))
        self._wrong_words = label("", "small", "red-text", wrap=True)
        self._wrong.addWidget(self._wrong_icon)
        self._wrong.addWidget(self._wrong_words, 1)
        outer.addLayout(self._wrong)
        self.say_wrong("")
        self.safe = Button(safe or _("Cancel"), key="Esc", run=self.reject)
        self.act = Button(act, kind="danger" if danger else "primary", icon=icon, run=self.accept)
        self.buttons = QHBoxLayout()
        self.buttons.setSpacing(8)
        self.buttons.addStretch()
        self.buttons.addWidget(self.safe)
        self.buttons.addWidget(self.act)
        outer.addSpacing(8)
        outer.addLayout(self.buttons)
        self.setFixedWidth(Theme.current().px(480))
        if danger:
            self.safe.setFocus()
        else:
            self.act.setDefault(True)

    def say_wrong(self, text: str) -> None:
        """Say under the body what keeps it from going on; nothing takes it away."""
        if text and self.typed is not None:
            self.typed.refused()
        self._wrong_words.setText(text)
        self._wrong_icon.setVisible(bool(text))
        self._wrong_words.setVisible(bool(text))
        if self.isVisible():
            self.adjustSize()

    def fit(self) -> None:
        """As high as what is in it, where the screen has room for that; `adjustSize` alone stops at two thirds of it."""
        layout = self.layout()
        if layout is not None:
            self.setMinimumHeight(0)
            layout.activate()
            high = layout.totalHeightForWidth(self.width()) if layout.hasHeightForWidth() else self.sizeHint().height()
            self.setMinimumHeight(min(high, self.screen().availableGeometry().height()))
            self.adjustSize()

    def keep_typed(self, desk: Desk, key: str, title: str, fields: Mapping[str, QWidget]) -> None:
        """Keep what is typed into these fields until the dialog did its work, and ask before it would be lost."""
        from itdesk.ui.typed_fields import TypedFields

        self.typed = TypedFields(self, desk, fields, self.accept)
        if self.typed.begin(key, title) is not None and self.typed.is_dirty:
            self.body.insertWidget(0, label(_("What you typed before is here again."), "small", "text-2", wrap=True))

    def until_taken(self, write: Callable[[], object]) -> None:
        """Run this when the dialog is agreed to, and stay open until it calls `taken`; `refused` says why it was not."""
        self._act_first = write

    def taken(self, _result: object = None) -> None:
        """What was asked for is written: close."""
        self._is_writing = False
        self.done(QDialog.DialogCode.Accepted.value)

    def refused(self, error: UserError) -> None:
        """It could not be written: say why, with everything that is typed still here."""
        self._is_writing = False
        self.say_wrong(str(error))

    def accept(self) -> None:
        if self._is_writing:
            return
        wrong = self._check() if self._check is not None else ""
        self.say_wrong(wrong)
        if wrong:
            return
        if self._act_first is None:
            super().accept()
            return
        self._is_writing = True
        self._act_first()

    def reject(self) -> None:
        from itdesk.ui.leave_dialog import may_leave

        if self._is_writing:
            return  # a moment: it closes, or says why not
        if self.typed is None or may_leave(self.typed, self):
            if self.typed is not None:
                self.typed.end()
            if self.result() != QDialog.DialogCode.Accepted.value:
                super().reject()

    def done(self, result: int) -> None:
        super().done(result)
        if self.typed is not None and self.typed.key and result == QDialog.DialogCode.Accepted.value:
            self.typed.settled()
            self.typed.end()


def outcome(desk: Desk, words: str, asked: Dialog | None = None) -> tuple[Done, Failed]:
    """What follows a write that was asked for in a dialog, or by a key: it closes and a toast tells, or it says why not."""

    def done(_result: object) -> None:
        if asked is not None:
            asked.taken()
        desk.tell_done(words)

    return done, asked.refused if asked is not None else desk.refused.emit


def ask(
    parent: QWidget | None, title: str, text: str, *, act: str, safe: str, danger: bool = False, icon: str = ""
) -> bool:
    """Ask about what can't be undone, and wait; True for the acting button."""
    return (
        Dialog(parent, title, text, act=act, safe=safe, danger=danger, icon=icon).exec() == QDialog.DialogCode.Accepted
    )


class TypeToConfirm(Dialog):
    """For what is gone for good: the name has to be typed."""

    def __init__(self, parent: QWidget | None, title: str, text: str, name: str, *, act: str, safe: str) -> None:
        super().__init__(parent, title, text, act=act, safe=safe, danger=True, icon="trash", check=self._differs)
        self._name = name
        self.field = QLineEdit()
        self.field.setPlaceholderText(_("Type {name} to go on").format(name=name))
        self.field.setAccessibleName(_("Type {name} to go on").format(name=name))
        self.field.textEdited.connect(self._typed)
        self.body.addWidget(self.field)
        self.field.setFocus()

    def _differs(self) -> str:
        if self.field.text().strip().casefold() == self._name.strip().casefold():
            return ""
        restyle(self.field, invalid="true")
        self.field.setFocus()
        return _("The name is {name}. Nothing was deleted.").format(name=self._name)

    def _typed(self) -> None:
        restyle(self.field, invalid="")
        self.say_wrong("")
