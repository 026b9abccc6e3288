"""Everything that hangs on a record, as one part of a panel or page: tags and one button to add, then what there is."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from itdesk.core.rights import Deed
from itdesk.core.texts import N_, _
from itdesk.ui.attachments_pane import AttachmentsPane
from itdesk.ui.chips import Chip
from itdesk.ui.desk import Desk
from itdesk.ui.facts_pane import Facts, FactsPane
from itdesk.ui.flow import FlowLayout
from itdesk.ui.hanging.comments import CommentsPane
from itdesk.ui.hanging.facts import Hung, facts_of, mark_seen
from itdesk.ui.hanging.landing import Landing
from itdesk.ui.hanging.links import LinksPane
from itdesk.ui.hanging.tag_dialogs import TagDialog, put_tags
from itdesk.ui.hanging.tag_paint import TagChip
from itdesk.ui.layouts import clear
from itdesk.ui.menus import menu_of
from itdesk.ui.only_read import say_only_read
from itdesk.ui.own_fields import OwnFields
from itdesk.ui.page import Action
from itdesk.ui.pane_sections import Pane, PaneSection


class TagsPane(FactsPane):
    """The record's tags in one flow, with the button that adds anything at their end."""

    def __init__(self, facts: Facts, desk: Desk, kind: str) -> None:
        super().__init__(facts, desk, kind)
        self._kind = kind
        self.add_chip = Chip(_("Add"), look="add")
        self.add_chip.setAccessibleName(_("Add a tag, comment, link or file"))
        holder = QWidget()
        self._flow = FlowLayout(holder, gap=6)
        self.keep_below().addWidget(holder)
        self._flow.addWidget(self.add_chip)
        self.add_chip.setVisible(desk.may_work(kind))

    def fill(self, facts: Hung) -> bool:
        clear(self._flow, keep=1)  # the button stays, and goes to the end again
        chips = [TagChip(tag.name, tag.tone, removable=self.desk.may_work(self._kind)) for tag in facts.tags]
        for chip in chips:
            chip.clicked.connect(self.edit)
            chip.removed.connect(partial(self.take_off, chip.name))
            self._flow.addWidget(chip)
        self._flow.put_last(self.add_chip)
        return bool(chips) or self.desk.may_work(self._kind)

    def edit(self) -> None:
        """Ask which tags the record has."""
        if self.record_id and self.desk.may_work(self._kind):
            TagDialog(self.desk, self._kind, [self.record_id], self.window()).open()

    def take_off(self, name: str) -> None:
        """Take a tag off."""
        put_tags(self.desk, self, (self._kind, [self.record_id]), (), (name,))


def _given(pane: QWidget) -> Callable[[Desk, str], QWidget]:
    return lambda _desk, _kind: pane


class HungPanes(QWidget):
    """Comments, links and files of one record; `top` is the line of its tags, to be put under the record's title.

    host is the widget on which files land: a panel, a page. own_fields shows the firm's own fields above the rest, for
    pages that don't show every field by themselves.
    """

    def __init__(
        self, desk: Desk, kind: str, host: QWidget, parent: QWidget | None = None, *, own_fields: bool = False
    ) -> None:
        super().__init__(parent)
        self._desk = desk
        self._kind = kind
        self._unread = 0  # the record on which somebody is meant who hasn't seen it yet
        facts = facts_of(desk, kind)
        facts.found.connect(self._note_unread)
        self.tags = TagsPane(facts, desk, kind)
        self.comments = CommentsPane(facts, desk, kind)
        self.links = LinksPane(facts, desk, kind)
        self.files = AttachmentsPane(facts, desk, kind)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self.own = OwnFields(desk, kind) if own_fields else None
        if self.own is not None:
            column.addWidget(self.own)
        self.top = QFrame(parent)
        self.top.setProperty("look", "section")
        inside = QVBoxLayout(self.top)
        inside.setContentsMargins(20, 10, 20, 10)
        inside.addWidget(self.tags)
        self.tags.shown_changed.connect(self.top.setVisible)
        self.tags.add_chip.clicked.connect(self._open_menu)
        for title, pane in (
            (N_("Comments"), self.comments),
            (N_("Links"), self.links),
            (N_("Files"), self.files),
        ):
            section = PaneSection(Pane(title, _given(pane)), desk, kind)
            section.hide()
            column.addWidget(section)
            if pane is self.comments and not desk.may_do(Deed.COMMENTS):
                pane.shown_changed.disconnect()
        self.landing = Landing(host, self.files.take, self._takes_files, self._refuse)

    def _takes_files(self) -> bool:
        return bool(self.record_id) and self._desk.may_add_inside(self._kind, "attachments")

    def _refuse(self) -> None:
        if self.record_id:
            say_only_read(self._desk, self._desk.registry[self._kind])

    @property
    def record_id(self) -> int:
        """The record that is shown; 0 for none."""
        return self.tags.record_id

    @property
    def is_written(self) -> bool:
        """Whether somebody is writing a comment now."""
        return self.comments.typed.is_dirty and self.comments.field.hasFocus()

    def show_record(self, record_id: int) -> None:
        """Show one record's, all read at once."""
        for pane in (self.tags, self.comments, self.links, self.files):
            pane.show_record(record_id)
        if self.own is not None:
            self.own.show_record(record_id)

    def _note_unread(self, found: Mapping[int, Hung]) -> None:
        hung = found.get(self.record_id)
        if hung is not None:
            self._unread = self.record_id if hung.thread.unread else 0
            self._see()

    def _see(self) -> None:
        """What is in sight counts as seen."""
        if self._unread and self._unread == self.record_id and self.isVisible() and self._desk.may_work(self._kind):
            mark_seen(self._desk, self, self._kind, self._unread)
            self._unread = 0

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._see()

    def hung_actions(self) -> list[Action]:
        """What can be hung on the record, for the page's actions; none where nothing may be changed."""
        if not self._desk.may_work(self._kind):
            files = Action(_("Add files…"), self.files.choose, icon="clip")
            return [files] if self._desk.may_add_inside(self._kind, "attachments") else []
        return [
            Action(_("Tags…"), self.tags.edit, icon="tag"),
            Action(_("Write a comment"), self.comments.write_one, icon="note"),
            Action(_("Link a record"), self.links.add, "L", "link"),
            Action(_("Add files…"), self.files.choose, icon="clip"),
            Action(_("Attach what was copied"), self.paste, "Ctrl+V", "clip", listen=False),
            Action(_("What depends on this"), self.links.show_impact, icon="step"),
        ]

    def paste(self) -> None:
        """Attach files or a picture from the clipboard, or say that there are none."""
        if not self.landing.paste():
            self._desk.notify(_("There are no files and no picture on the clipboard."))

    def _open_menu(self) -> None:
        chip = self.tags.add_chip
        menu = menu_of(self.hung_actions()[:5], self)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(chip.mapToGlobal(chip.rect().bottomLeft()))
