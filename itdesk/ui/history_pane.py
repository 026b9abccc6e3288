"""What happened to a record: who, when, which field, from what to what; newest first."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from functools import partial
from itertools import groupby
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from itdesk.core.formats import format_when
from itdesk.core.rights import Verb
from itdesk.core.texts import _
from itdesk.ui.buttons import Button
from itdesk.ui.desk import Desk
from itdesk.ui.labels import label
from itdesk.ui.layouts import clear
from itdesk.ui.menus import menu_of
from itdesk.ui.operations_dialog import take_back
from itdesk.ui.page import Action
from itdesk.ui.theme import Theme

if TYPE_CHECKING:
    from itdesk.db.history import Change

FEW = 6
MORE = 50
LONGEST = 160  # characters of a value; a longer text is cut


class HistoryPane(QWidget):
    """The last few changes with a way to the earlier ones."""

    def __init__(self, desk: Desk, kind: str, few: int = FEW) -> None:
        super().__init__()
        self._desk = desk
        self._kind = kind
        self._few = few
        self._id = 0
        self._shown = 0
        self._before: int | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(12)
        self._grid.setVerticalSpacing(4)
        self._grid.setColumnStretch(1, 1)
        column.addLayout(self._grid)
        self._more = Button(_("Show earlier changes"), kind="link", run=self._read_more)
        self._more.hide()
        column.addWidget(self._more, 0, Qt.AlignmentFlag.AlignLeading)

    def show_record(self, record_id: int) -> None:
        """Read the record's newest changes."""
        self._id = record_id
        self._read(None, self._few)

    def _read_more(self) -> None:
        self._read(self._before, MORE)

    def _read(self, before: int | None, limit: int) -> None:
        kind, record_id = self._kind, self._id

        def read(session: Any) -> list[Change]:
            from itdesk.db import history

            return history.of(session, kind, record_id, before, limit)

        self._desk.read(self, read, lambda found: self._show(found, fresh=before is None, limit=limit), key="history")

    def _show(self, changes: Sequence[Change], *, fresh: bool, limit: int) -> None:
        if fresh:
            self._clear()
        now = datetime.now(UTC)
        workspace = self._desk.workspace
        for _operation, lines in groupby(changes, key=lambda change: change.operation or str(change.id)):
            together = list(lines)
            when = format_when(together[0].at, now=now, zone=workspace.zone, locale=workspace.locale)
            self._add(when, sentence(together), together)
        rows = {change.id for change in changes}
        self._before = min(rows) if rows else None
        self._more.setVisible(len(rows) >= limit)
        if fresh and not changes:
            self._add("", _("Nothing yet."), ())

    def _add(self, when: str, text: str, lines: Sequence[Change]) -> None:
        row = self._shown
        self._shown += 1
        moment = label(when, "small", "text-2")
        moment.setMinimumWidth(Theme.current().px(44))
        top = Qt.AlignmentFlag.AlignTop
        self._grid.addWidget(moment, row, 0, top)
        self._grid.addWidget(label(text, "small", "text", wrap=True, selectable=True), row, 1, top)
        if lines and lines[0].operation and self._desk.may(Verb.CHANGE, self._kind):
            name = _("Ways back: {what}").format(what=text)
            more = Button(icon="dots", kind="quiet", small=True, name=name)
            more.clicked.connect(lambda: self._open_ways(more, lines))
            self._grid.addWidget(more, row, 2, top)

    def ways_back(self, lines: Sequence[Change]) -> list[Action | None]:
        """What can be done about one operation's lines: each value put back, or all that it did undone."""
        values = [
            one for one in lines if one.column and not one.part and one.verb == "changed" and (one.old or one.new)
        ]
        found: list[Action | None] = [
            Action(
                _("Put back {field}: {old}").format(field=one.field, old=_short(one.old) or _("empty")),
                partial(self._put_back, one),
                icon="undo",
            )
            for one in values
        ]
        undo = Action(_("Undo this change"), partial(take_back, self._desk, self, lines[0].operation), icon="undo")
        return [*found, *([None] if found else []), undo]

    def _open_ways(self, button: Button, lines: Sequence[Change]) -> None:
        menu_of(self.ways_back(lines), self).popup(button.mapToGlobal(button.rect().bottomLeft()))

    def _put_back(self, line: Change) -> None:
        def job(session: Any) -> str:
            from itdesk.db import undoing

            return undoing.put_value_back(session, line.id, line.column)

        self._desk.write(self, job, self._desk.tell_done, self._desk.refused.emit, step=lambda words: words)

    def _clear(self) -> None:
        clear(self._grid)
        self._shown = 0


def sentence(changes: Sequence[Change]) -> str:
    """What one person did at once: "Status: Spare → In use. Person: – → Ana. By Mara Ellison"."""
    parts = [part for change in changes if (part := _part(change))]
    who = changes[0].who
    said = ". ".join(dict.fromkeys([*filter(None, [changes[0].words]), *parts]))
    return _("{what}, by {who}").format(what=said, who=who) if who else said


def _part(change: Change) -> str:
    if change.field:
        old, new = _short(change.old), _short(change.new)
        name = f"{change.part}, {change.field}" if change.part else change.field
        if not change.old:
            return _("{field} set to {new}").format(field=name, new=new)
        if not change.new:
            return _("{field} emptied, it was {old}").format(field=name, old=old)
        return _("{field} changed from {old} to {new}").format(field=name, old=old, new=new)
    if change.part:
        return {
            "added": _("{part} added").format(part=change.part),
            "removed": _("{part} removed").format(part=change.part),
            "moved": _("{part} moved").format(part=change.part),
        }.get(change.verb, _("{part} changed").format(part=change.part))
    return {
        "created": _("Added"),
        "deleted": _("Put into the bin"),
        "restored": _("Taken out of the bin"),
        "erased": _("Erased"),
    }.get(change.verb, _("Changed"))


def _short(text: str) -> str:
    plain = " ".join(text.split())
    return plain if len(plain) <= LONGEST else plain[: LONGEST - 1] + "…"
