"""What people say about a record: the newest comments, and a field for the next."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from itdesk.core.errors import UserError
from itdesk.core.formats import format_when
from itdesk.core.texts import _, ngettext
from itdesk.ui.avatars import Avatar
from itdesk.ui.buttons import Button
from itdesk.ui.desk import Desk
from itdesk.ui.drafts import text_key
from itdesk.ui.facts_pane import Facts, FactsPane
from itdesk.ui.hanging.facts import COMMENTS, Hung
from itdesk.ui.hanging.markdown_view import MarkdownLabel
from itdesk.ui.hanging.mention_edit import MentionEdit
from itdesk.ui.hanging.steps import do
from itdesk.ui.labels import ElidedLabel, label
from itdesk.ui.layouts import clear
from itdesk.ui.leave_dialog import may_leave
from itdesk.ui.menus import menu_of
from itdesk.ui.page import Action
from itdesk.ui.typed_fields import TypedFields

if TYPE_CHECKING:
    from itdesk.db.comments import Comment, Thread

EARLIER = 200


class CommentsPane(FactsPane):
    """Comments oldest first; the field for a new one opens on demand and keeps what is typed until it is sent."""

    def __init__(self, facts: Facts, desk: Desk, kind: str) -> None:
        super().__init__(facts, desk, kind)
        self._kind = kind
        self._editing = 0  # the comment that is being changed
        self._shown = 0
        self._composer = QWidget()
        self.field = MentionEdit(desk)
        self.field.sent.connect(self.send)
        self.field.left.connect(self._leave)
        self.typed = TypedFields(self, desk, {"body": self.field}, self.send, stays=True)
        self.typed.gone.connect(self._close)
        inside = QVBoxLayout(self._composer)
        inside.setContentsMargins(0, 4, 0, 0)
        inside.setSpacing(6)
        inside.addWidget(self.field)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(Button(_("Cancel"), kind="quiet", small=True, run=self._leave))
        self._send = Button(_("Comment"), kind="primary", small=True, key="Ctrl+Return", run=self.send)
        row.addWidget(self._send)
        inside.addLayout(row)
        self._composer.hide()
        self._rows = QVBoxLayout()
        self._rows.setSpacing(10)
        self._begin = Button(_("Write a comment"), icon="plus", kind="quiet", small=True, run=self.write_one)
        whole = self.keep_below()
        whole.setSpacing(6)
        whole.addLayout(self._rows)
        whole.addWidget(self._composer)
        whole.addWidget(self._begin, 0, Qt.AlignmentFlag.AlignLeading)
        self._begin.setVisible(desk.may_work(kind))

    def show_record(self, record_id: int) -> None:
        another = record_id != self.record_id
        if another:
            self._close()  # a text that was begun stays with its record, as a draft
        super().show_record(record_id)
        if another and self.desk.drafts.get(self._key):
            self._open()

    def fill(self, facts: Hung) -> bool:
        self._show_thread(facts.thread)
        return bool(facts.thread.total) or not self._composer.isHidden()

    def _show_thread(self, thread: Thread) -> None:
        clear(self._rows)
        self._shown = thread.total
        self.count_changed.emit(str(thread.total) if thread.total else "")
        hidden = thread.total - len(thread.comments)
        if hidden > 0:
            words = ngettext("Show {n} earlier comment", "Show {n} earlier comments", hidden).format(n=hidden)
            self._rows.addWidget(Button(words, kind="link", run=self._read_earlier), 0, Qt.AlignmentFlag.AlignLeading)
        for comment in thread.comments:
            self._rows.addWidget(self._row(comment))

    def _read_earlier(self) -> None:
        kind, record_id = self._kind, self.record_id

        def read(session: Any) -> Thread:
            from itdesk.db import comments

            return comments.of(session, kind, record_id, max(EARLIER, COMMENTS))

        self.desk.read(self, read, self._show_thread, key="earlier")

    def _row(self, comment: Comment) -> QWidget:
        made = QWidget()
        line = QHBoxLayout(made)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(8)
        who = comment.who or _("Nobody in particular")
        line.addWidget(Avatar(who), 0, Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout()
        column.setSpacing(2)
        head = QHBoxLayout()
        head.setSpacing(6)
        head.addWidget(ElidedLabel(who, "strong"), 1)
        workspace = self.desk.workspace
        when = format_when(comment.at, now=datetime.now(UTC), zone=workspace.zone, locale=workspace.locale)
        head.addWidget(label(_("{when}, edited").format(when=when) if comment.edited else when, "small", "text-2"))
        if comment.mine and self.desk.may_work(self._kind):
            more = Button(icon="dots", kind="quiet", small=True, name=_("More for this comment"))
            more.clicked.connect(lambda _checked=False: self._menu(comment, more))
            head.addWidget(more)
        column.addLayout(head)
        column.addWidget(MarkdownLabel(self.desk, comment.body))
        line.addLayout(column, 1)
        return made

    def _menu(self, comment: Comment, button: QWidget) -> None:
        actions = [
            Action(_("Change"), partial(self._edit, comment), icon="edit"),
            Action(_("Remove"), partial(self._remove, comment), icon="trash"),
        ]
        menu = menu_of(actions, self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(button.mapToGlobal(button.rect().bottomLeft()))

    # writing

    def write_one(self) -> None:
        """Open the field for a new comment."""
        if self.desk.may_work(self._kind):
            self._open()
            self.field.setFocus()

    @property
    def _key(self) -> str:
        return text_key(self._kind, self.record_id, f"comment/{self._editing}" if self._editing else "comment")

    def _open(self) -> None:
        if not self.typed.key:
            self.typed.begin(self._key, _("Change of a comment") if self._editing else _("Comment"))
        self.shown_changed.emit(True)
        self._composer.show()
        self._begin.hide()
        self._send.setText(_("Save") if self._editing else _("Comment"))

    def _edit(self, comment: Comment) -> None:
        if not may_leave(self.typed, self.window()):
            return
        self._close()
        self._editing = comment.id
        self.field.show_body(comment.body)
        self.write_one()

    def _leave(self) -> None:
        if may_leave(self.typed, self.window()):
            self._close()

    def _close(self) -> None:
        self.typed.end()
        self._editing = 0
        self.field.show_body("")
        self._composer.hide()
        self._begin.setVisible(self.desk.may_work(self._kind))
        if not self._shown:
            self.shown_changed.emit(False)

    def send(self) -> None:
        """Save what is typed; it stays in the field where that is refused."""
        kind, record_id, body, editing = self._kind, self.record_id, self.field.body, self._editing
        if not body.strip():
            self.field.setFocus()
            return

        def write(session: Any) -> None:
            from itdesk.db import comments

            if editing:
                comments.edit(session, editing, body)
            else:
                comments.add(session, kind, record_id, body)

        words = _("Comment changed") if editing else _("Comment added")
        key = self.typed.key

        def done(_result: object) -> None:
            if self.typed.key == key:
                self.typed.settled()
                self._close()
            else:  # another record is in front by now
                self.desk.drafts.drop(key)

        def failed(error: UserError) -> None:
            self.typed.refused()
            self.desk.refused.emit(error)

        do(self.desk, self, write, words, done=done, failed=failed)

    def _remove(self, comment: Comment) -> None:
        def write(session: Any) -> None:
            from itdesk.db import comments

            comments.remove(session, comment.id)

        do(self.desk, self, write, _("Comment removed"), tell=True)
