"""What was saved of a record that somebody put into the bin meanwhile: said at once, with a way out of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QWidget

from itdesk.core.record import RecordType
from itdesk.core.rights import Verb
from itdesk.core.texts import _
from itdesk.ui.desk import Desk
from itdesk.ui.page import Action

if TYPE_CHECKING:
    from itdesk.db.bin import Moved


def tell_if_binned(desk: Desk, record_type: RecordType, record_id: int, owner: QWidget) -> None:
    """Say so if the record that was just saved lies in the bin; it is kept there with what was typed."""
    kind = record_type.kind

    def read(session: Any) -> str:
        from itdesk.db import records

        return records.title_of(session, kind, record_id) if records.is_in_bin(session, kind, record_id) else ""

    def done(title: str) -> None:
        if title:
            words = _("Somebody put {title} into the bin meanwhile. What you typed is saved in it.").format(title=title)
            again = Action(_("Restore"), lambda: _restore(desk, kind, record_id, title))
            desk.notify(words, again if desk.may(Verb.DELETE, kind) else None)

    desk.read(owner, read, done, key=f"binned {kind} {record_id}")


def _restore(desk: Desk, kind: str, record_id: int, title: str) -> None:
    def write(session: Any) -> Moved:
        from itdesk.db import bin as bin_

        return bin_.restore(session, [(kind, record_id)])

    words = _("{what} restored").format(what=title)

    def done(moved: Moved) -> None:
        desk.notify(" ".join(moved.kept)) if moved.kept else desk.tell_done(words)

    desk.write(desk, write, done, desk.refused.emit, step=words)
