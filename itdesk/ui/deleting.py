"""Deleting records from a list: into the bin at once, with a way back; those in use are asked about."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QWidget

from itdesk.core.progress import Progress
from itdesk.core.record import RecordType
from itdesk.core.rights import Verb
from itdesk.core.texts import _
from itdesk.ui.bulk_fields import counted
from itdesk.ui.desk import Desk
from itdesk.ui.only_read import say_only_read

if TYPE_CHECKING:
    from itdesk.db.bin import Moved, Use


def delete_records(desk: Desk, record_type: RecordType, ids: Sequence[int], parent: QWidget) -> None:
    """Put these into the bin; of those that others use it is asked what becomes of the links."""
    if not ids or not desk.may(Verb.DELETE, record_type.kind):
        say_only_read(desk, record_type)
        return
    kind, wanted = record_type.kind, list(ids)

    def write(session: Any, progress: Progress) -> tuple[Moved, list[int], list[Use]]:
        from itdesk.db import bin as bin_

        moved = bin_.delete(session, [(kind, one) for one in wanted], progress)
        left = bin_.left_of(session, kind, wanted)
        return moved, left, bin_.uses(session, kind, left)

    def words(result: tuple[Moved, list[int], list[Use]]) -> str:
        return _("{things} deleted").format(things=counted(record_type, len(result[0].places)))

    def done(result: tuple[Moved, list[int], list[Use]]) -> None:
        moved, left, uses = result
        if moved.places:
            desk.tell_done(words(result))
        if left:
            from itdesk.ui.in_use_dialog import InUseDialog

            InUseDialog(desk, record_type, left, uses, parent).open()

    what = _("Deleting {things}").format(things=counted(record_type, len(wanted)))
    desk.write(parent, write, done, desk.refused.emit, what=what, step=words)
