"""What is done with whole sections of a plan: added, renamed, moved, given a system, deleted."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QPoint, Qt

from itdesk.areas.continuity.plans.page_dialogs import SectionDialog
from itdesk.core.texts import _
from itdesk.ui.page import Action

if TYPE_CHECKING:
    from itdesk.areas.continuity.plans.page import PlanPage


class SectionActions:
    """The verbs of the outline, each with its undo."""

    def __init__(self, page: PlanPage) -> None:
        self._page = page

    def add(self, above: int | None = None) -> None:
        """Ask for a new section beside the one in front, or in a chapter."""
        if above is None and self._page.section is not None:
            above = self._page.section.parent_id
        dialog = SectionDialog(self._page.writer.desk, self._page, self._page.plan, above=above)
        dialog.until_taken(lambda: self._put(dialog))
        dialog.open()

    def _put(self, dialog: SectionDialog) -> None:
        values = dialog.values()
        title, parent, kind = values["title"], values["parent_id"], values["kind"]
        place = None
        if self._page.section is not None and self._page.section.parent_id == parent:
            order = [one.id for one in self._page.outline.tree.beside(parent)]
            place = order.index(self._page.section.id) + 1
        named = {
            "parent_id": parent,
            "position": place,
            "values": {"system_id": values["system_id"]} if values["system_id"] else None,
        }

        def added(section_id: int) -> None:
            self._page.go_into(section_id)

        self._page.writer.add(
            _("Section “{title}” added").format(title=title),
            "section",
            (self._page.plan.id, title, kind),
            named,
            added,
            asked=dialog,
        )

    def change(self, section: Any) -> None:
        """Ask for another type or system."""
        dialog = SectionDialog(self._page.writer.desk, self._page, self._page.plan, section)
        dialog.until_taken(lambda: self._changed(section, dialog))
        dialog.open()

    def _changed(self, section: Any, dialog: SectionDialog) -> None:
        values = dialog.values()
        system = section.system.id if section.system is not None else None
        before = {"title": section.title, "kind": section.kind, "system_id": system}
        after = {name: values[name] for name in before}
        if after == before:
            dialog.taken()
            return
        what = _("Type and system of “{title}”").format(title=section.title)
        self._page.writer.change(what, "section", section.id, after, before, asked=dialog)

    def rename(self, section: Any, title: str) -> None:
        """Give a section another title."""
        what = _("Title of “{title}”").format(title=section.title)
        self._page.writer.change(what, "section", section.id, {"title": title}, {"title": section.title})

    def move(self, section: Any, parent: int | None, place: int) -> None:
        """Put a section elsewhere; Ctrl+Z puts it back."""
        what = _("“{title}” moved").format(title=section.title)
        self._page.writer.move(what, "section", section.id, {"parent_id": parent, "position": place})

    def delete(self, section: Any) -> None:
        """Take out a section with everything in it; Ctrl+Z puts it back."""
        order = [one.id for one in self._page.plan.sections]
        place = order.index(section.id)
        self._page.stand_on_next(order[place - 1] if place else 0)
        self._page.writer.take_out(_("“{title}” deleted").format(title=section.title), "section", section.id)

    def menu(self, section: Any, at: QPoint) -> None:
        """What can be done with a section."""
        tree = self._page.outline.tree
        actions: list[Action | None] = [Action(_("Write"), self._page.go_in, "Return", "edit")]
        if self._page.editable:
            actions += [
                Action(_("Rename"), tree.rename, "F2", "edit"),
                Action(_("Type and system…"), partial(self.change, section), icon="sliders"),
                Action(_("Add a part…"), partial(self.add, section.id), icon="plus"),
                None,
                Action(_("Move up"), partial(tree.shift, Qt.Key.Key_Up), "Alt+Up", "up"),
                Action(_("Move down"), partial(tree.shift, Qt.Key.Key_Down), "Alt+Down", "down"),
                Action(_("Into the section above"), partial(tree.shift, Qt.Key.Key_Right), "Alt+Right", "right"),
                Action(_("Out of its chapter"), partial(tree.shift, Qt.Key.Key_Left), "Alt+Left", "left"),
                None,
                Action(_("Delete section"), partial(self.delete, section), "Del", "trash"),
            ]
        self._page.show_menu(actions, at)
