"""What was done in the workspace lately, by whom and to how many; each can be taken back from here, for ever."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from itdesk.core.errors import UserError
from itdesk.core.formats import format_count, format_when
from itdesk.core.progress import Progress
from itdesk.core.rights import Deed
from itdesk.core.texts import _
from itdesk.ui.delegates import Line
from itdesk.ui.desk import Desk
from itdesk.ui.dialogs import Dialog
from itdesk.ui.labels import label
from itdesk.ui.pick_list import PickList
from itdesk.ui.theme import Theme

if TYPE_CHECKING:
    from itdesk.db.operations import Operation
    from itdesk.db.undoing import TakenBack

WIDE = 720
HIGH = 360


class OperationsDialog(Dialog):
    """The newest first; those that were taken back already say so."""

    def __init__(self, desk: Desk, parent: QWidget) -> None:
        super().__init__(parent, _("What was done"), act=_("Undo this"), safe=_("Close"), icon="undo")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setModal(True)
        self._desk = desk
        self._found: dict[str, Operation] = {}
        self.list = PickList(_("What was done"), HIGH, many=False)
        self.told = label("", "small", "text-2", wrap=True)
        self.body.addWidget(self.list)
        self.body.addWidget(self.told)
        self.setFixedWidth(Theme.current().px(WIDE))
        self.list.picked.connect(self._tell)
        self.act.setVisible(not desk.database.read_only and desk.may_do(Deed.MERGE))
        self.list.setFocus()
        self._read()

    def _read(self) -> None:
        def read(session: Any) -> list[Operation]:
            from itdesk.db import operations

            return operations.latest(session)

        self._desk.read(self, read, self._show, key="operations")

    def _show(self, found: Sequence[Operation]) -> None:
        self._found = {one.operation: one for one in found}
        now, workspace = datetime.now(UTC), self._desk.workspace
        lines = []
        for one in found:
            when = format_when(one.at, now=now, zone=workspace.zone, locale=workspace.locale)
            said = _("{when}, by {who}").format(when=when, who=one.who) if one.who else when
            said = _("undone · {when}").format(when=said) if one.undone else said
            lines.append(Line(one.operation, one.words, "check" if not one.undone else "undo", end=said))
        self.list.show_lines(lines)

    def picked(self) -> Operation | None:
        """The one in front."""
        keys = self.list.chosen()
        return self._found.get(str(keys[0])) if keys else None

    def _tell(self) -> None:
        one = self.picked()
        self.act.setEnabled(one is not None and not one.undone)
        if one is None:
            self.told.setText(_("Nothing was done yet."))
        elif one.undone:
            self.told.setText(_("This was taken back."))
        else:
            self.told.setText(_("Records: {n}").format(n=format_count(one.records)))

    def accept(self) -> None:
        """Take back what is picked; the dialog stays for more."""
        one = self.picked()
        if one is None or one.undone:
            return
        take_back(self._desk, self, one.operation, self._done, self._refuse)

    def _done(self, result: TakenBack) -> None:
        self.say_wrong(" ".join(result.kept))
        self._read()

    def _refuse(self, error: UserError) -> None:
        self.say_wrong(str(error))


def take_back(desk: Desk, owner: QWidget, operation: str, done: Any = None, failed: Any = None) -> None:
    """Take an operation back, from history and so whenever it was; that is itself a step of undo."""

    def job(session: Any, progress: Progress) -> TakenBack:
        from itdesk.db import undoing

        return undoing.take_back(session, operation, progress)

    def worked(result: TakenBack) -> None:
        desk.tell_done(" ".join([result.words + ("." if result.kept else ""), *result.kept]))
        if done is not None:
            done(result)

    what = _("Undoing")
    desk.write(owner, job, worked, failed or desk.refused.emit, what=what, step=lambda result: result.words)
