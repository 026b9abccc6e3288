"""A ticket beside the queue: what can be done with it, its conversation, where one answers, and its facts."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QSplitter, QVBoxLayout, QWidget

from itdesk.areas.helpdesk.tickets.page_conversation import Composer, Conversation, framed
from itdesk.areas.helpdesk.tickets.page_facts import Facts
from itdesk.core.texts import _
from itdesk.ui.desk import Desk
from itdesk.ui.find_bar import FindBar
from itdesk.ui.found_marks import LabelMarks
from itdesk.ui.labels import restyle
from itdesk.ui.page import Action
from itdesk.ui.theme import Theme
from itdesk.ui.toolbar import Toolbar


class ReadingPane(QFrame):
    """Its parts are shown by the page; changes is whether anything may be written."""

    def __init__(self, desk: Desk, *, changes: bool) -> None:
        super().__init__()
        self.conversation = Conversation(desk)
        self.finder = FindBar(LabelMarks(lambda: self.conversation.texts, self.conversation), self.conversation)
        self.conversation.shown.connect(self.finder.look)
        self.composer = Composer(desk)
        self.facts = Facts(desk)
        self.toolbar = Toolbar()
        restyle(self, look="surface")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        inner = QSplitter(Qt.Orientation.Horizontal)
        inner.setHandleWidth(1)
        pane = QWidget()
        words = QVBoxLayout(pane)
        words.setContentsMargins(0, 0, 0, 0)
        words.setSpacing(0)
        words.addWidget(self.finder)
        words.addWidget(self.conversation, 1)
        holder = framed(self.composer)
        words.addWidget(holder)
        holder.setHidden(not changes)  # once it lies in the pane: alone it would be a window that flashes by
        inner.addWidget(pane)
        inner.addWidget(self.facts)
        inner.setStretchFactor(0, 1)
        theme = Theme.current()
        inner.setSizes([theme.px(560), theme.px(280)])
        column.addWidget(self.toolbar)
        column.addWidget(inner, 1)

    def has_keyboard(self) -> bool:
        """Whether the keyboard is somewhere in here."""
        focus = self.window().focusWidget()
        return focus is not None and self.isAncestorOf(focus)

    def finding(self) -> list[Action]:
        """Looking through the conversation; Ctrl+F does it too while the keyboard is in here."""
        opened, after, before = self.finder.finding("Ctrl+Alt+F")
        return [replace(opened, label=_("Find in this conversation")), after, before]
