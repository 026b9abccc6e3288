"""At the start: what was left unsaved is told, and goes on where the person wants it to."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject
from PySide6.QtGui import QGuiApplication

from itdesk.core.texts import _
from itdesk.ui import crash
from itdesk.ui.desk import Desk
from itdesk.ui.drafts import FIRM, PLACE
from itdesk.ui.page import Action

if TYPE_CHECKING:
    from itdesk.files.drafts import Kept
    from itdesk.ui.left_over import Left
    from itdesk.ui.window import Window


class TakingUp(QObject):
    """show_page brings the page of a kind to the front, and returns it, or None where the page before keeps the person."""

    def __init__(
        self, desk: Desk, window: Window, show_page: Callable[[str], Any], show_firm: Callable[[str], object]
    ) -> None:
        super().__init__(desk)
        self._show_firm = show_firm
        self._desk = desk
        self._window = window
        self._show_page = show_page

    def tell(self) -> None:
        """Say what is left, if anything is; nothing is forced on the person."""
        if self._desk.drafts.closed:
            return  # the window was closed before it was quiet
        self._tell_fault()
        self._desk.drafts.prepare()
        self._look(self._tell)

    def _tell_fault(self) -> None:
        """Once, after a run that a fault ended: offer the report that it left."""
        found = crash.take_before()
        if found:
            copy = Action(_("Copy report"), partial(QGuiApplication.clipboard().setText, found), listen=False)
            self._window.notices.news(_("itdesk ended unexpectedly last time. What was saved is safe."), copy)

    def show(self) -> None:
        """The list of what is left."""
        self._look(self._list)

    def _look(self, then: Callable[[list[Left]], object]) -> None:
        desk = self._desk
        drafts, registry = desk.drafts, desk.registry
        from itdesk.ui.left_over import sift  # nothing of this before the first paint

        shown = self._shown()

        def read(session: Any) -> tuple[list[Left], list[str]]:
            waiting: list[Kept] = [
                kept for kept in drafts.read_all() if kept.at < drafts.began or kept.key not in shown
            ]
            return sift(session, registry, waiting)

        def done(found: tuple[list[Left], list[str]]) -> None:
            left, stored = found
            for key in stored:
                drafts.drop(key)
            then(left)

        desk.read(self, read, done, key="left over")

    def _shown(self) -> frozenset[str]:
        """Where something is typed now, or was taken up again because the record was open."""
        return frozenset(getattr(one, "draft_key", "") for one in self._desk.unsaved.dirty())

    def _tell(self, left: list[Left]) -> None:
        from itdesk.ui.left_over import summary

        self._desk.drafts.changed.emit()  # lists mark what is left from now on
        if left:
            self._window.notices.news(summary(left), Action(_("Show"), self.show, listen=False))

    def _list(self, left: list[Left]) -> None:
        from itdesk.ui.left_over import LeftOver

        if not left:
            self._window.notices.done(_("Everything that was typed here is saved."))
            return
        dialog = LeftOver(self._desk, left, self._window)
        dialog.opened.connect(self._open)
        dialog.open()

    def _open(self, one: Left) -> None:
        if one.place == FIRM:
            self._show_firm("workspace")
        elif one.place == PLACE:
            page = self._show_page(one.kind)
            if one.kept.key.endswith("/import") and hasattr(page, "open_import"):
                page.open_import()
        else:
            self._open_record(one)

    def _open_record(self, one: Left) -> None:
        from itdesk.ui.create_dialog import CreateDialog
        from itdesk.ui.edit_dialog import EditDialog

        record_type = self._desk.registry[one.kind]
        if one.kept.key in self._shown():
            self._show_page(one.kind)
        elif one.is_text and one.record_id is not None:
            self._desk.open_record(one.kind, one.record_id) if one.record_id else self._show_page(one.kind)
        elif one.gone or one.record_id is None:
            dialog = CreateDialog(self._desk, record_type, parent=self._window, whole=one.gone)
            dialog.form.start_from(one.kept, one.rest)
            dialog.created_titled.connect(partial(self._made, one))
            dialog.open()
        else:
            page = self._show_page(one.kind)
            if page is None:
                return
            page.open_record(one.record_id)
            if not getattr(page, "edits_in_place", False):
                EditDialog(self._desk, record_type, one.record_id, self._window).open()

    def _made(self, one: Left, record_id: int, _title: str) -> None:
        """The draft of a record that was deleted lies under that record's key."""
        self._desk.drafts.drop(one.kept.key)
        self._desk.open_record(one.kind, record_id)
