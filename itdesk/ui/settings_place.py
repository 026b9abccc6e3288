"""The page of the settings on where the workspace lives: moving it, and taking a copy of it along."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog

from itdesk.core.rights import Deed
from itdesk.core.texts import _
from itdesk.ui import along_actions
from itdesk.ui.buttons import Button
from itdesk.ui.desk import Desk
from itdesk.ui.dialogs import ask
from itdesk.ui.labels import Note, label
from itdesk.ui.move_dialog import MoveDialog
from itdesk.ui.settings_pages import FormPage
from itdesk.ui.theme import Theme
from itdesk.ui.wish import Start, Wish


class PlacePage(FormPage):
    """Says where it is now, and from where it was taken along."""

    start_wanted = Signal(object)  # a Start: the windows are closed for it

    def __init__(self, desk: Desk) -> None:
        super().__init__(
            _("Where it lives"),
            _("A workspace is one file, or one database on a server. It can move between the two, whole."),
        )
        self._desk, self._database = desk, desk.database
        database: Any = desk.database
        self._moved: str = database.moved_to
        self.said = Note(_("It is here: {place}").format(place=database.location))
        self.column.insertWidget(2, self.said)
        self.buttons: dict[str, Button] = {}
        if self._moved:
            self._build_moved()
        elif desk.may_do(Deed.SETTINGS) and not desk.database.read_only:
            self._button("move", _("Move this workspace…"), self._ask_move, "arrow")
        self._build_along()
        self.column.addStretch(1)
        desk.read(self, _read_origin, self._show_origin)

    def _button(self, key: str, words: str, run: Callable[[], object], icon: str = "") -> None:
        self.buttons[key] = Button(words, icon=icon, run=run)
        self.rows.addRow("", self.buttons[key])

    def _build_moved(self) -> None:
        self.said.setText(self._desk.database.why_read_only)
        self._button("open", _("Open it there"), self._open_there, "arrow")
        if self._desk.may_do(Deed.SETTINGS):
            self._button("take_back", _("Use it here again…"), self._ask_take_back, "undo")

    def _build_along(self) -> None:
        head = label(_("Taking it along"), "section")
        head.setContentsMargins(0, Theme.current().px(16), 0, 0)
        self.rows.addRow(head)
        self.note(
            _(
                "A copy holds everything and is worked in as usual, without a connection. Merging it back brings in what was done there; "
                "where both sides changed the same, you choose. A copy from a server is not encrypted until you encrypt it in its settings."
            )
        )
        if self._desk.may_do(Deed.BACKUP) and not self._moved:
            self._button("along", _("Take a copy along…"), self._ask_copy, "download")
        if self._desk.may_do(Deed.IMPORT) and not self._desk.database.read_only:
            self._button("back", _("Merge a copy back…"), self._ask_back, "upload")

    def _show_origin(self, origin: Any) -> None:
        if origin is not None:
            self.note(
                _("This is a copy of {name}, taken along from {place}. Merge it back there.").format(
                    name=origin.name, place=origin.place
                )
            )

    # What is done

    def _ask_move(self) -> None:
        dialog = MoveDialog(self._desk, self)
        dialog.accepted.connect(lambda: self.start_wanted.emit(dialog.start()))
        dialog.open()

    def _open_there(self) -> None:
        self.start_wanted.emit(Start(Wish.OPEN, self._moved))

    def _ask_take_back(self) -> None:
        text = _(
            "What was done in {place} since stays there and is not seen here. From then on there are two workspaces that go their own ways."
        ).format(place=self._moved)
        title = _("Use the workspace here again?")
        if ask(self, title, text, act=_("Use it here"), safe=_("Leave it"), danger=True, icon="undo"):
            self.start_wanted.emit(Start(Wish.TAKE_BACK, str(getattr(self._database, "location", ""))))

    def _ask_copy(self) -> None:
        start = str(Path.home() / _("{name} to take along.itdesk").format(name=self._desk.workspace.name))
        chosen, _kind = QFileDialog.getSaveFileName(
            self, _("Take a copy along"), start, _("itdesk workspaces (*.itdesk)")
        )
        if chosen:
            path = Path(chosen)
            along_actions.take_along(self._desk, path if path.suffix else path.with_suffix(".itdesk"))

    def _ask_back(self) -> None:
        along_actions.ask_back(self._desk, self)


def _read_origin(session: Any) -> Any:
    from itdesk.db.along.origin import origin_of

    return origin_of(session)
