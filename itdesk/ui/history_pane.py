"""What happened to a record: who, when, which field, from what to what; newest first."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from itertools import groupby
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from itdesk.core.formats import format_when
from itdesk.core.texts import _
from itdesk.ui.buttons import Button
from itdesk.ui.desk import Desk
from itdesk.ui.labels import label
from itdesk.ui.layouts import clear
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
            self._add(when, sentence(together))
        rows = {change.id for change in changes}
        self._before = min(rows) if rows else None
        self._more.setVisible(len(rows) >= limit)
        if fresh and not changes:
            self._add("", _("Nothing yet."))

    def _add(self, when: str, text: str) -> None:
        row = self._shown
        self._shown += 1
        moment = label(when, "small", "text-2")
        moment.setMinimumWidth(Theme.current().px(44))
        self._grid.addWidget(moment, row, 0, Qt.AlignmentFlag.AlignTop)
        self._grid.addWidget(label(text, "small", "text", wrap=True, selectable=True), row, 1)

    def _clear(self) -> None:
        clear(self._grid)
        self._shown = 0


def sentence(changes: Sequence[Change]) -> str:
    """What one person did at once: "Status: Spare → In use. Person: – → Ana. By Mara Ellison"."""
    parts = [part for change in changes if (part := _part(change))]
    who = changes[0].who
    said = ". ".join(dict.fromkeys(parts))
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
