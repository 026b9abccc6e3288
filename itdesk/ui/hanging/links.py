"""The links of a record by what they mean, as this record reads them."""

from __future__ import annotations

from functools import partial
from itertools import groupby
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from itdesk.core.texts import _
from itdesk.ui.buttons import Button
from itdesk.ui.desk import Desk
from itdesk.ui.drafts import text_key
from itdesk.ui.facts_pane import Facts, FactsPane
from itdesk.ui.flow import FlowLayout
from itdesk.ui.hanging.asking import TextDialog
from itdesk.ui.hanging.facts import Hung
from itdesk.ui.hanging.steps import do
from itdesk.ui.labels import ElidedLabel, label
from itdesk.ui.menus import menu_of
from itdesk.ui.page import Action
from itdesk.ui.sections import IconMark, TextButton

if TYPE_CHECKING:
    from itdesk.db.links import Linked


class LinksPane(FactsPane):
    """A heading for each meaning, under it the records; each opens, and its menu has the note and the way off."""

    def __init__(self, facts: Facts, desk: Desk, kind: str) -> None:
        super().__init__(facts, desk, kind)
        self._kind = kind

    def fill(self, facts: Hung) -> bool:
        self.count_changed.emit(str(len(facts.links)) if facts.links else "")
        for word, links in groupby(facts.links, key=lambda one: one.word):
            self.column.addWidget(label(word, "small", "text-2"))
            for one in links:
                self.column.addWidget(self._row(one))
        holder = QWidget()
        buttons = FlowLayout(holder, gap=4)  # a narrow panel has no room for both in one line
        if self.desk.may_work(self._kind):
            buttons.addWidget(Button(_("Link"), icon="plus", kind="quiet", small=True, key="L", run=self.add))
        reach = Button(_("What depends on this"), icon="step", kind="quiet", small=True, run=self.show_impact)
        buttons.addWidget(reach)
        self.column.addWidget(holder)
        return bool(facts.links)

    def _row(self, one: Linked) -> QWidget:
        made = QWidget()
        column = QVBoxLayout(made)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        line = QHBoxLayout()
        line.setSpacing(8)
        line.addWidget(IconMark(self.desk.registry[one.kind].icon))
        line.addWidget(TextButton(one.title, partial(self.desk.open_record, one.kind, one.record_id)), 1)
        if one.subtitle:
            line.addWidget(ElidedLabel(one.subtitle.partition(" · ")[0], "small", "text-2"), 1)
        more = Button(icon="dots", kind="quiet", small=True, name=_("More for {title}").format(title=one.title))
        more.clicked.connect(lambda _checked=False: self._menu(one, more))
        line.addWidget(more)
        column.addLayout(line)
        if one.note:
            note = label(one.note, "small", "text-2", wrap=True, selectable=True)
            note.setContentsMargins(24, 0, 0, 4)
            column.addWidget(note)
        return made

    def _menu(self, one: Linked, button: QWidget) -> None:
        actions: list[Action | None] = [
            Action(_("Open"), partial(self.desk.open_record, one.kind, one.record_id), icon="arrow")
        ]
        if self.desk.may_work(self._kind):
            actions += [
                Action(_("Note…"), partial(self._note, one), icon="note"),
                None,
                Action(_("Remove the link"), partial(self._remove, one), icon="trash"),
            ]
        menu = menu_of(actions, self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(button.mapToGlobal(button.rect().bottomLeft()))

    def add(self) -> None:
        """Ask for a record and what the link means."""
        from itdesk.ui.hanging.link_dialog import LinkDialog

        if self.record_id and self.desk.may_work(self._kind):
            LinkDialog(self.desk, (self._kind, self.record_id), self.window()).open()

    def show_impact(self) -> None:
        """The tree of what feels it when this fails."""
        from itdesk.ui.hanging.impact_dialog import ImpactDialog

        if self.record_id:
            ImpactDialog(self.desk, (self._kind, self.record_id), self.window()).open()

    def _note(self, one: Linked) -> None:
        dialog = TextDialog(
            self.window(), _("Note on the link"), _("Why or how they are linked"), one.note, act=_("Save"), tall=True
        )

        def write(session: Any) -> None:
            from itdesk.db import links

            links.set_note(session, one.id, dialog.text)

        def save() -> None:
            words = _("Note on {title} saved").format(title=one.title)
            closed = lambda _result: dialog.done(TextDialog.DialogCode.Accepted)  # noqa: E731 -- read beside its use
            do(self.desk, self, write, words, done=closed, failed=lambda error: dialog.say_wrong(str(error)))

        dialog.wanted.connect(save)
        dialog.keep(self.desk, text_key(self._kind, self.record_id, f"link/{one.id}"), _("Note on the link"))
        dialog.open()

    def _remove(self, one: Linked) -> None:
        def write(session: Any) -> None:
            from itdesk.db import links

            links.remove(session, one.id)

        do(self.desk, self, write, _("Link with {title} removed").format(title=one.title), tell=True)
